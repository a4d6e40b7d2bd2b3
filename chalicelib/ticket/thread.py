"""One thread: comment, private reply and chat are one matter where the platform proves it; who is told what where."""

from dataclasses import replace
from datetime import datetime

from chalicelib.province.province import Province
from chalicelib.ticket.chain import next_event
from chalicelib.ticket.conversation import Conversation
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import PRIVATE, PUBLIC, Notice, Purpose
from chalicelib.ticket.telling import to_citizen
from chalicelib.ticket.ticket import CLOCK, Actor, Event, Lane, Origin, Ticket
from chalicelib.ticket.workflow import Act, Role, after

PRIVATE_REPLY, CODE_AND_PIN = "private_reply", "code_and_pin"
BOTH = "both"
_SIDES = {PUBLIC: (PUBLIC,), PRIVATE: (PRIVATE,), BOTH: (PRIVATE, PUBLIC)}


def linked(ticket: Ticket, talk: Conversation, alias: str, at: datetime, proof: str = PRIVATE_REPLY) -> Change:
    """`ticket` and the private chat of `alias` as one thread. A change without a ticket: there is nothing to write.

    Of an erased petition nobody knows any more whose it was, and that stays so.

    talk   that chat as it was read; it takes the petition up only where it is about nothing yet, so that whoever
           writes there of another matter still finds that one
    at     UTC
    proof  how we know: PRIVATE_REPLY, the platform named the recipient of our reply to the comment; CODE_AND_PIN,
           somebody showed both, which takes the place of nobody the platform named
    """
    if ticket.erased_at or ticket.chat == alias or (ticket.chat and proof != PRIVATE_REPLY):
        return Change()
    system = Actor(id=CLOCK, role=Role.SYSTEM, tenant=ticket.tenant)
    after(ticket.status, Act.LINK, system.role)
    event = next_event(ticket, Act.LINK, system, max(at, ticket.since or ticket.opened_at), facts={"proof": proof})
    then = replace(ticket, chat=alias, events=event.n, head=event.hash)
    taken_up = None if talk.code else replace(talk, code=ticket.code, joined_at=at)
    return Change(before=ticket, ticket=then, events=(event,), conversation=taken_up)


def in_public(origin: Origin) -> bool:
    """True for what was said below a post, for all to read."""
    return origin.lane in (Lane.COMMENT, Lane.POST)


def sides(ticket: Ticket, event: Event) -> tuple[str, ...]:
    """On which sides of `ticket` the words of `event` are told, each once. Empty text: the planner finds the side.

    Who wrote privately is told privately, whatever was chosen for the petition theirs was joined to. Words for all
    (the fact `public_text`) are said in public where nothing else was chosen.
    """
    if not in_public(ticket.origin):
        return ("",)
    unchosen = PUBLIC if "public_text" in event.facts else ""
    return _SIDES.get(str(event.facts.get("to", "")), (unchosen,))


def spoken(province: Province, ticket: Ticket, event: Event, purpose: Purpose, **facts: str) -> list[Notice]:
    """What is owed when a person has said the words of `event` to the citizen: one notice a side."""
    where = sides(ticket, event)
    told = facts | ({"to": BOTH} if len(where) > 1 else {})  # where one side is barred, the other has it already
    return [to_citizen(province, ticket, event, purpose, human=True, side=side, **told) for side in where]
