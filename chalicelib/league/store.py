"""What the room asks of its stores. DynamoLeagues and S3 answer in AWS; tests hold fakes to the same contract."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from chalicelib.league.round import Comment, Round


class Leagues(Protocol):
    def find(self, tenant: str, round_id: str) -> Round | None: ...

    def save(self, round_: Round, comment: Comment | None = None) -> bool:
        """Write `round_` in the place of the version before its own, and with it a comment, new or decided.

        returns  False when another version is stored: nothing was written
        """

    def page(self, tenant: str, limit: int, before: str = "") -> list[Round]:
        """At most `limit` rounds, newest first, those made before the one named."""

    def due(self, tenant: str, until: datetime) -> Iterator[str]:
        """Ids of rounds the clock must compute, or tell units of, by `until`."""

    def comments(self, tenant: str, round_id: str) -> list[Comment]:
        """All of a round, in the order of their ids."""


class Files(Protocol):
    """The bucket; nothing in it is written over with something else, for a key names what it holds."""

    def put(self, key: str, data: bytes) -> None: ...

    def read(self, key: str) -> bytes:
        """raises  NotFound"""

    def link(self, key: str, name: str) -> str:
        """An address that is good for minutes."""
