"""The table's stream says that a ticket changed: what happened to it is noted in the timeline.

The row before and after says which events lie between, and how the ticket stood after them: exactly, however late the
record comes or how often. The events themselves never change, and are read from the ticket's partition.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from chalicelib import observe
from chalicelib.errors import NotFound
from chalicelib.province.registry import Registry
from chalicelib.ticket.ticket import Event, Ticket
from chalicelib.timeline.entry import Entry
from chalicelib.timeline.store import Late, Timeline
from chalicelib.timeline.taking import answers, asked, entries

Key = tuple[str, str, int]  # tenant, code, number of the event


class Happenings(Protocol):
    """What happened to tickets, as their partitions say."""

    def events(self, keys: Sequence[Key]) -> Mapping[Key, Event]:
        """Those events that there are; all of them are read at once."""

    def timeline(self, tenant: str, code: str) -> list[Event]:
        """All events of a ticket, oldest first."""


@dataclass(frozen=True, slots=True)
class Step:
    """A ticket before and after it was written; `before` is None for one that was opened."""

    before: Ticket | None
    after: Ticket

    @property
    def keys(self) -> list[Key]:
        start = self.before.events if self.before else 0
        return [(self.after.tenant, self.after.code, n) for n in range(start + 1, self.after.events + 1)]


@dataclass
class Noter:
    timeline: Timeline
    happenings: Happenings
    provinces: Registry
    read: Callable[[Mapping[str, Any]], Step | None]
    now: Callable[[], datetime]

    def note(self, records: Iterable[Mapping[str, Any]]) -> int:
        """Write an entry for every event that these records brought; returns how many.

        A record that cannot be read is told of and passed over; the nightly check finds what it would have said.
        Whatever a store raises goes out, and the stream brings the records again: an entry writes over itself.
        """
        steps = [step for record in records if (step := self._read(record))]
        there = self.happenings.events([key for step in steps for key in step.keys])
        made = [entry for step in steps for entry in self._entries(step, there)]
        keep(self.timeline, self.provinces, made, self.now())
        return len(made)

    def _entries(self, step: Step, there: Mapping[Key, Event]) -> list[Entry]:
        tenant, code = step.after.tenant, step.after.code
        found = [there[key] for key in step.keys if key in there]
        if len(found) < len(step.keys):
            _unread(f"{tenant}/{code}")
        answer = next((event for event in found if answers(event)), None)
        since = asked(self.happenings.timeline(tenant, code), answer.n) if answer else None
        try:
            province = self.provinces.get(tenant)
        except NotFound:
            return _unread(f"{tenant}/{code}")
        try:
            return entries(province, step.before, step.after, found, since)
        except Exception:
            return _unread(f"{tenant}/{code}")

    def _read(self, record: Mapping[str, Any]) -> Step | None:
        try:
            step = self.read(record)
        except Exception:
            _unread(str(record.get("eventID", "")))
            return None
        return step if step and step.keys else None


def _unread(which: str) -> list[Entry]:
    """Told, not raised: what cannot be read today cannot be read in an hour, and would hold up all that follows."""
    observe.alarm("a change could not be read for the timeline", record=which)
    observe.count("ChangesUnread")
    return []


def keep(timeline: Timeline, provinces: Registry, made: Iterable[Entry], now: datetime) -> None:
    """Put entries down. Where the local day of one is over, that is remembered first: its figures were counted without
    it, and must be counted anew, or corrected where they were published.
    """
    entries, lates = list(made), []
    for entry in entries:
        today = provinces.get(entry.tenant).calendar.local_day(now)
        if entry.day < today and not timeline.has(entry):
            lates.append(Late(noted=today, noted_at=now, entry=entry))
    timeline.put_late(lates)
    timeline.put(entries)
