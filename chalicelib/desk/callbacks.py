"""Callers who could not be told in writing: they are called back, and what was said to them is kept with the case.

Whatever an account of a hotline owes and nothing can carry has failed (notice/decision.py); those notices are the
list. Who reached the caller says what was said: it becomes an event the caller can read later, and what waited has
been told. Who did not reach them leaves a remark, and the call stays on the list. Each has its date
(ticket/calling.py); once that has passed, the clock reminds of it (escalation/calls.py).
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from chalicelib import observe, schema
from chalicelib.desk.desk import Desk
from chalicelib.desk.reach import must_see, present, sees
from chalicelib.errors import Conflict, StaleTicket
from chalicelib.province.province import Province
from chalicelib.ticket import life
from chalicelib.ticket.calling import due_at, is_call
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import Notice, State
from chalicelib.ticket.ticket import Actor, Event, Ticket
from chalicelib.ticket.workflow import Act, Role
from chalicelib.vietnamese import clean

BY_VOICE = "phone"  # the lane of what was told in a call
_NOT_REACHED = "Gọi lại không gặp: "


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Words that wait to be said to a caller, and by when (UTC)."""

    notice: Notice
    due_at: datetime
    overdue: bool


@dataclass(frozen=True)
class Callbacks:
    desk: Desk
    now: Callable[[], datetime]

    def page(
        self, slug: str, actor: Actor, limit: int, cursor: str | None, *, overdue: bool = False
    ) -> tuple[list[Call], str | None]:
        """Who is still to be called, the oldest first; a page may hold fewer than asked for and still lead on.

        overdue  only those whose date has passed
        raises   NotFound for another province; BadInput for a cursor of another list
        """
        province = self.desk.admit(slug, actor)
        actor, now = present(province, actor), self.now()
        found, following = self.desk.outbox.calls(slug, limit, cursor)
        calls = (self._call(province, actor, notice, now) for notice in found)
        return [call for call in calls if call and (call.overdue or not overdue)], following

    def called(self, slug: str, code: str, body: Any, actor: Actor) -> tuple[Ticket, int]:
        """Write down a call back; returns the petition and how many notices were told by it.

        raises  NotFound; Forbidden outside the actor's part of the tree; Unprocessable; Conflict when no caller of
                this petition waits for a call; StaleTicket when somebody acted at the same moment
        """
        province = self.desk.admit(slug, actor)
        actor, ticket = present(province, actor), self.desk.tickets.get(slug, code)
        must_see(province, actor, ticket)
        schema.check("desk/callback", body)
        waiting = [notice for notice in self.desk.outbox.of_ticket(slug, code) if is_call(notice)]
        if not waiting:
            raise Conflict("nobody waits for a call about this petition", ticket=code)
        then, event = _kept(province, ticket, body, actor, self.now())
        self.desk.tickets.commit(Change(before=ticket, ticket=then, events=(event,)))
        told = sum(self._tell(notice, event) for notice in waiting) if body["reached"] else 0
        observe.count("CallersReached" if body["reached"] else "CallersMissed", tenant=slug)
        return life.saved(then), told

    def _call(self, province: Province, actor: Actor, notice: Notice, now: datetime) -> Call | None:
        ticket = self.desk.tickets.find(province.slug, notice.code)
        if ticket is None or not sees(province, actor, ticket):
            return None
        due = due_at(province, ticket, notice)
        return Call(notice=notice, due_at=due, overdue=due < now)

    def _tell(self, notice: Notice, event: Event) -> int:
        """Somebody may have moved it a moment ago (sent it again, forgotten the person): that stands, and the call is
        written down all the same. Where only the clock was at it, it still waits, and has been told now.
        """
        latest: Notice | None = notice
        for _ in range(2):
            if latest and is_call(latest):
                with suppress(StaleTicket):
                    self.desk.outbox.save(_told(latest, event))
                    return 1
            latest = self.desk.outbox.get(notice.parent, notice.id)
        return 0


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
