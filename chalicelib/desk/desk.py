"""The desk: an officer acts on a ticket. Decided on the state it read, written if that still holds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib import observe, schema
from chalicelib.desk.telling import told
from chalicelib.errors import BadInput, Forbidden, NotFound, StaleTicket, Unprocessable
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry
from chalicelib.ticket import life
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import Notice
from chalicelib.ticket.store import Outbox, Page, Tickets
from chalicelib.ticket.ticket import Actor, Event, Ticket
from chalicelib.ticket.workflow import Act, Role, Status, after, legal
from chalicelib.vietnamese import clean

STAFF_ACTS = frozenset({Act.ASSIGN, Act.ACCEPT, Act.TRANSFER, Act.ASK, Act.ANSWER, Act.CLOSE, Act.NOTE})
_EVERYWHERE = frozenset({Role.COORDINATOR, Role.LEADERSHIP})
_NEEDS: dict[Act, tuple[str, ...]] = {
    Act.ASSIGN: ("unit",),
    Act.TRANSFER: ("unit", "reason"),
    Act.ASK: ("text",),
    Act.ANSWER: ("text",),
    Act.NOTE: ("text",),
}


@dataclass(frozen=True)
class Desk:
    tickets: Tickets
    outbox: Outbox
    provinces: Registry
    nudge: Callable[[Iterable[tuple[str, str]]], None]
    now: Callable[[], datetime]

    def worklist(self, slug: str, unit: str, actor: Actor, limit: int, cursor: str | None, done: bool) -> Page:
        """Tickets held by `unit`, the first due first.

        raises  NotFound for another tenant or an unknown unit; Forbidden outside the actor's subtree
        """
        province = self._province(slug, actor)
        unit_id = province.unit(unit or actor.unit).id
        if not _sees(province, actor, unit_id):
            raise Forbidden("this unit is not in your part of the tree", unit=unit_id)
        return self.tickets.worklist(slug, unit_id, limit, cursor, done)

    def read(self, slug: str, code: str, actor: Actor) -> tuple[Ticket, list[Event], list[Notice], list[Act]]:
        """The ticket, its timeline, what was told to whom, and the acts this actor may do now."""
        province = self._province(slug, actor)
        ticket = self._reachable(province, code, actor)
        acts = [act for act in legal(ticket.status, actor.role) if act in STAFF_ACTS]
        return ticket, self.tickets.timeline(slug, code), self.outbox.of_ticket(slug, code), acts

    def do(self, slug: str, code: str, name: str, body: Any, actor: Actor, seen: int | None = None) -> Ticket:
        """Do an act; returns the ticket after it.

        seen    the version the officer looked at, when the request says so
        raises  NotFound, Forbidden, Unprocessable, IllegalMove, StaleTicket
        """
        province = self._province(slug, actor)
        act = _act(name)
        ticket = self._reachable(province, code, actor)
        if seen is not None and seen != ticket.version:
            raise StaleTicket("the petition changed while you were looking at it", version=ticket.version)
        after(ticket.status, act, actor.role)
        order = _order(province, ticket, act, body)
        then, event = life.moved(
            province, ticket, act, actor, self.now(),
            text=order.get("text", ""), unit=order.get("unit"),
            facts={"reason": order["reason"]} if "reason" in order else None,
        )  # fmt: skip
        notices = told(province, ticket, then, event)
        self.tickets.commit(Change(before=ticket, ticket=then, events=(event,), notices=notices))
        self.nudge((notice.parent, notice.id) for notice in notices)
        observe.note("act", tenant=slug, ticket=code, act=act, unit=then.unit)
        observe.count(f"Acts{act.capitalize()}", tenant=slug)
        return life.saved(then)

    def failed(self, slug: str, actor: Actor, limit: int, cursor: str | None) -> tuple[list[Notice], str | None]:
        """Notices nobody could be told, newest first; for those who see the whole province."""
        self._province(slug, actor)
        if actor.role not in _EVERYWHERE:
            raise Forbidden("only the coordinating agency and leadership see failed notices")
        return self.outbox.failed(slug, limit, cursor)

    def _province(self, slug: str, actor: Actor) -> Province:
        if actor.tenant != slug:
            raise NotFound("no such province", province=slug)  # a token of A learns nothing about B
        return self.provinces.get(slug)

    def _reachable(self, province: Province, code: str, actor: Actor) -> Ticket:
        ticket = self.tickets.get(province.slug, code)
        if not _sees(province, actor, ticket.unit):
            raise Forbidden("this petition is not in your part of the tree", unit=ticket.unit)
        return ticket


def _sees(province: Province, actor: Actor, unit: str) -> bool:
    return actor.role in _EVERYWHERE or province.within(unit, actor.unit)


def _act(name: str) -> Act:
    if name not in STAFF_ACTS:
        raise NotFound("no such act", act=name, acts=sorted(STAFF_ACTS))
    return Act(name)


def _order(province: Province, ticket: Ticket, act: Act, body: Any) -> dict[str, str]:
    """The checked body of an act; lists every fault at once."""
    if not isinstance(body, dict):
        raise BadInput("the body must be a JSON object")
    schema.check("desk/act", body)
    needed = _NEEDS.get(act, ())
    if act is Act.CLOSE and ticket.status is Status.IN_TRAY:
        needed = ("text",)  # turned away without an answer: the citizen is told why
    faults = [{"pointer": f"/{name}", "message": f"{act} needs {name}"} for name in needed if not body.get(name)]
    unit = body.get("unit")
    if unit and act in (Act.ASSIGN, Act.TRANSFER):
        if unit not in province.units:
            faults.append({"pointer": "/unit", "message": "no such unit"})
        elif unit == ticket.unit or (act is Act.ASSIGN and unit == province.tray):
            faults.append({"pointer": "/unit", "message": "the petition lies there already"})
    if faults:
        raise Unprocessable("the act is not complete", faults=faults)
    kept = {name: clean(value) for name, value in body.items()}
    return kept if act in (Act.ASSIGN, Act.TRANSFER) else {k: v for k, v in kept.items() if k != "unit"}
