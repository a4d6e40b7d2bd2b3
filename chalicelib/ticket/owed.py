"""What must be told, to whom, and how far that has come. Written with the event that causes it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.province.province import Province
from chalicelib.ticket.ticket import Event, Origin, Ticket

CITIZEN = "citizen"


class Purpose(StrEnum):
    GREETING = "greeting"
    ACK = "ack"
    QUESTION = "question"
    TRANSFERRED = "transferred"
    ANSWER = "answer"
    CLOSED = "closed"
    RATING = "rating"
    THANKS = "thanks"
    ASSIGNED = "assigned"  # from here on: to staff
    CITIZEN_SPOKE = "citizen_spoke"
    ESCALATION = "escalation"


class By(StrEnum):
    """The carrier a notice is meant for. `origin`: back to where the citizen spoke."""

    ORIGIN = "origin"
    EMAIL = "email"
    SMS = "sms"
    TOPIC = "topic"


class State(StrEnum):
    OWED = "owed"
    SENDING = "sending"  # claimed; falls back to owed when its lease runs out
    SENT = "sent"
    FAILED = "failed"  # nobody could be told: staff see it
    SKIPPED = "skipped"  # nothing to send to, on purpose; the reason says why


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message to one audience by one carrier.

    since  when it was first owed; at  when the courier must next look. Both UTC.
    """

    tenant: str
    parent: str  # the partition it was written in: a ticket's or a conversation's
    id: str
    purpose: Purpose
    by: By
    to: tuple[str, ...]  # CITIZEN, or staff ids
    code: str = ""
    event: int = 0  # the event whose text it carries
    human: bool = False  # a person wrote the text (Messenger asks)
    origin: Origin | None = None
    facts: Mapping[str, str]
    since: datetime
    at: datetime
    state: State = State.OWED
    tries: int = 0
    lane: str = ""
    reason: str = ""
    supplier_ids: tuple[str, ...] = ()
    echo: str = ""  # a platform's echo that came while the answer to the sending was still awaited
    revision: int = 0


def ticket_partition(tenant: str, code: str) -> str:
    return f"T#{tenant}#{code}"


def _local(province: Province, moment: datetime) -> str:
    return moment.astimezone(province.calendar.zone).strftime("%H:%M ngày %d/%m/%Y")


def facts_of(province: Province, ticket: Ticket) -> dict[str, str]:
    """What letters may say about a ticket. Never the citizen's words."""
    category = province.category(ticket.category)
    unit = province.units.get(ticket.unit)
    return {
        "code": ticket.code,
        "province": province.name,
        "unit": unit.name if unit else ticket.unit,
        "kind": province.kind_name(ticket.kind),
        "category": category.name if category else "Chưa phân loại",
        "promised": _local(province, ticket.promised_at),
        "due": _local(province, ticket.stage_due_at) if ticket.stage_due_at else "",
        "urgency": ticket.urgency,
    }


def to_citizen(
    province: Province, ticket: Ticket, event: Event, purpose: Purpose, *, human: bool = False, **facts: str
) -> Notice:
    """The notice that carries `event` back to where the citizen spoke."""
    return Notice(
        tenant=ticket.tenant,
        parent=ticket_partition(ticket.tenant, ticket.code),
        id=f"{event.n:06d}#{purpose}#{CITIZEN}",
        purpose=purpose,
        by=By.ORIGIN,
        to=(CITIZEN,),
        code=ticket.code,
        event=event.n,
        human=human,
        origin=ticket.origin,
        facts=facts_of(province, ticket) | facts,
        since=event.at,
        at=event.at,
    )


def to_staff(
    province: Province,
    ticket: Ticket,
    event: Event,
    purpose: Purpose,
    roles: Iterable[str],
    by: Iterable[str],
    **facts: str,
) -> list[Notice]:
    """Notices to those who hold `roles` for the ticket's unit at this moment: one e-mail to all, one SMS each."""
    people = {s.id: s for role in roles for s in province.people(role, ticket.unit)}
    mailed = tuple(sorted(s.id for s in people.values() if s.email))
    audiences: list[tuple[By, tuple[str, ...]]] = []
    for carrier in map(By, by):
        if carrier is By.EMAIL and mailed:
            audiences.append((carrier, mailed))
        elif carrier is By.SMS:
            audiences += [(carrier, (s.id,)) for s in sorted(people.values(), key=lambda s: s.id) if s.phone]
        elif carrier is By.TOPIC:
            audiences.append((carrier, ()))
    return [
        Notice(
            tenant=ticket.tenant,
            parent=ticket_partition(ticket.tenant, ticket.code),
            id=f"{event.n:06d}#{purpose}#{carrier}" + (f"#{to[0]}" if carrier is By.SMS else ""),
            purpose=purpose,
            by=carrier,
            to=to,
            code=ticket.code,
            event=event.n,
            facts=facts_of(province, ticket) | facts,
            since=event.at,
            at=event.at,
        )
        for carrier, to in audiences
    ]
