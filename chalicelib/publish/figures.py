"""Figures all may read: how many petitions came in a month, how many were answered, and on time. No more than that.

They are counted anew when they are asked for, at most every quarter of an hour, and shown as they were in between. The
open desks, a query a unit, are read once for all months: who asks for one month after another reads them no more often.
Each petition is counted once, as it stood when the desks were read, though it ends or is taken up again meanwhile; only
one taken up again between that reading and the first question for its month is missing, until the next reading.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.errors import BadInput
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry
from chalicelib.publish.store import Counted, Shelf

FRESH = timedelta(minutes=15)
KEPT = timedelta(days=7)
COUNTS = ("received", "answered", "on_time", "overdue")
Heaps = dict[tuple[str, str], Counter[str]]  # category and unit → COUNTS
FIRST_YEAR = 2024  # no province took petitions here before


@dataclass(frozen=True)
class Figures:
    shelf: Shelf
    provinces: Registry
    now: Callable[[], datetime]

    def of(self, slug: str, month: str) -> dict[str, Any]:
        """The figures of the petitions opened in `month`, «2026-11» in the province's zone; empty: this month.

        received  all that came; answered: of these, those that have an answer; on_time: answered by the promised
                  date; overdue: that date has passed without an answer, and they are open
        as_of     the moment they are of: when the open desks were read
        raises    NotFound for an unknown province; BadInput for what is no month, for one before FIRST_YEAR, and for
                  one that has not begun
        """
        province, now = self.provinces.get(slug), self.now()
        zone = ZoneInfo(province.zone)
        present = f"{now.astimezone(zone):%Y-%m}"
        name = month or present
        since, until = _bounds(name, present, zone)
        if kept := self._fresh(slug, name, now):
            return kept
        ended: dict[str, Counted] = {}
        if (desks := self._fresh(slug, _desks(name), now)) is None:
            # Read before the desks and after them: what is taken up again in between lay ended when we began.
            ended = {one.code: one for one in self.shelf.ended(slug, since, until)}
            desks = self._read_desks(province, name, present, now)
        ended |= {one.code: one for one in self.shelf.ended(slug, since, until)}
        as_of, lay_open = datetime.fromisoformat(desks["as_of"]), set(desks["open"])
        heaps = _heaps(one for one in ended.values() if _mark(one.code) not in lay_open and not _later(one, as_of))
        for category, unit, *counts in desks["heaps"]:
            heaps[category, unit].update(dict(zip(COUNTS, counts, strict=True)))
        figures = {"month": name, "as_of": desks["as_of"], **_sums(province, heaps)}
        self.shelf.keep(slug, name, figures, now + KEPT)
        return figures

    def _fresh(self, slug: str, name: str, now: datetime) -> dict[str, Any] | None:
        kept = self.shelf.kept(slug, name)
        return kept if kept and now - datetime.fromisoformat(kept["as_of"]) < FRESH else None

    def _read_desks(self, province: Province, name: str, present: str, now: datetime) -> dict[str, Any]:
        """What lies open, kept for every month there is, of months without any as well; that of `name`."""
        zone = ZoneInfo(province.zone)
        found: dict[str, dict[str, Counted]] = {month: {} for month in _months(present)}
        since, until = _bounds(min(found), present, zone)[0], _bounds(present, present, zone)[1]
        for unit in province.units:
            for one in self.shelf.open(province.slug, unit, since, until):
                found[f"{one.opened_at.astimezone(zone):%Y-%m}"][one.code] = one  # once, though it moves meanwhile
        kept: dict[str, dict[str, Any]] = {}
        for month, mine in found.items():
            heaps = [[*key, *(heap[count] for count in COUNTS)] for key, heap in _heaps(mine.values(), now).items()]
            kept[month] = {"as_of": now.isoformat(timespec="seconds"), "heaps": heaps, "open": [*map(_mark, mine)]}
            self.shelf.keep(province.slug, _desks(month), kept[month], now + KEPT)
        return kept[name]


def _desks(month: str) -> str:
    return f"desks#{month}"


def _months(last: str) -> Iterator[str]:
    every = (f"{year}-{month:02}" for year in range(FIRST_YEAR, int(last[:4]) + 1) for month in range(1, 13))
    return (month for month in every if month <= last)


def _bounds(month: str, present: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The first instant of a month, and that of the next."""
    fault = [{"pointer": "?month", "message": f"YYYY-MM, from {FIRST_YEAR}-01 to the present month"}]
    try:
        since = datetime.strptime(month, "%Y-%m").replace(tzinfo=zone)
    except ValueError as error:
        raise BadInput("no such month", faults=fault) from error
    if month != f"{since:%Y-%m}" or since.year < FIRST_YEAR or month > present:
        raise BadInput("no such month", faults=fault)
    return since, since.replace(year=since.year + since.month // 12, month=since.month % 12 + 1)


def _mark(code: str) -> str:
    """What stands for a petition among those that lay open: a month of 30,000 open ones still fits into a row."""
    return sha256(code.encode()).hexdigest()[:12]


def _later(one: Counted, as_of: datetime) -> bool:
    """It came, or was answered, after the desks were read: there it is not yet, or lies open still."""
    return one.opened_at > as_of or (one.answered_at is not None and one.answered_at > as_of)


def _heaps(counted: Iterable[Counted], now: datetime | None = None) -> Heaps:
    """COUNTS by category and unit; without `now` nothing is open."""
    heaps: Heaps = defaultdict(Counter)
    for one in counted:
        heap = heaps[one.category, one.unit]
        heap["received"] += 1
        heap["answered"] += one.answered_at is not None
        heap["on_time"] += one.answered_at is not None and one.answered_at <= one.promised_at
        heap["overdue"] += one.open and now is not None and one.promised_at < now
    return heaps


def _sums(province: Province, heaps: Heaps) -> dict[str, Any]:
    names = {unit.id: unit.name for unit in province.units.values()}
    fields = {category.id: category.name for category in province.categories}
    return {
        "total": _sum(heaps.values()),
        "by_category": _rows("category", fields, ((category, heap) for (category, _), heap in heaps.items())),
        "by_unit": _rows("unit", names, ((unit, heap) for (_, unit), heap in heaps.items())),
    }


def _rows(name: str, names: dict[str, str], heaps: Iterable[tuple[str, Counter[str]]]) -> list[dict[str, Any]]:
    """One row a value that occurs, by its id; what has none, or one nobody knows any more, under null."""
    found: dict[str, list[Counter[str]]] = {}
    for value, heap in heaps:
        found.setdefault(value if value in names else "", []).append(heap)
    return [{name: value or None, "name": names.get(value), **_sum(found[value])} for value in sorted(found)]


def _sum(heaps: Iterable[Counter[str]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for heap in heaps:
        total.update(heap)
    return {name: total[name] for name in COUNTS}
