"""The lot itself: how many, in which order, when, and who is never asked."""

from dataclasses import replace
from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

import pytest

from chalicelib.province.sampling import Sampling
from chalicelib.sampling.draw import Week, in_order, may_be_asked, week_due
from chalicelib.ticket.owed import Purpose, State
from chalicelib.ticket.telling import to_citizen
from chalicelib.ticket.ticket import Outcome
from chalicelib.ticket.workflow import Status
from tests.builders import HANDLER, SECRET, SLUG, World, at

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
WEEK = Week(date(2026, 11, 16), ZONE)
CODES = [f"SM-{number:04d}" for number in range(200)]


@pytest.mark.parametrize(
    ("percent", "minimum", "answers", "drawn"),
    [
        (10, 3, 0, 0), (10, 3, 2, 2), (10, 3, 3, 3), (10, 3, 30, 3), (10, 3, 31, 4), (10, 3, 400, 40), (100, 0, 7, 7),
        (1, 0, 1, 1), (1, 0, 100, 1), (1, 0, 101, 2),
    ],
)  # fmt: skip
def test_a_share_rounded_up_and_at_least_the_minimum(percent: int, minimum: int, answers: int, drawn: int) -> None:
    assert Sampling(percent=percent, minimum=minimum).size(answers) == drawn


def test_the_same_lot_falls_alike_whatever_order_the_petitions_come_in() -> None:
    once = in_order(SECRET, SLUG, WEEK, "so-xay-dung", CODES)
    assert once == in_order(SECRET, SLUG, WEEK, "so-xay-dung", [*reversed(CODES), *CODES])
    assert sorted(once) == CODES


def test_another_key_week_unit_or_province_is_another_lot() -> None:
    lots = [
        in_order(SECRET, SLUG, WEEK, "so-xay-dung", CODES),
        in_order(b"another key", SLUG, WEEK, "so-xay-dung", CODES),
        in_order(SECRET, SLUG, Week(date(2026, 11, 23), ZONE), "so-xay-dung", CODES),
        in_order(SECRET, SLUG, WEEK, "so-tai-chinh", CODES),
        in_order(SECRET, "tinh-khac", WEEK, "so-xay-dung", CODES),
    ]
    firsts = [frozenset(lot[:20]) for lot in lots]
    assert len(set(firsts)) == len(lots)
    for first in firsts[1:]:
        assert len(first & firsts[0]) < 10, "two lots have little in common"


def test_the_order_of_codes_says_nothing_of_the_lot() -> None:
    """Neither early codes nor late ones are favoured: of 40 weeks each half is picked about as often."""
    weeks = [Week(date(2026, 1, 5) + timedelta(weeks=n), ZONE) for n in range(40)]
    picked = [code for week in weeks for code in in_order(SECRET, SLUG, week, "so-xay-dung", CODES)[:20]]
    early = sum(1 for code in picked if code < CODES[100])
    assert 320 < early < 480, early
    assert len(set(picked)) > 180, "over the weeks nearly everybody has had their chance"


@pytest.mark.parametrize(
    ("now", "monday"),
    [
        ("Tue 2026-11-24 09:00", date(2026, 11, 9)),
        ("Wed 2026-11-25 08:59", date(2026, 11, 9)),
        ("Wed 2026-11-25 09:00", date(2026, 11, 16)),
        ("Sun 2026-11-29 23:59", date(2026, 11, 16)),
        ("Mon 2026-11-30 00:00", date(2026, 11, 16)),
        ("Wed 2026-12-02 09:00", date(2026, 11, 23)),
    ],
)
def test_on_wednesday_at_nine_the_week_that_ended_on_sunday_is_drawn(now: str, monday: date) -> None:
    name, _, clock = now.partition(" ")
    assert at(clock).astimezone(ZONE).strftime("%a") == name
    assert week_due(ZONE, at(clock)).monday == monday


def test_a_week_is_one_of_local_days() -> None:
    assert week_due(ZONE, at("2026-11-25 09:00")).drawn_at == at("2026-11-25 09:00").astimezone(UTC)
    assert WEEK.days == tuple(date(2026, 11, day) for day in range(16, 23))


def test_what_may_be_asked_about() -> None:
    world = World()
    code = world.opened().code
    world.does(code, "answer", HANDLER, text="Đã vá xong")
    ticket = world.tickets.get(SLUG, code)
    assert may_be_asked(ticket, (), WEEK)
    for why, fields in [
        ("open again", {"status": Status.ASSIGNED}),
        ("merged into another", {"status": Status.MERGED}),
        ("was a duplicate of another", {"into": "SM-1"}),
        ("withdrawn", {"outcome": Outcome.WITHDRAWN, "status": Status.CLOSED}),
        ("spam, or not for us", {"outcome": Outcome.REJECTED, "status": Status.CLOSED}),
        ("referred to its own procedure", {"outcome": Outcome.REFERRED}),
        ("nobody says that it was solved", {"outcome": Outcome.NOT_ACCEPTED}),
        ("they never replied", {"outcome": Outcome.NO_REPLY}),
        ("a formal complaint", {"legal": "complaint"}),
        ("erased", {"erased_at": at("2026-11-20 09:00")}),
        ("asked before", {"sampled": 3}),
        ("answered on Monday after", {"answered_at": at("2026-11-23 00:00")}),
        ("answered on Sunday before", {"answered_at": at("2026-11-15 23:59")}),
    ]:
        assert not may_be_asked(replace(ticket, **fields), (), WEEK), why  # type: ignore[arg-type]
    closed = replace(ticket, status=Status.CLOSED, answered_at=at("2026-11-22 23:59"))
    assert may_be_asked(closed, (), WEEK)


@pytest.mark.parametrize(
    ("state", "tried", "fine"),
    [
        (State.SENT, "2026-11-23 09:00", True),
        (State.SENT, "2026-11-23 09:01", False),
        (State.SEEN, "2026-11-24 10:00", False),
        (State.OWED, "2026-11-20 09:00", False),
        (State.SKIPPED, "2026-11-24 10:00", True),
        (State.FAILED, "2026-11-24 10:00", True),
    ],
)
def test_nobody_is_asked_within_48_hours_of_the_question_for_stars(state: State, tried: str, fine: bool) -> None:
    world = World()
    code = world.opened().code
    world.does(code, "answer", HANDLER, text="Đã vá xong")
    ticket, event = world.tickets.get(SLUG, code), world.tickets.timeline(SLUG, code)[-1]
    rating = to_citizen(world.province, ticket, event, Purpose.RATING)
    rating = replace(rating, state=state, tried_at=at(tried))
    assert may_be_asked(ticket, (rating,), WEEK) is fine
    assert may_be_asked(ticket, (replace(rating, purpose=Purpose.ANSWER),), WEEK), "only that question counts"
