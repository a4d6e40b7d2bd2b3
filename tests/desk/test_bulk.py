"""One act for many petitions: each stands alone, and what became of each is told."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib import schema
from chalicelib.desk.bulk import Bulk
from chalicelib.desk.desk import STAFF_ACTS
from chalicelib.errors import NotFound, Unprocessable
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Act, Role, Status
from chalicelib.views_desk import results
from tests.builders import COORDINATOR, HANDLER, SLUG, World, officer

AT_ONCE = timedelta(seconds=12)


def roads(world: World, number: int) -> list[str]:
    return [world.opened("Mặt đường có ổ gà", person=f"person {n}").code for n in range(number)]


def order(codes: list[str], act: str = "accept", **body: Any) -> dict[str, Any]:
    return {"act": act, "tickets": [{"code": code} for code in codes], "body": body}


def does(world: World, asked: Any, actor: Actor = HANDLER, slug: str = SLUG) -> dict[str, Any]:
    return results(Bulk(world.desk, world.clock).do(slug, asked, actor))


def test_all_of_them_are_done_in_the_order_they_were_named() -> None:
    world = World()
    codes = roads(world, 3)
    answer = does(world, order(codes, "answer", text="Đã vá xong"))
    assert (answer["done"], answer["failed"]) == (3, 0)
    assert [row["code"] for row in answer["results"]] == codes
    assert answer["results"][0] == {
        "code": codes[0], "done": True, "status": "answered", "unit": "phong-ha-tang", "version": 2, "problem": None,
    }  # fmt: skip
    assert {world.tickets.get(SLUG, code).status for code in codes} == {Status.ANSWERED}


def test_one_that_fails_keeps_no_other_from_being_done_and_says_why() -> None:
    world = World()
    first, second, third = roads(world, 3)
    elsewhere = world.opened("Xin giấy phép đầu tư", person="firm").code
    world.does(second, "accept", HANDLER)
    answer = does(world, order([first, second, "SM-0000-0000-0000", elsewhere, third]))
    assert (answer["done"], answer["failed"]) == (2, 3)
    problems = [row["problem"] and (row["problem"]["status"], row["problem"]["code"]) for row in answer["results"]]
    assert problems == [None, (409, "illegal_move"), (404, "not_found"), (403, "forbidden"), None]
    assert answer["results"][1]["problem"]["detail_vi"], "as a single act would say it"
    assert world.tickets.get(SLUG, elsewhere).status is Status.ASSIGNED


def test_one_that_changed_since_it_was_looked_at_is_left_alone() -> None:
    world = World()
    (code,) = roads(world, 1)
    asked = order([code], "note", text="Đã xem") | {"tickets": [{"code": code, "version": 7}]}
    assert does(world, asked)["results"][0]["problem"]["status"] == 412
    assert world.tickets.get(SLUG, code).version == 1


def test_whatever_breaks_with_one_of_them_the_others_are_told() -> None:
    world = World()
    first, second = roads(world, 2)
    world.shelf.tickets[SLUG, second] = object()  # type: ignore[assignment]  # no petition at all
    answer = does(world, order([first, second]))
    assert [row["done"] for row in answer["results"]] == [True, False]
    assert answer["results"][1]["problem"]["status"] == 500


def test_those_whose_turn_did_not_come_in_time_are_named_and_untouched() -> None:
    world = World()
    codes = roads(world, 3)
    times = iter([0, 0, 5, 13])

    def now() -> datetime:
        return world.clock() + timedelta(seconds=next(times))

    answer = results(Bulk(world.desk, now, AT_ONCE).do(SLUG, order(codes), HANDLER))
    assert [row["done"] for row in answer["results"]] == [True, True, False]
    assert answer["results"][2]["problem"]["status"] == 503
    assert world.tickets.get(SLUG, codes[2]).status is Status.ASSIGNED


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"act": "unveil"}, "/act"),
        ({"act": "restrict"}, "/act"),
        ({"tickets": []}, "/tickets"),
        ({"tickets": [{"code": f"SM-{n}"} for n in range(51)]}, "/tickets"),
        ({"tickets": [{"code": "SM-1"}, {"code": "SM-1", "version": 2}]}, "/tickets/1/code"),
        ({"tickets": [{"code": "SM-1", "version": 0}]}, "/tickets/0/version"),
        ({"act": "note"}, "/body/text"),
        ({"body": {"text": "", "colour": "red"}}, "/body/text"),
        ({"more": 1}, ""),
    ],
)
def test_what_is_wrong_for_all_is_said_once_and_nothing_is_done(change: dict[str, Any], pointer: str) -> None:
    world = World()
    codes = roads(world, 1)
    with pytest.raises(Unprocessable) as refusal:
        does(world, order(codes) | change)
    assert pointer in [fault["pointer"] for fault in refusal.value.facts["faults"]]
    assert world.tickets.get(SLUG, codes[0]).version == 1


def test_another_province_is_none_whatever_is_asked() -> None:
    with pytest.raises(NotFound):
        does(World(), {"act": "nonsense"}, officer(Role.HEAD, "so-xay-dung", tenant="tinh-khac"))


def test_every_act_of_staff_may_be_done_in_bulk_but_those_on_one_attachment() -> None:
    named = set(schema.document("desk/bulk")["properties"]["act"]["enum"])
    assert named == {str(act) for act in STAFF_ACTS - {Act.RESTRICT}}


def test_duplicates_are_joined_to_one_in_one_go() -> None:
    world = World()
    leader, *others = roads(world, 3)
    answer = does(world, order(others, "merge", into=leader), COORDINATOR)
    assert answer["failed"] == 0
    assert world.tickets.get(SLUG, leader).followers == tuple(others)
