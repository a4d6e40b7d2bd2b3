"""Which ways a notice to a citizen may go now, in order, and why not the others: pure, computed at send time.

Waiting. Nothing that disturbs goes out in the province's quiet hours, and the bot is silent while a person speaks for
the account; such a notice waits, unless waiting would cost the way it would have gone: then it goes now, by that kind
of way only. Two things never wait for the night: an emergency, and a word to somebody who wrote a moment ago.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.notice.conditions import Case
from chalicelib.notice.legal import lanes_of, why, why_not
from chalicelib.notice.manners import Hushed
from chalicelib.notice.quiet import MORNING_RUSH, quiet_until
from chalicelib.notice.ways import Plan, Reach, Way
from chalicelib.province.province import Province
from chalicelib.ticket.owed import Notice

__all__ = ["Plan", "Reach", "Way", "plan"]

STILL_AWAKE = timedelta(minutes=15)  # after their last action a word disturbs nobody
AT_THE_LATEST = MORNING_RUSH + timedelta(minutes=2)  # a notice that waits goes out; the courier comes every minute
CHAT = frozenset({
    Way.MESSENGER, Way.HUMAN_AGENT, Way.UTILITY, Way.ZALO, Way.ZALO_QUOTA, Way.ZALO_TEMPLATE_UID,
})  # fmt: skip
_KINDS = (  # ways that carry the whole words to the same place: one may stand for another
    frozenset({Way.MESSENGER, Way.HUMAN_AGENT, Way.PRIVATE_REPLY, Way.ZALO, Way.ZALO_QUOTA}),
    frozenset({Way.COMMENT}),
    frozenset({Way.UTILITY, Way.ZALO_TEMPLATE_UID, Way.ZALO_TEMPLATE_PHONE, Way.SMS}),
    frozenset({Way.EMAIL}),
)


@dataclass(frozen=True, slots=True)
class _Found:
    """Ways that are open, and why the others are not."""

    open: tuple[Way, ...]
    closed: tuple[str, ...]
    until: datetime | None = None

    def without(self, ways: Iterable[Way], why_not: str) -> "_Found":
        gone = [way for way in self.open if way in ways]
        closed = (*self.closed, *(f"{way}: {why_not}" for way in gone))
        return replace(self, open=tuple(way for way in self.open if way not in gone), closed=closed)

    def waiting(self, until: datetime, why_not: str) -> "_Found":
        return replace(self.without(self.open, why_not), until=until)


def plan(province: Province, notice: Notice, reach: Reach, now: datetime) -> Plan:
    """The legal ways for a notice to a citizen, best first, with a reason for every way there is.

    now  UTC
    """
    case = Case(province=province, notice=notice, reach=reach, now=now)
    found = _hushed(case, _found(case))
    if found.until is None:
        found = _at_night(case, found)
    taken = tuple(f"{way}: {why(case, way)}" for way in found.open)
    return Plan(found.open, found.closed, found.until, taken)


def _found(case: Case) -> _Found:
    reasons = {way: why_not(case, way) for way in lanes_of(case)}
    return _Found(
        open=tuple(way for way, reason in reasons.items() if not reason),
        closed=tuple(f"{way}: {reason}" for way, reason in reasons.items() if reason),
    )


def _hushed(case: Case, found: _Found) -> _Found:
    """The bot does not speak into a chat in which a person speaks; officials and other ways do."""
    until = case.reach.silent_until
    said = case.notice.human or case.manner.hushed is Hushed.SAID
    if said or until is None or until <= case.now or not CHAT.intersection(found.open):
        return found
    reason = f"a person speaks there until {_local(case, until)}"
    if case.manner.hushed is Hushed.DROPPED or found.open[0] not in CHAT:
        return found.without(CHAT, reason)
    return found.waiting(until, reason) if _survives(case, found, until) else found


def _at_night(case: Case, found: _Found) -> _Found:
    """E-mail wakes nobody; everything else waits for the morning if that costs nothing."""
    until = quiet_until(case.province, case.now)
    if until is None or not found.open or (_may_disturb(case) and not case.manner.patient):
        return found
    reason = f"quiet hours until {_local(case, until)}"
    if case.manner.patient:
        return found.waiting(until, reason)
    first = found.open[0]
    if first is Way.EMAIL:
        return found.without(frozenset(Way) - {Way.EMAIL}, reason)
    if _survives(case, found, until):
        return found.waiting(until, reason)
    return found.without(frozenset(Way) - _kind(first) - {Way.EMAIL}, reason)


def _may_disturb(case: Case) -> bool:
    """Who has just been there, who must know at once, and who has read the beginning and waits for the end."""
    begun = bool(case.notice.supplier_ids)
    actions = [at for at in (case.reach.heard_at, case.reach.written_at) if at]
    awake = bool(actions) and case.now - max(actions) <= STILL_AWAKE
    return awake or begun or case.notice.facts.get("urgency") == "emergency"


def _survives(case: Case, found: _Found, until: datetime) -> bool:
    """When its turn comes after `until` there will still be a way of the kind that is first now."""
    then = _found(replace(case, now=until + AT_THE_LATEST))
    return bool(_kind(found.open[0]).intersection(then.open))


def _kind(way: Way) -> frozenset[Way]:
    return next(kind for kind in _KINDS if way in kind)


def _local(case: Case, moment: datetime) -> str:
    return moment.astimezone(case.province.calendar.zone).strftime("%H:%M")
