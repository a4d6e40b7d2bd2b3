"""The schedule's part of a change: what is due becomes active, open petitions follow, missing holidays are told."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from chalicelib import observe
from chalicelib.admin.chores import Chores
from chalicelib.admin.settled import MOVABLE, settled
from chalicelib.errors import Conflict, NotFound, StaleTicket, Unprocessable
from chalicelib.province.chore import Chore, Kind
from chalicelib.province.province import Province
from chalicelib.province.registry import FRESH_FOR, Registry
from chalicelib.sla.gaps import MISSING, gaps
from chalicelib.ticket.life import Change
from chalicelib.ticket.store import Tickets
from chalicelib.ticket.ticket import CLOCK, Actor
from chalicelib.ticket.workflow import Role

BUDGET = timedelta(seconds=40)  # of the function's 55: the next minute comes anyway
LAG = FRESH_FOR + timedelta(seconds=60)  # until then a process may still act by the version before
PAGE = 100


@dataclass(frozen=True)
class KeepUp:
    tickets: Tickets
    provinces: Registry
    chores: Chores
    now: Callable[[], datetime]

    def run(self) -> int:
        """Work off what is due within the budget; returns how many petitions changed.

        Two runs at once, and a run after one that was killed, change nothing twice.
        """
        begun = self.now()
        self._tell_of_calendars(begun)
        changed = 0
        for slug in self.provinces.slugs():
            for chore in self.chores.due(slug, begun):
                if self._over(begun):
                    return changed
                changed += self._one(chore, begun)
        return changed

    def _one(self, chore: Chore, begun: datetime) -> int:
        """A chore of one province that cannot be done must not keep the others waiting."""
        try:
            if chore.kind is Kind.SETTLE:
                return self._settle(chore, begun)
            self._activate(chore)
        except Exception:
            observe.alarm("chore could not be done", tenant=chore.slug, chore=chore.id)
            observe.count("ChoresFailed", tenant=chore.slug)
        return 0

    def _activate(self, chore: Chore) -> None:
        try:
            if self.provinces.versions.active(chore.slug) != chore.number:  # else a killed run did it
                self.provinces.activate(chore.slug, chore.number, chore.seen, chore.author)
        except (NotFound, StaleTicket, Conflict, Unprocessable) as refusal:
            self.chores.put_off(replace(chore, reason=str(refusal)))
            observe.alarm("a version could not be made active on its day", tenant=chore.slug, version=chore.number)
            observe.count("ActivationsFailed", tenant=chore.slug)
            return
        self.chores.done(chore)
        observe.note("version activated", tenant=chore.slug, version=chore.number, by=chore.author)

    def _settle(self, chore: Chore, begun: datetime) -> int:
        """Every open petition of every unit there was or is, from where the last run stopped."""
        slug, changed = chore.slug, 0
        active = self.provinces.versions.active(slug)
        if active is None or chore.seen is None:
            self.chores.done(chore)
            return 0
        was, now = self.provinces.version(slug, chore.seen), self.provinces.version(slug, active)
        back = chore.back and active == chore.number  # another decision since: that one counts
        for unit, code in self._codes(was, now, chore.after):
            if self._over(begun):
                self.chores.put_off(chore)
                break
            if code:
                changed += self._bring_in_line(was, now, code, back)
                chore = replace(chore, after=f"{unit}#{code}")
                continue
            chore = replace(chore, after=f"{unit}#~")
            if not self.chores.put_off(chore):
                break  # another run has finished it
        else:
            self._finish(chore)
        observe.count("TicketsReckoned", changed, tenant=slug)
        observe.note("settled", tenant=slug, version=active, changed=changed, after=chore.after)
        return changed

    def _codes(self, was: Province, now: Province, after: str) -> Iterator[tuple[str, str]]:
        """(unit, code) in order, past `after`; («unit», "") once a unit is through.

        Where a unit was closed or comes back, what was answered there follows too: it may be reopened.
        """
        heirs = {was.live(unit) for unit in was.units if not was.is_open(unit) and now.is_open(unit)}
        for unit in sorted(was.units.keys() | now.units.keys()):
            if f"{unit}#~" <= after:
                continue
            piles = (False,) if now.is_open(unit) and unit not in heirs else (False, True)
            codes = sorted({code for pile in piles for code in self._held(now.slug, unit, pile)})
            yield from ((unit, code) for code in codes if f"{unit}#{code}" > after)
            yield unit, ""

    def _held(self, slug: str, unit: str, done: bool) -> Iterator[str]:
        cursor: str | None = None
        while True:
            page = self.tickets.worklist(slug, unit, PAGE, cursor, done)
            yield from (card.code for card in page.cards if card.status in MOVABLE)
            cursor = page.cursor
            if cursor is None:
                return

    def _bring_in_line(self, was: Province, now: Province, code: str, back: bool) -> int:
        try:
            return self._commit(was, now, code, back)
        except StaleTicket:
            pass  # somebody acted at the same moment: decide once more on what they left
        except Exception:
            return self._alarmed(now.slug, code)
        try:
            return self._commit(was, now, code, back)
        except Exception:
            return self._alarmed(now.slug, code)

    def _commit(self, was: Province, now: Province, code: str, back: bool) -> int:
        clock = Actor(id=CLOCK, role=Role.SYSTEM, tenant=now.slug)
        ticket, events = self.tickets.get(now.slug, code), self.tickets.timeline(now.slug, code)
        changed = settled(was, now, ticket, events, clock, self.now(), back=back)
        if changed is None:
            return 0
        self.tickets.commit(Change(before=ticket, ticket=changed[0], events=changed[1]))
        return 1

    def _alarmed(self, slug: str, code: str) -> int:
        """One petition that cannot be reckoned must not keep the others waiting."""
        observe.alarm("ticket could not be reckoned anew", tenant=slug, ticket=code)
        observe.count("TicketsNotReckoned", tenant=slug)
        return 0

    def _finish(self, chore: Chore) -> None:
        """Once more after a while: meanwhile a process may have acted by the version before."""
        again = chore.since + LAG
        if chore.at < again:
            self.chores.put_off(replace(chore, at=max(again, self.now()), after=""))
        else:
            self.chores.done(chore)

    def _tell_of_calendars(self, now: datetime) -> None:
        missing = provisional = 0
        for province in self.provinces.all():
            found = gaps(province.calendar, now.astimezone(ZoneInfo(province.zone)).date())
            lacking = [year for year, state in found if state == MISSING]
            missing, provisional = missing + len(lacking), provisional + len(found) - len(lacking)
            if lacking:
                observe.count("CalendarYearsMissing", len(lacking), tenant=province.slug)
        observe.count("CalendarYearsMissing", missing)
        observe.count("CalendarYearsProvisional", provisional)
        if missing:
            observe.alarm("public holidays are missing that a deadline could meet", years=missing)

    def _over(self, begun: datetime) -> bool:
        return self.now() - begun >= BUDGET
