"""Where words to a citizen are said: below the post, in private, or both. Staff choose each time."""

from collections.abc import Iterator
from dataclasses import replace

from chalicelib.desk.deed import Deed, Doing
from chalicelib.desk.order import Order
from chalicelib.errors import Unprocessable
from chalicelib.redaction import redacted
from chalicelib.ticket.owed import PRIVATE, PUBLIC
from chalicelib.ticket.thread import BOTH, in_public
from chalicelib.ticket.workflow import Status

_FACTS = ("to", "public_text")


def sided(doing: Doing) -> Doing:
    """`doing` with its sides as facts: `to`, and `public_text` as it will stand below the post.

    A draft keeps them for the head who approves it, and who may choose otherwise.
    """

    def done(order: Order) -> Deed:
        deed = doing(order)
        to = order.text("to") or str(deed.facts.get("to", ""))
        if faults := list(_faults(order, to)):
            raise Unprocessable("the act is not complete", faults=faults)
        own = order.text("public_text") or str(deed.facts.get("public_text", ""))
        facts = {name: value for name, value in deed.facts.items() if name not in _FACTS}
        facts |= {"to": to} if to else {}
        if to in (PUBLIC, BOTH) or (own and to != PRIVATE):
            facts["public_text"] = redacted(own or deed.text)
        return replace(deed, facts=facts)

    return done


def _faults(order: Order, to: str) -> Iterator[dict[str, str]]:
    """What is told in public needs a place in public: the petition's own, or that of one joined to it."""
    ticket = order.ticket
    public = in_public(ticket.origin)
    if to in (PUBLIC, BOTH) and not public:
        yield {"pointer": "/to", "message": "the petition came in private, and so does the answer"}
    elif to in (PUBLIC, BOTH) and ticket.gone:
        yield {"pointer": "/to", "message": f"what it was written in was {ticket.gone}: answer in private"}
    elif ticket.status is Status.ANSWERED and any(name in order.body for name in _FACTS):
        yield {"pointer": "/to", "message": "the answer has been given: nothing more is said"}
    if "public_text" in order.body and (to == PRIVATE or not (public or ticket.followers)):
        yield {"pointer": "/public_text", "message": "nothing of this is said in public"}
