"""The desk: an officer acts on a ticket. Decided on the state it read, written if that still holds."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from chalicelib import observe
from chalicelib.desk import observing, people, resending
from chalicelib.desk.deeds import DEEDS
from chalicelib.desk.doing import done
from chalicelib.desk.files import Bringing, nothing
from chalicelib.desk.hints import hints
from chalicelib.desk.order import Order, checked
from chalicelib.desk.reach import EVERYWHERE, acting, must_see, offered, present
from chalicelib.desk.reading import Reading
from chalicelib.desk.telling import told
from chalicelib.errors import Forbidden, NotFound, StaleTicket
from chalicelib.identity.vault import Person, Vault
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry
from chalicelib.ticket import fate, life, room
from chalicelib.ticket.attachments import name_of
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import Notice
from chalicelib.ticket.store import Outbox, Tickets
from chalicelib.ticket.ticket import Actor, Ticket
from chalicelib.ticket.workflow import OPEN_STATES, Act, Role, after

STAFF_ACTS = frozenset(DEEDS) | {Act.REOPEN, Act.UNMERGE, Act.CLASSIFY}


@dataclass(frozen=True)
class Desk:
    tickets: Tickets
    outbox: Outbox
    vault: Vault
    view: Callable[[str, str, str], str]  # key, media type and name of a copy → a link that is good for minutes
    provinces: Registry
    nudge: Callable[[Iterable[tuple[str, str]]], None]
    now: Callable[[], datetime]
    # The audit trail: actor, tenant, what was done, to which ids.
    written_down: Callable[[Actor, str, str, Mapping[str, str]], None] = lambda *_: None
    brought: Bringing = nothing  # uploads → what the next event of the ticket holds, and what is still to be copied

    def read(self, slug: str, code: str, actor: Actor) -> Reading:
        """The ticket, its timeline, what was told to whom, and what may be done with it."""
        province, actor = self._in(slug, actor)
        ticket = self._reachable(province, code, actor)
        if actor.role is Role.OBSERVER:
            return observing.read(self.tickets, self.vault, ticket, offered(province, actor, ticket))
        return Reading(
            ticket=ticket,
            timeline=self.tickets.timeline(slug, code),
            notices=self.outbox.of_ticket(slug, code),
            acts=[act for act in offered(province, actor, ticket) if act in STAFF_ACTS | {Act.UNVEIL}],
            hints=hints(self.tickets, province, actor, ticket),
        )

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
        fit = checked(act, body)
        files, errands = self.brought(ticket, fit.get("uploads", ()), str(fit.get("text", "")))
        order = Order(province, ticket, act, signed, self.now(), fit, self.tickets, files)
        change = replace(self._change(order), errands=errands)
        room.must_fit(change)
        self.tickets.commit(change)
        self.nudge((notice.parent, notice.id) for notice in change.notices)
        assert change.ticket is not None
        observe.note("act", tenant=slug, ticket=code, act=act, unit=change.ticket.unit)
        observe.count(f"Acts{act.capitalize()}", tenant=slug)
        done = life.saved(change.ticket)
        return observing.bare(self.vault, done) if actor.role is Role.OBSERVER else done

    def unveil(self, slug: str, code: str, body: Any, actor: Actor) -> tuple[Ticket, Person | None]:
        """Who sent it, for those the province names, with a reason that is kept for good; None: the person was erased.

        raises  NotFound, Forbidden, Unprocessable, StaleTicket
        """
        province, actor = self._in(slug, actor)
        ticket = self._reachable(province, code, actor)
        signed = people.reader(province, actor, ticket)
        order = Order(province, ticket, Act.UNVEIL, signed, self.now(), checked(Act.UNVEIL, body), self.tickets)
        then, event = people.unveiled(order)
        self.tickets.commit(Change(before=ticket, ticket=then, events=(event,)))
        people.looked(self.vault, ticket, signed, order.at, order.text("reason"))
        observe.count("IdentitiesSeen", tenant=slug)
        return life.saved(then), people.person_of(self.vault, ticket)

    def members(self, ticket: Ticket) -> list[Person]:
        """Those for whom an association filed `ticket`: for whoever has just unveiled it."""
        return people.members_of(self.vault, ticket)

    def attachment(self, slug: str, code: str, event: int, index: int, actor: Actor) -> str:
        """A link to our copy, good for minutes. A look at a restricted one is written down as one at the person.

        raises  NotFound, which says why there is none; Forbidden
        """
        province, actor = self._in(slug, actor)
        ticket = self._reachable(province, code, actor)
        observing.refuse_files(actor)
        found, restricted = people.attached(self.tickets.timeline(slug, code), event, index)
        if restricted:
            signed = people.reader(province, actor, ticket)
            people.looked(self.vault, ticket, signed, self.now(), f"attachment {event}.{index}")
            self.written_down(signed, slug, people.SAW, {"code": code, "attachment": name_of(event, index)})
        return self.view(found.key, found.media_type, found.name)

    def resend(self, slug: str, body: Any, actor: Actor) -> Notice:
        """A notice that failed, owed once more.

        body    {"ticket": code, "id": …}, or {"parent": …, "id": …} for one that belongs to no petition
        raises  NotFound, Forbidden, Unprocessable, Conflict with the state it is in, StaleTicket
        """
        province, actor = self._in(slug, actor)
        code, parent, notice_id = resending.asked_for(slug, body)
        resending.may_resend(province, actor, self._reachable(province, code, actor) if code else None)
        notice = resending.again(self.outbox, slug, parent, notice_id, actor, self.now())
        self.nudge([(notice.parent, notice.id)])
        observe.count("NoticesResent", tenant=slug)
        return notice

    def _change(self, order: Order) -> Change:
        """All an act writes: the ticket, those that share its fate, and what is owed to people."""
        province, ticket = order.province, order.ticket
        change = done(order)
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

    def admit(self, slug: str, actor: Actor) -> Province:
        """The province, for anybody of its staff; for another province's there is none (NotFound)."""
        return self._in(slug, actor)[0]

    def _in(self, slug: str, actor: Actor) -> tuple[Province, Actor]:
        if actor.tenant != slug:
            raise NotFound("no such province", province=slug)  # a token of A learns nothing about B
        province = self.provinces.get(slug)
        return province, present(province, actor)

    def _reachable(self, province: Province, code: str, actor: Actor) -> Ticket:
        ticket = self.tickets.get(province.slug, code)
        must_see(province, actor, ticket)
        return ticket


def _act(name: str) -> Act:
    if name not in STAFF_ACTS:
        raise NotFound("no such act", act=name, acts=sorted(STAFF_ACTS))
    return Act(name)
