"""Worklists: what lies on the desk of a unit, or of a whole part of the tree, the first due first.

One query a unit and page, whatever lies there: piles are in due order already and are only merged. A page ends where
one of its piles was read to the end of what was asked for; so it may be shorter than wished, and says where it goes on.

A list over a part of the tree costs as many queries as it has units (at most some hundred in a province), eight of them
at a time, and at most READ_AT_MOST cards or SHALLOWEST a unit, whichever is more: the same for every page. A filter
that the index does not know (state, field, urgency, words) reads up to DEEPEST cards a pile for one page.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import datetime
from heapq import merge
from itertools import islice

from chalicelib import cursor as cursors
from chalicelib.desk import observing
from chalicelib.desk.piles import SPOT, Asked, Entry, Pile, Piles, Spot, placed, spot, spot_of
from chalicelib.desk.reach import present, sees, sees_unit
from chalicelib.errors import BadInput, Forbidden, NotFound
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry
from chalicelib.ticket.ticket import Actor, Ticket
from chalicelib.ticket.workflow import OPEN_STATES, Role, Status
from chalicelib.vietnamese import fold

DEEPEST = 400  # cards read of one pile when a filter may find little
SHALLOWEST = 10  # and when there are many piles
READ_AT_MOST = 2000  # cards a page, of all piles together
LOOKED_UP = 100  # petitions a page that are looked at one by one, for those who see only some of a desk
# A card does not say over which page it came or for whom it was sent.
PARTIAL = frozenset({Role.PAGE_MANAGER, Role.OBSERVER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list shows; empty asks for all. `due_before` is an aware instant."""

    unit: str = ""  # the officer's own
    subtree: bool = False  # with the units below it
    done: bool = False
    status: str = ""  # a state of ticket.workflow.Status; those that have ended lie among the done
    overdue: bool = False
    due_before: datetime | None = None
    category: str = ""
    urgency: str = ""
    text: str = ""  # words of the excerpt or of the code, with or without diacritics


@dataclass(frozen=True, slots=True, kw_only=True)
class Worklist:
    entries: tuple[Entry, ...]
    cursor: str | None
    now: datetime  # what «overdue» is measured by


@dataclass(frozen=True)
class Worklists:
    piles: Piles
    provinces: Registry
    now: Callable[[], datetime]

    def page(self, slug: str, wanted: Wanted, actor: Actor, limit: int, cursor: str | None) -> Worklist:
        """Petitions held by the units asked for, and those they owe their part of.

        raises  NotFound for another tenant or an unknown unit; Forbidden outside the actor's part of the tree;
                BadInput for another question's cursor, and for what is overdue among the done
        """
        province, actor = entered(self.provinces, slug, actor)
        units, now = listed(province, wanted, actor), self.now()
        question = (slug, "worklist", actor.unit, *astuple(wanted))
        after = spot(cursors.opened(cursor, SPOT, *question)) if cursor else None
        asked = [_from(unit, number, units, after) for number, unit in enumerate(units)]
        found = self.piles.read(slug, asked, wanted.done, _until(wanted, now), _depth(wanted, actor, units, limit))
        entries, more = _merged(found)
        if actor.role in PARTIAL:
            entries, more = self._shown_to(actor, entries[:LOOKED_UP]), more or len(entries) > LOOKED_UP
        keeps = self._filter(province, wanted, actor, entries, units, now)
        shown = list(islice(((n, entry) for n, entry in enumerate(entries) if keeps(entry)), limit))
        last = shown[-1][0] if len(shown) == limit else len(entries) - 1
        goes_on = bool(entries) and (more or last + 1 < len(entries))
        return Worklist(
            entries=tuple(entry for _, entry in shown),
            cursor=cursors.sealed(placed(spot_of(entries[last])), *question) if goes_on else None,
            now=now,
        )

    def _filter(
        self, province: Province, wanted: Wanted, actor: Actor, entries: Sequence[Entry], units: Sequence[str],
        now: datetime,
    ) -> Callable[[Entry], bool]:  # fmt: skip
        mine = self._seen(province, actor, entries) if actor.role in PARTIAL else None
        words = fold(wanted.text).split()

        def keeps(entry: Entry) -> bool:
            card = entry.card
            return (
                (mine is None or card.code in mine)
                # It lies on its holder's desk in the same list.
                and not (entry.shared and card.unit in units and card.status in OPEN_STATES)
                and wanted.status in ("", card.status)
                and wanted.category in ("", card.category)
                and wanted.urgency in ("", card.urgency)
                and (not wanted.overdue or is_overdue(entry, now))
                and all(word in fold(f"{card.code} {card.excerpt}") for word in words)
                # Whose words are kept off every list may be about the very reader: it is looked up.
                and (mine is not None or bool(card.excerpt) or bool(self._seen(province, actor, [entry])))
            )

        return keeps

    @staticmethod
    def _shown_to(actor: Actor, entries: Sequence[Entry]) -> list[Entry]:
        """Before anything is searched for: nobody finds out by a search what they are not shown."""
        cards = observing.cards(actor, (entry.card for entry in entries))
        return [replace(entry, card=card) for entry, card in zip(entries, cards, strict=True)]

    def _seen(self, province: Province, actor: Actor, entries: Iterable[Entry]) -> set[str]:
        tickets: list[Ticket] = self.piles.tickets(province.slug, [entry.card.code for entry in entries])
        return {ticket.code for ticket in tickets if sees(province, actor, ticket)}


def entered(provinces: Registry, slug: str, actor: Actor) -> tuple[Province, Actor]:
    """The province and the actor in the unit theirs has become.

    raises  NotFound for another tenant: a token of A learns nothing about B
    """
    if actor.tenant != slug:
        raise NotFound("no such province", province=slug)
    province = provinces.get(slug)
    return province, present(province, actor)


def listed(province: Province, wanted: Wanted, actor: Actor) -> tuple[str, ...]:
    """The units whose desks a list shows, in the order of the province's document.

    raises  NotFound, Forbidden, BadInput
    """
    if wanted.done and wanted.overdue:
        raise BadInput("what is done is not overdue", faults=[{"pointer": "?overdue", "message": "only with open"}])
    root = province.unit(wanted.unit or actor.unit).id
    if not wanted.subtree:
        if not sees_unit(province, actor, root):
            raise Forbidden("this unit is not in your part of the tree", unit=root)
        return (root,)
    below = (u for u in province.units if province.within(u, root) and (wanted.done or province.is_open(u)))
    units = tuple(unit for unit in below if sees_unit(province, actor, unit))
    if not units:
        raise Forbidden("none of these units is in your part of the tree", unit=root)
    return units


def is_overdue(entry: Entry, now: datetime) -> bool:
    """True when its moment has passed; while the citizen is asked the clock stands still."""
    return entry.due < now and (entry.shared or entry.card.status != Status.WAITING)


def _until(wanted: Wanted, now: datetime) -> datetime | None:
    bounds = [bound for bound in (wanted.due_before, now if wanted.overdue else None) if bound]
    return min(bounds) if bounds else None


def _depth(wanted: Wanted, actor: Actor, units: Sequence[str], limit: int) -> int:
    """Cards to read of each pile: enough for the page, more when much may be left out, less when there are many."""
    picky = wanted.text or wanted.status or wanted.category or wanted.urgency or wanted.subtree or actor.role in PARTIAL
    return max(SHALLOWEST, min(DEEPEST if picky else limit, READ_AT_MOST // len(units)))


def _from(unit: str, number: int, units: Sequence[str], after: Spot | None) -> Asked:
    """Where the pile of a unit is to be read from: of what is due at one moment, units stand in their order."""
    if after is None:
        return Asked(unit=unit)
    if unit == after.unit:
        return Asked(unit=unit, after=after)
    return Asked(unit=unit, since=after.at, past=after.unit in units and number < units.index(after.unit))


def _merged(piles: Sequence[Pile]) -> tuple[list[Entry], bool]:
    """(entries in due order up to where a pile was cut off, whether there is more)."""
    found: list[Entry] = []
    for number, place, entry in merge(*map(_numbered, range(len(piles)), piles), key=lambda row: (row[2].due, row[0])):
        found.append(entry)
        if piles[number].more and place == len(piles[number].entries) - 1:
            return found, True
    return found, False


def _numbered(number: int, pile: Pile) -> Iterator[tuple[int, int, Entry]]:
    for place, entry in enumerate(pile.entries):
        yield number, place, entry
