"""At first contact: what is told about data, what the vault keeps, what it costs; and that a repeat is none."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.identity.vault import Person
from chalicelib.intake.registering import months_later
from chalicelib.ticket.conversation import Conversation
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import Purpose
from chalicelib.ticket.ticket import Lane
from tests.builders import SLUG, World, at, heard
from tests.fakes import ShelfTickets, ShelfVault

CONSENT = {"consent": {"version": "2026-01", "text": {"*": "Thông tin được xử lý theo Luật 91/2025/QH15."}}}


def asking_consent() -> World:
    world = World()
    world.provinces.put(world.document() | {"messaging": CONSENT}, "test")
    return world


def only(world: World) -> Person:
    (person,) = world.vault.people.values()
    return person


@pytest.mark.parametrize("first", ["Xin chào", "Mặt đường có ổ gà", "menu", "0912345678"])
def test_the_first_word_we_say_tells_what_becomes_of_their_data_and_the_vault_remembers_that(first: str) -> None:
    world = asking_consent()
    world.hears(first)
    world.clock.pass_by(minutes=5)
    world.hears("Rác đầy đường, hôi thối")
    told = ["consent" in n.facts for n in world.shelf.notices.values() if n.to == ("citizen",)]
    assert told == [True, *(False for _ in told[1:])]
    assert (only(world).consent, only(world).consented_at) == ("2026-01", at("2026-11-18 09:00"))


def test_where_nothing_is_said_nobody_is_said_to_have_been_told() -> None:
    world = asking_consent()
    world.hears("chuẩn quá luôn", lane=Lane.COMMENT, ref="1_2")
    assert not world.vault.people
    assert not world.shelf.talks, "talk among readers leaves no trace"


def test_a_province_without_a_text_asks_for_nothing() -> None:
    world = World()
    ticket = world.opened()
    assert "consent" not in world.owed(ticket.code, Purpose.ACK)[0].facts
    assert only(world).consented_at is None


def test_the_vault_knows_whose_petition_it_is_and_until_when() -> None:
    world = World()
    first = world.opened()
    world.clock.pass_by(days=40)
    second = world.opened("Rác đầy đường, hôi thối")
    assert only(world).codes == (first.code, second.code)
    (until,) = world.vault.kept_until.values()
    assert until == months_later(world.clock(), 24)


@pytest.mark.parametrize(("day", "months", "then"), [
    ("2026-11-18 09:00", 24, "2028-11-18 09:00"), ("2026-12-31 09:00", 2, "2027-02-28 09:00"), ("2026-01-15 09:00", 11, "2026-12-15 09:00"),
])  # fmt: skip
def test_months(day: str, months: int, then: str) -> None:
    assert months_later(at(day), months) == at(then)


class CountedTickets(ShelfTickets):
    """The shelf, with every call written down."""

    def __init__(self, shelf: Any) -> None:
        super().__init__(shelf)
        self.calls: list[str] = []

    def conversation(self, *whom: str) -> Conversation:
        self.calls.append("conversation")
        return super().conversation(*whom)

    def find(self, tenant: str, code: str) -> Any:
        self.calls.append("find")
        return super().find(tenant, code)

    def commit(self, change: Change) -> None:
        self.calls.append("commit")
        ShelfTickets(self.shelf).commit(change)


class CountedVault(ShelfVault):
    def __init__(self) -> None:
        super().__init__()
        self.calls: list[str] = []

    def remember(self, *given: Any) -> None:
        self.calls.append("remember")
        super().remember(*given)


def test_a_first_message_costs_three_calls_and_a_greeting_no_more() -> None:
    for text in ("Mặt đường có ổ gà", "Xin chào"):
        world = World()
        tickets, vault = CountedTickets(world.shelf), CountedVault()
        world.inbox = replace(world.inbox, tickets=tickets, vault=vault)
        world.inbox.take(world.province, heard(text))
        assert (tickets.calls, vault.calls) == (["conversation", "commit"], ["remember"])


def test_case_17_the_same_webhook_twice_at_the_same_millisecond_is_one() -> None:
    world = World()
    message = heard("Mặt đường có ổ gà")
    for _ in range(2):
        world.inbox.take(world.province, message)
    assert len(world.shelf.tickets) == 1
    assert [n.purpose for n in world.shelf.notices.values()] == [Purpose.ACK, Purpose.ASSIGNED]


def test_case_17_two_messages_of_the_same_millisecond_are_two() -> None:
    world = World()
    code = world.opened("Mặt đường có ổ gà").code
    for text in ("Gần trường học", "Nguy hiểm lắm"):
        world.hears(text)
    world.hears("menu")
    world.hears("hotline")
    assert [e.text for e in world.tickets.timeline(SLUG, code)][1:] == ["Gần trường học", "Nguy hiểm lắm"]
    asides = [n.purpose for n in world.shelf.notices.values() if n.parent.startswith("C#")]
    assert asides == [Purpose.MENU, Purpose.HOTLINE]


def test_who_only_looks_in_is_kept_no_longer_than_the_regulation_says() -> None:
    world = World()
    world.hears("Xin chào")
    (until,) = world.vault.kept_until.values()
    assert until - world.clock() > timedelta(days=700)
