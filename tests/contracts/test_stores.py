"""The fake and DynamoDB answer the same questions alike, so that the fake cannot lie."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.admin.chores import Chores
from chalicelib.errors import BadInput, Conflict, NotFound, StaleTicket
from chalicelib.province.chore import Chore, Kind
from chalicelib.province.registry import Versions
from chalicelib.ticket import life
from chalicelib.ticket.calling import looked_at
from chalicelib.ticket.chain import first_break
from chalicelib.ticket.errand import Errand
from chalicelib.ticket.life import Change, Move
from chalicelib.ticket.owed import WAITING, By, Notice, Purpose, State
from chalicelib.ticket.store import Errands, Outbox, Tickets
from chalicelib.ticket.telling import to_citizen
from chalicelib.ticket.ticket import CLOCK, Actor, Attachment, Channel, Event, Ticket
from chalicelib.ticket.workflow import Act, Role
from tests.builders import HANDLER, SLUG, World, at, document, photo
from tests.fakes import Shelf, ShelfChores, ShelfErrands, ShelfOutbox, ShelfTickets, ShelfVersions

NOW = at("2026-11-18 09:00")
MINUTE = timedelta(minutes=1)
WORLD = World()
CITIZEN = Actor(id="alias", role=Role.CITIZEN, tenant=SLUG)


class Stores:
    """The stores under one roof, real or not."""

    def __init__(self, tickets: Tickets, outbox: Outbox, errands: Errands, versions: Versions, chores: Chores) -> None:
        self.tickets, self.outbox, self.errands = tickets, outbox, errands
        self.versions, self.chores = versions, chores


@pytest.fixture(params=["shelf", "dynamo"])
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    if request.param == "shelf":
        shelf, versions = Shelf(), ShelfVersions()
        yield Stores(
            ShelfTickets(shelf), ShelfOutbox(shelf), ShelfErrands(shelf),
            versions, ShelfChores(versions),
        )  # fmt: skip
    else:
        petitions, _ = request.getfixturevalue("fresh_tables")
        from chalicelib.admin.dynamo import DynamoChores
        from chalicelib.province.dynamo import DynamoVersions
        from chalicelib.ticket.dynamo import DynamoTickets
        from chalicelib.ticket.dynamo_outbox import DynamoErrands, DynamoOutbox

        yield Stores(
            DynamoTickets(petitions), DynamoOutbox(petitions), DynamoErrands(petitions),
            DynamoVersions(petitions), DynamoChores(petitions),
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


def test_what_few_petitions_need_comes_back_too(stores: Stores) -> None:
    rare = {
        "since": NOW, "answered_at": NOW + timedelta(hours=1), "outcome": "resolved", "legal": "complaint",
        "concerns": ("staff:bd-ct", "unit:p90001"), "public": "published", "public_event": 3, "came_from": "p90001",
        "arbiter": "leadership", "bound": True, "superior": "ubnd-tinh", "extensions": 1, "informed_at": NOW,
        "directed": 4, "directive_due_at": NOW, "draft": 5, "reopened": 1, "into": "SM-2", "followers": ("SM-3",),
        "formerly": "p90002", "contribution_due_at": NOW, "contributors": ("so-tai-chinh",),
    }  # fmt: skip
    copy = opened(stores)
    then, event = life.moved(WORLD.province, copy, Act.NOTE, HANDLER, NOW, text="x", **rare)
    stores.tickets.commit(Change(before=copy, ticket=then, events=(event,)))
    stored = stores.tickets.get(SLUG, "SM-1")
    assert stored == replace(then, version=2)
    bare, event = life.moved(WORLD.province, stored, Act.NOTE, HANDLER, NOW, text="x", **dict.fromkeys(rare, ()))
    back = {name: getattr(copy, name) for name in rare}
    stores.tickets.commit(Change(before=stored, ticket=replace(bare, **back), events=(event,)))
    assert stores.tickets.get(SLUG, "SM-1") == replace(bare, **back, version=3)


def test_a_petition_lies_on_the_desks_of_those_who_owe_their_part(stores: Stores) -> None:
    copy = opened(stores)
    due = NOW + timedelta(days=2)
    asked, event = life.moved(
        WORLD.province, copy, Act.NOTE, HANDLER, NOW, contributors=("so-tai-chinh", "p90001"), contribution_due_at=due
    )
    stores.tickets.commit(Change(before=copy, ticket=asked, events=(event,)))
    for unit in ("phong-ha-tang", "so-tai-chinh", "p90001"):
        (card,) = stores.tickets.worklist(SLUG, unit, 10, None).cards
        assert (card.code, card.unit, card.version) == ("SM-1", "phong-ha-tang", 2)
    stored = stores.tickets.get(SLUG, "SM-1")
    given, event = life.moved(WORLD.province, stored, Act.NOTE, HANDLER, NOW, contributors=("p90001",))
    stores.tickets.commit(Change(before=stored, ticket=given, events=(event,)))
    assert stores.tickets.worklist(SLUG, "so-tai-chinh", 10, None).cards == ()
    assert [c.version for c in stores.tickets.worklist(SLUG, "p90001", 10, None).cards] == [3]


def test_one_act_moves_several_petitions_or_none(stores: Stores) -> None:
    first, second = opened(stores, "SM-1"), opened(stores, "SM-2")
    then, event = accepted(first)
    other, beside = accepted(second)
    move = Move(before=second, ticket=other, events=(beside,))
    stores.tickets.commit(Change(before=first, ticket=then, events=(event,), also=(move,)))
    assert [stores.tickets.get(SLUG, code).version for code in ("SM-1", "SM-2")] == [2, 2]
    again = stores.tickets.get(SLUG, "SM-1")
    noted, event = life.moved(WORLD.province, again, Act.NOTE, HANDLER, NOW, text="x")
    with pytest.raises(StaleTicket):
        stores.tickets.commit(Change(before=again, ticket=noted, events=(event,), also=(move,)))
    assert stores.tickets.get(SLUG, "SM-1") == again, "the other one had moved: nothing of it was written"


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


def test_what_each_of_fifty_members_is_owed_is_written_with_the_act(stores: Stores) -> None:
    members = tuple(f"member{number:010}" for number in range(50))
    ticket = opened(stores, members=members)
    assert ticket.members == members
    notices = stores.outbox.of_ticket(SLUG, "SM-1")
    assert sorted(notice.origin.alias for notice in notices if notice.origin) == sorted((ticket.origin.alias, *members))
    assert {(notice.purpose, notice.event) for notice in notices} == {(Purpose.ACK, 1)}


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


def test_the_notices_beside_a_notice_are_read_as_they_are_now(stores: Stores) -> None:
    opened(stores)
    opened(stores, "SM-2")
    (first,) = stores.outbox.of_ticket(SLUG, "SM-1")
    assert stores.outbox.beside(first.parent) == [first]
    after = replace(first, id="000002#answer#citizen", purpose=Purpose.ANSWER)
    saved = stores.outbox.save(replace(first, state=State.UNSURE, tried_at=NOW, side="private"), after)
    assert stores.outbox.beside(first.parent) == [after, saved], "newest first"
    assert stores.outbox.beside("T#tinh-khac#SM-1") == []


def test_of_a_long_conversation_only_the_newest_are_read(stores: Stores) -> None:
    opened(stores)
    (ack,) = stores.outbox.of_ticket(SLUG, "SM-1")
    talk = "C#song-mau#zalo#3001#a"
    for number in range(105):
        note = replace(ack, parent=talk, id=f"{1000 + number}#menu#x", purpose=Purpose.MENU, code="")
        stores.tickets.commit(Change(notices=(note,)))
    assert [n.id for n in stores.outbox.beside(talk)] == [f"{1104 - number}#menu#x" for number in range(100)]


@pytest.mark.parametrize("state", list(State))
def test_what_is_looked_at_again_and_what_is_not(stores: Stores, state: State) -> None:
    opened(stores)
    (ack,) = stores.outbox.of_ticket(SLUG, "SM-1")
    stores.outbox.save(replace(ack, state=state, delivered_at=NOW, seen_at=NOW))
    assert [key[1] for key in stores.outbox.due(SLUG, NOW)] == ([ack.id] if state in WAITING else [])
    assert [n.id for n in stores.outbox.failed(SLUG, 5, None)[0]] == ([ack.id] if state is State.FAILED else [])
    stored = stores.outbox.get(ack.parent, ack.id)
    assert stored
    assert (stored.state, stored.delivered_at, stored.seen_at) == (state, NOW, NOW)


def test_calls_wait_oldest_first_and_are_among_what_failed(stores: Stores) -> None:
    for number in range(3):
        code = f"SM-{number}"
        opened(stores, code)
        (ack,) = stores.outbox.of_ticket(SLUG, code)
        assert ack.origin
        phone = replace(ack.origin, channel=Channel.PHONE) if number != 1 else ack.origin
        stores.outbox.save(replace(ack, origin=phone, state=State.FAILED, at=NOW + number * MINUTE))
    first, cursor = stores.outbox.calls(SLUG, 1, None)
    second, end = stores.outbox.calls(SLUG, 1, cursor)
    assert ([n.code for n in (*first, *second)], end) == (["SM-0", "SM-2"], None)
    assert [n.code for n in stores.outbox.failed(SLUG, 5, None)[0]] == ["SM-2", "SM-1", "SM-0"]
    stores.outbox.save(replace(first[0], state=State.DELIVERED))
    assert [n.code for n in stores.outbox.calls(SLUG, 5, None)[0]] == ["SM-2"]
    assert stores.outbox.calls("tinh-khac", 5, None) == ([], None)


def test_calls_are_looked_at_by_their_next_rung_and_listed_by_how_long_they_wait(stores: Stores) -> None:
    def of(number: int) -> Notice:
        return stores.outbox.of_ticket(SLUG, f"SM-{number}")[0]

    for number in range(4):
        opened(stores, f"SM-{number}")
        ack = of(number)
        assert ack.origin
        phone = replace(ack.origin, channel=Channel.PHONE)
        stores.outbox.save(replace(ack, origin=phone, state=State.FAILED, at=NOW + number * MINUTE))
    stores.outbox.save(looked_at(of(0), NOW + 60 * MINUTE, 0))
    stores.outbox.save(looked_at(of(1), NOW + 5 * MINUTE, 1))
    stores.outbox.save(looked_at(of(2), NOW, 2))  # both rungs are taken

    def due(minutes: int) -> list[str]:
        return sorted(parent[-4:] for parent, _ in stores.outbox.calls_due(SLUG, NOW + minutes * MINUTE))

    assert {minutes: due(minutes) for minutes in (2, 3, 5, 59, 60)} == {
        2: [], 3: ["SM-3"], 5: ["SM-1", "SM-3"], 59: ["SM-1", "SM-3"], 60: ["SM-0", "SM-1", "SM-3"],
    }  # fmt: skip
    first, cursor = stores.outbox.calls(SLUG, 3, None)
    second, end = stores.outbox.calls(SLUG, 3, cursor)
    assert ([n.code for n in (*first, *second)], end) == (["SM-0", "SM-1", "SM-2", "SM-3"], None)
    assert [n.code for n in stores.outbox.failed(SLUG, 9, None)[0]] == ["SM-3", "SM-2", "SM-1", "SM-0"]
    assert list(stores.outbox.calls_due("tinh-khac", NOW + 60 * MINUTE)) == []


def test_an_act_that_rings_more_telephones_than_a_transaction_holds_is_written_and_so_are_all_of_them(
    stores: Stores,
) -> None:
    opened(stores)
    (ack,) = stores.outbox.of_ticket(SLUG, "SM-1")
    many = [replace(ack, id=f"000002#assigned#sms#{n}", to=(f"x-{n}",), by=By.SMS) for n in range(230)]
    stores.tickets.commit(Change(notices=tuple(many)))
    assert len(stores.outbox.of_ticket(SLUG, "SM-1")) == 231


@pytest.mark.parametrize("cursor", ["x", "[]", "{}", '{"pk": {"S": "a"}}', "-1", "1.5"])
def test_a_cursor_that_is_none_of_ours_is_the_caller_s_mistake(stores: Stores, cursor: str) -> None:
    with pytest.raises(BadInput):
        stores.tickets.worklist(SLUG, "phong-ha-tang", 2, cursor)
    with pytest.raises(BadInput):
        stores.outbox.failed(SLUG, 2, cursor)


def test_the_list_of_what_failed_goes_on_where_it_was_though_some_of_it_was_sent_again(stores: Stores) -> None:
    for number in range(5):
        code = f"SM-{number}"
        opened(stores, code)
        (ack,) = stores.outbox.of_ticket(SLUG, code)
        stores.outbox.save(replace(ack, state=State.FAILED, at=NOW + number // 2 * MINUTE))
    first, cursor = stores.outbox.failed(SLUG, 2, None)
    for notice in first:
        stores.outbox.save(replace(notice, state=State.OWED))
    second, cursor = stores.outbox.failed(SLUG, 2, cursor)
    third, end = stores.outbox.failed(SLUG, 2, cursor)
    listed = [notice.code for notice in (*first, *second, *third)]
    assert (sorted(listed), listed[0], listed[1:3], end) == (
        [f"SM-{n}" for n in range(5)],
        "SM-4",
        ["SM-3", "SM-2"],
        None,
    )
    with pytest.raises(BadInput):
        stores.outbox.failed("tinh-khac", 2, cursor)


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
    copy = Attachment(kind="", key="media/key", media_type="image/jpeg", size=9, restricted="identity_paper")
    assert stores.errands.done(later, copy)
    assert list(stores.errands.due(SLUG, NOW + timedelta(days=1))) == []
    assert stores.tickets.event(SLUG, "SM-1", 1).attachments[0] == replace(copy, kind="image", url=photo().url)
    assert first_break("SM-1", stores.tickets.timeline(SLUG, "SM-1")) is None
    stores.errands.put_off(errand)
    stores.errands.give_up(errand)
    assert list(stores.errands.due(SLUG, NOW)) == []


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


def test_a_kept_version_holds_only_once_it_is_made_active(stores: Stores) -> None:
    stores.versions.put(SLUG, document(), "first", NOW)
    assert stores.versions.keep(SLUG, document() | {"name": "Nháp"}, "admin", NOW, "a try") == 2
    assert stores.versions.active(SLUG) == 1
    assert stores.versions.document(SLUG, 2)["name"] == "Nháp"
    stores.versions.activate(SLUG, 2, 1, "admin", NOW + MINUTE)
    assert stores.versions.active(SLUG) == 2
    assert stores.versions.keep(SLUG, document(), "admin", NOW) == 3, "numbers follow what is kept, not what holds"
    assert stores.versions.put(SLUG, document(), "admin", NOW + 2 * MINUTE) == 4


def test_a_version_of_a_province_that_does_not_exist_yet_can_be_kept_first(stores: Stores) -> None:
    assert stores.versions.keep(SLUG, document(), "admin", NOW) == 1
    assert stores.versions.active(SLUG) is None
    assert stores.versions.slugs() == []
    stores.versions.activate(SLUG, 1, None, "admin", NOW)
    assert (stores.versions.active(SLUG), stores.versions.slugs()) == (1, [SLUG])
    assert stores.chores.waiting(SLUG) == [], "nobody is there yet who could be affected"


def test_of_two_who_activate_one_is_told_to_look_again(stores: Stores) -> None:
    stores.versions.put(SLUG, document(), "first", NOW)
    for _ in range(2):
        stores.versions.keep(SLUG, document(), "admin", NOW)
    stores.versions.activate(SLUG, 2, 1, "admin", NOW + MINUTE)
    with pytest.raises(StaleTicket):
        stores.versions.activate(SLUG, 3, 1, "admin", NOW + MINUTE)
    with pytest.raises(StaleTicket):
        stores.versions.activate(SLUG, 3, 99, "admin", NOW + MINUTE)
    with pytest.raises(NotFound):
        stores.versions.activate(SLUG, 9, 2, "admin", NOW + MINUTE)
    assert stores.versions.active(SLUG) == 2


def test_history_tells_who_kept_and_who_activated_what(stores: Stores) -> None:
    stores.versions.put(SLUG, document(), "first", NOW)
    stores.versions.keep(SLUG, document(), "second", NOW + MINUTE, "Nghị quyết 12")
    stores.versions.activate(SLUG, 2, 1, "third", NOW + 2 * MINUTE)
    stores.versions.activate(SLUG, 1, 2, "fourth", NOW + 3 * MINUTE)
    newest, oldest = stores.versions.history(SLUG)
    assert (newest.number, newest.author, newest.at, newest.note) == (2, "second", NOW + MINUTE, "Nghị quyết 12")
    assert [(a.author, a.before, a.at) for a in newest.activations] == [("third", 1, NOW + 2 * MINUTE)]
    assert [(a.author, a.before) for a in oldest.activations] == [("first", None), ("fourth", 2)]
    assert stores.versions.history("tinh-khac") == []


def test_an_account_that_is_dropped_is_free_for_another_province(stores: Stores) -> None:
    whole = document()
    without_page = whole | {"accounts": [a for a in whole["accounts"] if a["id"] != "2002"]}
    other = whole | {"slug": "tinh-khac", "accounts": [a for a in whole["accounts"] if a["id"] == "2002"]}
    stores.versions.put(SLUG, whole, "admin", NOW)
    stores.versions.keep("tinh-khac", other, "admin", NOW)
    with pytest.raises(Conflict):
        stores.versions.activate("tinh-khac", 1, None, "admin", NOW)
    assert stores.versions.active("tinh-khac") is None
    stores.versions.keep(SLUG, without_page, "admin", NOW)
    assert stores.versions.owner("facebook", "2002") == SLUG, "a draft releases nothing"
    stores.versions.activate(SLUG, 2, 1, "admin", NOW + MINUTE)
    assert stores.versions.owner("facebook", "2002") is None
    stores.versions.activate("tinh-khac", 1, None, "admin", NOW + MINUTE)
    assert stores.versions.owner("facebook", "2002") == "tinh-khac"
    with pytest.raises(Conflict):
        stores.versions.activate(SLUG, 1, 2, "admin", NOW + 2 * MINUTE)
    assert (stores.versions.active(SLUG), stores.versions.owner("facebook", "2001")) == (2, SLUG)


def test_more_accounts_than_one_transaction_holds_change_hands_too(stores: Stores) -> None:
    """Every commune of a province may have a page and an OA of its own."""
    page = document()["accounts"][0]
    many = document() | {"accounts": [page | {"id": str(9000 + n)} for n in range(230)]}
    stores.versions.put("tinh-khac", document() | {"slug": "tinh-khac", "accounts": [page | {"id": "9200"}]}, "x", NOW)
    stores.versions.put(SLUG, document(), "admin", NOW)
    stores.versions.keep(SLUG, many, "admin", NOW)
    with pytest.raises(Conflict):
        stores.versions.activate(SLUG, 2, 1, "admin", NOW + MINUTE)
    held = [stores.versions.owner("facebook", str(9000 + n)) for n in range(230)]
    assert set(held) == {None, "tinh-khac"}, "what was claimed ahead is given back"
    free = many | {"accounts": [a for a in many["accounts"] if a["id"] != "9200"]}
    stores.versions.keep(SLUG, free, "admin", NOW)
    stores.versions.activate(SLUG, 3, 1, "admin", NOW + MINUTE)
    assert stores.versions.owner("facebook", "9229") == SLUG
    assert stores.versions.owner("facebook", "2001") is None


def test_an_activation_leaves_a_chore_for_the_tickets(stores: Stores) -> None:
    stores.versions.put(SLUG, document(), "first", NOW)
    stores.versions.keep(SLUG, document(), "admin", NOW)
    stores.versions.activate(SLUG, 2, 1, "admin", NOW + MINUTE, back=True)
    (chore,) = stores.chores.waiting(SLUG)
    assert (chore.kind, chore.number, chore.seen, chore.back) == (Kind.SETTLE, 2, 1, True)
    assert stores.chores.due(SLUG, NOW) == []
    assert stores.chores.due("tinh-khac", NOW + MINUTE) == []
    assert list(stores.chores.due(SLUG, NOW + MINUTE)) == [chore]


def test_a_chore_is_put_off_done_or_can_never_be(stores: Stores) -> None:
    chore = Chore(slug=SLUG, kind=Kind.ACTIVATE, number=2, seen=1, since=NOW, at=NOW, author="admin")
    stores.chores.owe(chore)
    later = replace(chore, at=NOW + MINUTE, after="so-xay-dung")
    assert stores.chores.put_off(later)
    assert stores.chores.due(SLUG, NOW) == []
    assert list(stores.chores.due(SLUG, NOW + MINUTE)) == [later]
    failed = replace(later, reason="somebody was faster")
    assert stores.chores.put_off(failed)
    assert stores.chores.due(SLUG, NOW + MINUTE) == []
    assert list(stores.chores.waiting(SLUG)) == [failed]
    stores.chores.done(failed)
    stores.chores.done(failed)
    assert not stores.chores.put_off(later), "what another run has finished does not come back"
    assert stores.chores.waiting(SLUG) == []
