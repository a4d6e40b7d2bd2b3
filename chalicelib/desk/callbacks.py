"""Callers who could not be told in writing: they are called back, and what was said to them is kept with the case.

Whatever an account of a hotline owes and nothing can carry has failed (notice/decision.py); those notices are the
list. Who reached the caller says what was said: it becomes an event the caller can read later, and what waited has
been told. Who did not reach them leaves a remark, and the call stays on the list.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from chalicelib import observe, schema
from chalicelib.desk.desk import Desk
from chalicelib.desk.reach import must_see, sees
from chalicelib.errors import Conflict
from chalicelib.province.province import Province
from chalicelib.ticket import life
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import CITIZEN, Notice, State
from chalicelib.ticket.ticket import Actor, Channel, Event, Ticket
from chalicelib.ticket.workflow import Act, Role
from chalicelib.vietnamese import clean

BY_VOICE = "phone"  # the lane of what was told in a call
_NOT_REACHED = "Gọi lại không gặp: "


@dataclass(frozen=True)
class Callbacks:
    desk: Desk
    now: Callable[[], datetime]

    def page(self, slug: str, actor: Actor, limit: int, cursor: str | None) -> tuple[list[Notice], str | None]:
        """What callers are still to be told, newest first; a page may hold fewer than asked for and still lead on.

        raises  NotFound for another province; BadInput for a cursor of another list
        """
        province = self.desk.admit(slug, actor)
        found, following = self.desk.outbox.failed(slug, limit, cursor)
        return [notice for notice in found if _waits(notice) and self._sees(province, actor, notice)], following

    def called(self, slug: str, code: str, body: Any, actor: Actor) -> tuple[Ticket, int]:
        """Write down a call back; returns the petition and how many notices were told by it.

        raises  NotFound; Forbidden outside the actor's part of the tree; Unprocessable; Conflict when no caller of
                this petition waits for a call; StaleTicket when somebody acted at the same moment
        """
        province = self.desk.admit(slug, actor)
        ticket = self.desk.tickets.get(slug, code)
        must_see(province, actor, ticket)
        schema.check("desk/callback", body)
        waiting = [notice for notice in self.desk.outbox.of_ticket(slug, code) if _waits(notice)]
        if not waiting:
            raise Conflict("nobody waits for a call about this petition", ticket=code)
        then, event = _kept(province, ticket, body, actor, self.now())
        self.desk.tickets.commit(Change(before=ticket, ticket=then, events=(event,)))
        for notice in waiting if body["reached"] else ():
            self.desk.outbox.save(_told(notice, event))
        observe.count("CallersReached" if body["reached"] else "CallersMissed", tenant=slug)
        return life.saved(then), len(waiting) if body["reached"] else 0

    def _sees(self, province: Province, actor: Actor, notice: Notice) -> bool:
        ticket = self.desk.tickets.find(province.slug, notice.code)
        return ticket is not None and sees(province, actor, ticket)


def _waits(notice: Notice) -> bool:
    origin = notice.origin
    hotline = origin is not None and origin.channel is Channel.PHONE
    return hotline and notice.to == (CITIZEN,) and notice.state is State.FAILED and bool(notice.code)


def _kept(province: Province, ticket: Ticket, body: dict[str, Any], actor: Actor, at: datetime) -> tuple[Ticket, Event]:
    """What was said is of the conversation, as what is said by hand in a chat; that nobody answered is a remark."""
    words = clean(body["text"])
    if body["reached"]:
        speaker = replace(actor, role=Role.SYSTEM)  # ECHO is nobody's act at the desk; who spoke stands in the event
        return life.moved(
            province, ticket, Act.ECHO, speaker, at, text=words, facts={"by": actor.role, "lane": BY_VOICE}
        )
    return life.moved(province, ticket, Act.NOTE, actor, at, text=_NOT_REACHED + words)


def _told(notice: Notice, event: Event) -> Notice:
    return replace(
        notice, state=State.DELIVERED, lane=BY_VOICE, at=event.at, delivered_at=event.at,
        reason=f"{notice.reason}; told in a call, event {event.n}".removeprefix("; "),
    )  # fmt: skip
