"""Stand-in for the store of the draws, held to tests/contracts/test_sampling.py."""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass
class ShelfDraws:
    """`until`: how long each place is kept."""

    places: dict[tuple[str, date], str] = field(default_factory=dict)
    until: dict[tuple[str, date], datetime] = field(default_factory=dict)

    def place(self, tenant: str, week: date) -> str:
        return self.places.get((tenant, week), "")

    def save(self, tenant: str, week: date, place: str, until: datetime) -> None:
        self.places[tenant, week] = place
        self.until[tenant, week] = until
