"""One thread: the chat that was proved to be theirs, and on which sides of a petition something is said."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.ticket.chain import first_break
from chalicelib.ticket.conversation import Conversation
from chalicelib.ticket.owed import Purpose
from chalicelib.ticket.thread import CODE_AND_PIN, PRIVATE_REPLY, in_public, linked, sides
from chalicelib.ticket.ticket import Channel, Event, Lane, Ticket
from chalicelib.ticket.workflow import Act, Role, Status
from tests.builders import HANDLER, SLUG, World, changed

COMMENT = {"lane": Lane.COMMENT, "ref": "2001_88"}


def chat(**given: Any) -> Conversation:
    return Conversation(tenant=SLUG, channel="facebook", account="2001", alias="chat", **given)


def commented(world: World) -> Ticket:
    return world.opened("Mặt đường có ổ gà rất sâu", **COMMENT)


# proved to be one person's


def test_a_proved_chat_belongs_to_the_comments_petition_from_then_on() -> None:
    world = World()
    ticket = commented(world)
    change = linked(ticket, chat(version=3), "chat", world.clock())
    world.tickets.commit(replace(change, conversation=None))
    event = world.tickets.timeline(SLUG, ticket.code)[-1]
    assert (event.act, event.role, event.facts) == (Act.LINK, Role.SYSTEM, {"proof": "private_reply"})
    assert world.tickets.get(SLUG, ticket.code).chat == "chat"
    assert first_break(ticket.code, world.tickets.timeline(SLUG, ticket.code)) is None
    assert change.conversation == chat(version=3, code=ticket.code, joined_at=world.clock()), (
        "and what is said there next is of this petition"
    )


def test_the_proof_moves_no_clock_and_tells_nobody() -> None:
    ticket = commented(World())
    change = linked(ticket, chat(), "chat", ticket.opened_at + timedelta(days=1))
    assert change.ticket == replace(ticket, chat="chat", events=2, head=change.events[0].hash)
    assert change.notices == ()


def test_a_chat_that_is_about_another_matter_stays_with_that_one() -> None:
    change = linked(commented(World()), chat(code="SM-another", joined_at=None), "chat", World().clock())
    assert change.ticket
    assert change.conversation is None


def test_the_same_proof_twice_changes_nothing() -> None:
    world = World()
    ticket = changed(commented(world), chat="chat")
    assert linked(ticket, chat(), "chat", world.clock()).ticket is None


@pytest.mark.parametrize(("why", "proof", "owner"), [
    ("who shows code and pin takes the place of nobody the platform named", CODE_AND_PIN, "first"),
    ("what the platform proves counts more than what somebody showed", "private_reply", "second"),
])  # fmt: skip
def test_two_proofs(why: str, proof: str, owner: str) -> None:
    world = World()
    ticket = changed(commented(world), chat="first")
    then = linked(ticket, chat(), "second", world.clock(), proof).ticket or ticket
    assert then.chat == owner, why


def test_an_erased_petition_is_nobodys_again() -> None:
    world = World()
    ticket = changed(commented(world), erased_at=world.clock())
    for proof in (CODE_AND_PIN, PRIVATE_REPLY):
        assert linked(ticket, chat(), "chat", world.clock(), proof).ticket is None


@pytest.mark.parametrize("status", list(Status))
def test_a_proof_may_come_at_any_time(status: Status) -> None:
    world = World()
    ticket = changed(commented(world), status=status)
    change = linked(ticket, chat(), "chat", world.clock())
    assert change.ticket
    assert change.ticket.status is status


# who is told where


def said(text: str = "Đã vá xong", **facts: str) -> tuple[Ticket, Event]:
    """An answered comment, and the event that answered it with those facts."""
    world = World()
    code = commented(world).code
    world.does(code, "answer", HANDLER, text=text)
    ticket, event = world.tickets.get(SLUG, code), world.tickets.timeline(SLUG, code)[-1]
    return ticket, replace(event, facts=dict(event.facts) | facts)


@pytest.mark.parametrize(("to", "told"), [
    ("", ("",)), ("public", ("public",)), ("private", ("private",)), ("both", ("private", "public")),
])  # fmt: skip
def test_the_sides_of_a_comments_petition(to: str, told: tuple[str, ...]) -> None:
    assert sides(*said(to=to)) == told


def test_words_for_all_are_said_for_all_to_hear() -> None:
    assert sides(*said(public_text="Đã vá")) == ("public",)


@pytest.mark.parametrize("to", ["public", "both"])
def test_who_wrote_in_private_is_told_in_private_whatever_was_chosen_for_another(to: str) -> None:
    ticket, event = said(to=to)
    private = changed(ticket, origin=replace(ticket.origin, lane=Lane.DIRECT))
    assert sides(private, event) == ("",)


@pytest.mark.parametrize(("lane", "public"), [
    (Lane.COMMENT, True), (Lane.POST, True), (Lane.DIRECT, False), (Lane.API, False),
])  # fmt: skip
def test_what_stands_below_a_post_is_public(lane: Lane, public: bool) -> None:
    ticket, _ = said()
    assert in_public(replace(ticket.origin, lane=lane, channel=Channel.FACEBOOK)) is public


def test_each_side_has_a_notice_of_its_own_and_the_public_one_holds_no_code() -> None:
    world = World()
    code = commented(world).code
    world.does(code, "answer", HANDLER, text="Đã vá xong", to="both")
    private, public = sorted(world.owed(code, Purpose.ANSWER), key=lambda notice: notice.side)
    assert (private.id, public.id) == ("000002#answer#citizen", "000002#answer#citizen#public")
    assert (private.facts["code"], public.facts["code"]) == (code, "")
    assert code not in str(dict(public.facts))
