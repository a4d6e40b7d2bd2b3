"""What becomes of a notice when its carrier did not take it: one answer a kind of error. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from chalicelib.errors import Expired, NotNow, Stopped, SupplierError, TooFast, TryAgain, Unsure
from chalicelib.notice.delivery import TRIES, failed, history, put_off, risked, skipped, unsure, why
from chalicelib.notice.ways import Way
from chalicelib.ticket.owed import BULK, Notice
from chalicelib.ticket.ticket import Channel

FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)
STOPPED_PAUSE = timedelta(minutes=15)  # a person must act; the words wait
STOPPED_AT_MOST = timedelta(days=7)
REFRESH_PAUSE = timedelta(seconds=25)
SLOW_PAUSE = timedelta(seconds=15)
MORNING, OFFICE_OPENS = time(6), time(8)
PATIENCE: Mapping[str, timedelta] = {  # room for a late echo, or a late receipt where there is no echo
    Way.ZALO_TEMPLATE_PHONE: timedelta(minutes=30),
    Way.ZALO_TEMPLATE_UID: timedelta(minutes=5),
    Way.EMAIL: timedelta(minutes=5),
}
_PATIENCE = timedelta(seconds=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When it happened (UTC), in whose time zone, and a number from 0 to 1 that chance gave."""

    now: datetime
    zone: tzinfo
    chance: float


def became(error: SupplierError, notice: Notice, moment: Moment, reason: str) -> Notice | None:
    """The claimed `notice` after `error`; None: another way may carry it.

    reason  what is known of other ways so far
    """
    reason = "; ".join(filter(None, (reason, f"{notice.lane}: {why(error)}")))
    match error:
        case Unsure():
            return doubtful(notice, moment, reason)
        case TooFast():
            return put_off(notice, moment.now + slower(error, moment), reason, counted=False)
        case NotNow() if not error.facts.get("another_lane"):
            opens = OFFICE_OPENS if error.facts.get("until") == "tomorrow" else MORNING
            return put_off(notice, tomorrow(moment, opens), reason, counted=False)
        case Expired() if not _by_another_account(notice):
            return put_off(notice, moment.now + REFRESH_PAUSE * (1 + moment.chance), reason, counted=False)
        case TryAgain() if not isinstance(error, NotNow):
            return _again(error, notice, moment, reason)
    return None  # closed, stopped, refused: by this way it was not taken, so another may carry it


def at_last(errors: Sequence[SupplierError], notice: Notice, moment: Moment, reason: str) -> Notice:
    """What becomes of it when every way was tried: it waits for what time or a person can mend, else it has failed."""
    if any(isinstance(error, Stopped | Expired) for error in errors):
        return waits(notice, moment, None, reason)
    if any(isinstance(error, NotNow) for error in errors):
        return put_off(notice, tomorrow(moment, OFFICE_OPENS), reason, counted=False)
    ended = skipped if notice.purpose in BULK else failed  # of what goes to many nobody need look at each
    return ended(notice, moment.now, reason)


def waits(notice: Notice, moment: Moment, until: datetime | None, reason: str) -> Notice:
    """A notice whose account may not send: looked at again, for a week from when it was owed.

    until  when the account may send again, where that is known
    """
    if until is None and moment.now - notice.since > STOPPED_AT_MOST:
        return failed(notice, moment.now, reason)
    at = until + timedelta(seconds=5) * moment.chance if until else moment.now + STOPPED_PAUSE * (1 + moment.chance)
    return put_off(notice, at, reason, counted=False)


def doubtful(notice: Notice, moment: Moment, reason: str) -> Notice:
    """It may have arrived: whoever repeats it to us is waited for, twice as long each time."""
    before, now = risked(notice.reason), f"{notice.lane}: unsure"
    now = f"{notice.lane}: {before + 1} times unsure" if now in history(notice.reason) else now
    kept = dict.fromkeys((*history(notice.reason), *history(reason), now))
    patience = PATIENCE.get(notice.lane, _PATIENCE) * 2**before
    return unsure(notice, moment.now + min(patience, LONGEST_PAUSE), "; ".join(kept))


def pause(tries: int, chance: float) -> timedelta:
    """Twice as long each time, and by chance any part of that: many must not come back at once."""
    longest: timedelta = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (tries - 1))
    return timedelta(seconds=1) + longest * chance


def tomorrow(moment: Moment, opens: time) -> datetime:
    """The next `opens` o'clock of the province after today, or today's if that is still to come for a night rule."""
    local = moment.now.astimezone(moment.zone)
    day = local.date() if opens == MORNING and local.time() < opens else local.date() + timedelta(days=1)
    return datetime.combine(day, opens, moment.zone).astimezone(UTC) + timedelta(minutes=15) * moment.chance


def slower(error: SupplierError, moment: Moment) -> timedelta:
    """How long an account keeps still that went too fast; what the platform asks for is the least."""
    return max(_asked(error), SLOW_PAUSE) + SLOW_PAUSE * moment.chance


def _again(error: SupplierError, notice: Notice, moment: Moment, reason: str) -> Notice:
    if notice.tries >= TRIES:
        return failed(notice, moment.now, reason)
    return put_off(notice, moment.now + max(_asked(error), pause(notice.tries, moment.chance)), reason)


def _by_another_account(notice: Notice) -> bool:
    """A template to the telephone of somebody who wrote elsewhere: what ails that OA is not their channel's trouble."""
    spoke_on_zalo = notice.origin is not None and notice.origin.channel is Channel.ZALO
    return notice.lane == Way.ZALO_TEMPLATE_PHONE and not spoke_on_zalo


def _asked(error: SupplierError) -> timedelta:
    """How long the platform wants us to wait, where a header said so."""
    seconds = error.facts.get("retry_after")
    return timedelta(seconds=min(seconds, 86_400)) if isinstance(seconds, int | float) else timedelta()
