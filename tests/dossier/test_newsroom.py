"""One notice a change and follower: after any crash, of a fast series only the newest, to a crowd in steps."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.dossier.followers import FOLLOWED_AFTER, MOST, Follower
from chalicelib.dossier.following import NEW_A_DAY, Following
from chalicelib.dossier.link import own_token
from chalicelib.dossier.lookup import OF_AN_ADDRESS, Asker
from chalicelib.dossier.newsroom import AT_ONCE
from chalicelib.errors import Conflict, NotFound, TooOften, Unavailable, Unprocessable
from chalicelib.notice.newest import SUPERSEDED
from chalicelib.ticket.owed import Notice, Purpose, State
from chalicelib.ticket.ticket import Lane
from tests.builders import SECRET, SLUG, World, at, heard
from tests.dossier.office import CODE, body, key

WEB = Asker("address", OF_AN_ADDRESS)
FORM = {"factor": "phone", "tail": "4567", "email": "a@example.com", "consent": True}


def put(world: World, minute: int, **given: Any) -> None:
    moment = {"updated_at": f"2026-11-17T09:{minute:02}:00+07:00"}
    world.following.dossiers.put(SLUG, CODE, body(**(moment | given)), key())


def town(followers: int = 1, **given: Any) -> World:
    world = World(**given)
    put(world, 0)
    for number in range(followers):
        dossier = world.cabinet.find(SLUG, CODE)
        assert dossier
        world.following.by_chat(dossier, follower(number))
    return world


def follower(number: int = 0) -> Follower:
    return Follower(
        tenant=SLUG, code=CODE, channel="facebook", account="2001", alias=_alias(number),
        lane=Lane.DIRECT, since=at("2026-11-18 09:00"),
    )  # fmt: skip


def _alias(number: int) -> str:
    letters = "abcdefghijklmnop"
    return "".join(letters[number >> 4 * i & 15] for i in range(15, -1, -1))


def news(world: World) -> list[Notice]:
    return [n for n in world.shelf.notices.values() if n.purpose is Purpose.DOSSIER_NEWS]


def minute(world: World) -> None:
    world.clock.pass_by(minutes=1)
    world.newsroom.run()


def test_a_change_is_owed_with_it_and_told_once_however_often_the_schedule_comes() -> None:
    world = town()
    put(world, 1, status="done")
    kept = world.cabinet.find(SLUG, CODE)
    assert kept
    assert kept.owes
    assert world.newsroom.run() == 0, "a moment later: what comes at once takes its place"
    minute(world)
    minute(world)
    (told,) = news(world)
    assert told.id == f"{int(kept.owes.at.timestamp() * 1000)}#dossier_news#{CODE}.2"
    assert not world.cabinet.kept[SLUG, CODE].owes


def test_what_is_confirmed_changes_nothing_and_is_not_told() -> None:
    world = town()
    put(world, 1)
    minute(world)
    assert news(world) == []


def test_of_three_changes_in_a_minute_the_newest_is_told_with_all_that_changed() -> None:
    world = town()
    changes = ({"status": "in_progress"}, {"status": "in_progress", "agency": "Sở Tài chính"}, {"status": "done"})
    for number, given in enumerate(changes, 1):
        put(world, number, **given)
        world.clock.pass_by(seconds=15)
    minute(world)
    (told,) = news(world)
    assert (told.facts["status_name"], told.facts["changed"]) == ("Đã xử lý xong", "agency status")


def test_news_that_waited_for_the_morning_give_way_to_newer_ones() -> None:
    world = town(0)
    world.hears("menu")
    world.post()
    dossier, alias = world.cabinet.find(SLUG, CODE), world.inbox.alias(world.province, heard())
    assert dossier
    world.following.by_chat(dossier, replace(follower(), alias=alias))
    world.clock.at = at("2026-11-18 22:30")
    for number, given in enumerate(({"status": "in_progress"}, {"status": "in_progress", "missing_papers": []}), 1):
        put(world, number, **given)
        minute(world)
        world.post()
    world.clock.at = at("2026-11-19 06:45")
    world.post()
    first, second = sorted(news(world), key=lambda notice: notice.since)
    assert (first.state, first.reason, second.state) == (State.SKIPPED, SUPERSEDED, State.SENT)
    said = [letter.body for *_, letter in world.carriage.sent[-2:]]
    assert sum("Thay đổi: tình trạng, giấy tờ còn thiếu" in words for words in said) == 1
    assert sum("Giấy tờ bổ sung của hồ sơ" in words for words in said) == 1


def receipts(world: World) -> list[Notice]:
    return [n for n in world.shelf.notices.values() if n.purpose is Purpose.DOSSIER_RECEIPT]


def test_papers_that_came_are_receipted_once_with_the_moment_and_the_new_day_of_the_result() -> None:
    world = town()
    put(world, 1, missing_papers=["Bản vẽ", "Giấy phép"])
    minute(world)
    assert receipts(world) == [], "what is asked for is no receipt"
    put(world, 20, status="in_progress", missing_papers=[], result_on="2026-12-09")
    for _ in range(3):
        minute(world)
    (told,) = receipts(world)
    assert told.id.endswith(f"#dossier_receipt#{CODE}.3")
    wanted = {
        "received": "- Bản vẽ\n- Giấy phép", "received_at": "09:20 ngày 17/11/2026", "received_count": "2",
        "result_on": "09/12/2026", "papers": "",
    }  # fmt: skip
    assert {name: told.facts[name] for name in wanted} == wanted
    assert len(news(world)) == 2, "it has changed, and that is told too"
    put(world, 21, status="done", missing_papers=[])
    minute(world)
    assert len(receipts(world)) == 1


def test_a_part_of_the_papers_is_receipted_and_what_is_still_missing_is_said() -> None:
    world = town(0)
    world.hears("menu")
    dossier, alias = world.cabinet.find(SLUG, CODE), world.inbox.alias(world.province, heard())
    assert dossier
    world.following.by_chat(dossier, replace(follower(), alias=alias))
    put(world, 1, missing_papers=["Bản vẽ", "Giấy phép"])
    put(world, 2, missing_papers=["Giấy phép"], result_on=None)
    minute(world)
    world.post()
    body_ = world.carriage.sent[-1][2].body
    assert "Giấy tờ bổ sung của hồ sơ" in body_
    assert "lúc 09:02 ngày 17/11/2026:\n- Bản vẽ\n" in body_
    assert "Giấy tờ còn thiếu:\n- Giấy phép\n" in body_
    assert "Ngày nhận kết quả" not in body_


@pytest.mark.parametrize(
    ("why", "given"),
    [
        ("the list was written anew", {"missing_papers": ["Giấy phép"]}),
        ("one came and another is wanted: nobody can tell whether it did", {"missing_papers": ["Bản vẽ", "Ảnh"]}),
        ("the same in other letters", {"missing_papers": ["bản VẼ ", "Sổ đỏ"], "status": "received"}),
        ("it was stopped", {"missing_papers": [], "status": "stopped"}),
        ("it was taken back", {"missing_papers": [], "status": "withdrawn"}),
    ],
)
def test_what_tells_of_no_paper_that_came_is_no_receipt(why: str, given: dict[str, Any]) -> None:
    world = town()
    put(world, 1, missing_papers=["Bản vẽ", "Sổ đỏ"])
    put(world, 2, **given)
    minute(world)
    assert receipts(world) == [], why


def test_a_paper_that_is_missing_again_before_anybody_was_told_has_not_come() -> None:
    world = town()
    put(world, 1, missing_papers=["Bản vẽ", "Sổ đỏ"])
    put(world, 2, missing_papers=[])
    put(world, 3, missing_papers=["Sổ đỏ"])
    minute(world)
    (told,) = receipts(world)
    assert told.facts["received"] == "- Bản vẽ"
    assert told.facts["received_at"] == "09:02 ngày 17/11/2026"


def test_of_a_crowd_half_told_nobody_gets_a_second_receipt_when_it_changes_again() -> None:
    world = town(AT_ONCE + 5)
    put(world, 1, missing_papers=["Bản vẽ", "Sổ đỏ"])
    minute(world)
    put(world, 2, missing_papers=["Sổ đỏ"])
    world.clock.pass_by(minutes=1)

    def dies() -> None:
        raise ConnectionError("the run dies here")

    world.bell.on_ring = dies
    world.newsroom.run()
    assert len(receipts(world)) == AT_ONCE
    world.bell.on_ring = lambda: None
    put(world, 3, missing_papers=[])
    minute(world)
    papers: dict[str, list[str]] = {}
    for told in receipts(world):
        papers.setdefault(told.parent, []).extend(told.facts["received"].splitlines())
    assert list(map(sorted, papers.values())) == [["- Bản vẽ", "- Sổ đỏ"]] * (AT_ONCE + 5)


def test_a_crowd_is_told_in_steps_and_a_run_that_dies_is_gone_on_with() -> None:
    world = town(AT_ONCE * 2 + 5)
    put(world, 1, status="done")
    world.clock.pass_by(minutes=1)
    steps = iter([None, ConnectionError("the run dies here")])

    def dies() -> None:
        if error := next(steps, None):
            raise error

    world.bell.on_ring = dies
    world.newsroom.run()
    assert len(news(world)) == AT_ONCE * 2
    world.newsroom.run()
    assert sorted(n.parent for n in news(world)) == sorted(follower(n).place for n in range(AT_ONCE * 2 + 5))


def test_a_lost_race_is_done_again_and_a_dossier_that_fails_keeps_no_other_back() -> None:
    world = town(3)
    put(world, 1, status="done")
    world.followers.refuse = 2
    minute(world)
    assert len(news(world)) == 3
    put(world, 2, status="returned")
    world.followers.refuse = 3
    minute(world)
    assert len(news(world)) == 3
    minute(world)
    assert len(news(world)) == 6


def test_whoever_begins_to_follow_while_it_changes_is_told_or_was_shown_the_change() -> None:
    world = town(0)
    seen = world.cabinet.find(SLUG, CODE)
    assert seen
    put(world, 1, status="done")
    kept = world.following.by_chat(seen, follower())
    assert kept.dossier.version == 2
    world.followers.refuse = 3
    with pytest.raises(Unavailable):
        world.following.by_chat(seen, follower(1))


def test_after_the_end_a_month_more_is_told_and_then_no_more() -> None:
    world = town()
    put(world, 1, status="returned")
    minute(world)
    ends = world.followers.kept[SLUG, CODE, _alias(0)].ends_at
    assert ends == world.clock() + FOLLOWED_AFTER
    put(world, 2, status="in_progress")
    minute(world)
    assert world.followers.kept[SLUG, CODE, _alias(0)].ends_at is None, "it was taken up again"
    put(world, 3, status="returned")
    minute(world)
    assert len([n for n in world.shelf.notices.values() if n.purpose is Purpose.DOSSIER_RATING]) == 1
    world.clock.at += FOLLOWED_AFTER + timedelta(seconds=1)
    put(world, 4, status="in_progress")
    minute(world)
    assert len(news(world)) == 3
    with pytest.raises(NotFound):
        world.following.by_link(SLUG, own_token(SECRET, SLUG, CODE, _alias(0)))


def test_by_contact_it_is_followed_with_consent_and_stopped_by_the_link() -> None:
    world = town(0)
    room: Following = world.following
    made, token = room.by_contact(SLUG, CODE, FORM, WEB)
    again, same = room.by_contact(SLUG, CODE, FORM, WEB)
    assert (made.follower, token) == (again.follower, same)
    (welcome,) = [n for n in world.shelf.notices.values() if n.purpose is Purpose.DOSSIER_FOLLOWED]
    person = world.vault.recall(SLUG, made.follower.alias)
    assert person
    assert (person.email, person.consented_at) == ("a@example.com", world.clock())
    put(world, 1, status="returned")
    minute(world)
    world.post()
    assert {n.state for n in world.shelf.notices.values()} == {State.SENT}
    assert welcome.parent == made.follower.place
    assert room.rate(room.by_link(SLUG, token), 5).stars == 5
    with pytest.raises(Conflict):
        room.rate(room.by_link(SLUG, token), 4)
    room.stop(room.by_link(SLUG, token).follower)
    for wrong in (token, token[:-1] + "2", "x", "", f"{token}é"):
        with pytest.raises(NotFound):
            room.by_link(SLUG, wrong)


@pytest.mark.parametrize("body_", [
    {**FORM, "consent": False}, {k: v for k, v in FORM.items() if k != "consent"}, {**FORM, "email": "a@b"},
    {**FORM, "phone": "0912345678"}, {k: v for k, v in FORM.items() if k != "email"},
])  # fmt: skip
def test_without_consent_or_a_way_to_be_told_nothing_is_kept(body_: dict[str, Any]) -> None:
    world = town(0)
    with pytest.raises(Unprocessable):
        world.following.by_contact(SLUG, CODE, body_, WEB)
    assert not world.followers.kept


def test_wrong_digits_follow_nothing_and_an_ended_dossier_is_not_followed() -> None:
    world = town(0)
    with pytest.raises(NotFound):
        world.following.by_contact(SLUG, CODE, {**FORM, "tail": "0000"}, WEB)
    put(world, 1, status="withdrawn")
    with pytest.raises(Conflict):
        world.following.by_contact(SLUG, CODE, FORM, WEB)


def test_a_contact_goes_with_the_last_dossier_it_follows() -> None:
    world = town(0, at_once=0)  # as the API does it: the schedule erases
    other = "H49.17-261118-0002"
    world.following.dossiers.put(SLUG, other, body(), key())
    tokens = [world.following.by_contact(SLUG, code, FORM, WEB)[1] for code in (CODE, other)]
    alias = tokens[0].partition(".")[0]
    for code, token, kept in ((CODE, tokens[0], True), (other, tokens[1], False)):
        world.following.stop(world.following.by_link(SLUG, token).follower)
        world.retention.run()
        assert (world.vault.recall(SLUG, alias) is not None) is kept, code
    assert not [n for n in world.shelf.notices.values() if n.origin and n.origin.alias == alias]


def test_whoever_comes_back_before_they_are_forgotten_follows_again() -> None:
    world = town(0, at_once=0)
    made, _ = world.following.by_contact(SLUG, CODE, FORM, WEB)
    world.following.stop(made.follower)
    world.clock.pass_by(seconds=5)
    made, token = world.following.by_contact(SLUG, CODE, FORM, WEB)
    world.retention.run()
    assert world.following.by_link(SLUG, token).follower == made.follower
    assert world.vault.recall(SLUG, made.follower.alias)


def test_nobody_has_strangers_written_to_without_end() -> None:
    """Whoever has one dossier's digits could follow it with every number there is, or with one number for ever."""
    world = town(0)
    for _ in range(NEW_A_DAY):
        made, _ = world.following.by_contact(SLUG, CODE, FORM, WEB)
        world.following.stop(made.follower)
        world.clock.pass_by(minutes=1)
    for form in (FORM, {**FORM, "email": "b@example.com"}):
        with pytest.raises(TooOften):
            world.following.by_contact(SLUG, CODE, form, WEB)
    other = "H49.17-261118-0002"
    world.following.dossiers.put(SLUG, other, body(), key())
    with pytest.raises(TooOften):
        world.following.by_contact(SLUG, other, FORM, WEB)
    assert world.vault.people == {}, "who is refused leaves nothing"
    assert world.following.by_contact(SLUG, other, {**FORM, "email": "b@example.com"}, WEB)


def test_nobody_follows_without_end() -> None:
    world = town(0)
    for number in range(MOST + 1):
        code = f"H49.17-261118-2{number:03}"
        world.following.dossiers.put(SLUG, code, body(), key())
        dossier = world.cabinet.find(SLUG, code)
        assert dossier
        one = replace(follower(), code=code)
        if number < MOST:
            world.following.by_chat(dossier, one)
        else:
            with pytest.raises(Conflict):
                world.following.by_chat(dossier, one)
