"""How a petition stands: for its sender, for whoever holds code and pin, and for nobody else."""

import pytest

from chalicelib.channel.inbound import Heard
from chalicelib.ticket.code import ticket_code
from chalicelib.ticket.owed import Purpose
from chalicelib.ticket.ticket import Lane
from chalicelib.ticket.workflow import Act
from tests.builders import SLUG, World
from tests.intake.chat import PIN, said, talk_of, types


def test_asked_for_without_a_code_the_petition_of_this_chat_is_shown() -> None:
    world = World()
    ticket = world.opened()
    types(world, "theo dõi")
    facts = said(world)[0].facts
    assert (facts["code"], facts["status_name"], facts["unit"]) == (
        ticket.code, "đã chuyển đơn vị xử lý", "Phòng Quản lý hạ tầng",
    )  # fmt: skip
    assert "ngày 26/11/2026" in facts["promised"]


def test_the_own_code_opens_the_standing_and_nothing_goes_onto_the_petition() -> None:
    world = World()
    code = world.opened().code
    types(world, f"theo doi {code.lower().replace('-', ' ')}")
    assert [n.purpose for n in said(world)] == [Purpose.STANDING]
    assert len(world.tickets.timeline(SLUG, code)) == 1


def test_nobody_learns_from_a_code_alone_whether_it_exists() -> None:
    """Somebody else's code, a code nobody has, a wrong pin: the same question, word for word."""
    world = World()
    theirs = world.opened(person="1").code
    nobodys = ticket_code("SM", "no such message")
    for text in (theirs, nobodys, f"{theirs} 000000", f"{nobodys} {PIN}", "000000"):
        types(world, text)
    asked = [(n.purpose, dict(n.facts)) for n in said(world)]
    assert len(asked) == 5
    assert all(entry == asked[0] for entry in asked)
    assert asked[0][1]["asked"] == "code"


@pytest.mark.parametrize("texts", [("{code} 123456",), ("{code}", "123456"), ("mã {code} mã bí mật 123456",)])
def test_code_and_pin_open_somebody_elses_petition_and_prove_the_chat(texts: tuple[str, ...]) -> None:
    world = World()
    code = world.opened("Bãi rác cạnh chợ bốc mùi cả tuần", person="1", lane=Lane.COMMENT, ref="1_2").code
    for text in texts:
        types(world, text.format(code=code))
    assert said(world)[-1].purpose is Purpose.STANDING
    link = world.tickets.timeline(SLUG, code)[-1]
    assert (link.act, dict(link.facts)) == (Act.LINK, {"proof": "code_and_pin"})
    world.hears("Chỗ đó gần trường học nữa")
    assert world.tickets.timeline(SLUG, code)[-1].text == "Chỗ đó gần trường học nữa", "they speak for it now"


def test_whoever_proved_their_chat_is_known_to_have_part_in_the_petition() -> None:
    world = World()
    code = world.opened(person="1").code
    world.hears("xin chào")
    types(world, f"{code} {PIN}")
    person = world.vault.recall(SLUG, world.tickets.get(SLUG, code).chat)
    assert person
    assert (person.platform_id, person.codes) == ("7001", (code,))


def test_after_five_wrong_pins_even_the_right_one_opens_nothing_for_an_hour() -> None:
    world = World()
    code = world.opened(person="1").code
    for guess in range(5):
        types(world, f"{code} 00000{guess}")
        types(world, "menu")
    types(world, f"{code} {PIN}")
    assert world.tickets.get(SLUG, code).chat == ""
    world.clock.pass_by(minutes=61)
    types(world, f"{code} {PIN}")
    assert world.tickets.get(SLUG, code).chat


def test_wrong_pins_in_a_chat_and_on_the_web_are_one_budget() -> None:
    world = World()
    code = world.opened(person="1").code
    types(world, f"{code} 000000")
    assert world.guesses.tries.until(f"{SLUG}#pin#{code}") > int(world.clock().timestamp()), "a debt of the code"
    for number in range(100):
        world.guesses.wrong(SLUG, code, f"mark-{number}")
    types(world, f"{code} {PIN}")
    assert world.tickets.get(SLUG, code).chat == "", "not looked at, nor is that told"
    assert world.owed("", Purpose.STANDING) == []


def test_pins_of_petitions_there_are_not_cost_the_same() -> None:
    world = World()
    nothing = ticket_code("SM", "nobody's")
    types(world, f"{nothing} {PIN}")
    types(world, f"{nothing} 000000")
    assert world.guesses.tries.until(f"{SLUG}#pin#{nothing}") > 0


def test_a_link_of_ours_follows_a_petition() -> None:
    world = World()
    code = world.opened(person="1").code
    world.hears(heard=Heard.REFERRAL, payload=f"{code}.{PIN}")
    assert said(world)[-1].purpose is Purpose.STANDING
    assert world.tickets.get(SLUG, code).chat
    assert next(t for t in world.shelf.talks.values() if t.code == code and t.version == 1)


@pytest.mark.parametrize("ref", ["tracuu_PA-2026-000123", "{code}.000000", "{code}", ".", "{code}.", "chien-dich-he"])
def test_any_other_link_is_greeted(ref: str) -> None:
    world = World()
    code = world.opened(person="1").code
    world.hears(heard=Heard.REFERRAL, payload=ref.format(code=code))
    assert said(world)[-1].purpose is Purpose.GREETING
    assert world.tickets.get(SLUG, code).chat == ""


def test_words_that_quote_a_message_of_ours_go_onto_its_petition() -> None:
    world = World()
    first = world.opened("Mặt đường có ổ gà")
    world.clock.pass_by(hours=3)
    second = world.opened("Rác đầy đường, hôi thối")
    ack = world.owed(first.code, Purpose.ACK)[0]
    world.traces.sent("facebook", "2001", "m_ack", ack.parent, ack.id, world.clock())
    world.hears("Ổ gà này ngay trước cổng trường", reply_to="m_ack")
    assert world.tickets.get(SLUG, first.code).events == 2
    assert world.tickets.get(SLUG, second.code).events == 1


def test_quoting_a_message_about_somebody_elses_petition_opens_nothing_of_theirs() -> None:
    world = World()
    theirs = world.opened(person="1")
    ack = world.owed(theirs.code, Purpose.ACK)[0]
    world.traces.sent("facebook", "2001", "m_ack", ack.parent, ack.id, world.clock())
    world.hears("Tôi cũng thấy thế", reply_to="m_ack", person="2")
    assert world.tickets.get(SLUG, theirs.code).events == 1


def test_a_visitor_without_an_account_is_answered_in_their_own_conversation() -> None:
    world = World()
    world.opened(anonymous="c-77")
    assert talk_of(world).cited == "c-77"
