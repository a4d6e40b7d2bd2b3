"""What the room asks of the shelf of chores. DynamoChores answers in AWS; tests hold a fake to the same contract."""

from datetime import datetime
from typing import Protocol

from chalicelib.province.chore import Chore


class Chores(Protocol):
    def due(self, slug: str, until: datetime) -> list[Chore]:
        """Chores to be looked at by `until`, the earliest first; none that can never be done."""

    def waiting(self, slug: str) -> list[Chore]:
        """Every chore that is not done, those that can never be included."""

    def owe(self, chore: Chore) -> None:
        """Leave a chore."""

    def put_off(self, chore: Chore) -> bool:
        """Keep how far a chore has come; False when somebody else finished it meanwhile."""

    def done(self, chore: Chore) -> None:
        """The chore leaves the shelf; once more does no harm."""
