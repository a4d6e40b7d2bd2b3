"""When allowances run out: rows a lawyer can check."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.sla.deadline import Allowance, Unit, allowance_from, moment_after, working_time
from chalicelib.sla.workdays import WorkCalendar
from tests.sla.offices import HANOI, WEEK, at, province, unit

OFFICE = province()
HALF_SATURDAYS = province(week={**WEEK, "sat": [["07:30", "11:30"]]})
HALF_DAY = province(working_days=[{"date": "2026-03-05", "name": "hội nghị", "shifts": [["07:30", "11:30"]]}])
SATURDAY_UNIT = unit(
    week={"sat": [["07:30", "11:30"]]},
    days_off=[{"date": "2026-03-03", "name": "ngày truyền thống của đơn vị"}],
    working_days=[{"date": "2026-04-27", "name": "trực lễ hội", "shifts": [["13:30", "17:00"]]}],
)
HOUR = timedelta(hours=1)


def check(why: str, start: str, allow: dict[str, int], due: str, calendar: WorkCalendar = OFFICE) -> None:
    found = moment_after(at(start), allowance_from(allow), calendar)
    assert found == at(due), f"{why}: {found.astimezone(HANOI):%Y-%m-%d %A %H:%M}"
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    ("why", "start", "hours", "due"),
    [
        ("within the morning", "2026-03-02 Monday 08:00", 2, "2026-03-02 Monday 10:00"),
        ("the lunch break does not count", "2026-03-02 Monday 11:00", 2, "2026-03-02 Monday 15:00"),
        ("written at lunch", "2026-03-02 Monday 12:15", 1, "2026-03-02 Monday 14:30"),
        ("carried over to the next morning", "2026-03-02 Monday 16:00", 2, "2026-03-03 Tuesday 08:30"),
        ("closing time belongs to its own day", "2026-03-02 Monday 15:00", 2, "2026-03-02 Monday 17:00"),
        ("noon closing, too", "2026-03-02 Monday 10:30", 1, "2026-03-02 Monday 11:30"),
        ("a full day ends with it", "2026-03-02 Monday 09:30", 7, "2026-03-03 Tuesday 09:00"),
        ("Friday night waits for Monday", "2026-03-06 Friday 20:00", 2, "2026-03-09 Monday 09:30"),
        ("Sunday waits for Monday", "2026-03-08 Sunday 10:00", 4, "2026-03-09 Monday 11:30"),
        ("before opening waits for it", "2026-03-02 Monday 03:00", 4, "2026-03-02 Monday 11:30"),
        ("a holiday does not count", "2026-04-29 Wednesday 16:00", 2, "2026-05-04 Monday 08:30"),
        ("Tết 2026: nine days", "2026-02-13 Friday 16:00", 2, "2026-02-23 Monday 08:30"),
        ("Tết 2025: nine days", "2025-01-24 Friday 16:30", 1, "2025-02-03 Monday 08:00"),
        ("the make-up Saturday of 2026 counts", "2026-01-09 Friday 16:00", 2, "2026-01-10 Saturday 08:30"),
        ("the swapped Friday does not", "2026-01-01 Thursday 09:00", 1, "2026-01-05 Monday 08:30"),
        ("the make-up Saturday of 2025 counts", "2025-04-25 Friday 16:00", 2, "2025-04-26 Saturday 08:30"),
        ("nor the Friday it replaces", "2025-04-29 Tuesday 16:00", 2, "2025-05-05 Monday 08:30"),
        ("30 April and 1 May do not count", "2026-04-29 Wednesday 09:30", 7, "2026-05-04 Monday 09:00"),
        ("Hùng Kings, taken on the Monday", "2026-04-24 Friday 16:00", 3, "2026-04-28 Tuesday 09:30"),
        ("National Day: five days in a row", "2026-08-28 Friday 16:30", 1, "2026-09-03 Thursday 08:00"),
        ("the make-up Saturday of August counts", "2026-08-21 Friday 16:30", 1, "2026-08-22 Saturday 08:00"),
        ("its afternoon, too", "2026-08-22 Saturday 10:30", 3, "2026-08-22 Saturday 15:30"),
        ("2025 to 2026: to the Monday after", "2025-12-31 Wednesday 16:00", 2, "2026-01-05 Monday 08:30"),
        ("2026 to 2027: New Year is a Friday", "2026-12-31 Thursday 16:30", 1, "2027-01-04 Monday 08:00"),
        ("from within lunch, the afternoon first", "2026-03-02 Monday 11:45", 4, "2026-03-03 Tuesday 08:00"),
        ("a minute before closing", "2026-03-02 Monday 16:59", 1, "2026-03-03 Tuesday 08:29"),
        ("none, while open: now", "2026-03-02 Monday 08:00", 0, "2026-03-02 Monday 08:00"),
        ("none, just closing: now", "2026-03-06 Friday 17:00", 0, "2026-03-06 Friday 17:00"),
        (
            "none, at night: no reminder before opening",
            "2026-03-06 Friday 22:00",
            0,
            "2026-03-09 Monday 07:30",
        ),
        ("a warning four hours ahead", "2026-03-06 Friday 17:00", -4, "2026-03-06 Friday 11:00"),
        ("a warning skips the weekend", "2026-03-09 Monday 08:30", -2, "2026-03-06 Friday 16:00"),
        ("back to an opening", "2026-03-02 Monday 11:30", -4, "2026-03-02 Monday 07:30"),
        ("back from a Sunday", "2026-03-08 Sunday 09:00", -1, "2026-03-06 Friday 16:00"),
    ],
)
def test_working_hours_run_out(why: str, start: str, hours: int, due: str) -> None:
    check(why, start, {"working_hours": hours}, due)


@pytest.mark.parametrize(
    ("why", "start", "days", "due"),
    [
        ("the day itself does not count", "2026-03-02 Monday 08:00", 1, "2026-03-03 Tuesday 17:00"),
        ("not even its first minute", "2026-03-02 Monday 00:00", 1, "2026-03-03 Tuesday 17:00"),
        ("nor its evening", "2026-03-02 Monday 22:00", 1, "2026-03-03 Tuesday 17:00"),
        ("a weekend is skipped", "2026-03-05 Thursday 09:00", 2, "2026-03-09 Monday 17:00"),
        ("from a Saturday, Monday is the first", "2026-03-07 Saturday 09:00", 1, "2026-03-09 Monday 17:00"),
        ("five days are a week", "2026-03-04 Wednesday 09:00", 5, "2026-03-11 Wednesday 17:00"),
        ("Tết 2026 is skipped", "2026-02-12 Thursday 09:00", 3, "2026-02-24 Tuesday 17:00"),
        ("Tết 2027, provisional, too", "2027-02-03 Wednesday 09:00", 1, "2027-02-11 Thursday 17:00"),
        ("the make-up Saturday counts", "2026-08-20 Thursday 09:00", 2, "2026-08-22 Saturday 17:00"),
        ("and the Monday it replaces does not", "2026-08-28 Friday 09:00", 1, "2026-09-03 Thursday 17:00"),
        ("24 November, unconfirmed: a day later", "2026-11-23 Monday 09:00", 1, "2026-11-25 Wednesday 17:00"),
        ("the last day before Tết is one", "2026-02-12 Thursday 16:59", 1, "2026-02-13 Friday 17:00"),
        ("given on the eve of Tết", "2026-02-16 Monday 09:00", 1, "2026-02-23 Monday 17:00"),
        ("30 April and 1 May, then a weekend", "2026-04-29 Wednesday 09:00", 2, "2026-05-05 Tuesday 17:00"),
        ("2025 to 2026: 1 and 2 January are off", "2025-12-30 Tuesday 09:00", 2, "2026-01-05 Monday 17:00"),
        ("Saturday 10 January 2026 is worked", "2026-01-08 Thursday 09:00", 2, "2026-01-10 Saturday 17:00"),
        ("and begins no day of its own", "2026-01-10 Saturday 09:00", 1, "2026-01-12 Monday 17:00"),
        ("2026 to 2027", "2026-12-30 Wednesday 09:00", 2, "2027-01-04 Monday 17:00"),
        ("five days over August's swap", "2026-08-27 Thursday 09:00", 5, "2026-09-08 Tuesday 17:00"),
        ("fifteen days over two holidays", "2026-04-20 Monday 09:00", 15, "2026-05-14 Thursday 17:00"),
        ("none: the same day while it lasts", "2026-03-02 Monday 16:59", 0, "2026-03-02 Monday 17:00"),
        ("none: closing time itself is in time", "2026-03-02 Monday 17:00", 0, "2026-03-02 Monday 17:00"),
        ("none: after closing, the next", "2026-03-06 Friday 17:01", 0, "2026-03-09 Monday 17:00"),
        ("none: on a holiday, the next", "2026-02-17 Tuesday 09:00", 0, "2026-02-23 Monday 17:00"),
        ("a warning one day ahead", "2026-03-10 Tuesday 17:00", -1, "2026-03-09 Monday 17:00"),
        ("a warning ahead of a weekend", "2026-03-09 Monday 17:00", -1, "2026-03-06 Friday 17:00"),
        ("a warning ahead of Tết", "2026-02-23 Monday 17:00", -1, "2026-02-13 Friday 17:00"),
        (
            "backward, the day does not count either",
            "2026-03-10 Tuesday 09:00",
            -2,
            "2026-03-06 Friday 17:00",
        ),
    ],
)
def test_working_days_run_out(why: str, start: str, days: int, due: str) -> None:
    check(why, start, {"working_days": days}, due)


@pytest.mark.parametrize(
    ("why", "start", "days", "due"),
    [
        ("the day itself does not count", "2026-03-02 Monday 08:00", 1, "2026-03-03 Tuesday 17:00"),
        ("weekends count", "2026-03-02 Monday 08:00", 20, "2026-03-23 Monday 17:00"),
        ("but a period cannot end on one", "2026-03-02 Monday 08:00", 6, "2026-03-09 Monday 17:00"),
        ("nor on a holiday", "2026-01-28 Wednesday 08:00", 20, "2026-02-23 Monday 17:00"),
        ("a make-up Saturday may end it", "2026-01-05 Monday 08:00", 5, "2026-01-10 Saturday 17:00"),
        ("a plain Saturday may not", "2026-01-12 Monday 08:00", 5, "2026-01-19 Monday 17:00"),
        ("twenty days from the year's end", "2025-12-15 Monday 08:00", 20, "2026-01-05 Monday 17:00"),
        ("seven days to a progress note", "2026-04-23 Thursday 08:00", 7, "2026-05-04 Monday 17:00"),
        ("five days over National Day", "2026-08-28 Friday 08:00", 5, "2026-09-03 Thursday 17:00"),
        ("five days to a worked Saturday", "2026-08-17 Monday 08:00", 5, "2026-08-22 Saturday 17:00"),
        ("none: the same day while it lasts", "2026-03-02 Monday 10:00", 0, "2026-03-02 Monday 17:00"),
        ("none: after closing, the next", "2026-03-06 Friday 18:00", 0, "2026-03-09 Monday 17:00"),
        ("backward", "2026-03-12 Thursday 17:00", -7, "2026-03-05 Thursday 17:00"),
        ("backward onto a Sunday: Friday before", "2026-03-09 Monday 17:00", -1, "2026-03-06 Friday 17:00"),
    ],
)
def test_calendar_days_run_out(why: str, start: str, days: int, due: str) -> None:
    check(why, start, {"calendar_days": days}, due)


def test_minutes_run_by_the_clock_through_the_night_and_the_holiday() -> None:
    check("Tết night", "2026-02-16 Monday 23:58", {"minutes": 5}, "2026-02-17 Tuesday 00:03")
    check("before it", "2026-02-17 Tuesday 00:03", {"minutes": -5}, "2026-02-16 Monday 23:58")


def test_half_days_end_at_noon() -> None:
    check("half day", "2026-03-04 Wednesday 09:00", {"working_days": 1}, "2026-03-05 Thursday 11:30", HALF_DAY)
    check("hours", "2026-03-05 Thursday 11:00", {"working_hours": 1}, "2026-03-06 Friday 08:00", HALF_DAY)
    check(
        "Saturday",
        "2026-03-06 Friday 09:00",
        {"working_days": 1},
        "2026-03-07 Saturday 11:30",
        HALF_SATURDAYS,
    )
    check(
        "art. 148",
        "2026-03-02 Monday 09:00",
        {"calendar_days": 5},
        "2026-03-07 Saturday 11:30",
        HALF_SATURDAYS,
    )


@pytest.mark.parametrize(
    ("why", "start", "allow", "due"),
    [
        ("its Saturday morning counts", "2026-03-06 Friday 16:00", {"working_hours": 2}, "2026-03-07 Saturday 08:30"),
        ("and is a working day", "2026-03-06 Friday 09:00", {"working_days": 1}, "2026-03-07 Saturday 11:30"),
        ("a period may end on it", "2026-03-02 Monday 09:00", {"calendar_days": 5}, "2026-03-07 Saturday 11:30"),
        ("the Sunday after it may not end one", "2026-03-02 Monday 09:00", {"calendar_days": 6}, "2026-03-09 Monday 17:00"),
        ("its own day off does not count", "2026-03-02 Monday 09:00", {"working_days": 1}, "2026-03-04 Wednesday 17:00"),
        ("it works half of a day off of all others", "2026-04-24 Friday 16:30", {"working_hours": 5}, "2026-04-27 Monday 14:00"),
        ("Tết is off here too; its own Saturday comes first after it", "2026-02-14 Saturday 10:30", {"working_hours": 2}, "2026-02-21 Saturday 08:30"),
        ("a make-up Saturday is a whole day here too", "2026-08-21 Friday 09:00", {"working_days": 1}, "2026-08-22 Saturday 17:00"),
        ("minutes ask no calendar", "2026-03-07 Saturday 23:58", {"minutes": 5}, "2026-03-08 Sunday 00:03"),
    ],
)  # fmt: skip
def test_a_unit_with_its_own_saturday_morning(why: str, start: str, allow: dict[str, int], due: str) -> None:
    check(why, start, allow, due, SATURDAY_UNIT)


@pytest.mark.parametrize(
    ("why", "start", "allow", "due"),
    [
        ("the last second of Monday", "2026-03-02 Monday 23:59:59", {"working_days": 1}, "2026-03-03 Tuesday 17:00"),
        ("the first of Tuesday", "2026-03-03 Tuesday 00:00", {"working_days": 1}, "2026-03-04 Wednesday 17:00"),
        ("06:59 is still Monday in UTC, not here", "2026-03-03 Tuesday 06:59", {"working_days": 1}, "2026-03-04 Wednesday 17:00"),
        ("calendar days turn with the local midnight", "2026-03-02 Monday 23:59:59", {"calendar_days": 1}, "2026-03-03 Tuesday 17:00"),
        ("not with that of UTC", "2026-03-03 Tuesday 00:00", {"calendar_days": 1}, "2026-03-04 Wednesday 17:00"),
        ("New Year's Eve to the second", "2025-12-31 Wednesday 23:59:59", {"working_days": 1}, "2026-01-05 Monday 17:00"),
    ],
)  # fmt: skip
def test_case_22_today_is_the_local_calendar_day(why: str, start: str, allow: dict[str, int], due: str) -> None:
    check(why, start, allow, due)
    in_utc = moment_after(at(start).astimezone(UTC), allowance_from(allow), OFFICE)
    assert in_utc == at(due), f"{why}: whichever zone asks"


def test_any_zone_may_ask() -> None:
    start = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # Monday 08:00 in Hanoi
    assert moment_after(start, Allowance(Unit.WORKING_HOURS, 2), OFFICE) == at("2026-03-02 Monday 10:00")


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ({}, "exactly one unit"),
        ({"minutes": 5, "working_days": 1}, "exactly one unit"),
        ({"fortnights": 1}, "fortnights"),
        ({"minutes": 2.5}, "whole number"),
        ({"minutes": True}, "whole number"),
        ({"minutes": "5"}, "whole number"),
    ],
)
def test_an_allowance_that_cannot_be_meant_is_refused(document: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        allowance_from(document)


@pytest.mark.parametrize("amount", [10**15, -(10**15), 10**7, -(10**7)])
@pytest.mark.parametrize("unit", list(Unit))
def test_an_instant_beyond_ten_years_is_refused(unit: Unit, amount: int) -> None:
    with pytest.raises(ValueError, match="ten years hold no such instant"):
        moment_after(at("2026-03-02 Monday 08:00"), Allowance(unit, amount), OFFICE)


@pytest.mark.parametrize("unit", [Unit.WORKING_HOURS, Unit.WORKING_DAYS, Unit.CALENDAR_DAYS])
def test_an_office_closed_for_more_than_ten_years_is_refused_not_waited_for(unit: Unit) -> None:
    first = date(2026, 3, 1)
    closed = [{"date": f"{first + timedelta(days=n)}", "name": "giải thể"} for n in range(4000)]
    with pytest.raises(ValueError, match="ten years hold no such instant"):
        moment_after(at("2026-03-02 Monday 08:00"), Allowance(unit, 1), province(days_off=closed))


def test_a_naive_start_is_refused() -> None:
    with pytest.raises(ValueError, match="has no zone"):
        moment_after(datetime(2026, 3, 2), Allowance(Unit.MINUTES, 5), OFFICE)


def test_working_time_over_more_than_ten_years_is_refused() -> None:
    with pytest.raises(ValueError, match="more than ten years apart"):
        working_time(at("2014-03-03 Monday 08:00"), at("2026-03-02 Monday 08:00"), OFFICE)


@pytest.mark.parametrize(
    ("why", "start", "end", "hours"),
    [
        ("a full day", "2026-03-02 Monday 00:00", "2026-03-03 Tuesday 00:00", 7.5),
        ("over lunch", "2026-03-02 Monday 11:00", "2026-03-02 Monday 14:00", 1.0),
        ("a weekend is nothing", "2026-03-06 Friday 17:00", "2026-03-09 Monday 07:30", 0.0),
        ("Tết is nothing", "2026-02-13 Friday 17:00", "2026-02-23 Monday 07:30", 0.0),
        ("a make-up Saturday is a day", "2026-01-09 Friday 17:00", "2026-01-12 Monday 07:30", 7.5),
        ("backwards is negative", "2026-03-02 Monday 10:00", "2026-03-02 Monday 08:00", -2.0),
    ],
)
def test_working_time_between(why: str, start: str, end: str, hours: float) -> None:
    assert working_time(at(start), at(end), OFFICE) == hours * HOUR, why
