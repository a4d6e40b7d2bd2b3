"""A person speaks for the account by hand: the bot falls silent in that chat, and the case keeps what was said."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.channel.inbound import Inbound
from chalicelib.province.province import Province
from chalicelib.redaction import redacted
from chalicelib.ticket import life
from chalicelib.ticket.conversation import Conversation
from chalicelib.ticket.life import Change
from chalicelib.ticket.ticket import CLOCK, Actor, Attachment, Event, Ticket
from chalicelib.ticket.workflow import Act, Role
from chalicelib.vietnamese import fold

GIVEN, TAKEN = "pass", "take"  # how the payload of Heard.CONTROL begins
_OURS = 4  # words: what is shorter may be anybody's, unless it stands in our frame
_FRAME = " tra loi "


def echoed(
    province: Province, ticket: Ticket, heard: Inbound, attachments: tuple[Attachment, ...], now: datetime
) -> Change:
    """What the account's people said by hand, kept with the case. It moves no clock and nobody is told."""
    system = Actor(id=CLOCK, role=Role.SYSTEM, tenant=province.slug)
    then, event = life.moved(
        province, ticket, Act.ECHO, system, now,
        text=heard.text, facts={"by": "page", "key": heard.key}, attachments=attachments,
    )  # fmt: skip
    return Change(before=ticket, ticket=then, events=(event,))


def silenced(talk: Conversation, province: Province, at: datetime) -> Conversation:
    """The bot says nothing for some hours; silence only ever grows."""
    until = at + timedelta(hours=province.messaging.bot.silent_hours)
    return replace(talk, silent_until=max(filter(None, (talk.silent_until, until))))


def handed_over(talk: Conversation, heard: Inbound, province: Province, at: datetime) -> Conversation:
    """Another app took the conversation: silence. It is ours again: the silence ends."""
    if heard.by_us:
        return replace(talk, silent_until=None)
    return silenced(talk, province, at) if heard.payload.startswith((GIVEN, TAKEN)) else talk


def is_silent(talk: Conversation, now: datetime) -> bool:
    return talk.silent_until is not None and now < talk.silent_until


def said_by_us(heard: Inbound, events: Iterable[Event]) -> bool:
    """True when the comment repeats words that staff wrote on the petition: then it is our own answer come back.

    Long answers go out in parts and within a frame, in public without what is personal: either may hold the other.
    """
    said = fold(heard.text)
    for event in events:
        if event.act is Act.ECHO and event.facts.get("key") == heard.key:
            return True
        for words in (event.text, str(event.facts.get("public_text", ""))):
            ours = fold(redacted(words))
            if event.role not in (Role.CITIZEN, Role.SYSTEM) and _repeats(said, ours):
                return True
    return False


def _repeats(said: str, ours: str) -> bool:
    if not said or not ours:
        return False
    short, long = sorted((said, ours), key=len)
    return said == ours or said.endswith(_FRAME + ours) or (len(short.split()) >= _OURS and short in long)
