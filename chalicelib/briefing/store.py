"""What the room asks of its stores. Dynamo… answers in AWS; tests hold fakes to the same contract."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Protocol

from chalicelib.briefing.meeting import Meeting
from chalicelib.briefing.order import Claim, Kind, Order
from chalicelib.briefing.task import Task


class Orders(Protocol):
    def claim(self, tenant: str, kind: Kind) -> Claim | None:
        """The newest period of that kind that was decided on."""

    def save_claim(self, claim: Claim) -> bool:
        """Write it over the version it was read at, 0 for the first; False when another run was faster."""

    def find(self, tenant: str, place: str) -> Order | None:
        """place: of an order"""

    def save(self, order: Order) -> bool:
        """Write it over the version it was read at, 0 for a new one; False when somebody else was faster."""

    def due(self, tenant: str, until: datetime) -> Iterator[str]:
        """Places of what is owed by `until`."""

    def newest(self, tenant: str, before: str, limit: int) -> list[Order]:
        """At most `limit`, those whose period ends last first; before: a place, those after it in that order."""


class Tasks(Protocol):
    def hold(self, meeting: Meeting, tasks: Sequence[Task]) -> None:
        """Keep a meeting that is not there yet with its tasks, all or nothing. At most 50 of them."""

    def meeting(self, tenant: str, meeting_id: str) -> Meeting | None: ...

    def held(self, tenant: str, before: str, limit: int) -> list[Meeting]:
        """At most `limit`, newest first; before: an id."""

    def find(self, tenant: str, task_id: str) -> Task | None: ...

    def save(self, task: Task) -> Task:
        """Write it over the version it was read at; returns it as saved.

        raises  StaleTicket when somebody else was faster
        """

    def newest(self, tenant: str, before: str, limit: int) -> list[Task]:
        """At most `limit`, newest first; before: an id."""

    def unfinished(self, tenant: str) -> list[Task]:
        """Every task that is open or reported, by id."""

    def finished(self, tenant: str, since: date) -> list[Task]:
        """Those finished on `since` or later, by id."""

    def due(self, tenant: str, until: datetime) -> Iterator[str]:
        """Ids of unfinished tasks of which somebody must be reminded by `until`."""
