"""What must be told, to whom, and how far that has come. Written with the event that causes it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from chalicelib.errors import Conflict
from chalicelib.ticket.ticket import Origin

CITIZEN = "citizen"
# In the facts of what waits to be said in a call: how many rungs were taken, and when the clock looks at it again.
CALL_REMINDED, CALL_LOOK = "call_reminded", "call_look"
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
    CONFIRM = "confirm"  # drawn by lot: is it really solved?
    CONFIRMED = "confirmed"  # thanks for saying so
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
    DOSSIER_RECEIPT = "dossier_receipt"  # papers that were missing have come
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
    LEAGUE = "league"  # a unit's figures lie open for comments
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

    Should it fail once more, the clock of a call begins anew.

    raises  Conflict when it has not failed
    """
    if notice.state is not State.FAILED:
        raise Conflict(f"only what has failed is sent again: this notice is {notice.state}", state=notice.state)
    kept = {name: fact for name, fact in notice.facts.items() if name not in (CALL_REMINDED, CALL_LOOK)}
    return replace(notice, state=State.OWED, tries=0, at=at, facts={**kept, "resent_by": by})


def ticket_partition(tenant: str, code: str) -> str:
    return f"T#{tenant}#{code}"
