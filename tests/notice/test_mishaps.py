"""Every kind of error, and what becomes of the notice: one row each."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from chalicelib import errors
from chalicelib.errors import SupplierError
from chalicelib.notice.delivery import TRIES, claimed
from chalicelib.notice.mishaps import Moment, at_last, became, pause, waits
from chalicelib.ticket.owed import Notice, Purpose, State
from tests.builders import World, at

WORLD = World()
(ACK,) = WORLD.owed(WORLD.opened().code, Purpose.ACK)
NOON = at("2026-11-18 12:00")
NEXT_LANE = None


def moment(now: str = "2026-11-18 12:00", chance: float = 0.0) -> Moment:
    return Moment(now=at(now), zone=ZoneInfo("Asia/Ho_Chi_Minh"), chance=chance)


def claim(lane: str = "messenger") -> Notice:
    return claimed(replace(ACK, since=NOON), lane, NOON, "")


ROWS: list[tuple[SupplierError, str, State | None, timedelta, int]] = [
    # error, lane, what becomes of it, when it is looked at again, attempts counted
    (errors.Unsure("x"), "messenger", State.UNSURE, timedelta(seconds=90), 1),
    (errors.Unsure("x"), "comment", State.UNSURE, timedelta(seconds=90), 1),
    (errors.Unsure("x"), "email", State.UNSURE, timedelta(minutes=5), 1),
    (errors.Unsure("x"), "zalo_template_phone", State.UNSURE, timedelta(minutes=30), 1),
    (errors.TryAgain("x"), "messenger", State.OWED, timedelta(seconds=1), 1),
    (errors.TryAgain("x", retry_after=40), "messenger", State.OWED, timedelta(seconds=40), 1),
    (errors.TryAgain("x", retry_after=10**9), "messenger", State.OWED, timedelta(days=1), 1),
    (errors.TooFast("x"), "messenger", State.OWED, timedelta(seconds=15), 0),
    (errors.TooFast("x", retry_after=300), "messenger", State.OWED, timedelta(minutes=5), 0),
    (errors.NotNow("x", until="morning"), "zalo_quota", State.OWED, timedelta(hours=18), 0),
    (errors.NotNow("x", until="tomorrow"), "zalo_quota", State.OWED, timedelta(hours=20), 0),
    (errors.NotNow("x", until="tomorrow", another_lane=True), "zalo_quota", NEXT_LANE, timedelta(), 0),
    (errors.Expired("x"), "zalo_consultation", State.OWED, timedelta(seconds=25), 0),
    (errors.Expired("x"), "zalo_template_phone", NEXT_LANE, timedelta(), 0),  # of somebody who wrote on Facebook
    (errors.Stopped("x"), "messenger", NEXT_LANE, timedelta(), 0),
    (errors.LaneClosed("x"), "messenger", NEXT_LANE, timedelta(), 0),
    (errors.Unreachable("x"), "messenger", NEXT_LANE, timedelta(), 0),
    (errors.BadTemplate("x"), "zalo_template_uid", NEXT_LANE, timedelta(), 0),
    (errors.Unpaid("x"), "zalo_template_uid", NEXT_LANE, timedelta(), 0),
    (errors.Refused("x"), "messenger", NEXT_LANE, timedelta(), 0),
]


@pytest.mark.parametrize(
    ("error", "lane", "state", "wait", "tries"), ROWS, ids=[f"{row[0].code}-{row[1]}-{n}" for n, row in enumerate(ROWS)]
)
def test_what_becomes_of_it(error: SupplierError, lane: str, state: State | None, wait: timedelta, tries: int) -> None:
    after = became(error, claim(lane), moment(), "")
    assert (after and after.state) == state
    if after:
        assert (after.at - NOON, after.tries) == (wait, tries)


def test_no_kind_of_error_was_forgotten() -> None:
    def below(kind: type) -> set[type]:
        return {kind}.union(*map(below, kind.__subclasses__()))

    assert below(SupplierError) - {SupplierError} == {type(row[0]) for row in ROWS}


def test_real_attempts_end_and_the_failure_is_seen() -> None:
    last = replace(claim(), tries=TRIES)
    assert became(errors.TryAgain("x"), last, moment(), "").state is State.FAILED
    assert became(errors.TooFast("x"), last, moment(), "").state is State.OWED


@pytest.mark.parametrize(("now", "until", "expected"), [
    ("2026-11-18 22:30", "morning", "2026-11-19 06:00"),
    ("2026-11-19 02:00", "morning", "2026-11-19 06:00"),
    ("2026-11-19 06:00", "morning", "2026-11-20 06:00"),
    ("2026-11-19 00:10", "tomorrow", "2026-11-20 08:00"),
    ("2026-11-18 23:59", "tomorrow", "2026-11-19 08:00"),
    ("2026-12-31 23:59", "tomorrow", "2027-01-01 08:00"),
])  # fmt: skip
def test_morning_and_tomorrow_are_those_of_the_province(now: str, until: str, expected: str) -> None:
    error = errors.NotNow("x", until=until)
    assert became(error, claim(), moment(now), "").at == at(expected)
    assert became(error, claim(), moment(now, 1.0), "").at == at(expected) + timedelta(minutes=15), "not all at once"


def test_pauses_double_up_to_an_hour_and_chance_spreads_them() -> None:
    longest = [pause(tries, 1.0).total_seconds() - 1 for tries in range(1, TRIES + 2)]
    assert longest == [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]
    assert pause(10, 0.0) == timedelta(seconds=1)


@pytest.mark.parametrize(("found", "state", "wait"), [
    ([errors.LaneClosed("x"), errors.Refused("x")], State.FAILED, timedelta()),
    ([errors.Stopped("x"), errors.LaneClosed("x")], State.OWED, timedelta(minutes=15)),
    ([errors.NotNow("x", another_lane=True), errors.LaneClosed("x")], State.OWED, timedelta(hours=20)),
])  # fmt: skip
def test_when_every_way_was_tried(found: list[SupplierError], state: State, wait: timedelta) -> None:
    after = at_last(found, claim(), moment(), "why")
    assert (after.state, after.at - NOON) == (state, wait)


def test_words_wait_a_week_for_a_stopped_account_and_no_longer() -> None:
    assert waits(claim(), moment("2026-11-25 11:59"), None, "stopped").state is State.OWED
    assert waits(claim(), moment("2026-11-25 12:01"), None, "stopped").state is State.FAILED
    assert waits(claim(), moment("2026-11-25 12:01"), at("2026-11-25 12:02"), "held").state is State.OWED


def test_numbers_are_recorded_and_texts_are_not() -> None:
    facts: dict[str, Any] = {"code": 613, "trace": "A1"}
    assert (
        became(errors.TryAgain("too many calls", **facts), claim(), moment(), "").reason == "messenger: try_again 613"
    )
