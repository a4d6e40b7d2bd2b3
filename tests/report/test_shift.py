"""The parts of a night share the time of one function, and none stops, starves or hides another."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from chalicelib.report.shift import RESERVE, Part, Shift
from tests.builders import at
from tests.fakes import Clock

LEFT = 300_000
BEGUN = at("2026-11-19 00:30")


def shift(clock: Clock, **parts: Callable[[datetime], int]) -> Shift:
    weights = {"nights": 40, "ledger": 20, "league": 40}
    return Shift([Part(name, weights[name], run) for name, run in parts.items()], clock)


def test_what_a_part_leaves_is_for_those_after_it_and_the_end_is_never_put_off() -> None:
    clock = Clock(BEGUN)
    seen: list[int] = []

    def takes(seconds: int) -> Callable[[datetime], int]:
        def run(until: datetime) -> int:
            seen.append(int((until - BEGUN).total_seconds()))
            clock.pass_by(seconds=seconds)
            return 1

        return run

    assert shift(clock, nights=takes(0), ledger=takes(0), league=takes(0)).run(LEFT) == 3
    assert seen == [108, 90, 270], "of 270 seconds 40 in 100; then a third; then all there is"
    seen.clear()
    clock.at = BEGUN
    assert shift(clock, nights=takes(150), ledger=takes(0), league=takes(0)).run(LEFT) == 3
    assert seen == [108, 190, 270], "a step that took long leaves the others less, but leaves them something"
    seen.clear()
    clock.at = BEGUN
    shift(clock, nights=takes(400), ledger=takes(0)).run(LEFT)
    assert seen[1] == 400, "nothing is left: what is due waits for the next run"
    assert timedelta(milliseconds=LEFT) - RESERVE == timedelta(seconds=270)


def test_a_part_that_raises_stops_no_other_and_is_raised_at_the_end(caplog: pytest.LogCaptureFixture) -> None:
    done: list[str] = []

    def burns(_: datetime) -> int:
        raise OSError("the store burns")

    def works(_: datetime) -> int:
        done.append("ledger")
        return 1

    with pytest.raises(ExceptionGroup) as raised:
        shift(Clock(BEGUN), nights=burns, ledger=works, league=burns).run(LEFT)
    assert done == ["ledger"]
    assert [str(each) for each in raised.value.exceptions] == ["the store burns"] * 2
    assert caplog.text.count("a part of the night failed") == 2
