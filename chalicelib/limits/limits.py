"""Calls a minute. Each process counts for itself and tells the others only now and then.

A write a call would cost more than the call. A process writes after a tenth of the limit, and learns then what all
have counted; who calls less than that a minute never costs a write. Together they let through at most the limit and a
tenth of it a process more: this guards against abuse, it is no quota. Counters are of whole minutes.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from chalicelib.errors import TooOften

WINDOW = 60  # seconds
TENTH = 10
KEPT = 600  # seconds a counter stays: it says nothing after its minute
MOST = 20_000  # callers a process remembers; more than that a minute is an attack, and the province's limit stands


class Counters(Protocol):
    def add(self, key: str, window: int, calls: int, expires_at: int) -> int:
        """Count `calls` more; returns all of that window. When they cannot be counted: `calls`, so nobody waits."""


@dataclass
class _Count:
    window: int
    seen: int = 0  # by all processes, when last asked
    own: int = 0  # here, not told yet


@dataclass
class Limits:
    counters: Counters
    now: Callable[[], datetime]
    _kept: dict[str, _Count] = field(default_factory=dict)

    def take(self, key: str, limit: int, calls: int = 1) -> None:
        """Count a call of `key`, or several, which may make `limit` a minute.

        raises  TooOften with the seconds to wait
        """
        moment = int(self.now().timestamp())
        held = self._of(key, moment // WINDOW)
        held.own += calls
        if held.own >= max(1, limit // TENTH) and held.seen <= limit:
            held.seen = self.counters.add(key, held.window, held.own, (held.window + 1) * WINDOW + KEPT)
            held.own = 0
        if held.seen + held.own > limit:
            wait = WINDOW - moment % WINDOW
            raise TooOften(f"too many calls: wait {wait} seconds", retry_after=wait)

    def _of(self, key: str, window: int) -> _Count:
        held = self._kept.get(key)
        if held is None or held.window != window:
            if len(self._kept) >= MOST:
                self._kept.clear()
            held = self._kept[key] = _Count(window)
        return held
