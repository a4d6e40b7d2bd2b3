"""Who follows a dossier, what they thought of the service, and what the newsroom asks of their store."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from chalicelib.dossier.dossier import Dossier, Owed
from chalicelib.ticket.conversation import conversation_partition, thread_of
from chalicelib.ticket.owed import Notice
from chalicelib.ticket.ticket import Channel, Lane, Origin

FOLLOWED_AFTER = timedelta(days=30)  # an ended dossier is followed so long: it may be taken up again
MOST = 20  # dossiers one person follows at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Follower:
    """One person in one conversation; who that is, only the vault knows.

    ends_at   UTC; from then on nothing is told any more, and the row goes. None while the dossier is open
    asked_at  when they were asked to rate the service; once
    stars     what they gave, 0 before
    """

    tenant: str
    code: str
    channel: str
    account: str
    alias: str
    lane: Lane
    since: datetime
    locale: str = ""
    ends_at: datetime | None = None
    asked_at: datetime | None = None
    stars: int = 0

    @property
    def place(self) -> str:
        """The partition of the conversation they are told in."""
        thread = thread_of(Channel(self.channel), self.lane)
        return conversation_partition(self.tenant, thread, self.account, self.alias)

    @property
    def origin(self) -> Origin:
        return Origin(channel=Channel(self.channel), account=self.account, alias=self.alias, lane=self.lane)

    def listens(self, now: datetime) -> bool:
        return self.ends_at is None or now < self.ends_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """Stars for the service of a dossier that has ended; of whom is not kept with it."""

    tenant: str
    code: str
    at: datetime  # UTC
    stars: int
    agency: str
    unit: str  # the province's unit of that name, or the procedure's; empty where neither is known
    procedure: str


class Followers(Protocol):
    def add(self, seen: Dossier, follower: Follower, notices: Sequence[Notice] = ()) -> bool:
        """Keep a follower who was shown `seen`, and what they are told of it, in one transaction.

        returns  False when the dossier has changed since: nothing was written
        """

    def find(self, tenant: str, code: str, alias: str) -> Follower | None: ...

    def of(self, place: str) -> list[Follower]:
        """All dossiers followed from a conversation, by code."""

    def after(self, tenant: str, code: str, alias: str, limit: int) -> list[Follower]:
        """The next `limit` followers of a dossier by alias, above `alias`."""

    def remove(self, follower: Follower) -> None: ...

    def owing(self, tenant: str, until: datetime) -> Iterator[str]:
        """Codes of the dossiers whose followers must be told by `until`."""

    def told(self, seen: Dossier, left: Owed | None, notices: Sequence[Notice], changed: Sequence[Follower]) -> bool:
        """Owe these notices, keep these followers as they are now, and `left` as what `seen` still owes: one
        transaction.

        returns  False when the dossier has moved since, or a follower has left: nothing was written
        """

    def rate(self, follower: Follower, rating: Rating) -> bool:
        """Keep the stars of a follower. False when they have rated it before, or follow it no more."""

    def ratings(self, tenant: str, since: datetime, until: datetime) -> Iterator[Rating]:
        """Those from `since` up to, and without, `until` (aware), oldest first."""

    def days(self, tenant: str, first: date, last: date) -> Mapping[date, Any]:
        """What was kept of these local days, as JSON values."""

    def keep_day(self, tenant: str, day: date, value: Any) -> None:
        """Keep what a local day came to; again is the same."""
