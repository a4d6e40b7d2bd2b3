"""What the rooms ask of the store. DynamoTickets answers in AWS; tests hold a fake to the same contract."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.ticket.conversation import Conversation
from chalicelib.ticket.errand import Errand
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import Notice
from chalicelib.ticket.ticket import Attachment, Event, Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A ticket as a worklist shows it."""

    code: str
    status: str
    unit: str
    kind: str
    category: str | None
    urgency: str
    place: str | None
    stage: str | None
    stage_due_at: datetime | None
    promised_at: datetime
    level: int
    opened_at: datetime
    excerpt: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    cards: tuple[Card, ...]
    cursor: str | None


class Tickets(Protocol):
    def find(self, tenant: str, code: str) -> Ticket | None: ...

    def get(self, tenant: str, code: str) -> Ticket:
        """raises NotFound, also for another tenant's ticket"""

    def timeline(self, tenant: str, code: str) -> list[Event]:
        """All events, oldest first."""

    def event(self, tenant: str, code: str, n: int) -> Event:
        """raises NotFound"""

    def conversation(self, tenant: str, channel: str, account: str, alias: str) -> Conversation:
        """The stored conversation, or a new one of version 0."""

    def commit(self, change: Change) -> None:
        """Write all of `change` or nothing; of a case of several members, what each of them is owed too.

        What staff are told is written a moment later where it has no room (room.py); should that fail, an alarm says
        so, and the ladder goes on from there.

        raises  StaleTicket when the ticket or the conversation is no longer what `change` was decided on
        """

    def worklist(self, tenant: str, unit: str, limit: int, cursor: str | None, done: bool = False) -> Page:
        """Tickets held by `unit`, the first due first; one query."""

    def due(self, tenant: str, until: datetime) -> Iterator[str]:
        """Codes of all tickets whose clock must be looked at by `until`: every shard, every page."""


class Outbox(Protocol):
    def due(self, tenant: str, until: datetime, *, bulk: bool = False) -> Iterator[tuple[str, str]]:
        """(parent, id) of every notice that must be looked at by `until`: of what goes to many, or of all else."""

    def get(self, parent: str, notice_id: str) -> Notice | None: ...

    def of_ticket(self, tenant: str, code: str) -> list[Notice]: ...

    def save(self, notice: Notice, follow_up: Notice | None = None) -> Notice:
        """Write `notice` on the revision it was read at, with `follow_up` in the same transaction.

        returns the saved notice with its new revision
        raises  StaleTicket when somebody else moved it
        """

    def beside(self, parent: str) -> list[Notice]:
        """The newest hundred notices of one ticket or conversation, newest first, as they are at this moment."""

    def failed(self, tenant: str, limit: int, cursor: str | None) -> tuple[list[Notice], str | None]:
        """Notices that could not be delivered, newest first."""

    def calls(self, tenant: str, limit: int, cursor: str | None) -> tuple[list[Notice], str | None]:
        """Those of them that wait to be said to a caller (calling.is_call), the oldest first."""

    def calls_due(self, tenant: str, until: datetime) -> Iterator[tuple[str, str]]:
        """(parent, id) of those the clock must look at by `until` (calling.look_at)."""


class Errands(Protocol):
    def due(self, tenant: str, until: datetime) -> Iterator[Errand]:
        """Copies to be tried by `until`."""

    def done(self, errand: Errand, kept: Attachment) -> bool:
        """Record what is known of the copy (key, media_type, size, restricted); the errand leaves the agenda.

        returns  False when the event was erased in the meantime: nothing is recorded, and the copy must go
        raises   TryAgain when somebody else is writing the event
        """

    def put_off(self, errand: Errand) -> None:
        """Keep the errand with its new `at` and `tries`."""

    def give_up(self, errand: Errand) -> None:
        """The original is gone for good: the errand leaves the agenda, the event keeps the link."""
