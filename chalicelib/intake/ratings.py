"""Stars for an answer: by a button, a number, a platform's template or a signed link. Once a resolution."""

from collections.abc import Iterable
from datetime import datetime

from chalicelib.channel.inbound import Heard, Inbound
from chalicelib.province.province import Province
from chalicelib.ticket import afterwards, life
from chalicelib.ticket.conversation import Conversation
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import Purpose
from chalicelib.ticket.telling import to_citizen
from chalicelib.ticket.ticket import Actor, Event, Ticket
from chalicelib.ticket.workflow import Act

_AGAIN = (Act.REOPEN, Act.APPEAL, Act.UPHOLD)


def rated(
    province: Province,
    ticket: Ticket,
    citizen: Actor,
    at: datetime,
    stars: int,
    *,
    text: str = "",
    talk: Conversation | None = None,
) -> Change:
    """Stars and what was said with them, once a resolution; a bad rating is told what can still be done.

    raises  IllegalMove before it is answered
    """
    then, event = life.moved(province, ticket, Act.RATE, citizen, at, text=text, facts={"stars": stars}, rating=stars)
    facts = {"stars": str(stars)} | ({"again": "1"} if afterwards.may_appeal(province, then) else {})
    thanks = to_citizen(province, then, event, Purpose.THANKS, human=False, **facts)
    return Change(before=ticket, ticket=then, events=(event,), notices=(thanks,), conversation=talk)


def event_rated(heard: Inbound) -> int | None:
    """The event whose answer the stars are for: in a button `RATE:<code>:<stars>:<event>`, or in a template's mark
    `<code>.<event>.<purpose>`; None where neither says so.
    """
    if heard.heard is Heard.RATED:
        parts = heard.tracking.split(".")
        number = parts[1] if len(parts) > 2 else ""
    else:
        number = (*heard.payload.split(":"), "", "", "", "")[3]
    return int(number) if number.isdecimal() else None


def of_this_resolution(events: Iterable[Event], rated_event: int | None) -> bool:
    """True unless the petition was taken up again since. What names no event is believed of a first resolution only."""
    begun = max((event.n for event in events if event.act in _AGAIN), default=0)
    return begun == 0 if rated_event is None else rated_event > begun
