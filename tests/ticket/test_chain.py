"""A ticket's history cannot be changed, shortened in the middle or put in another order unseen."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.province.document import province_from
from chalicelib.ticket.anew import reckoned
from chalicelib.ticket.chain import first_break, next_event
from chalicelib.ticket.ticket import CLOCK, Actor, Event
from chalicelib.ticket.workflow import Act, Role
from tests.builders import HANDLER, SLUG, World, photo


@pytest.fixture
def history() -> tuple[str, list[Event]]:
    world = World()
    code = world.opened("Mặt đường có ổ gà").code
    world.does(code, "accept", HANDLER)
    world.does(code, "ask", HANDLER, text="Ở đoạn nào?")
    world.hears("Trước chợ")
    world.does(code, "answer", HANDLER, text="Đã vá")
    return code, world.tickets.timeline(SLUG, code)


def test_an_untouched_history_is_whole(history: tuple[str, list[Event]]) -> None:
    code, events = history
    assert len(events) == 5
    assert first_break(code, events) is None


def test_a_changed_word_breaks_the_chain_where_it_stands(history: tuple[str, list[Event]]) -> None:
    code, events = history
    forged = [replace(e, text="Không có gì") if e.n == 3 else e for e in events]
    assert first_break(code, forged) == 3


def test_a_changed_date_breaks_the_chain(history: tuple[str, list[Event]]) -> None:
    code, events = history
    forged = [replace(e, at=e.at.replace(year=2025)) if e.n == 5 else e for e in events]
    assert first_break(code, forged) == 5


def test_a_missing_event_breaks_the_chain(history: tuple[str, list[Event]]) -> None:
    code, events = history
    assert first_break(code, [e for e in events if e.n != 2]) == 2


def test_events_of_another_ticket_do_not_fit(history: tuple[str, list[Event]]) -> None:
    _, events = history
    assert first_break("SM-OTHER", events) == 1


def test_a_copy_made_later_leaves_the_chain_whole() -> None:
    """Where we keep a photo is not part of what the citizen said."""
    world = World()
    ticket = world.opened("Rác đầy đường", attachments=())
    joined = world.hears("", attachments=(photo(),))
    assert joined
    events = world.tickets.timeline(SLUG, ticket.code)
    moved = [replace(e, attachments=tuple(replace(a, key="elsewhere") for a in e.attachments)) for e in events]
    assert first_break(ticket.code, moved) is None


def test_no_event_is_older_than_the_beginning_of_its_holder() -> None:
    """Whoever writes it may have a clock that is behind."""
    world = World()
    ticket = world.tickets.get(SLUG, world.opened().code)
    clock, early = Actor(id=CLOCK, role=Role.SYSTEM, tenant=SLUG), world.clock() - timedelta(seconds=3)
    assert next_event(ticket, Act.ERASE, clock, early).at == ticket.opened_at
    held = replace(ticket, since=world.clock() + timedelta(minutes=1))
    assert next_event(held, Act.ERASE, clock, early).at == held.since


def test_dates_are_not_reckoned_before_the_last_thing_that_was_said() -> None:
    world = World()
    code = world.opened().code
    early = world.clock()
    world.clock.pass_by(seconds=3)
    world.does(code, "note", HANDLER, text="Đã gọi cho đội")
    document = world.document()
    document["regulation"]["version"] = "9"
    ticket, events = world.tickets.get(SLUG, code), world.tickets.timeline(SLUG, code)
    clock = Actor(id=CLOCK, role=Role.SYSTEM, tenant=SLUG)
    found = reckoned(province_from(document, 9), ticket, events, clock, early)
    assert found
    assert found[1].at == events[-1].at
