"""Notices to one citizen of one matter go out in the order in which they were owed. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from chalicelib.ticket.owed import Notice, State

SOON = timedelta(minutes=2)  # an earlier one that comes back within that is waited for; a longer wait blocks nobody
STEP = timedelta(seconds=5)


def waited_for(notice: Notice, beside: Iterable[Notice], now: datetime) -> Notice | None:
    """The earlier notice that must go first, or None. One that is held back, or has failed, is not waited for."""
    return next((other for other in beside if _earlier(other, notice) and _on_its_way(other, now)), None)


def _earlier(other: Notice, notice: Notice) -> bool:
    apart = other.side and notice.side and other.side != notice.side  # one below a post, one in a chat
    same = other.origin is None or notice.origin is None or other.origin.alias == notice.origin.alias
    return same and not apart and (other.since, other.id) < (notice.since, notice.id)


def _on_its_way(other: Notice, now: datetime) -> bool:
    if other.state in (State.SENDING, State.UNSURE):
        return True
    return other.state is State.OWED and (other.at <= now or (other.tries > 0 and other.at <= now + SOON))
