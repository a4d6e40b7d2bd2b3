"""Stand-ins of the room of dossiers; held to the contract of the real ones in tests/contracts/test_dossiers.py."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from chalicelib.dossier.cabinet import STEPS
from chalicelib.dossier.dossier import Dossier, Facts, Owed
from chalicelib.dossier.followers import Follower, Rating
from chalicelib.ticket.owed import Notice
from tests.fakes import Shelf


@dataclass
class ShelfCabinet:
    """Dossiers in memory. `refuse_saves` loses that many races before the next save."""

    kept: dict[tuple[str, str], Dossier] = field(default_factory=dict)
    steps: dict[tuple[str, str], list[Facts]] = field(default_factory=dict)
    tries: dict[tuple[str, str, date], int] = field(default_factory=dict)
    saved: int = 0
    refuse_saves: int = 0

    def find(self, tenant: str, code: str) -> Dossier | None:
        return self.kept.get((tenant, code))

    def many(self, tenant: str, codes: Iterable[str]) -> Mapping[str, Dossier]:
        return {code: found for code in codes if (found := self.find(tenant, code))}

    def save(self, dossier: Dossier, *, step: bool) -> bool:
        key = (dossier.tenant, dossier.code)
        stored = self.kept.get(key)
        moved = stored is not None and stored.moves != dossier.moves
        if self.refuse_saves or moved or (stored.version if stored else 0) != dossier.version - 1:
            self.refuse_saves = max(0, self.refuse_saves - 1)
            return False
        self.saved += 1
        self.kept[key] = dossier
        if step:
            others = [old for old in self.steps.get(key, []) if old.at != dossier.facts.at]
            self.steps[key] = [*others, dossier.facts]
        return True

    def history(self, tenant: str, code: str) -> list[Facts]:
        return sorted(self.steps.get((tenant, code), []), key=lambda facts: facts.at, reverse=True)[:STEPS]

    def tried(self, tenant: str, code: str, day: date, by: int) -> int:
        self.tries[tenant, code, day] = self.tries.get((tenant, code, day), 0) + by
        return self.tries[tenant, code, day]


@dataclass
class ShelfFollowers:
    """Followers in memory, of the dossiers of `cabinet`; what they are owed lies on `shelf`. `refuse` loses races.

    read    how many ratings were read one by one
    halves  whom only their dossier still knows: their conversation was emptied when rows were not yet kept in pairs
    """

    cabinet: ShelfCabinet
    shelf: Shelf = field(default_factory=Shelf)
    kept: dict[tuple[str, str, str], Follower] = field(default_factory=dict)
    rated: list[Rating] = field(default_factory=list)
    counted: dict[tuple[str, date], str] = field(default_factory=dict)
    read: int = 0
    refuse: int = 0
    halves: set[str] = field(default_factory=set)

    def add(self, seen: Dossier, follower: Follower, notices: Sequence[Notice] = ()) -> bool:
        if not self._unmoved(seen):
            return False
        self._move(replace(seen, followed=True))
        self._keep(follower)
        self._owe(notices)
        return True

    def find(self, tenant: str, code: str, alias: str) -> Follower | None:
        return self.kept.get((tenant, code, alias))

    def of(self, place: str) -> list[Follower]:
        found = (each for each in self.kept.values() if each.place == place and each.alias not in self.halves)
        return sorted(found, key=lambda each: each.code)

    def after(self, tenant: str, code: str, alias: str, limit: int) -> list[Follower]:
        found = [f for (t, c, a), f in sorted(self.kept.items()) if (t, c) == (tenant, code) and a > alias]
        return found[:limit]

    def remove(self, follower: Follower) -> None:
        self.kept.pop((follower.tenant, follower.code, follower.alias), None)

    def owing(self, tenant: str, until: datetime) -> Iterator[str]:
        for (slug, code), dossier in list(self.cabinet.kept.items()):
            if slug == tenant and dossier.owes and dossier.owes.at <= until:
                yield code

    def told(self, seen: Dossier, left: Owed | None, notices: Sequence[Notice], changed: Sequence[Follower]) -> bool:
        whole = {key for key in self.kept if key[2] not in self.halves}
        there = all((each.tenant, each.code, each.alias) in whole for each in changed)
        if not self._unmoved(seen) or not there or any((n.parent, n.id) in self.shelf.notices for n in notices):
            return False
        self._move(replace(seen, owes=left))
        for follower in changed:
            self._keep(follower)
        self._owe(notices)
        return True

    def rate(self, follower: Follower, rating: Rating) -> bool:
        stored = self.find(follower.tenant, follower.code, follower.alias)
        if stored is None or stored.stars:
            return False
        self._keep(replace(follower, stars=rating.stars))
        self.rated.append(rating)
        return True

    def ratings(self, tenant: str, since: datetime, until: datetime) -> Iterator[Rating]:
        for rating in sorted(self.rated, key=lambda each: each.at):
            if rating.tenant == tenant and since <= rating.at < until:
                self.read += 1
                yield rating

    def days(self, tenant: str, first: date, last: date) -> Mapping[date, Any]:
        return {
            day: json.loads(value)
            for (home, day), value in sorted(self.counted.items())
            if home == tenant and first <= day <= last
        }

    def keep_day(self, tenant: str, day: date, value: Any) -> None:
        self.counted[tenant, day] = json.dumps(value)

    def _unmoved(self, seen: Dossier) -> bool:
        if self.refuse:
            self.refuse -= 1
            return False
        stored = self.cabinet.find(seen.tenant, seen.code)
        return stored is not None and (stored.version, stored.moves) == (seen.version, seen.moves)

    def _move(self, dossier: Dossier) -> None:
        self.cabinet.kept[dossier.tenant, dossier.code] = replace(dossier, moves=dossier.moves + 1)

    def _keep(self, follower: Follower) -> None:
        self.kept[follower.tenant, follower.code, follower.alias] = follower

    def _owe(self, notices: Sequence[Notice]) -> None:
        self.shelf.notices |= {(notice.parent, notice.id): notice for notice in notices}
