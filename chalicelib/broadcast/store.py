"""What the room asks of its store. The Dynamo classes answer in AWS; tests hold fakes to the same contract."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from chalicelib.broadcast.broadcast import Broadcast
from chalicelib.broadcast.census import Census
from chalicelib.broadcast.follower import Follower
from chalicelib.ticket.owed import Notice


@dataclass(frozen=True, slots=True)
class Whom:
    """Who is owed the message of a page, and in which language."""

    channel: str
    account: str
    alias: str
    locale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of the register as the fan-out decided on it, once and for all.

    left_out  reason → how many
    shard, after  where the register goes on after it
    until  when it is forgotten, with the aliases it holds (UTC, to the second)
    """

    number: int
    whom: tuple[Whom, ...]
    left_out: Mapping[str, int]
    shard: int
    after: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Slice:
    """Followers of one shard in the order of their keys; `after` is empty when there are no more."""

    followers: tuple[Follower, ...]
    after: str


class Register(Protocol):
    """The followers of a province, in shards."""

    def met(self, follower: Follower) -> None:
        """Keep what the conversation says; what their petitions say stays. Repeating it changes nothing."""

    def asked(self, tenant: str, key: str, code: str, facts: tuple[str, str, str] | None) -> None:
        """Keep field, place and submitter of one petition of theirs; None: it is no longer theirs."""

    def forget(self, tenant: str, key: str) -> None: ...

    def slice(self, tenant: str, shard: int, after: str, limit: int) -> Slice:
        """Up to `limit` rows after a key, as they are at this moment."""


class Broadcasts(Protocol):
    def find(self, tenant: str, broadcast: str) -> Broadcast | None: ...

    def save(
        self,
        broadcast: Broadcast,
        spent: Mapping[str, int] | None = None,
        month: date | None = None,
        known: Mapping[str, int] | None = None,
    ) -> Broadcast:
        """Write it on the version it was read at, and add to what the month has used up, all or nothing.

        spent   «dong», or an OA's id → how many messages of its quota; below nothing: given back
        known   what the month had used up when this was decided: if it is not that any more nothing is written
        raises  StaleTicket when somebody else was faster, at the broadcast or at the month
        """

    def spent(self, tenant: str, month: date) -> Mapping[str, int]:
        """What the broadcasts of the calendar month that begins at `month` may use up."""

    def newest(self, tenant: str, limit: int, before: str) -> list[Broadcast]:
        """Newest first; `before` is an id, or empty."""

    def due(self, tenant: str, until: datetime) -> Iterator[str]:
        """Ids of those the clock must look at by `until`."""

    def keep_page(self, tenant: str, broadcast: str, page: Page) -> Page:
        """Keep it, unless one of that number is there: then that one stands, and is returned."""

    def page(self, tenant: str, broadcast: str, number: int) -> Page | None: ...

    def census(self, tenant: str, broadcast: str) -> Census | None: ...

    def keep_census(self, tenant: str, broadcast: str, census: Census) -> Census:
        """Write it on the version it was read at. raises  StaleTicket when somebody else was faster"""

    def owe(self, notices: Sequence[Notice]) -> int:
        """Write those that are not there; returns how many were not."""

    def owed(self, keys: Sequence[tuple[str, str]]) -> Sequence[Notice]:
        """Of these messages (parent, id), at most a page's, those that are there, as they stand; in no order."""
