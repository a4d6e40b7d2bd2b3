"""A stand-in for the store of published petitions, held to its contract in tests/contracts/test_publish.py."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chalicelib.errors import BadInput
from chalicelib.publish.published import MOST_WORDS, Publication, Wanted
from chalicelib.publish.store import Counted, Found, Place
from chalicelib.ticket.ticket import Ticket
from chalicelib.ticket.workflow import OPEN_STATES
from chalicelib.vietnamese import fold
from tests.fakes import Shelf


@dataclass
class ShelfPublished:
    shelf: Shelf = field(default_factory=Shelf)
    figures: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    calls: int = 0

    def search(self, tenant: str, wanted: Wanted, reads: int, after: Place | None) -> Found:
        self.calls += 1
        if after and not _within(after[1], wanted.since, wanted.until):
            raise BadInput("this cursor is of another search")
        mine = [one for (slug, _), one in self.shelf.public.items() if slug == tenant]
        mine = [one for one in mine if _within(one.opened_at, wanted.since, wanted.until)]
        mine.sort(key=_order, reverse=True)
        if after:
            mine = [one for one in mine if _order(one) < (after[1], after[0])]
        read = mine[:reads]
        last = (read[-1].code, read[-1].opened_at) if len(read) == reads else None
        return Found(publications=tuple(one for one in read if _fits(one, wanted)), after=last)

    def some(self, tenant: str, codes: Sequence[str]) -> list[Publication]:
        self.calls += 1
        return [self.shelf.public[tenant, code] for code in codes if (tenant, code) in self.shelf.public]

    def ended(self, tenant: str, since: datetime, until: datetime) -> list[Counted]:
        return self._counted(tenant, since, until, is_open=False)

    def open(self, tenant: str, unit: str, since: datetime, until: datetime) -> list[Counted]:
        self.calls += 1
        return [one for one in self._counted(tenant, since, until, is_open=True) if one.unit == unit]

    def kept(self, tenant: str, name: str) -> dict[str, Any] | None:
        return self.figures.get((tenant, name))

    def keep(self, tenant: str, name: str, figures: dict[str, Any], until: datetime) -> None:
        self.figures[tenant, name] = figures

    def _counted(self, tenant: str, since: datetime, until: datetime, *, is_open: bool) -> list[Counted]:
        mine = [t for t in self.shelf.tickets.values() if t.tenant == tenant and (t.status in OPEN_STATES) is is_open]
        return [_as_counted(t) for t in mine if since <= t.opened_at < until]


def _as_counted(ticket: Ticket) -> Counted:
    return Counted(
        code=ticket.code, category=ticket.category or "", unit=ticket.unit, opened_at=ticket.opened_at, promised_at=ticket.promised_at,
        answered_at=ticket.answered_at, open=ticket.status in OPEN_STATES,
    )  # fmt: skip


def _order(one: Publication) -> Any:
    return one.opened_at, one.code


def _within(at: datetime, since: datetime | None, until: datetime | None) -> bool:
    return (since is None or at >= since) and (until is None or at < until)


def _fits(one: Publication, wanted: Wanted) -> bool:
    exact = all(
        not getattr(wanted, name) or getattr(wanted, name) == getattr(one, name)
        for name in ("category", "place", "unit")
    )
    said = f"{one.text} {one.address} {one.answer}"
    words = set(fold(said).split())
    status = not wanted.status or one.status in wanted.status.split(",")
    return exact and status and set(list(dict.fromkeys(fold(wanted.text).split()))[:MOST_WORDS]) <= words
