"""What would have gone out: kept for those who train, instead of sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

KEPT = timedelta(days=30)  # of the world's time


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """to: aliases of people, ids of staff, an account, a topic, an address of another system; never a name or number.

    at  of the province's own clock, UTC
    """

    tenant: str
    id: str
    at: datetime
    purpose: str
    way: str
    to: tuple[str, ...]
    text: str
    subject: str = ""
    code: str = ""  # of the petition it is about

    @property
    def place(self) -> str:
        """Its place among the others, as text that sorts by time."""
        return f"{self.at.isoformat(timespec='milliseconds')}#{self.id}"


class Book(Protocol):
    """Where it is kept, for KEPT."""

    def add(self, captured: Captured, expires_at: int) -> None:
        """expires_at: seconds of the world's time"""

    def newest(self, tenant: str, limit: int, before: str) -> Sequence[Captured]:
        """Newest first, from below `before`, a place; empty: from the top."""
