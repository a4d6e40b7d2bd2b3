"""What an account needs now, as pure decisions: a refresh, a check, a word to people, and in which order."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.account.standing import BY_TOKEN, Standing
from chalicelib.sla.deadline import working_time
from chalicelib.sla.workdays import WorkCalendar

REFRESH_AFTER = timedelta(hours=20)  # an access token lives 25 hours
# A refresh kills the token before it. Whoever still held that one reads the secret again before it complains; only a
# complaint that was on its way meanwhile may come late, and must not start the next refresh.
SETTLES = timedelta(minutes=1)
CHECK_EVERY = timedelta(hours=1)
CHECK_AGAIN = timedelta(minutes=5)  # when the last check had no answer
FAILED_RESTS = timedelta(minutes=15)
GRANT_SHORT = timedelta(days=14)
LONG_AGO = timedelta(days=60)  # silence is not measured any further back


class Duty(StrEnum):
    REFRESH = "refresh"
    CHECK = "check"


def refresh_due(standing: Standing, now: datetime) -> bool:
    """Whether an OA's pair must be renewed: never seen, 20 hours old, or no longer taken by Zalo."""
    since, until = standing.refreshed_at, standing.token_until
    if since is None or now - since >= REFRESH_AFTER:
        return True
    return until is not None and until <= now and now - since >= SETTLES


def duty_of(standing: Standing, now: datetime) -> Duty | None:
    """What is to be done with a platform for this account, if anything."""
    rested = standing.checked_at is None or now - standing.checked_at >= _pause(standing)
    if not rested:
        return None
    if standing.channel == "zalo":
        return Duty.REFRESH if refresh_due(standing, now) else None
    return Duty.CHECK


def _pause(standing: Standing) -> timedelta:
    """Between two looks at an account. One that waits for a person need not be asked every five minutes."""
    if standing.channel == "zalo":
        return CHECK_EVERY if standing.stopped in BY_TOKEN else timedelta()
    return CHECK_AGAIN if standing.subscribed is None and not standing.stopped else CHECK_EVERY


def in_order(standings: Iterable[Standing], now: datetime) -> list[tuple[Standing, Duty]]:
    """Whoever has something due: first refreshes nobody has tried yet, then who has waited longest.

    An attempt moves `checked_at` whatever comes of it, so one that fails goes to the end and starves nobody, and a
    run that had to stop is continued by the next.
    """
    found = [(standing, duty) for standing in standings if (duty := duty_of(standing, now))]
    return sorted(found, key=lambda pair: (not _untried(pair[0], now), _waiting_since(pair[0])))


def _untried(standing: Standing, now: datetime) -> bool:
    """A refresh whose need arose after the last attempt; one that keeps failing waits its turn with the others."""
    if standing.channel != "zalo" or standing.checked_at is None or standing.refreshed_at is None:
        return standing.channel == "zalo" and standing.checked_at is None
    needed = standing.refreshed_at + REFRESH_AFTER
    if standing.token_until and standing.token_until <= now:
        needed = min(needed, standing.token_until)
    return standing.checked_at < needed and now - standing.checked_at >= FAILED_RESTS


def _waiting_since(standing: Standing) -> float:
    return standing.checked_at.timestamp() if standing.checked_at else 0.0


def silent_for(standing: Standing, calendar: WorkCalendar, now: datetime) -> timedelta:
    """Working time since the last webhook; nothing for an account that was never heard."""
    if standing.heard_at is None:
        return timedelta()
    return max(working_time(max(standing.heard_at, now - LONG_AGO), now, calendar), timedelta())


def grant_left(standing: Standing, now: datetime) -> timedelta | None:
    """Until only a person can grant access again; nothing left when that time has come already; None: unknown."""
    if standing.stopped in BY_TOKEN:
        return timedelta()
    return max(standing.grant_until - now, timedelta()) if standing.grant_until else None


def token_left(standing: Standing, now: datetime) -> timedelta | None:
    """Until the access token dies; None: unknown."""
    return max(standing.token_until - now, timedelta()) if standing.token_until else None
