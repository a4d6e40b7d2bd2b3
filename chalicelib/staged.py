"""Whether what happens now is only played, in which training province, and how far ahead of the world its clock is.

Held by the call, not by the process: another thread, and the next call of the same one, know nothing of it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.errors import Refused


@dataclass(frozen=True, slots=True)
class _Play:
    tenant: str
    ahead: timedelta


_PLAY: ContextVar[_Play | None] = ContextVar("play", default=None)


@contextmanager
def played(tenant: str, ahead: timedelta) -> Iterator[None]:
    """What is done within is done in a training province, at the time of its own clock."""
    before = _PLAY.set(_Play(tenant, ahead))
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


def hold_back() -> None:
    """The last lock of every way out.

    raises  Refused within a training province
    """
    if _PLAY.get():
        raise Refused("nothing leaves a training province")
