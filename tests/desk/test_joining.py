"""Duplicates: as many are joined to one petition as its one answer can reach, and no telephone rings twice for them."""

from dataclasses import dataclass, replace

import pytest

from chalicelib.desk.files import Uploads
from chalicelib.errors import Conflict
from chalicelib.ticket import room
from chalicelib.ticket.errand import Errand
from chalicelib.ticket.fate import MOST
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import By, Purpose
from chalicelib.ticket.publication import PUBLISHED
from chalicelib.ticket.ticket import Attachment, Lane, Ticket
from chalicelib.ticket.workflow import Status
from tests.builders import COORDINATOR, HANDLER, SLUG, World, changed
from tests.fakes import ShelfTickets
from tests.intake.web import NUMBER

IN_A_TRANSACTION = 100  # rows DynamoDB writes at once
PIN = "123456"


@dataclass
class Counting(ShelfTickets):
    """Refuses, as DynamoDB does, what has no room in one transaction."""

    most: int = 0

    def commit(self, change: Change) -> None:
        at_once, _ = room.shared_out(change)
        shown = sum(after.public == PUBLISHED for _, after, _ in change.moves)
        rows = sum(1 + len(events) for _, _, events in change.moves) + shown + len(at_once)
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


def with_files(ticket: Ticket, uploads: Uploads, _: str) -> tuple[tuple[Attachment, ...], tuple[Errand, ...]]:
    """None of them is copied yet."""
    files = tuple(Attachment(kind="file", url=f"https://yard.example/{each['id']}") for each in uploads)
    owed = (
        Errand(tenant=SLUG, code=ticket.code, event=ticket.events + 1, index=n, url=file.url, at=ticket.opened_at)
        for n, file in enumerate(files)
    )
    return files, tuple(owed)


def test_an_answer_with_more_files_than_there_is_room_for_says_so_and_goes_out_with_fewer() -> None:
    world = World()
    counting = Counting(world.shelf)
    world.desk = replace(world.desk, tickets=counting, brought=with_files)
    leader, *others = [below_a_post(world, number, public=PUBLISHED) for number in range(MOST + 1)]
    for other in others:
        joins(world, other, leader)
    key = (SLUG, leader)
    world.shelf.tickets[key] = changed(world.shelf.tickets[key], contributors=("so-tai-chinh", "p90001"))
    files = [{"id": f"file-{NUMBER[:-1]}{n}"} for n in range(10)]
    with pytest.raises(Conflict, match="attach fewer files") as refusal:
        world.does(leader, "answer", HANDLER, text="Đã vá xong", to="both", uploads=files)
    assert refusal.value.facts["rows"] > refusal.value.facts["most"] == IN_A_TRANSACTION
    world.does(leader, "answer", HANDLER, text="Đã vá xong", to="both", uploads=files[:3])
    assert counting.most <= IN_A_TRANSACTION
    assert world.tickets.get(SLUG, leader).status is Status.ANSWERED


def emergencies(world: World, units: int, handlers: int) -> tuple[str, list[str]]:
    """(first, duplicates): all MOST of them joined, in turn of `units` units, each with `handlers` telephones."""
    document = world.document()
    unit, officer = next(u for u in document["units"] if u["id"] == "phong-ha-tang"), document["staff"][0]
    for i in range(units):
        document["units"].append({**unit, "id": f"to-{i}", "name": f"Tổ {i}"})
        document["staff"] += [
            {**officer, "id": f"x-{i}-{j}", "role": "handler", "unit": f"to-{i}", "phone": f"84912{i:03d}{j:03d}",
             "email": f"x{i}.{j}@x.example"} for j in range(handlers)
        ]  # fmt: skip
    world.provinces.put(document, "test")
    leader, *others = [world.opened("Mặt đường có ổ gà rất sâu", person=f"p{n}").code for n in range(MOST + 1)]
    for number, other in enumerate(others):
        key = (SLUG, other)
        as_it_is = {"urgency": "emergency", "unit": f"to-{number % units}"}
        world.shelf.tickets[key] = changed(world.shelf.tickets[key], **as_it_is)
        assert joins(world, other, leader)
    return leader, others


@pytest.mark.parametrize(("units", "handlers"), [(13, 2), (1, 30), (25, 8)])
def test_a_withdrawal_goes_through_however_many_telephones_it_rings_each_once(units: int, handlers: int) -> None:
    world = World()
    leader, others = emergencies(world, units, handlers)
    counting = Counting(world.shelf)
    world.tracking = replace(world.tracking, tickets=counting)
    world.tracking.plead(SLUG, leader, {"pin": PIN, "act": "withdraw"})
    assert counting.most <= IN_A_TRANSACTION
    told = [n for other in others for n in world.owed(other, Purpose.ASSIGNED)]
    assert {n.code for n in told if n.by is By.EMAIL} == set(others)
    rung = [n.to[0] for n in told if n.by is By.SMS]
    assert sorted(rung) == sorted(f"x-{i}-{j}" for i in range(units) for j in range(handlers))


def test_a_calm_duplicate_before_it_does_not_keep_the_telephone_silent_of_an_emergency() -> None:
    world = World()
    leader, others = emergencies(world, 1, 2)
    for calm in others[:5]:
        world.shelf.tickets[SLUG, calm] = changed(world.shelf.tickets[SLUG, calm], urgency="normal")
    world.tracking.plead(SLUG, leader, {"pin": PIN, "act": "withdraw"})
    told = [n for other in others for n in world.owed(other, Purpose.ASSIGNED)]
    assert sorted(n.to for n in told if n.by is By.SMS) == [("x-0-0",), ("x-0-1",)]
