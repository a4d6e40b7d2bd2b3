"""What a message means for the conversation it comes in: open a ticket, go onto one, rate it, greet, or nothing."""

from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.channel.inbound import Heard, Inbound
from chalicelib.intake.confirming import reply_of
from chalicelib.intake.guided import ASKING, ON_THE_WAY
from chalicelib.intake.pleas import plea_of
from chalicelib.intake.small_talk import is_small_talk, stars
from chalicelib.intake.wishes import Ask, Wish
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
    CONFIRM = "confirm"  # it is solved, or not, as a sample was asked
    PLEAD = "plead"  # reopen, appeal, withdraw
    GREET = "greet"
    WISH = "wish"  # something of the menu, in a button or in words
    CONTACT = "contact"  # another way to reach the person
    IGNORE = "ignore"


def next_step(
    heard: Inbound,
    talk: Conversation,
    ticket: Ticket | None,
    session: timedelta,
    now: datetime,
    wish: Wish | None = None,
    *,
    contact: bool = False,
    cited: bool = False,
) -> Step:
    """The step `heard` asks for, of `ticket`, which the conversation was last about, or which is `cited`.

    session  how long after a message further ones belong to the same matter (the province's regulation)
    contact  it is nothing but a telephone number or an address
    """
    if heard.lane is Lane.API:
        return Step.OPEN  # whoever fills in a form means a new matter
    greeting = _greeting(heard, talk, now)
    if heard.heard in (Heard.HELLO, Heard.REFERRAL):
        return Step.WISH if wish else greeting
    if ticket and talk.asked not in ASKING and reply_of(heard, ticket) and _same_place(heard, talk, ticket):
        return Step.CONFIRM
    if ticket and _may_plead(plea_of(heard), ticket) and _same_place(heard, talk, ticket):
        return Step.PLEAD
    if heard.heard is Heard.CHOICE:
        return _of_choice(heard, ticket, wish, greeting)
    if contact:
        return Step.JOIN if _waited_for(ticket) else Step.CONTACT
    if heard.heard is not Heard.WORDS:
        return Step.IGNORE if ticket and ticket.status in LIVE else greeting
    joins = not _guided(heard, talk) and _same_matter(heard, talk, ticket, session, now, cited=cited)
    return _of_message(heard, talk, ticket, wish, greeting, joins=joins)


def _greeting(heard: Inbound, talk: Conversation, now: datetime) -> Step:
    may_greet = heard.lane is Lane.DIRECT and (not talk.greeted_at or now - talk.greeted_at > GREET_AGAIN)
    return Step.GREET if may_greet else Step.IGNORE


def _of_message(
    heard: Inbound, talk: Conversation, ticket: Ticket | None, wish: Wish | None, greeting: Step, *, joins: bool
) -> Step:
    busy = talk.asked in ASKING  # «3» may be a ward, then
    if wish and (busy or wish.ask is Ask.RATE_SERVICE):
        return Step.WISH  # it answers what was asked just now
    if rating_of(heard) and not busy and ticket and ticket.status not in LIVE:
        return Step.RATE if may_be_rated(ticket) else Step.IGNORE
    if joins:
        return Step.JOIN if not wish or _waited_for(ticket) else Step.WISH
    return Step.WISH if wish else _of_words(heard, talk, greeting)


def _of_choice(heard: Inbound, ticket: Ticket | None, wish: Wish | None, greeting: Step) -> Step:
    if rating_of(heard) and may_be_rated(ticket):
        return Step.RATE
    return Step.WISH if wish else greeting


def _of_words(heard: Inbound, talk: Conversation, greeting: Step) -> Step:
    """Words that belong to no petition yet."""
    if not heard.attachments and is_small_talk(heard.text):
        return Step.IGNORE if talk.asked in ON_THE_WAY else greeting
    if not heard.attachments and not any(character.isalpha() for character in heard.text):
        return greeting  # a bare number that belongs to nothing
    if heard.lane is Lane.COMMENT and not heard.attachments and len(heard.text.split()) < COMMENT_WORDS:
        return Step.IGNORE
    return Step.OPEN


def rating_of(heard: Inbound) -> int | None:
    """1 to 5 when the message is a rating: our button `RATE:<code>:<stars>[:<event>]`, or a bare number."""
    if heard.heard is Heard.CHOICE:
        head, _, rest = heard.payload.partition(":")
        number = (*rest.split(":"), "")[1]
        return int(number) if head == "RATE" and number in {"1", "2", "3", "4", "5"} else None
    return stars(heard.text) if heard.heard is Heard.WORDS and not heard.attachments else None


def chosen_code(heard: Inbound) -> str:
    """The code a button of ours names, or nothing."""
    head, _, rest = heard.payload.partition(":")
    return rest.partition(":")[0] if head in {"RATE", "CONFIRM", "REOPEN", "APPEAL", "WITHDRAW"} else ""


def may_be_rated(ticket: Ticket | None) -> bool:
    """Once it is answered, once a resolution."""
    ended = ticket is not None and ticket.status in (Status.ANSWERED, Status.CLOSED)
    return ticket is not None and ended and ticket.rating is None and ticket.outcome != Outcome.WITHDRAWN


def _may_plead(act: Act | None, ticket: Ticket) -> bool:
    """Reopening and appeal follow an answer; a withdrawal comes before it."""
    ended = ticket.status in (Status.ANSWERED, Status.CLOSED) and ticket.outcome != Outcome.WITHDRAWN
    return ended if act in (Act.REOPEN, Act.APPEAL) else act is Act.WITHDRAW and ticket.status in LIVE


def _waited_for(ticket: Ticket | None) -> bool:
    return ticket is not None and ticket.status is Status.WAITING


def _guided(heard: Inbound, talk: Conversation) -> bool:
    """Whoever is on the guided way and says something that is no mere politeness means a new petition."""
    return talk.asked in ON_THE_WAY and bool(heard.attachments or not is_small_talk(heard.text))


def _same_matter(
    heard: Inbound, talk: Conversation, ticket: Ticket | None, session: timedelta, now: datetime, *, cited: bool
) -> bool:
    """An answered ticket takes photos still, but no further words: nobody would have to answer them.

    Words written before the answer are read late when much comes at once: they were about this matter.
    """
    if ticket is None:
        return False
    if ticket.status is Status.WAITING:
        return True  # whatever it says: it is the reply to our question
    if not heard.attachments and is_small_talk(heard.text):
        return False
    only_media = bool(heard.attachments) and not heard.text
    answered = ticket.status is Status.ANSWERED
    earlier = answered and ticket.answered_at is not None and now < ticket.answered_at
    if ticket.status not in LIVE and not (answered and (only_media or earlier)):
        return False
    if not _same_place(heard, talk, ticket):
        return False
    fresh = talk.joined_at is not None and now - talk.joined_at <= session
    return fresh or only_media or cited


def _same_place(heard: Inbound, talk: Conversation, ticket: Ticket) -> bool:
    """In the same private chat, in that of whoever wrote the comment, or below the same post."""
    if heard.lane is Lane.DIRECT:
        return ticket.origin.lane is Lane.DIRECT or ticket.chat == talk.alias
    if ticket.origin.lane is Lane.DIRECT:
        return False
    return _post(heard.ref, heard.lane) == _post(ticket.origin.ref, ticket.origin.lane)


def _post(ref: str, lane: Lane) -> str:
    """The number of the post something stands at: <post>_<comment> and <page>_<post> are how Facebook names them."""
    head, _, tail = ref.partition("_")
    return head if lane is Lane.COMMENT else tail
