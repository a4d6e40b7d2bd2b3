"""What holds for every office, every moment and every allowance."""

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.sla.deadline import Allowance, Unit, explain, moment_after, working_time
from chalicelib.sla.workdays import WorkCalendar
from tests.sla.offices import FULL, HANOI, WEEK, province, unit

HOUR = timedelta(hours=1)
OFFICES = [
    province(),
    province(week={**WEEK, "sat": [["07:30", "11:30"]]}),
    province(week={**WEEK, "mon": [], "sat": FULL}),
    # a unit with its own Saturday morning, half days, days off, and work on a holiday
    unit(
        week={"sat": [["07:30", "11:30"]], "wed": [["08:00", "12:00"]]},
        days_off=[{"date": "2026-08-22", "name": "kiểm kê"}, {"date": "2025-03-03", "name": "kiểm kê"}],
        working_days=[
            {"date": "2026-02-17", "name": "trực Tết", "shifts": [["07:30", "11:30"]]},
            {"date": "2026-03-08", "name": "bù"},
        ],
    ),
    # one that is open only at night, so that a local day crosses midnight in UTC
    unit(week={"mon": [["00:00", "06:00"]], "fri": [["18:00", "23:59"]]}),
]
Office = WorkCalendar
Moment = datetime
CALENDARS = st.sampled_from(OFFICES)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 1)).map(lambda moment: moment.replace(tzinfo=HANOI))
INSIDE = st.tuples(CALENDARS, MOMENTS, st.floats(0, 1, exclude_max=True)).map(
    lambda drawn: (drawn[0], _inside(drawn[0], drawn[1], drawn[2]))
)
ALLOWANCES = st.builds(Allowance, st.sampled_from(Unit), st.integers(-60, 60))


def _inside(calendar: WorkCalendar, moment: datetime, share: float) -> datetime:
    """An instant in [opening, closing) of the span next after `moment`."""
    opens, closes = next(calendar.spans_from(moment))
    return opens + timedelta(seconds=int((closes - opens).total_seconds() * share))


@given(CALENDARS, MOMENTS, st.sampled_from(Unit), st.integers(-60, 60), st.integers(0, 60))
def test_more_time_never_falls_due_sooner(
    calendar: WorkCalendar, start: datetime, unit: Unit, less: int, more: int
) -> None:
    sooner = moment_after(start, Allowance(unit, less), calendar)
    later = moment_after(start, Allowance(unit, less + more), calendar)
    assert sooner <= later


@given(CALENDARS, MOMENTS, st.integers(0, 10**6), ALLOWANCES)
def test_a_later_start_never_falls_due_sooner(
    calendar: WorkCalendar, start: datetime, seconds: int, allowance: Allowance
) -> None:
    later = start + timedelta(seconds=seconds)
    assert moment_after(start, allowance, calendar) <= moment_after(later, allowance, calendar)


@given(INSIDE, st.integers(0, 300))
def test_hours_forward_and_back_lead_home(begun: tuple[WorkCalendar, datetime], hours: int) -> None:
    calendar, start = begun
    away = moment_after(start, Allowance(Unit.WORKING_HOURS, hours), calendar)
    assert moment_after(away, Allowance(Unit.WORKING_HOURS, -hours), calendar) == start


DATES = st.dates(date(2024, 1, 1), date(2027, 12, 1))
SHIFTS = st.sampled_from(
    [[], [["07:30", "11:30"]], [["13:30", "17:00"]], [["06:00", "12:00"], ["12:00", "18:00"]], FULL]
)
OVERLAYS = st.builds(
    lambda week, off, work: {
        "week": week,
        "days_off": [{"date": f"{each}", "name": "nghỉ"} for each in sorted(off - work.keys())],
        "working_days": [{"date": f"{each}", "name": "làm"} | own for each, own in sorted(work.items())],
    },
    st.dictionaries(st.sampled_from(["tue", "thu", "sat", "sun"]), SHIFTS),
    st.sets(DATES, max_size=8),
    st.dictionaries(DATES, st.just({}) | st.fixed_dictionaries({"shifts": SHIFTS}), max_size=8),
)


@given(OVERLAYS, MOMENTS, st.floats(0, 1, exclude_max=True), st.integers(0, 100))
def test_in_any_unit_hours_forward_and_back_lead_home(
    overlay: dict[str, Any], moment: datetime, share: float, hours: int
) -> None:
    calendar = unit(**overlay)
    start = _inside(calendar, moment, share)
    away = moment_after(start, Allowance(Unit.WORKING_HOURS, hours), calendar)
    assert moment_after(away, Allowance(Unit.WORKING_HOURS, -hours), calendar) == start
    assert working_time(start, away, calendar) == hours * HOUR


@given(OVERLAYS, DATES)
def test_a_unit_differs_only_where_its_overlay_speaks(overlay: dict[str, Any], when: date) -> None:
    dated = {row["date"]: row for part in ("days_off", "working_days") for row in overlay[part]}
    named = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[when.weekday()] in overlay["week"]
    if f"{when}" not in dated and not named:
        assert unit(**overlay).shifts_on(when) == province().shifts_on(when)
    if f"{when}" in {row["date"] for row in overlay["days_off"]}:
        assert unit(**overlay).shifts_on(when) == ()


@given(CALENDARS, MOMENTS, st.integers(1, 60))
def test_from_closing_time_days_forward_and_back_lead_home(calendar: WorkCalendar, start: datetime, days: int) -> None:
    closing = moment_after(start, Allowance(Unit.WORKING_DAYS, 0), calendar)
    away = moment_after(closing, Allowance(Unit.WORKING_DAYS, days), calendar)
    assert moment_after(away, Allowance(Unit.WORKING_DAYS, -days), calendar) == closing


@given(CALENDARS, MOMENTS, ALLOWANCES.filter(lambda allowance: allowance.unit is not Unit.MINUTES))
def test_a_due_instant_lies_in_an_open_span_or_on_its_edge(
    calendar: WorkCalendar, start: datetime, allowance: Allowance
) -> None:
    due = moment_after(start, allowance, calendar)
    spans = calendar.spans_on(calendar.local_day(due))
    assert any(opens <= due <= closes for opens, closes in spans)


@given(CALENDARS, MOMENTS, st.integers(0, 300))
def test_the_hours_allowed_are_the_working_time_that_passes(
    calendar: WorkCalendar, start: datetime, hours: int
) -> None:
    due = moment_after(start, Allowance(Unit.WORKING_HOURS, hours), calendar)
    assert working_time(start, due, calendar) == hours * HOUR


@given(CALENDARS, MOMENTS, MOMENTS, MOMENTS)
def test_working_time_adds_up(calendar: WorkCalendar, one: datetime, two: datetime, three: datetime) -> None:
    whole = working_time(one, three, calendar)
    assert working_time(one, two, calendar) + working_time(two, three, calendar) == whole
    assert working_time(three, one, calendar) == -whole


@given(CALENDARS, MOMENTS, ALLOWANCES)
def test_what_is_explained_adds_up_to_the_allowance(
    calendar: WorkCalendar, start: datetime, allowance: Allowance
) -> None:
    lines = explain(start, allowance, calendar)
    units = {Unit.MINUTES: timedelta(minutes=1), Unit.WORKING_HOURS: HOUR}
    one = units.get(allowance.unit, timedelta(days=1))
    due = moment_after(start, allowance, calendar)
    assert sum((line.counted for line in lines), timedelta()) == abs(allowance.amount) * one
    assert (lines[0].start, lines[-1].end) == (
        min(start, due),
        max(start, due),
    ) or allowance.unit is Unit.WORKING_HOURS
    assert all(line.start <= line.end for line in lines)
    assert all(line.note for line in lines if not line.counted and allowance.amount)
