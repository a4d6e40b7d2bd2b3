"""What of a petition's time was in whose power, followed from entry to entry since an answer was asked for.

A unit's own time runs from when it took the petition on until its answer. What the tray, another unit, a superior or
the citizen held is nobody's fault here. The time that is allowed for taking it on is free, once for each time it came
from elsewhere; who lets it lie longer has begun.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from chalicelib.province.province import Province
from chalicelib.province.regulation import Stage
from chalicelib.sla.deadline import working_time
from chalicelib.ticket.clock import due_after
from chalicelib.ticket.workflow import OPEN_STATES, Act, Status
from chalicelib.timeline.entry import Entry

ASKED = frozenset({Act.OPEN, Act.REOPEN, Act.APPEAL, Act.UPHOLD})
TAKING = frozenset({Stage.RECEIVE, Stage.TRANSFER})
_LENGTHENED = frozenset({Act.EXTEND, Act.DECIDE})
_MS = timedelta(milliseconds=1)
_MINUTE = 60_000


@dataclass
class Course:
    """worked: own milliseconds of each ranked unit; extra: what was granted on top; came: since it holds it;
    unowned: the answer that stands, or was relayed, was given from the tray.
    """

    worked: Counter[str] = field(default_factory=Counter)
    extra: int = 0
    promised: datetime | None = None
    holder: str = ""
    came: datetime | None = None
    came_on: date | None = None
    began: dict[str, datetime] = field(default_factory=dict)
    unowned: bool = False

    def follow(self, province: Province, entry: Entry, ranked: Callable[[str], str]) -> None:
        """Count what ended with the entry."""
        if entry.act in ASKED:
            self.worked, self.extra, self.began = Counter(), 0, {}
            self.holder, self.promised, self.unowned = "", None, False
        self._time(province, entry, ranked)
        if entry.act in _LENGTHENED and self.promised and entry.promised_at > self.promised:
            self.extra += working_time(self.promised, entry.promised_at, province.calendar) // _MS
        self.promised = entry.promised_at
        if entry.promise or entry.act is Act.RELAY:
            self.unowned = entry.was is Status.IN_TRAY or bool(entry.from_tray)
        open_there = entry.status in OPEN_STATES and entry.status is not Status.IN_TRAY
        holder = ranked(entry.unit) if open_there else ""
        if holder and holder != self.holder:
            self.came, self.came_on = entry.at, entry.day
        self.holder = holder

    def _time(self, province: Province, entry: Entry, ranked: Callable[[str], str]) -> None:
        if entry.held and not entry.held.startswith("@"):
            self.worked[ranked(entry.held)] += entry.worked_ms
        if entry.stage in TAKING and entry.stage_from and entry.stage_due:
            unit, due = ranked(entry.stage_unit), entry.stage_due
            if self.came is None or entry.stage_from <= self.came:  # not again for each division of a department
                allowed = working_time(entry.stage_from, due, province.calendar) // _MS if due > entry.stage_from else 0
                self.worked[unit] -= min(entry.stage_ms, allowed)
            self.began.setdefault(unit, min(entry.at, due))

    def minutes(self, province: Province, entry: Entry, unit: str) -> tuple[int, int]:
        """Own time, and what the regulation allows for an answer: whole working minutes of the province's calendar.

        Under a regulation that no longer holds nobody is judged by the one that does, but by what was promised then.
        """
        worked = max(self.worked[unit], 0) // _MINUTE
        if entry.promise and entry.asked_at and entry.regulation != _named(province):
            return worked, working_time(entry.asked_at, entry.promise, province.calendar) // _MS // _MINUTE
        start = self.began.get(unit) or self.came or entry.asked_at or entry.opened_at
        facts = {"urgency": entry.urgency, "kind": entry.kind, "category": entry.category or None}
        limit = province.regulation.limit(Stage.ANSWER, facts)
        due = due_after(start, limit, province.calendar_of(entry.answered_by))
        allowed = working_time(start, due, province.calendar) // _MS if due > start else 0
        return worked, (allowed + self.extra) // _MINUTE


def _named(province: Province) -> str:
    """As petitions name the regulation they are under."""
    return f"{province.regulation.id}@{province.regulation.version}"
