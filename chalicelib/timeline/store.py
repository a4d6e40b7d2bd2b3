"""What the timeline asks of its store. DynamoTimeline answers in AWS; tests hold a fake to the same contract."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from chalicelib.timeline.entry import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """An entry that came when its local day was over. `noted` is the local day on which it came; UTC instant."""

    noted: date
    noted_at: datetime
    entry: Entry


class Timeline(Protocol):
    def day(self, tenant: str, day: date) -> Iterator[Entry]:
        """Every entry of one local day, in the order of (at, code, n); the number of reads grows with the day only."""

    def put(self, entries: Iterable[Entry]) -> None:
        """Write entries; one that is already there is written over by itself."""

    def has(self, entry: Entry) -> bool:
        """True when this event is noted."""

    def put_late(self, late: Iterable[Late]) -> None:
        """Remember that these came after their day was over; twice on one day is once: the first time counts."""

    def late(self, tenant: str, first: date, last: date) -> list[Late]:
        """What came late on the local days `first` to `last`, in the order in which its days and instants lie."""
