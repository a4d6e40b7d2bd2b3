"""What a platform told us, in one shape for all platforms."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from chalicelib.ticket.ticket import Attachment, Channel, Lane

MILLISECONDS = 10**11  # a larger number than this cannot be seconds
MAX_TEXT = 10_000


class Heard(StrEnum):
    WORDS = "words"  # text, photos, a place: something a petition may be made of
    STICKER = "sticker"  # stickers, thumbs, GIFs: never a petition
    CHOICE = "choice"  # a button or quick reply of ours; `payload` says which
    HELLO = "hello"  # a new follower, the Get Started button
    ECHO = "echo"  # the platform repeats what the account itself sent
    DELIVERED = "delivered"
    SEEN = "seen"
    OTHER = "other"  # known to be none of the above, or unknown: kept raw and counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """One thing heard. `key` is unique for it: a second delivery carries the same key."""

    channel: Channel
    account: str
    person: str  # platform id; goes into the vault, never further
    key: str
    heard: Heard
    lane: Lane
    occurred_at: datetime  # UTC, the platform's clock
    text: str = ""
    payload: str = ""
    attachments: tuple[Attachment, ...] = ()
    ref: str = ""  # comment or post id
    name: str = ""
    message_ids: tuple[str, ...] = ()  # of echoes and receipts
    metadata: str = ""  # our own mark in an echo
    by_us: bool = False  # an echo of our own app or API call
    kind: str = ""  # what the sender chose, where a form let them choose
    category: str = ""
    place: str = ""  # commune code


def instant_of(value: Any) -> datetime:
    """The instant of a platform's timestamp: seconds or milliseconds, number or decimal text.

    A value that is no timestamp gives the epoch: the caller falls back to when we received it.
    """
    try:
        number = int(value)
        seconds = number / 1000 if number > MILLISECONDS else number
        return datetime.fromtimestamp(max(seconds, 0), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


def inner(value: Any, *path: str) -> Any:
    """value[path[0]][path[1]]…, or None as soon as something on the way is missing or is no object."""
    for step in path:
        if not isinstance(value, dict):
            return None
        value = value.get(step)
    return value


def words(value: Any) -> str:
    """`value` when it is text, without lone surrogates, at most MAX_TEXT characters; else nothing."""
    if not isinstance(value, str):
        return ""
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")[:MAX_TEXT]


def veiled(person: str) -> str:
    """What stands for a platform id inside a key: keys are kept with the ticket, ids in the vault only."""
    return sha256(person.encode()).hexdigest()[:16]


def ident(value: Any) -> str:
    """An id as text: platforms print them as strings today and printed numbers yesterday."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
