"""A petition that is opened at the desk."""

from typing import NamedTuple

from chalicelib.desk.hints import Hint
from chalicelib.ticket.owed import Notice
from chalicelib.ticket.ticket import Event, Ticket
from chalicelib.ticket.workflow import Act


class Reading(NamedTuple):
    """What an officer sees who opens a petition; `acts` are those they may do now."""

    ticket: Ticket
    timeline: list[Event]
    notices: list[Notice]
    acts: list[Act]
    hints: tuple[Hint, ...]
