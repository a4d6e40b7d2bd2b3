"""What a broadcast would do if it began at a moment: whom it reaches by which way, what that costs. Nothing is kept.

Telephone numbers and addresses lie in the vault and are not opened for it: who is reached in no chat counts as one
who may have left them, so that the cost of an emergency is a bound from above.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.broadcast.broadcast import Broadcast, Kind
from chalicelib.broadcast.census import Census
from chalicelib.broadcast.message import message
from chalicelib.broadcast.store import Whom
from chalicelib.identity.vault import Person
from chalicelib.notice.conditions import SMS_PARTS, Case
from chalicelib.notice.legal import lanes_of, why_not
from chalicelib.notice.ways import Reach, Way
from chalicelib.province.province import Province

DONG = "dong"  # in the ledger, beside OAs' ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """people: all followers; meant: of those, in the audience; ways: of those, by the first way open to them.

    contact  how many are reached only if they left a number or an address
    nowhere  why the others are not reached → how many
    quota    OA → messages of its quota
    dong     at most, with what `contact` would cost
    counted_at  when the last of them was counted (UTC); None: they are still being counted, and these are some
    """

    people: int
    meant: int
    left_out: dict[str, int]
    ways: dict[str, int]
    contact: int
    nowhere: dict[str, int]
    quota: dict[str, int]
    dong: int
    counted_at: datetime | None = None

    @property
    def spent(self) -> dict[str, int]:
        return {DONG: self.dong, **self.quota}


def estimate(province: Province, broadcast: Broadcast, census: Census) -> Estimate:
    """Of those who are counted: all of them, or as many as there are so far."""
    ways, nowhere, quota = Counter[str](), Counter[str](), Counter[str]()
    for (channel, account, locale, age), number in census.groups.items():
        whom = Whom(channel, "", "", locale)
        way, why = _first(province, broadcast, whom, timedelta(seconds=age), census.at)
        if way is None:
            nowhere[why] += number
            continue
        ways[str(way)] += number
        if way is Way.ZALO_QUOTA:
            quota[account] += number
    contact = sum(nowhere.values()) if broadcast.kind is Kind.EMERGENCY else 0
    lanes = province.messaging.lanes
    dearest = max(lanes.cost(Way.SMS) * SMS_PARTS, lanes.cost(Way.ZALO_TEMPLATE_PHONE))
    return Estimate(
        people=census.people,
        meant=sum(census.groups.values()),
        left_out=dict(census.without),
        ways=dict(ways),
        contact=contact,
        nowhere=dict(nowhere),
        quota=dict(quota),
        dong=sum(lanes.cost(Way(way)) * number for way, number in ways.items()) + contact * dearest,
        counted_at=census.saved_at if census.done else None,
    )


def over(province: Province, needed: Estimate, spent: dict[str, int], *, policy: bool) -> dict[str, int]:
    """What goes beyond the month's limits, and by how much: «dong», or an OA."""
    limits = province.messaging.broadcasts
    beyond = {DONG: spent.get(DONG, 0) + needed.dong - limits.most}
    if policy:
        beyond |= {oa: spent.get(oa, 0) + number - limits.zalo_quota for oa, number in needed.quota.items()}
    return {name: number for name, number in beyond.items() if number > 0 and needed.spent.get(name)}


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
