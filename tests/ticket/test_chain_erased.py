"""What was taken out for a person's sake is named by a later event; nothing else can pass for it."""

from dataclasses import replace

import pytest

from chalicelib.ticket.chain import erasure, first_break, next_event
from chalicelib.ticket.ticket import CLOCK, Actor, Event
from chalicelib.ticket.workflow import Act, Role
from tests.builders import HANDLER, SLUG, World, photo


@pytest.fixture
def history() -> tuple[str, list[Event]]:
    """Five events, of which the first and the fourth were emptied and the sixth says so."""
    world = World()
    ticket = world.opened("Tôi là Hoa, mặt đường có ổ gà", attachments=(photo(),))
    world.does(ticket.code, "accept", HANDLER)
    world.does(ticket.code, "ask", HANDLER, text="Ở đoạn nào?")
    world.hears("Trước nhà tôi")
    world.does(ticket.code, "answer", HANDLER, text="Đã vá")
    events = world.tickets.timeline(SLUG, ticket.code)
    bare = [replace(e, text="", attachments=(), facts={}, erased=True) if e.n in (1, 4) else e for e in events]
    emptied = [e for e in bare if e.erased]
    clock = Actor(id=CLOCK, role=Role.SYSTEM, tenant=SLUG)
    now = world.tickets.get(SLUG, ticket.code)
    said = next_event(now, Act.ERASE, clock, world.clock(), facts=erasure(ticket.code, emptied, cause="retention"))
    return ticket.code, [*bare, said]


def changed(events: list[Event], n: int, **fields: object) -> list[Event]:
    return [replace(e, **fields) if e.n == n else e for e in events]  # type: ignore[arg-type]


def test_events_that_a_later_one_says_were_emptied_fit(history: tuple[str, list[Event]]) -> None:
    code, events = history
    assert events[-1].facts["events"] == "1,4"
    assert first_break(code, events) is None


def test_marked_as_emptied_without_an_event_that_says_so_is_found(history: tuple[str, list[Event]]) -> None:
    code, events = history
    assert first_break(code, events[:-1]) == 1
    assert first_break(code, changed(events, 3, text="", erased=True)) == 3


@pytest.mark.parametrize(("n", "fields"), [
    (1, {"text": "Không có gì"}),
    (4, {"facts": {"stars": 5}}),
    (1, {"by": "another"}),
    (4, {"attachments": (photo(),)}),
    (1, {"act": Act.HEAR}),
])  # fmt: skip
def test_what_is_left_of_an_emptied_event_cannot_be_changed_either(
    history: tuple[str, list[Event]], n: int, fields: dict[str, object]
) -> None:
    code, events = history
    assert first_break(code, changed(events, n, **fields)) == 1, "neither of the two is vouched for any more"


def test_an_event_that_says_so_must_itself_be_whole(history: tuple[str, list[Event]]) -> None:
    code, events = history
    assert first_break(code, changed(events, 6, erased=True)) == 1
    assert first_break(code, changed(events, 6, at=events[0].at.replace(year=2025))) == 6
    wider = erasure(
        code, [e for e in events if e.n in (1, 4)] + changed(events, 3, text="", erased=True)[2:3], cause="retention"
    )
    forged = changed(changed(events, 3, text="", erased=True), 6, facts=wider)
    assert first_break(code, forged) == 6, "it does not fit its own seal"


def test_nothing_is_vouched_for_in_advance(history: tuple[str, list[Event]]) -> None:
    """An event said to be emptied before it happened was not emptied by that."""
    code, events = history
    early = erasure(code, [], cause="retention") | {"events": "1,4,6"}
    assert first_break(code, changed(events, 6, facts=early, erased=True)) == 1


def test_other_changes_are_found_as_before(history: tuple[str, list[Event]]) -> None:
    code, events = history
    assert first_break(code, changed(events, 5, text="Chưa vá")) == 5
    assert first_break(code, [e for e in events if e.n != 2]) == 2
    assert first_break("SM-OTHER", events) == 1
