"""What one thing heard is decided on."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.channel.inbound import Inbound
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
    contact: bool = False  # a telephone number or an address is known
