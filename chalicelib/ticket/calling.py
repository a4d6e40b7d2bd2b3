"""Calls back: what nothing in writing carries to the caller of a hotline is said by voice, by a date of its own.

The date is that by which the regulation wants a petition taken on, counted from when writing failed: somebody is asked
to begin. Half of the ladder is enough for it: who must call is reminded once, and once who stands above them.
Once a call is seen to wait, the moment of its next rung is kept with it: until then the clock does not look at it.
"""

from dataclasses import replace
from datetime import datetime

from chalicelib.province.province import Province
from chalicelib.province.regulation import Stage
from chalicelib.ticket import clock
from chalicelib.ticket.owed import CALL_LOOK, CALL_REMINDED, CITIZEN, Notice, State
from chalicelib.ticket.ticket import Channel, Ticket

RUNGS = 2


def is_call(notice: Notice) -> bool:
    """True for words of a petition that wait to be said to a caller."""
    origin = notice.origin
    hotline = origin is not None and origin.channel is Channel.PHONE
    return hotline and notice.to == (CITIZEN,) and notice.state is State.FAILED and bool(notice.code)


def due_at(province: Province, ticket: Ticket, notice: Notice, rung: int = 0) -> datetime:
    """When the caller must have been called; of a higher rung, when whoever stands above is told. UTC."""
    limit, calendar = province.regulation.limit(Stage.RECEIVE, ticket.facts), province.calendar_of(ticket.unit)
    due = notice.at
    for _ in range(rung + 1):
        due = clock.due_after(due, limit, calendar)
    return due


def rung_of(notice: Notice) -> int:
    """The next rung: how often somebody was reminded of this call."""
    return int(notice.facts.get(CALL_REMINDED, "0"))


def look_at(notice: Notice) -> datetime | None:
    """When the clock must look at this call, UTC; None when both rungs are taken. One that has only just come to wait
    is looked at once, to note when its first rung is due.
    """
    if rung_of(notice) >= RUNGS:
        return None
    noted = notice.facts.get(CALL_LOOK)
    return datetime.fromisoformat(noted) if noted else notice.at


def looked_at(notice: Notice, again: datetime, rungs: int) -> Notice:
    """It, when `rungs` of it were taken and the clock need not look before `again`."""
    noted = {CALL_REMINDED: str(rungs), CALL_LOOK: again.isoformat()}
    return replace(notice, facts={**notice.facts, **noted})
