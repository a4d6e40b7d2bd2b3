"""What was published stays as it was: the sheets of its days are copied once, and shown from then on.

An entry that comes later changes what is known of its day, not what was published. It is a correction of the period in
which it came: listed there, with what it would have counted.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.errors import Conflict
from chalicelib.province.registry import Registry
from chalicelib.report.nights import days, uncounted
from chalicelib.report.store import Rollups, Sheet
from chalicelib.timeline.store import Late, Timeline

Key = tuple[datetime, str, int]
NOTED_AGAIN = timedelta(days=7)  # cut off between two writes, an entry is noted again: by the stream, or the next night


@dataclass(frozen=True)
class Freezer:
    rollups: Rollups
    timeline: Timeline
    provinces: Registry
    now: Callable[[], datetime]

    def publish(self, slug: str, first: date, last: date) -> None:
        """Publish the local days `first` to `last`: what they say from now on. Those that are stay as they are.

        raises  NotFound; Conflict (409) when one of them is not folded yet, or was before there were reports; and while
                something that came late for them is not counted
        """
        begun = self.now()
        progress = self.rollups.progress(self.provinces.get(slug).slug)
        if progress is None or not progress.since <= first <= last <= progress.rolled:
            raise Conflict("these days are not counted yet", first=first.isoformat(), last=last.isoformat())
        waits = self.waits(slug, first, last)
        known = {sheet: self.rollups.days(slug, sheet, first, last, published=False) for sheet in Sheet}
        if waits or self.rollups.progress(slug) != progress:  # the sheets of a day may be of two counts
            raise Conflict("these days are being counted anew", first=first.isoformat(), last=last.isoformat())
        printed = self.rollups.days(slug, Sheet.FLOWS, first, last, published=True)
        for day in days(first, last):
            if day not in printed:
                self._seal(slug, day, {sheet: known[sheet][day] for sheet in Sheet}, begun)

    def _seal(self, slug: str, day: date, sheets: Mapping[Sheet, Any], at: datetime) -> None:
        """The flows last: with them a day is published, and not with what a killed run has left of it.

        at  before the sheets were read: what comes after it is in none of them, and a correction
        """
        for sheet in (Sheet.VIOLATIONS, Sheet.PILE, Sheet.STANDING):
            self.rollups.publish(slug, sheet, day, sheets[sheet])
        self.rollups.publish(slug, Sheet.FLOWS, day, {"published_at": at.isoformat(), "cells": sheets[Sheet.FLOWS]})

    def waits(self, slug: str, first: date, last: date) -> bool:
        """True while something came late for these days that the next night counts. Published without it they would
        never say it; and it would be no correction, for it came before.
        """
        progress = self.rollups.progress(slug)
        if progress is None:
            return False
        since = uncounted(self.timeline, self.provinces.get(slug), progress, self.now())
        if since is None or since > last:
            return False
        printed = self.rollups.days(slug, Sheet.FLOWS, first, last, published=True)
        return any(day not in printed for day in days(max(since, first), last))


def corrections(rollups: Rollups, timeline: Timeline, slug: str, first: date, last: date) -> list[Late]:
    """What came on the local days `first` to `last` for days that were published by then."""
    lates = timeline.late(slug, first - NOTED_AGAIN, last)
    if not any(late.noted >= first for late in lates):
        return []
    of = [late.entry.day for late in lates]
    kept = rollups.days(slug, Sheet.FLOWS, min(of), max(of), published=True)
    at = {day: datetime.fromisoformat(one["published_at"]) for day, one in kept.items()}
    found: dict[tuple[date, Key], Late] = {}
    for late in sorted(lates, key=lambda late: late.noted_at):
        if late.entry.day in at and late.noted_at > at[late.entry.day]:
            found.setdefault((late.entry.day, late.entry.key), late)
    return sorted((late for late in found.values() if late.noted >= first), key=_place)


def _place(late: Late) -> tuple[date, date, Key]:
    return late.noted, late.entry.day, late.entry.key
