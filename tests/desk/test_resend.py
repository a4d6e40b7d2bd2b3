"""What could not be told is told again at a person's word, and only what failed."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib import views
from chalicelib.errors import Conflict, Forbidden, NotFound, Unprocessable
from chalicelib.ticket.owed import Notice, Purpose, State
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Role
from tests.builders import COORDINATOR, HANDLER, HEAD, LEADER, SLUG, World, officer


def failed(world: World, **given: Any) -> Notice:
    """The acknowledgement of a petition, which reached nobody."""
    (notice,) = world.owed(world.opened().code, Purpose.ACK)
    return kept(world, replace(notice, **({"state": State.FAILED, "tries": 10, "reason": "nowhere"} | given)))


def kept(world: World, notice: Notice) -> Notice:
    world.shelf.notices[notice.parent, notice.id] = notice
    return notice


def aside(world: World, **given: Any) -> Notice:
    """One that belongs to no petition."""
    (greeting,) = [n for n in greeted(world).shelf.notices.values() if not n.code]
    return kept(world, replace(greeting, **({"state": State.FAILED} | given)))


def greeted(world: World) -> World:
    world.hears("xin chào", person="new")
    return world


@pytest.mark.parametrize("actor", [HANDLER, HEAD, COORDINATOR, LEADER])
def test_who_holds_the_petition_or_sees_all_sends_it_again(actor: Actor) -> None:
    world = World()
    notice = failed(world, supplier_ids=("m_1",))
    world.clock.pass_by(hours=1)
    again = world.desk.resend(SLUG, {"ticket": notice.code, "id": notice.id}, actor)
    assert (again.state, again.tries, again.at) == (State.OWED, 0, world.clock())
    assert again.facts["resent_by"] == actor.id
    assert again.supplier_ids == ("m_1",), "what of it has arrived is not sent twice"
    assert world.outbox.get(notice.parent, notice.id) == again
    assert (notice.parent, notice.id) in world.bell.keys[-1:]


def test_it_leaves_the_list_of_failures() -> None:
    world = World()
    notice = failed(world)
    world.desk.resend(SLUG, {"ticket": notice.code, "id": notice.id}, COORDINATOR)
    assert world.desk.failed(SLUG, COORDINATOR, 10, None) == ([], None)


@pytest.mark.parametrize("actor", [officer(Role.HANDLER, "so-tai-chinh"), officer(Role.PAGE_MANAGER, "so-khcn")])
def test_nobody_else_does(actor: Actor) -> None:
    world = World()
    notice = failed(world)
    with pytest.raises(Forbidden):
        world.desk.resend(SLUG, {"ticket": notice.code, "id": notice.id}, actor)
    assert world.outbox.get(notice.parent, notice.id) == notice


def test_nor_does_whom_the_petition_is_about() -> None:
    world = World()
    notice = failed(world)
    world.does(notice.code, "concern", COORDINATOR, unit="so-khcn")
    with pytest.raises(Forbidden):
        world.desk.resend(SLUG, {"ticket": notice.code, "id": notice.id}, COORDINATOR)


@pytest.mark.parametrize("state", [state for state in State if state is not State.FAILED])
def test_only_what_has_failed_is_sent_again(state: State) -> None:
    world = World()
    notice = failed(world, state=state)
    with pytest.raises(Conflict) as refusal:
        world.desk.resend(SLUG, {"ticket": notice.code, "id": notice.id}, COORDINATOR)
    assert refusal.value.facts["state"] == state
    assert world.outbox.get(notice.parent, notice.id) == notice


def test_twice_is_once() -> None:
    world = World()
    notice = failed(world)
    world.desk.resend(SLUG, {"ticket": notice.code, "id": notice.id}, COORDINATOR)
    with pytest.raises(Conflict):
        world.desk.resend(SLUG, {"ticket": notice.code, "id": notice.id}, COORDINATOR)


def test_a_notice_of_no_petition_is_named_by_where_it_was_written_as_the_list_shows_it() -> None:
    world = World()
    notice = aside(world)
    listed = views.notice(world.desk.failed(SLUG, COORDINATOR, 10, None)[0][0])
    assert listed["ticket"] is None
    body = {"parent": listed["parent"], "id": listed["id"]}
    with pytest.raises(Forbidden):
        world.desk.resend(SLUG, body, HANDLER)
    assert world.desk.resend(SLUG, body, COORDINATOR).id == notice.id


def test_a_petitions_own_partition_opens_no_other_way_to_it() -> None:
    world = World()
    notice = failed(world)
    with pytest.raises(Forbidden):
        world.desk.resend(SLUG, {"parent": notice.parent, "id": notice.id}, officer(Role.HANDLER, "so-tai-chinh"))


def test_nor_for_whom_it_is_about() -> None:
    world = World()
    notice = failed(world)
    world.does(notice.code, "concern", COORDINATOR, unit="so-khcn")
    with pytest.raises(Forbidden):
        world.desk.resend(SLUG, {"parent": notice.parent, "id": notice.id}, COORDINATOR)
    assert world.desk.resend(SLUG, {"parent": notice.parent, "id": notice.id}, LEADER)


def test_another_provinces_notice_is_not_there() -> None:
    world = World()
    notice = aside(world, tenant="tinh-khac")
    with pytest.raises(NotFound):
        world.desk.resend(SLUG, {"parent": notice.parent, "id": notice.id}, COORDINATOR)


@pytest.mark.parametrize(("why", "body", "error"), [
    ("nothing named", {"id": "000001#ack#citizen"}, Unprocessable),
    ("two places named", {"ticket": "SM-0000-0000-0000", "parent": "T#x#y", "id": "000001#ack#citizen"}, Unprocessable),
    ("no notice named", {"ticket": "SM-0000-0000-0000"}, Unprocessable),
    ("more than is known", {"ticket": "SM-0000-0000-0000", "id": "000001#ack#citizen", "now": True}, Unprocessable),
    ("no object", ["000001#ack#citizen"], Unprocessable),
    ("no such petition", {"ticket": "SM-0000-0000-0000", "id": "000001#ack#citizen"}, NotFound),
    ("no such notice", {"parent": "C#song-mau#facebook#2001#x", "id": "000001#ack#citizen"}, NotFound),
])  # fmt: skip
def test_bodies_that_name_nothing_that_can_be_sent(why: str, body: Any, error: type[Exception]) -> None:
    world = World()
    with pytest.raises(error):
        world.desk.resend(SLUG, body, COORDINATOR)
    assert why


def test_it_goes_out_when_the_way_is_open_again() -> None:
    world = World()
    notice = failed(world)
    world.desk.resend(SLUG, {"ticket": notice.code, "id": notice.id}, COORDINATOR)
    world.post()
    sent = world.outbox.get(notice.parent, notice.id)
    assert sent
    assert sent.state is State.SENT
