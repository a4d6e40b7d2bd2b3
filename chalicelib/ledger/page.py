"""A page of the ledger: the events of one local day of a province, without words, and the seal over them.

The file of a page is JSON lines: the page's head, then a leaf a line. A leaf's line is what its digest is taken of, so
whoever has the file needs nothing of ours to check it. Petitions stand under a mark: only who has the code finds it.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Protocol
from zoneinfo import ZoneInfo

from chalicelib.errors import BadInput
from chalicelib.ledger import merkle

FORMAT = "cau-noi-ledger/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One event: whose, which, when (UTC, whole milliseconds), the hash of the one before, its own hash."""

    ticket: str
    n: int
    at: datetime
    prev: str
    hash: str

    @property
    def line(self) -> str:
        return _json([self.ticket, self.n, _instant(self.at), self.prev, self.hash])

    @property
    def digest(self) -> bytes:
        return merkle.leaf(self.line.encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What is sealed of a day. root: over its leaves; before: seal of the page before, empty for the first."""

    tenant: str
    zone: str
    day: date
    count: int
    root: str
    before: str

    @property
    def seal(self) -> str:
        """Covers the day, all its events and, by the page before, every day until then."""
        return sha256(_json([FORMAT, self.tenant, self.zone, str(self.day), *self._rest]).encode()).hexdigest()

    @property
    def _rest(self) -> tuple[int, str, str]:
        return self.count, self.root, self.before

    def local_day(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.zone)).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    head: Head
    leaves: tuple[Leaf, ...]


class Sealed(Protocol):
    """An event or an entry: what a chain holds of it."""

    @property
    def n(self) -> int: ...
    @property
    def at(self) -> datetime: ...
    @property
    def prev(self) -> str: ...
    @property
    def hash(self) -> str: ...


def leaf_for(tenant: str, code: str, event: Sealed, veil: Callable[[str], str]) -> Leaf:
    """What is published of an event; the hash before the first one stays empty."""
    prev = veil(event.prev) if event.prev else ""
    return Leaf(ticket=mark_of(tenant, code), n=event.n, at=event.at, prev=prev, hash=veil(event.hash))


def mark_of(tenant: str, code: str) -> str:
    """What a petition is called in the ledger: whoever has its code can find it, nobody can read the code from it."""
    return sha256(f"ledger#{tenant}#{code}".encode()).hexdigest()[:32]


def bound(tenant: str, zone: str, day: date, leaves: Iterable[Leaf], before: str) -> Page:
    """The page of a day: its leaves in the order of instants, each once."""
    kept = tuple(sorted(set(leaves), key=lambda one: (one.at, one.ticket, one.n)))
    root = merkle.root([one.digest for one in kept]).hex()
    return Page(
        head=Head(tenant=tenant, zone=zone, day=day, count=len(kept), root=root, before=before), leaves=kept
    )  # fmt: skip


def written(page: Page) -> bytes:
    """The file of a page."""
    head = page.head
    first = {
        "format": FORMAT, "province": head.tenant, "zone": head.zone, "day": str(head.day), "count": head.count,
        "root": head.root, "before": head.before, "seal": head.seal,
    }  # fmt: skip
    return "\n".join([_json(first), *(one.line for one in page.leaves), ""]).encode()


def read(data: bytes) -> Page:
    """The page in a file, as it says it is: whether that is true, checking.py finds.

    raises  BadInput for what is no page
    """
    try:
        first, *lines = data.decode().removesuffix("\n").split("\n")
        said = json.loads(first)
        if said["format"] != FORMAT:
            raise BadInput("no page of this ledger's format")
        head = Head(
            tenant=str(said["province"]), zone=str(said["zone"]), day=date.fromisoformat(said["day"]),
            count=int(said["count"]), root=str(said["root"]), before=str(said["before"]),
        )  # fmt: skip
        if said["seal"] != head.seal:
            raise BadInput("the seal is not that of this page", day=str(head.day))
        ZoneInfo(head.zone)
        page = Page(head=head, leaves=tuple(leaf_of(line) for line in lines))
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput("this is no page of a ledger") from error
    if written(page) != data:  # words beside those that are sealed
        raise BadInput("this is no page of a ledger", day=str(head.day))
    return page


def place_of(leaves: Sequence[Leaf], ticket: str, n: int) -> int | None:
    """Where the event stands on its page."""
    return next((place for place, one in enumerate(leaves) if (one.ticket, one.n) == (ticket, n)), None)


def leaf_of(line: str) -> Leaf:
    """The leaf in a line.

    raises  ValueError, TypeError for any other line
    """
    ticket, n, at, prev, seal = json.loads(line)
    found = Leaf(ticket=str(ticket), n=int(n), at=datetime.fromisoformat(at), prev=str(prev), hash=str(seal))
    if found.line != line:
        raise ValueError("not as this ledger writes it")
    return found


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
