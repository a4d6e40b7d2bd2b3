"""What follows a notice that has arrived: a rating after an answer, a second contact before the chat closes. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.identity.vault import Person
from chalicelib.notice.ways import Way
from chalicelib.ticket.owed import Notice, Purpose, State
from chalicelib.ticket.ticket import Channel, Lane, Ticket
from chalicelib.ticket.workflow import OPEN_STATES

ASK_AFTER = timedelta(hours=20)  # of silence: the window of Messenger closes after 24
WINDOW = {Channel.FACEBOOK: timedelta(hours=24), Channel.ZALO: timedelta(days=7)}
_CHATS = (Way.MESSENGER, Way.HUMAN_AGENT, Way.UTILITY)


def follow_up_of(notice: Notice, now: datetime) -> Notice | None:
    """The notice that is owed because this one was sent, or nothing. Its id derives from it: there is one of each."""
    if notice.state is not State.SENT or notice.origin is None:
        return None
    direct = notice.origin.lane is Lane.DIRECT
    if notice.purpose is Purpose.ANSWER and (direct or notice.lane in _CHATS):
        return _after(notice, Purpose.RATING, now)
    if notice.purpose is Purpose.ACK and direct and notice.facts.get("ask_contact"):
        return _after(notice, Purpose.CONTACT, max(now, notice.since + ASK_AFTER))
    return None


def _after(notice: Notice, purpose: Purpose, at: datetime) -> Notice:
    return replace(
        notice,
        id=notice.id.replace(f"#{notice.purpose}#", f"#{purpose}#"),
        purpose=purpose,
        human=False,
        since=at,
        at=at,
        state=State.OWED,
        tries=0,
        lane="",
        reason="",
        supplier_ids=(),
        tried_at=None,
        delivered_at=None,
        seen_at=None,
        revision=0,
    )


def contact_pointless(ticket: Ticket | None, person: Person | None) -> str:
    """Why nobody need be asked for a second contact any more, or nothing."""
    if person is None or person.phone or person.email:
        return "another way to reach them is known"
    return "" if ticket and ticket.status in OPEN_STATES else "the petition has ended"


def ask_contact_at(notice: Notice, heard_at: datetime | None) -> datetime | None:
    """When to ask instead, of somebody who wrote since; once, then they are asked. None: now is right."""
    later = heard_at + ASK_AFTER if heard_at else None
    return later if later and later > notice.at and "postponed" not in notice.facts else None


def closes_at(notice: Notice, heard_at: datetime) -> datetime:
    """When the platform closes the chat to us."""
    assert notice.origin is not None
    return heard_at + WINDOW.get(notice.origin.channel, timedelta())
