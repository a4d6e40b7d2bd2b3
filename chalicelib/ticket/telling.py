"""Notices made of what happened to a petition: to its sender, to those who must act, to whoever must know."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from chalicelib.province.province import Province, Staff
from chalicelib.redaction import redacted
from chalicelib.ticket.conflict import impartial
from chalicelib.ticket.owed import CITIZEN, PUBLIC, By, Notice, Purpose, ticket_partition
from chalicelib.ticket.ticket import Event, Ticket
from chalicelib.ticket.workflow import Role, Status


def local_time(province: Province, moment: datetime) -> str:
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
        "promised": local_time(province, ticket.promised_at),
        "due": local_time(province, ticket.stage_due_at) if ticket.stage_due_at else "",
        "urgency": ticket.urgency,
    }


def to_citizen(
    province: Province,
    ticket: Ticket,
    event: Event,
    purpose: Purpose,
    *,
    human: bool = False,
    side: str = "",
    **facts: str,
) -> Notice:
    """The notice that carries `event` back to where the citizen spoke; of both sides, each has its own.

    What is told in public holds no code, and nothing that is nobody else's business.
    """
    told = facts_of(province, ticket) | facts
    if side == PUBLIC:
        told = {name: redacted(value) for name, value in told.items()} | {"code": ""}
    return Notice(
        tenant=ticket.tenant,
        parent=ticket_partition(ticket.tenant, ticket.code),
        id=f"{event.n:06d}#{purpose}#{CITIZEN}" + (f"#{PUBLIC}" if side == PUBLIC else ""),
        purpose=purpose,
        by=By.ORIGIN,
        to=(CITIZEN,),
        code=ticket.code,
        event=event.n,
        human=human,
        origin=ticket.origin,
        facts=told,
        since=event.at,
        at=event.at,
        side=side,
    )


def to_staff(
    province: Province,
    ticket: Ticket,
    event: Event,
    purpose: Purpose,
    roles: Iterable[str],
    by: Iterable[str],
    units: Iterable[str] = (),
    **facts: str,
) -> list[Notice]:
    """Notices to those who hold `roles` at this moment: one e-mail to all, one SMS each.

    units  for which units; the ticket's own if none is given. Whom the petition is about is never told:
           where that leaves nobody, leadership is, then the task force, then the coordinator
    """
    asked = [s for unit in units or (ticket.unit,) for role in roles for s in province.people(role, unit)]
    people = impartial(province, ticket, asked)
    for role in ("leadership", "task_force", "coordinator"):
        if asked and not people:
            people = impartial(province, ticket, province.people(role, ticket.unit))
    return _notices(province, ticket, event, purpose, {s.id: s for s in people}, by, facts)


def to_members(
    province: Province, ticket: Ticket, event: Event, purpose: Purpose, ids: Iterable[str], **facts: str
) -> list[Notice]:
    """An e-mail to these members of staff, as far as they are still of the staff and have an address."""
    people = {staff.id: staff for each in ids if (staff := province.staff_member(each))}
    return _notices(province, ticket, event, purpose, people, (By.EMAIL,), facts)


def to_holder(province: Province, ticket: Ticket, event: Event, *roles: str, reason: str = "") -> list[Notice]:
    """Whoever must act on it now: `roles` of its unit, the keepers of its tray; in an emergency by telephone too."""
    if ticket.status is Status.IN_TRAY:
        roles = (ticket.arbiter or Role.COORDINATOR,)
    by = (By.EMAIL, By.SMS) if ticket.urgency == "emergency" else (By.EMAIL,)
    return to_staff(province, ticket, event, Purpose.ASSIGNED, roles, by, reason=reason)


def news(
    province: Province, ticket: Ticket, event: Event, headline: str, roles: Iterable[str], units: Iterable[str] = ()
) -> list[Notice]:
    """An e-mail to staff that says what has happened, and the reason if there is one."""
    reason = str(event.facts.get("reason", ""))
    return to_staff(
        province, ticket, event, Purpose.NEWS, roles, (By.EMAIL,), units=units, headline=headline, reason=reason
    )


def _notices(
    province: Province,
    ticket: Ticket,
    event: Event,
    purpose: Purpose,
    people: Mapping[str, Staff],
    by: Iterable[str],
    facts: Mapping[str, str],
) -> list[Notice]:
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
            facts={**facts_of(province, ticket), **facts},
            since=event.at,
            at=event.at,
        )
        for carrier, to in audiences
    ]
