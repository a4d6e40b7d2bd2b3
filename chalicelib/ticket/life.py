"""Decisions on a ticket as values: what it becomes, the event that says so, what is owed to people."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.province.province import Province
from chalicelib.ticket import clock
from chalicelib.ticket.chain import next_event
from chalicelib.ticket.conversation import Conversation
from chalicelib.ticket.errand import Errand
from chalicelib.ticket.owed import Notice
from chalicelib.ticket.ticket import Actor, Attachment, Event, Ticket
from chalicelib.ticket.workflow import Act, Status, after


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Everything one act writes, in one transaction, on the condition that what it was decided on still holds.

    before        the ticket as it was read; None when the act opens it
    conversation  carries the version it was read at
    """

    before: Ticket | None = None
    ticket: Ticket | None = None
    events: tuple[Event, ...] = ()
    notices: tuple[Notice, ...] = ()
    errands: tuple[Errand, ...] = ()
    conversation: Conversation | None = None


def opened(
    province: Province, draft: Ticket, citizen: Actor, text: str, attachments: tuple[Attachment, ...]
) -> tuple[Ticket, Event]:
    """The first state of a ticket and its first event; it starts in the tray or with the unit routing found."""
    status = Status.IN_TRAY if draft.unit == province.tray else Status.ASSIGNED
    facts = {"channel": draft.origin.channel, "lane": draft.origin.lane, "key": draft.key, "rule": draft.rule}
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
    facts: Mapping[str, str | int] | None = None,
    attachments: tuple[Attachment, ...] = (),
) -> tuple[Ticket, Event]:
    """`ticket` after `act`, and the event of it. The clock restarts only when status or holder changes.

    raises  IllegalMove, Forbidden as the table of workflow.py says
    """
    status = after(ticket.status, act, actor.role)
    holder = unit or ticket.unit
    if act is Act.TRANSFER and holder == province.tray:
        status = Status.IN_TRAY
    recorded = dict(facts or {})
    if holder != ticket.unit:
        recorded |= {"from": ticket.unit, "to": holder}
    event = next_event(ticket, act, actor, at, text=text, facts=recorded, attachments=attachments)
    then = replace(ticket, unit=holder, hops=ticket.hops + (act is Act.TRANSFER))
    if status is not ticket.status or holder != ticket.unit:
        then = clock.started(province, then, status, at)
    return replace(then, events=event.n, head=event.hash), event


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
