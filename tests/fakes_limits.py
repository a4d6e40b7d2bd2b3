"""Counters and debts in memory, held to the contract of DynamoDB's in tests/contracts/test_limits.py."""

from dataclasses import dataclass, field


@dataclass
class ShelfCounters:
    kept: dict[tuple[str, int], int] = field(default_factory=dict)
    writes: int = 0

    def add(self, key: str, window: int, calls: int, expires_at: int) -> int:
        assert expires_at > window * 60
        self.writes += 1
        self.kept[key, window] = self.kept.get((key, window), 0) + calls
        return self.kept[key, window]


@dataclass
class ShelfTries:
    kept: dict[str, int] = field(default_factory=dict)

    def until(self, key: str) -> int:
        return self.kept.get(key, 0)

    def add(self, key: str, now: int, seconds: int, keep: int) -> int:
        self.kept[key] = max(self.kept.get(key, 0), now) + seconds
        return self.kept[key]
