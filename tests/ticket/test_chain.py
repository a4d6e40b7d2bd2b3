"""A ticket's history cannot be changed, shortened in the middle or put in another order unseen."""

from dataclasses import replace

import pytest

from chalicelib.ticket.chain import first_break
from chalicelib.ticket.ticket import Event
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
