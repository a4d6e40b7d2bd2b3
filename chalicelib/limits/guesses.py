"""Wrong PINs. A code forgives one every few minutes and bears a few at once; then nobody is let in for a while.

Six digits are a million: at twenty an hour somebody guesses for years. Wrong tries are a debt in seconds that time pays
off, added in one write each: a thousand at once, by as many processes, only make the wait longer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.errors import TooOften

EACH = 180  # seconds a wrong PIN costs
AT_ONCE = 10
KEPT = 3600  # seconds the row stays after the debt is paid


class Tries(Protocol):
    def until(self, key: str) -> int:
        """Epoch second at which the debt is paid; 0 without one. Sees every write before."""

    def add(self, key: str, now: int, seconds: int, keep: int) -> int:
        """That much more debt, from `now` or from where it ends; returns where it ends then. The row goes `keep`
        seconds later.
        """


@dataclass(frozen=True)
class Guesses:
    tries: Tries
    now: Callable[[], datetime]

    def admit(self, tenant: str, code: str) -> None:
        """raises  TooOften while too many wrong PINs of this code are unpaid; whether this one is right is not told"""
        owed = self.tries.until(_key(tenant, code)) - int(self.now().timestamp())
        wait = owed - (AT_ONCE - 1) * EACH
        if wait > 0:
            raise TooOften(f"too many wrong pins: wait {wait} seconds", retry_after=wait)

    def wrong(self, tenant: str, code: str) -> None:
        """A wrong PIN came for this code; whether there is such a petition does not matter."""
        self.tries.add(_key(tenant, code), int(self.now().timestamp()), EACH, KEPT)


def _key(tenant: str, code: str) -> str:
    return f"{tenant}#pin#{code}"
