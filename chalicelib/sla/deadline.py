"""Allowances of time, the instants at which they run out, and the account of how an instant was reached.

Days follow the Civil Code 2015: the day on which a period begins does not count (art. 147), the period ends
with its last day, and when that is a weekend or a holiday, with the next working day (art. 148). The Code
ends a day at 24:00; an office answers before it closes, so here a day ends at its closing time, never later.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import takewhile
from typing import Any

from chalicelib.sla.workdays import HORIZON, Span, WorkCalendar, days_from, instant

DAY = timedelta(days=1)
BEGINS, MOVED = "ngày bắt đầu không tính", "hạn chuyển sang ngày làm việc"  # notes of a segment that counts nothing


class Unit(StrEnum):
    MINUTES = "minutes"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"


@dataclass(frozen=True, slots=True)
class Allowance:
    """So much time; a negative amount lies before the moment it is reckoned from."""

    unit: Unit
    amount: int


@dataclass(frozen=True, slots=True)
class Segment:
    """One line of an account: what a stretch of the local `day` contributed, or why it contributed nothing.

    start, end  UTC
    counted     time counted: working time or minutes; one day (24 h) for each day of an allowance in days
    note        for people, Vietnamese; empty when there is nothing to say
    """

    day: date
    start: datetime
    end: datetime
    counted: timedelta
    note: str


def allowance_from(document: Mapping[str, Any]) -> Allowance:
    """The allowance written as one unit and one whole number: {"working_hours": 4}.

    raises  ValueError if there is not exactly one unit, it is unknown, or the amount is not whole
    """
    if len(document) != 1:
        raise ValueError(f"an allowance names exactly one unit, not {len(document)}: {sorted(document)}")
    ((name, amount),) = document.items()
    if not isinstance(amount, int) or isinstance(amount, bool):
        raise ValueError(f"{name} must be a whole number, not {amount!r}")
    return Allowance(Unit(name), amount)


def moment_after(start: datetime, allowance: Allowance, calendar: WorkCalendar) -> datetime:
    """The instant at which `allowance` has passed since `start`.

    start          aware, any zone
    minutes        by the clock on the wall, night and holiday alike
    working_hours  walked over the open spans. Closing time belongs to the day that ends with it: due 17:00,
                   not 07:30 of the next. None at all: `start` itself while the office is open or just
                   closing, else the next opening. From an instant in [opening, closing) n hours on and n back
                   lead home; a closing instant comes back as the opening after it: no time lies between
    working_days   n: closing time of the n-th working day after the day of `start`; 0: of that day while it
                   is not yet past, else of the next working day; -n: of the n-th working day before it
    calendar_days  n: closing time of the n-th day after, or, if the office is closed that day, of the next
                   working day; 0: as working days; -n: of the n-th day before, or of the working day before
    returns        aware, UTC
    raises         ValueError for a naive start, or when ten years hold no such instant
    """
    begun = instant(start)
    try:
        return _AFTER[allowance.unit](begun, allowance.amount, calendar)
    except OverflowError as error:
        raise _nowhere(begun, allowance.amount, allowance.unit) from error


def working_time(start: datetime, end: datetime, calendar: WorkCalendar) -> timedelta:
    """Open time between two aware moments; negative when `end` comes first.

    raises  ValueError when they lie more than ten years apart
    """
    begun, ended = instant(start), instant(end)
    if ended < begun:
        return -working_time(ended, begun, calendar)
    if ended - begun > 3650 * DAY:
        raise ValueError(f"{begun:%Y-%m-%d} and {ended:%Y-%m-%d} lie more than ten years apart")
    spans = takewhile(lambda span: span[0] < ended, calendar.spans_from(begun))
    return sum((min(closes, ended) - opens for opens, closes in spans), timedelta())


def explain(start: datetime, allowance: Allowance, calendar: WorkCalendar) -> list[Segment]:
    """How `moment_after` is reached: every stretch counted and every day skipped with its reason, by time.

    What is counted adds up to the allowance, whatever its sign.
    """
    begun, due = instant(start), moment_after(start, allowance, calendar)
    between = min(begun, due), max(begun, due)
    first, last = map(calendar.local_day, between)
    if allowance.unit is Unit.MINUTES:
        return [Segment(first, *between, abs(due - begun), "tính liên tục theo đồng hồ, kể cả ngoài giờ")]
    days = [first + DAY * count for count in range((last - first).days + 1)]
    if allowance.unit is Unit.WORKING_HOURS:
        return [segment for day in days for segment in _hours_on(day, between, calendar)]
    origin = calendar.local_day(begun)
    return [_day_on(day, origin, allowance, between, calendar) for day in days]


def _after_minutes(begun: datetime, minutes: int, _: WorkCalendar) -> datetime:
    if abs(timedelta(minutes=minutes)) > HORIZON:
        raise _nowhere(begun, minutes, Unit.MINUTES)
    return begun + timedelta(minutes=minutes)


def _after_hours(begun: datetime, hours: int, calendar: WorkCalendar) -> datetime:
    left = timedelta(hours=abs(hours))
    today = calendar.spans_on(calendar.local_day(begun))
    if not left and any(opens <= begun <= closes for opens, closes in today):
        return begun
    for opens, closes in calendar.spans_until(begun) if hours < 0 else calendar.spans_from(begun):
        if left <= closes - opens:
            return closes - left if hours < 0 else opens + left
        left -= closes - opens
    raise _nowhere(begun, hours, Unit.WORKING_HOURS)


def _after_working_days(begun: datetime, days: int, calendar: WorkCalendar) -> datetime:
    origin = calendar.local_day(begun)
    if days == 0:
        today = calendar.spans_on(origin)
        return today[-1][1] if today and begun <= today[-1][1] else _after_working_days(begun, 1, calendar)
    left = abs(days)
    for day in days_from(origin, 1 if days > 0 else -1):
        if day != origin and calendar.shifts_on(day):
            left -= 1
            if not left:
                return calendar.spans_on(day)[-1][1]
    raise _nowhere(begun, days, Unit.WORKING_DAYS)


def _after_calendar_days(begun: datetime, days: int, calendar: WorkCalendar) -> datetime:
    if days == 0:
        return _after_working_days(begun, 0, calendar)
    if abs(DAY * days) > HORIZON:
        raise _nowhere(begun, days, Unit.CALENDAR_DAYS)
    for day in days_from(calendar.local_day(begun) + DAY * days, 1 if days > 0 else -1):
        if spans := calendar.spans_on(day):
            return spans[-1][1]
    raise _nowhere(begun, days, Unit.CALENDAR_DAYS)


_AFTER: Mapping[Unit, Callable[[datetime, int, WorkCalendar], datetime]] = {
    Unit.MINUTES: _after_minutes,
    Unit.WORKING_HOURS: _after_hours,
    Unit.WORKING_DAYS: _after_working_days,
    Unit.CALENDAR_DAYS: _after_calendar_days,
}


def _nowhere(begun: datetime, amount: int, unit: Unit) -> ValueError:
    return ValueError(f"no room for {amount} {unit} from {begun:%Y-%m-%d}: ten years hold no such instant")


def _hours_on(day: date, between: Span, calendar: WorkCalendar) -> list[Segment]:
    low, high = between
    note = calendar.reason(day)
    counted = [
        Segment(day, max(opens, low), min(closes, high), min(closes, high) - max(opens, low), note)
        for opens, closes in calendar.spans_on(day)
        if opens < high and closes > low
    ]
    idle = Segment(day, *_part(day, between, calendar), timedelta(), note or "ngoài giờ làm việc")
    return counted or [idle]


def _day_on(day: date, origin: date, allowance: Allowance, between: Span, calendar: WorkCalendar) -> Segment:
    note = calendar.reason(day)
    counts = day != origin
    if day == origin:
        note = BEGINS if allowance.amount else note
    elif allowance.unit is Unit.WORKING_DAYS:
        counts = bool(allowance.amount and calendar.shifts_on(day))
    elif abs((day - origin).days) > abs(allowance.amount):
        counts, note = False, note or MOVED
    return Segment(day, *_part(day, between, calendar), DAY if counts else timedelta(), note)


def _part(day: date, between: Span, calendar: WorkCalendar) -> Span:
    midnights = [datetime.combine(each, time(), calendar.zone).astimezone(UTC) for each in (day, day + DAY)]
    return max(midnights[0], between[0]), min(midnights[1], between[1])
