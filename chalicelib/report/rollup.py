"""Folded days, read: a period as it was published, or as it is known, and today as it is so far."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.province.province import Province
from chalicelib.report import lying
from chalicelib.report.fold import Tallies, Tally, fold
from chalicelib.report.freeze import corrections
from chalicelib.report.lying import Lying, Pile
from chalicelib.report.nights import DAY, Piles, days, end_of, found_open, pile_of
from chalicelib.report.store import Progress, Rollups, Sheet
from chalicelib.report.violations import Violation, violations
from chalicelib.report.violations import read as violation
from chalicelib.timeline.entry import Entry
from chalicelib.timeline.store import Late, Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The local days `first` to `last`, cell by cell.

    flows      what happened, of each day on which something did
    standing   what lay open as the period ended, or at `as_of` (UTC) when it has not ended
    published  True when every day of it was
    corrected  what came in it for days that were published before
    since      the first day that was folded; None: none yet, and all of it is told by what is there now
    """

    first: date
    last: date
    as_of: datetime
    flows: Mapping[date, Tallies]
    standing: Tallies
    published: bool
    corrected: tuple[Late, ...]
    since: date | None


@dataclass(frozen=True)
class Look:
    """The number of reads grows with the days asked for, and not with the petitions there are.

    piles  what lies on the desks: read before the first night only, which comes within a quarter of an hour
    """

    rollups: Rollups
    timeline: Timeline
    piles: Piles
    now: Callable[[], datetime]

    def period(self, province: Province, first: date, last: date) -> Period:
        """first, last  local days; those to come are empty"""
        slug, now, zone = province.slug, self.now(), ZoneInfo(province.zone)
        progress = self.rollups.progress(slug)
        printed = self.rollups.days(slug, Sheet.FLOWS, first, last, published=True)
        kept = self.rollups.days(slug, Sheet.FLOWS, first, last, published=False)
        flows = {day: tallies(value) for day, value in kept.items()}
        flows |= {day: tallies(value["cells"]) for day, value in printed.items()}
        live = self._live(province, progress, first, last)
        flows |= {day: fold(entries, zone) for day, entries in live.items() if day >= first}
        return Period(
            first=first, last=last, as_of=min(now, end_of(province, last)), flows=flows,
            standing=self._standing(province, progress, last, live),
            published=all(day in printed for day in days(first, last)),
            corrected=tuple(corrections(self.rollups, self.timeline, slug, first, last)),
            since=progress.since if progress else None,
        )  # fmt: skip

    def pile(self, province: Province, day: date) -> list[Lying]:
        """What lay open as the local `day` ended, as it was published or is known; of today, what lies open now."""
        progress = self.rollups.progress(province.slug)
        live = self._live(province, progress, day, day)
        if progress is None or live:
            return list(self._pile(province, progress, day, live).values())
        if day < progress.since:
            return []
        return [lying.read(row) for row in self._sheet(province.slug, Sheet.PILE, day)]

    def violations(self, province: Province, first: date, last: date) -> list[Violation]:
        """What was late, in the order it ended."""
        live = self._live(province, self.rollups.progress(province.slug), first, last)
        kept = self._sheets(province.slug, Sheet.VIOLATIONS, first, last)
        found = [violation(row) for day in sorted(kept) for row in kept[day]]
        return found + violations(province, _all(entries for day, entries in live.items() if day >= first))

    def _live(self, province: Province, progress: Progress | None, first: date, last: date) -> dict[date, list[Entry]]:
        """The entries of the days that are not folded yet: today, and after midnight yesterday; before the first night
        all from `first` on.
        """
        today = province.calendar.local_day(self.now())
        waiting = days(progress.rolled + DAY if progress else first, min(today, last))
        return {day: list(self.timeline.day(province.slug, day)) for day in waiting}

    def _standing(
        self, province: Province, progress: Progress | None, last: date, live: Mapping[date, list[Entry]]
    ) -> Tallies:
        if progress and not live:
            return tallies(self._sheet(province.slug, Sheet.STANDING, last))
        pile, now = self._pile(province, progress, last, live), self.now()
        at, day = min(now, end_of(province, last)), min(province.calendar.local_day(now), last)
        return lying.standing(pile.values(), at, day, ZoneInfo(province.zone))

    def _pile(self, province: Province, progress: Progress | None, day: date, live: Mapping[date, list[Entry]]) -> Pile:
        """What lay open as a `day` ended that is not folded."""
        if progress is None:
            today = province.calendar.local_day(self.now())
            return found_open(self.piles, self.timeline, province, day, today)
        return lying.carried(pile_of(self.rollups, province.slug, progress.rolled), _all(live.values()))

    def _sheet(self, slug: str, sheet: Sheet, day: date) -> Any:
        return self._sheets(slug, sheet, day, day).get(day, [])

    def _sheets(self, slug: str, sheet: Sheet, first: date, last: date) -> dict[date, Any]:
        known = self.rollups.days(slug, sheet, first, last, published=False)
        return {**known, **self.rollups.days(slug, sheet, first, last, published=True)}


def tallies(kept: Iterable[Any]) -> Tallies:
    """Tallies as they were kept."""
    return {
        (unit, category, channel, kind, submitter): Tally(tally)
        for unit, category, channel, kind, submitter, tally in kept
    }


def _all(parts: Iterable[list[Entry]]) -> list[Entry]:
    return [entry for part in parts for entry in part]
