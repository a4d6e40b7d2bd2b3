"""Opens a dossier to whoever knows its code and the last digits of what its applicant gave, and to nobody who guesses.

An unknown code, wrong digits and digits nobody gave are one and the same refusal, and count alike, by local day:

| counted of          | a day | then                                                                              |
|---------------------|-------|-----------------------------------------------------------------------------------|
| a caller at a code  | 5     | they wait: one chance in 2,000 a day to guess four digits, on the page (telephone |
|                     |       | or paper) two                                                                     |
| a caller            | 60, 5 | they wait, at every code; behind one network address may stand a whole ward       |
| all callers, a code | 20    | each has one try instead of five: who has the right digits still gets in          |
|                     | 100   | all wait: one chance in a hundred a day, for whoever has 84 addresses to spend    |

So nobody shuts a dossier to others but from 84 addresses, every day anew (4 with five tries, 80 with one), and those
who follow it have their own link all the same. What was refused as too often counts for nothing more.
"""

import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from chalicelib import observe
from chalicelib.dossier.cabinet import Cabinet
from chalicelib.dossier.dossier import Dossier, sealed
from chalicelib.dossier.order import code_typed
from chalicelib.errors import NotFound, TooOften
from chalicelib.province.registry import Registry
from chalicelib.sla.workdays import WorkCalendar

WRONG_A_DAY = 5  # of one caller at one code
OF_A_CHAT, OF_AN_ADDRESS = 5, 60  # of one caller
ONE_EACH_FROM, OF_ALL = 20, 100  # of all callers at one code
FACTORS = ("phone", "id_number")


@dataclass(frozen=True, slots=True)
class Asker:
    """Whoever tries: an alias or the mark of an address, and how many wrong tries a day are theirs."""

    mark: str
    most: int


@dataclass(frozen=True)
class Lookup:
    cabinet: Cabinet
    provinces: Registry
    secret: Callable[[], bytes]
    now: Callable[[], datetime]

    def open(self, slug: str, typed: str, tail: str, factors: Iterable[str], asker: Asker) -> Dossier:
        """The dossier of the code a person typed, if `tail` are the last digits of one of `factors`.

        raises  NotFound; TooOften after too many wrong tries, right ones too, until the local midnight
        """
        code, day = code_typed(typed), self.provinces.get(slug).calendar.local_day(self.now())
        counted = self._counted(slug, code, asker, day) if code else []
        kept = self.cabinet.find(slug, code) if code else None
        if code is None or kept is None or not self._right(kept, tail, factors):
            observe.count("DossierLookUpsRefused", tenant=slug)
            raise NotFound("no dossier with this code and these digits")
        self._taken_off(slug, counted, day)
        return kept

    def _counted(self, slug: str, code: str, asker: Asker, day: date) -> list[str]:
        """Count a try before it is looked at: of many at once none is free. Returns what it was counted of.

        raises  TooOften: then it is no try, and is taken off again
        """
        own, counted = 0, list[str]()
        limits = ((f"@own:{asker.mark}:{code}", WRONG_A_DAY), (f"@{asker.mark}", asker.most), (code, OF_ALL))
        for what, most in limits:
            tries = self.cabinet.tried(slug, what, day, 1)
            counted.append(what)
            own = own or tries
            if tries > most or (what == code and tries > ONE_EACH_FROM and own > 1):
                self._taken_off(slug, counted, day)
                wait = until_midnight(self.now(), self.provinces.get(slug).calendar)
                raise TooOften("too many wrong tries at this code today", retry_after=wait)
        return counted

    def _taken_off(self, slug: str, counted: Iterable[str], day: date) -> None:
        for what in counted:
            self.cabinet.tried(slug, what, day, -1)

    def _right(self, kept: Dossier, tail: str, factors: Iterable[str]) -> bool:
        """Every factor is compared, so that no answer comes sooner than another."""
        secret = self.secret()
        given = [(getattr(kept, f), sealed(secret, kept.tenant, kept.code, f, tail)) for f in factors]
        return sum(hmac.compare_digest(known, ours) for known, ours in given) > 0


def until_midnight(now: datetime, calendar: WorkCalendar) -> int:
    """Seconds until the next local midnight."""
    tomorrow = datetime.combine(calendar.local_day(now) + timedelta(days=1), time(), calendar.zone)
    return int((tomorrow - now).total_seconds()) + 1
