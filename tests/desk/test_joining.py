"""Duplicates: as many are joined to one petition as its one answer can reach, and no telephone rings twice for them."""

from dataclasses import dataclass, replace

import pytest

from chalicelib.errors import Conflict
from chalicelib.ticket import members
from chalicelib.ticket.fate import MOST
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import By, Purpose
from chalicelib.ticket.publication import PUBLISHED
from chalicelib.ticket.ticket import Lane
from chalicelib.ticket.workflow import Status
from tests.builders import COORDINATOR, HANDLER, SLUG, World, changed
from tests.fakes import ShelfTickets

IN_A_TRANSACTION = 100  # rows DynamoDB writes at once
PIN = "123456"


@dataclass
class Counting(ShelfTickets):
    """Refuses, as DynamoDB does, what has no room in one transaction."""

    most: int = 0

    def commit(self, change: Change) -> None:
        shown = sum(after.public == PUBLISHED for _, after, _ in change.moves)
        rows = sum(1 + len(events) for _, _, events in change.moves) + shown + len(members.told(change))
        self.most = max(self.most, rows + len(change.errands))
        super().commit(change)


def below_a_post(world: World, number: int, *, public: str) -> str:
    said = world.opened(
        "Mặt đường có ổ gà rất sâu ở đây", lane=Lane.COMMENT, ref=f"9_{number}", person=f"p{number}",
        key=f"fb#2001#comment#9_{number}",
    )  # fmt: skip
    key = (SLUG, said.code)
    world.shelf.tickets[key] = changed(world.shelf.tickets[key], public=public)
    return said.code


def joins(world: World, code: str, leader: str) -> bool:
    try:
        world.does(code, "merge", COORDINATOR, into=leader)
    except Conflict:
        return False
    return True


@pytest.mark.parametrize("public", ["", PUBLISHED])
def test_one_answer_on_both_sides_reaches_as_many_as_may_be_joined(public: str) -> None:
    world = World()
    counting = Counting(world.shelf)
    world.desk = replace(world.desk, tickets=counting)
    leader, *others = [below_a_post(world, number, public=public) for number in range(MOST + 1)]
    refused = [other for other in others if not joins(world, other, leader)]
    joined = MOST - len(refused)
    assert refused == others[joined:]
    world.does(leader, "answer", HANDLER, text="Đã vá xong", to="both")
    assert 10 < joined < MOST
    assert counting.most <= IN_A_TRANSACTION
    assert sum(t.status is Status.ANSWERED for t in world.shelf.tickets.values()) == joined + 1


def test_private_ones_are_joined_up_to_the_old_limit() -> None:
    world = World()
    leader = world.opened("Mặt đường có ổ gà rất sâu", person="p0").code
    for number in range(1, MOST + 1):
        own = world.opened("Mặt đường có ổ gà rất sâu", person=f"p{number}").code
        world.does(own, "merge", COORDINATOR, into=leader)
    assert len(world.tickets.get(SLUG, leader).followers) == MOST


def test_of_emergencies_that_go_on_alone_together_the_telephones_ring_once() -> None:
    world = World()
    document = world.document()
    for one in document["staff"]:
        one["phone"] = "84912345678"
    world.provinces.put(document, "test")
    leader, *others = [world.opened("Mặt đường có ổ gà rất sâu", person=f"p{n}").code for n in range(4)]
    for other in others:
        world.does(other, "merge", COORDINATOR, into=leader)
        key = (SLUG, other)
        world.shelf.tickets[key] = changed(world.shelf.tickets[key], urgency="emergency")
    before = {n.id for other in others for n in world.owed(other, Purpose.ASSIGNED)}
    assert not any("sms" in each for each in before)
    world.tracking.plead(SLUG, leader, {"pin": PIN, "act": "withdraw"})
    told = [n for other in others for n in world.owed(other, Purpose.ASSIGNED)]
    assert len({n.code for n in told if n.by is By.EMAIL}) == len(others)
    assert len({n.code for n in told if n.by is By.SMS}) == 1
