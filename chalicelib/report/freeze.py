"""What was published stays as it was: the sheets of its days are copied once, and shown from then on.

An entry that comes later changes what is known of its day, not what was published. It is a correction of the period in
which it came: listed there, with what it would have counted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.errors import Conflict
from chalicelib.province.registry import Registry
from chalicelib.report.nights import days, uncounted
from chalicelib.report.store import Rollups, Sheet
from chalicelib.timeline.store import Late, Timeline


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
        progress = self.rollups.progress(self.provinces.get(slug).slug)
        if progress is None or not progress.since <= first <= last <= progress.rolled:
            raise Conflict("these days are not counted yet", first=first.isoformat(), last=last.isoformat())
        if self.waits(slug, first, last):
            raise Conflict("these days are being counted anew", first=first.isoformat(), last=last.isoformat())
        for sheet in reversed(Sheet):  # the flows last: with them a day is published
            known = self.rollups.days(slug, sheet, first, last, published=False)
            for day in days(first, last):
                value = known[day]
                if sheet is Sheet.FLOWS:
                    value = {"published_at": self.now().isoformat(), "cells": value}
                self.rollups.publish(slug, sheet, day, value)

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
    lates = timeline.late(slug, first, last)
    if not lates:
        return []
    of = [late.entry.day for late in lates]
    kept = rollups.days(slug, Sheet.FLOWS, min(of), max(of), published=True)
    at = {day: datetime.fromisoformat(one["published_at"]) for day, one in kept.items()}
    return [late for late in lates if late.entry.day in at and late.noted_at > at[late.entry.day]]
