"""The fakes and DynamoDB take a person out of petitions alike."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.rights.erasures import Erasure, Erasures
from chalicelib.ticket.chain import erasure, first_break, next_event
from chalicelib.ticket.conversation import conversation_partition
from chalicelib.ticket.errand import Errand
from chalicelib.ticket.life import Change, moved
from chalicelib.ticket.store import Errands, Outbox, Tickets
from chalicelib.ticket.ticket import CLOCK, Actor, Attachment, Ticket
from chalicelib.ticket.workflow import Act, Role
from tests.builders import HANDLER, SLUG, World, at, photo
from tests.fakes import Shelf, ShelfErasures, ShelfErrands, ShelfOutbox, ShelfTickets

NOW = at("2026-11-18 09:00")
CLERK = Actor(id=CLOCK, role=Role.SYSTEM, tenant=SLUG)
COPY = Attachment(kind="", key="media/key", media_type="image/jpeg", size=9)


@dataclass
class Stores:
    tickets: Tickets
    outbox: Outbox
    errands: Errands
    erasures: Erasures


@pytest.fixture(params=["shelf", "dynamo"])
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    if request.param == "shelf":
        shelf = Shelf()
        yield Stores(ShelfTickets(shelf), ShelfOutbox(shelf), ShelfErrands(shelf), ShelfErasures(shelf))
    else:
        petitions, _ = request.getfixturevalue("fresh_tables")
        from chalicelib.rights.dynamo import DynamoErasures
        from chalicelib.ticket.dynamo import DynamoTickets
        from chalicelib.ticket.dynamo_outbox import DynamoErrands, DynamoOutbox

        yield Stores(
            DynamoTickets(petitions), DynamoOutbox(petitions), DynamoErrands(petitions), DynamoErasures(petitions)
        )


def wish(alias: str = "a", **given: Any) -> Erasure:
    base: dict[str, Any] = {
        "tenant": SLUG, "alias": alias, "channel": "zalo", "account": "3001", "codes": ("SM-1", "SM-2"), "by": "citizen",
        "since": NOW, "at": NOW,
    }  # fmt: skip
    return Erasure(**(base | given))


def answered(stores: Stores) -> Ticket:
    """An answered petition with a photo still to be copied, an acknowledgement and a conversation."""
    world = World()
    ticket = world.opened("Tôi là Hoa, mặt đường có ổ gà", attachments=(photo(),))
    world.does(ticket.code, "answer", HANDLER, text="Đã vá")
    (talk,) = world.shelf.talks.values()
    errand = Errand(tenant=SLUG, code=ticket.code, event=1, index=0, url=photo().url, at=NOW)
    stores.tickets.commit(
        Change(
            ticket=replace(world.tickets.get(SLUG, ticket.code), version=0),
            events=tuple(world.tickets.timeline(SLUG, ticket.code)),
            notices=tuple(world.outbox.of_ticket(SLUG, ticket.code)),
            errands=(errand,),
            conversation=replace(talk, version=0),
        )
    )
    return stores.tickets.get(SLUG, ticket.code)


def emptied(stores: Stores, ticket: Ticket) -> Ticket:
    first = stores.tickets.event(SLUG, ticket.code, 1)
    bare = replace(first, text="", attachments=(), facts={}, erased=True)
    said = next_event(ticket, Act.ERASE, CLERK, NOW, facts=erasure(ticket.code, [bare], cause="person"))
    after = replace(ticket, excerpt="", erased_at=NOW, events=said.n, head=said.hash)
    stores.tickets.commit(Change(before=ticket, ticket=after, events=(said,), emptied=(bare,)))
    return stores.tickets.get(SLUG, ticket.code)


def test_an_emptied_event_takes_the_place_of_the_old_one(stores: Stores) -> None:
    ticket = answered(stores)
    after = emptied(stores, ticket)
    events = stores.tickets.timeline(SLUG, ticket.code)
    assert [(e.n, e.text, e.erased) for e in events] == [(1, "", True), (2, "Đã vá", False), (3, "", False)]
    assert (after.erased_at, after.excerpt, after.events) == (NOW, "", 3)
    assert first_break(ticket.code, events) is None


def test_an_erased_petition_leaves_the_pile_and_one_opened_again_comes_back_to_the_desk(stores: Stores) -> None:
    ticket = answered(stores)
    assert stores.tickets.worklist(SLUG, ticket.unit, 10, None, True).cards
    after = emptied(stores, ticket)
    assert not stores.tickets.worklist(SLUG, ticket.unit, 10, None, True).cards
    citizen = Actor(id="someone", role=Role.CITIZEN, tenant=SLUG)
    again, event = moved(World().province, after, Act.REOPEN, citizen, NOW + timedelta(days=1))
    stores.tickets.commit(Change(before=after, ticket=again, events=(event,)))
    assert [card.code for card in stores.tickets.worklist(SLUG, ticket.unit, 10, None).cards] == [ticket.code]


def test_a_copy_for_an_event_that_was_emptied_is_not_recorded(stores: Stores) -> None:
    ticket = answered(stores)
    (errand,) = stores.errands.due(SLUG, NOW)
    emptied(stores, ticket)
    assert not stores.errands.done(errand, COPY)
    assert stores.tickets.event(SLUG, ticket.code, 1).attachments == ()
    assert list(stores.errands.due(SLUG, NOW)) == []


def test_nothing_of_a_petition_is_copied_any_more(stores: Stores) -> None:
    ticket = answered(stores)
    stores.erasures.drop_errands(SLUG, ticket.code)
    stores.erasures.drop_errands(SLUG, ticket.code)
    assert list(stores.errands.due(SLUG, NOW)) == []
    assert stores.tickets.get(SLUG, ticket.code) == ticket
    assert len(stores.tickets.timeline(SLUG, ticket.code)) == 2


def test_a_conversation_goes_with_everything_owed_in_it_and_no_other(stores: Stores) -> None:
    ticket = answered(stores)
    ack = stores.outbox.of_ticket(SLUG, ticket.code)[0]
    whose = (SLUG, "facebook", "2001", ticket.origin.alias)
    hello = replace(ack, parent=conversation_partition(*whose), id="1#greeting#x", code="")
    other = replace(stores.tickets.conversation(SLUG, "facebook-public", "2001", ticket.origin.alias), code="SM-9")
    stores.tickets.commit(Change(notices=(hello,), conversation=other))
    stores.erasures.forget_thread(*whose)
    stores.erasures.forget_thread(*whose)
    assert stores.tickets.conversation(*whose).version == 0
    assert stores.outbox.get(hello.parent, hello.id) is None
    assert stores.outbox.get(ack.parent, ack.id) == ack
    assert stores.tickets.conversation(SLUG, "facebook-public", "2001", ticket.origin.alias).code == "SM-9"


def test_an_erasure_is_kept_until_it_is_done(stores: Stores) -> None:
    assert stores.erasures.of(SLUG, "a") is None
    stores.erasures.owe(wish())
    stores.erasures.owe(wish("b", at=NOW + timedelta(days=1)))
    assert stores.erasures.of(SLUG, "a") == wish()
    assert list(stores.erasures.due(SLUG, NOW)) == [wish()]
    assert list(stores.erasures.due("tinh-khac", NOW)) == []
    later = wish(forgotten=True, codes=("SM-2",), at=NOW + timedelta(days=2))
    stores.erasures.owe(later)
    assert list(stores.erasures.due(SLUG, NOW + timedelta(days=1))) == [wish("b", at=NOW + timedelta(days=1))]
    assert stores.erasures.of(SLUG, "a") == later
    stores.erasures.done(later)
    stores.erasures.done(later)
    assert stores.erasures.of(SLUG, "a") is None


def test_a_run_that_is_behind_does_not_undo_a_newer_wish(stores: Stores) -> None:
    old, new = wish(), wish(since=NOW + timedelta(minutes=1), codes=("SM-1", "SM-3"))
    stores.erasures.owe(old)
    stores.erasures.owe(new)
    stores.erasures.moved(replace(old, forgotten=True, codes=()))
    stores.erasures.done(old)
    assert stores.erasures.of(SLUG, "a") == new
    further = replace(new, forgotten=True, codes=("SM-3",))
    stores.erasures.moved(further)
    assert stores.erasures.of(SLUG, "a") == further
    stores.erasures.done(further)
    stores.erasures.moved(further)
    assert stores.erasures.of(SLUG, "a") is None, "what is done is not owed again"
