"""Which way a notice to a citizen may go now: pure, at send time, from what the platforms allow."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.identity.vault import Person
from chalicelib.ticket.owed import Notice, Purpose
from chalicelib.ticket.ticket import Channel, Lane

# channels.md 2.2 and 5.2; the platform's own refusal is the truth when it disagrees
MESSENGER_WINDOW = timedelta(hours=24)
HUMAN_AGENT_WINDOW = timedelta(days=7)
PRIVATE_REPLY_WINDOW = timedelta(days=7)
ZALO_WINDOW = timedelta(days=7)


# What may stand below a post for all to read. A referral may not: it tells that somebody complained or denounced.
_PUBLIC = {
    Purpose.ANSWER, Purpose.QUESTION, Purpose.CLOSED, Purpose.PROGRESS, Purpose.INTERIM, Purpose.NEW_DATE,
    Purpose.REJECTED, Purpose.JOINED, Purpose.REOPENED, Purpose.NO_REPLY,
}  # fmt: skip


class Way(StrEnum):
    MESSENGER = "messenger"
    HUMAN_AGENT = "messenger_human_agent"
    PRIVATE_REPLY = "private_reply"
    COMMENT = "comment"
    ZALO = "zalo_consultation"
    EMAIL = "email"
    SMS = "sms"


@dataclass(frozen=True, slots=True)
class Plan:
    """Ways to try in order, and why others were passed over."""

    ways: tuple[Way, ...]
    passed_over: tuple[str, ...]


def plan(notice: Notice, person: Person | None, heard_at: datetime | None, now: datetime) -> Plan:
    """The legal ways for a notice to a citizen, best first.

    heard_at  the citizen's last action in the conversation of origin: the platforms' windows count from it
    """
    assert notice.origin is not None
    since = now - heard_at if heard_at else timedelta.max
    ways: list[Way] = []
    passed: list[str] = []
    origin = notice.origin
    if origin.channel is Channel.FACEBOOK and origin.lane is Lane.DIRECT:
        if since <= MESSENGER_WINDOW:
            ways.append(Way.MESSENGER)
        elif notice.human and since <= HUMAN_AGENT_WINDOW:
            ways.append(Way.HUMAN_AGENT)
        else:
            passed.append("messenger: window closed")
    elif origin.channel is Channel.FACEBOOK:
        ways, passed = _below_a_post(notice, since)
    elif origin.channel is Channel.ZALO:
        if since <= ZALO_WINDOW:
            ways.append(Way.ZALO)
        else:
            passed.append("zalo: no interaction for 7 days")
    if notice.purpose is not Purpose.GREETING and person:
        ways += [Way.EMAIL] if person.email else []
        ways += [Way.SMS] if person.phone else []
    return Plan(tuple(ways), tuple(passed))


def _below_a_post(notice: Notice, since: timedelta) -> tuple[list[Way], list[str]]:
    """A comment gets one private message, used for the code; official answers are given where the question stood."""
    if notice.purpose is Purpose.ACK:
        if since <= PRIVATE_REPLY_WINDOW:
            return [Way.PRIVATE_REPLY, Way.COMMENT], []
        return [Way.COMMENT], ["private reply: later than 7 days"]
    if notice.purpose in _PUBLIC:
        return [Way.COMMENT], []
    return [], [f"{notice.purpose}: not said in public"]
