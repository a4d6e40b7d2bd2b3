"""What the room asks of the store. DynamoPublished answers in AWS; tests hold a fake to the same contract."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from chalicelib.publish.published import Wanted
from chalicelib.ticket.publication import Publication

Place = tuple[str, datetime]  # code and opened_at of a publication: where in the list it stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One reading: what fits, the newest opened first, and where to go on reading; None when there is no more."""

    publications: tuple[Publication, ...]
    after: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A petition as figures count it: nothing of it is personal."""

    code: str
    category: str
    unit: str
    opened_at: datetime
    promised_at: datetime
    answered_at: datetime | None
    open: bool


class Shelf(Protocol):
    def search(self, tenant: str, wanted: Wanted, reads: int, after: Place | None) -> Found:
        """What fits among the next `reads` publications after a place; one query, and no more.

        Conditions of `wanted` but for `codes`.
        raises  BadInput for a place that is outside of what is wanted
        """

    def some(self, tenant: str, codes: Sequence[str]) -> list[Publication]:
        """Those of at most a hundred petitions that are published, in the order of `codes`; one call."""

    def ended(self, tenant: str, since: datetime, until: datetime) -> list[Counted]:
        """Petitions opened in [since, until) that are open no longer, published or not."""

    def open(self, tenant: str, unit: str, since: datetime, until: datetime) -> list[Counted]:
        """Petitions opened in [since, until) that lie open with `unit`, each with its holder only."""

    def kept(self, tenant: str, name: str) -> dict[str, Any] | None:
        """Figures that were kept under this name."""

    def keep(self, tenant: str, name: str, figures: dict[str, Any], until: datetime) -> None:
        """Keep figures; they may go after `until`."""
