"""Lists over many desks: in due order, page by page, nothing twice, nothing missed, and never more than one may see."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from chalicelib.desk.worklists import DEEPEST, LOOKED_UP, Wanted, Worklist, Worklists
from chalicelib.errors import BadInput, Forbidden, NotFound
from chalicelib.ticket.ticket import Actor, Ticket
from chalicelib.ticket.workflow import OPEN_STATES, Role, Status
from chalicelib.views_desk import worklist
from tests.builders import COORDINATOR, HANDLER, HEAD, LEADER, SLUG, World, officer
from tests.fakes_desk import ShelfPiles

ROOT = Path(__file__).parent.parent.parent
MINUTE = timedelta(minutes=1)
ADMIN = officer(Role.PROVINCE_ADMIN, "so-khcn")
PAGE = officer(Role.PAGE_MANAGER, "so-khcn")
OBSERVER = officer(Role.OBSERVER, "so-khcn")


@dataclass
class Room:
    world: World = field(default_factory=World)

    def __post_init__(self) -> None:
        self.piles = ShelfPiles(self.world.shelf)
        self.lists = Worklists(self.piles, self.world.provinces, self.world.clock)
        self.sample = self.world.opened("Mặt đường có ổ gà")
        self.world.shelf.tickets.clear()

    def lay(self, code: str, unit: str = "phong-ha-tang", due: float = 0, **fields: Any) -> Ticket:
        """A petition on a desk, due in so many minutes."""
        at = self.world.clock() + due * MINUTE
        base: dict[str, Any] = {"status": Status.IN_PROGRESS, "stage_due_at": at, "promised_at": at}
        ticket = replace(self.sample, code=code, unit=unit, version=1, **(base | fields))
        self.world.shelf.tickets[SLUG, code] = ticket
        return ticket

    def page(self, actor: Actor = HANDLER, limit: int = 50, cursor: str | None = None, **wanted: Any) -> Worklist:
        return self.lists.page(SLUG, Wanted(**wanted), actor, limit, cursor)

    def pages(self, actor: Actor, limit: int, **wanted: Any) -> Iterator[list[str]]:
        cursor: str | None = None
        while True:
            page = self.page(actor, limit, cursor, **wanted)
            yield codes(page)
            if (cursor := page.cursor) is None:
                return


def codes(page: Worklist) -> list[str]:
    return [entry.card.code for entry in page.entries]


@pytest.fixture
def room() -> Room:
    return Room()


def test_a_desk_shows_what_is_due_first_first(room: Room) -> None:
    for code, due in (("B", 20), ("A", 10), ("C", 30)):
        room.lay(code, due=due)
    room.lay("D", unit="so-tai-chinh")
    page = room.page()
    assert (codes(page), page.cursor) == (["A", "B", "C"], None)


def test_the_part_of_the_tree_below_is_one_list_in_due_order(room: Room) -> None:
    room.lay("A", "so-xay-dung", 10)
    room.lay("B", "phong-ha-tang", 5)
    room.lay("C", "so-xay-dung", 1)
    room.lay("D", "so-tai-chinh", 0)
    assert codes(room.page(HEAD, subtree=True)) == ["C", "B", "A"]
    assert codes(room.page(HEAD)) == ["C", "A"], "without the units below"
    assert codes(room.page(LEADER, subtree=True)) == ["D", "C", "B", "A"]
    assert codes(room.page(LEADER, unit="so-xay-dung", subtree=True)) == ["C", "B", "A"]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
def test_pages_together_are_the_whole_list_though_many_are_due_at_one_moment(room: Room, limit: int) -> None:
    units = [unit for unit in room.world.province.units if unit != "ubnd-tinh"]
    for number, (unit, due) in enumerate(product(units, (5, 5, 5, 6, 7))):
        room.lay(f"P{number:02d}", unit, due)
    pages = list(room.pages(LEADER, limit, subtree=True))
    shown = [code for page in pages for code in page]
    assert sorted(shown) == sorted(code for _, code in room.world.shelf.tickets)
    dues = [room.world.shelf.tickets[SLUG, code].promised_at for code in shown]
    assert dues == sorted(dues)
    assert all(len(page) == limit for page in pages[:-1])


def test_a_cursor_survives_what_is_written_between_two_pages(room: Room) -> None:
    for number in range(6):
        room.lay(f"P{number}", ("phong-ha-tang", "so-xay-dung")[number % 2], due=number)
    first = room.page(HEAD, 3, subtree=True)
    assert codes(first) == ["P0", "P1", "P2"]
    room.lay("NEW", due=-5)  # before the place: seen when the list is read anew
    room.lay("LATE", due=3.5)
    del room.world.shelf.tickets[SLUG, "P2"]  # the very card the cursor stands on
    room.lay("P0", unit="so-tai-chinh", due=0)
    assert codes(room.page(HEAD, 50, first.cursor, subtree=True)) == ["P3", "LATE", "P4", "P5"]


def test_a_petition_another_unit_owes_its_part_of_stands_in_a_list_once(room: Room) -> None:
    room.lay("A", "phong-ha-tang", 9, contributors=("so-xay-dung",), contribution_due_at=room.world.clock())
    room.lay("B", "so-tai-chinh", 9, contributors=("so-xay-dung",), contribution_due_at=room.world.clock())
    assert codes(room.page(HEAD)) == ["A", "B"], "on its own desk lies what it owes"
    page = room.page(HEAD, subtree=True)
    assert [(entry.card.code, entry.unit, entry.shared) for entry in page.entries] == [
        ("B", "so-xay-dung", True),
        ("A", "phong-ha-tang", False),
    ]


def test_what_is_overdue_or_due_soon(room: Room) -> None:
    room.lay("LATE", due=-1)
    room.lay("NOW", due=0)
    room.lay("SOON", due=30)
    room.lay("ASKED", due=-1, status=Status.WAITING)  # the clock stands still while the citizen is asked
    assert codes(room.page(overdue=True)) == ["LATE"]
    assert codes(room.page(due_before=room.world.clock() + 30 * MINUTE)) == ["ASKED", "LATE", "NOW"]
    room.world.clock.pass_by(seconds=1)
    assert codes(room.page(overdue=True)) == ["LATE", "NOW"]
    shown = worklist(room.world.province, room.page())["tickets"]
    assert [(card["code"], card["overdue"]) for card in shown] == [
        ("ASKED", False), ("LATE", True), ("NOW", True), ("SOON", False),
    ]  # fmt: skip


def test_the_done_are_another_list(room: Room) -> None:
    room.lay("A")
    room.lay("B", status=Status.CLOSED, stage_due_at=None)
    assert codes(room.page(done=True)) == ["B"]
    with pytest.raises(BadInput):
        room.page(done=True, overdue=True)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"text": "o ga"}, ["A"]),
        ({"text": "Ổ GÀ"}, ["A"]),
        ({"text": "dien đèn"}, ["B"]),
        ({"text": "sm-b"}, ["B"]),
        ({"text": "sông"}, []),
        ({"category": "giao-thong"}, ["A"]),
        ({"urgency": "emergency"}, ["B"]),
        ({"urgency": "emergency", "text": "ổ gà"}, []),
    ],
)
def test_a_list_is_narrowed_by_words_category_and_urgency(room: Room, wanted: dict[str, Any], found: list[str]) -> None:
    room.lay("SM-A", category="giao-thong", excerpt="Mặt đường có ổ gà", urgency="normal")
    room.lay("SM-B", category=None, excerpt="Đèn điện hỏng", urgency="emergency")
    assert codes(room.page(**wanted)) == [f"SM-{code}" for code in found]


def test_a_filter_that_finds_little_reads_little_and_says_where_it_goes_on(room: Room) -> None:
    for number in range(DEEPEST + 10):
        room.lay(f"P{number:03d}", due=number, excerpt="x")
    room.lay("HERE", due=DEEPEST + 5.5, excerpt="ổ gà")
    first = room.page(text="o ga")
    assert (codes(first), first.cursor is None) == ([], False)
    assert codes(room.page(text="o ga", cursor=first.cursor)) == ["HERE"]
    assert room.piles.queries == 2


@pytest.mark.parametrize("number", [60, 3000])
def test_a_page_is_one_query_a_unit_however_many_petitions_there_are(room: Room, number: int) -> None:
    for each in range(number):
        room.lay(f"P{each:04d}", ("phong-ha-tang", "so-xay-dung")[each % 2], due=each)
    assert len(room.page().entries) == min(50, number // 2)
    assert (room.piles.queries, room.piles.gets) == (1, 0)
    assert len(room.page(HEAD, subtree=True).entries) == 50
    assert (room.piles.queries, room.piles.gets) == (3, 0)


@pytest.mark.parametrize(
    ("actor", "wanted"),
    [
        (HANDLER, {"unit": "so-xay-dung"}),
        (HANDLER, {"unit": "so-tai-chinh"}),
        (HANDLER, {"unit": "so-tai-chinh", "subtree": True}),
        (HEAD, {"unit": "ubnd-tinh"}),
        (ADMIN, {}),
        (ADMIN, {"subtree": True, "unit": "ubnd-tinh"}),
    ],
)
def test_nobody_looks_outside_their_part_of_the_tree(room: Room, actor: Actor, wanted: dict[str, Any]) -> None:
    with pytest.raises(Forbidden):
        room.page(actor, **wanted)


def test_of_a_larger_part_of_the_tree_one_sees_ones_own(room: Room) -> None:
    room.lay("A", "phong-ha-tang")
    room.lay("B", "so-tai-chinh")
    assert codes(room.page(HEAD, unit="ubnd-tinh", subtree=True)) == ["A"]


def test_another_province_has_no_lists(room: Room) -> None:
    stranger = officer(Role.LEADERSHIP, "ubnd-tinh", tenant="tinh-khac")
    with pytest.raises(NotFound):
        room.page(stranger)
    with pytest.raises(NotFound):
        room.page(unit="no-such-unit")


def test_a_cursor_holds_for_its_own_question_only(room: Room) -> None:
    for number in range(4):
        room.lay(f"P{number}", due=number)
    cursor = room.page(limit=2).cursor
    for other in ({"text": "x"}, {"subtree": True}, {"done": True}, {"category": "giao-thong"}):
        with pytest.raises(BadInput):
            room.page(cursor=cursor, **other)
    for broken in ("x", "", "é", "W10", str(cursor)[:-3], str(cursor) + "AAAA", "W1tbXV0" * 300):
        if broken:
            with pytest.raises(BadInput):
                room.page(cursor=broken)


def test_a_page_manager_finds_on_the_trays_desk_what_came_over_their_pages(room: Room) -> None:
    mine = room.sample.origin
    other = replace(mine, account="2002")
    for number in range(LOOKED_UP + 20):
        room.lay(f"P{number:03d}", "so-khcn", number, origin=other)
    room.lay("MINE", "so-khcn", LOOKED_UP + 5.5, origin=mine)
    assert list(room.pages(PAGE, 50)) == [[], ["MINE"]], "a page looks at so many and no more"
    assert room.piles.gets == 2, "a hundred at a time"
    ward = officer(Role.PAGE_MANAGER, "p90001")
    assert len([code for page in room.pages(ward, 50, unit="so-khcn") for code in page]) == LOOKED_UP + 20


def test_an_observer_sees_businesses_without_words_and_finds_nothing_by_words(room: Room) -> None:
    room.lay("FIRM", excerpt="Công ty Hoa Mai chờ giấy phép", submitter="business")
    room.lay("CITIZEN", excerpt="Công ty Hoa Mai xả thải")
    (entry,) = room.page(OBSERVER, unit="phong-ha-tang").entries
    assert (entry.card.code, entry.card.excerpt) == ("FIRM", "")
    assert codes(room.page(OBSERVER, unit="phong-ha-tang", text="hoa mai")) == []


def test_those_who_see_the_whole_province_see_every_desk(room: Room) -> None:
    for number, unit in enumerate(room.world.province.units):
        room.lay(f"P{number}", unit, number)
    assert codes(room.page(COORDINATOR, unit="ubnd-tinh", subtree=True)) == [f"P{n}" for n in range(7)]


def test_nobody_finds_in_a_list_that_a_petition_is_about_them(room: Room) -> None:
    """Its code, kind and date alone would tell whom to look for."""
    room.lay("ABOUT-ME", excerpt="", concerns=(f"staff:{HANDLER.id}",))
    room.lay("PHOTO", excerpt="")
    assert codes(room.page(HANDLER)) == ["PHOTO"]
    assert set(codes(room.page(COORDINATOR, unit="phong-ha-tang"))) == {"ABOUT-ME", "PHOTO"}


def test_a_list_may_be_of_one_state_of_the_workflow(room: Room) -> None:
    states = [status for status in Status if status not in (Status.MERGED,)]
    for number, status in enumerate(states):
        room.lay(f"P{number:02d}", due=number, status=status)
    for number, status in enumerate(states):
        done = status not in OPEN_STATES
        assert codes(room.page(status=status, done=done)) == [f"P{number:02d}"], status
        assert codes(room.page(status=status, done=not done)) == [], status
    assert len(codes(room.page())) == sum(status in OPEN_STATES for status in states)


def test_a_state_is_found_however_deep_it_lies_and_a_cursor_holds_for_it_only(room: Room) -> None:
    for number in range(120):
        room.lay(f"P{number:03d}", due=number, status=Status.WAITING if number % 40 == 39 else Status.IN_PROGRESS)
    assert [code for page in room.pages(HANDLER, 2, status=Status.WAITING) for code in page] == ["P039", "P079", "P119"]
    cursor = room.page(limit=2, status=Status.WAITING).cursor
    assert cursor
    with pytest.raises(BadInput):
        room.page(limit=2, cursor=cursor, status=Status.REPORTED)


def test_the_catalogue_names_every_state() -> None:
    entry = json.loads((ROOT / "chalicelib/doors/operations/desk.json").read_text("utf-8"))["operations"][
        "list_worklist"
    ]
    assert entry["query"]["status"]["schema"]["enum"] == list(Status)
