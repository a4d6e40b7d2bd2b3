"""A sheet of petitions: one row each, opened in a period, nothing personal, nothing a spreadsheet would run."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.desk.exports import QUERIES_AT_MOST, Exports, Period
from chalicelib.errors import BadInput, Forbidden, NotFound
from chalicelib.ticket.ticket import Actor, Ticket
from chalicelib.ticket.workflow import Role, Status
from chalicelib.views_desk import COLUMNS, headings, rows, sheet
from tests.builders import COORDINATOR, HEAD, LEADER, SLUG, World, at, officer
from tests.fakes_desk import ShelfPiles

NOVEMBER = Period(since=at("2026-11-01 00:00"), until=at("2026-12-01 00:00"))
ANALYST = officer(Role.ANALYST, "so-khcn")


@dataclass
class Room:
    world: World = field(default_factory=World)

    def __post_init__(self) -> None:
        self.piles = ShelfPiles(self.world.shelf)
        self.exports = Exports(self.piles, self.world.provinces, self.world.clock)
        self.sample = self.world.opened("Mặt đường có ổ gà")
        self.world.shelf.tickets.clear()

    def lay(self, code: str, unit: str = "phong-ha-tang", opened: str = "2026-11-10 08:00", **fields: Any) -> Ticket:
        moment = at(opened)
        due = moment + timedelta(days=3)
        base = {"opened_at": moment, "status": Status.IN_PROGRESS, "stage_due_at": due, "promised_at": due}
        ticket = replace(self.sample, code=code, unit=unit, **(base | fields))
        self.world.shelf.tickets[SLUG, code] = ticket
        return ticket

    def export(self, actor: Actor = COORDINATOR, period: Period = NOVEMBER, limit: int = 500) -> list[dict[str, Any]]:
        return [row for page in self.pages(actor, period, limit) for row in page]

    def pages(self, actor: Actor, period: Period, limit: int) -> Iterator[list[dict[str, Any]]]:
        cursor: str | None = None
        while True:
            found = rows(self.world.province, self.exports.page(SLUG, period, actor, limit, cursor))
            yield found["tickets"]
            if (cursor := found["next"]) is None:
                return

    def sheet(self) -> list[dict[str, str]]:
        text = sheet(self.world.province, self.exports.page(SLUG, NOVEMBER, COORDINATOR, 500, None))
        assert text.startswith("\ufeff")
        assert "\r\n" in text
        return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def codes(found: list[dict[str, Any]]) -> list[str]:
    return sorted(row["code"] for row in found)


@pytest.fixture
def room() -> Room:
    return Room()


def test_a_row_says_how_a_petition_went_and_nothing_of_its_sender(room: Room) -> None:
    answered = at("2026-11-14 10:00")
    room.lay("SM-1", status=Status.CLOSED, stage_due_at=None, answered_at=answered, outcome="resolved", rating=4)
    (row,) = room.export()
    assert row == {
        "code": "SM-1", "opened_at": "2026-11-10T08:00:00+07:00", "channel": "facebook", "kind": "field_report",
        "kind_name": "Phản ánh hiện trường", "category": "giao-thong", "category_name": "Giao thông",
        "urgency": "normal", "place": None, "unit": "phong-ha-tang", "unit_name": "Phòng Quản lý hạ tầng",
        "status": "closed", "promised_at": "2026-11-13T08:00:00+07:00", "answered_at": "2026-11-14T10:00:00+07:00",
        "late": True, "outcome": "resolved", "rating": 4, "level": 0, "hops": 0, "extensions": 0, "reopened": 0,
        "excerpt": "Mặt đường có ổ gà",
    }  # fmt: skip


def test_every_petition_opened_in_the_period_is_there_open_or_done(room: Room) -> None:
    room.lay("BEFORE", opened="2026-10-31 23:59")
    room.lay("FIRST", opened="2026-11-01 00:00")
    room.lay("DONE", status=Status.ANSWERED, stage_due_at=None)
    room.lay("LAST", "so-tai-chinh", "2026-11-30 23:59")
    room.lay("AFTER", opened="2026-12-01 00:00")
    assert codes(room.export()) == ["DONE", "FIRST", "LAST"]


@pytest.mark.parametrize("limit", [1, 2, 5, 500])
def test_pages_together_are_the_whole_sheet(room: Room, limit: int) -> None:
    for number in range(120):
        unit = ("phong-ha-tang", "so-tai-chinh", "p90001")[number % 3]
        room.lay(f"P{number:03d}", unit, status=(Status.IN_PROGRESS, Status.CLOSED)[number % 2])
    assert codes(room.export(limit=limit)) == [f"P{number:03d}" for number in range(120)]


def test_what_ends_between_two_pages_is_met_twice_rather_than_never(room: Room) -> None:
    for number in range(4):
        room.lay(f"P{number}")
    first = room.exports.page(SLUG, NOVEMBER, COORDINATOR, 2, None)
    for number in (0, 3):
        room.lay(f"P{number}", status=Status.CLOSED)
    rest = room.exports.page(SLUG, NOVEMBER, COORDINATOR, 9, first.cursor)
    assert [row.ticket.code for row in (*first.rows, *rest.rows)] == ["P0", "P1", "P2", "P0", "P3"]


def test_a_petition_two_units_work_on_is_one_row(room: Room) -> None:
    room.lay("P1", contributors=("so-xay-dung", "so-tai-chinh"))
    assert codes(room.export(limit=1)) == ["P1"]


def test_one_unit_with_those_below_it(room: Room) -> None:
    room.lay("A", "phong-ha-tang")
    room.lay("B", "so-tai-chinh")
    assert codes(room.export(period=replace(NOVEMBER, unit="so-xay-dung"))) == ["A"]
    assert codes(room.export(HEAD)) == ["A"], "a head has the own part of the tree"
    with pytest.raises(Forbidden):
        room.export(HEAD, replace(NOVEMBER, unit="so-tai-chinh"))
    with pytest.raises(NotFound):
        room.export(period=replace(NOVEMBER, unit="nowhere"))


@pytest.mark.parametrize(
    "role", sorted(set(Role) - {Role.HEAD, Role.COORDINATOR, Role.TASK_FORCE, Role.LEADERSHIP, Role.ANALYST})
)
def test_nobody_else_exports(room: Room, role: Role) -> None:
    with pytest.raises(Forbidden):
        room.export(officer(role, "so-khcn"))


def test_words_are_for_those_who_may_see_people_and_redacted_for_the_others(room: Room) -> None:
    room.lay("P1", excerpt="Gọi tôi số 0912345678 nhé")
    document = room.world.document()
    room.world.provinces.put(
        document | {"messaging": document.get("messaging", {}) | {"readers": ["leadership"]}}, "test"
    )
    seen = [room.export(actor)[0]["excerpt"] for actor in (LEADER, COORDINATOR, HEAD, ANALYST)]
    assert seen == ["Gọi tôi số 0912345678 nhé", *["Gọi tôi số [số điện thoại] nhé"] * 2, None]


def test_a_petition_about_oneself_or_sealed_is_not_for_everybody(room: Room) -> None:
    room.lay("ABOUT", concerns=("unit:so-xay-dung",))
    room.lay("SEALED", status=Status.CLOSED, outcome="referred")
    room.lay("OTHER")
    assert codes(room.export(HEAD)) == ["OTHER"]
    assert codes(room.export()) == ["ABOUT", "OTHER", "SEALED"]
    assert codes(room.export(ANALYST)) == ["ABOUT", "OTHER", "SEALED"]
    assert codes(room.export(officer(Role.ANALYST, "so-xay-dung"))) == ["OTHER", "SEALED"]


def test_a_page_asks_the_store_so_often_and_says_where_it_goes_on(room: Room) -> None:
    document = room.world.document()
    document["units"] += [dict(document["units"][2], id=f"u{n}", name=f"Đơn vị {n}") for n in range(QUERIES_AT_MOST)]
    room.world.provinces.put(document, "test")
    room.lay("LAST", f"u{QUERIES_AT_MOST - 1}", status=Status.CLOSED)
    pages = list(room.pages(COORDINATOR, NOVEMBER, 10))
    assert [codes(page) for page in pages] == [[], [], ["LAST"]]
    assert room.piles.queries <= 3 * QUERIES_AT_MOST


def test_what_lies_on_a_desk_since_long_is_not_read_again(room: Room) -> None:
    for number in range(300):
        room.lay(f"OLD{number}", opened="2026-03-01 08:00", status=Status.CLOSED, stage_due_at=None)
    room.lay("NEW")
    assert codes(room.export(period=replace(NOVEMBER, unit="phong-ha-tang"))) == ["NEW"]
    assert room.piles.queries == 2


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("2026-11-02 00:00", "2026-11-02 00:00"),
        ("2026-12-01 00:00", "2026-11-01 00:00"),
        ("2025-01-01 00:00", "2026-11-01 00:00"),
    ],
)
def test_a_period_is_longer_than_nothing_and_a_year_at_most(room: Room, since: str, until: str) -> None:
    with pytest.raises(BadInput):
        room.export(period=Period(since=at(since), until=at(until)))


def test_another_province_has_no_sheet_and_a_cursor_no_other_question(room: Room) -> None:
    room.lay("A")
    room.lay("B")
    cursor = room.exports.page(SLUG, NOVEMBER, COORDINATOR, 1, None).cursor
    with pytest.raises(NotFound):
        room.exports.page(SLUG, NOVEMBER, officer(Role.COORDINATOR, "so-khcn", tenant="tinh-khac"), 1, cursor)
    with pytest.raises(BadInput):
        room.exports.page(SLUG, replace(NOVEMBER, unit="so-xay-dung"), COORDINATOR, 1, cursor)


@pytest.mark.parametrize(
    "words", ["=1+1", "+84 gọi", "-2", "@SUM(A1)", "\t=1", '  =HYPERLINK("x")', "＝1+1", "\u00a0=1"]
)
def test_no_cell_is_a_formula(room: Room, words: str) -> None:
    room.lay("P1", excerpt=words)
    (row,) = room.sheet()
    assert row["Trích nội dung"] == f"'{words}"


def test_a_sheet_has_vietnamese_headings_and_local_times(room: Room) -> None:
    room.lay("P1", excerpt='Hố "to", sâu;\nnguy hiểm')
    (row,) = room.sheet()
    assert list(row) == list(headings(room.world.province).values())
    assert len(row) == len(COLUMNS)
    assert (row["Mã phản ánh"], row["Gửi lúc (giờ Việt Nam)"], row["Quá hạn"]) == ("P1", "2026-11-10 08:00", "x")
    assert row["Trích nội dung"] == 'Hố "to", sâu;\nnguy hiểm'
