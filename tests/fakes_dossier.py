"""Stand-ins of the room of dossiers; held to the contract of the real ones in tests/contracts/test_dossiers.py."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from chalicelib.dossier.cabinet import STEPS
from chalicelib.dossier.dossier import Dossier, Facts


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
        if self.refuse_saves or (stored.version if stored else 0) != dossier.version - 1:
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
