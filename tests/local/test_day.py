"""The built-in days can be played, and are written with care."""

import json
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from chalicelib.desk.desk import STAFF_ACTS
from chalicelib.ticket.workflow import MAY, Act, Role
from infra.local.platforms.media import MADE, content
from infra.local.platforms.outside import PROVINCES, Account
from infra.local.platforms.say import KINDS
from infra.local.replay_day import ROLES, Day
from tests.local.conftest import OA, PAGE, PROVINCE, Town
from tests.local.stage import Stage

DAYS = sorted((Path(__file__).parents[2] / "infra" / "local" / "day").glob("*.json"))


def read(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", DAYS, ids=lambda path: path.stem)
def test_a_day_is_well_written(path: Path) -> None:
    day = read(path)
    assert path.read_text(encoding="utf-8") == unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
    ids = [message["id"] for message in day["messages"]]
    assert len(set(ids)) == len(ids)
    for message in day["messages"]:
        assert message["kind"] in KINDS[message["channel"]], message["id"]
        assert 0 < message["minutes_ago"] < 240, message["id"]
        photo = message.get("media")
        assert photo is None or photo in MADE or content(photo), message["id"]
    for step in day["desk"]:
        assert step["ticket"] in ids
        assert len(step.keys() & {"act", "rate", "say", "press", "gesture"}) == 1, step


@pytest.mark.parametrize("path", DAYS, ids=lambda path: path.stem)
def test_the_steps_of_a_day_name_what_the_province_has(path: Path) -> None:
    day = read(path)
    province = read(PROVINCES / path.name)
    units, ids = {unit["id"] for unit in province["units"]}, [message["id"] for message in day["messages"]]
    for step in day["desk"]:
        assert step.get("act", "note") in ROLES
        named = {step[name] for name in ("unit", "superior", "by") if name in step} | set(step.get("contributors", ()))
        assert named <= units, step
        assert step.get("into", ids[0]) in ids
        if step.get("act") == "reject":
            assert step["reason"] in {row["id"] for row in province["regulation"]["rejection"]}


def test_every_act_of_staff_can_be_played_by_roles_that_may() -> None:
    assert ROLES.keys() == STAFF_ACTS
    for act, roles in ROLES.items():
        assert set(map(Role, roles)) <= MAY[Act(act)], act


def test_the_days_show_the_longer_lives() -> None:
    steps = [step for path in DAYS for step in read(path)["desk"]]
    acts = {step.get("act") for step in steps}
    assert acts >= {
        "refuse",
        "report",
        "decide",
        "inform",
        "direct",
        "fulfil",
        "contribute",
        "merge",
        "refer",
        "extend",
    }
    assert acts >= {"reject", "publish", "send_back", "approve", "seek_extension"}
    assert {step["press"] for step in steps if "press" in step} == {"Mở lại", "Xem xét lại"}


MOMENTS = {
    "an ordinary Wednesday morning": "2026-11-18 09:00",
    "a Sunday before a holiday": "2026-11-22 14:00",
    "the last minute of a working day before a holiday": "2026-11-23 16:59",
    "the night before the Tet holidays": "2027-02-04 23:50",
    "the first minutes of a year": "2027-01-01 00:05",
}


@pytest.fixture
def stage(tmp_path: Path, key_file: Path) -> Iterator[Callable[[str, str], Stage]]:
    """A province's stage at a moment of Vietnam's."""
    opened: list[Stage] = []

    def at(slug: str, words: str) -> Stage:
        opened.append(
            Stage(read(PROVINCES / f"{slug}.json"), datetime.fromisoformat(f"{words}+07:00"), tmp_path, key_file)
        )
        return opened[-1]

    yield at
    for each in opened:
        each.close()


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=list(MOMENTS))
@pytest.mark.parametrize("path", DAYS, ids=lambda path: path.stem)
def test_a_day_plays_without_a_failed_step_whenever_it_is(path: Path, moment: str, stage: Any) -> None:
    played = stage(path.stem, moment)
    assert played.plays(read(path)) == 0, [line for line in played.said if line.startswith("!")]


def test_what_a_played_day_leaves_behind(stage: Any) -> None:
    played = stage("quang-ninh", "2026-11-20 10:00")
    assert played.plays(read(DAYS[1])) == 0, played.said
    ended = {
        name: (played.ticket(name).status, played.ticket(name).outcome) for name in ("qn-04", "qn-19", "qn-20", "qn-22")
    }
    assert ended == {
        "qn-04": ("answered", "resolved"),
        "qn-19": ("answered", "resolved"),
        "qn-20": ("closed", "referred"),
        "qn-22": ("closed", "rejected"),
    }
    again, complex_case, put_off = played.ticket("qn-21"), played.ticket("qn-02"), played.ticket("qn-08")
    assert (again.reopened, again.rating, again.status) == (1, 5, "answered")
    assert (complex_case.status, complex_case.promised_at.date().isoformat()) == ("in_progress", "2026-12-21")
    assert (put_off.extensions, played.ticket("qn-03").public) == (1, "published")
    said = [part.body for _, _, part in played.world.courier.carriers["messenger"].sent]
    assert sum("được dọn sạch" in words for words in said) == 2  # both who wrote of the same heap


def test_an_appeal_of_the_day_is_settled_by_leadership_and_a_draft_approved(stage: Any) -> None:
    played = stage("bac-ninh", "2026-11-20 10:00")
    assert played.plays(read(DAYS[0])) == 0, played.said
    appealed, drafted = played.ticket("bn-17"), played.ticket("bn-10")
    assert (appealed.unit, appealed.bound, appealed.status) == ("so-xay-dung", True, "assigned")
    acts = [event.act for event in played.world.tickets.timeline("bac-ninh", drafted.code)]
    assert (drafted.status, acts[-5:]) == ("answered", ["answer", "send_back", "answer", "approve", "rate"])
    assert played.ticket("bn-03").outcome == "withdrawn"


def test_a_day_shows_the_new_ways_of_speaking(stage: Any) -> None:
    """An edit, a menu, a second contact, a matter handed up from a daughter page, words on both sides of a comment."""
    played = stage("quang-ninh", "2026-11-20 10:00")
    assert played.plays(read(DAYS[1])) == 0, played.said
    acts = {
        name: [event.act for event in played.world.tickets.timeline("quang-ninh", played.codes[name])]
        for name in ("qn-18", "qn-23", "qn-24")
    }
    assert "amend" in acts["qn-23"]
    assert played.ticket("qn-23").unit == "so-xay-dung"
    assert "hear" in acts["qn-24"], "their words in the chat were joined to the comment"
    sides = {
        n.side for n in played.world.outbox.of_ticket("quang-ninh", played.codes["qn-24"]) if n.purpose == "answer"
    }
    assert sides == {"public", "private"}
    origin = played.ticket("qn-18").origin
    assert played.world.vault.recall("quang-ninh", origin.alias).phone == "+84912345678"
    assert "menu" in {notice.purpose for notice in played.world.shelf.notices.values()}


@pytest.mark.parametrize("path", DAYS, ids=lambda path: path.stem)
def test_a_day_shows_every_kind_of_thing_and_two_old_emergencies(path: Path) -> None:
    messages = read(path)["messages"]
    assert {"text", "image", "comment", "sticker", "visitor_post"} <= {message["kind"] for message in messages}
    urgent = ("cháy nhà", "sạt lở đất", "đường dây điện bị đứt", "rò rỉ khí gas")
    old = [m for m in messages if 60 < m["minutes_ago"] < 181 and any(w in m.get("text", "").lower() for w in urgent)]
    assert len(old) == 2


@pytest.mark.parametrize(
    ("words", "when", "day"),
    [
        ("today", "2026-11-22 23:59", "2026-11-22"),  # a Sunday stays what it is: documents are dated on it
        ("+1", "2026-11-20 10:00", "2026-11-23"),  # Friday: Monday
        ("+2", "2026-11-22 10:00", "2026-11-25"),  # the 24th is a holiday
        ("+5", "2026-11-18 10:00", "2026-11-23"),
        ("+0", "2026-11-18 10:00", "2026-11-18"),
    ],
)
def test_a_date_of_a_step_is_reckoned_from_the_day_of_the_run(town: Town, words: str, when: str, day: str) -> None:
    province = read(PROVINCES / "quang-ninh.json")
    now = datetime.fromisoformat(f"{when}+07:00").timestamp()
    assert Day(town.bench.outside, province, call_of(town), print, now).date_of(words) == day


def test_a_button_is_pressed_only_once_it_is_offered_for_that_ticket() -> None:
    """The newest buttons about the ticket count: after a reopening the old stars are no longer there."""
    threads = [
        [("RATE:{}:1", "1 ⭐")],
        [("RATE:{}:1", "1 ⭐"), ("REOPEN:{}", "Mở lại")],
        [("RATE:other:5", "5 ⭐")],
        [("RATE:{}:5", "5 ⭐")],
    ]
    code, said, asked = "", list[Any](), list[str]()

    def call(method: str, path: str, body: Any, headers: Mapping[str, str]) -> tuple[int, Any]:
        if path == "/control/say":
            said.append(body)
            return 200, {}
        asked.append(path)
        offered = [{"payload": payload.format(code), "title": title} for payload, title in threads[len(asked) - 1]]
        return 200, {"messages": [{"side": "product", "text": "", "more": {"quick_replies": offered}}]}

    account = Account(channel="facebook", id=PAGE, app="cau-noi", unit="u", name="n", province="tinh-mau")
    played = Day(None, PROVINCE, call, print, 0.0, lambda _: None)  # type: ignore[arg-type]
    played.keys["a"] = (account, {"person": "1", "kind": "text"}, "m_1")
    code = played.code("a")
    assert played.play({"messages": [], "desk": [{"ticket": "a", "press": "Mở lại"}, {"ticket": "a", "rate": 5}]}) == 0
    assert [body["payload"] for body in said] == [f"REOPEN:{code}", f"RATE:{code}:5"]
    assert len(asked) == 4


@pytest.mark.parametrize(("answers", "failures"), [([412, 503, 200], 0), ([409], 1)])
def test_an_act_the_clock_was_faster_than_is_done_again(answers: list[int], failures: int) -> None:
    """Somebody wrote first, or the cloud was busy: that is no failure of the day. A refusal is."""

    def call(method: str, path: str, body: Any, headers: Mapping[str, str]) -> tuple[int, Any]:
        if path.endswith("/token"):
            return 200, {"id_token": "t"}
        if method == "GET":
            return 200, {"ticket": {"status": "assigned", "unit": "so-xay-dung"}}
        return answers.pop(0), {}

    account = Account(channel="facebook", id=PAGE, app="cau-noi", unit="u", name="n", province="tinh-mau")
    leader = {"id": "tm-02", "name": "Lãnh đạo", "role": "leadership", "unit": "so-xay-dung"}
    province = {**PROVINCE, "staff": [*PROVINCE["staff"], leader]}
    played = Day(None, province, call, print, 0.0, lambda _: None)  # type: ignore[arg-type]
    played.keys["a"] = (account, {"person": "1", "kind": "text"}, "m_1")
    assert played.play({"messages": [], "desk": [{"ticket": "a", "act": "accept"}]}) == failures
    assert answers == []


def call_of(town: Town) -> Any:
    def call(method: str, path: str, body: Any, headers: Mapping[str, str]) -> tuple[int, Any]:
        answer = town.client.open(path, method=method, json=body, headers=dict(headers))
        return answer.status_code, answer.get_json(silent=True)

    return call


@pytest.mark.parametrize("path", DAYS, ids=lambda path: path.stem)
def test_the_messages_of_a_day_reach_the_door_with_their_own_times(town: Town, path: Path) -> None:
    said: list[str] = []
    day = read(path)
    played = Day(town.bench.outside, PROVINCE, call_of(town), said.append, now=town.clock())
    assert played.play({"messages": day["messages"]}) == 0, said
    events = town.told("message")
    assert len(events) == len(day["messages"])
    first = day["messages"][0]
    account = PAGE if first["channel"] == "facebook" else OA
    query = f"channel={first['channel']}&account={account}&person={first['person']}"
    thread = town.client.get(f"/control/thread?{query}").json["messages"]
    assert thread[0]["at"] == int(town.clock() - 60 * first["minutes_ago"]) * 1000
    assert "{place}" not in thread[0]["text"]


def test_a_step_about_a_ticket_that_never_came_is_counted_and_the_day_goes_on(town: Town) -> None:
    said: list[str] = []
    played = Day(town.bench.outside, PROVINCE, call_of(town), said.append, now=town.clock(), sleep=lambda _: None)
    message = {
        "id": "a",
        "minutes_ago": 1,
        "channel": "facebook",
        "person": "1",
        "kind": "text",
        "text": "Đèn hỏng",
    }
    steps = [{"ticket": "a", "act": "accept"}, {"ticket": "a", "act": "answer", "text": "Đã sửa"}]
    assert (
        played.play({"messages": [message, message | {"id": "b"}], "desk": [*steps, {"ticket": "b", "say": "Ạ"}]}) == 1
    )
    assert any("has not become a ticket" in line for line in said)
    assert len(town.told("message")) == 3
