"""What may be done with a notice to a citizen, purpose by purpose: where it may be said, and whether it may wait."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.ticket.owed import Purpose


class Hushed(StrEnum):
    """What becomes of the bot's words while a person speaks for the account in that chat."""

    SAID = "said"  # official, or about the person's own taking over
    HELD = "held"  # until the person is done
    DROPPED = "dropped"  # talk that has lost its sense by then


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """
    public      may stand below a post for all to read. A referral may not: it tells that somebody complained
    reply       is worth the one private reply a comment allows
    template    may go by a platform's approved template
    email, sms  may follow the citizen out of the chat: it costs money, or disturbs
    patient     waits for the morning, even if that costs the way it would have gone
    own_words   carries what a person wrote, when the notice says that one did: all that HUMAN_AGENT may carry
    """

    public: bool = False
    reply: bool = False
    template: bool = False
    email: bool = False
    sms: bool = False
    own_words: bool = False
    patient: bool = False
    hushed: Hushed = Hushed.HELD


_TALK = Manner(hushed=Hushed.DROPPED)
_OFFICIAL = Manner(
    public=True, reply=True, template=True, email=True, sms=True, own_words=True, hushed=Hushed.SAID
)  # fmt: skip
_NEWS = Manner(template=True, email=True)

_MANNERS: Mapping[Purpose, Manner] = {
    # what the bot says of itself
    Purpose.GREETING: _TALK,
    Purpose.MENU: _TALK,
    Purpose.FORM: _TALK,
    Purpose.STANDING: _TALK,
    Purpose.DOSSIER: _TALK,
    Purpose.DOSSIER_FACTS: _TALK,
    Purpose.DOSSIER_SAID: _TALK,
    Purpose.PROCEDURES_FOUND: _TALK,
    Purpose.HOTLINE: _TALK,
    Purpose.HUMAN: Manner(hushed=Hushed.SAID),
    Purpose.CONTACT: Manner(),
    Purpose.CONTACT_KEPT: Manner(),
    Purpose.NEWS_STOPPED: Manner(hushed=Hushed.SAID),
    Purpose.NEWS_BACK: Manner(hushed=Hushed.SAID),
    # to many: a policy stays in the chat and waits; an emergency follows wherever somebody can be reached
    Purpose.BROADCAST: Manner(template=True, patient=True),
    Purpose.SURVEY: Manner(template=True, email=True, patient=True),
    Purpose.SURVEY_REMINDER: Manner(template=True, email=True, patient=True),
    Purpose.ALERT: Manner(template=True, email=True, sms=True, hushed=Hushed.SAID),
    # what an office says
    Purpose.ANSWER: _OFFICIAL,
    Purpose.QUESTION: _OFFICIAL,
    Purpose.CLOSED: _OFFICIAL,
    Purpose.PROGRESS: _OFFICIAL,
    Purpose.INTERIM: _OFFICIAL,
    Purpose.NEW_DATE: _OFFICIAL,
    Purpose.REJECTED: _OFFICIAL,
    Purpose.REFERRED: Manner(reply=True, template=True, email=True, sms=True, hushed=Hushed.SAID),
    # what became of it
    Purpose.ACK: Manner(public=True, reply=True, template=True, email=True, sms=True),
    Purpose.JOINED: Manner(public=True, template=True, email=True),
    Purpose.REOPENED: Manner(public=True, template=True, email=True, sms=True),
    Purpose.NO_REPLY: Manner(public=True, reply=True, template=True, email=True, sms=True),
    Purpose.PROCEDURE: Manner(reply=True, email=True, sms=True),
    Purpose.TRANSFERRED: _NEWS,
    Purpose.RAISED: _NEWS,
    Purpose.WITHDRAWN: _NEWS,
    Purpose.TOO_LATE: _NEWS,
    Purpose.RATING: Manner(template=True),
    Purpose.THANKS: Manner(),
    Purpose.CONFIRM: Manner(template=True, email=True, patient=True),
    Purpose.CONFIRMED: Manner(),
    # of a dossier
    Purpose.DOSSIER_FOLLOWED: Manner(template=True, email=True, sms=True, hushed=Hushed.SAID),
    Purpose.DOSSIER_NEWS: Manner(template=True, email=True, sms=True),
    Purpose.DOSSIER_RECEIPT: Manner(template=True, email=True, sms=True, hushed=Hushed.SAID),
    Purpose.DOSSIER_RATING: Manner(template=True),
}
TO_CITIZENS = tuple(_MANNERS)  # what there is a letter for
_FILE = Manner(own_words=True, hushed=Hushed.SAID)  # goes after the words, in the chat they went to, or nowhere


def manner(purpose: Purpose) -> Manner:
    """The manner of a purpose; what is not for citizens may go nowhere."""
    return _FILE if purpose is Purpose.FILE else _MANNERS.get(purpose, Manner())
