"""Offices the tests of working time look at, and moments written with their weekday in words."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.sla.workdays import WorkCalendar, calendar_from, overlaid

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
FULL = [["07:30", "11:30"], ["13:30", "17:00"]]
WEEK = {"mon": FULL, "tue": FULL, "wed": FULL, "thu": FULL, "fri": FULL, "sat": [], "sun": []}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def province(**changes: Any) -> WorkCalendar:
    document = {"base": "vietnam", "week": WEEK, "days_off": [], "working_days": [], **changes}
    return calendar_from(document, zone="Asia/Ho_Chi_Minh")


def unit(**changes: Any) -> WorkCalendar:
    """A unit that differs from its province in `changes`."""
    return overlaid(province(), changes)


def day(text: str) -> date:
    """`2026-01-10 Saturday`; a row that names the wrong weekday cannot be written."""
    written, name = text.split()
    found = date.fromisoformat(written)
    assert _DAYS[found.weekday()] == name, text
    return found


def at(text: str) -> datetime:
    """`2026-03-02 Monday 16:00` in Hanoi."""
    written, name, clock = text.split()
    assert day(f"{written} {name}"), text
    return datetime.fromisoformat(f"{written} {clock}").replace(tzinfo=HANOI)
