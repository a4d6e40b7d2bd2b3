"""A second contact, and consent: what is personal goes into the vault, and of it into the petition only that it came."""

import pytest

from chalicelib.channel.inbound import Contact, Heard, Inbound
from chalicelib.identity.vault import Person
from chalicelib.intake.contact import contact_in
from chalicelib.ticket.owed import Purpose
from chalicelib.ticket.ticket import Lane
from chalicelib.ticket.workflow import Status
from tests.builders import HANDLER, SLUG, World, heard


def only(world: World) -> Person:
    (person,) = world.vault.people.values()
    return person


@pytest.mark.parametrize(("text", "phone", "email"), [
    ("0912345678", "+84912345678", ""), ("0912 345 678", "+84912345678", ""), ("+84 912.345.678", "+84912345678", ""),
    ("0845123456", "+84845123456", ""), ("84912345678", "+84912345678", ""), ("số của tôi là 0912345678 ạ", "+84912345678", ""),
    ("SĐT: 0912345678", "+84912345678", ""), ("mai.tran@vidu.vn", "", "mai.tran@vidu.vn"),
    ("sdt 0912345678, email mai@vidu.vn", "+84912345678", "mai@vidu.vn"), ("02033825412", "+842033825412", ""),
])  # fmt: skip
def test_a_message_that_is_nothing_but_a_contact(text: str, phone: str, email: str) -> None:
    contact = contact_in(heard(text))
    assert contact
    assert (contact.phone, contact.email) == (phone, email)


@pytest.mark.parametrize("message", [
    heard("Nhà số 12 mất điện, gọi 0912345678"), heard("12"), heard("001085012345"), heard(""), heard("29A-123.45"),
    heard("0912345678", lane=Lane.COMMENT), heard("menu"),
])  # fmt: skip
def test_whatever_says_more_or_something_else_is_none(message: Inbound) -> None:
    assert contact_in(message) is None


def test_a_number_goes_into_the_vault_is_thanked_for_and_stands_nowhere_else() -> None:
    world = World()
    code = world.opened().code
    world.hears("0912 345 678")
    assert only(world).phone == "+84912345678"
    assert world.tickets.get(SLUG, code).events == 1
    assert [n.purpose for n in world.shelf.notices.values()][-1] is Purpose.CONTACT_KEPT
    assert "912" not in repr(world.shelf)


def test_the_platforms_form_says_name_and_address_too() -> None:
    world = World()
    world.opened()
    contact = Contact(name="Trần Thị Mai", phone="+84912345678", address="Số 5, phường Bến Đá")
    world.hears(heard=Heard.CONTACT, contact=contact)
    person = only(world)
    assert (person.name, person.phone, person.address) == ("Trần Thị Mai", "+84912345678", "Số 5, phường Bến Đá")


def test_a_contact_may_be_the_first_thing_somebody_says() -> None:
    world = World()
    world.hears("0912345678")
    assert only(world).phone == "+84912345678"
    assert not world.shelf.tickets


def test_as_the_reply_to_a_question_it_goes_onto_the_petition_veiled() -> None:
    world = World()
    code = world.opened().code
    world.does(code, "accept", HANDLER)
    world.does(code, "ask", HANDLER, text="Xin cho số điện thoại để hẹn")
    world.hears("số tôi 0912345678")
    assert only(world).phone == "+84912345678"
    assert world.tickets.get(SLUG, code).status is Status.IN_PROGRESS
    assert world.tickets.timeline(SLUG, code)[-1].text == "số tôi [số điện thoại]"
    assert world.owed(code, Purpose.CITIZEN_SPOKE)


def test_the_form_of_the_platform_is_a_reply_too() -> None:
    world = World()
    code = world.opened().code
    world.does(code, "accept", HANDLER)
    world.does(code, "ask", HANDLER, text="Xin cho số điện thoại để hẹn")
    world.hears(heard=Heard.CONTACT, contact=Contact(phone="+84912345678"))
    assert world.tickets.timeline(SLUG, code)[-1].text == "[số điện thoại]"


def asked(world: World) -> list[bool]:
    return ["ask_contact" in n.facts for n in world.shelf.notices.values() if n.purpose is Purpose.ACK]


def test_who_is_not_known_by_telephone_is_asked_and_only_once() -> None:
    world = World()
    world.opened()
    world.hears("0912345678")
    world.clock.pass_by(hours=3)
    world.opened("Rác đầy đường, hôi thối")
    assert asked(world) == [True, False]


@pytest.mark.parametrize("no", ["CONTACT:skip", "không", "bỏ qua"])
def test_who_does_not_want_to_is_not_asked_again(no: str) -> None:
    world = World()
    world.opened()
    world.hears(no, **({"heard": Heard.CHOICE, "payload": no} if ":" in no else {}))
    world.clock.pass_by(hours=3)
    world.opened("Rác đầy đường, hôi thối")
    assert asked(world) == [True, False]


def test_nobody_is_asked_in_public_or_who_gave_a_contact_in_a_form() -> None:
    world = World()
    world.opened("Bãi rác cạnh chợ bốc mùi cả tuần", lane=Lane.COMMENT, ref="1_2")
    world.form.file(world.province, {"text": "Mặt đường có ổ gà", "submitter": {"phone": "0912345678"}}, "k")
    assert asked(world) == [False, False]


def test_a_form_that_holds_no_way_to_reach_anybody_is_not_thanked_for() -> None:
    world = World()
    world.opened()
    world.hears(heard=Heard.CONTACT, contact=Contact(name="Trần Thị Mai"))
    assert Purpose.CONTACT_KEPT not in [n.purpose for n in world.shelf.notices.values()]
