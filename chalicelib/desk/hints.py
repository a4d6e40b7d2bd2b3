"""Other petitions that may be of the same person and matter, where no platform proves it: staff look and decide."""

from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.desk.reach import sees
from chalicelib.province.province import Province
from chalicelib.ticket.conversation import thread_of
from chalicelib.ticket.store import Tickets
from chalicelib.ticket.thread import in_public
from chalicelib.ticket.ticket import Actor, Channel, Lane, Origin, Ticket

SAME_SENDER = "same_sender"  # the same person wrote below a post and in the chat of the same page
LINKED_CHAT = "linked_chat"  # the chat the platform proved to be theirs is about another petition


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    code: str
    why: str


def hints(tickets: Tickets, province: Province, actor: Actor, ticket: Ticket) -> tuple[Hint, ...]:
    """Petitions `actor` may see that `ticket` could be joined with (MERGE). At most two are looked at."""
    known = {ticket.code, ticket.into, *ticket.followers, ""}
    found: list[Hint] = []
    for thread, alias, why in _threads(ticket):
        code = tickets.conversation(ticket.tenant, thread, ticket.origin.account, alias).code
        other = tickets.find(ticket.tenant, code) if code not in known else None
        if other and sees(province, actor, other):
            found.append(Hint(code=code, why=why))
        known.add(code)
    return tuple(found)


def _threads(ticket: Ticket) -> Iterator[tuple[str, str, str]]:
    """(thread, alias, why) of the other threads of the same person with the same page. Only Facebook has two."""
    origin = ticket.origin
    if ticket.chat:
        yield thread_of(origin.channel, Lane.DIRECT), ticket.chat, LINKED_CHAT
    if origin.channel is Channel.FACEBOOK:
        yield _other_thread(origin), origin.alias, SAME_SENDER


def _other_thread(origin: Origin) -> str:
    return thread_of(origin.channel, Lane.DIRECT if in_public(origin) else Lane.COMMENT)
