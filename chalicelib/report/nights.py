"""Every day is folded in the night after it, province by province; what comes late has its days folded anew.

A day's sheets are made of its entries and of what lay open the evening before, and of nothing else: folded again they
are the same. What was published stays as it was (freeze.py).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from chalicelib import observe
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry, in_turn
from chalicelib.report import lying
from chalicelib.report.fold import Tallies, fold
from chalicelib.report.lying import Pile
from chalicelib.report.store import Progress, Rollups, Sheet
from chalicelib.report.violations import violations
from chalicelib.ticket.ticket import Ticket
from chalicelib.timeline.entry import Entry
from chalicelib.timeline.gaps import Gaps
from chalicelib.timeline.store import Timeline

SETTLED = timedelta(minutes=20)  # after midnight: the stream is a minute behind as a rule
OVERLAP = timedelta(minutes=10)  # clocks of two functions differ; a day folded twice is the same
BUDGET = timedelta(seconds=200)  # of the function's 300: what is left is folded an hour later
DAY = timedelta(days=1)


class Piles(Protocol):
    """What lies on the desks."""

    def open(self, province: Province) -> Iterator[Ticket]:
        """Every open petition of a province, as it is now."""


@dataclass(frozen=True)
class Nights:
    rollups: Rollups
    timeline: Timeline
    gaps: Gaps
    piles: Piles
    provinces: Registry
    now: Callable[[], datetime]

    def run(self) -> int:
        """Fold every day that is over and not folded yet; returns how many that were, of all provinces.

        Twice, or two runs at once, make the same sheets. What fails in one province is told of, and the others go on.
        """
        begun, folded = self.now(), 0
        for province in in_turn(self.provinces.all(), begun):
            try:
                folded += self._province(province, begun)
            except Exception:
                observe.alarm("the day of a province could not be folded", tenant=province.slug)
                observe.count("DaysUnfolded")
        return folded

    def recount(self, province: Province, day: date) -> None:
        """Fold a day anew, of its entries and of what is known to have lain open the evening before."""
        self._fold(province, day, pile_of(self.rollups, province.slug, day - DAY))

    def _province(self, province: Province, begun: datetime) -> int:
        now = self.now()
        today, over = province.calendar.local_day(now), over_by(province, now)
        progress = self.rollups.progress(province.slug)
        if progress is None:
            self._begin(province, over, today, now)
            return 1
        folded, day = 0, progress.rolled + DAY
        while day <= over and self.now() - begun < BUDGET:
            self._night(province, progress, day)
            progress = Progress(since=progress.since, rolled=day, late_until=progress.late_until)
            self.rollups.advance(province.slug, progress)
            folded, day = folded + 1, day + DAY
        return folded + self._late(province, progress, today, now, begun)

    def _begin(self, province: Province, over: date, today: date, now: datetime) -> None:
        """The first night: what lies open is read from the desks, once, and what happened since is taken off again."""
        local = province.calendar.local_day
        there = (ticket for ticket in self.piles.open(province) if local(ticket.opened_at) <= over)
        pile = {ticket.code: lying.of_ticket(ticket) for ticket in there}
        since = [entry for day in days(over + DAY, today) for entry in self.timeline.day(province.slug, day)]
        self._keep(province, over, list(self.timeline.day(province.slug, over)), lying.rewound(pile, since))
        self.rollups.advance(province.slug, Progress(since=over, rolled=over, late_until=now - OVERLAP))

    def _night(self, province: Province, progress: Progress, day: date) -> None:
        before = pile_of(self.rollups, province.slug, day - DAY)
        self.gaps.fill(province, progress.since, day, {code: one.n for code, one in before.items()})
        self._fold(province, day, before)

    def _fold(self, province: Province, day: date, before: Pile) -> None:
        entries = list(self.timeline.day(province.slug, day))
        self._keep(province, day, entries, lying.carried(before, entries))

    def _keep(self, province: Province, day: date, entries: list[Entry], pile: Pile) -> None:
        for sheet, value in sheets(province, day, entries, pile).items():
            self.rollups.keep(province.slug, sheet, day, value)

    def _late(self, province: Province, progress: Progress, today: date, now: datetime, begun: datetime) -> int:
        """Fold anew from the first day that something came late for, for all that follow carry it on."""
        looked = province.calendar.local_day(progress.late_until)
        came = [
            late for late in self.timeline.late(province.slug, looked, today) if late.noted_at >= progress.late_until
        ]
        touched = [late.entry.day for late in came if progress.since < late.entry.day <= progress.rolled]
        folded = 0
        for day in days(min(touched), progress.rolled) if touched else ():
            if self.now() - begun >= BUDGET:
                return folded  # the next run begins again with the first of them
            self.recount(province, day)
            folded += 1
        self.rollups.advance(
            province.slug, Progress(since=progress.since, rolled=progress.rolled, late_until=now - OVERLAP)
        )
        return folded


def over_by(province: Province, now: datetime) -> date:
    """The last local day that is over, and of which what is still on its way has come."""
    return province.calendar.local_day(now - SETTLED) - DAY


def days(first: date, last: date) -> Iterator[date]:
    """From `first` to `last`, both included."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def end_of(province: Province, day: date) -> datetime:
    """The instant the local `day` ends."""
    return datetime.combine(day + DAY, time(), ZoneInfo(province.zone))


def sheets(province: Province, day: date, entries: Iterable[Entry], pile: Pile) -> dict[Sheet, Any]:
    """What is kept of a day, as JSON values. Pure.

    pile  what lay open as the day ended
    """
    zone, entries = ZoneInfo(province.zone), list(entries)
    standing = lying.standing(pile.values(), end_of(province, day), day, zone)
    return {
        Sheet.VIOLATIONS: [found.said() for found in violations(province, entries)],
        Sheet.PILE: [lying.said(pile[code]) for code in sorted(pile)],
        Sheet.STANDING: said(standing),
        Sheet.FLOWS: said(fold(entries, zone)),
    }


def said(tallies: Tallies) -> list[Any]:
    """Tallies as they are kept."""
    return [[*cell, {name: n for name, n in sorted(tallies[cell].items()) if n}] for cell in sorted(tallies)]


def pile_of(rollups: Rollups, tenant: str, day: date) -> Pile:
    """What lay open as `day` ended, as it is known today."""
    kept = rollups.days(tenant, Sheet.PILE, day, day, published=False).get(day, ())
    return {one.code: one for one in map(lying.read, kept)}
