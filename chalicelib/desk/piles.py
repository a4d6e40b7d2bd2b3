"""What lists ask of the store: the pile on a unit's desk, from a place on. DynamoPiles answers in AWS."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from chalicelib.errors import BadInput
from chalicelib.ticket.store import Card
from chalicelib.ticket.ticket import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A card on the desk of `unit`; `shared`: another unit holds the petition, this one owes its part."""

    card: Card
    unit: str
    due: datetime  # UTC: what the pile is ordered by
    shared: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place in the pile of `unit`; the card that marks it may have gone since."""

    at: datetime
    unit: str
    code: str
    shared: bool


SPOT = ("at", "unit", "code", "shared")


def spot_of(entry: Entry) -> Spot:
    return Spot(at=entry.due, unit=entry.unit, code=entry.card.code, shared=entry.shared)


def placed(at: Spot) -> dict[str, str]:
    """A spot as texts of a cursor."""
    return {"at": at.at.isoformat(), "unit": at.unit, "code": at.code, "shared": "1" if at.shared else ""}


def spot(place: Mapping[str, str]) -> Spot:
    """raises  BadInput"""
    try:
        at = datetime.fromisoformat(place["at"]).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadInput("no such cursor") from error
    return Spot(at=at, unit=place["unit"], code=place["code"], shared=bool(place["shared"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A pile from its beginning; from what is due at `since` (or, with `past`, later); or from behind a spot of it."""

    unit: str
    since: datetime | None = None
    past: bool = False
    after: Spot | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pile:
    entries: tuple[Entry, ...]
    more: bool


class Piles(Protocol):
    def read(self, tenant: str, asked: Sequence[Asked], done: bool, until: datetime | None, limit: int) -> list[Pile]:
        """For each pile asked for at most `limit` entries due before `until`, the first due first; one query each.

        raises  BadInput for a spot that is in no such pile
        """

    def tickets(self, tenant: str, codes: Sequence[str]) -> list[Ticket]:
        """Those of `codes` that are there, in their order; one call a hundred."""
