"""Finds provinces: by slug, by platform account. Documents are versioned; the active one is cached for a minute."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from chalicelib import observe, schema
from chalicelib.errors import NotFound, Unprocessable
from chalicelib.province.document import province_from
from chalicelib.province.province import Province
from chalicelib.province.review import loose_ends

FRESH_FOR = timedelta(seconds=60)
_SLUG = re.compile(r"[a-z0-9-]{1,60}")


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


@dataclass
class Registry:
    versions: Versions
    now: Callable[[], datetime]
    _provinces: dict[str, tuple[datetime, Province | None]] = field(default_factory=dict)
    _owners: dict[tuple[str, str], tuple[datetime, str | None]] = field(default_factory=dict)
    _slugs: tuple[datetime, list[str]] | None = None

    def get(self, slug: str) -> Province:
        """raises NotFound"""
        if not _SLUG.fullmatch(slug):
            raise NotFound("no such province", province=slug[:60])  # nothing is read or kept for what is no name
        now = self.now()
        fresh = self._provinces.get(slug)
        if fresh is None or now - fresh[0] > FRESH_FOR:
            fresh = self._provinces[slug] = (now, self._current(slug, fresh[1] if fresh else None))
        if fresh[1] is None:
            raise NotFound("no such province", province=slug)
        return fresh[1]

    def _current(self, slug: str, known: Province | None) -> Province | None:
        """The active version; the value we have when it is still that one, as matchers are cached on it."""
        number = self.versions.active(slug)
        if number is None:
            return None
        if known and known.version == number:
            return known
        return province_from(self.versions.document(slug, number), number)

    def by_account(self, channel: str, account: str) -> Province:
        """raises NotFound when no province has this page or OA"""
        now = self.now()
        fresh = self._owners.get((channel, account))
        if fresh is None or now - fresh[0] > FRESH_FOR:
            fresh = self._owners[channel, account] = (now, self.versions.owner(channel, account))
        if fresh[1] is None:
            raise NotFound("no province has this account", channel=channel, account=account)
        return self.get(fresh[1])

    def all(self) -> list[Province]:
        """Every province that can be read: one that cannot must not stop the clock of the others."""
        now = self.now()
        if self._slugs is None or now - self._slugs[0] > FRESH_FOR:
            self._slugs = (now, self.versions.slugs())
        found = []
        for slug in self._slugs[1]:
            try:
                found.append(self.get(slug))
            except Exception:
                observe.alarm("province cannot be read", tenant=slug)
        return found

    def version(self, slug: str, number: int) -> Province:
        """A kept version as a value, whether it holds or not.

        raises  NotFound
        """
        return province_from(self.versions.document(slug, number), number)

    def put(self, document: Mapping[str, Any], author: str) -> int:
        """Check a document, keep it as the next version and make it active.

        raises  Unprocessable listing every fault with its JSON pointer
        """
        admit(document)
        number = self.versions.put(document["slug"], document, author, self.now())
        self._forget(document["slug"])
        return number

    def keep(self, document: Mapping[str, Any], author: str, note: str = "") -> int:
        """Check a document and keep it as the next version, without making it active.

        raises  as put
        """
        admit(document)
        return self.versions.keep(document["slug"], document, author, self.now(), note)

    def activate(self, slug: str, number: int, seen: int | None, author: str, *, back: bool = False) -> None:
        """Make a kept version the one that holds; it is checked again, for it may be older than the schema.

        raises  NotFound, Unprocessable, StaleTicket, Conflict
        """
        admit(self.versions.document(slug, number))
        self.versions.activate(slug, number, seen, author, self.now(), back=back)
        self._forget(slug)

    def _forget(self, slug: str) -> None:
        self._provinces.pop(slug, None)
        self._owners.clear()
        self._slugs = None


def faults(document: Any) -> list[dict[str, str]]:
    """Everything that keeps a document from being a province, as {pointer, message}; empty when it is one."""
    try:
        admit(document)
    except Unprocessable as refusal:
        found: list[dict[str, str]] = refusal.facts["faults"]
        return found
    return []


def admit(document: Any) -> None:
    """raises  Unprocessable listing every fault of a document"""
    schema.check("province/province", document)
    if found := loose_ends(document):
        raise Unprocessable("the province document points at things it does not hold", faults=found)


def in_turn(provinces: Sequence[Province], now: datetime) -> list[Province]:
    """Each minute another one is first: a province with very much to say must not silence those after it."""
    first = int(now.timestamp() // 60) % max(len(provinces), 1)
    return [*provinces[first:], *provinces[:first]]
