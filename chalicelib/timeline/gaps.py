"""No event is missed in silence: every night it is seen whether the entries of each petition run on without a gap.

A petition's row says how many events it has. What the timeline lacks of them is read from the petition's own partition
and noted with the state its neighbours tell of; a day that was folded without it is folded anew.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from chalicelib import observe
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry
from chalicelib.ticket.ticket import Event, Ticket
from chalicelib.ticket.workflow import NEXT, Act, Status
from chalicelib.timeline.entry import Entry
from chalicelib.timeline.noting import Happenings, keep
from chalicelib.timeline.store import Timeline
from chalicelib.timeline.taking import asked, entries


class Counted(Happenings, Protocol):
    def counts(self, tenant: str, codes: Collection[str]) -> Mapping[str, int]:
        """How many events these petitions have; a hundred petitions a read."""

    def find(self, tenant: str, code: str) -> Ticket | None: ...


@dataclass(frozen=True)
class Gaps:
    timeline: Timeline
    tickets: Counted
    provinces: Registry
    now: Callable[[], datetime]

    def fill(self, province: Province, since: date, day: date, known: Mapping[str, int]) -> int:
        """Note what the timeline lacks up to the local `day`; returns how many entries that were.

        since  the first day of the timeline: what happened before it is in no entry
        known  petitions that were open as the day began: code → their last event that is noted
        """
        there: dict[str, dict[int, Entry]] = {}
        for entry in self.timeline.day(province.slug, day):
            there.setdefault(entry.code, {})[entry.n] = entry
        counts = self.tickets.counts(province.slug, there.keys() | known.keys())
        lacking = [
            entry
            for code in sorted(counts)
            if not _whole(there.get(code, {}), counts[code], known.get(code))
            for entry in self._lacking(province, code, there.get(code, {}), since, day, known.get(code, 0))
        ]
        if lacking:
            observe.alarm("the timeline lacked events", tenant=province.slug, day=day.isoformat(), lacking=len(lacking))
            observe.count("TimelineGaps", len(lacking))
            keep(self.timeline, self.provinces, lacking, self.now())
        return len(lacking)

    def _lacking(
        self, province: Province, code: str, there: Mapping[int, Entry], since: date, day: date, known: int
    ) -> Iterable[Entry]:
        events = self.tickets.timeline(province.slug, code)
        local = province.calendar.local_day
        unseen = {event.n for event in events if event.n > known and event.n not in there}
        unseen &= {event.n for event in events if since <= local(event.at) <= day}
        ticket = self.tickets.find(province.slug, code) if unseen else None
        if ticket:
            for entry in rebuilt(province, ticket, events, there):
                if entry.n in unseen and not self.timeline.has(entry):
                    yield entry


def _whole(there: Mapping[int, Entry], count: int, known: int | None) -> bool:
    begun = known if known is not None else 0
    return set(range(begun + 1, count + 1)) <= there.keys()


def rebuilt(province: Province, ticket: Ticket, events: list[Event], there: Mapping[int, Entry]) -> list[Entry]:
    """An entry for each event, those that are `there` as they are. What came between is told by them, by the table of
    the workflow, and at the end by the ticket as it is.
    """
    made: list[Entry] = []
    before: Ticket | None = None
    for event in events:
        after = _after(province, before, ticket, event, there, last=event is events[-1])
        (entry,) = entries(province, before, after, [event], asked(events, event.n))
        made.append(there.get(event.n, entry))
        before = after
    return made


def _after(
    province: Province, before: Ticket | None, ticket: Ticket, event: Event, there: Mapping[int, Entry], *, last: bool
) -> Ticket:
    level = int(event.facts.get("level", ticket.level)) if event.act is Act.ESCALATE else ticket.level
    if found := there.get(event.n):
        return replace(ticket, status=found.status, unit=found.unit, level=found.level)
    following = there.get(event.n + 1)
    if following and following.was:
        return replace(ticket, status=following.was, unit=following.was_unit, level=level)
    if last:
        return replace(ticket, level=level)
    if before is None:
        unit = str(event.facts.get("unit", ticket.unit))
        return replace(ticket, status=Status.IN_TRAY if unit == province.tray else Status.ASSIGNED, unit=unit, level=0)
    status = NEXT.get((before.status, event.act), before.status)
    return replace(ticket, status=status, unit=str(event.facts.get("to", before.unit)), level=level)
