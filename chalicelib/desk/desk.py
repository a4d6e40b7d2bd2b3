"""The desk: an officer acts on a ticket. Decided on the state it read, written if that still holds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from chalicelib import observe
from chalicelib.desk.classifying import classify
from chalicelib.desk.deeds import DEEDS
from chalicelib.desk.joining import unmerge
from chalicelib.desk.order import Order, checked
from chalicelib.desk.reach import EVERYWHERE, acting, must_see, offered, present, sees_unit
from chalicelib.desk.telling import told
from chalicelib.errors import Forbidden, NotFound, StaleTicket
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry
from chalicelib.ticket import fate, life
from chalicelib.ticket.afterwards import reopened
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import Notice
from chalicelib.ticket.store import Outbox, Page, Tickets
from chalicelib.ticket.ticket import Actor, Event, Ticket
from chalicelib.ticket.workflow import OPEN_STATES, Act, after

STAFF_ACTS = frozenset(DEEDS) | {Act.REOPEN, Act.UNMERGE, Act.CLASSIFY}


@dataclass(frozen=True)
class Desk:
    tickets: Tickets
    outbox: Outbox
    provinces: Registry
    nudge: Callable[[Iterable[tuple[str, str]]], None]
    now: Callable[[], datetime]

    def worklist(self, slug: str, unit: str, actor: Actor, limit: int, cursor: str | None, done: bool) -> Page:
        """Tickets held by `unit`, and those it owes its part of; the first due first.

        raises  NotFound for another tenant or an unknown unit; Forbidden outside the actor's subtree
        """
        province, actor = self._in(slug, actor)
        unit_id = province.unit(unit or actor.unit).id
        if not sees_unit(province, actor, unit_id):
            raise Forbidden("this unit is not in your part of the tree", unit=unit_id)
        return self.tickets.worklist(slug, unit_id, limit, cursor, done)

    def read(self, slug: str, code: str, actor: Actor) -> tuple[Ticket, list[Event], list[Notice], list[Act]]:
        """The ticket, its timeline, what was told to whom, and the acts this actor may do now."""
        province, actor = self._in(slug, actor)
        ticket = self._reachable(province, code, actor)
        acts = [act for act in offered(province, actor, ticket) if act in STAFF_ACTS]
        return ticket, self.tickets.timeline(slug, code), self.outbox.of_ticket(slug, code), acts

    def do(self, slug: str, code: str, name: str, body: Any, actor: Actor, seen: int | None = None) -> Ticket:
        """Do an act; returns the ticket after it.

        seen    the version the officer looked at, when the request says so
        raises  NotFound, Forbidden, Unprocessable, IllegalMove, Conflict, StaleTicket
        """
        province, actor = self._in(slug, actor)
        act = _act(name)
        ticket = self._reachable(province, code, actor)
        if seen is not None and seen != ticket.version:
            raise StaleTicket("the petition changed while you were looking at it", version=ticket.version)
        signed = acting(province, actor, ticket, act)
        after(ticket.status, act, signed.role)
        order = Order(province, ticket, act, signed, self.now(), checked(act, body), self.tickets)
        change = self._change(order)
        self.tickets.commit(change)
        self.nudge((notice.parent, notice.id) for notice in change.notices)
        assert change.ticket is not None
        observe.note("act", tenant=slug, ticket=code, act=act, unit=change.ticket.unit)
        observe.count(f"Acts{act.capitalize()}", tenant=slug)
        return life.saved(change.ticket)

    def _change(self, order: Order) -> Change:
        """All an act writes: the ticket, those that share its fate, and what is owed to people."""
        province, ticket = order.province, order.ticket
        change = _done(order)
        then, (event,) = change.ticket, change.events
        assert then is not None
        also, notices = change.also, told(province, ticket, then, event)
        if ticket.followers and then.status not in OPEN_STATES:
            moves, more = fate.shared(province, then, event, fate.kin(self.tickets, ticket), order.at)
            also, notices = (*also, *moves), (*notices, *more)
        return replace(change, also=also, notices=notices)

    def failed(self, slug: str, actor: Actor, limit: int, cursor: str | None) -> tuple[list[Notice], str | None]:
        """Notices nobody could be told, newest first; for those who see the whole province."""
        self._in(slug, actor)
        if actor.role not in EVERYWHERE:
            raise Forbidden("only the coordinating agency and leadership see failed notices")
        return self.outbox.failed(slug, limit, cursor)

    def _in(self, slug: str, actor: Actor) -> tuple[Province, Actor]:
        if actor.tenant != slug:
            raise NotFound("no such province", province=slug)  # a token of A learns nothing about B
        province = self.provinces.get(slug)
        return province, present(province, actor)

    def _reachable(self, province: Province, code: str, actor: Actor) -> Ticket:
        ticket = self.tickets.get(province.slug, code)
        must_see(province, actor, ticket)
        return ticket


def _done(order: Order) -> Change:
    """The act itself. Three are more than a deed: citizens, the clock or another calendar may bring them about, too."""
    if order.act is Act.CLASSIFY:
        return classify(order)
    if order.act is Act.UNMERGE:
        return unmerge(order)
    if order.act is Act.REOPEN:
        why = order.text("reason") or order.text()
        then, event = reopened(order.province, order.ticket, order.actor, order.at, why)
        return Change(before=order.ticket, ticket=then, events=(event,))
    deed = DEEDS[order.act](order)
    then, event = life.moved(
        order.province, order.ticket, order.act, order.actor, order.at,
        text=deed.text, unit=deed.unit, status=deed.status, facts=deed.facts, **deed.fields,
    )  # fmt: skip
    return Change(before=order.ticket, ticket=then, events=(event,), also=deed.also)


def _act(name: str) -> Act:
    if name not in STAFF_ACTS:
        raise NotFound("no such act", act=name, acts=sorted(STAFF_ACTS))
    return Act(name)
