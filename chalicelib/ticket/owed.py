"""What must be told, to whom, and how far that has come. Written with the event that causes it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from chalicelib.errors import Conflict
from chalicelib.province.province import Province, Staff
from chalicelib.redaction import redacted
from chalicelib.ticket.conflict import impartial
from chalicelib.ticket.ticket import Event, Origin, Ticket
from chalicelib.ticket.workflow import Role, Status

CITIZEN = "citizen"
UNIT = ("handler", "head")  # the roles of a unit's own people
PUBLIC, PRIVATE = "public", "private"  # the sides of a petition that was written below a post


class Purpose(StrEnum):
    GREETING = "greeting"
    ACK = "ack"
    QUESTION = "question"
    TRANSFERRED = "transferred"
    ANSWER = "answer"
    CLOSED = "closed"
    RATING = "rating"
    THANKS = "thanks"
    PROGRESS = "progress"
    INTERIM = "interim"  # a complex case: it takes longer, and why
    NEW_DATE = "new_date"
    REJECTED = "rejected"
    REFERRED = "referred"
    JOINED = "joined"  # its matter goes on together with another's
    RAISED = "raised"  # it was late, and somebody higher has been told
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    NO_REPLY = "no_reply"
    PROCEDURE = "procedure"  # what was said is no petition in law: the right way
    TOO_LATE = "too_late"  # what was asked for can no longer be done
    MENU = "menu"  # what can be done here
    FORM = "form"  # the next question on the way to a petition: kind, place, words
    STANDING = "standing"  # how a petition stands, for whoever asked by its code
    DOSSIER = "dossier"  # where a dossier of the one-stop shop is looked up
    DOSSIER_FACTS = "dossier_facts"  # how it stands, for whoever knows its code and the last digits
    DOSSIER_SAID = "dossier_said"  # whatever else is said of dossiers in a chat
    DOSSIER_FOLLOWED = "dossier_followed"
    DOSSIER_NEWS = "dossier_news"  # it has changed, for whoever follows it
    DOSSIER_RATING = "dossier_rating"
    PROCEDURES_FOUND = "procedures_found"  # of the catalogue of public services
    HOTLINE = "hotline"
    HUMAN = "human"  # a person will take over this chat
    CONTACT = "contact"  # is there another way to reach you, before this one closes?
    CONTACT_KEPT = "contact_kept"
    FILE = "file"  # one that staff attached to their words: a message of its own, after them
    NEWS_STOPPED = "news_stopped"  # no broadcasts any more, as they wished
    NEWS_BACK = "news_back"
    BROADCAST = "broadcast"  # news of a policy, to many
    ALERT = "alert"  # an emergency, to many
    SURVEY = "survey"  # whoever was answered is asked what they think of it
    SURVEY_REMINDER = "survey_reminder"
    ASSIGNED = "assigned"  # from here on: to staff
    CITIZEN_SPOKE = "citizen_spoke"
    ESCALATION = "escalation"
    NEWS = "news"  # whatever else staff must know: the headline says it
    REPORT = "report"  # a document: what it is, and links to it
    TASK = "task"  # of a meeting: soon due, or overdue
    HUMAN_WANTED = "human_wanted"  # somebody asks for a person in the chat
    ACCOUNT_STOPPED = "account_stopped"  # a page or OA may not send until a person acts


class By(StrEnum):
    """The carrier a notice is meant for. `origin`: back to where the citizen spoke."""

    ORIGIN = "origin"
    EMAIL = "email"
    SMS = "sms"
    TOPIC = "topic"


class State(StrEnum):
    """How far a notice has come. Which may follow which: NEXT_STATES in notice/delivery.py."""

    OWED = "owed"
    SENDING = "sending"  # claimed; when its lease runs out it is unsure
    UNSURE = "unsure"  # the carrier may have it: an echo is waited for before anything is sent again
    SENT = "sent"  # the carrier took it
    DELIVERED = "delivered"  # the platform says it arrived
    SEEN = "seen"
    FAILED = "failed"  # nobody could be told: staff see it, and may send it again
    SKIPPED = "skipped"  # nothing to send to, on purpose; the reason says why


# Owed to many at once: answers go before them.
BULK = (Purpose.BROADCAST, Purpose.ALERT, Purpose.SURVEY, Purpose.SURVEY_REMINDER)
WAITING = (State.OWED, State.SENDING, State.UNSURE)  # the courier must look at them again
ARRIVED = (State.SENT, State.DELIVERED, State.SEEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message to one audience by one carrier.

    since  when it was first owed; at  when the courier must next look. Both UTC.
    side   public or private, where staff chose; empty: the planner decides
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
    side: str = ""
    tried_at: datetime | None = None  # when the last attempt began: an older echo is of something else
    delivered_at: datetime | None = None
    seen_at: datetime | None = None
    revision: int = 0


def resent(notice: Notice, by: str, at: datetime) -> Notice:
    """What could not be told, owed once more from `at` because staff want it; what has arrived is not sent again.

    raises  Conflict when it has not failed
    """
    if notice.state is not State.FAILED:
        raise Conflict(f"only what has failed is sent again: this notice is {notice.state}", state=notice.state)
    return replace(notice, state=State.OWED, tries=0, at=at, facts={**notice.facts, "resent_by": by})


def ticket_partition(tenant: str, code: str) -> str:
    return f"T#{tenant}#{code}"


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
