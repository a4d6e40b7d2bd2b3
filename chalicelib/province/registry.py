"""Finds provinces: by slug, by platform account. Documents are versioned; the active one is cached for a minute."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from chalicelib import schema
from chalicelib.errors import NotFound, Unprocessable
from chalicelib.province.province import Province, province_from

FRESH_FOR = timedelta(seconds=60)


class Versions(Protocol):
    """Where province documents lie."""

    def active(self, slug: str) -> int | None:
        """Number of the active version."""

    def document(self, slug: str, number: int) -> Mapping[str, Any]:
        """raises  NotFound"""

    def owner(self, channel: str, account: str) -> str | None:
        """Slug of the province an account belongs to."""

    def slugs(self) -> list[str]: ...

    def put(self, slug: str, document: Mapping[str, Any], author: str, at: datetime) -> int:
        """Keep a new version, make it active, bind its accounts; returns its number.

        raises  Conflict when an account already belongs to another province, or somebody put a version meanwhile
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
        now = self.now()
        if self._slugs is None or now - self._slugs[0] > FRESH_FOR:
            self._slugs = (now, self.versions.slugs())
        return [self.get(slug) for slug in self._slugs[1]]

    def put(self, document: Mapping[str, Any], author: str) -> int:
        """Check a document, keep it as the next version and make it active.

        raises  Unprocessable listing every fault with its JSON pointer
        """
        schema.check("province/province", document)
        faults = loose_ends(document)
        if faults:
            raise Unprocessable("the province document points at things it does not hold", faults=faults)
        number = self.versions.put(document["slug"], document, author, self.now())
        self._provinces.pop(document["slug"], None)
        self._owners.clear()
        self._slugs = None
        return number


def loose_ends(document: Mapping[str, Any]) -> list[dict[str, str]]:
    """References of a document that lead nowhere, and stages without a last word, as {pointer, message}."""
    units = {unit["id"] for unit in document["units"]}
    points = [("/tray", document["tray"]), ("/leadership", document["leadership"])]
    points += [(f"/units/{i}/parent", u["parent"]) for i, u in enumerate(document["units"]) if u["parent"]]
    points += [(f"/accounts/{i}/unit", a["unit"]) for i, a in enumerate(document["accounts"])]
    points += [(f"/staff/{i}/unit", s["unit"]) for i, s in enumerate(document["staff"])]
    points += [(f"/routing/{i}/to", r["to"]) for i, r in enumerate(document["routing"]) if not r["to"].startswith("@")]
    faults = [{"pointer": p, "message": f"no unit {u!r}"} for p, u in points if u not in units]
    for stage in ("assign", "receive", "answer"):
        if not any(row["stage"] == stage and not row.get("when") for row in document["regulation"]["limits"]):
            faults.append(
                {
                    "pointer": "/regulation/limits",
                    "message": f"stage {stage!r} needs a row that holds for all",
                }
            )
    return faults
