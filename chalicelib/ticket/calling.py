"""Calls back: what nothing in writing carries to the caller of a hotline is said by voice, by a date of its own.

The date is that by which the regulation wants a petition taken on, counted from when writing failed: somebody is asked
to begin. Half of the ladder is enough for it: who must call is reminded once, and once who stands above them.
"""

from datetime import datetime

from chalicelib.province.province import Province
from chalicelib.province.regulation import Stage
from chalicelib.ticket import clock
from chalicelib.ticket.owed import CITIZEN, Notice, State
from chalicelib.ticket.ticket import Channel, Ticket

REMINDED = "call_reminded"  # in the facts of the notice: how many rungs have been taken
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
    return int(notice.facts.get(REMINDED, "0"))
