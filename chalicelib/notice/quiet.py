"""The hours of a province in which nobody is disturbed."""

from datetime import UTC, datetime, timedelta

from chalicelib.province.province import Province

MORNING_RUSH = timedelta(minutes=5)  # what a night has held back does not all come due in one second


def quiet_until(province: Province, now: datetime) -> datetime | None:
    """The end (UTC) of the quiet hours that `now` (UTC) lies in, or None outside them; they may span midnight."""
    start, end = province.messaging.lanes.quiet
    local = now.astimezone(province.calendar.zone)
    time = local.time()
    if start < end and not start <= time < end:
        return None
    if start > end and end <= time < start:
        return None
    if start == end:
        return None  # refused when the document is kept: hours that begin when they end say nothing
    day = local.date() + timedelta(days=1) if time >= end else local.date()
    return datetime.combine(day, end, province.calendar.zone).astimezone(UTC)
