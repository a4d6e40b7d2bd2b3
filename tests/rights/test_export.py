"""A person is given everything we know of them, as one document; that it was made is known as well."""

import json

import pytest

from chalicelib.errors import Forbidden, NotFound
from chalicelib.ticket.ticket import Ticket
from chalicelib.ticket.workflow import Role
from tests.builders import COORDINATOR, HANDLER, SLUG, World, officer, photo

WISH = "Đơn số 12 ngày 17/11/2026"
ADMIN = officer(Role.COORDINATOR, "so-khcn")


def rated(world: World) -> Ticket:
    ticket = world.opened("Mặt đường có ổ gà", attachments=(photo(),), name="Lê Thị Hoa")
    world.does(ticket.code, "note", HANDLER, text="Bà Hoa hay gọi")
    world.does(ticket.code, "answer", HANDLER, text="Đã vá ổ gà")
    world.post()
    world.tracking.rate(SLUG, ticket.code, "123456", 4)
    return world.tickets.get(SLUG, ticket.code)


def test_it_holds_who_they_are_what_they_said_and_what_they_were_told() -> None:
    world = World()
    ticket = rated(world)
    made = world.rights.export(SLUG, ticket.code, ADMIN, WISH)
    assert made["person"]["name"] == "Lê Thị Hoa"
    (petition,) = made["petitions"]
    assert (petition["code"], petition["channel"], petition["rating"]) == (ticket.code, "facebook", 4)
    assert petition["words"][0]["text"] == "Mặt đường có ổ gà"
    assert petition["words"][0]["files"][0]["media_type"] == "image/jpeg"
    assert [answer["text"] for answer in petition["answers"]] == ["Đã vá ổ gà"]
    assert [rating["stars"] for rating in petition["ratings"]] == [4]
    assert {"ack", "answer"} <= {message["purpose"] for message in petition["messages"]}


def test_what_staff_say_among_themselves_is_not_theirs() -> None:
    world = World()
    made = world.rights.export(SLUG, rated(world).code, COORDINATOR, WISH)
    assert "hay gọi" not in json.dumps(made, ensure_ascii=False)


def test_it_can_be_handed_over_as_it_is() -> None:
    world = World()
    made = world.rights.export(SLUG, rated(world).code, ADMIN, WISH)
    assert json.loads(json.dumps(made)) == made


def test_that_it_was_made_and_why_is_written_down_and_part_of_it() -> None:
    world = World()
    ticket = rated(world)
    world.rights.export(SLUG, ticket.origin.alias, COORDINATOR, "Đơn cũ, ngày 1/11/2026")
    world.clock.pass_by(hours=1)
    made = world.rights.export(SLUG, ticket.code, ADMIN, WISH)
    assert [(look["act"], look["by"]) for look in made["looks"]] == [("export", COORDINATOR.id), ("export", ADMIN.id)]
    assert world.vault.looks(SLUG, ticket.origin.alias)[1].code == ticket.code


def test_all_petitions_of_a_person_and_nobody_else_s() -> None:
    world = World()
    first = rated(world)
    world.clock.pass_by(days=2)
    second = world.opened("Đèn đường hỏng cả tuần nay")
    world.opened("Rác đầy đường", person="7002")
    made = world.rights.export(SLUG, second.code, ADMIN, WISH)
    assert [petition["code"] for petition in made["petitions"]] == [first.code, second.code]


def test_of_who_was_erased_only_what_statistics_need_is_left() -> None:
    world = World()
    ticket = rated(world)
    world.rights.erase(SLUG, ticket.code, ADMIN, WISH)
    made = world.rights.export(SLUG, ticket.origin.alias, ADMIN, WISH)
    assert (made["person"], made["consent"], made["petitions"]) == (None, None, [])
    assert [look["act"] for look in made["looks"]] == ["erase", "export"]


@pytest.mark.parametrize("readers", [["head"], []])
def test_it_is_for_those_the_province_lets_see_who_a_sender_is(readers: list[str]) -> None:
    world = World()
    code = world.opened().code
    admin = officer(Role.PROVINCE_ADMIN, "so-khcn")
    with pytest.raises(Forbidden):
        world.rights.export(SLUG, code, admin, WISH)
    world.provinces.put(world.document() | {"messaging": {"readers": readers}}, "test")
    world.clock.pass_by(minutes=2)
    with pytest.raises(Forbidden):
        world.rights.export(SLUG, code, ADMIN, WISH)


def test_another_provinces_officer_learns_not_even_that_the_petition_exists() -> None:
    world = World()
    code = world.opened().code
    stranger = officer(Role.COORDINATOR, "so-khcn", tenant="tinh-khac")
    for wish in (world.rights.export, world.rights.erase):
        with pytest.raises(NotFound):
            wish(SLUG, code, stranger, WISH)
