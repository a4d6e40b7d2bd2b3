"""Reads what others put into JSON: each function gives a plain value, or nothing, whatever it is handed."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

MILLISECONDS = 10**11  # a larger number than this cannot be seconds
MAX_TEXT = 10_000
LONGEST_ID = 300  # characters; Messenger's message ids, the longest there are, have about a hundred
LONGEST_ADDRESS = 4096
DIGITS = 12  # of a number that means something: a code, a count, stars
_TOO_LONG_FOR_AN_ID, _TOO_LONG_FOR_A_NUMBER = 10**LONGEST_ID, 10**DIGITS


def inner(value: Any, *path: str) -> Any:
    """value[path[0]][path[1]]…, or None as soon as something on the way is missing or is no object."""
    for step in path:
        if not isinstance(value, dict):
            return None
        value = value.get(step)
    return value


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """The objects of a list; anything else holds none."""
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))


def words(value: Any) -> str:
    """`value` when it is text, without lone surrogates, at most MAX_TEXT characters; else nothing."""
    if not isinstance(value, str):
        return ""
    return value[:MAX_TEXT].encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def ident(value: Any) -> str:
    """An id as text: platforms print them as strings today and printed numbers yesterday.

    A float has lost digits of it already, and what is longer than any id is none: both give nothing.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < _TOO_LONG_FOR_AN_ID else ""
    return words(value) if isinstance(value, str) and len(value) <= LONGEST_ID else ""


def number(value: Any) -> int | None:
    """A whole number, printed as a number or as text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    if isinstance(value, int):
        return value if abs(value) < _TOO_LONG_FOR_A_NUMBER else None
    sign, digits = (-1, value[1:]) if value.startswith("-") else (1, value)
    return sign * int(digits) if digits.isdecimal() and len(digits) <= DIGITS else None


def address(value: Any) -> str:
    """`value` when it is a web address, else nothing: no other scheme may end up behind a link of ours."""
    text = words(value).strip()
    fine = text.lower().startswith(("https://", "http://")) and len(text) <= LONGEST_ADDRESS
    return text if fine and not any(map(str.isspace, text)) else ""


def instant_of(value: Any) -> datetime:
    """The instant of a platform's timestamp: seconds or milliseconds, number or decimal text.

    A value that is no timestamp gives the epoch: the caller falls back to when we received it.
    """
    try:
        stamp = int(value)
        seconds = stamp / 1000 if stamp > MILLISECONDS else stamp
        return datetime.fromtimestamp(max(seconds, 0), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


def veiled(person: str) -> str:
    """What stands for a platform id inside a key: keys are kept with the ticket, ids in the vault only."""
    return sha256(person.encode()).hexdigest()[:16]


def digest(value: Any) -> str:
    """What stands for an update that carries no id of its own: a repeat of it gives the same."""
    try:
        return sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:32]
    except (RecursionError, ValueError):
        return "too-deep"
