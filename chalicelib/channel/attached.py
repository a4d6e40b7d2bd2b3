"""What hangs on a message: places, files and links, the same for all platforms. Nothing a stranger sends is trusted."""

from typing import Any

from chalicelib.channel.wire import address, words
from chalicelib.ticket.ticket import Attachment
from chalicelib.vietnamese import clean

MOST = 30  # attachments of one message, as Messenger allows
LONGEST_NAME = 200
UNSUPPORTED = Attachment(kind="unsupported")  # staff see that something came which we cannot show


def place(latitude: Any, longitude: Any, name: Any = "") -> Attachment:
    """A place, from numbers or decimal text; unsupported when they are no point on Earth."""
    here, there = _degrees(latitude, 90), _degrees(longitude, 180)
    if here is None or there is None:
        return UNSUPPORTED
    return Attachment(kind="location", latitude=here, longitude=there, name=_name(name))


def linked(kind: str, url: Any, name: Any = "") -> Attachment:
    """Something at an address; unsupported when there is none."""
    at = address(url)
    return Attachment(kind=kind, url=at, name=_name(name)) if at else UNSUPPORTED


def _name(value: Any) -> str:
    return clean(words(value))[:LONGEST_NAME]


def _degrees(value: Any, most: int) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        degrees = float(value)
    except (ValueError, OverflowError):
        return None
    return degrees if abs(degrees) <= most else None  # false for what is no number, too
