"""Callers whom nothing in writing reached: who sees that they wait, and what a call back leaves behind."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from chalicelib.desk.callbacks import Callbacks
from chalicelib.errors import Conflict, Forbidden, NotFound, StaleTicket, Unprocessable
from chalicelib.intake.calls import Calls
from chalicelib.ticket.owed import Notice, Purpose, State
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Act, Role
from chalicelib.views_citizens import followed
from tests.builders import COORDINATOR, HANDLER, HEAD, SLUG, World, officer
from tests.fakes import ShelfOutbox
from tests.rights.forgotten import ADMIN, WISH, everything

AT_HOME = {"phone": "02033812345"}
ANSWER = "Đã vá ổ gà, cảm ơn bà."


def waiting(world: World, key: str = "k") -> str:
    """The code of an answered petition whose caller can only be told by voice."""
    call = {"text": "Mặt đường trước chợ có ổ gà rất sâu", "consent": "", "caller": AT_HOME}
    ticket = Calls(world.form).log(world.province, call, COORDINATOR, key)
    world.does(ticket.code, "answer", HANDLER, text=ANSWER)
    world.post()
    return ticket.code


def room(world: World) -> Callbacks:
    return Callbacks(world.desk, world.clock)


def listed(world: World, actor: Actor) -> list[str]:
    return [call.notice.code for call in room(world).page(SLUG, actor, 50, None)[0]]


def test_who_works_on_it_sees_that_somebody_waits() -> None:
    world = World()
    code = waiting(world)
    assert {actor.role: listed(world, actor) for actor in (COORDINATOR, HANDLER, HEAD)} == {
        Role.COORDINATOR: [code], Role.HANDLER: [code], Role.HEAD: [code],
    }  # fmt: skip
    assert listed(world, officer(Role.HANDLER, "so-tai-chinh")) == []
    with pytest.raises(NotFound):
        listed(world, officer(Role.COORDINATOR, "so-khcn", tenant="tinh-khac"))


def test_what_failed_elsewhere_is_no_call() -> None:
    world = World()
    ticket = world.opened()
    world.clock.pass_by(days=30)
    world.does(ticket.code, "answer", HANDLER, text=ANSWER)
    world.post()
    assert [n.state for n in world.owed(ticket.code, Purpose.ANSWER)] == [State.FAILED]
    assert listed(world, COORDINATOR) == []
    with pytest.raises(Conflict):
        room(world).called(SLUG, ticket.code, {"reached": True, "text": "x"}, COORDINATOR)


def test_who_was_reached_has_been_told_and_can_read_what_was_said() -> None:
    world = World()
    code = waiting(world)
    before = world.tickets.get(SLUG, code)
    ticket, told = room(world).called(SLUG, code, {"reached": True, "text": "Đã đọc trả lời cho bà nghe"}, HANDLER)
    assert (told, ticket.status, listed(world, COORDINATOR)) == (1, before.status, [])
    (answer,) = world.owed(code, Purpose.ANSWER)
    assert (answer.state, answer.lane, answer.delivered_at) == (State.DELIVERED, "phone", world.clock())
    event = world.tickets.timeline(SLUG, code)[-1]
    assert (event.act, event.by, event.facts["by"]) == (Act.ECHO, HANDLER.id, "handler")
    shown = followed(world.province, ticket, world.tickets.timeline(SLUG, code), world.clock(), lambda *_: "")
    assert shown["timeline"][-1]["text"] == "Đã đọc trả lời cho bà nghe"


def test_who_was_not_reached_stays_on_the_list() -> None:
    world = World()
    code = waiting(world)
    _, told = room(world).called(SLUG, code, {"reached": False, "text": "chuông reo, không ai nghe"}, HANDLER)
    assert (told, listed(world, HANDLER)) == (0, [code])
    event = world.tickets.timeline(SLUG, code)[-1]
    assert (event.act, event.text) == (Act.NOTE, "Gọi lại không gặp: chuông reo, không ai nghe")


@pytest.mark.parametrize(
    "body", [{}, {"reached": True}, {"reached": True, "text": " "}, {"reached": "yes", "text": "x"}]
)
def test_a_call_says_whether_and_what(body: dict[str, Any]) -> None:
    world = World()
    code = waiting(world)
    with pytest.raises(Unprocessable):
        room(world).called(SLUG, code, body, HANDLER)


def test_nobody_else_calls_back() -> None:
    world = World()
    code = waiting(world)
    for stranger, error in (
        (officer(Role.HANDLER, "so-tai-chinh"), Forbidden),
        (officer(Role.COORDINATOR, "so-khcn", tenant="tinh-khac"), NotFound),
    ):
        with pytest.raises(error):
            room(world).called(SLUG, code, {"reached": True, "text": "x"}, stranger)


def test_who_calls_back_may_hold_a_token_older_than_a_reorganisation() -> None:
    world = World()
    code, before = waiting(world), world.document()
    old = next(unit for unit in before["units"] if unit["id"] == "phong-ha-tang")
    before["units"].append({**old, "id": "phong-ha-tang-cu", "name": "Phòng Hạ tầng cũ", "closed": {"on": "2026-11-01", "successor": "phong-ha-tang"}})  # fmt: skip
    world.provinces.put(before, "test")
    officer_of_old = officer(Role.HANDLER, "phong-ha-tang-cu")
    assert listed(world, officer_of_old) == [code]
    assert room(world).called(SLUG, code, {"reached": True, "text": "Đã đọc"}, officer_of_old)[1] == 1


@dataclass
class Moving(ShelfOutbox):
    """Somebody sends the notice again between the act of calling and its mark."""

    def save(self, notice: Notice, follow_up: Notice | None = None) -> Notice:
        raise StaleTicket("somebody else moved this notice", notice=notice.id)


def test_what_somebody_sent_again_at_that_moment_stays_with_them_and_the_call_is_written_down() -> None:
    world = World()
    code = waiting(world)
    desk = replace(world.desk, outbox=Moving(world.shelf))
    _, told = Callbacks(desk, world.clock).called(SLUG, code, {"reached": True, "text": "Đã đọc"}, HANDLER)
    assert (told, world.tickets.timeline(SLUG, code)[-1].text) == (0, "Đã đọc")


@dataclass
class Looked(ShelfOutbox):
    """The clock notes the next rung between the act of calling and its mark."""

    looked: bool = False

    def save(self, notice: Notice, follow_up: Notice | None = None) -> Notice:
        if not self.looked:
            self.looked = True
            was = self.shelf.notices[notice.parent, notice.id]
            super().save(replace(was, facts={**was.facts, "call_look": "2026-12-01T00:00:00+00:00"}))
        return super().save(notice, follow_up)


def test_the_clock_that_looks_at_the_same_moment_leaves_nobody_on_the_list() -> None:
    world = World()
    code = waiting(world)
    desk = replace(world.desk, outbox=Looked(world.shelf))
    _, told = Callbacks(desk, world.clock).called(SLUG, code, {"reached": True, "text": "Đã đọc"}, HANDLER)
    assert (told, listed(world, COORDINATOR)) == (1, [])


def test_nobody_waits_for_a_call_to_who_was_forgotten() -> None:
    world = World()
    code = waiting(world)
    world.rights.erase(SLUG, code, ADMIN, WISH)
    assert listed(world, COORDINATOR) == []
    with pytest.raises(Conflict):
        room(world).called(SLUG, code, {"reached": True, "text": "x"}, COORDINATOR)


def test_what_was_said_in_a_call_goes_with_the_person() -> None:
    world = World()
    code = waiting(world)
    room(world).called(SLUG, code, {"reached": True, "text": "Bà Hoa ở ngõ 5 đã nghe trả lời"}, HANDLER)
    assert world.rights.erase(SLUG, code, ADMIN, WISH) is None
    assert "ngõ 5" not in everything(world)
    assert "2033812345" not in everything(world)
