"""Stand-ins for broadcasts: the register, their store on the shelf of notices, and a store that dies when told to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from chalicelib.broadcast.broadcast import Broadcast
from chalicelib.broadcast.census import Census
from chalicelib.broadcast.follower import SHARDS, Follower, shard_of
from chalicelib.broadcast.store import Page, Register, Slice
from chalicelib.errors import StaleTicket
from chalicelib.ticket.owed import Notice
from tests.fakes import Shelf


@dataclass
class ShelfRegister:
    """`Register` in memory."""

    people: dict[tuple[str, int], dict[str, Follower]] = field(default_factory=dict)
    petitions: dict[tuple[str, str], dict[str, tuple[str, str, str]]] = field(default_factory=dict)

    def met(self, follower: Follower) -> None:
        self.people.setdefault((follower.tenant, shard_of(follower.key)), {})[follower.key] = follower

    def asked(self, tenant: str, key: str, code: str, facts: tuple[str, str, str] | None) -> None:
        theirs = self.petitions.setdefault((tenant, key), {})
        if facts is None:
            theirs.pop(code, None)
        else:
            theirs[code] = facts

    def forget(self, tenant: str, key: str) -> None:
        self.people.get((tenant, shard_of(key)), {}).pop(key, None)
        self.petitions.pop((tenant, key), None)

    def slice(self, tenant: str, shard: int, after: str, limit: int) -> Slice:
        held = self.people.get((tenant, shard), {})
        keys = [key for key in sorted(held) if key > after]
        found = tuple(self._whole(held[key]) for key in keys[:limit])
        return Slice(found, keys[limit - 1] if len(keys) >= limit else "")

    def _whole(self, follower: Follower) -> Follower:
        told = self.petitions.get((follower.tenant, follower.key), {}).values()
        if not told:
            return follower
        return replace(
            follower,
            fields=frozenset(field for field, _, _ in told if field),
            places=frozenset(place for _, place, _ in told if place),
            submitters=frozenset(submitter for _, _, submitter in told if submitter),
        )


def everybody(register: Register, tenant: str) -> list[Follower]:
    """All followers of a province, walked as the product walks them."""
    found: list[Follower] = []
    for shard in range(SHARDS):
        part = register.slice(tenant, shard, "", 1000)
        found += part.followers
        while part.after:
            part = register.slice(tenant, shard, part.after, 1000)
            found += part.followers
    return found


@dataclass
class ShelfBroadcasts:
    """`Broadcasts` in memory."""

    shelf: Shelf = field(default_factory=Shelf)
    kept: dict[tuple[str, str], Broadcast] = field(default_factory=dict)
    pages_kept: dict[tuple[str, str, int], Page] = field(default_factory=dict)
    ledger: dict[tuple[str, date], dict[str, int]] = field(default_factory=dict)
    counts: dict[tuple[str, str], Census] = field(default_factory=dict)

    def find(self, tenant: str, broadcast: str) -> Broadcast | None:
        return self.kept.get((tenant, broadcast))

    def save(
        self,
        broadcast: Broadcast,
        spent: Mapping[str, int] | None = None,
        month: date | None = None,
        known: Mapping[str, int] | None = None,
    ) -> Broadcast:
        stored = self.find(broadcast.tenant, broadcast.id)
        if (stored.version if stored else 0) != broadcast.version:
            raise StaleTicket("somebody else changed this broadcast", broadcast=broadcast.id)
        if spent and month and known is not None and dict(known) != self.spent(broadcast.tenant, month):
            raise StaleTicket("somebody else has taken of this month", broadcast=broadcast.id)
        saved = self.kept[broadcast.tenant, broadcast.id] = replace(broadcast, version=broadcast.version + 1)
        if spent and month:
            used = self.ledger.setdefault((broadcast.tenant, month), {})
            used |= {name: used.get(name, 0) + number for name, number in spent.items()}
        return saved

    def spent(self, tenant: str, month: date) -> Mapping[str, int]:
        return dict(self.ledger.get((tenant, month), {}))

    def newest(self, tenant: str, limit: int, before: str) -> list[Broadcast]:
        ids = sorted((key for slug, key in self.kept if slug == tenant and (not before or key < before)), reverse=True)
        return [self.kept[tenant, key] for key in ids[:limit]]

    def due(self, tenant: str, until: datetime) -> Iterator[str]:
        found = [b for b in self.kept.values() if b.tenant == tenant and b.next_at and b.next_at <= until]
        yield from (b.id for b in found)

    def keep_page(self, tenant: str, broadcast: str, page: Page) -> Page:
        return self.pages_kept.setdefault((tenant, broadcast, page.number), page)

    def page(self, tenant: str, broadcast: str, number: int) -> Page | None:
        return self.pages_kept.get((tenant, broadcast, number))

    def pages(self, tenant: str, broadcast: str) -> Iterator[Page]:
        """For a test to count again; the product reads one at a time."""
        yield from (page for key, page in sorted(self.pages_kept.items()) if key[:2] == (tenant, broadcast))

    def census(self, tenant: str, broadcast: str) -> Census | None:
        return self.counts.get((tenant, broadcast))

    def keep_census(self, tenant: str, broadcast: str, census: Census) -> Census:
        stored = self.census(tenant, broadcast)
        if (stored.version if stored else 0) != census.version:
            raise StaleTicket("somebody else counts for this broadcast", broadcast=broadcast)
        kept = self.counts[tenant, broadcast] = replace(census, version=census.version + 1)
        return kept

    def owe(self, notices: Sequence[Notice]) -> int:
        before = len(self.shelf.notices)
        for notice in notices:
            self.shelf.notices.setdefault((notice.parent, notice.id), notice)
        return len(self.shelf.notices) - before

    def owed(self, keys: Sequence[tuple[str, str]]) -> Sequence[Notice]:
        return [self.shelf.notices[key] for key in keys if key in self.shelf.notices]


class Killed(BaseException):
    """The process is gone: nothing of ours catches it."""


@dataclass
class Deaths:
    """When the process dies: at the calls of these numbers, or at every call that was not made before."""

    at: frozenset[int] = frozenset()
    each: bool = False
    after: bool = False  # what was called is done, and nobody hears of it
    calls: int = 0
    died: int = 0
    _made: set[Any] = field(default_factory=set)

    def due(self, call: Any) -> bool:
        self.calls += 1
        new = call not in self._made
        self._made.add(call)
        due = (self.each and new) or self.calls in self.at
        self.died += due
        return due


@dataclass
class Mortal:
    """A store, or what wakes, whose every change may be the last thing the process does."""

    whole: Any
    deaths: Deaths
    changing: tuple[str, ...] = ("save", "keep_page")

    def owe(self, notices: Sequence[Notice]) -> int:
        """Of a page any part may have been written."""
        deadly = self._deadly("owe", lambda notice: self.whole.owe([notice]))
        return sum(map(deadly, notices))

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.whole, name)
        return self._deadly(name, found) if name in self.changing else found

    def __call__(self, *given: Any) -> Any:
        return self._deadly("wake", self.whole)(*given)

    def _deadly(self, name: str, call: Any) -> Any:
        def deadly(*given: Any) -> Any:
            due = self.deaths.due((name, *map(_key, given)))
            if due and not self.deaths.after:
                raise Killed
            done = call(*given)
            if due:
                raise Killed
            return done

        return deadly


def _key(given: Any) -> Any:
    """What tells one call from another; the instants in it do not."""
    if isinstance(given, Notice):
        return given.parent, given.id
    if isinstance(given, Broadcast):
        return given.id, given.state, given.pages, given.counted, given.rounds, len(given.fares.waiting)
    return given.number if isinstance(given, Page) else str(given)
