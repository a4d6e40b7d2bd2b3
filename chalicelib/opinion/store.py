"""What opinion asks of the store. DynamoOpinions answers in AWS; tests hold a fake to the same contract."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Protocol

from chalicelib.opinion.signal import Change, Deltas, Item, Place, Slot

SLOTS_KEPT = timedelta(days=90)  # a reaction taken back later than that is counted on
PEOPLE_KEPT = timedelta(days=400)


class Opinions(Protocol):
    def slot(self, tenant: str, key: str) -> Slot | None: ...

    def write(self, change: Change) -> None:
        """All of it, on the version of the slot, of the words that go, and of who was not known, as they were read.

        raises  StaleTicket when somebody else was faster: read again
        """

    def counted(self, tenant: str, day: date) -> Mapping[Place, Mapping[str, int]]:
        """Everything counted on a local day."""

    def known(self, tenant: str, day: date, mark: str) -> bool:
        """Whether whoever has this mark on that day was heard on it before."""

    def forget(self, tenant: str, marks: Mapping[date, str]) -> int:
        """Take away the marks of one person, and the words kept of them; what was counted stays.

        returns  how many days they were known on. What was cut off is done by the next call
        """

    def said_by(self, tenant: str, marks: Mapping[date, str]) -> list[Item]:
        """The words kept of one person, the newest first; marks as in `forget`."""

    def item(self, tenant: str, item: str) -> Item | None: ...

    def items(self, tenant: str, labelled: bool, limit: int, before: str) -> list[Item]:
        """The newest first, of those older than the item `before` when it is given; one query."""

    def relabel(self, before: Item, after: Item, deltas: Deltas) -> Item:
        """Write a label together with its figures; returns the item as saved.

        raises  StaleTicket when somebody else was faster
        """
