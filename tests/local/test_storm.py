"""A storm counts honestly: what is lost, doubled, torn or never seen is found, and only that."""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from infra.local.platforms.outside import Account
from infra.local.storm_count import Course, Tally, as_table, tally
from infra.local.storm_desk import Office, next_move
from infra.local.storm_ground import Ground
from infra.local.storm_kill import workers
from infra.local.storm_people import Conversation, crowd
from infra.local.storm_run import Run
from tests.local.conftest import OA, PAGE, Town

ACCOUNTS = [
    Account(channel="facebook", id=PAGE, app="cau-noi", unit="phuong-mau", name="n", province="tinh-mau"),
    Account(channel="zalo", id=OA, app="cau-noi", unit="phuong-mau", name="n", province="tinh-mau"),
]
BOTH = Conversation(
    mark="bbbc",
    surface="comment",
    account=ACCOUNTS[0],
    said=(),
    side="both",
    answer="Việc bbbc: Đã dọn. Hết việc bbbc.",
)


def test_a_seed_gives_the_same_crowd_and_another_another() -> None:
    people = crowd(600, 1, ACCOUNTS, ["Phường Mẫu"])
    assert people == crowd(600, 1, ACCOUNTS, ["Phường Mẫu"])
    assert people != crowd(600, 2, ACCOUNTS, ["Phường Mẫu"])
    assert len({one.person for one in people}) == 600
    assert {one.surface for one in people} == {"messenger", "comment", "visitor_post", "zalo"}
    assert {one.side for one in people if one.public_first} == {"private", "public", "both"}
    assert any(len(one.answer) > 2000 for one in people)


def test_a_crowd_speaks_only_where_the_province_has_an_account() -> None:
    assert {one.surface for one in crowd(50, 1, ACCOUNTS[1:], ["Phường Mẫu"])} == {"zalo"}


def sent(*told: tuple[str, str], person: str = "7") -> list[dict[str, Any]]:
    return [{"person": person, "place": place, "text": text} for place, text in told]


def counted(course: Course, told: list[dict[str, Any]], **more: Any) -> Tally:
    given: dict[str, Any] = {"failed": 0, "breaches": [], "weather": {}, "kills": 2, "seconds": 1.0} | more
    return tally([course], told, **given)


DONE = Course(conversation=BOTH, person="7", codes=("TM-1",), answered=True)
PUBLIC, PRIVATE = ("comment", BOTH.answer), ("chat", BOTH.answer)


@pytest.mark.parametrize(
    ("why", "course", "told", "found"),
    [
        ("each side once", DONE, [PUBLIC, PRIVATE], {}),
        ("in two parts", DONE, [PUBLIC, ("chat", "Việc bbbc: Đã dọn."), ("chat", "Hết việc bbbc.")], {}),
        ("nobody heard it privately", DONE, [PUBLIC], {"never": ["bbbc private"]}),
        ("it is night, and they hear it in the morning", replace(DONE, held=frozenset({"private"})), [PUBLIC], {}),
        ("asleep on the other side", replace(DONE, held=frozenset({"public"})), [PUBLIC], {"never": ["bbbc private"]}),
        ("twice in public", DONE, [PUBLIC, PUBLIC, PRIVATE], {"twice": ["bbbc public"], "repeated": 1}),
        ("without its end", DONE, [PUBLIC, ("chat", "Việc bbbc: Đã")], {"torn": ["bbbc private"]}),
        ("its first part twice", DONE, [PUBLIC, ("chat", "Việc bbbc: Đã"), PRIVATE], {"twice": ["bbbc private"]}),
        ("the receipt twice", DONE, [PUBLIC, PRIVATE, ("chat", "Đã nhận"), ("chat", "Đã nhận")], {"repeated": 1}),
        ("no petition", replace(DONE, codes=(), answered=False), [], {"lost": ["bbbc"]}),
        ("two petitions", replace(DONE, codes=("TM-1", "TM-2")), [PUBLIC, PRIVATE], {"doubled": ["bbbc"]}),
        ("staff could not", replace(DONE, answered=False, trouble="403"), [], {"unanswered": ["bbbc 403"]}),
    ],
)
def test_every_way_to_go_wrong_is_counted(
    why: str, course: Course, told: list[tuple[str, str]], found: dict[str, Any]
) -> None:
    tallied = counted(course, sent(*told))
    lists = ("lost", "doubled", "unanswered", "twice", "never", "torn", "repeated")
    seen = {name: getattr(tallied, name) for name in lists if getattr(tallied, name)}
    seen |= {name: len(seen[name]) for name in seen if name == "repeated"}
    assert seen == found, why
    assert tallied.clean is (found == {}), why


def test_a_broken_rule_makes_a_storm_unclean_and_others_words_do_not() -> None:
    assert counted(DONE, sent(PUBLIC, PRIVATE) + sent(PUBLIC, PUBLIC, person="8")).clean
    broken = counted(DONE, sent(PUBLIC, PRIVATE), breaches=[{"rule": "window"}])
    assert not broken.clean
    assert "{'window': 1}" in as_table(broken)
    assert as_table(broken).endswith("NOT CLEAN.\n")


PROVINCE = {
    "slug": "tinh-mau",
    "units": [{"id": "so", "parent": None}, {"id": "phuong", "parent": "so"}],
    "staff": [
        {"id": "h", "role": "handler", "unit": "phuong"},
        {"id": "head", "role": "head", "unit": "so"},
        {"id": "co", "role": "coordinator", "unit": "so"},
    ],
}


@pytest.mark.parametrize(
    ("status", "unit", "act", "who"),
    [
        ("in_tray", "so", "assign", "co"),
        ("assigned", "phuong", "answer", "h"),
        ("in_progress", "so", "answer", "head"),
        ("drafted", "phuong", "approve", "head"),
        ("answered", "phuong", None, None),
        ("closed", "phuong", None, None),
    ],
)
def test_whoever_has_the_turn_takes_the_next_step(status: str, unit: str, act: str | None, who: str | None) -> None:
    move = next_move(PROVINCE, {"status": status, "unit": unit}, "Đã sửa", "both")
    assert (move.act, move.staff["id"]) == (act, who) if move else act is None
    if move and act == "answer":
        assert move.body == {"text": "Đã sửa", "to": "both"}


def test_an_officer_goes_on_after_the_clock_was_faster_and_gives_up_on_a_refusal() -> None:
    statuses = iter(["assigned", "assigned", "answered"])

    def call(method: str, path: str, body: Any, headers: Mapping[str, str]) -> tuple[int, Any]:
        return (200, {"ticket": {"status": next(statuses), "unit": "phuong"}}) if method == "GET" else posts.pop(0)

    posts: list[tuple[int, Any]] = [(412, {}), (200, {})]
    assert Office(PROVINCE, call, lambda staff: "t", lambda _: None).answer("TM-1", "Đã sửa", "") == ""
    statuses, posts = iter(["assigned"]), [(403, {"detail": "no"})]
    assert "403" in Office(PROVINCE, call, lambda staff: "t", lambda _: None).answer("TM-1", "Đã sửa", "")


def test_only_children_of_the_cloud_are_found_and_only_those_that_send() -> None:
    sleeping = "import time; time.sleep(30)"
    ours = [subprocess.Popen([sys.executable, "-c", sleeping, name]) for name in ("x-deliver-1", "x-take_in-1")]
    try:
        assert workers(os.getpid(), "x-deliver") == [ours[0].pid]
        assert workers(ours[0].pid, "x-deliver") == []
    finally:
        for process in ours:
            process.kill()
            process.wait()


@dataclass
class Product:
    """A product small enough to see through: a petition a person, an answer when staff give it."""

    town: Town
    resends: bool = False  # without looking whether it has arrived
    failures: int = 0
    codes: dict[str, str] = field(default_factory=dict)

    def found(self, keys: Any) -> dict[str, str]:
        """Whatever was said by somebody first is their petition."""
        for key in keys:
            said = self.town.bench.world.entry(key.rpartition("#")[2])
            assert said is not None, key
            self.codes.setdefault(said.person, key)
        return {key: f"TM-{key}" for key in keys if key in self.codes.values()}

    def read(self, code: str) -> dict[str, Any]:
        return {"timeline": [{"act": "hear"}]}

    def answer(self, code: str, text: str, to: str) -> str:
        said = self.town.bench.world.entry(code.rpartition("#")[2])
        assert said is not None
        for _ in range(3):
            answer = self.town.send({"id": said.person}, message={"text": text[:2000]})
            if said.channel == "zalo":
                answer = self.town.consult(said.person, text=text[:2000])
            if self._taken(said.channel, answer):
                return ""
        return "it would not go out"

    def _taken(self, channel: str, answer: Any) -> bool:
        ok = answer["error"] == 0 if channel == "zalo" else answer.status_code == 200
        return ok or not self.resends

    def failed(self) -> int:
        return self.failures

    def held(self, code: str) -> frozenset[str]:
        return frozenset()


def blown(town: Town, product: Product, storm: dict[str, Any], people: list[Conversation]) -> Tally:
    def call(method: str, path: str, body: Any, headers: Mapping[str, str]) -> tuple[int, Any]:
        answer = town.client.open(path, method=method, json=body, headers=dict(headers))
        return answer.status_code, answer.get_json(silent=True)

    seconds = iter(range(10**6))
    run = Run(
        outside=town.bench.outside, people=people, ground=Ground(call), office=product, tickets=product,  # type: ignore[arg-type]
        kill=lambda: 1, say=lambda line: None, clock=lambda: float(next(seconds)),
        sleep=lambda _: time.sleep(0.005),  # its clock runs by itself; its threads need a machine
    )  # fmt: skip
    return run.blow(storm, rate=1000, patience=400, quiet=3)


def on_messenger(many: int) -> list[Conversation]:
    return [
        one for one in crowd(many, 3, ACCOUNTS, ["Mẫu"])
        if one.surface == "messenger" and len(one.answer) < 1900
    ]  # fmt: skip


def test_a_product_that_answers_once_passes_a_calm_day(town: Town) -> None:
    people = on_messenger(80)
    found = blown(town, Product(town), {}, people)
    assert found.clean, as_table(found)
    assert (found.petitions, found.owed, found.once, found.kills) == (len(people),) * 3 + (2,)


def test_a_product_that_sends_again_without_looking_is_caught(town: Town) -> None:
    found = blown(town, Product(town, resends=True), {"cuts": 0.4, "seed": 5}, on_messenger(80))
    assert found.twice
    assert not found.clean
    assert Counter(found.weather)["cuts"] > 0
