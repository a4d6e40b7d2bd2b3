"""Time in words a citizen reads: an allowance, and the account of how its end was reached."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from chalicelib.sla.deadline import BEGINS, MOVED, Allowance, Segment, Unit

_DAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
_UNITS = {
    Unit.MINUTES: "phút",
    Unit.WORKING_HOURS: "giờ làm việc",
    Unit.WORKING_DAYS: "ngày làm việc",
    Unit.CALENDAR_DAYS: "ngày",
}


def allowance_words(allowance: Allowance) -> str:
    """«5 ngày làm việc»; without its sign, as before or after what depends on the sentence."""
    return f"{abs(allowance.amount)} {_UNITS[allowance.unit]}"


def day_words(day: date) -> str:
    """«Thứ Tư 18/11/2026»."""
    return f"{_DAYS[day.weekday()]} {day:%d/%m/%Y}"


def told(segments: Sequence[Segment], allowance: Allowance, zone: ZoneInfo) -> list[str]:
    """What `explain` found, a sentence a line; days in a row that do not count share one.

    zone    of the calendar that explained, so that clock times are those on the office's wall
    """
    if allowance.unit is Unit.MINUTES:
        return [_minutes(segment, zone) for segment in segments]
    lines: list[str] = []
    number = iter(_numbers(allowance))
    for group in _groups(segments):
        first = group[0]
        if not first.counted:
            lines.append(_uncounted(group))
        elif allowance.unit is Unit.WORKING_HOURS:
            lines.append(_hours(first, zone))
        else:
            lines.append(_day(first, next(number)))
    return lines


def _numbers(allowance: Allowance) -> range:
    """Which day of the period each counted day is, by time; before the start they are counted backward."""
    count = abs(allowance.amount)
    return range(1, count + 1) if allowance.amount >= 0 else range(count, 0, -1)


def _groups(segments: Sequence[Segment]) -> Iterator[list[Segment]]:
    """Segments that share a line; an account has one at least and leaves no day out."""
    group = [segments[0]]
    for segment in segments[1:]:
        if _joins(group[-1]) and _joins(segment):
            group.append(segment)
        else:
            yield group
            group = [segment]
    yield group


def _joins(segment: Segment) -> bool:
    return not segment.counted and segment.note not in {"", BEGINS, MOVED}


def _uncounted(group: list[Segment]) -> str:
    first, last = group[0], group[-1]
    if first.note == BEGINS:
        return f"{day_words(first.day)}: ngày bắt đầu, không tính"
    if first.note == MOVED:
        return f"{day_words(first.day)}: hết hạn, vì hạn chuyển sang ngày làm việc"
    if not first.note:
        return f"{day_words(first.day)}: hết hạn trong ngày"
    reasons = "; ".join(dict.fromkeys(segment.note for segment in group))
    days = day_words(first.day) if len(group) == 1 else f"{day_words(first.day)} đến {day_words(last.day)}"
    return f"{days}: không tính – {reasons}"


def _hours(segment: Segment, zone: ZoneInfo) -> str:
    note = f", {segment.note}" if segment.note else ""
    stretch = f"{_clock(segment.start, zone)}–{_clock(segment.end, zone)}"
    return f"{day_words(segment.day)}: tính {_duration(segment.counted)} ({stretch}){note}"


def _day(segment: Segment, number: int) -> str:
    note = f" ({segment.note})" if segment.note else ""
    return f"{day_words(segment.day)}: ngày thứ {number}{note}"


def _minutes(segment: Segment, zone: ZoneInfo) -> str:
    edges = [f"{_clock(edge, zone)} {day_words(edge.astimezone(zone).date())}" for edge in (segment.start, segment.end)]
    return f"{edges[0]} đến {edges[1]}: {segment.note}, {_duration(segment.counted)}"


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%H:%M}"


def _duration(length: timedelta) -> str:
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    parts = [f"{hours} giờ"] * bool(hours) + [f"{minutes} phút"] * bool(minutes)
    return " ".join(parts) or "0 phút"
