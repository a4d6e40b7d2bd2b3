"""Calls back nobody has made in time: whoever must call is reminded once, then those above them, once."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib import observe
from chalicelib.errors import StaleTicket
from chalicelib.escalation.sweep import may_disturb
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry, in_turn
from chalicelib.ticket.calling import due_at, is_call, look_at, looked_at, rung_of
from chalicelib.ticket.owed import By, Notice, Purpose
from chalicelib.ticket.store import Outbox, Tickets
from chalicelib.ticket.telling import local_time, to_staff
from chalicelib.ticket.ticket import Outcome, Ticket
from chalicelib.ticket.workflow import Role, Status

BUDGET = timedelta(seconds=50)  # of the function's 55, which the sweep shares
_ABOVE = (Role.HEAD, Role.COORDINATOR)
_SEALED = (Role.COORDINATOR, Role.LEADERSHIP)


@dataclass(frozen=True)
class CallsDue:
    tickets: Tickets
    outbox: Outbox
    provinces: Registry
    nudge: Callable[[Iterable[tuple[str, str]]], None]
    now: Callable[[], datetime]

    def run(self, since: datetime | None = None) -> int:
        """Remind of every call that is due; returns of how many. What is reminded of is written with the call itself.

        Only what is to be looked at by now is read, however many wait.

        since  when the function began, where others had a turn before
        """
        now = self.now()
        begun = since or now
        reminded: set[tuple[str, str]] = set()  # of one petition one rung a minute is enough
        for province in in_turn(self.provinces.all(), now):
            try:
                for parent, notice_id in self.outbox.calls_due(province.slug, now):
                    if self.now() - begun >= BUDGET:
                        return len(reminded)
                    notice = self.outbox.get(parent, notice_id)
                    if notice is None or (province.slug, notice.code) in reminded or not _looks(notice, now):
                        continue
                    if self._one(province, notice, now):
                        reminded.add((province.slug, notice.code))
            except Exception:
                observe.alarm("calls back could not be read", tenant=province.slug)
        return len(reminded)

    def _one(self, province: Province, notice: Notice, now: datetime) -> int:
        """One call that cannot be worked on must not keep the others from being seen."""
        try:
            return self._reminded(province, notice, now)
        except StaleTicket:
            return 0  # it was made, or another sweep was faster
        except Exception:
            observe.alarm("nobody could be reminded of a call", tenant=province.slug, ticket=notice.code)
            return 0

    def _reminded(self, province: Province, notice: Notice, now: datetime) -> int:
        """One reminder of all that waits to be said of a petition: it is said in one call."""
        ticket, rung = self.tickets.get(province.slug, notice.code), rung_of(notice)
        calendar = province.calendar_of(ticket.unit)
        due = due_at(province, ticket, notice, rung)
        if due > now or not may_disturb(calendar, ticket, now):
            self.outbox.save(looked_at(notice, due if due > now else next(calendar.spans_from(now))[0], rung))
            return 0
        told = self._told(province, ticket, notice, rung, now)
        if told is None:
            observe.alarm("nobody is left to be told", tenant=ticket.tenant, ticket=ticket.code, rung=rung + 1)
        self.outbox.save(_reminded_of(province, ticket, notice, rung), told)
        self.nudge([(told.parent, told.id)] if told else [])
        for other in self.outbox.of_ticket(province.slug, notice.code):
            if is_call(other) and other.id != notice.id and rung_of(other) <= rung:
                with suppress(StaleTicket):  # somebody moved it: it is told already, or has a reminder of its own
                    self.outbox.save(_reminded_of(province, ticket, other, rung))
        observe.count("CallsReminded", tenant=province.slug)
        return 1

    def _told(self, province: Province, ticket: Ticket, notice: Notice, rung: int, now: datetime) -> Notice | None:
        """An e-mail to the roles of this rung; None where nobody has them and an address."""
        due = local_time(province, due_at(province, ticket, notice))
        headline = f"Quá hạn gọi lại cho người phản ánh qua đường dây nóng (hạn {due})"
        event, roles = self.tickets.event(ticket.tenant, ticket.code, notice.event), _roles(ticket)[rung]
        owed = to_staff(province, ticket, event, Purpose.NEWS, roles, (By.EMAIL,), headline=headline, reason="")
        waits = f"{notice.at:%Y%m%dT%H%M%S}"  # since when: what was sent again and failed again is reminded of again
        return replace(owed[0], id=f"{notice.id}#{waits}#call{rung + 1}", since=now, at=now) if owed else None


def _looks(notice: Notice, now: datetime) -> bool:
    """Asked of the notice itself: the index is a moment behind."""
    look = look_at(notice) if is_call(notice) else None
    return look is not None and look <= now


def _reminded_of(province: Province, ticket: Ticket, notice: Notice, rung: int) -> Notice:
    return looked_at(notice, due_at(province, ticket, notice, rung + 1), rung + 1)


def _roles(ticket: Ticket) -> tuple[tuple[str, ...], ...]:
    """Whom each rung tells: of a formal complaint, or one in the tray, those who may see it."""
    in_tray = ticket.status is Status.IN_TRAY
    if ticket.outcome == Outcome.REFERRED or (ticket.legal and in_tray):
        return (Role.COORDINATOR,), _SEALED
    if in_tray:
        return (ticket.arbiter or Role.COORDINATOR,), _SEALED
    return (Role.HANDLER,), _ABOVE
