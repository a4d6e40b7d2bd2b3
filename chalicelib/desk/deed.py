"""What an act does to the ticket it is done to, before the clock and the chain have their say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.desk.order import Order
from chalicelib.ticket.life import Move
from chalicelib.ticket.ticket import Attachment
from chalicelib.ticket.workflow import Status


@dataclass(frozen=True, kw_only=True)
class Deed:
    """text and facts go into the event; fields become the ticket's; `also` are other tickets it moves."""

    text: str = ""
    unit: str | None = None
    status: Status | None = None
    facts: Mapping[str, str | int] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)
    also: tuple[Move, ...] = ()
    attachments: tuple[Attachment, ...] = ()


Doing = Callable[[Order], Deed]
