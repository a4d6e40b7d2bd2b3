"""A unit's own hours laid over its province's calendar: only what differs."""

from typing import Any

import pytest

from chalicelib.sla.workdays import WorkCalendar, overlaid
from tests.sla.offices import FULL, WEEK, day, province, unit

MORNING, EARLY = [["07:30", "11:30"]], [["06:00", "10:00"], ["13:00", "17:00"]]


def hours(calendar: WorkCalendar, when: str) -> list[str]:
    return [f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in calendar.shifts_on(day(when))]


@pytest.mark.parametrize(
    ("why", "changes", "when", "works"),
    [
        ("a weekday it names is its own", {"week": {"sat": MORNING}}, "2026-03-07 Saturday", ["07:30-11:30"]),
        ("the others stay", {"week": {"sat": MORNING}}, "2026-03-06 Friday", ["07:30-11:30", "13:30-17:00"]),
        ("a weekday may be closed", {"week": {"wed": []}}, "2026-03-04 Wednesday", []),
        ("holidays stay days off", {"week": {"tue": EARLY}}, "2026-02-17 Tuesday", []),
        ("a make-up day has the unit's ordinary hours", {"week": {"mon": EARLY}}, "2026-08-22 Saturday", ["06:00-10:00", "13:00-17:00"]),
        ("a day off of its own", {"days_off": [{"date": "2026-08-22", "name": "cúp điện"}]}, "2026-08-22 Saturday", []),
        ("a working day of its own", {"working_days": [{"date": "2026-02-17", "name": "trực Tết"}]}, "2026-02-17 Tuesday", ["07:30-11:30", "13:30-17:00"]),
        ("half of one", {"working_days": [{"date": "2026-02-17", "name": "trực Tết", "shifts": MORNING}]}, "2026-02-17 Tuesday", ["07:30-11:30"]),
    ],
)  # fmt: skip
def test_a_unit_differs_only_in_what_it_says(why: str, changes: dict[str, Any], when: str, works: list[str]) -> None:
    assert hours(unit(**changes), when) == works, why


def test_hours_somebody_wrote_for_a_make_up_day_hold_for_every_unit() -> None:
    half = province(working_days=[{"date": "2026-01-10", "name": "bù nửa ngày", "shifts": MORNING}])
    assert hours(overlaid(half, {"week": {"mon": EARLY}}), "2026-01-10 Saturday") == ["07:30-11:30"]


def test_reasons_and_years_are_those_of_both() -> None:
    calendar = unit(week={"wed": []}, days_off=[{"date": "2026-03-03", "name": "ngày truyền thống"}])
    assert calendar.reason(day("2026-03-03 Tuesday")) == "nghỉ lễ: ngày truyền thống"
    assert calendar.reason(day("2026-02-17 Tuesday")) == "nghỉ lễ: Tết Nguyên đán"
    assert calendar.reason(day("2026-03-04 Wednesday")) == "ngày cơ quan không làm việc"
    assert calendar.known_years == province().known_years


def test_nothing_laid_over_changes_nothing() -> None:
    assert unit() == province()
    assert unit(week=WEEK | {"mon": FULL}) == province()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"week": {"sat": [["09:00", "08:00"]]}}, "sat: the shift 09:00-08:00 ends before it begins"),
        ({"days_off": [{"date": "2026-03-02", "name": "a"}] * 2}, "entered twice"),
        ({"days_off": [{"date": "2026-03-02", "name": "a"}], "working_days": [{"date": "2026-03-02", "name": "b"}]}, "both a day off and"),
    ],
)  # fmt: skip
def test_an_overlay_that_cannot_be_meant_is_refused(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        unit(**changes)
