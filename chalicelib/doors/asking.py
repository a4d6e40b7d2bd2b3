"""What stands in the query of a list: one of a few words, a moment, a day, a period."""

import re
from datetime import date, datetime, time, timedelta

from chalice.app import Request

from chalicelib import web
from chalicelib.errors import BadInput

_YEARS = range(2000, 2201)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")  # of ISO 8601's ways to write a day, the one that is documented
_BEGUN = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})_(.+)")  # no cursor of ours begins so by itself


def choice(asked: Request | None, name: str, words: tuple[str, ...]) -> str:
    """One of `words`; the first one when nothing is asked for.

    raises  BadInput
    """
    given = web.query(asked, name, words[0])
    if given not in words:
        raise _refused(name, f"one of {', '.join(words)}")
    return given


def moment(asked: Request | None, name: str) -> datetime | None:
    """An instant with its offset (RFC 3339), or None without one.

    raises  BadInput
    """
    given = web.query(asked, name).replace(" ", "+")  # a plus sign that nobody escaped
    if not given:
        return None
    try:
        found = datetime.fromisoformat(given)
    except ValueError as error:
        raise _refused(name, "RFC 3339, such as 2026-11-18T09:00:00+07:00") from error
    if found.tzinfo is None or found.year not in _YEARS:
        raise _refused(name, "RFC 3339 with its offset, from 2000 to 2200")
    return found


def day(asked: Request | None, name: str) -> date | None:
    """raises  BadInput"""
    given = web.query(asked, name)
    if given and _day(given) is None:
        raise _refused(name, "YYYY-MM-DD, from 2000 to 2200")
    return _day(given)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None
    return found if found and found.year in _YEARS else None


def begun(asked: Request | None, today: date) -> tuple[date, str | None]:
    """The day a list was begun on, which on its first page is `today`, and the cursor of where it goes on.

    A period that ends today ends on that day on every page: one that is asked for after midnight is of the same list.
    raises  BadInput
    """
    given = web.query(asked, "cursor")
    parts = _BEGUN.fullmatch(given)
    if parts is None:
        return today, given or None
    found = _day(parts[1])
    if found is None:
        raise _refused("cursor", "begin again without a cursor")
    return found, parts[2]


def going_on(on: date, cursor: str | None) -> str | None:
    """The cursor callers are given for the next page of a list that was begun on that day, as `begun` reads it."""
    return f"{on}_{cursor}" if cursor else None


def midnight(asked: Request | None, name: str, zone: str, later: int = 0) -> datetime | None:
    """The beginning of a day in `zone`, or of the one `later` days after it; None without one.

    raises  BadInput
    """
    from zoneinfo import ZoneInfo  # not at import: the webhook path needs no zones

    begun = day(asked, name)
    return datetime.combine(begun + timedelta(days=later), time(), ZoneInfo(zone)) if begun else None


def local_day(moment: datetime, zone: str) -> date:
    """The day it is in `zone`."""
    from zoneinfo import ZoneInfo

    return moment.astimezone(ZoneInfo(zone)).date()


def period(asked: Request | None, zone: str, today: date, lately: timedelta) -> tuple[datetime, datetime]:
    """From the beginning of the day `from` to the end of the day `to` in `zone`; without them, `lately` up to today.

    raises  BadInput
    """
    from zoneinfo import ZoneInfo  # not at import: the webhook path needs no zones

    local, last = ZoneInfo(zone), day(asked, "to") or today
    first = day(asked, "from") or last - lately
    if first > last:
        raise _refused("from", "the period ends before it begins")
    return datetime.combine(first, time(), local), datetime.combine(last + timedelta(days=1), time(), local)


def _refused(name: str, message: str) -> BadInput:
    return BadInput(f"{name} is not as it is expected", faults=[{"pointer": f"?{name}", "message": message}])
