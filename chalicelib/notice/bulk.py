"""What keeps one message of a broadcast from one person, known only when its turn comes. Pure."""

from datetime import datetime, timedelta

from chalicelib.notice.delivery import put_off, skipped
from chalicelib.notice.visit import Visit
from chalicelib.ticket.owed import ARRIVED, Notice, Purpose

PAUSED, CANCELLED = "paused", "cancelled"  # what has become of a broadcast
LEFT, MUTED, ENOUGH = "no longer a follower", "asked for no such news", "enough such news this month"
MONTH = timedelta(days=30)
LOOK_AGAIN = timedelta(minutes=10)  # whether a paused broadcast goes on


def withheld(visit: Visit, now: datetime) -> Notice | None:
    """The notice skipped or put off, or None: nothing is against sending it. An emergency comes to those who want
    no news, too.
    """
    notice, talk = visit.notice, visit.talk
    if visit.called_off == CANCELLED:
        return skipped(notice, now, CANCELLED)
    if visit.called_off == PAUSED:
        return put_off(notice, now + LOOK_AGAIN, PAUSED)
    if talk.left_at:
        return skipped(notice, now, LEFT)
    if notice.purpose is not Purpose.ALERT and talk.muted_at:
        return skipped(notice, now, MUTED)
    if notice.purpose is Purpose.BROADCAST and _told(visit, now) >= visit.province.messaging.broadcasts.a_month:
        return skipped(notice, now, ENOUGH)
    return None


def _told(visit: Visit, now: datetime) -> int:
    """How many broadcasts of policies they got in the last thirty days."""
    return sum(
        other.purpose is Purpose.BROADCAST and other.state in ARRIVED and now - other.since < MONTH
        for other in visit.beside
    )
