"""Daughter pages: what comes over a unit's page begins there, its manager triages that page, and it may be handed on."""

from typing import Any

import pytest

from chalicelib.errors import Forbidden
from chalicelib.ticket.chain import first_break
from chalicelib.ticket.owed import CITIZEN, Purpose
from chalicelib.ticket.ticket import Actor, Channel, Lane
from chalicelib.ticket.workflow import Act, Role, Status
from tests.builders import COORDINATOR, LEADER, SLUG, World, officer

WARD = {"account": "2002"}  # the page of the ward Bến Đá
MANAGER = officer(Role.PAGE_MANAGER, "p90001")
MAIN_MANAGER = officer(Role.PAGE_MANAGER, "so-khcn")
WARD_HEAD = officer(Role.HEAD, "p90001")
NEIGHBOUR_HEAD = officer(Role.HEAD, "p90002")
VAGUE = "Tôi có chuyện muốn trình bày với lãnh đạo"


def on_the_wards_page(world: World, text: str = VAGUE, **given: Any) -> str:
    return world.opened(text, **(WARD | given)).code


def codes(world: World, actor: Actor, unit: str = "") -> set[str]:
    return {card.code for card in world.lies(unit, actor)}


# where it begins


@pytest.mark.parametrize(("why", "text", "unit", "status"), [
    ("with the unit whose page it is", VAGUE, "p90001", Status.ASSIGNED),
    ("danger goes to the place it speaks of", "Sạt lở ở xã Đồng Sim", "p90002", Status.ASSIGNED),
    ("a formal complaint to the tray", "Tôi gửi đơn khiếu nại quyết định xử phạt", "so-khcn", Status.IN_TRAY),
])  # fmt: skip
def test_where_a_petition_on_a_daughter_page_begins(why: str, text: str, unit: str, status: Status) -> None:
    world = World()
    ticket = world.tickets.get(SLUG, on_the_wards_page(world, text))
    assert (ticket.unit, ticket.status, ticket.origin.account) == (unit, status, "2002"), why


def test_a_page_is_added_by_data() -> None:
    world = World()
    doc = world.document()
    doc["accounts"].append(
        {"channel": "zalo", "id": "3002", "app": "cau-noi", "unit": "p90002", "name": "Xã Đồng Sim"}
    )  # fmt: skip
    next(rule for rule in doc["routing"] if rule["id"] == "trang-con")["when"]["account"].append("3002")
    world.provinces.put(doc, "test")
    ticket = world.opened(VAGUE, channel=Channel.ZALO, account="3002")
    assert (ticket.unit, ticket.status) == ("p90002", Status.ASSIGNED)
    manager = officer(Role.PAGE_MANAGER, "p90002")
    assert world.desk.read(SLUG, ticket.code, manager).ticket.code == ticket.code


# who sees it


def test_a_page_manager_sees_that_page_wherever_its_petitions_lie_and_no_other() -> None:
    world = World()
    here, in_tray = on_the_wards_page(world), on_the_wards_page(world, "Đơn khiếu nại quyết định", person="2")
    elsewhere = on_the_wards_page(world, "Sạt lở ở xã Đồng Sim", person="3")
    for code in (here, in_tray, elsewhere):
        assert world.desk.read(SLUG, code, MANAGER)
    others = world.opened("Rác đầy đường ở phường Bến Đá", person="4").code
    assert world.tickets.get(SLUG, others).unit == "p90001", "the ward works on it, but it came over the main page"
    with pytest.raises(Forbidden):
        world.desk.read(SLUG, others, MANAGER)
    for code in (here, in_tray, elsewhere):
        with pytest.raises(Forbidden):
            world.desk.read(SLUG, code, MAIN_MANAGER)
    assert world.desk.read(SLUG, others, MAIN_MANAGER)


def test_another_pages_petition_that_the_managers_unit_gives_its_part_to_stays_with_those_who_work_on_it() -> None:
    world = World()
    code = world.opened(VAGUE).code
    world.does(code, "assign", COORDINATOR, unit="p90002", contributors=["p90001"])
    assert world.desk.read(SLUG, code, WARD_HEAD)
    with pytest.raises(Forbidden):
        world.desk.read(SLUG, code, MANAGER)


def test_what_was_sent_over_the_web_is_no_pages() -> None:
    world = World()
    code = world.opened(VAGUE, channel=Channel.API, lane=Lane.API, account="web").code
    for manager in (MANAGER, MAIN_MANAGER):
        with pytest.raises(Forbidden):
            world.desk.read(SLUG, code, manager)


def test_a_page_managers_worklists_hold_that_page_only_the_trays_too() -> None:
    world = World()
    here = on_the_wards_page(world)
    in_tray = on_the_wards_page(world, "Đơn khiếu nại quyết định xử phạt", person="2")
    world.opened("Rác đầy đường ở phường Bến Đá", person="3")
    world.opened(VAGUE, person="4")
    assert codes(world, MANAGER) == {here}
    assert codes(world, MANAGER, "so-khcn") == {in_tray}
    with pytest.raises(Forbidden):
        codes(world, MANAGER, "p90002")


@pytest.mark.parametrize("actor", [COORDINATOR, LEADER, officer(Role.TASK_FORCE, "ubnd-tinh")])
def test_those_who_see_the_province_see_all_pages(actor: Actor) -> None:
    world = World()
    mine, theirs = on_the_wards_page(world), world.opened(VAGUE, person="2").code
    for code in (mine, theirs):
        assert world.desk.read(SLUG, code, actor)


def test_of_a_page_the_province_gave_up_nobody_is_the_manager_and_coordinators_still_are() -> None:
    world = World()
    code = on_the_wards_page(world)
    doc = world.document()
    doc["accounts"] = [account for account in doc["accounts"] if account["id"] != "2002"]
    doc["routing"] = [rule for rule in doc["routing"] if rule["id"] != "trang-con"]
    world.provinces.put(doc, "test")
    with pytest.raises(Forbidden):
        world.desk.read(SLUG, code, MANAGER)
    assert world.desk.read(SLUG, code, COORDINATOR)


# what its manager may do


def test_its_manager_gives_it_to_whom_it_belongs_while_nobody_has_taken_it_on() -> None:
    world = World()
    code = on_the_wards_page(world)
    acts = world.desk.read(SLUG, code, MANAGER).acts
    assert {Act.ASSIGN, Act.CLASSIFY, Act.REJECT, Act.REFER, Act.MERGE, Act.PUBLISH, Act.NOTE} <= set(acts)
    assert not {Act.ACCEPT, Act.ANSWER, Act.TRANSFER, Act.UNVEIL} & set(acts)
    assert world.does(code, "assign", MANAGER, unit="p90002").unit == "p90002"
    assert set(world.desk.read(SLUG, code, MANAGER).acts) == {Act.PUBLISH, Act.HIDE, Act.NOTE}, "it lies elsewhere now"


def test_its_manager_triages_it_in_the_provinces_tray_too() -> None:
    world = World()
    code = on_the_wards_page(world)
    world.does(code, "transfer", WARD_HEAD, unit="so-khcn", reason="Không rõ thẩm quyền")
    assert world.does(code, "assign", MANAGER, unit="phong-ha-tang").unit == "phong-ha-tang"


# handed up, sideways, and back


def test_it_is_handed_up_sideways_and_back_and_stays_the_same_petition() -> None:
    world = World()
    code = on_the_wards_page(world)
    up = world.does(code, "transfer", WARD_HEAD, unit="so-khcn", reason="Không rõ thẩm quyền")
    assert (up.status, up.unit) == (Status.IN_TRAY, "so-khcn")
    sideways = world.does(code, "assign", COORDINATOR, unit="p90002")
    assert (sideways.status, sideways.unit) == (Status.ASSIGNED, "p90002")
    back = world.does(code, "transfer", NEIGHBOUR_HEAD, unit="p90001", reason="Thuộc địa bàn phường")
    assert (back.status, back.unit) == (Status.ASSIGNED, "p90001")
    world.does(code, "answer", officer(Role.HANDLER, "p90001"), text="Mời ông/bà đến phường")
    timeline = world.tickets.timeline(SLUG, code)
    assert [event.act for event in timeline] == [Act.OPEN, Act.TRANSFER, Act.ASSIGN, Act.TRANSFER, Act.ANSWER]
    assert first_break(code, timeline) is None
    (answer,) = world.owed(code, Purpose.ANSWER)
    assert answer.to == (CITIZEN,)
    assert answer.origin
    assert answer.origin.account == "2002", "the page it was asked on is the page that answers"


def test_whoever_gets_it_is_told_and_so_is_the_citizen() -> None:
    world = World()
    code = on_the_wards_page(world)
    world.does(code, "transfer", WARD_HEAD, unit="p90002", reason="Thuộc địa bàn xã")
    assert "ds-cv" in world.owed(code, Purpose.ASSIGNED)[-1].to
    (told,) = world.owed(code, Purpose.TRANSFERRED)
    assert told.facts["unit"] == "UBND xã Đồng Sim"


def test_what_the_citizen_writes_meanwhile_goes_onto_the_same_petition() -> None:
    world = World()
    code = on_the_wards_page(world)
    world.does(code, "transfer", WARD_HEAD, unit="p90002", reason="Thuộc địa bàn xã")
    further = world.hears("Tôi bổ sung: gần cổng trường", **WARD)
    assert further
    assert (further.code, further.unit) == (code, "p90002")


def test_a_ticket_from_one_page_is_never_answered_by_another() -> None:
    world = World()
    on_ward, on_main = on_the_wards_page(world, person="1"), world.opened(VAGUE, person="1").code
    assert on_ward != on_main
    assert {world.tickets.get(SLUG, code).origin.account for code in (on_ward, on_main)} == {"2001", "2002"}
