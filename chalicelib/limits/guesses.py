"""Wrong PINs. A code forgives one every few minutes and bears a few at once; then nobody is let in for a while.

Six digits are a million: at twenty an hour somebody guesses for years. Wrong tries are a debt in seconds that time pays
off, added in one write each: a thousand at once, by as many processes, only make the wait longer. Codes are public, and
who tries a few PINs of each of thousands would guess some: so the address owes too, a minute each. Who has many
addresses as well is seen in the metric `WrongPins` of the province.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib import observe
from chalicelib.errors import TooOften

EACH = 180  # seconds a wrong PIN costs its code
AT_ONCE = 10
EACH_OF_ADDRESS = 60  # seconds it costs the address it came from: behind one may stand a whole ward
AT_ONCE_OF_ADDRESS = 30
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
    """mark  of the caller's network address, as nobody can read it back"""

    tries: Tries
    now: Callable[[], datetime]

    def admit(self, tenant: str, code: str, mark: str) -> None:
        """raises  TooOften while too many wrong PINs of this code, or from this address, are unpaid; whether this one
        is right is not told
        """
        wait = max(
            self._owed(_of_code(tenant, code)) - (AT_ONCE - 1) * EACH,
            self._owed(_of_address(tenant, mark)) - (AT_ONCE_OF_ADDRESS - 1) * EACH_OF_ADDRESS,
        )
        if wait > 0:
            raise TooOften(f"too many wrong pins: wait {wait} seconds", retry_after=wait)

    def wrong(self, tenant: str, code: str, mark: str) -> None:
        """A wrong PIN came for this code from this address; whether there is such a petition does not matter."""
        observe.count("WrongPins", tenant=tenant)
        observe.count("WrongPins")  # of all provinces: what the alarm watches
        now = int(self.now().timestamp())
        self.tries.add(_of_address(tenant, mark), now, EACH_OF_ADDRESS, KEPT)
        self.tries.add(_of_code(tenant, code), now, EACH, KEPT)

    def _owed(self, key: str) -> int:
        return self.tries.until(key) - int(self.now().timestamp())


def _of_code(tenant: str, code: str) -> str:
    return f"{tenant}#pin#{code}"


def _of_address(tenant: str, mark: str) -> str:
    return f"{tenant}#pins-from#{mark}"
