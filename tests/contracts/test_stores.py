"""The fake and DynamoDB answer the same questions alike, so that the fake cannot lie."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.errors import BadInput, Conflict, NotFound, StaleTicket
from chalicelib.identity.vault import Person
from chalicelib.ticket import life
from chalicelib.ticket.chain import first_break
from chalicelib.ticket.errand import Errand
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import Purpose, State, to_citizen
from chalicelib.ticket.store import Errands, Outbox, Tickets
from chalicelib.ticket.ticket import CLOCK, Actor, Event, Ticket
from chalicelib.ticket.workflow import Act, Role
from tests.builders import HANDLER, SLUG, World, at, document, photo
from tests.fakes import Shelf, ShelfErrands, ShelfOutbox, ShelfTickets, ShelfVault, ShelfVersions

NOW = at("2026-11-18 09:00")
WORLD = World()
CITIZEN = Actor(id="alias", role=Role.CITIZEN, tenant=SLUG)


class Stores:
    """The stores under one roof, real or not."""

    def __init__(self, tickets: Tickets, outbox: Outbox, errands: Errands, vault: Any, versions: Any) -> None:
        self.tickets, self.outbox, self.errands = tickets, outbox, errands
        self.vault, self.versions = vault, versions


@pytest.fixture(params=["shelf", "dynamo"])
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    if request.param == "shelf":
        shelf = Shelf()
        yield Stores(ShelfTickets(shelf), ShelfOutbox(shelf), ShelfErrands(shelf), ShelfVault(), ShelfVersions())
    else:
        petitions, people = request.getfixturevalue("fresh_tables")
        from chalicelib.identity.dynamo import DynamoVault
        from chalicelib.province.dynamo import DynamoVersions
        from chalicelib.ticket.dynamo import DynamoTickets
        from chalicelib.ticket.dynamo_outbox import DynamoErrands, DynamoOutbox

        yield Stores(
            DynamoTickets(petitions), DynamoOutbox(petitions), DynamoErrands(petitions),
            DynamoVault(people), DynamoVersions(petitions),
        )  # fmt: skip


def a_change(code: str = "SM-1", **fields: Any) -> Change:
    """A ticket as it is opened, with its first event and an acknowledgement owed."""
    sample = WORLD.opened("Mặt đường có ổ gà", person=f"person of {code}", attachments=(photo(),))
    draft = replace(sample, code=code, events=0, head="", version=0, **fields)
    ticket, event = life.opened(WORLD.province, draft, CITIZEN, "Mặt đường có ổ gà", (photo(),))
    ack = to_citizen(WORLD.province, ticket, event, Purpose.ACK)
    return Change(ticket=ticket, events=(event,), notices=(ack,))


def opened(stores: Stores, code: str = "SM-1", **fields: Any) -> Ticket:
    stores.tickets.commit(a_change(code, **fields))
    return stores.tickets.get(SLUG, code)


def accepted(ticket: Ticket) -> tuple[Ticket, Event]:
    return life.moved(WORLD.province, ticket, Act.ACCEPT, HANDLER, NOW)


def test_a_ticket_comes_back_as_it_was_written(stores: Stores) -> None:
    change = a_change()
    stores.tickets.commit(change)
    assert change.ticket
    assert stores.tickets.get(SLUG, "SM-1") == replace(change.ticket, version=1)
    assert stores.tickets.timeline(SLUG, "SM-1") == list(change.events)
    assert stores.tickets.event(SLUG, "SM-1", 1) == change.events[0]
    assert stores.outbox.of_ticket(SLUG, "SM-1") == list(change.notices)


def test_what_is_not_there(stores: Stores) -> None:
    opened(stores)
    assert stores.tickets.find("tinh-khac", "SM-1") is None, "another tenant's key is another key"
    with pytest.raises(NotFound):
        stores.tickets.get(SLUG, "SM-2")
    with pytest.raises(NotFound):
        stores.tickets.event(SLUG, "SM-1", 9)
    assert stores.outbox.get("T#song-mau#SM-1", "none") is None


def test_opening_the_same_ticket_twice_writes_it_once(stores: Stores) -> None:
    change = a_change()
    stores.tickets.commit(change)
    with pytest.raises(StaleTicket):
        stores.tickets.commit(change)
    assert len(stores.tickets.timeline(SLUG, "SM-1")) == 1


def test_of_two_officers_with_the_same_copy_one_is_told_to_look_again(stores: Stores) -> None:
    copy = opened(stores)
    then, event = accepted(copy)
    stores.tickets.commit(Change(before=copy, ticket=then, events=(event,)))
    with pytest.raises(StaleTicket):
        stores.tickets.commit(Change(before=copy, ticket=then, events=(event,)))
    assert stores.tickets.get(SLUG, "SM-1").version == 2
    assert len(stores.tickets.timeline(SLUG, "SM-1")) == 2


def test_a_refused_change_leaves_nothing_behind(stores: Stores) -> None:
    """Ticket, events, notices and conversation stand or fall together."""
    copy = opened(stores)
    then, event = accepted(copy)
    talk = stores.tickets.conversation(SLUG, "facebook", "2001", "a").having_heard("k", NOW)
    notice = to_citizen(WORLD.province, then, event, Purpose.ANSWER)
    stale = replace(copy, version=7)
    with pytest.raises(StaleTicket):
        stores.tickets.commit(Change(before=stale, ticket=then, events=(event,), notices=(notice,), conversation=talk))
    assert stores.tickets.get(SLUG, "SM-1") == copy
    assert len(stores.tickets.timeline(SLUG, "SM-1")) == 1
    assert [n.purpose for n in stores.outbox.of_ticket(SLUG, "SM-1")] == [Purpose.ACK]
    assert stores.tickets.conversation(SLUG, "facebook", "2001", "a").version == 0


def test_a_value_that_is_gone_is_gone_from_the_row(stores: Stores) -> None:
    copy = opened(stores)
    answered, event = life.moved(WORLD.province, copy, Act.ANSWER, HANDLER, NOW, text="Đã vá")
    stores.tickets.commit(Change(before=copy, ticket=answered, events=(event,)))
    stored = stores.tickets.get(SLUG, "SM-1")
    assert (stored.stage, stored.stage_due_at, stored.next_at) == (None, None, None)
    assert list(stores.tickets.due(SLUG, NOW + timedelta(days=999))) == []


def test_a_conversation_is_remembered_and_guarded(stores: Stores) -> None:
    talk = stores.tickets.conversation(SLUG, "zalo", "3001", "a")
    assert talk.version == 0
    stores.tickets.commit(Change(conversation=replace(talk.having_heard("k1", NOW), code="SM-1", joined_at=NOW)))
    stored = stores.tickets.conversation(SLUG, "zalo", "3001", "a")
    assert stored.knows("k1")
    assert not stored.knows("k2")
    assert (stored.code, stored.heard_at, stored.joined_at, stored.version) == ("SM-1", NOW, NOW, 1)
    with pytest.raises(StaleTicket):
        stores.tickets.commit(Change(conversation=talk.having_heard("k2", NOW)))


def test_a_conversation_remembers_its_last_messages(stores: Stores) -> None:
    talk = stores.tickets.conversation(SLUG, "zalo", "3001", "a")
    for number in range(70):
        talk = talk.having_heard(f"k{number}", NOW)
    stores.tickets.commit(Change(conversation=talk))
    stored = stores.tickets.conversation(SLUG, "zalo", "3001", "a")
    assert stored.knows("k69")
    assert stored.knows("k6")
    assert not stored.knows("k5")


def test_due_is_everything_due_and_nothing_else(stores: Stores) -> None:
    for number in range(30):
        opened(stores, f"SM-{number}", opened_at=NOW + timedelta(days=number % 3 * 20))
    first = {t.next_at for t in (stores.tickets.get(SLUG, f"SM-{n}") for n in range(0, 30, 3))}
    (moment,) = first
    assert moment
    assert set(stores.tickets.due(SLUG, moment)) == {f"SM-{n}" for n in range(0, 30, 3)}
    assert set(stores.tickets.due(SLUG, moment - timedelta(seconds=1))) == set()
    assert set(stores.tickets.due("tinh-khac", NOW + timedelta(days=999))) == set()


def test_a_worklist_is_paged_in_the_order_of_what_is_due(stores: Stores) -> None:
    for number in (3, 1, 2):
        opened(stores, f"SM-{number}", opened_at=NOW + timedelta(days=number))
    seen, cursor = [], None
    while True:
        page = stores.tickets.worklist(SLUG, "phong-ha-tang", 2, cursor)
        seen += [card.code for card in page.cards]
        cursor = page.cursor
        if not cursor:
            break
    assert seen == ["SM-1", "SM-2", "SM-3"]
    assert stores.tickets.worklist(SLUG, "so-tai-chinh", 2, None).cards == ()
    assert stores.tickets.worklist("tinh-khac", "phong-ha-tang", 2, None).cards == ()


def test_a_card_shows_the_ticket(stores: Stores) -> None:
    ticket = opened(stores)
    (card,) = stores.tickets.worklist(SLUG, "phong-ha-tang", 10, None).cards
    for name in card.__dataclass_fields__:
        assert getattr(card, name) == getattr(ticket, name), name


def test_an_answered_ticket_moves_to_the_done_pile(stores: Stores) -> None:
    copy = opened(stores)
    answered, event = life.moved(WORLD.province, copy, Act.ANSWER, HANDLER, NOW, text="Đã vá")
    stores.tickets.commit(Change(before=copy, ticket=answered, events=(event,)))
    assert not stores.tickets.worklist(SLUG, "phong-ha-tang", 10, None).cards
    assert stores.tickets.worklist(SLUG, "phong-ha-tang", 10, None, True).cards[0].code == "SM-1"


def test_history_stays_whole_through_the_store(stores: Stores) -> None:
    copy = opened(stores)
    raised, event = life.raised(
        WORLD.province, copy, 1, Actor(id=CLOCK, role=Role.SYSTEM, tenant=SLUG), NOW, step="Sắp đến hạn"
    )
    stores.tickets.commit(Change(before=copy, ticket=raised, events=(event,)))
    assert first_break("SM-1", stores.tickets.timeline(SLUG, "SM-1")) is None


def test_a_notice_is_moved_by_one_courier_only(stores: Stores) -> None:
    opened(stores)
    (key,) = stores.outbox.due(SLUG, NOW)
    notice = stores.outbox.get(*key)
    assert notice
    claimed = stores.outbox.save(replace(notice, state=State.SENDING, at=NOW + timedelta(minutes=2)))
    with pytest.raises(StaleTicket):
        stores.outbox.save(replace(notice, state=State.SENDING))
    assert list(stores.outbox.due(SLUG, NOW)) == [], "claimed: out of sight until its lease ends"
    assert list(stores.outbox.due(SLUG, NOW + timedelta(minutes=2))) == [key]
    sent = stores.outbox.save(replace(claimed, state=State.SENT, supplier_ids=("m1",), lane="messenger"))
    assert stores.outbox.get(*key) == sent
    assert list(stores.outbox.due(SLUG, NOW + timedelta(days=9))) == []


def test_an_echo_is_noted_without_getting_in_the_courier_s_way(stores: Stores) -> None:
    opened(stores)
    (key,) = stores.outbox.due(SLUG, NOW)
    notice = stores.outbox.get(*key)
    assert notice
    stores.outbox.note_echo(notice, "0|1|m_9")
    noted = stores.outbox.get(*key)
    assert noted == replace(notice, echo="0|1|m_9")
    assert stores.outbox.save(replace(notice, state=State.SENT)).revision == notice.revision + 1


@pytest.mark.parametrize("cursor", ["x", "[]", "{}", '{"pk": {"S": "a"}}', "-1", "1.5"])
def test_a_cursor_that_is_none_of_ours_is_the_caller_s_mistake(stores: Stores, cursor: str) -> None:
    with pytest.raises(BadInput):
        stores.tickets.worklist(SLUG, "phong-ha-tang", 2, cursor)
    with pytest.raises(BadInput):
        stores.outbox.failed(SLUG, 2, cursor)


def test_a_follow_up_is_written_with_what_it_follows_and_once(stores: Stores) -> None:
    opened(stores)
    (key,) = stores.outbox.due(SLUG, NOW)
    notice = stores.outbox.get(*key)
    assert notice
    after = replace(notice, id="000001#rating#citizen", purpose=Purpose.RATING)
    saved = stores.outbox.save(replace(notice, state=State.SENT), after)
    with pytest.raises(StaleTicket):
        stores.outbox.save(saved, after)
    assert [n.purpose for n in stores.outbox.of_ticket(SLUG, "SM-1")] == [Purpose.ACK, Purpose.RATING]


def test_failed_notices_are_listed_newest_first(stores: Stores) -> None:
    for number in range(3):
        opened(stores, f"SM-{number}")
        notice = stores.outbox.of_ticket(SLUG, f"SM-{number}")[0]
        stores.outbox.save(replace(notice, state=State.FAILED, at=NOW + timedelta(minutes=number), reason="gone"))
    first, cursor = stores.outbox.failed(SLUG, 2, None)
    rest, end = stores.outbox.failed(SLUG, 2, cursor)
    assert [n.code for n in first + rest] == ["SM-2", "SM-1", "SM-0"]
    assert end is None
    assert stores.outbox.failed("tinh-khac", 2, None) == ([], None)


def test_an_errand_is_done_put_off_or_given_up(stores: Stores) -> None:
    change = a_change()
    errand = Errand(tenant=SLUG, code="SM-1", event=1, index=0, url="https://x.fbcdn.net/a.jpg", at=NOW)
    stores.tickets.commit(replace(change, errands=(errand,)))
    assert list(stores.errands.due(SLUG, NOW)) == [errand]
    later = replace(errand, tries=1, at=NOW + timedelta(minutes=1))
    stores.errands.put_off(later)
    assert list(stores.errands.due(SLUG, NOW)) == []
    stores.errands.done(later, "media/key")
    assert list(stores.errands.due(SLUG, NOW + timedelta(days=1))) == []
    assert stores.tickets.event(SLUG, "SM-1", 1).attachments[0].key == "media/key"
    assert first_break("SM-1", stores.tickets.timeline(SLUG, "SM-1")) is None
    stores.errands.put_off(errand)
    stores.errands.give_up(errand)
    assert list(stores.errands.due(SLUG, NOW)) == []


def test_a_person_is_remembered_once_and_by_tenant(stores: Stores) -> None:
    person = Person(tenant=SLUG, alias="a", channel="zalo", account="3001", platform_id="9", name="Người dân")
    stores.vault.remember(person)
    stores.vault.remember(replace(person, name="Kẻ khác"))
    assert stores.vault.recall(SLUG, "a") == person
    assert stores.vault.recall("tinh-khac", "a") is None


def test_province_versions(stores: Stores) -> None:
    assert stores.versions.active(SLUG) is None
    first = document()
    assert stores.versions.put(SLUG, first, "admin", NOW) == 1
    assert stores.versions.put(SLUG, first | {"name": "Sông Mẫu Mới"}, "admin", NOW) == 2
    assert stores.versions.active(SLUG) == 2
    assert stores.versions.document(SLUG, 2)["name"] == "Sông Mẫu Mới"
    assert stores.versions.document(SLUG, 1)["name"] == "Sông Mẫu", "every version is kept"
    with pytest.raises(NotFound):
        stores.versions.document(SLUG, 3)
    assert stores.versions.owner("facebook", "2001") == SLUG
    assert stores.versions.owner("facebook", "9999") is None
    assert stores.versions.slugs() == [SLUG]


def test_a_page_belongs_to_one_province(stores: Stores) -> None:
    stores.versions.put(SLUG, document(), "admin", NOW)
    with pytest.raises(Conflict):
        stores.versions.put("tinh-khac", document() | {"slug": "tinh-khac"}, "admin", NOW)
    assert stores.versions.slugs() == [SLUG]
