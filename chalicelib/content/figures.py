"""How often units and accounts post, and what came of it: a fold over the copies that went out in a period."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.access.action import Action
from chalicelib.access.table import Scope, admit
from chalicelib.content.crowd import growth
from chalicelib.content.post import Mark
from chalicelib.content.store import Posts
from chalicelib.errors import BadInput, NotFound
from chalicelib.province.province import Account, Province
from chalicelib.province.registry import Registry
from chalicelib.ticket.ticket import Actor

MOST_DAYS = 92
TOLD = ("reactions", "comments", "shares", "reach")


@dataclass(frozen=True)
class ContentFigures:
    posts: Posts
    provinces: Registry
    now: Callable[[], datetime]

    def of(self, slug: str, first: date | None, last: date | None, actor: Actor) -> dict[str, Any]:
        """Figures of the copies that went out from `first` to `last`, local days, both included.

        Without days: the last 28. Engagement is what the platforms said at the last daily reading.
        raises  NotFound, BadInput for a period that is none or of more than MOST_DAYS
        """
        if actor.tenant != slug:
            raise NotFound("no such province", province=slug)
        province = self.provinces.get(slug)
        days = period(first, last, self.now().astimezone(province.calendar.zone).date())
        found = [mark for day in days for mark in self.posts.of_day(slug, day) if _may_see(province, mark, actor)]
        return {
            "from": days[0].isoformat(),
            "to": days[-1].isoformat(),
            "total": _figures(found, len(days)),
            "units": [
                {"unit": unit, "name": province.units[unit].name if unit in province.units else unit} | told
                for unit, told in _by(found, lambda mark: mark.unit, len(days))
            ],
            "accounts": [
                {"channel": name.partition("#")[0], "account": name.partition("#")[2]} | told
                for name, told in _by(found, lambda mark: f"{mark.channel}#{mark.account}", len(days))
            ],
            "procedures": [
                {"procedure": code} | told
                for code, told in _by((m for m in found if m.procedure), lambda mark: mark.procedure, len(days))
            ],
            "followers": [
                growth(self.posts, slug, one, days[0], days[-1])
                for one in province.accounts
                if _may_see_account(province, one, actor)
            ],
        }


def period(first: date | None, last: date | None, today: date, lately: int = 28) -> list[date]:
    """Every day from `first` to `last`; without them the `lately` days up to today.

    raises  BadInput
    """
    last = last or today
    first = first or last - timedelta(days=lately - 1)
    if first > last:
        fault = {"pointer": "?from", "message": "the period ends before it begins"}
        raise BadInput("no such period", faults=[fault])
    if (last - first).days >= MOST_DAYS:
        raise BadInput("no such period", faults=[{"pointer": "?from", "message": "at most 92 days"}])
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _may_see(province: Province, mark: Mark, actor: Actor) -> bool:
    scope = admit(actor, Action.READ_CONTENT)
    if scope is Scope.PROVINCE or province.within(mark.unit, actor.unit):
        return True
    owners = [one.unit for one in province.accounts if (one.channel, one.id) == (mark.channel, mark.account)]
    return scope is Scope.PAGES and any(province.within(unit, actor.unit) for unit in owners)


def _may_see_account(province: Province, account: Account, actor: Actor) -> bool:
    return admit(actor, Action.READ_CONTENT) is Scope.PROVINCE or province.within(account.unit, actor.unit)


def _by(found: Iterable[Mark], name: Callable[[Mark], str], days: int) -> list[tuple[str, dict[str, Any]]]:
    groups: dict[str, list[Mark]] = defaultdict(list)
    for mark in found:
        groups[name(mark)].append(mark)
    return [(key, _figures(groups[key], days)) for key in sorted(groups)]


def _figures(found: list[Mark], days: int) -> dict[str, Any]:
    """`posts`: written once, however many accounts show it. A sum is null where no platform told a part of it."""
    told: dict[str, Any] = {}
    for name in TOLD:
        known = [value for mark in found if mark.reading and (value := getattr(mark.reading, name)) is not None]
        told[name] = sum(known) if known else None
    posts = len({mark.post for mark in found})
    return {"posts": posts, "copies": len(found), "posts_per_week": round(posts * 7 / days, 2), **told,
            "not_read": sum(mark.reading is None for mark in found)}  # fmt: skip
