"""Figures all may read: counted by hand in the test, by the room in the product."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest

from chalicelib.errors import BadInput, NotFound
from chalicelib.publish.figures import FRESH, Figures
from chalicelib.publish.store import Counted
from chalicelib.ticket.workflow import Role
from tests.builders import COORDINATOR, HANDLER, SLUG, World, at, officer
from tests.fakes_publish import ShelfPublished
from tests.publish.town import conforms


def counted(world: World) -> Figures:
    return Figures(ShelfPublished(world.shelf), world.provinces, world.clock)


def reads(figures: Figures) -> int:
    """Open desks that were read."""
    assert isinstance(figures.shelf, ShelfPublished)
    return figures.shelf.calls


def test_what_came_what_was_answered_on_time_and_what_is_overdue() -> None:
    world = World()
    on_time, late, _, withdrawn = (world.opened(person=str(n)).code for n in range(4))
    world.opened("Rác ở phường Bến Đá bốc mùi", person="9")
    world.does(on_time, "answer", HANDLER, text="Đã vá")
    world.tracking.plead(SLUG, withdrawn, {"pin": "123456", "act": "withdraw"})
    world.clock.at = at("2026-11-30 09:00")
    world.does(late, "answer", HANDLER, text="Đã vá, xin lỗi vì trễ hẹn")
    shown = counted(world).of(SLUG, "2026-11")
    conforms("Figures", shown)
    assert shown["total"] == {"received": 5, "answered": 2, "on_time": 1, "overdue": 2}
    by_unit = {row["unit"]: row for row in shown["by_unit"]}
    assert {unit: row["received"] for unit, row in by_unit.items()} == {"phong-ha-tang": 4, "p90001": 1}
    assert by_unit["p90001"] == {
        "unit": "p90001", "name": "UBND phường Bến Đá", "received": 1, "answered": 0, "on_time": 0, "overdue": 1,
    }  # fmt: skip
    by_category = {row["category"]: row["received"] for row in shown["by_category"]}
    assert by_category == {"giao-thong": 4, "ve-sinh-moi-truong": 1}
    assert shown["as_of"] == world.clock().isoformat(timespec="seconds")


def test_a_month_begins_at_midnight_of_the_province() -> None:
    world = World()
    for when in ("2026-10-31 23:59", "2026-11-01 00:00", "2026-11-30 23:59", "2026-12-01 00:00"):
        world.clock.at = at(when)
        world.opened(person=when)
    assert counted(world).of(SLUG, "2026-11")["total"]["received"] == 2
    assert counted(world).of(SLUG, "")["month"] == "2026-12"


def test_a_duplicate_came_too_and_is_answered_with_the_first_one() -> None:
    world = World()
    first, second = (world.opened(person=str(n)).code for n in range(2))
    world.does(second, "merge", HANDLER, into=first)
    assert counted(world).of(SLUG, "")["total"] == {"received": 2, "answered": 0, "on_time": 0, "overdue": 0}
    world.does(first, "answer", HANDLER, text="Đã vá")
    assert counted(world).of(SLUG, "")["total"]["answered"] == 2


def test_what_was_opened_again_is_answered_no_longer() -> None:
    world = World()
    code = world.opened().code
    world.does(code, "answer", HANDLER, text="Đã vá")
    world.does(code, "reopen", COORDINATOR, reason="Chưa xong")
    assert counted(world).of(SLUG, "")["total"] == {"received": 1, "answered": 0, "on_time": 0, "overdue": 0}


def test_between_two_countings_what_was_counted_is_shown() -> None:
    world = World()
    figures = counted(world)
    first = figures.of(SLUG, "")
    world.opened()
    world.clock.at += FRESH / 2
    assert figures.of(SLUG, "") == first
    world.clock.at += FRESH
    assert figures.of(SLUG, "")["total"]["received"] == 1


def test_a_unit_that_nobody_knows_any_more_is_counted_without_a_name() -> None:
    world = World()
    ticket = world.opened("Xin chào, tôi có một việc khó nói lắm")
    world.does(ticket.code, "close", officer(Role.COORDINATOR, "so-khcn"), text="Cảm ơn")
    shown = counted(world).of(SLUG, "")
    assert [(row["category"], row["name"], row["received"]) for row in shown["by_category"]] == [(None, None, 1)]


@pytest.mark.parametrize("month", [
    "2026-13", "2026-1", "26-01", "x", "1999-01", "2026-11-01", "2026_11", "2023-12",
    "2026-12", "2027-01", "9999-12",
])  # fmt: skip
def test_what_is_no_month_or_has_not_begun_is_refused_before_anything_is_read(month: str) -> None:
    world = World()
    figures = counted(world)
    with pytest.raises(BadInput) as refusal:
        figures.of(SLUG, month)
    assert [fault["pointer"] for fault in refusal.value.facts["faults"]] == ["?month"]
    assert not reads(figures)


def test_open_desks_are_read_once_in_a_quarter_of_an_hour_for_all_months() -> None:
    world = World()
    world.clock.at = at("2026-10-20 09:00")
    world.opened(person="1")
    world.clock.at = at("2026-11-18 09:00")
    world.opened(person="2")
    figures = counted(world)
    received = {month: figures.of(SLUG, month)["total"]["received"] for month in ("2026-11", "2026-10", "2024-01")}
    assert received == {"2026-11": 1, "2026-10": 1, "2024-01": 0}
    assert reads(figures) == len(world.province.units)
    world.clock.at += FRESH
    assert figures.of(SLUG, "2026-10")["as_of"] == world.clock().isoformat(timespec="seconds")
    assert reads(figures) == 2 * len(world.province.units)


def test_what_ends_after_the_desks_were_read_is_not_counted_twice() -> None:
    world = World()
    world.clock.at = at("2026-10-20 09:00")
    code = world.opened(person="1").code
    world.clock.at = at("2026-11-18 09:00")
    figures = counted(world)
    figures.of(SLUG, "2026-11")
    world.clock.at += FRESH / 2
    world.does(code, "answer", HANDLER, text="Đã vá")
    shown = figures.of(SLUG, "2026-10")
    assert (shown["total"]["received"], shown["total"]["answered"]) == (1, 0)
    assert shown["as_of"] == at("2026-11-18 09:00").isoformat(timespec="seconds"), "it says of when it is"


def test_an_unknown_province_has_no_figures() -> None:
    with pytest.raises(NotFound):
        counted(World()).of("tinh-khac", "")


@dataclass
class Meanwhile(ShelfPublished):
    """A store in which something happens right after the desk of the unit `after` was read."""

    after: str = ""
    happens: Callable[[], object] = lambda: None

    def open(self, tenant: str, unit: str, since: datetime, until: datetime) -> list[Counted]:
        found = super().open(tenant, unit, since, until)
        if unit == self.after:
            self.happens()
        return found


def _meanwhile(world: World, happens: Callable[[], object], after: str = "") -> Figures:
    shelf = Meanwhile(world.shelf, after=after or list(world.province.units)[-1], happens=happens)
    return Figures(shelf, world.provinces, world.clock)


def _withdrawn(world: World, code: str) -> None:
    world.tracking.plead(SLUG, code, {"pin": "123456", "act": "withdraw"})


def test_what_ends_without_an_answer_while_it_is_counted_is_counted_once() -> None:
    world = World()
    kept, gone = (world.opened(person=str(n)).code for n in range(2))
    shown = _meanwhile(world, lambda: _withdrawn(world, gone)).of(SLUG, "")
    assert shown["total"] == {"received": 2, "answered": 0, "on_time": 0, "overdue": 0}, kept


def test_what_ends_between_two_questions_is_counted_once_in_whatever_month_it_came() -> None:
    world = World()
    world.clock.at = at("2026-10-20 09:00")
    gone, joined, first = (world.opened(person=str(n)).code for n in range(3))
    world.clock.at = at("2026-11-18 09:00")
    figures = counted(world)
    figures.of(SLUG, "2026-11")
    world.clock.at += FRESH / 2
    _withdrawn(world, gone)
    world.does(joined, "merge", HANDLER, into=first)
    assert figures.of(SLUG, "2026-10")["total"]["received"] == 3


def test_what_is_taken_up_again_while_it_is_counted_is_still_as_it_was() -> None:
    world = World()
    code = world.opened().code
    world.does(code, "answer", HANDLER, text="Đã vá")
    figures = _meanwhile(world, lambda: world.does(code, "reopen", COORDINATOR, reason="Chưa xong"))
    assert figures.of(SLUG, "")["total"] == {"received": 1, "answered": 1, "on_time": 1, "overdue": 0}
    world.clock.at += FRESH
    assert counted(world).of(SLUG, "")["total"]["answered"] == 0, "the next reading sees it open"


def test_what_moves_from_desk_to_desk_while_they_are_read_is_counted_once() -> None:
    world = World()
    code = world.opened().code
    moves = lambda: world.does(code, "assign", COORDINATOR, unit="p90001", reason="Việc của phường")  # noqa: E731
    units = list(world.province.units)
    assert units.index("p90001") > units.index("phong-ha-tang")
    assert _meanwhile(world, moves, "phong-ha-tang").of(SLUG, "")["total"]["received"] == 1
