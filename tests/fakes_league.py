"""Stand-in for the store of league tables, held to tests/contracts/test_league.py."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.league.round import Comment, Round


@dataclass
class ShelfLeagues:
    """Rounds and comments in memory; `on_save`: what happens just before a round is kept."""

    rounds: dict[tuple[str, str], Round] = field(default_factory=dict)
    said: dict[tuple[str, str, str], Comment] = field(default_factory=dict)
    on_save: Callable[[], None] = lambda: None

    def find(self, tenant: str, round_id: str) -> Round | None:
        return self.rounds.get((tenant, round_id))

    def save(self, round_: Round, comment: Comment | None = None) -> bool:
        self.on_save()
        stored = self.find(round_.tenant, round_.id)
        if (stored.version if stored else 0) != round_.version - 1:
            return False
        self.rounds[round_.tenant, round_.id] = round_
        if comment:
            self.said[round_.tenant, round_.id, comment.id] = comment
        return True

    def page(self, tenant: str, limit: int, before: str = "") -> list[Round]:
        found = [each for (whose, _), each in self.rounds.items() if whose == tenant]
        found.sort(key=lambda each: each.id, reverse=True)
        return [each for each in found if not before or each.id < before][:limit]

    def due(self, tenant: str, until: datetime) -> Iterator[str]:
        found = (each for (whose, _), each in self.rounds.items() if whose == tenant)
        yield from [each.id for each in found if each.due_at and each.due_at <= until]

    def comments(self, tenant: str, round_id: str) -> list[Comment]:
        found = [key for key in self.said if key[:2] == (tenant, round_id)]
        return [self.said[key] for key in sorted(found)]
