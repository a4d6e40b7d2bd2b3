"""What outgoing webhooks ask of the store. DynamoHooks answers in AWS; tests hold a fake to the same contract."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib.hooks.hook import Delivery, Health, Hook, State

# How long a delivery is kept after its `at`.
KEPT: Mapping[State, timedelta] = {
    State.WAITING: timedelta(days=30),  # of a subscription that is paused, or was deleted
    State.DELIVERED: timedelta(days=7),
    State.FAILED: timedelta(days=30),
}


class Hooks(Protocol):
    def all(self, tenant: str) -> list[Hook]:
        """Every subscription of a province, by id; one query."""

    def find(self, tenant: str, hook: str) -> Hook | None: ...

    def save(self, hook: Hook) -> Hook:
        """Write `hook` on the version it was read at, with a blank health for a new one; returns it as saved.

        raises  StaleTicket when somebody else changed or deleted it
        """

    def delete(self, hook: Hook) -> None:
        """It and its health go; what was owed to it is never sent and goes in its time."""

    def health(self, tenant: str, hook: str) -> Health | None: ...

    def claim(self, seen: Health, feared: Health) -> bool:
        """Hold the subscription for whoever delivers. `feared` is how it stands if the deliverer dies over it.

        returns  False when it is not as it was seen: another deliverer has it, or it was paused or deleted
        """

    def keep(self, health: Health, now: datetime) -> None:
        """Write how it stands after a visit. Woken since it was seen, it is due now, unless it is held or paused."""

    def pause(self, tenant: str, hook: str, by: str, at: datetime) -> None:
        """Nothing is sent until `resume`; it leaves the agenda."""

    def resume(self, tenant: str, hook: str, at: datetime) -> None:
        """It is due at `at` as if nothing had ever failed."""

    def wake(self, tenant: str, hook: str, at: datetime) -> None:
        """Something is owed to it: due at `at`, unless it is held or paused. Nothing for one that was deleted."""

    def due(self, tenant: str, until: datetime) -> Iterator[str]:
        """Ids of the subscriptions the deliverer must look at by `until`."""

    def put(self, delivery: Delivery) -> None:
        """Write a delivery in the list of its state; what has the same key there is written over."""

    def move(self, delivery: Delivery, was: State) -> None:
        """Into the list of its state and out of that of `was`; cut off in between, it stands in both."""

    def owed(self, tenant: str, hook: str) -> Iterator[Delivery]:
        """All that wait, in the order things happened; read page by page as they are taken."""

    def page(self, tenant: str, hook: str, state: State, limit: int, after: str) -> list[Delivery]:
        """Deliveries of one state, by key, those after the key `after`; one query."""

    def one(self, tenant: str, hook: str, state: State, key: str) -> Delivery | None: ...
