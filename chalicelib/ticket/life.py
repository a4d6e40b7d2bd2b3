"""Decisions on a ticket as values: what it becomes, the event that says so, what is owed to people."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from chalicelib.province.province import Province
from chalicelib.ticket import clock, holding
from chalicelib.ticket.chain import next_event
from chalicelib.ticket.conversation import Conversation
from chalicelib.ticket.errand import Errand
from chalicelib.ticket.owed import Notice
from chalicelib.ticket.ticket import Actor, Attachment, Event, Ticket
from chalicelib.ticket.workflow import OPEN_STATES, OR_ELSE, Act, Role, Status, after

CLASSIFIED = "+classified"  # ends the rule of a petition of which a person has said what it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One ticket before and after an act, with the events of it."""

    before: Ticket
    ticket: Ticket
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Everything one act writes, in one transaction, on the condition that what it was decided on still holds.

    before        the ticket as it was read; None when the act opens it
    emptied       events of the ticket out of which was taken what is personal: written in the place of the old ones
    also          other tickets the same act moves: duplicates share the fate of the one they were joined to
    conversation  carries the version it was read at
    """

    before: Ticket | None = None
    ticket: Ticket | None = None
    events: tuple[Event, ...] = ()
    emptied: tuple[Event, ...] = ()
    also: tuple[Move, ...] = ()
    notices: tuple[Notice, ...] = ()
    errands: tuple[Errand, ...] = ()
    conversation: Conversation | None = None

    @property
    def moves(self) -> tuple[tuple[Ticket | None, Ticket, tuple[Event, ...]], ...]:
        """(before, after, events) of every ticket it writes."""
        own = ((self.before, self.ticket, self.events),) if self.ticket else ()
        return (*own, *((move.before, move.ticket, move.events) for move in self.also))


def opened(
    province: Province, draft: Ticket, citizen: Actor, text: str, attachments: tuple[Attachment, ...]
) -> tuple[Ticket, Event]:
    """The first state of a ticket and its first event; it starts in the tray or with the unit routing found."""
    status = Status.IN_TRAY if draft.unit == province.tray or draft.arbiter else Status.ASSIGNED
    facts: dict[str, str | int] = {
        "channel": draft.origin.channel,
        "lane": draft.origin.lane,
        "key": draft.key,
        "rule": draft.rule,
        "unit": draft.unit,
    }
    if draft.members:
        facts["members"] = len(draft.members)
    event = next_event(draft, Act.OPEN, citizen, draft.opened_at, text=text, facts=facts, attachments=attachments)
    ticket = clock.started(province, draft, status, draft.opened_at)
    return replace(ticket, events=event.n, head=event.hash), event


def moved(
    province: Province,
    ticket: Ticket,
    act: Act,
    actor: Actor,
    at: datetime,
    *,
    text: str = "",
    unit: str | None = None,
    status: Status | None = None,
    facts: Mapping[str, str | int] | None = None,
    attachments: tuple[Attachment, ...] = (),
    restart: bool | None = None,
    **fields: Any,
) -> tuple[Ticket, Event]:
    """`ticket` after `act`, and the event of it. The clock restarts only when status or holder changes.

    unit     the new holder, if it changes
    status   another landing than the table's usual one, of those it allows
    restart  True: the clock begins anew though nothing else changed (the matter has become an emergency);
             False: it goes on though the holder changed (a reorganisation)
    fields   whatever else becomes of the ticket
    raises   IllegalMove, Forbidden as the table of workflow.py says
    """
    landing = after(ticket.status, act, actor.role)
    if status is not None and status is not landing:
        assert status in OR_ELSE.get((ticket.status, act), ()), (ticket.status, act, status)
        landing = status
    at = max(at, ticket.since or ticket.opened_at)  # clocks of two machines differ by a moment
    holder = unit or ticket.unit
    said = bool(text or attachments) and (actor.role is Role.CITIZEN or act is Act.ECHO)
    erased_at = None if said else ticket.erased_at  # what is said from now on must go in its time, too
    then = replace(ticket, unit=holder, **{"erased_at": erased_at, **fields})
    then = replace(then, **(NO_RECHECK if landing in OPEN_STATES else _NO_DUTIES))
    turns = landing is not ticket.status or holder != ticket.unit if restart is None else restart
    if turns:
        then = clock.started(province, then, landing, at)
    elif fields:
        then = clock.with_next_look(province, then)
    recorded = dict(facts or {}) | holding.turned(province, ticket, then, at)
    if turns:
        recorded |= holding.judged(ticket, then, act)
    if holder != ticket.unit:
        recorded |= {"from": ticket.unit, "to": holder}
    event = next_event(ticket, act, actor, at, text=text, facts=recorded, attachments=attachments)
    if "held" in recorded:
        then = replace(then, since=event.at)
    return replace(then, events=event.n, head=event.hash), event


# What an ended petition no longer owes anybody.
_NO_DUTIES: dict[str, Any] = {
    "contributors": (),
    "contribution_due_at": None,
    "directive_due_at": None,
    "directed": 0,
    "superior": "",
    "came_from": "",
    "draft": 0,
}
# Whoever opens it again has done what the observer wanted.
NO_RECHECK: dict[str, Any] = {"contested": 0, "judge": "", "judge_unit": "", "recheck_due_at": None}


def raised(
    province: Province, ticket: Ticket, level: int, clock_actor: Actor, at: datetime, **facts: str
) -> tuple[Ticket, Event]:
    """`ticket` one rung higher."""
    after(ticket.status, Act.ESCALATE, clock_actor.role)
    event = next_event(ticket, Act.ESCALATE, clock_actor, at, facts={"level": level, **facts})
    then = clock.with_next_look(province, replace(ticket, level=level))
    return replace(then, events=event.n, head=event.hash), event


def saved(ticket: Ticket) -> Ticket:
    """`ticket` as the store holds it once a change with it was committed."""
    return replace(ticket, version=ticket.version + 1)
