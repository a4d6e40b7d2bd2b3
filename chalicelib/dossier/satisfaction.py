"""How content people are with the services of a period: stars counted by agency and procedure.

A day that is over is counted once, and kept: a year is so many small sheets, however many have rated.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from chalicelib.access.action import Action
from chalicelib.access.table import Scope, admit
from chalicelib.dossier.followers import Followers, Rating
from chalicelib.errors import BadInput, NotFound
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry
from chalicelib.ticket.ticket import Actor

LONGEST = timedelta(days=367)
SETTLED = timedelta(hours=1)  # after midnight: what was rated before it is written by then
DAY = timedelta(days=1)
Key = tuple[str, str, str]  # agency, unit, procedure
Stars = Counter[int]


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
    now: Callable[[], datetime]

    def counted(self, slug: str, since: datetime, until: datetime, actor: Actor) -> list[Tally]:
        """Ratings from `since` up to, and without, `until` (aware): the most rated first. Heads see their own units.

        raises  NotFound for another tenant; Forbidden; BadInput for more than a year
        """
        if actor.tenant != slug:
            raise NotFound("no such province", province=slug)
        scope, province = admit(actor, Action.READ_REPORTS), self.provinces.get(slug)
        if until - since > LONGEST:
            raise BadInput("at most one year at a time", faults=[{"pointer": "?from", "message": "a year at most"}])
        found: dict[Key, Tally] = {}
        for key, stars in self._between(province, since, until):
            if scope is Scope.PROVINCE or _own(province, key[1], actor):
                found.setdefault(key, Tally(*key)).stars.update(stars)
        return sorted(found.values(), key=lambda tally: (-tally.stars.total(), tally.agency, tally.procedure))

    def by_unit(self, slug: str, since: datetime, until: datetime) -> dict[str, Stars]:
        """Stars from `since` up to, and without, `until` (aware), of the units that are known; for who may see them.

        raises  NotFound
        """
        found: dict[str, Stars] = {}
        for (_, unit, _), stars in self._between(self.provinces.get(slug), since, until):
            found.setdefault(unit, Counter()).update(stars)
        found.pop("", None)
        return found

    def _between(self, province: Province, since: datetime, until: datetime) -> Iterator[tuple[Key, Stars]]:
        """Day by day: of those that are over from what was kept, of the others from the ratings themselves."""
        zone, last = province.calendar.zone, min(until, self.now() + DAY)
        day, kept = since.astimezone(zone).date(), dict[date, Any]()
        kept.update(self.followers.days(province.slug, day, last.astimezone(zone).date()))
        while (begins := datetime.combine(day, time(), zone)) < last:
            ends = datetime.combine(day + DAY, time(), zone)
            whole = since <= begins and ends <= until and ends + SETTLED <= self.now()
            if whole and day in kept:
                yield from _read(kept[day])
            else:
                counted = _counted(self.followers.ratings(province.slug, max(since, begins), min(until, ends)))
                if whole:
                    self.followers.keep_day(province.slug, day, _said(counted))
                yield from counted.items()
            day += DAY


def _counted(ratings: Iterable[Rating]) -> dict[Key, Stars]:
    found: dict[Key, Stars] = {}
    for rating in ratings:
        found.setdefault((rating.agency, rating.unit, rating.procedure), Counter())[rating.stars] += 1
    return found


def _said(counted: dict[Key, Stars]) -> list[Any]:
    """As it is kept."""
    return [[*key, [stars[number] for number in range(1, 6)]] for key, stars in sorted(counted.items())]


def _read(kept: Iterable[Any]) -> Iterator[tuple[Key, Stars]]:
    for agency, unit, procedure, stars in kept:
        yield (agency, unit, procedure), Counter({number: n for number, n in enumerate(stars, 1) if n})


def _own(province: Province, unit: str, actor: Actor) -> bool:
    return bool(unit) and province.within(unit, actor.unit)


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
