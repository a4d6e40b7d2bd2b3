"""The clock of the sample: on Wednesday morning the lot of last week's answers is drawn, and those it picks are asked.

Killed anywhere, the next run goes on: the lot is the same, who was asked carries the mark of it, and units that are
done are remembered. The mark and the question are one transaction, so nobody is asked twice or marked unasked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib import observe
from chalicelib.errors import StaleTicket
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry, in_turn
from chalicelib.province.sampling import Sampling
from chalicelib.sampling.draw import ASKED_ABOUT, Week, in_order, may_be_asked, week_due
from chalicelib.sampling.store import Answers, Draws
from chalicelib.ticket.life import Change
from chalicelib.ticket.members import is_copy
from chalicelib.ticket.owed import CITIZEN, Notice, Purpose
from chalicelib.ticket.sampled import drawn
from chalicelib.ticket.store import Outbox, Tickets
from chalicelib.ticket.telling import to_citizen
from chalicelib.ticket.ticket import Ticket

KEPT = timedelta(days=31)
DONE = "~"  # sorts after every unit


@dataclass(frozen=True)
class Asking:
    """
    reachable  the planner: True when there is, or will be once the night is over, a legal way for this notice
    """

    draws: Draws
    answered: Answers
    tickets: Tickets
    outbox: Outbox
    provinces: Registry
    secret: Callable[[], bytes]
    reachable: Callable[[Notice], bool]
    now: Callable[[], datetime]

    def run(self, until: datetime) -> int:
        """All that is due in all provinces, as far as nothing is begun after `until` (UTC); returns how many petitions
        were drawn.
        """
        begun, found = self.now(), 0
        for province in in_turn(self.provinces.all(), begun):
            if self.now() >= until:
                observe.count("SampleRunsCutShort")
                break
            if province.sampling:
                found += self._attend(province, province.sampling, until)
        return found

    def _attend(self, province: Province, rule: Sampling, until: datetime) -> int:
        """One province whose lot cannot be drawn must not keep the others from theirs."""
        try:
            return self._go_on(province, rule, until)
        except StaleTicket:
            return 0  # somebody acted on one of them at this moment: the next run looks again
        except Exception:
            observe.alarm("the sample of answers could not be gone on with", tenant=province.slug)
            return 0

    def _go_on(self, province: Province, rule: Sampling, until: datetime) -> int:
        week, found = week_due(province.calendar.zone, self.now()), 0
        done = self.draws.place(province.slug, week.monday)
        if done == DONE:
            return 0
        by_unit = self._answered_in(province.slug, week)
        for unit in sorted(by_unit):
            if unit <= done:
                continue
            codes = in_order(self.secret(), province.slug, week, unit, by_unit[unit])
            taken = self._unit(province, week, codes, rule.size(len(codes)), until)
            found += taken
            if self.now() >= until:
                return found
            self._save(province, week, unit)
        self._save(province, week, DONE)
        return found

    def _answered_in(self, slug: str, week: Week) -> dict[str, list[str]]:
        """Unit → what it answered; answered twice, a petition is of whoever answered last."""
        last = {each.code: each for day in week.days for each in self.answered(slug, day)}
        found: dict[str, list[str]] = {}
        for code, each in last.items():
            if each.outcome in ASKED_ABOUT:
                found.setdefault(each.unit, []).append(code)
        return found

    def _unit(self, province: Province, week: Week, codes: list[str], wanted: int, until: datetime) -> int:
        """Draw until `wanted` are found; those an earlier run has marked count. Returns how many are new."""
        marked = new = 0
        for code in codes:
            if marked >= wanted:
                break
            ticket = self.tickets.find(province.slug, code)
            if ticket is None:
                continue
            if ticket.sampled or self._reopened(ticket, week):
                marked += 1  # however late it is: else a run could be spent on what earlier ones have done
            elif self.now() >= until:
                break
            elif self._tried(province, week, ticket):
                marked, new = marked + 1, new + 1
        return new

    def _reopened(self, ticket: Ticket, week: Week) -> bool:
        """Asked by an earlier run of this lot, and taken up again since: that forgets the mark, not the question."""
        if ticket.answered_at and ticket.answered_at < week.drawn_at:
            return False
        said = self.outbox.of_ticket(ticket.tenant, ticket.code)
        return any(each.purpose is Purpose.CONFIRM and each.since >= week.drawn_at for each in said)

    def _tried(self, province: Province, week: Week, ticket: Ticket) -> bool:
        """What cannot be read today cannot be read in five minutes, and would hold up all after it."""
        try:
            return self._one(province, week, ticket)
        except (LookupError, TypeError, ValueError, AttributeError):
            observe.alarm("somebody could not be asked for the sample", tenant=province.slug, ticket=ticket.code)
            return False

    def _one(self, province: Province, week: Week, ticket: Ticket) -> bool:
        """False for one that is passed over: the next one in the order of the lot takes its place."""
        said = self.outbox.of_ticket(province.slug, ticket.code)
        told = [n for n in said if n.to == (CITIZEN,) and not is_copy(n)]  # members are not asked
        if not may_be_asked(ticket, told, week):
            return False
        at = self.now()
        then, event = drawn(province, ticket, at, reachable=True)
        question = to_citizen(province, then, event, Purpose.CONFIRM)
        if self.reachable(question):
            self.tickets.commit(Change(before=ticket, ticket=then, events=(event,), notices=(question,)))
            return True
        then, event = drawn(province, ticket, at, reachable=False)
        self.tickets.commit(Change(before=ticket, ticket=then, events=(event,)))
        return True

    def _save(self, province: Province, week: Week, place: str) -> None:
        self.draws.save(province.slug, week.monday, place, self.now() + KEPT)
