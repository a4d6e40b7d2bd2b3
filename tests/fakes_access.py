"""Stand-in for the store of API keys, held to the contract of the real one in tests/contracts/test_access.py."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

from chalicelib.access.key import Key, Use
from chalicelib.errors import StaleTicket


@dataclass
class ShelfKeys:
    keys: dict[str, Key] = field(default_factory=dict)
    uses: dict[str, Counter[str]] = field(default_factory=dict)
    used_at: dict[str, datetime] = field(default_factory=dict)
    writes: int = 0  # of use

    def add(self, key: Key) -> bool:
        return self.keys.setdefault(key.id, key) is key

    def find(self, key_id: str) -> Key | None:
        return self.keys.get(key_id)

    def save(self, key: Key) -> Key:
        if self.keys[key.id].version != key.version:
            raise StaleTicket("somebody else changed this key", key=key.id)
        self.keys[key.id] = replace(key, version=key.version + 1)
        return self.keys[key.id]

    def of(self, tenant: str) -> list[tuple[Key, datetime | None]]:
        mine = [key for key in self.keys.values() if key.tenant == tenant]
        mine.sort(key=lambda key: (key.created_at, key.id), reverse=True)
        return [(key, self.used_at.get(key.id)) for key in mine]

    def used(self, tenant: str, key_id: str, calls: int, at: datetime) -> None:
        self.writes += 1
        self.uses.setdefault(key_id, Counter())[f"{at:%Y-%m-%d}"] += calls
        self.used_at[key_id] = at

    def use(self, key_id: str) -> Use:
        days = sorted(self.uses.get(key_id, Counter()).items(), reverse=True)
        return Use(at=self.used_at.get(key_id), days=dict(islice(days, 31)))
