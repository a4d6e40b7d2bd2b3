"""Opens a dossier to whoever knows its code and the last digits of what its applicant gave, and to nobody who guesses.

An unknown code, wrong digits and digits nobody gave are one and the same refusal, and count alike: against the code,
and against whoever tries.
"""

import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from chalicelib import observe
from chalicelib.dossier.cabinet import Cabinet
from chalicelib.dossier.dossier import Dossier, sealed
from chalicelib.dossier.order import code_typed
from chalicelib.errors import NotFound, TooOften

WRONG_A_DAY = 5  # tries with wrong digits: one chance in two thousand a day to guess those of one dossier
OF_A_CHAT, OF_AN_ADDRESS = 5, 60  # the same of whoever tries; behind one network address may stand a whole ward
FACTORS = ("phone", "id_number")


@dataclass(frozen=True, slots=True)
class Asker:
    """Whoever tries: an alias or the mark of an address, and how many wrong tries a day are theirs."""

    mark: str
    most: int


@dataclass(frozen=True)
class Lookup:
    cabinet: Cabinet
    secret: Callable[[], bytes]
    now: Callable[[], datetime]

    def open(self, slug: str, typed: str, tail: str, factors: Iterable[str], asker: Asker) -> Dossier:
        """The dossier of the code a person typed, if `tail` are the last digits of one of `factors`.

        raises  NotFound; TooOften after too many wrong tries, right ones too, until 00:00 UTC
        """
        code, now = code_typed(typed), self.now()
        counted = [(code, WRONG_A_DAY), (f"@{asker.mark}", asker.most)] if code else []
        # Counted before it is looked at: of many tries at once none is free.
        over = [self.cabinet.tried(slug, what, now.date(), 1) > most for what, most in counted]
        if any(over):
            raise TooOften("too many wrong tries at this code today", retry_after=until_midnight(now))
        kept = self.cabinet.find(slug, code) if code else None
        if code is None or kept is None or not self._right(kept, tail, factors):
            observe.count("DossierLookUpsRefused", tenant=slug)
            raise NotFound("no dossier with this code and these digits")
        for what, _ in counted:
            self.cabinet.tried(slug, what, now.date(), -1)
        return kept

    def _right(self, kept: Dossier, tail: str, factors: Iterable[str]) -> bool:
        """Every factor is compared, so that no answer comes sooner than another."""
        secret = self.secret()
        given = [(getattr(kept, f), sealed(secret, kept.tenant, kept.code, f, tail)) for f in factors]
        return sum(hmac.compare_digest(known, ours) for known, ours in given) > 0


def until_midnight(now: datetime) -> int:
    """Seconds until the next 00:00 UTC."""
    tomorrow = datetime.combine(now.date() + timedelta(days=1), time(), UTC)
    return int((tomorrow - now).total_seconds()) + 1
