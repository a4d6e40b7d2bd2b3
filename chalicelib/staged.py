"""Whether what happens now is only played, in which training province, and how far ahead of the world its clock is.

Held by the call, not by the process: another thread, and the next call of the same one, know nothing of it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.errors import Refused

Wrote = Callable[[str, str], None]  # a table and the partition of it that is about to be written to


@dataclass(frozen=True, slots=True)
class _Play:
    tenant: str
    ahead: timedelta
    wrote: Wrote | None


_PLAY: ContextVar[_Play | None] = ContextVar("play", default=None)


@contextmanager
def played(tenant: str, ahead: timedelta, wrote: Wrote | None = None) -> Iterator[None]:
    """What is done within is done in a training province, at the time of its own clock.

    wrote  is told of each partition before something is put into it; what it raises keeps the write from happening
    """
    before = _PLAY.set(_Play(tenant, ahead, wrote))
    try:
        yield
    finally:
        _PLAY.reset(before)


def ahead() -> timedelta:
    """By how much the clock that counts now is ahead of the world's; nothing but in a training province."""
    play = _PLAY.get()
    return play.ahead if play else timedelta(0)


def tenant() -> str:
    """The training province in which what happens now happens; empty in the world."""
    play = _PLAY.get()
    return play.tenant if play else ""


def about_to_write(table: str, partition: str) -> None:
    """Whoever plays wants to know: what a training province leaves behind must be found again."""
    play = _PLAY.get()
    if play and play.wrote:
        play.wrote(table, partition)


def hold_back() -> None:
    """The last lock of every way out.

    raises  Refused within a training province
    """
    if _PLAY.get():
        raise Refused("nothing leaves a training province")
