"""How content people are with the services of a period: stars counted by agency and procedure."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from chalicelib.access.action import Action
from chalicelib.access.table import Scope, admit
from chalicelib.dossier.followers import Followers, Rating
from chalicelib.errors import BadInput, NotFound
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry
from chalicelib.ticket.ticket import Actor

LONGEST = timedelta(days=367)


@dataclass
class Tally:
    """Ratings of one agency's one procedure; `unit` and `procedure` are empty where they are not known."""

    agency: str
    unit: str
    procedure: str
    stars: Counter[int] = field(default_factory=Counter)


@dataclass(frozen=True)
class Satisfaction:
    followers: Followers
    provinces: Registry

    def counted(self, slug: str, since: datetime, until: datetime, actor: Actor) -> list[Tally]:
        """Ratings from `since` up to, and without, `until` (aware): the most rated first. Heads see their own units.

        raises  NotFound for another tenant; Forbidden; BadInput for more than a year
        """
        if actor.tenant != slug:
            raise NotFound("no such province", province=slug)
        scope, province = admit(actor, Action.READ_REPORTS), self.provinces.get(slug)
        if until - since > LONGEST:
            raise BadInput("at most one year at a time", faults=[{"pointer": "?from", "message": "a year at most"}])
        found: dict[tuple[str, str, str], Tally] = {}
        for rating in self._between(slug, since, until):
            if scope is Scope.PROVINCE or _own(province, rating, actor):
                key = (rating.agency, rating.unit, rating.procedure)
                found.setdefault(key, Tally(*key)).stars[rating.stars] += 1
        return sorted(found.values(), key=lambda tally: (-tally.stars.total(), tally.agency, tally.procedure))

    def _between(self, slug: str, since: datetime, until: datetime) -> Iterator[Rating]:
        month, last = since.astimezone(UTC).date().replace(day=1), until.astimezone(UTC).date()
        while month <= last:
            yield from (each for each in self.followers.ratings(slug, month) if since <= each.at < until)
            month = _next(month)


def _own(province: Province, rating: Rating, actor: Actor) -> bool:
    return bool(rating.unit) and province.within(rating.unit, actor.unit)


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def as_json(province: Province, tallies: list[Tally]) -> dict[str, Any]:
    names = {each.code: each.name for each in province.procedures}
    rows = [
        {
            "agency": tally.agency,
            "unit": tally.unit or None,
            "procedure": tally.procedure or None,
            "procedure_name": names.get(tally.procedure),
            "count": (count := tally.stars.total()),
            "average": round(sum(stars * n for stars, n in tally.stars.items()) / count, 2),
            "stars": [tally.stars[number] for number in range(1, 6)],
        }
        for tally in tallies
    ]
    return {"ratings": rows, "next": None}
