"""What a message means for the conversation it comes in: open a ticket, go onto one, rate it, greet, or nothing."""

from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.channel.inbound import Heard, Inbound
from chalicelib.intake.pleas import plea_of
from chalicelib.intake.small_talk import is_small_talk, stars
from chalicelib.ticket.conversation import Conversation
from chalicelib.ticket.ticket import Lane, Outcome, Ticket
from chalicelib.ticket.workflow import OPEN_STATES, Act, Status

GREET_AGAIN = timedelta(hours=1)
LIVE = OPEN_STATES | {Status.MERGED}
COMMENT_WORDS = 4  # a comment of fewer words is talk among readers, not a petition


class Step(StrEnum):
    OPEN = "open"
    JOIN = "join"
    RATE = "rate"
    PLEAD = "plead"  # reopen, appeal, withdraw
    GREET = "greet"
    IGNORE = "ignore"


def next_step(heard: Inbound, talk: Conversation, ticket: Ticket | None, session: timedelta, now: datetime) -> Step:
    """The step `heard` asks for.

    ticket   the one the conversation was last about, if any
    session  how long after a message further ones belong to the same matter (the province's regulation)
    """
    if heard.lane is Lane.API:
        return Step.OPEN  # whoever fills in a form means a new matter
    may_greet = heard.lane is Lane.DIRECT and (not talk.greeted_at or now - talk.greeted_at > GREET_AGAIN)
    greeting = Step.GREET if may_greet else Step.IGNORE
    if heard.heard is Heard.HELLO:
        return greeting
    if ticket and _may_plead(plea_of(heard), ticket) and _same_place(heard, ticket):
        return Step.PLEAD
    if heard.heard is Heard.CHOICE:
        return Step.RATE if rating_of(heard) and _may_be_rated(ticket) else greeting
    if heard.heard is not Heard.WORDS:
        return Step.IGNORE if ticket and ticket.status in LIVE else greeting
    if rating_of(heard) and ticket and ticket.status not in LIVE:
        return Step.RATE if _may_be_rated(ticket) else Step.IGNORE
    return _of_words(heard, talk, ticket, session, now, greeting)


def _of_words(
    heard: Inbound, talk: Conversation, ticket: Ticket | None, session: timedelta, now: datetime, greeting: Step
) -> Step:
    if ticket and ticket.status is Status.WAITING:
        return Step.JOIN  # whatever it says: it is the reply to our question
    if not heard.attachments and is_small_talk(heard.text):
        return greeting
    if ticket and _same_matter(heard, talk, ticket, session, now):
        return Step.JOIN
    if not heard.attachments and not any(character.isalpha() for character in heard.text):
        return greeting  # a bare number that belongs to nothing
    if heard.lane is Lane.COMMENT and not heard.attachments and len(heard.text.split()) < COMMENT_WORDS:
        return Step.IGNORE
    return Step.OPEN


def rating_of(heard: Inbound) -> int | None:
    """1 to 5 when the message is a rating: our button `RATE:<code>:<stars>`, or a bare number."""
    if heard.heard is Heard.CHOICE:
        head, _, rest = heard.payload.partition(":")
        number = rest.rpartition(":")[2]
        return int(number) if head == "RATE" and number in {"1", "2", "3", "4", "5"} else None
    return stars(heard.text) if heard.heard is Heard.WORDS and not heard.attachments else None


def chosen_code(heard: Inbound) -> str:
    """The code a button of ours names, or nothing."""
    head, _, rest = heard.payload.partition(":")
    return rest.partition(":")[0] if head in {"RATE", "REOPEN", "APPEAL", "WITHDRAW"} else ""


def _may_plead(act: Act | None, ticket: Ticket) -> bool:
    """Reopening and appeal follow an answer; a withdrawal comes before it."""
    ended = ticket.status in (Status.ANSWERED, Status.CLOSED) and ticket.outcome != Outcome.WITHDRAWN
    return ended if act in (Act.REOPEN, Act.APPEAL) else act is Act.WITHDRAW and ticket.status in LIVE


def _may_be_rated(ticket: Ticket | None) -> bool:
    ended = ticket is not None and ticket.status in (Status.ANSWERED, Status.CLOSED)
    return ticket is not None and ended and ticket.rating is None and ticket.outcome != Outcome.WITHDRAWN


def _same_matter(heard: Inbound, talk: Conversation, ticket: Ticket, session: timedelta, now: datetime) -> bool:
    """An answered ticket takes photos still, but no further words: nobody would have to answer them."""
    only_media = bool(heard.attachments) and not heard.text
    if ticket.status not in LIVE and not (only_media and ticket.status is Status.ANSWERED):
        return False
    if not _same_place(heard, ticket):
        return False
    fresh = talk.joined_at is not None and now - talk.joined_at <= session
    return fresh or only_media


def _same_place(heard: Inbound, ticket: Ticket) -> bool:
    """In the same private chat, or below the same post."""
    if heard.lane is not ticket.origin.lane and Lane.DIRECT in (heard.lane, ticket.origin.lane):
        return False
    return heard.lane is Lane.DIRECT or _post(heard.ref, heard.lane) == _post(ticket.origin.ref, ticket.origin.lane)


def _post(ref: str, lane: Lane) -> str:
    """The number of the post something stands at: <post>_<comment> and <page>_<post> are how Facebook names them."""
    head, _, tail = ref.partition("_")
    return head if lane is Lane.COMMENT else tail
