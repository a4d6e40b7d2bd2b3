"""What follows what has arrived: a rating after an answer, a second contact before the chat closes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.notice.follow_up import follow_up_of
from chalicelib.ticket.owed import Notice, Purpose, State
from chalicelib.ticket.ticket import Channel, Lane
from tests.builders import COORDINATOR, HANDLER, SLUG, World, at, heard
from tests.notice.platform import PSID, on_platform

QUIET_OFF = {"messaging": {"lanes": {"quiet": ["03:00", "03:01"]}}}


def asked(world: World, **given: object) -> Notice:
    """An acknowledgement that asks for another way to reach the citizen has arrived."""
    code = world.opened(**given).code
    (ack,) = world.owed(code, Purpose.ACK)
    world.outbox.save(replace(ack, facts={**ack.facts, "ask_contact": "1"}))
    world.post()
    return world.owed(code, Purpose.CONTACT)[0]


def now_of(world: World, notice: Notice) -> Notice:
    found = world.outbox.get(notice.parent, notice.id)
    assert found
    return found


def said(world: World) -> list[str]:
    return [letter.body for _, _, letter in world.carriage.sent]


def at_daylight() -> World:
    world = World()
    world.provinces.put(world.document() | QUIET_OFF, "test")
    return world


def test_a_second_contact_is_asked_for_before_the_chat_closes() -> None:
    world = at_daylight()
    contact = asked(world)
    assert contact.at == at("2026-11-19 05:00")
    world.clock.at = contact.at - timedelta(minutes=1)
    world.post()
    before = len(said(world))
    world.clock.at = contact.at
    world.post()
    assert len(said(world)) == before + 1
    assert "09:00 ngày 19/11/2026" in said(world)[-1]
    assert now_of(world, contact).state is State.SENT


def test_a_zalo_chat_stays_open_for_a_week_and_says_so() -> None:
    world = at_daylight()
    contact = asked(world, channel=Channel.ZALO, account="3001", key="z1")
    world.clock.at = contact.at
    world.post()
    assert "09:00 ngày 25/11/2026" in said(world)[-1]


@pytest.mark.parametrize("given", [{"phone": "+84912345678"}, {"email": "dan@example.com"}])
def test_nobody_is_asked_for_what_they_gave(given: dict[str, str]) -> None:
    world = at_daylight()
    contact = asked(world)
    world.vault.learn(SLUG, world.tickets.get(SLUG, contact.code).origin.alias, **given)
    world.clock.at = contact.at
    world.post()
    assert now_of(world, contact).state is State.SKIPPED


def test_nobody_is_asked_once_the_petition_has_ended() -> None:
    world = at_daylight()
    contact = asked(world)
    world.does(contact.code, "answer", HANDLER, text="Đã vá xong")
    world.post()
    world.clock.at = contact.at
    world.post()
    assert (now_of(world, contact).state, now_of(world, contact).reason) == (State.SKIPPED, "the petition has ended")


def test_whoever_wrote_since_is_asked_later_and_only_once_later() -> None:
    world = at_daylight()
    contact = asked(world)
    world.clock.pass_by(hours=10)
    world.hears("Xin bổ sung: gần cổng trường")
    world.clock.at = contact.at
    world.post()
    later = now_of(world, contact)
    assert (later.state, later.at) == (State.OWED, at("2026-11-19 15:00"))
    world.clock.at = later.at - timedelta(hours=1)
    world.hears("Vẫn chưa thấy ai đến xem")
    world.clock.at = later.at
    world.post()
    assert now_of(world, contact).state is State.SENT


def test_nobody_is_asked_who_was_not_meant_to_be() -> None:
    world = at_daylight()
    code = world.opened("Xin hỏi thủ tục cấp lại giấy tờ ở đâu").code
    (ack,) = world.owed(code, Purpose.ACK)
    facts = {name: value for name, value in ack.facts.items() if name != "ask_contact"}
    world.outbox.save(replace(ack, facts=facts))
    world.post()
    assert world.owed(code, Purpose.CONTACT) == []


def test_there_is_one_rating_an_answer_however_often_it_is_sent() -> None:
    """The e-mail bounced after the answer had arrived; it is sent another way, the rating is not asked for again."""
    world = World()
    code = world.opened().code
    world.post()
    world.does(code, "answer", HANDLER, text="Đã vá xong")
    world.post()
    (answer,) = world.owed(code, Purpose.ANSWER)
    world.outbox.save(replace(answer, state=State.OWED, supplier_ids=(), tried_at=None, lane=""))
    world.post()
    assert now_of(world, answer).state is State.SENT
    assert len(world.owed(code, Purpose.RATING)) == 1


def test_an_answer_in_public_asks_for_no_rating() -> None:
    world = World()
    code = world.opened("Bãi rác cạnh chợ bốc mùi", lane=Lane.COMMENT, ref="1_2", key="c1").code
    world.post()
    world.does(code, "assign", COORDINATOR, unit="phong-ha-tang")
    world.does(code, "answer", HANDLER, text="Đã thu gom")
    world.clock.pass_by(minutes=1)
    world.post()
    assert world.owed(code, Purpose.ANSWER)[0].state is State.SENT
    assert world.owed(code, Purpose.RATING) == []


def test_an_answer_in_the_chat_of_whoever_commented_asks_for_one() -> None:
    """The private reply proved whose chat it is; they wrote there; the private side of the answer goes there."""
    world = World()
    platform = on_platform(world)
    code = world.opened("Bãi rác cạnh chợ bốc mùi", lane=Lane.COMMENT, ref="1_2", key="c1").code
    world.post()
    world.inbox.take(world.province, heard("Cảm ơn", person=PSID, key="d1", occurred_at=world.clock()))
    world.does(code, "assign", COORDINATOR, unit="phong-ha-tang")
    world.does(code, "answer", HANDLER, text="Đã thu gom")
    (answer,) = world.owed(code, Purpose.ANSWER)
    world.outbox.save(replace(answer, side="private"))
    for _ in range(3):
        world.clock.pass_by(minutes=1)
        world.post()
    ways = [way for way, body in platform.arrived if "Đã thu gom" in body]
    assert ways == ["messenger"]
    assert world.owed(code, Purpose.RATING)[0].state is State.SENT


@pytest.mark.parametrize("state", [state for state in State if state is not State.SENT])
def test_nothing_follows_what_was_not_sent(state: State) -> None:
    world = World()
    code = world.opened().code
    (ack,) = world.owed(code, Purpose.ACK)
    answer = replace(ack, purpose=Purpose.ANSWER, state=state)
    assert follow_up_of(answer, world.clock()) is None
