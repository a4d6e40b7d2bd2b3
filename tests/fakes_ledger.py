"""Stores of the ledger in memory; held to the contract of the real ones in tests/contracts/test_ledger.py."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from chalicelib.errors import NotFound
from chalicelib.ledger.store import Kept


@dataclass
class ShelfHeads:
    kept: dict[tuple[str, date], Kept] = field(default_factory=dict)

    def last(self, tenant: str) -> Kept | None:
        return next(iter(self.before(tenant, None, 1)), None)

    def find(self, tenant: str, day: date) -> Kept | None:
        return self.kept.get((tenant, day))

    def before(self, tenant: str, day: date | None, limit: int) -> list[Kept]:
        mine = [one for (whose, own), one in self.kept.items() if whose == tenant and (day is None or own < day)]
        return sorted(mine, key=lambda one: one.head.day, reverse=True)[:limit]

    def save(self, kept: Kept) -> bool:
        return self.kept.setdefault((kept.head.tenant, kept.head.day), kept) is kept


@dataclass
class ShelfFiles:
    """`on_put`: what happens just before a file is kept."""

    kept: dict[str, bytes] = field(default_factory=dict)
    on_put: Callable[[], None] = lambda: None

    def put(self, key: str, data: bytes) -> None:
        self.on_put()
        self.kept[key] = data

    def read(self, key: str) -> bytes:
        if key not in self.kept:
            raise NotFound("no such file")
        return self.kept[key]

    def link(self, key: str, name: str) -> str:
        return f"https://bucket.example/{key}?as={name}"
