"""What the publisher asks of a platform. FacebookPosts and ZaloArticles answer; another platform is another file."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from chalicelib.content.post import Post, Reading


class Carrier(Protocol):
    """Every call raises SupplierError as sorted by the platform's number; Unsure: it may be out all the same."""

    def publish(self, account: str, post: Post, pictures: Sequence[str]) -> str:
        """Put `post` on the account with the photos behind these links; returns the platform's id."""

    def found(self, account: str, post: Post, since: datetime) -> list[str]:
        """Ids of what the account has shown since then with exactly the words of `post`, the oldest first."""

    def reading(self, account: str, copy: str, now: datetime) -> Reading:
        """What came of a copy, by its platform id."""
