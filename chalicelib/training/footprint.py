"""Where a training province has left something: each partition is written down before anything is put into it.

A petition has rows in a dozen partitions whose keys nothing lists, so what must go when a province is begun afresh
cannot be found afterwards. What is not written down here is not deleted: nothing of another province ever is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib.errors import Unavailable
from chalicelib.staged import Wrote
from chalicelib.training.clock import Clock, Clocks

SURE = timedelta(seconds=5)  # so long a process does not write a place down again
REMEMBERED = 10_000  # places a process
# Documents, this room's own, the audit trail, keys of other systems, counts of calls: they stay.
_STAY = frozenset({"P", "TR", "AU", "K", "R"})


@dataclass(frozen=True, slots=True)
class Place:
    """A partition, of the table of people or of that of petitions."""

    people: bool
    pk: str


def files_of(tenant: str) -> str:
    """How the keys begin of all it files: pages of the ledger, papers, league tables. No real province's begin so.

    What people sent lies with that of all provinces.
    """
    return f"training/{tenant}/"


class Footprints(Protocol):
    def mark(self, tenant: str, place: Place) -> None:
        """Twice is once."""

    def some(self, tenant: str, limit: int) -> Sequence[Place]:
        """In an order that stays the same."""

    def empty(self, tenant: str, place: Place) -> bool:
        """Delete some hundred rows of it; True, and the mark is gone, once there are none left.

        raises  ValueError for a place that is not the tenant's own
        """

    def empty_book(self, tenant: str) -> bool:
        """The same with what would have gone out."""


def leaves(tenant: str, place: Place) -> bool:
    """Whether what is put there belongs to the tenant and must go when it is begun afresh."""
    kind, *rest = place.pk.split("#")
    if not rest or rest[0] != tenant:
        return False
    if place.people:
        return kind == "P"  # who looked at whom is remembered
    return kind not in _STAY and place.pk != f"H#{tenant}"  # subscriptions are the other systems' own


@dataclass
class Tracker:
    """people: the name of the table of people"""

    clocks: Clocks
    footprints: Footprints
    people: str
    world: Callable[[], datetime]
    _marked: dict[tuple[str, Place], datetime] = field(default_factory=dict)

    def of(self, clock: Clock) -> Wrote:
        """What `staged` tells of the writes of a call that began by that clock."""
        return lambda table, pk: self._mark(clock, Place(table == self.people, pk))

    def _mark(self, clock: Clock, place: Place) -> None:
        """raises  Unavailable for a call that outlived what it was called for"""
        if not leaves(clock.tenant, place):
            return
        now, mark = self.world(), (clock.tenant, place)
        if mark in self._marked and now - self._marked[mark] < SURE:
            return
        held = self.clocks.of(clock.tenant)
        held.refuse_while_clearing()
        if held.since != clock.since:
            raise Unavailable("this training province has been begun afresh meanwhile")
        self.footprints.mark(clock.tenant, place)
        if len(self._marked) >= REMEMBERED:
            self._marked.clear()
        self._marked[mark] = now
