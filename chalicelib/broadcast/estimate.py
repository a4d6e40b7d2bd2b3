"""What a broadcast would do if it began at a moment: whom it reaches by which way, what that costs. Nothing is kept.

Telephone numbers and addresses lie in the vault and are not opened for it: who is reached in no chat counts as one
who may have left them, so that the cost of an emergency is a bound from above.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from chalicelib.broadcast.broadcast import Broadcast, Kind
from chalicelib.broadcast.follower import Follower, left_out, widened
from chalicelib.broadcast.message import message
from chalicelib.broadcast.store import Whom
from chalicelib.identity.vault import Person
from chalicelib.notice.conditions import SMS_PARTS, Case
from chalicelib.notice.legal import lanes_of, why_not
from chalicelib.notice.ways import Reach, Way
from chalicelib.province.province import Province

DONG = "dong"  # in the ledger, beside OAs' ids
# The platforms' windows: within one of these ages every follower of a channel is reached by the same ways.
_AGES = (timedelta(hours=24), timedelta(hours=48), timedelta(days=7))
_OLD = timedelta(days=365)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """people: all followers; meant: of those, in the audience; ways: of those, by the first way open to them.

    contact  how many are reached only if they left a number or an address
    nowhere  why the others are not reached → how many
    quota    OA → messages of its quota
    dong     at most, with what `contact` would cost
    """

    people: int
    meant: int
    left_out: dict[str, int]
    ways: dict[str, int]
    contact: int
    nowhere: dict[str, int]
    quota: dict[str, int]
    dong: int

    @property
    def spent(self) -> dict[str, int]:
        return {DONG: self.dong, **self.quota}


def estimate(province: Province, broadcast: Broadcast, followers: Iterable[Follower], at: datetime) -> Estimate:
    """at: when it begins, UTC."""
    audience = widened(province, broadcast.audience)
    people, without, ways, nowhere, quota = 0, Counter[str](), Counter[str](), Counter[str](), Counter[str]()

    @cache
    def first(channel: str, locale: str, age: timedelta) -> tuple[Way | None, str]:
        return _first(province, broadcast, Whom(channel, "", "", locale), age, at)

    for one in followers:
        people += 1
        if why := left_out(broadcast.kind, audience, one):
            without[why] += 1
            continue
        way, why = first(one.channel, one.locale, _age(at - one.heard_at))
        ways.update([str(way)] if way else [])
        nowhere.update([] if way else [why])
        quota.update([one.account] if way is Way.ZALO_QUOTA else [])
    contact = sum(nowhere.values()) if broadcast.kind is Kind.EMERGENCY else 0
    lanes = province.messaging.lanes
    dearest = max(lanes.cost(Way.SMS) * SMS_PARTS, lanes.cost(Way.ZALO_TEMPLATE_PHONE))
    return Estimate(
        people=people,
        meant=people - without.total(),
        left_out=dict(without),
        ways=dict(ways),
        contact=contact,
        nowhere=dict(nowhere),
        quota=dict(quota),
        dong=sum(lanes.cost(way) * number for way, number in ways.items()) + contact * dearest,
    )


def over(province: Province, needed: Estimate, spent: dict[str, int], *, policy: bool) -> dict[str, int]:
    """What goes beyond the month's limits, and by how much: «dong», or an OA."""
    limits = province.messaging.broadcasts
    beyond = {DONG: spent.get(DONG, 0) + needed.dong - limits.most}
    if policy:
        beyond |= {oa: spent.get(oa, 0) + number - limits.zalo_quota for oa, number in needed.quota.items()}
    return {name: number for name, number in beyond.items() if number > 0 and needed.spent.get(name)}


def _age(passed: timedelta) -> timedelta:
    """One age for all within a window. The register knows the hour only: the last one of a window counts as over."""
    return next((age - _HOUR for age in _AGES if passed <= age - _HOUR), _OLD)


def _first(
    province: Province, broadcast: Broadcast, whom: Whom, age: timedelta, at: datetime
) -> tuple[Way | None, str]:
    """The first way, or why there is none in the chat. The night is not looked at: what waits for it goes later."""
    nobody = Person(tenant=broadcast.tenant, alias="", channel=whom.channel, account="", platform_id="")
    reach = Reach(person=nobody, heard_at=at - age)
    case = Case(province=province, notice=message(province, broadcast, whom, at), reach=reach, now=at)
    reasons = {way: why_not(case, way) for way in lanes_of(case)}
    open_ = [way for way, reason in reasons.items() if not reason]
    return (open_[0], "") if open_ else (None, next(f"{way}: {reason}" for way, reason in reasons.items()))
