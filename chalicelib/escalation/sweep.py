"""The sweep: everything the agenda says is due, in every province, and nothing else."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from chalicelib import observe
from chalicelib.errors import StaleTicket
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry
from chalicelib.province.regulation import Step
from chalicelib.ticket import clock, life
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import By, Purpose, to_staff
from chalicelib.ticket.store import Tickets
from chalicelib.ticket.ticket import CLOCK, Actor, Ticket
from chalicelib.ticket.workflow import Role


def steps_due(province: Province, ticket: Ticket, now: datetime) -> list[Step]:
    """The rungs whose moment has come and that were not taken, lowest first."""
    return [step for moment, step in clock.rungs(province, ticket) if moment <= now]


@dataclass(frozen=True)
class Sweep:
    tickets: Tickets
    provinces: Registry
    nudge: Callable[[Iterable[tuple[str, str]]], None]
    now: Callable[[], datetime]

    def run(self) -> int:
        """Take every rung that is due; returns how many. Two runs, one after the other or at once, take none twice."""
        now = self.now()
        taken = 0
        for province in self.provinces.all():
            for code in self.tickets.due(province.slug, now):
                taken += self._one(province, code, now)
        return taken

    def _one(self, province: Province, code: str, now: datetime) -> int:
        """One ticket that cannot be worked on must not keep the others from being seen."""
        try:
            return self._climb(province, code, now)
        except StaleTicket:
            return 0  # somebody acted, or another sweep was faster: the next one decides afresh
        except Exception:
            observe.alarm("ticket could not be escalated", tenant=province.slug, ticket=code)
            observe.count("EscalationsFailed", tenant=province.slug)
            return 0

    def _climb(self, province: Province, code: str, now: datetime) -> int:
        ticket = self.tickets.find(province.slug, code)
        if ticket is None or ticket.next_at is None or ticket.next_at > now:
            return 0  # the index is a moment behind
        due = steps_due(province, ticket, now)
        if not due:
            self._look_later(province, ticket)
        for step in due:
            ticket = self._raise(province, ticket, step, now)
        return len(due)

    def _raise(self, province: Province, ticket: Ticket, step: Step, now: datetime) -> Ticket:
        clock_itself = Actor(id=CLOCK, role=Role.SYSTEM, tenant=province.slug)
        then, event = life.raised(province, ticket, step.level, clock_itself, now, step=step.name, unit=ticket.unit)
        facts = {"step": step.name, "level": str(step.level)}
        notices = tuple(to_staff(province, then, event, Purpose.ESCALATION, step.tell, (*step.by, By.TOPIC), **facts))
        self.tickets.commit(Change(before=ticket, ticket=then, events=(event,), notices=notices))
        self.nudge((notice.parent, notice.id) for notice in notices)
        observe.count("TicketsEscalated", tenant=province.slug)
        observe.note("escalated", tenant=province.slug, ticket=ticket.code, rung=step.level)
        return life.saved(then)

    def _look_later(self, province: Province, ticket: Ticket) -> None:
        """The regulation changed meanwhile and nothing is due any more: note the next moment, if there is one."""
        self.tickets.commit(Change(before=ticket, ticket=clock.with_next_look(province, ticket)))
