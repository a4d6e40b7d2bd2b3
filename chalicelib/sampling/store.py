"""What the draw asks of its store, and of the timeline. Tests hold fakes to the same contract."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Answered:
    """A petition was answered by a unit, with this outcome."""

    code: str
    unit: str
    outcome: str


class Answers(Protocol):
    def __call__(self, tenant: str, day: date) -> Iterator[Answered]:
        """Of one local day, in the order in which they were given."""


class Draws(Protocol):
    def place(self, tenant: str, week: date) -> str:
        """The last unit whose part of the lot was drawn, of the week that begins on this Monday; empty: none."""

    def save(self, tenant: str, week: date, place: str, until: datetime) -> None:
        """Remember it until then."""
