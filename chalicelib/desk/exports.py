"""Petitions as rows of a sheet: one each, opened between two days, read desk by desk and page by page.

Nobody's name, number or address stands in it, whoever asks: who a sender is, is looked at one by one, with a reason.
The first words of a petition may say something personal: they stand there as they are for those to whom the province
shows people, redacted for the others, and not at all for analysts. What was erased is in no export.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib import cursor as cursors
from chalicelib.desk.piles import SPOT, Asked, Piles, Spot, placed, spot, spot_of
from chalicelib.desk.reach import EVERYWHERE, reads_people, sees, sees_unit
from chalicelib.desk.worklists import entered
from chalicelib.errors import BadInput, Forbidden
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry
from chalicelib.redaction import redacted
from chalicelib.ticket.conflict import excluded
from chalicelib.ticket.ticket import Actor, Ticket
from chalicelib.ticket.workflow import OPEN_STATES, Role, Status

LONGEST_PERIOD = timedelta(days=367)
MAY = EVERYWHERE | {Role.HEAD, Role.ANALYST}
QUERIES_AT_MOST = 60  # a page: it ends there, and says where it goes on
A_QUERY = 100  # cards
PLACE = (*SPOT, "done")


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Opened from `since` up to, and without, `until`: aware instants; `unit` with those below it, or all one sees."""

    since: datetime
    until: datetime
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A petition as a sheet shows it. `words` are what the reader may see of its first words; `late`: its answer is."""

    ticket: Ticket
    words: str
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    rows: tuple[Row, ...]
    cursor: str | None


@dataclass(frozen=True)
class Exports:
    piles: Piles
    provinces: Registry
    now: Callable[[], datetime]

    def page(self, slug: str, period: Period, actor: Actor, limit: int, cursor: str | None) -> Sheet:
        """At most `limit` rows. A petition that ends between two pages may stand in both: its code tells.

        raises  NotFound, Forbidden; BadInput for more than a year, or another question's cursor
        """
        province, actor = entered(self.provinces, slug, actor)
        units = _units(province, actor, period)
        if not timedelta() < period.until - period.since <= LONGEST_PERIOD:
            fault = {"pointer": "?to", "message": "not before from, and at most a year after it"}
            raise BadInput("no such period", faults=[fault])
        question = (slug, "export", actor.unit, period.unit, period.since.isoformat(), period.until.isoformat())
        desks = [
            (unit, done) for done in (False, True) for unit in units
        ]  # what ends meanwhile is met twice, not never
        start, at = _begin(desks, cursors.opened(cursor, PLACE, *question)) if cursor else (0, None)
        found, place = self._gather(slug, desks[start:], period, at, limit)
        return Sheet(
            rows=tuple(self._rows(province, actor, found)), cursor=cursors.sealed(place, *question) if place else None
        )

    def _gather(
        self, slug: str, desks: Sequence[tuple[str, bool]], period: Period, at: Spot | None, limit: int
    ) -> tuple[list[str], dict[str, str] | None]:
        """(codes, where it goes on)."""
        found: list[str] = []
        for _ in range(QUERIES_AT_MOST):
            if not desks:
                return found, None
            unit, done = desks[0]
            # Nothing is due before it was opened: the index need not be read from its beginning.
            asked = Asked(unit=unit, after=at) if at else Asked(unit=unit, since=period.since)
            (pile,) = self.piles.read(slug, [asked], done, None, A_QUERY)
            for entry in pile.entries:
                if not entry.shared and period.since <= entry.card.opened_at < period.until:
                    found.append(entry.card.code)
                if len(found) == limit:
                    return found, _place(unit, done, spot_of(entry))
            at = spot_of(pile.entries[-1]) if pile.more else None
            desks = desks if pile.more else desks[1:]
        return found, _place(*desks[0], at) if desks else None

    def _rows(self, province: Province, actor: Actor, codes: Sequence[str]) -> Iterator[Row]:
        now = self.now()
        for ticket in self.piles.tickets(province.slug, codes):
            if _may_see(province, actor, ticket):
                waits = ticket.status in OPEN_STATES and ticket.status is not Status.WAITING
                answered = ticket.answered_at or (now if waits else None)
                late = answered is not None and answered > ticket.promised_at
                yield Row(ticket=ticket, words=_words(province, actor, ticket), late=late)


def _units(province: Province, actor: Actor, period: Period) -> list[str]:
    """Closed units too: what ended there stays there.

    raises  NotFound, Forbidden
    """
    if actor.role not in MAY:
        raise Forbidden(f"a {actor.role} exports no petitions", roles=sorted(MAY))
    root = province.unit(period.unit).id if period.unit else ""
    analyst = actor.role is Role.ANALYST
    units = [
        unit for unit in province.units
        if (analyst or sees_unit(province, actor, unit)) and (not root or province.within(unit, root))
    ]  # fmt: skip
    if not units:
        raise Forbidden("this unit is not in your part of the tree", unit=root)
    return units


def _may_see(province: Province, actor: Actor, ticket: Ticket) -> bool:
    """Analysts see every row, since it says nothing of anybody; not those about themselves or their unit."""
    if actor.role is Role.ANALYST:
        return not excluded(province, ticket, actor)
    return sees(province, actor, ticket)


def _words(province: Province, actor: Actor, ticket: Ticket) -> str:
    if actor.role is Role.ANALYST:
        return ""
    return ticket.excerpt if reads_people(province, actor) else redacted(ticket.excerpt)


def _place(unit: str, done: bool, at: Spot | None) -> dict[str, str]:
    begun = placed(at) if at else dict.fromkeys(SPOT, "")
    return begun | {"unit": unit, "done": "1" if done else ""}


def _begin(desks: Sequence[tuple[str, bool]], place: dict[str, str]) -> tuple[int, Spot | None]:
    """(number of the desk, spot in its pile).

    raises  BadInput when the unit has gone, or has left the officer's part of the tree
    """
    desk = (place["unit"], bool(place["done"]))
    if desk not in desks:
        raise BadInput("the units have changed since: please begin again", faults=[{"pointer": "?cursor"}])
    return desks.index(desk), spot(place) if place["at"] else None
