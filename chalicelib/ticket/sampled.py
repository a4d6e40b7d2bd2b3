"""The sample: of some answers, drawn by lot, the sender is asked whether the matter is really solved. Decisions, pure.

Nobody of the unit asks, and nobody of the province draws. A petition is asked about once a resolution; taking it up
again forgets the draw (afterwards.again), and says no to a question that is still open.
"""

from datetime import datetime

from chalicelib.errors import Conflict
from chalicelib.province.province import Province
from chalicelib.ticket.life import moved
from chalicelib.ticket.ticket import CLOCK, Actor, Event, Ticket
from chalicelib.ticket.workflow import Act, Role, Status

YES, NO = "yes", "no"
ASKED, UNREACHABLE = "asked", "unreachable"
_ENDED = (Status.ANSWERED, Status.CLOSED)


def drawn(province: Province, ticket: Ticket, at: datetime, *, reachable: bool) -> tuple[Ticket, Event]:
    """`ticket` chosen by the draw: its sender is asked at `at` (UTC), or there is no way to them.

    raises  IllegalMove when it is open again
    """
    clock = Actor(id=CLOCK, role=Role.SYSTEM, tenant=ticket.tenant)
    return moved(
        province, ticket, Act.SAMPLE, clock, at,
        facts={"sample": ASKED if reachable else UNREACHABLE},
        sampled=ticket.events + 1, sampled_at=at if reachable else None, solved="",
    )  # fmt: skip


def is_waited_for(ticket: Ticket) -> bool:
    """True while the question is open."""
    return ticket.sampled_at is not None and not ticket.solved and ticket.status in _ENDED


def confirmed(
    province: Province, ticket: Ticket, citizen: Actor, at: datetime, *, solved: bool, text: str = ""
) -> tuple[Ticket, Event]:
    """What the sender says to the question, with a few words or none.

    raises  Conflict when they were not asked, or have said so before; IllegalMove while it is worked on again
    """
    if ticket.solved:
        raise Conflict("this question was answered already", confirmation=ticket.solved)
    if ticket.sampled_at is None and ticket.status in _ENDED:
        raise Conflict("nobody has asked whether this is solved")
    said = YES if solved else NO
    return moved(province, ticket, Act.CONFIRM, citizen, at, text=text, facts=_facts(ticket, said), solved=said)


def denied(ticket: Ticket, actor: Actor) -> dict[str, str | int]:
    """Facts of an act by which the sender says, without being led there, that it is not solved."""
    return _facts(ticket, NO) if actor.role is Role.CITIZEN and is_waited_for(ticket) else {}


def _facts(ticket: Ticket, said: str) -> dict[str, str | int]:
    asked_at = ticket.sampled_at.isoformat(timespec="milliseconds") if ticket.sampled_at else ""
    return {"sample": said, "sampled_at": asked_at}
