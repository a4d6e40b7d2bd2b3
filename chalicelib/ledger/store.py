"""What the ledger asks of its stores. DynamoHeads and S3Files answer in AWS; tests hold fakes to the same contract."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from chalicelib.ledger.page import Head


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A page that was sealed. key: of its file; begun: day of the province's first page; made_at: UTC."""

    head: Head
    key: str
    begun: date
    made_at: datetime


class Heads(Protocol):
    def last(self, tenant: str) -> Kept | None:
        """The newest page."""

    def find(self, tenant: str, day: date) -> Kept | None:
        """The page of a day."""

    def before(self, tenant: str, day: date | None, limit: int) -> list[Kept]:
        """Pages older than `day` (None: all), the newest first."""

    def save(self, kept: Kept) -> bool:
        """False when the day has a page: it is never written over."""


class Files(Protocol):
    def put(self, key: str, data: bytes) -> None: ...

    def read(self, key: str) -> bytes: ...

    def link(self, key: str, name: str) -> str:
        """An address that is good for minutes."""
