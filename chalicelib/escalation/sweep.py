"""The sweep: everything the agenda says is due, in every province, and nothing else."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib import observe
from chalicelib.errors import StaleTicket
from chalicelib.escalation.duties import done
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry
from chalicelib.province.regulation import Step
from chalicelib.sla.workdays import WorkCalendar
from chalicelib.ticket import clock, fate, life
from chalicelib.ticket.clock import Duty, Task
from chalicelib.ticket.life import Change, Move
from chalicelib.ticket.owed import By, Notice, Purpose
from chalicelib.ticket.store import Tickets
from chalicelib.ticket.telling import to_citizen, to_staff
from chalicelib.ticket.ticket import CLOCK, Actor, Event, Ticket
from chalicelib.ticket.workflow import OPEN_STATES, Role

BUDGET = timedelta(seconds=45)  # of the function's 55: what is left is due in the next minute still
# What falls due as the office closes is still told: days end at closing time, and a sweep comes a moment later.
AFTER_HOURS = timedelta(minutes=30)


def may_disturb(calendar: WorkCalendar, ticket: Ticket, now: datetime) -> bool:
    """Nobody is called on outside working hours, unless there is danger."""
    return ticket.urgency == "emergency" or calendar.is_open(now) or calendar.is_open(now - AFTER_HOURS)


@dataclass(frozen=True)
class Sweep:
    tickets: Tickets
    provinces: Registry
    nudge: Callable[[Iterable[tuple[str, str]]], None]
    now: Callable[[], datetime]

    def run(self) -> int:
        """Do every task that is due; returns how many. Two runs, one after the other or at once, do none twice.

        A run that would be cut off stops by itself; the next one goes on.
        """
        now, taken = self.now(), 0
        for province, code in self._in_turn(now):
            if self.now() - now >= BUDGET:
                observe.count("SweepsCutShort")
                break
            taken += self._one(province, code, now)
        return taken

    def _in_turn(self, now: datetime) -> Iterator[tuple[Province, str]]:
        """What is due, a ticket of each province in turn: the backlog of one must not hold up the others."""
        waiting = deque((province, self.tickets.due(province.slug, now)) for province in self.provinces.all())
        while waiting:
            province, codes = waiting.popleft()
            try:
                code = next(codes, None)
            except Exception:
                observe.alarm("agenda could not be read", tenant=province.slug)
                continue
            if code is not None:
                waiting.append((province, codes))
                yield province, code

    def _one(self, province: Province, code: str, now: datetime) -> int:
        """One ticket that cannot be worked on must not keep the others from being seen."""
        try:
            return self._catch_up(province, code, now)
        except StaleTicket:
            return 0  # somebody acted, or another sweep was faster: the next one decides afresh
        except Exception:
            observe.alarm("ticket could not be escalated", tenant=province.slug, ticket=code)
            observe.count("EscalationsFailed", tenant=province.slug)
            return 0

    def _catch_up(self, province: Province, code: str, now: datetime) -> int:
        """All that is due, one task and one transaction after the other: each may change what comes next."""
        ticket = self.tickets.find(province.slug, code)
        if ticket is None or ticket.next_at is None or ticket.next_at > now:
            return 0  # the index is a moment behind
        now = max(now, self.now())  # since the run began somebody may have acted: what is done now comes after that
        calendar = province.calendar_of(ticket.unit)
        if not may_disturb(calendar, ticket, now):
            opening, _ = next(calendar.spans_from(now))
            self.tickets.commit(Change(before=ticket, ticket=replace(ticket, next_at=opening)))
            return 0
        count = 0
        while task := _first_due(province, ticket, now):
            ticket = self._do(province, ticket, task, now)
            count += 1
        if not count:  # the regulation changed meanwhile: note the next moment, if there is one
            self.tickets.commit(Change(before=ticket, ticket=clock.with_next_look(province, ticket)))
        return count

    def _do(self, province: Province, ticket: Ticket, task: Task, now: datetime) -> Ticket:
        actor = Actor(id=CLOCK, role=Role.SYSTEM, tenant=province.slug)
        moves: tuple[Move, ...] = ()
        if task.step:
            then, event, notices = _climbed(province, ticket, task.step, actor, now)
        else:
            assert task.duty
            then, event, notices = done(province, ticket, task.duty, actor, now)
        if ticket.followers and then.status not in OPEN_STATES:
            moves, more = fate.shared(province, then, event, fate.kin(self.tickets, ticket), now)
            notices = (*notices, *more)
        self.tickets.commit(Change(before=ticket, ticket=then, events=(event,), also=moves, notices=notices))
        self.nudge((notice.parent, notice.id) for notice in notices)
        what = task.duty or "step"
        observe.count("TicketsEscalated" if task.step else f"Duties{what.capitalize()}", tenant=province.slug)
        observe.note("escalated", tenant=province.slug, ticket=ticket.code, what=what, rung=then.level)
        return life.saved(then)


def _first_due(province: Province, ticket: Ticket, now: datetime) -> Task | None:
    """What lapses comes before what is only late: a ticket that goes back to the tray needs no rung any more."""
    due = [task for task in clock.tasks(province, ticket) if task.moment <= now]
    lapsing = (Duty.UNACCEPTED, Duty.SILENT, Duty.UNCONTESTED)
    return next((task for task in due if task.duty in lapsing), due[0] if due else None)


def _climbed(
    province: Province, ticket: Ticket, step: Step, actor: Actor, now: datetime
) -> tuple[Ticket, Event, tuple[Notice, ...]]:
    """One rung: those whom the tree of this moment names are told, and the citizen where the ladder says so."""
    late = {"late": "1"} if step.after.amount >= 0 else {}
    then, event = life.raised(province, ticket, step.level, actor, now, step=step.name, unit=ticket.unit, **late)
    facts = {"step": step.name, "level": str(step.level)}
    units = (ticket.superior,) if ticket.superior else ()  # of a complex case it is the superior who is late
    notices = to_staff(province, then, event, Purpose.ESCALATION, step.tell, (*step.by, By.TOPIC), units, **facts)
    if all(notice.by is By.TOPIC for notice in notices):
        observe.alarm("nobody is left to be told", tenant=ticket.tenant, ticket=ticket.code, rung=step.level)
    if "citizen" in step.tell:
        notices.append(to_citizen(province, then, event, Purpose.RAISED, step=step.name))
    return then, event, tuple(notices)
