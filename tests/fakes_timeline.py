"""A timeline in memory; held to the contract of the real one in tests/contracts/test_timeline.py."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from chalicelib.timeline.entry import Entry
from chalicelib.timeline.store import Late


@dataclass
class ShelfTimeline:
    """`reads` counts the days that were asked for; `on_read`, `on_put`: what happens as it is read, or written."""

    kept: dict[tuple[str, date], dict[tuple[object, ...], Entry]] = field(default_factory=dict)
    lates: dict[tuple[object, ...], Late] = field(default_factory=dict)
    reads: int = 0
    on_read: Callable[[], None] = lambda: None
    on_put: Callable[[], None] = lambda: None

    def day(self, tenant: str, day: date) -> Iterator[Entry]:
        self.reads += 1
        self.on_read()
        yield from sorted(self.kept.get((tenant, day), {}).values(), key=lambda entry: entry.key)

    def put(self, entries: Iterable[Entry]) -> None:
        self.on_put()
        for entry in entries:
            self.kept.setdefault((entry.tenant, entry.day), {})[entry.key] = entry

    def has(self, entry: Entry) -> bool:
        return entry.key in self.kept.get((entry.tenant, entry.day), {})

    def put_late(self, late: Iterable[Late]) -> None:
        for each in late:
            self.lates.setdefault((each.entry.tenant, each.noted, each.entry.day, *each.entry.key), each)

    def late(self, tenant: str, first: date, last: date) -> list[Late]:
        found = [each for each in self.lates.values() if each.entry.tenant == tenant and first <= each.noted <= last]
        return sorted(found, key=lambda each: (each.noted, each.entry.day, each.entry.key))
