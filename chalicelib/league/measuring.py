"""Entries of a period → a case for each petition and unit, with what each measure says of it. Pure.

A case counts in the period in which something happened to it: an answer, a rating, a reopening, an upheld re-check.
Entries from before the period are followed, for the time that ran then, and count for nothing else.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from zoneinfo import ZoneInfo

from chalicelib.league.case import Case, Mark, group, ranked
from chalicelib.league.course import TAKING, Course
from chalicelib.province.league import Measure
from chalicelib.province.province import Province
from chalicelib.ticket.workflow import Act
from chalicelib.timeline.entry import Entry

MOST_STARS = 5
# What a unit does with what it was asked to take on; what others do meanwhile ends its stage, and says nothing of it.
_OWN = frozenset({Act.ACCEPT, Act.REFUSE, Act.TRANSFER, Act.ANSWER, Act.REJECT, Act.REFER, Act.EXPIRE})
_GONE_ON = {Act.REOPEN: Measure.NOT_REOPENED, Act.UPHOLD: Measure.NOT_CONTESTED}
_KEPT = (Measure.NOT_REOPENED, Measure.NOT_CONTESTED)
Whose = tuple[str, str]  # code, ranked unit


@dataclass
class _Tally:
    """Of one petition and unit."""

    got: Counter[Measure] = field(default_factory=Counter)
    of: Counter[Measure] = field(default_factory=Counter)
    stars: int = 0
    broken: set[Measure] = field(default_factory=set)
    worked: int = 0
    limit: int = 0

    def add(self, measure: Measure, *, reached: bool) -> None:
        self.got[measure] += reached
        self.of[measure] += 1

    @property
    def marks(self) -> dict[Measure, Mark]:
        found = {measure: (self.got[measure], self.of[measure]) for measure in Measure if self.of[measure]}
        if self.stars:
            found[Measure.SATISFACTION] = (self.stars - 1, MOST_STARS - 1)
        for measure in self.broken:
            found[measure] = (0, 1)
        return found


@dataclass
class Measuring:
    """`add` takes the entries of whole days, in their order, from before the period to its end."""

    province: Province
    first: date  # of the period
    known_from: date  # first day of which entries are added: how long a case lay before it is not known whole

    def __post_init__(self) -> None:
        self._courses: dict[str, Course] = {}
        self._tallies: dict[Whose, _Tally] = {}
        self._last: dict[str, tuple[str, str]] = {}
        self._ranked: Callable[[str], str] = cache(lambda unit: ranked(self.province, unit))
        self._zone = ZoneInfo(self.province.zone)

    def add(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            course = self._courses.setdefault(entry.code, Course())
            if entry.day >= self.first and entry.act in _GONE_ON and not course.unowned:
                self._tally(entry, entry.was_unit).broken.add(_GONE_ON[entry.act])
            course.follow(self.province, entry, self._ranked)
            if entry.day >= self.first:
                self._last[entry.code] = entry.kind, entry.category
                self._count(course, entry)

    def cases(self) -> list[Case]:
        """In the order of codes and units; those of the province itself are left out."""
        found = []
        for (code, unit), tally in sorted(self._tallies.items()):
            if unit and (marks := tally.marks):
                kind, category = self._last[code]
                found.append(Case(
                    code=code, group=group(self.province, unit), unit=unit, kind=kind, category=category,
                    worked=tally.worked, limit=tally.limit, marks=marks,
                ))  # fmt: skip
        return found

    def _tally(self, entry: Entry, unit: str) -> _Tally:
        return self._tallies.setdefault((entry.code, self._ranked(unit)), _Tally())

    def _count(self, course: Course, entry: Entry) -> None:
        if entry.act is Act.RATE and entry.rating and not course.unowned:
            self._tally(entry, entry.unit).stars = entry.rating  # the last one holds
        if entry.stage in TAKING and entry.stage_due:
            late = entry.at > entry.stage_due or entry.act is Act.EXPIRE
            if late or entry.act in _OWN:
                self._tally(entry, entry.stage_unit).add(Measure.ACCEPTED_ON_TIME, reached=not late)
        if entry.promise and entry.asked_at and not course.unowned:  # what the tray answers is no unit's
            self._answered(course, entry)

    def _answered(self, course: Course, entry: Entry) -> None:
        unit = self._ranked(entry.answered_by)
        tally = self._tally(entry, entry.answered_by)
        for measure in _KEPT:
            tally.got[measure] = tally.of[measure] = 1
        tally.add(Measure.SAME_DAY, reached=course.came_on == entry.day)
        worked, limit = course.minutes(self.province, entry, unit)
        asked_on = entry.asked_at.astimezone(self._zone).date() if entry.asked_at else entry.day
        if worked <= limit and asked_on < self.known_from:
            return  # it may have lain there long before: neither on time nor late can be said
        tally.worked, tally.limit = tally.worked + worked, tally.limit + limit
        tally.add(Measure.ON_TIME, reached=worked <= limit)


def units_of(cases: Iterable[Case]) -> Mapping[str, int]:
    """How many cases each unit has."""
    return Counter(case.unit for case in cases)
