"""The kept versions of province documents: what is asked of the place they lie in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Activation:
    """A version became the one that holds; `before` held until then."""

    at: datetime
    author: str
    before: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A kept document without the document: who kept it, why, and when it was made active."""

    number: int
    at: datetime
    author: str
    note: str
    activations: tuple[Activation, ...] = ()


class Versions(Protocol):
    """Where province documents lie. Every version is kept for ever."""

    def active(self, slug: str) -> int | None:
        """Number of the active version."""

    def document(self, slug: str, number: int) -> Mapping[str, Any]:
        """raises  NotFound"""

    def owner(self, channel: str, account: str) -> str | None:
        """Slug of the province an account belongs to."""

    def slugs(self) -> list[str]:
        """Provinces that have an active version."""

    def history(self, slug: str) -> list[Version]:
        """Every version, newest first, each with its activations, oldest first."""

    def keep(self, slug: str, document: Mapping[str, Any], author: str, at: datetime, note: str = "") -> int:
        """Keep a version that does not hold yet; returns its number.

        raises  TooLarge when no row could hold it
        """

    def activate(
        self, slug: str, number: int, seen: int | None, author: str, at: datetime, *, back: bool = False
    ) -> None:
        """Make a kept version active: bind the accounts it names, release those it dropped, owe the settling.

        seen    the version that must still be active; None for a province without one
        back    this takes an earlier change back
        raises  NotFound; StaleTicket when another version is active; Conflict for another province's account
        """

    def put(self, slug: str, document: Mapping[str, Any], author: str, at: datetime) -> int:
        """Keep a new version and make it active in one transaction; returns its number.

        raises  as keep and activate
        """
