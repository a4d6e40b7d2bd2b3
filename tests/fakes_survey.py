"""Stand-in for the store of surveys, held to tests/contracts/test_surveys.py."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chalicelib.survey.round import Round
from chalicelib.survey.store import Invited, Response


@dataclass
class ShelfRounds:
    """Rounds and responses in memory."""

    rounds: dict[tuple[str, str], Round] = field(default_factory=dict)
    marks_kept: dict[tuple[str, str, str], datetime] = field(default_factory=dict)
    kept: dict[tuple[str, str, str], list[Response]] = field(default_factory=dict)
    asked: dict[tuple[str, str, str], Invited] = field(default_factory=dict)
    until: dict[tuple[str, str, str], datetime] = field(default_factory=dict)
    people: dict[tuple[str, str], tuple[str, datetime]] = field(default_factory=dict)
    figures: dict[tuple[str, str], Mapping[str, Any]] = field(default_factory=dict)
    on_keep: Callable[[], object] = lambda: None  # what happens just before a response is kept

    def find(self, tenant: str, round_id: str) -> Round | None:
        return self.rounds.get((tenant, round_id))

    def save(self, round_: Round) -> bool:
        stored = self.find(round_.tenant, round_.id)
        if (stored.version if stored else 0) != round_.version - 1:
            return False
        self.rounds[round_.tenant, round_.id] = round_
        return True

    def page(self, tenant: str, limit: int, before: str = "") -> list[Round]:
        found = [each for (whose, _), each in self.rounds.items() if whose == tenant]
        found.sort(key=lambda each: each.id, reverse=True)
        return [each for each in found if not before or each.id < before][:limit]

    def due(self, tenant: str, until: datetime) -> Iterator[str]:
        found = (each for (whose, _), each in self.rounds.items() if whose == tenant)
        yield from [each.id for each in found if each.next_at and each.next_at <= until]

    def keep(self, tenant: str, round_id: str, mark: str, response: Response, until: datetime) -> bool:
        self.on_keep()
        if (tenant, round_id, mark) in self.marks_kept:
            return False
        self.marks_kept[tenant, round_id, mark] = until
        self.kept.setdefault((tenant, round_id, response.unit), []).append(response)
        return True

    def withdraw(self, tenant: str, round_id: str, mark: str, response: Response) -> None:
        del self.marks_kept[tenant, round_id, mark]
        self.kept[tenant, round_id, response.unit].remove(response)

    def answered(self, tenant: str, round_id: str, mark: str) -> bool:
        return (tenant, round_id, mark) in self.marks_kept

    def marks(self, tenant: str, round_id: str) -> Iterator[str]:
        yield from sorted(mark for *whose, mark in self.marks_kept if whose == [tenant, round_id])

    def responses(self, tenant: str, round_id: str, unit: str) -> Iterator[Response]:
        yield from sorted(self.kept.get((tenant, round_id, unit), []), key=lambda each: each.id)

    def invite(self, tenant: str, round_id: str, invited: Invited, until: datetime) -> None:
        self.asked[tenant, round_id, invited.mark] = invited
        self.until[tenant, round_id, invited.mark] = until

    def invited(self, tenant: str, round_id: str) -> Iterator[Invited]:
        found = ((key, each) for key, each in self.asked.items() if key[:2] == (tenant, round_id))
        yield from (each for _, each in sorted(found, key=lambda pair: pair[0]))

    def reserve(self, tenant: str, person: str, errand: str, now: datetime, until: datetime) -> bool:
        held = self.people.get((tenant, person))
        if held is None or held[1] <= now:
            self.people[tenant, person] = (errand, until)
            return True
        return held[0] == errand

    def freeze(self, tenant: str, round_id: str, figures: Mapping[str, Any]) -> None:
        self.figures[tenant, round_id] = figures

    def frozen(self, tenant: str, round_id: str) -> Mapping[str, Any] | None:
        return self.figures.get((tenant, round_id))
