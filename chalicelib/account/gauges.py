"""What is measured of accounts at each round, and what people are alarmed of, once a local day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib import observe
from chalicelib.account.due import GRANT_SHORT, grant_left, silent_for, token_left
from chalicelib.account.standing import Standing, Standings, noted
from chalicelib.province.province import Account, Province

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SILENT, SHORT = "silence", "grant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An account of a province as it stood when the round began."""

    province: Province
    account: Account
    standing: Standing


def measured(standings: Standings, kept: Sequence[Kept], silence: timedelta, now: datetime) -> None:
    """Count how long accounts are silent and tokens last, the worst of each tenant and of all; alarm once a day."""
    found: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for one in kept:
        try:
            for name, value in _looked_at(standings, one, silence, now):
                found[name].append((one.province.slug, value))
        except Exception:
            observe.alarm("account could not be measured", tenant=one.province.slug, account=one.account.id)
    for name, values in found.items():
        _worst(name, values, highest=name == "AccountSilentHours")
    _worst("AccountsStoppedNow", _stopped(kept), highest=True)


def _looked_at(standings: Standings, one: Kept, silence: timedelta, now: datetime) -> Iterator[tuple[str, float]]:
    """What is measured of one account, by the name of the metric."""
    silent = _silence(one, now)
    yield "AccountSilentHours", silent / HOUR
    if silent >= silence and one.province.calendar_of(one.account.unit).is_open(now):  # nobody is woken for it
        _alarm_once(standings, one, SILENT, "account silent in working hours", now)
    if one.account.channel != "zalo":
        return
    if (lasts := token_left(one.standing, now)) is not None:
        yield "TokenHoursLeft", lasts / HOUR
    if (left := grant_left(one.standing, now)) is not None:
        yield "ZaloGrantDaysLeft", left / DAY
        if left < GRANT_SHORT:
            _alarm_once(standings, one, SHORT, "a grant ends soon: an administrator of the OA must grant", now)


def _silence(one: Kept, now: datetime) -> timedelta:
    return silent_for(one.standing, one.province.calendar_of(one.account.unit), now)


def _stopped(kept: Iterable[Kept]) -> list[tuple[str, float]]:
    found: dict[str, float] = defaultdict(float)
    for one in kept:
        found[one.province.slug] += bool(one.standing.stopped)
    return [*found.items(), ("-", sum(found.values()))]


def _worst(name: str, values: Iterable[tuple[str, float]], *, highest: bool) -> None:
    worst: dict[str, float] = {}
    choose = max if highest else min
    for slug, value in values:
        for tenant in {slug, "-"}:
            worst[tenant] = choose(worst.get(tenant, value), value)
    for tenant, value in sorted(worst.items()):
        observe.count(name, round(value, 2), tenant=tenant)


def _alarm_once(standings: Standings, one: Kept, kind: str, words: str, now: datetime) -> None:
    """A word to people, at most once on each local day of the account's unit."""
    today = one.province.calendar_of(one.account.unit).local_day(now).isoformat()
    if one.standing.told.get(kind) == today:
        return
    slug, account = one.province.slug, one.account
    told = dict(one.standing.told) | {kind: today}
    noted(standings, slug, account.channel, account.id, told=told)
    observe.alarm(words, tenant=slug, channel=account.channel, account=account.id, unit=account.unit)
