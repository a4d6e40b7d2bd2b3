"""Finds provinces: by slug, by platform account. Documents are versioned; the active one is cached for a minute."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib import observe, schema
from chalicelib.errors import NotFound, Unprocessable
from chalicelib.province.document import province_from
from chalicelib.province.province import Province
from chalicelib.province.review import loose_ends, mixed
from chalicelib.province.versions import Activation as Activation  # who asks the registry knows its values
from chalicelib.province.versions import Version as Version
from chalicelib.province.versions import Versions as Versions

FRESH_FOR = timedelta(seconds=60)
_SLUG = re.compile(r"[a-z0-9-]{1,60}")


@dataclass
class Registry:
    versions: Versions
    now: Callable[[], datetime]
    _provinces: dict[str, tuple[datetime, Province | None]] = field(default_factory=dict)
    _owners: dict[tuple[str, str], tuple[datetime, str | None]] = field(default_factory=dict)
    _slugs: tuple[datetime, list[str]] | None = None
    _alone: str = ""

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
        """Every province that can be read, but for those of training, which have a time of their own."""
        return [self.get(self._alone)] if self._alone else [one for one in self._readable() if not one.training]

    def training(self) -> list[Province]:
        """Every training province that can be read."""
        return [one for one in self._readable() if one.training]

    def slugs(self) -> list[str]:
        """Of `all`, and of those that cannot be read."""
        if self._alone:
            return [self._alone]
        apart = {one.slug for one in self.training()}
        return [slug for slug in self.versions.slugs() if slug not in apart]

    def alone(self, slug: str) -> "Registry":
        """The same provinces, of which `all` names but this one."""
        return replace(self, _alone=slug)

    def _readable(self) -> list[Province]:
        """One that cannot be read must not stop the clock of the others."""
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
        self._admit(document)
        number = self.versions.put(document["slug"], document, author, self.now())
        self._forget(document["slug"])
        return number

    def keep(self, document: Mapping[str, Any], author: str, note: str = "") -> int:
        """Check a document and keep it as the next version, without making it active.

        raises  as put
        """
        self._admit(document)
        return self.versions.keep(document["slug"], document, author, self.now(), note)

    def activate(self, slug: str, number: int, seen: int | None, author: str, *, back: bool = False) -> None:
        """Make a kept version the one that holds; it is checked again, for it may be older than the schema.

        raises  NotFound, Unprocessable, StaleTicket, Conflict
        """
        self._admit(self.versions.document(slug, number))
        self.versions.activate(slug, number, seen, author, self.now(), back=back)
        self._forget(slug)

    def faults(self, document: Any) -> list[dict[str, str]]:
        """Everything that keeps a document from being kept here, as {pointer, message}; empty when it may be."""
        return _refusals(self._admit, document)

    def _admit(self, document: Any) -> None:
        """raises  Unprocessable listing every fault, also of what the world and training must not share"""
        admit(document)
        slug, training = document["slug"], document.get("training", False)
        others = [one for one in self._readable() if one.slug != slug and one.training != training]
        history = self.versions.history(slug)
        first = self.versions.document(slug, history[-1].number) if history else document
        if found := mixed(document, first, {one.code_prefix for one in others}):
            raise Unprocessable("training and the world must be kept apart", faults=found)

    def _forget(self, slug: str) -> None:
        self._provinces.pop(slug, None)
        self._owners.clear()
        self._slugs = None


def faults(document: Any) -> list[dict[str, str]]:
    """Everything that keeps a document from being a province, as {pointer, message}; empty when it is one."""
    return _refusals(admit, document)


def _refusals(admitted: Callable[[Any], None], document: Any) -> list[dict[str, str]]:
    try:
        admitted(document)
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
    """Each minute another one is first: a province with very much to say must not silence those after it.

    Every hour it moves on by one more: what runs once an hour would else begin with the same one for ever.
    """
    minutes = int(now.timestamp() // 60)
    first = (minutes + minutes // 60) % max(len(provinces), 1)
    return [*provinces[first:], *provinces[:first]]
