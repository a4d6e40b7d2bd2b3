"""Every day is folded in the night after it, province by province; what comes late has its days folded anew.

A day's sheets are made of its entries and of what lay open the evening before, and of nothing else: folded again they
are the same. What was published stays as it was (freeze.py).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
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
from chalicelib.timeline.turns import by_turns

SETTLED = timedelta(minutes=20)  # after midnight: the stream is a minute behind as a rule
OVERLAP = timedelta(minutes=10)  # clocks of two functions differ; a day folded twice is the same
BUDGET = timedelta(seconds=40)  # where nobody says until when; what is left is for the next run
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

    def run(self, until: datetime | None = None) -> int:
        """Fold every day that is over and not folded yet; returns how many that were, of all provinces.

        until  UTC; days that are not begun by then are left to the next run
        Provinces take turns, a day each. Twice, or two runs at once, make the same sheets. What fails in one province
        is told of, and the others go on.
        """
        begun = self.now()
        end = until or begun + BUDGET
        works = [self._told(province) for province in in_turn(self.provinces.all(), begun)]
        return by_turns(works, lambda: self.now() < end)

    def recount(self, province: Province, day: date) -> None:
        """Fold a day anew, of its entries and of what is known to have lain open the evening before; the first of all,
        of what lay open as it ended.
        """
        progress = self.rollups.progress(province.slug)
        eve = day if progress and day == progress.since else day - DAY
        self._fold(province, day, pile_of(self.rollups, province.slug, eve))

    def _told(self, province: Province) -> Iterator[date]:
        try:
            yield from self._days(province)
        except Exception:
            observe.alarm("the day of a province could not be folded", tenant=province.slug)
            observe.count("DaysUnfolded")

    def _days(self, province: Province) -> Iterator[date]:
        """Fold a day a step: those that are over, then those for which something came late."""
        now = self.now()
        today, over = province.calendar.local_day(now), over_by(province, now)
        progress = self.rollups.progress(province.slug)
        if progress is None:
            self._begin(province, over, today, now)
            yield over
            return
        for day in days(progress.rolled + DAY, over):
            self._night(province, progress, day)
            progress = self._advanced(province, replace(progress, rolled=day))
            yield day
        again = uncounted(self.timeline, province, progress, now)
        progress = self._advanced(province, replace(progress, again=again, late_until=now - OVERLAP))
        while again := progress.again:
            self.recount(province, again)
            then = again + DAY if again < progress.rolled else None
            progress = self._advanced(province, replace(progress, again=then))
            yield again

    def _begin(self, province: Province, over: date, today: date, now: datetime) -> None:
        """The first night."""
        pile = found_open(self.piles, self.timeline, province, over, today)
        self._keep(province, over, list(self.timeline.day(province.slug, over)), pile)
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

    def _advanced(self, province: Province, progress: Progress) -> Progress:
        self.rollups.advance(province.slug, progress)
        return progress


def uncounted(timeline: Timeline, province: Province, progress: Progress, now: datetime) -> date | None:
    """The first folded day for which something came late that is in no sheet yet; None: all is. From that day on all
    are folded anew, for those that follow carry it on.
    """
    local = province.calendar.local_day
    came = timeline.late(province.slug, local(progress.late_until), local(now))
    touched = {late.entry.day for late in came if late.noted_at >= progress.late_until}
    waiting = {day for day in touched if progress.since <= day <= progress.rolled}
    return min(waiting | ({progress.again} if progress.again else set()), default=None)


def over_by(province: Province, now: datetime) -> date:
    """The last local day that is over, and of which what is still on its way has come."""
    return province.calendar.local_day(now - SETTLED) - DAY


def found_open(piles: Piles, timeline: Timeline, province: Province, day: date, today: date) -> Pile:
    """What lay open as the local `day` ended, where no night has told: it is read from the desks, and what happened
    since is taken off again.
    """
    local = province.calendar.local_day
    there = (ticket for ticket in piles.open(province) if local(ticket.opened_at) <= day)
    since = [entry for each in days(day + DAY, today) for entry in timeline.day(province.slug, each)]
    return lying.rewound({ticket.code: lying.of_ticket(ticket) for ticket in there}, since)


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
