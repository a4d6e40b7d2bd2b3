"""Decides on what is due, owes it, makes it, and reminds: province by province, as far as the time goes.

A period is decided on once (`Claim`), its orders are written, then each is made. A run that dies anywhere is gone on
with by the next: nothing is decided, made or sent twice.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib import observe
from chalicelib.briefing.making import Making
from chalicelib.briefing.matter import Matter
from chalicelib.briefing.order import Claim, Kind, State
from chalicelib.briefing.owing import led, ordered, owe
from chalicelib.briefing.plan import BY_CLOCK, Days, following
from chalicelib.briefing.reminding import Reminding
from chalicelib.briefing.store import Orders
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry, in_turn

BUDGET = timedelta(seconds=90)  # where nobody says until when; a paper takes some seconds


@dataclass(frozen=True)
class Clock:
    orders: Orders
    making: Making
    reminding: Reminding
    provinces: Registry
    now: Callable[[], datetime]

    def run(self, until: datetime | None = None) -> int:
        """Returns how many papers were made and people reminded.

        until  UTC; what is not begun by then is left to the next run
        What fails in one province is told of, and the others go on.
        """
        begun, done = self.now(), 0
        for province in in_turn(self.provinces.all(), begun):
            try:
                done += self._province(province, until or begun + BUDGET)
            except Exception:
                observe.alarm("the reports of a province could not be made", tenant=province.slug)
                observe.count("BriefingsUnmade")
        return done

    def _province(self, province: Province, until: datetime) -> int:
        matter = self.making.matter(province)
        for kind in BY_CLOCK:
            self._decide(matter, kind)
        made = self.reminding.run(province)
        for place in list(self.orders.due(province.slug, self.now())):
            if self.now() >= until:
                observe.note("reports are left for the next run", tenant=province.slug)
                break
            made += self._made(matter, place)
        return made

    def _decide(self, matter: Matter, kind: Kind) -> None:
        """Every period of that kind that is due and was not decided on yet, one after the other."""
        province = matter.province
        claim = self.orders.claim(province.slug, kind)
        while True:
            if claim and not claim.spread:
                claim = self._spread(province, claim)
            days = following(province, kind, claim, self.now())
            if days is None or not _known(matter, kind, days):
                return
            version = claim.version if claim else 0
            decided = Claim(tenant=province.slug, kind=kind, first=days[0], last=days[1], version=version)
            if not self.orders.save_claim(decided):
                return  # another run decided
            claim = replace(decided, version=version + 1)

    def _spread(self, province: Province, claim: Claim) -> Claim:
        """Owe the province's report of that period, and those of its units."""
        for unit in ("", *(led(province) if claim.kind is Kind.WEEK else ())):
            owe(self.orders, ordered(province, claim.kind, (claim.first, claim.last), unit, self.now(), send=True))
        self.orders.save_claim(replace(claim, spread=True))
        return replace(claim, spread=True, version=claim.version + 1)

    def _made(self, matter: Matter, place: str) -> int:
        """One paper; one that fails does not hold up the others."""
        order = self.orders.find(matter.province.slug, place)
        if order is None or order.state is State.MADE:
            return 0
        try:
            return int(self.making.make(matter, order) is not None)
        except Exception:
            observe.alarm("a report could not be made", tenant=order.tenant, kind=order.kind, period=order.period)
            observe.count("BriefingsUnmade")
            return 0


def _known(matter: Matter, kind: Kind, days: Days) -> bool:
    """There are figures of it: of a week from its first day, or it would be compared with what is no week."""
    since = matter.begun(days[1])
    return since is not None and (kind is not Kind.WEEK or since <= days[0])
