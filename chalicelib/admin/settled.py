"""A petition under a new version of its province: in whose hands it belongs, and its dates as they now are. Pure."""

from datetime import datetime

from chalicelib.province.province import Province
from chalicelib.ticket import anew
from chalicelib.ticket.conflict import concerned
from chalicelib.ticket.ticket import Actor, Event, Ticket
from chalicelib.ticket.workflow import OPEN_STATES, Status

MOVABLE = OPEN_STATES | {Status.ANSWERED, Status.MERGED}


def home(was: Province, now: Province, ticket: Ticket, *, back: bool = False) -> str:
    """The unit that holds `ticket` once `now` has taken the place of `was`.

    back  a reorganisation is taken back: what it had moved, and nobody has moved since, returns
    """
    if back and _was_moved(was, ticket) and now.is_open(ticket.formerly):
        return ticket.formerly
    if ticket.status is Status.IN_TRAY and ticket.unit == was.tray:
        return now.tray
    for unit in (ticket.unit, ticket.formerly):
        if unit and now.is_open(now.live(unit)):
            return now.live(unit)
    return now.tray


def _was_moved(was: Province, ticket: Ticket) -> bool:
    """True when `ticket` lies where the reorganisation in force under `was` has put it."""
    former = ticket.formerly
    return bool(former) and not was.is_open(former) and was.live(former) == ticket.unit


def settled(
    was: Province, now: Province, ticket: Ticket, events: list[Event], actor: Actor, at: datetime, *, back: bool = False
) -> tuple[Ticket, tuple[Event, ...]] | None:
    """`ticket` in the right hands with the right dates, and the events that say so; None when it is right already."""
    then, said = ticket, list[Event]()
    unit = home(was, now, ticket, back=back)
    # A unit that becomes the one a petition is about lets go of it, though it keeps its name.
    astray = unit != ticket.unit or concerned(now, ticket.concerns, unit)
    if astray and ticket.status in MOVABLE:
        then, event = anew.rehomed(now, ticket, unit, actor, at)
        said.append(event)
    again = anew.reckoned(now, then, [*events, *said], actor, at)
    if again:
        then = again[0]
        said.append(again[1])
    return (then, tuple(said)) if said else None
