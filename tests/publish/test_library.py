"""Published petitions as anybody finds them: one query a page, a cursor that survives writes, nothing that was hidden."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.errors import BadInput, NotFound
from chalicelib.publish.library import READS
from chalicelib.publish.published import PublishedPage, Wanted
from chalicelib.ticket.workflow import Role
from tests.builders import COORDINATOR, HANDLER, SLUG, World, officer, photo
from tests.publish.town import library, published, shown

CUT = Wanted(text="cau")


def test_the_newest_come_first_and_a_cursor_leads_through_all() -> None:
    world = World()
    codes = [published(world) for _ in range(5)]
    found: list[str] = []
    cursor: str | None = None
    while not found or cursor:
        page = library(world)[0].page(SLUG, Wanted(), 2, cursor)
        found += [one.code for one in page.publications]
        cursor = page.cursor
    assert found == codes[::-1]


def test_a_search_cuts_where_the_page_is_full_and_loses_nothing() -> None:
    world = World()
    codes = [published(world, "Cầu hỏng, có ổ gà") for _ in range(3)]
    first = library(world)[0].page(SLUG, CUT, 2, None)
    second = library(world)[0].page(SLUG, CUT, 2, first.cursor)
    assert [one.code for one in (*first.publications, *second.publications)] == codes[::-1]
    assert second.cursor is None


def test_a_page_costs_one_query_however_rare_the_word_is() -> None:
    world = World()
    front, shelf = library(world)
    published(world, "Cầu hỏng")
    model = shown(world, published(world))
    for number in range(READS + 10):
        shelf.shelf.public[SLUG, f"x{number}"] = replace(model, code=f"x{number}", opened_at=world.clock())
    page = front.page(SLUG, CUT, 50, None)
    assert shelf.calls == 1
    assert page == PublishedPage(publications=(), cursor=page.cursor)
    assert page.cursor, "it says where to go on, instead of reading everything"


@pytest.mark.parametrize("other", [Wanted(text="cau"), Wanted(category="giao-thong"), Wanted(status="open")])
def test_a_cursor_of_another_search_is_refused(other: Wanted) -> None:
    world = World()
    for _ in range(3):
        published(world)
    cursor = library(world)[0].page(SLUG, Wanted(), 1, None).cursor
    with pytest.raises(BadInput):
        library(world)[0].page(SLUG, other, 1, cursor)
    with pytest.raises(BadInput):
        library(world)[0].page(SLUG, Wanted(), 1, "abc")


def test_another_province_and_an_unknown_petition_are_not_found() -> None:
    world = World()
    code = published(world)
    for slug, wanted in [("tinh-khac", code), (SLUG, "SM-0000-0000-0000"), (SLUG, "x")]:
        with pytest.raises(NotFound):
            library(world)[0].one(slug, wanted)
    with pytest.raises(NotFound):
        library(world)[0].page("tinh-khac", Wanted(), 1, None)


def test_by_code_only_what_is_published_in_the_order_asked_for() -> None:
    world = World()
    first, second, secret = published(world), published(world), world.opened(person="x").code
    page = library(world)[0].page(SLUG, Wanted(codes=(first, secret, second.lower(), "x")), 50, None)
    assert [one.code for one in page.publications] == [first, second]


@pytest.mark.parametrize(("end", "shown_after"), [
    ("hide", False), ("refer", False), ("note", True), ("reject", True),
])  # fmt: skip
def test_what_is_not_public_any_more_is_gone_at_once(end: str, shown_after: bool) -> None:
    world = World()
    code = published(world)
    bodies = {"refer": {"type": "complaint"}, "reject": {"reason": "thu-rac", "text": "Không phải phản ánh"}}
    head = officer(Role.HEAD, "so-xay-dung")
    actor = head if end in bodies else COORDINATOR
    world.does(code, end, actor, **bodies.get(end, {"reason": "Lộ danh tính", "text": "Ghi chú"}))
    assert ((SLUG, code) in world.shelf.public) is shown_after


def test_whoever_withdraws_or_is_forgotten_is_not_shown_with_their_photos() -> None:
    world = World()
    code = published(world)
    world.tracking.plead(SLUG, code, {"pin": "123456", "act": "withdraw"})
    with pytest.raises(NotFound):
        shown(world, code)
    other = published(world, attachments=(photo(),), given={"attachments": [{"event": 1, "index": 0}]})
    assert len(shown(world, other).media) == 1
    world.does(other, "answer", HANDLER, text="Đã vá")
    world.does(other, "close", COORDINATOR)
    world.rights.erase(SLUG, other, COORDINATOR, "Công dân yêu cầu")
    world.retention.run()
    assert shown(world, other).media == ()


CASES: dict[str, Callable[[World], Any]] = {
    "too many": lambda world: library(world)[0].page(SLUG, Wanted(), 1001, None),
    "the end before the beginning": lambda world: library(world)[0].page(
        SLUG, Wanted(since=world.clock(), until=world.clock()), 1, None
    ),
    "too many codes": lambda world: library(world)[0].page(
        SLUG, Wanted(codes=tuple(published(world) for _ in range(101))), 1, None
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_cannot_be_asked(case: str) -> None:
    with pytest.raises(BadInput):
        CASES[case](World())
