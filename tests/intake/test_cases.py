"""One case for several members: counted once, each is told the answer, and nobody learns who the others are."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.desk.people import members_of
from chalicelib.errors import Conflict, NotFound, TooOften, Unprocessable
from chalicelib.intake.cases import Cases
from chalicelib.intake.pleas import Plea, pleaded
from chalicelib.limits.limits import Limits
from chalicelib.rights.dossier import petition
from chalicelib.ticket import members
from chalicelib.ticket.life import Change
from chalicelib.ticket.members import MOST
from chalicelib.ticket.owed import CITIZEN, Purpose, State
from chalicelib.ticket.telling import to_citizen
from chalicelib.ticket.ticket import Actor, Ticket
from chalicelib.ticket.workflow import Act, Role
from chalicelib.views_people import identity
from tests.builders import COORDINATOR, HANDLER, SLUG, World, officer
from tests.fakes_limits import ShelfCounters
from tests.rights.forgotten import ADMIN, WISH

TEXT = "Mặt đường vào cụm công nghiệp có ổ gà rất sâu, Công ty Hoa Sen và Công ty Sao Mai không chở hàng được"
MEMBER_IN_A_CHAT = Actor(id="chatofanothermem", role=Role.CITIZEN, tenant=SLUG)
ASSOCIATION = officer(Role.OBSERVER, "ubnd-tinh", staff="hiep-hoi-dn")
MEMBERS = (
    {"name": "Công ty Hoa Sen", "phone": "0912345678", "consent": ""},
    {"name": "Công ty Sao Mai", "email": "saomai@example.com", "consent": ""},
)


def body(**given: Any) -> dict[str, Any]:
    base = {"text": TEXT, "association": {"name": "Hiệp hội", "email": "hh@example.com"}, "members": list(MEMBERS)}
    return base | given


def filed(world: World, key: str = "k", **given: Any) -> Ticket:
    return Cases(world.form, world.vault).file(world.province, body(**given), ASSOCIATION, key)


def answered(world: World) -> Ticket:
    ticket = filed(world)
    world.does(ticket.code, "answer", HANDLER, text="Đã vá xong.")
    world.post()
    return world.tickets.get(SLUG, ticket.code)


def told(world: World, ticket: Ticket, purpose: Purpose) -> dict[str, State]:
    """alias → how far what it was told has come."""
    return {n.origin.alias: n.state for n in world.owed(ticket.code, purpose) if n.to == (CITIZEN,) and n.origin}


def test_it_is_one_petition_that_says_for_how_many() -> None:
    world = World()
    ticket = filed(world)
    assert (len(world.shelf.tickets), len(ticket.members), ticket.submitter) == (1, 2, "business")
    assert world.tickets.event(SLUG, ticket.code, 1).facts["members"] == 2
    assert filed(world).code == ticket.code, "the same key gives the same case"
    assert len(world.vault.people) == 3


def test_each_member_has_a_contact_a_consent_and_an_alias_of_their_own() -> None:
    world = World()
    ticket = filed(world)
    hoa_sen, sao_mai = (world.vault.recall(SLUG, alias) for alias in ticket.members)
    assert hoa_sen
    assert sao_mai
    assert (hoa_sen.phone, hoa_sen.email, hoa_sen.codes) == ("+84912345678", "", (ticket.code,))
    assert (sao_mai.email, sao_mai.submitter, sao_mai.consented_at) == ("saomai@example.com", "business", world.clock())


def test_the_association_and_each_member_are_told_the_answer_once() -> None:
    world = World()
    ticket = answered(world)
    people = {ticket.origin.alias, *ticket.members}
    assert told(world, ticket, Purpose.ANSWER) == dict.fromkeys(people, State.SENT)
    assert told(world, ticket, Purpose.ACK).keys() == people, "with the PIN that opens the answer"
    count = len(world.carriage.sent)
    world.post()
    assert len(world.carriage.sent) == count


def test_questions_are_between_the_association_and_the_authority() -> None:
    world = World()
    ticket = filed(world)
    world.does(ticket.code, "accept", HANDLER)
    world.does(ticket.code, "ask", HANDLER, text="Ổ gà ở đoạn nào?")
    assert told(world, ticket, Purpose.QUESTION).keys() == {ticket.origin.alias}


def test_the_association_sees_the_case_without_who_stands_behind_it() -> None:
    world = World()
    ticket = answered(world)
    read = world.desk.read(SLUG, ticket.code, ASSOCIATION)
    shown = repr((read.ticket, read.timeline, read.notices))
    for trace in ("Hoa Sen", "Sao Mai", *ticket.members):
        assert trace not in shown, trace
    assert len(read.ticket.members) == 2


def test_who_may_see_senders_sees_the_members_and_a_look_is_kept_for_each() -> None:
    world = World()
    ticket = filed(world)
    looked, person = world.desk.unveil(SLUG, ticket.code, {"reason": "Mời họp đối thoại"}, COORDINATOR)
    shown = identity(looked, person, world.desk.members(looked))
    assert [each["name"] for each in shown["members"]] == ["Công ty Hoa Sen", "Công ty Sao Mai"]
    assert tuple(each["sender"] for each in shown["members"]) == ticket.members, "by which one of them is forgotten"
    assert {look.alias for look in world.vault.noted} == {ticket.origin.alias, *ticket.members}


def test_a_member_who_is_forgotten_hears_no_more_and_the_case_goes_on_for_the_others() -> None:
    world = World()
    ticket = filed(world)
    gone, stays = ticket.members
    assert world.rights.erase(SLUG, gone, ADMIN, WISH) is None
    assert [person.alias for person in members_of(world.vault, ticket)] == [stays]
    world.does(ticket.code, "answer", HANDLER, text="Đã vá xong.")
    world.post()
    states = told(world, ticket, Purpose.ANSWER)
    assert (states[gone], states[stays], states[ticket.origin.alias]) == (State.SKIPPED, State.SENT, State.SENT)
    assert world.tickets.get(SLUG, ticket.code).erased_at is None
    assert world.tickets.event(SLUG, ticket.code, 1).text == TEXT


def test_when_the_case_is_forgotten_nothing_of_the_members_is_left_in_it() -> None:
    world = World()
    ticket = answered(world)
    world.rights.erase(SLUG, ticket.code, ADMIN, WISH)
    assert world.tickets.event(SLUG, ticket.code, 1).text == ""
    assert not any(notice.supplier_ids for notice in world.owed(ticket.code) if notice.to == (CITIZEN,))


def test_the_association_is_forgotten_only_once_its_members_have_heard_the_answer() -> None:
    world = World()
    ticket = filed(world)
    world.does(ticket.code, "answer", HANDLER, text="Đã vá xong.")
    left = world.rights.erase(SLUG, ticket.code, ADMIN, WISH)
    assert left
    world.post()
    states = told(world, ticket, Purpose.ANSWER)
    assert states == dict.fromkeys(ticket.members, State.SENT) | {ticket.origin.alias: State.SKIPPED}
    assert world.rights.go_on(left) is None
    assert world.tickets.event(SLUG, ticket.code, 1).text == ""


def test_a_member_is_given_what_was_told_to_them_alone() -> None:
    world = World()
    ticket = answered(world)
    events, notices = world.tickets.timeline(SLUG, ticket.code), world.owed(ticket.code)
    for alias in (ticket.members[0], ticket.origin.alias):
        purposes = [message["purpose"] for message in petition(ticket, events, notices, alias)["messages"]]
        assert len(purposes) == len(set(purposes)) == 2


def test_one_of_several_neither_withdraws_the_case_nor_is_it_anybodys_duplicate() -> None:
    world = World()
    ticket = filed(world)
    with pytest.raises(Conflict):
        world.tracking.plead(SLUG, ticket.code, {"pin": "123456", "act": "withdraw"})
    other = world.opened("Mặt đường có ổ gà rất sâu")
    for code, into in ((ticket.code, other.code), (other.code, ticket.code)):
        with pytest.raises(Conflict):
            world.does(code, "merge", COORDINATOR, into=into)


def test_nor_does_a_member_withdraw_it_in_a_chat_that_showed_code_and_pin() -> None:
    world = World()
    ticket = filed(world)
    plea = Plea(act=Act.WITHDRAW, citizen=MEMBER_IN_A_CHAT, at=world.clock(), text="rút phản ánh", said={})
    with pytest.raises(Conflict):
        pleaded(world.province, ticket, plea, ())


def test_only_the_association_is_sent_the_link_that_gives_stars() -> None:
    world = World()
    ticket = answered(world)
    association = world.vault.recall(SLUG, ticket.origin.alias)
    assert association
    asked = [who for _, who, letter in world.carriage.sent if "https://cau-noi.example/r/" in letter.body]
    assert asked == [association.platform_id]


def test_the_same_key_with_other_members_is_another_case() -> None:
    world = World()
    ticket = filed(world)
    known = dict(world.vault.people)
    other_number = MEMBERS[0] | {"phone": "0987654321"}
    for others in ([*MEMBERS, a_member(3)], [other_number, MEMBERS[1]], [MEMBERS[0], a_member(3)]):
        with pytest.raises(Conflict):
            filed(world, members=others)
        assert world.vault.people == known, "nobody is kept who is in no case"
    assert filed(world).code == ticket.code


def test_an_association_names_no_more_people_a_minute_than_it_may() -> None:
    world = World()
    limits = Limits(ShelfCounters(), world.clock)
    form = replace(world.form, paced=lambda _, who, people: limits.take(who.id, 3, people))
    cases = Cases(form, world.vault)
    cases.file(world.province, body(), ASSOCIATION, "1")
    known = dict(world.vault.people)
    with pytest.raises(TooOften):
        cases.file(world.province, body(text=TEXT + "!", members=[a_member(1), a_member(2)]), ASSOCIATION, "2")
    assert world.vault.people == known


def test_uploads_that_never_came_leave_nobody_in_the_vault() -> None:
    world = World()
    with pytest.raises(Unprocessable):
        filed(world, uploads=["photo-" + "0" * 32])
    assert world.vault.people == {}


def test_a_member_is_not_given_what_another_said_in_a_linked_chat() -> None:
    world = World()
    ticket = replace(filed(world), chat="chatofanothermem")
    first = world.tickets.event(SLUG, ticket.code, 1)
    said = replace(first, n=2, act=Act.HEAR, by="chatofanothermem", text="Số của tôi là 0900000001")
    assert petition(ticket, [first, said], [], ticket.members[0])["words"] == []
    assert len(petition(ticket, [first, said], [], ticket.origin.alias)["words"]) == 2


def test_a_member_hears_one_word_of_an_act_so_that_it_fits_into_one_transaction() -> None:
    world = World()
    ticket = filed(world, members=[a_member(number) for number in range(MOST)])
    event = world.tickets.event(SLUG, ticket.code, 1)
    owed = tuple(to_citizen(world.province, ticket, event, which) for which in (Purpose.REOPENED, Purpose.PROCEDURE))
    found = members.told(Change(before=ticket, ticket=ticket, events=(event,), notices=owed))
    assert len(found) == MOST + 2
    assert {notice.purpose for notice in found[2:]} == {Purpose.PROCEDURE}


def a_member(number: int) -> dict[str, str]:
    return {"name": f"Công ty {number}", "email": f"c{number}@example.com", "consent": ""}


def test_fifty_members_fit_into_one_act() -> None:
    world = World()
    ticket = filed(world, members=[a_member(number) for number in range(MOST)])
    world.does(ticket.code, "answer", HANDLER, text="Đã vá xong.")
    assert len(told(world, ticket, Purpose.ANSWER)) == MOST + 1


@pytest.mark.parametrize(("given", "pointers"), [
    ({"members": [a_member(1)]}, ["/members"]),
    ({"members": [a_member(n) for n in range(51)]}, ["/members"]),
    ({"members": [a_member(1), a_member(1)]}, ["/members/1"]),
    ({"members": [MEMBERS[0], MEMBERS[0] | {"phone": "+84912345678"}]}, ["/members/1"]),
    ({"members": [MEMBERS[0], MEMBERS[0] | {"email": "hoasen@example.com"}]}, ["/members/1"]),
    ({"members": [MEMBERS[1], MEMBERS[1] | {"email": "SaoMai@example.com"}]}, ["/members/1"]),
    ({"members": [a_member(1), a_member(2) | {"consent": "2019"}]}, ["/members/1/consent"]),
    ({"members": [a_member(1), {"name": "X", "consent": ""}]}, ["/members/1"]),
    ({"association": {"name": "Hiệp hội"}}, ["/association"]),
    ({"category": "none"}, ["/category"]),
])  # fmt: skip
def test_what_is_not_complete_is_refused_whole(given: dict[str, Any], pointers: list[str]) -> None:
    world = World()
    with pytest.raises(Unprocessable) as refused:
        filed(world, **given)
    assert [fault["pointer"] for fault in refused.value.facts["faults"]] == pointers
    assert (world.shelf.tickets, world.vault.people) == ({}, {})


def test_another_province_s_association_files_nothing_here() -> None:
    world = World()
    stranger = officer(Role.OBSERVER, "ubnd-tinh", tenant="tinh-khac")
    with pytest.raises(NotFound):
        Cases(world.form, world.vault).file(world.province, body(), stranger, "k")
