"""The lot: which answers of a week are asked about, and when it is drawn. Pure.

The order is that of a keyed hash: without the platform's key nobody can tell beforehand whom it picks, and nothing that
a unit can choose (codes, the hour of an answer) moves anybody up or down. Drawn again, it is the same.
"""

import hmac
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from hashlib import sha256

from chalicelib.ticket.owed import WAITING, Notice, Purpose, State
from chalicelib.ticket.ticket import Outcome, Ticket
from chalicelib.ticket.workflow import Status

WEEK = timedelta(days=7)
AFTER, HOUR = (
    timedelta(days=2),
    time(9),
)  # on Wednesday morning: the rating question of Sunday's answers is two days old
APART = timedelta(hours=48)  # from the rating question
ASKED_ABOUT = frozenset({Outcome.RESOLVED, Outcome.EXPLAINED, Outcome.OBSTACLE_REMOVED})  # what is said to be solved
_NEVER_WENT = (State.SKIPPED, State.FAILED)


@dataclass(frozen=True, slots=True)
class Week:
    """Monday to Sunday, local days of a zone."""

    monday: date
    zone: tzinfo

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.monday + timedelta(days=n) for n in range(7))

    @property
    def drawn_at(self) -> datetime:
        """When its lot is drawn, UTC."""
        return datetime.combine(self.monday + WEEK + AFTER, HOUR, self.zone).astimezone(UTC)


def week_due(zone: tzinfo, now: datetime) -> Week:
    """The last week whose lot is to be drawn by `now` (UTC). What was missed for longer than a week stays undrawn."""
    today = now.astimezone(zone).date()
    week = Week(today - timedelta(days=today.weekday()) - WEEK, zone)
    return week if week.drawn_at <= now else Week(week.monday - WEEK, zone)


def in_order(secret: bytes, tenant: str, week: Week, unit: str, codes: Iterable[str]) -> list[str]:
    """The petitions a unit has answered in the week, in the order of the lot."""

    def place(code: str) -> bytes:
        return hmac.new(secret, f"sample#{tenant}#{week.monday}#{unit}#{code}".encode(), sha256).digest()

    return sorted(set(codes), key=place)


def may_be_asked(ticket: Ticket, notices: Collection[Notice], week: Week) -> bool:
    """Of what is still answered, by words of staff, in this week; in nothing the law keeps apart, and not too soon.

    notices  to its sender. Judged as of the moment of the lot: a run that goes on later judges alike
    """
    answered = ticket.answered_at is not None and ticket.answered_at.astimezone(week.zone).date() in week.days
    stands = ticket.status in (Status.ANSWERED, Status.CLOSED) and ticket.outcome in ASKED_ABOUT
    if not (answered and stands) or ticket.into or ticket.legal or ticket.erased_at or ticket.sampled:
        return False
    return not any(_too_near(notice, week.drawn_at) for notice in notices if notice.purpose is Purpose.RATING)


def _too_near(rating: Notice, drawn_at: datetime) -> bool:
    asked_at = rating.tried_at or rating.at
    return rating.state not in _NEVER_WENT and (rating.state in WAITING or asked_at > drawn_at - APART)
