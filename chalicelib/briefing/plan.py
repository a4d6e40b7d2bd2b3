"""When which report is due, and of which days: from the province's calendar and the period before. Pure."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta

from chalicelib.briefing.order import Claim, Kind
from chalicelib.province.province import Province

DAY, WEEK = timedelta(days=1), timedelta(days=7)
Days = tuple[date, date]  # local, both included
BY_CLOCK = (Kind.DIGEST, Kind.WEEK, Kind.MONTH)


def following(province: Province, kind: Kind, before: Claim | None, now: datetime) -> Days | None:
    """The period of that kind that is due at `now`, None when there is none.

    before  the newest one that was decided on; without it only the newest is due, nothing is made for the past
    """
    if kind is Kind.DIGEST:
        return _digest(province, before, now)
    today = province.calendar.local_day(now)
    days = _after(kind, before.last) if before else _newest(province, kind, today, now)
    return days if now >= due(province, kind, days[1]) else None


def due(province: Province, kind: Kind, last: date) -> datetime:
    """When the report of a week or month that ends with the local day `last` is due, UTC.

    A week: on the first working day from `week_on` after it. A month: on the first working day after it.
    """
    day = last + DAY
    if kind is Kind.WEEK:
        day += timedelta(days=(province.briefings.week_on - day.weekday()) % 7)
    return instant(province, working_day(province, day), province.briefings.digest_at)


def working_day(province: Province, day: date, step: int = 1) -> date:
    """`day`, or the next day on which the office works; the one before it with step -1."""
    while not province.calendar.shifts_on(day):
        day += step * DAY
    return day


def instant(province: Province, day: date, at: time) -> datetime:
    return datetime.combine(day, at, province.calendar.zone).astimezone(UTC)


def period_of(kind: Kind, first: date, last: date) -> str:
    """The key of a period: 2026-11-20, 2026-W47, 2026-11; its days for what is none of these."""
    if first == last:
        return first.isoformat()
    if first.weekday() == 0 and last - first == WEEK - DAY and kind is not Kind.DIGEST:
        year, week, _ = first.isocalendar()
        return f"{year}-W{week:02d}"
    if (first, last) == _month(first):
        return f"{first:%Y-%m}"
    return f"{first.isoformat()}_{last.isoformat()}"


def before(kind: Kind, first: date, last: date) -> Days:
    """The period beside which one stands: the week or month before it, else as many days."""
    if kind is Kind.MONTH and (first, last) == _month(first):
        return _month(first - DAY)
    return first - (last - first) - DAY, first - DAY


def year_ago(first: date, last: date) -> Days | None:
    """The same month a year ago; None for what is no month."""
    if (first, last) != _month(first):
        return None
    return _month(first.replace(year=first.year - 1))


def _digest(province: Province, before: Claim | None, now: datetime) -> Days | None:
    today = province.calendar.local_day(now)
    if not province.calendar.shifts_on(today) or now < instant(province, today, province.briefings.digest_at):
        return None
    last = today - DAY
    first = before.last + DAY if before else working_day(province, last, -1)
    return (first, last) if first <= last else None


def _newest(province: Province, kind: Kind, today: date, now: datetime) -> Days:
    """The last one that is over, and the one before it as long as that one is not due."""
    first = today - timedelta(days=today.weekday()) if kind is Kind.WEEK else today.replace(day=1)
    days = (first - WEEK, first - DAY) if kind is Kind.WEEK else _month(first - DAY)
    if now >= due(province, kind, days[1]):
        return days
    return (days[0] - WEEK, days[0] - DAY) if kind is Kind.WEEK else _month(days[0] - DAY)


def _after(kind: Kind, last: date) -> Days:
    return (last + DAY, last + WEEK) if kind is Kind.WEEK else _month(last + DAY)


def _month(day: date) -> Days:
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
