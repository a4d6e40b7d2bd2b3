"""Figures all may read: how many petitions came in a month, how many were answered, and on time. No more than that.

They are counted anew when they are asked for, at most every quarter of an hour, and shown as they were in between.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.errors import BadInput
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry
from chalicelib.publish.store import Counted, Shelf

FRESH = timedelta(minutes=15)
KEPT = timedelta(days=7)
COUNTS = ("received", "answered", "on_time", "overdue")
_FIRST_YEAR, _LAST_YEAR = 2000, 2200


@dataclass(frozen=True)
class Figures:
    shelf: Shelf
    provinces: Registry
    now: Callable[[], datetime]

    def of(self, slug: str, month: str) -> dict[str, Any]:
        """The figures of the petitions opened in `month`, «2026-11» in the province's zone; empty: this month.

        received  all that came; answered: of these, those that have an answer; on_time: answered by the promised
                  date; overdue: that date has passed without an answer, and they are open
        as_of     when they were counted
        raises    NotFound for an unknown province; BadInput
        """
        province, now = self.provinces.get(slug), self.now()
        name = month or f"{now.astimezone(ZoneInfo(province.zone)):%Y-%m}"
        since, until = _bounds(name, ZoneInfo(province.zone))
        kept = self.shelf.kept(slug, name)
        if kept and now - datetime.fromisoformat(kept["as_of"]) < FRESH:
            return kept
        figures = {"month": name, **_sums(province, list(self._counted(province, since, until)), now)}
        self.shelf.keep(slug, name, figures, now + KEPT)
        return figures

    def _counted(self, province: Province, since: datetime, until: datetime) -> Iterator[Counted]:
        yield from self.shelf.ended(province.slug, since, until)
        for unit in province.units:
            yield from self.shelf.open(province.slug, unit, since, until)


def _bounds(month: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The first instant of a month, and that of the next."""
    fault = [{"pointer": "?month", "message": "YYYY-MM, from 2000 to 2200"}]
    try:
        since = datetime.strptime(month, "%Y-%m").replace(tzinfo=zone)
    except ValueError as error:
        raise BadInput("no such month", faults=fault) from error
    if not _FIRST_YEAR <= since.year <= _LAST_YEAR or month != f"{since:%Y-%m}":
        raise BadInput("no such month", faults=fault)
    return since, since.replace(year=since.year + since.month // 12, month=since.month % 12 + 1)


def _sums(province: Province, counted: list[Counted], now: datetime) -> dict[str, Any]:
    names = {unit.id: unit.name for unit in province.units.values()}
    fields = {category.id: category.name for category in province.categories}
    return {
        "as_of": now.isoformat(timespec="seconds"),
        "total": _sum(counted, now),
        "by_category": _rows("category", fields, counted, now),
        "by_unit": _rows("unit", names, counted, now),
    }


def _rows(name: str, names: dict[str, str], counted: list[Counted], now: datetime) -> list[dict[str, Any]]:
    """One row a value that occurs, by its id; what has none, or one nobody knows any more, under null."""
    found: dict[str, list[Counted]] = {}
    for one in counted:
        value = getattr(one, name)
        found.setdefault(value if value in names else "", []).append(one)
    return [{name: value or None, "name": names.get(value), **_sum(found[value], now)} for value in sorted(found)]


def _sum(counted: Iterable[Counted], now: datetime) -> dict[str, int]:
    total: Counter[str] = Counter()
    for one in counted:
        total["received"] += 1
        total["answered"] += one.answered_at is not None
        total["on_time"] += one.answered_at is not None and one.answered_at <= one.promised_at
        total["overdue"] += one.open and one.promised_at < now
    return {name: total[name] for name in COUNTS}
