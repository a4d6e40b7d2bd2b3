"""Wrong PINs. Each caller has a few for a code, then one every ten minutes; all together have one every three.

Six digits are a million: at twenty an hour somebody guesses for years. Wrong tries are a debt in seconds that time pays
off, added in one write each: a thousand at once, by as many processes, only make the wait longer. Codes are public, so
a stranger may try them: their own debt stops them long before the code's holds others up, and whoever was right lately
is not held up by others at all. Who tries a few PINs of each of thousands of codes would guess some: so a caller owes
for all codes together, too, a minute each. Who has many addresses as well is seen in the metric `WrongPins` of the
province.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib import observe
from chalicelib.errors import TooOften

EACH = 180  # seconds a wrong PIN costs its code
AT_ONCE = 20
EACH_OF_CALLER = (
    600  # seconds it costs its caller there: less often than the code forgives, so one alone never fills it
)
AT_ONCE_OF_CALLER = 5
EACH_OF_ADDRESS = 60  # seconds it costs the caller everywhere: behind an address may stand a whole ward
AT_ONCE_OF_ADDRESS = 30
KEPT = 3600  # seconds the row stays after the debt is paid
TRUSTED = 30 * 24 * 3600  # seconds others' wrong PINs do not hold up who was right


class Tries(Protocol):
    def until(self, key: str) -> int:
        """Epoch second at which the debt is paid; 0 without one. Sees every write before."""

    def add(self, key: str, now: int, seconds: int, keep: int) -> int:
        """That much more debt, from `now` or from where it ends; returns where it ends then. The row goes `keep`
        seconds later.
        """


@dataclass(frozen=True)
class Guesses:
    """mark  of whoever calls, as nobody can read it back: of a network address, or of somebody in a chat"""

    tries: Tries
    now: Callable[[], datetime]

    def admit(self, tenant: str, code: str, mark: str) -> bool:
        """Whether this caller was right about this code lately.

        raises  TooOften while too many wrong PINs are unpaid, of this caller, or of all for the code unless the caller
                was right lately; whether this one is right is not told
        """
        trusted = self._owed(_of_trust(tenant, code, mark)) > 0
        wait = max(
            self._owed(_of_caller(tenant, code, mark)) - (AT_ONCE_OF_CALLER - 1) * EACH_OF_CALLER,
            self._owed(_of_address(tenant, mark)) - (AT_ONCE_OF_ADDRESS - 1) * EACH_OF_ADDRESS,
            0 if trusted else self._owed(_of_code(tenant, code)) - (AT_ONCE - 1) * EACH,
        )
        if wait > 0:
            raise TooOften(f"too many wrong pins: wait {wait} seconds", retry_after=wait)
        return trusted

    def right(self, tenant: str, code: str, mark: str) -> None:
        """A caller who was not right lately is right: for a month others do not hold them up."""
        self.tries.add(_of_trust(tenant, code, mark), self._second(), TRUSTED, 0)

    def wrong(self, tenant: str, code: str, mark: str) -> None:
        """A wrong PIN of this code came from this caller; whether there is such a petition does not matter."""
        observe.count("WrongPins", tenant=tenant)
        observe.count("WrongPins")  # of all provinces: what the alarm watches
        now = self._second()
        self.tries.add(_of_address(tenant, mark), now, EACH_OF_ADDRESS, KEPT)
        self.tries.add(_of_caller(tenant, code, mark), now, EACH_OF_CALLER, KEPT)
        self.tries.add(_of_code(tenant, code), now, EACH, KEPT)

    def _owed(self, key: str) -> int:
        return self.tries.until(key) - self._second()

    def _second(self) -> int:
        return int(self.now().timestamp())


def _of_code(tenant: str, code: str) -> str:
    return f"{tenant}#pin#{code}"


def _of_caller(tenant: str, code: str, mark: str) -> str:
    return f"{tenant}#pin#{code}#{mark}"


def _of_trust(tenant: str, code: str, mark: str) -> str:
    return f"{tenant}#pin-right#{code}#{mark}"


def _of_address(tenant: str, mark: str) -> str:
    return f"{tenant}#pins-from#{mark}"
