"""What content posts ask of the store. DynamoPosts answers in AWS; tests hold a fake to the same contract."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Protocol

from chalicelib.content.post import Mark, Post


class Posts(Protocol):
    def find(self, tenant: str, post: str) -> Post | None: ...

    def save(self, post: Post) -> Post:
        """Write `post` on the version it was read at, 0 for a new one; returns it as saved.

        raises  StaleTicket when somebody else was faster, or a new one is there already
        """

    def publish(self, post: Post, mark: Mark) -> Post | None:
        """`save` together with the mark of the copy that went out; None when that id belongs to another post.

        raises  StaleTicket as save
        """

    def due(self, tenant: str, until: datetime) -> Iterator[str]:
        """Ids of the posts the publisher must look at by `until`."""

    def page(self, tenant: str, limit: int, before: str) -> list[Post]:
        """The newest first, of those older than the post `before` when it is given; one query."""

    def mark(self, tenant: str, channel: str, account: str, copy: str) -> Mark | None:
        """The mark of a copy by its platform id, without its reading."""

    def of_day(self, tenant: str, day: date) -> list[Mark]:
        """Every copy that went out on a local day."""

    def unread(self, tenant: str, until: datetime) -> Iterator[Mark]:
        """Copies to be read again by `until`."""

    def keep_reading(self, mark: Mark) -> None:
        """Write the reading and `read_at` of a mark."""

    def count_followers(self, tenant: str, channel: str, account: str, day: date, followers: int) -> None:
        """Write down how many followed the account on a local day."""

    def followers(self, tenant: str, channel: str, account: str, first: date, last: date) -> Mapping[date, int]:
        """What was counted on the local days from `first` to `last`, both included."""
