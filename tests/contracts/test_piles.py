"""The fake piles and the `desk` index of DynamoDB are read alike."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.desk.piles import Asked, Entry, Piles, spot_of
from chalicelib.ticket.life import Change
from chalicelib.ticket.store import Tickets
from chalicelib.ticket.ticket import Ticket
from chalicelib.ticket.workflow import Status
from tests.builders import SLUG, World, at
from tests.fakes import Shelf, ShelfTickets
from tests.fakes_desk import ShelfPiles

NOW = at("2026-11-18 09:00")
MINUTE = timedelta(minutes=1)
DESK, BESIDE = "phong-ha-tang", "so-xay-dung"
SAMPLE = World().opened("Mặt đường có ổ gà")


@dataclass
class Stores:
    tickets: Tickets
    piles: Piles

    def lay(self, code: str, due: int, tenant: str = SLUG, **fields: Any) -> Ticket:
        moment = NOW + due * MINUTE
        base = {"unit": DESK, "status": Status.IN_PROGRESS, "stage_due_at": moment, "promised_at": moment}
        ticket = replace(SAMPLE, code=code, tenant=tenant, version=0, **(base | fields))
        self.tickets.commit(Change(ticket=ticket))
        return replace(ticket, version=1)

    def read(self, *asked: Asked, done: bool = False, until: int | None = None, limit: int = 10) -> list[list[str]]:
        end = NOW + until * MINUTE if until is not None else None
        return [codes(pile.entries) for pile in self.piles.read(SLUG, asked, done, end, limit)]


def codes(entries: tuple[Entry, ...]) -> list[str]:
    return [entry.card.code for entry in entries]


@pytest.fixture(params=["shelf", "dynamo"])
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    if request.param == "shelf":
        shelf = Shelf()
        yield Stores(ShelfTickets(shelf), ShelfPiles(shelf))
    else:
        petitions, _ = request.getfixturevalue("fresh_tables")
        from chalicelib.desk.dynamo import DynamoPiles
        from chalicelib.ticket.dynamo import DynamoTickets

        yield Stores(DynamoTickets(petitions), DynamoPiles(petitions))


def test_a_pile_is_read_in_due_order_up_to_a_moment_and_no_further(stores: Stores) -> None:
    for code, due in (("SM-C", 30), ("SM-A", 10), ("SM-B", 20)):
        stores.lay(code, due)
    stores.lay("SM-X", 5, tenant="tinh-khac")
    stores.lay("SM-Y", 5, unit="so-tai-chinh")
    stores.lay("SM-D", 15, status=Status.CLOSED, stage_due_at=None)
    pile = Asked(unit=DESK)
    assert stores.read(pile) == [["SM-A", "SM-B", "SM-C"]]
    assert stores.read(pile, until=20) == [["SM-A"]], "what is due at that very moment is not due before it"
    assert stores.read(pile, until=-5) == [[]]
    assert stores.read(pile, done=True) == [["SM-D"]]
    assert stores.read(pile, Asked(unit="so-tai-chinh"), Asked(unit="p90001")) == [
        ["SM-A", "SM-B", "SM-C"],
        ["SM-Y"],
        [],
    ]


def test_an_entry_says_whose_desk_it_is_and_who_holds_the_petition(stores: Stores) -> None:
    stores.lay("SM-A", 10, contributors=(BESIDE,), contribution_due_at=NOW)
    ((held,), (owed,)) = (
        pile.entries for pile in stores.piles.read(SLUG, [Asked(unit=DESK), Asked(unit=BESIDE)], False, None, 9)
    )
    assert (held.unit, held.shared, held.due, held.card.unit) == (DESK, False, NOW + 10 * MINUTE, DESK)
    assert (owed.unit, owed.shared, owed.due, owed.card.unit) == (BESIDE, True, NOW, DESK)
    assert (held.card.version, held.card.excerpt, held.card.level) == (1, SAMPLE.excerpt, 0)


def test_a_pile_is_read_from_a_moment_on(stores: Stores) -> None:
    for code, due in (("SM-A", 1), ("SM-B", 2), ("SM-C", 3)):
        stores.lay(code, due)
    since = NOW + 2 * MINUTE
    assert stores.read(Asked(unit=DESK, since=since)) == [["SM-B", "SM-C"]]
    assert stores.read(Asked(unit=DESK, since=since, past=True)) == [["SM-C"]]
    assert stores.read(Asked(unit=DESK, since=since), until=2) == [[]]


def test_reading_goes_on_behind_a_spot_though_its_card_has_gone(stores: Stores) -> None:
    last = [stores.lay(code, due) for code, due in (("SM-A", 1), ("SM-B", 1), ("SM-C", 1), ("SM-D", 2))][-1]
    (pile,) = stores.piles.read(SLUG, [Asked(unit=DESK)], False, None, 2)
    assert pile.more
    rest = Asked(unit=DESK, after=spot_of(pile.entries[-1]))
    (after,) = stores.read(rest)
    assert sorted(codes(pile.entries) + after) == ["SM-A", "SM-B", "SM-C", "SM-D"]
    gone = stores.tickets.get(SLUG, pile.entries[-1].card.code)
    stores.tickets.commit(Change(before=gone, ticket=replace(gone, unit="so-tai-chinh")))
    assert stores.read(rest) == [after]
    assert last.code == after[-1]


def test_reading_goes_on_behind_what_another_unit_holds(stores: Stores) -> None:
    for code, due in (("SM-A", 1), ("SM-B", 2)):
        stores.lay(code, 9, contributors=(BESIDE,), contribution_due_at=NOW + due * MINUTE)
    (pile,) = stores.piles.read(SLUG, [Asked(unit=BESIDE)], False, None, 1)
    assert codes(pile.entries) == ["SM-A"]
    assert stores.read(Asked(unit=BESIDE, after=spot_of(pile.entries[0]))) == [["SM-B"]]


def test_many_petitions_are_fetched_at_once_in_the_order_asked_for(stores: Stores) -> None:
    for number in range(130):
        stores.lay(f"SM-{number:03d}", number)
    wanted = [f"SM-{number:03d}" for number in range(129, -1, -1)]
    found = stores.piles.tickets(SLUG, [*wanted[:5], "SM-NONE", *wanted])
    assert [ticket.code for ticket in found] == wanted
    assert found[0] == stores.tickets.get(SLUG, "SM-129")
    assert stores.piles.tickets("tinh-khac", wanted) == []
    assert stores.piles.tickets(SLUG, []) == []


def test_behind_a_spot_that_is_due_after_what_is_asked_for_there_is_nothing(stores: Stores) -> None:
    stores.lay("SM-A", 1)
    (pile,) = stores.piles.read(SLUG, [Asked(unit=DESK)], False, None, 1)
    assert stores.read(Asked(unit=DESK, after=spot_of(pile.entries[0])), until=0) == [[]]
