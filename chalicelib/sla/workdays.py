"""A province's working calendar: hours, days off, make-up days, and the open spans that follow from them.

Spans are aware UTC and half-open: an office that works until 17:00 is open at 16:59:59 and closed at 17:00.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Shifts = tuple[tuple[time, time], ...]
Span = tuple[datetime, datetime]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# Bounds every walk: a calendar that offers nothing for ten years is a mistake, not a wait.
HORIZON = timedelta(days=3653)
BASES = {"vietnam": Path(__file__).with_name("vietnam.json")}


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingDay:
    """A date that keeps its own hours: a make-up Saturday, or a weekday worked in part."""

    name: str
    shifts: Shifts
    usual: bool = False  # the hours of an ordinary day, named by nobody


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCalendar:
    """When an office is open. `working_days` prevail over `days_off`, which prevail over `week`."""

    zone: ZoneInfo
    week: Mapping[int, Shifts]  # 0 = Monday
    days_off: Mapping[date, str]
    working_days: Mapping[date, WorkingDay]
    known_years: frozenset[int]  # years whose public holidays have been entered; provisional ones included
    provisional_years: frozenset[int]  # years reckoned from the law, before the Government's plan for them

    def shifts_on(self, day: date) -> Shifts:
        """Local opening and closing times of `day`, in order; empty when the office stays closed."""
        if special := self.working_days.get(day):
            return special.shifts
        return () if day in self.days_off else self.week[day.weekday()]

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """The open spans of the local `day`, in UTC."""
        shifts = self.shifts_on(day)
        return tuple((self._instant(day, opens), self._instant(day, closes)) for opens, closes in shifts)

    def spans_from(self, moment: datetime) -> Iterator[Span]:
        """Open spans from `moment` on, the first clipped at it; ends after ten years."""
        begun = instant(moment)
        for day in days_from(self.local_day(begun), 1):
            for opens, closes in self.spans_on(day):
                if closes > begun:
                    yield max(opens, begun), closes

    def spans_until(self, moment: datetime) -> Iterator[Span]:
        """Open spans before `moment`, latest first, the first clipped at it; ends ten years back."""
        ended = instant(moment)
        for day in days_from(self.local_day(ended), -1):
            for opens, closes in reversed(self.spans_on(day)):
                if opens < ended:
                    yield opens, min(closes, ended)

    def is_open(self, moment: datetime) -> bool:
        """Whether the office works at `moment`; the closing instant itself is closed."""
        now = instant(moment)
        return any(opens <= now < closes for opens, closes in self.spans_on(self.local_day(now)))

    def local_day(self, moment: datetime) -> date:
        """The date on the office's wall at `moment`."""
        return instant(moment).astimezone(self.zone).date()

    def reason(self, day: date) -> str:
        """Why `day` is not an ordinary working day, in Vietnamese; empty when it is one."""
        usual = self.week[day.weekday()]
        if special := self.working_days.get(day):
            return f"giờ làm riêng: {special.name}" if usual else f"làm bù: {special.name}"
        if name := self.days_off.get(day):
            return f"nghỉ lễ: {name}"
        if usual:
            return ""
        return "cuối tuần" if day.weekday() > 4 else "ngày cơ quan không làm việc"

    def _instant(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self.zone).astimezone(UTC)


def instant(moment: datetime) -> datetime:
    """`moment` in UTC.

    raises  ValueError if it is naive, or so far away that no calendar could speak of it
    """
    if moment.utcoffset() is None:
        raise ValueError(f"{moment.isoformat()} has no zone: working time needs aware moments")
    if not 1900 <= moment.year <= 2900:
        raise ValueError(f"{moment.isoformat()} lies outside every working calendar")
    return moment.astimezone(UTC)


def days_from(day: date, step: int) -> Iterator[date]:
    """`day` and the days after it (before it, with step -1), for ten years."""
    for count in range(HORIZON.days):
        yield day + timedelta(days=count * step)


def calendar_from(document: Mapping[str, Any], zone: str) -> WorkCalendar:
    """The calendar a province document describes, laid over its base.

    An entry of the province prevails over the base on its date: a working day there cancels a day off of the
    base, a day off cancels a make-up day. A working day without shifts keeps the hours of an ordinary Monday
    (of the first open weekday, where Monday is closed).
    raises  ValueError for an unknown base or zone, a week without any open shift, overlapping or reversed
            shifts, or a date entered twice
    """
    week = {number: _shifts(document["week"].get(name, ()), name) for number, name in enumerate(WEEKDAYS)}
    base = _base(document.get("base"))
    years: dict[str, str] = base.get("years", {})
    beneath = WorkCalendar(
        zone=_zone(zone),
        week=week,
        days_off=_days_off(base),
        working_days=_working_days(base, _ordinary(week)),
        known_years=frozenset(map(int, years)),
        provisional_years=frozenset(int(year) for year, state in years.items() if state == "provisional"),
    )
    return overlaid(beneath, {part: document.get(part, ()) for part in ("days_off", "working_days")})


def overlaid(calendar: WorkCalendar, document: Mapping[str, Any]) -> WorkCalendar:
    """`calendar` with what differs laid over it: the weekdays, days off and working days the document names.

    An entry prevails on its date. A make-up day without hours of its own keeps those of an ordinary day of the
    new week, also when it was entered in the calendar beneath.
    raises  ValueError as `calendar_from`
    """
    names = document.get("week", {})
    own = {number: _shifts(names[name], name) for number, name in enumerate(WEEKDAYS) if name in names}
    week = {**calendar.week, **own}
    ordinary = _ordinary(week)
    own_off, own_work = _days_off(document), _working_days(document, ordinary)
    if twice := own_off.keys() & own_work.keys():
        raise ValueError(f"{min(twice)} is both a day off and a working day")
    made_up = {
        day: replace(work, shifts=ordinary) if work.usual else work for day, work in calendar.working_days.items()
    }
    return replace(
        calendar,
        week=week,
        days_off={day: name for day, name in calendar.days_off.items() if day not in own_work} | own_off,
        working_days={day: work for day, work in made_up.items() if day not in own_off} | own_work,
    )


def _ordinary(week: Mapping[int, Shifts]) -> Shifts:
    """The hours of the first open weekday.

    raises  ValueError when there is none
    """
    found = next((week[number] for number in range(7) if week[number]), None)
    if found is None:
        raise ValueError("the week has no open shift: nothing could ever fall due")
    return found


@cache
def _base(name: str | None) -> dict[str, Any]:
    if name is None:
        return {}
    if name not in BASES:
        raise ValueError(f"unknown base calendar {name!r}: known are {', '.join(BASES)}")
    loaded: dict[str, Any] = json.loads(BASES[name].read_text("utf-8"))
    return loaded


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"unknown time zone {name!r}") from error


def _days_off(document: Mapping[str, Any]) -> dict[date, str]:
    return {day: str(row["name"]) for day, row in _dated(document.get("days_off", ()))}


def _working_days(document: Mapping[str, Any], ordinary: Shifts) -> dict[date, WorkingDay]:
    days = {}
    for day, row in _dated(document.get("working_days", ())):
        own = _shifts(row.get("shifts", ()), row["date"])
        days[day] = WorkingDay(name=str(row["name"]), shifts=own or ordinary, usual=not own)
    return days


def _dated(rows: Iterable[Mapping[str, Any]]) -> list[tuple[date, Mapping[str, Any]]]:
    found = sorted(((date.fromisoformat(row["date"]), row) for row in rows), key=lambda pair: pair[0])
    for (day, _), (following, _) in pairwise(found):
        if day == following:
            raise ValueError(f"{day} is entered twice")
    return found


def _shifts(rows: Iterable[Iterable[str]], where: str) -> Shifts:
    shifts: list[tuple[time, time]] = []
    for opens, closes in sorted((time.fromisoformat(start), time.fromisoformat(end)) for start, end in rows):
        if opens >= closes:
            raise ValueError(f"{where}: the shift {opens:%H:%M}-{closes:%H:%M} ends before it begins")
        if shifts and opens < shifts[-1][1]:
            raise ValueError(f"{where}: the shift {opens:%H:%M}-{closes:%H:%M} overlaps the one before")
        shifts.append((opens, closes))
    return tuple(shifts)
