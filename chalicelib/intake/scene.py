"""What one thing heard is decided on."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.channel.inbound import Contact, Inbound
from chalicelib.province.province import Province
from chalicelib.ticket.conversation import Conversation
from chalicelib.ticket.ticket import Actor, Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """`at` is when the citizen wrote, `now` when it is worked on; `talk` already remembers what was heard."""

    province: Province
    heard: Inbound
    talk: Conversation
    ticket: Ticket | None
    citizen: Actor
    at: datetime
    now: datetime
    contact: bool = False  # a telephone number or an address is known, or was refused
    given: Contact | None = None  # what was heard is nothing but a way to reach the person
    first: bool = False  # never before has this person spoken here
    silent: bool = False  # somebody else speaks for the account: the bot says nothing
    cited: bool = False  # `ticket` is the one whose message is quoted


def is_theirs(ticket: Ticket, alias: str) -> bool:
    """True for whoever wrote the petition, and for the private chat that was proved to be theirs."""
    return alias in (ticket.origin.alias, ticket.chat)
