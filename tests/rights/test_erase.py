"""A person is forgotten: identity at once, words with the petition's end, statistics never."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.errors import Forbidden, NotFound, Unprocessable
from chalicelib.identity.vault import Person
from chalicelib.rights.rights import AT_ONCE
from chalicelib.ticket.chain import first_break
from chalicelib.ticket.code import read_code
from chalicelib.ticket.conversation import Conversation
from chalicelib.ticket.life import Change, moved
from chalicelib.ticket.owed import State
from chalicelib.ticket.thread import linked
from chalicelib.ticket.ticket import CLOCK, Actor, Lane, Ticket
from chalicelib.ticket.workflow import Act, Role, Status
from tests.builders import COORDINATOR, HANDLER, SLUG, World, officer
from tests.rights.forgotten import ADMIN, WISH, WORDS, answered, everything

BASE_32 = "abcdefghijklmnopqrstuvwxyz234567"


def test_of_an_ended_petition_nothing_personal_is_left() -> None:
    world = World()
    ticket = answered(world)
    assert "0912345678" in everything(world)
    assert world.rights.erase(SLUG, ticket.code, ADMIN, WISH) is None
    assert "Hoa" not in everything(world).replace("Chị Hoa", ""), "the remark is the authority's own document"
    for trace in ("0912345678", "'7001'", "scontent.fbcdn.net", "ổ gà rất sâu", "media/"):
        assert trace not in everything(world), trace


def test_statistics_stay_whole() -> None:
    world = World()
    before = answered(world)
    counted = (
        "kind",
        "category",
        "unit",
        "place",
        "opened_at",
        "promised_at",
        "answered_at",
        "outcome",
        "rating",
        "status",
    )
    facts = [
        {name: e.facts[name] for name in ("held", "held_ms", "stars") if name in e.facts}
        for e in world.tickets.timeline(SLUG, before.code)
    ]
    world.rights.erase(SLUG, before.code, ADMIN, WISH)
    after = world.tickets.get(SLUG, before.code)
    assert [getattr(after, name) for name in counted] == [getattr(before, name) for name in counted]
    assert after.origin.channel == before.origin.channel
    events = world.tickets.timeline(SLUG, before.code)
    assert [{name: e.facts[name] for name in ("held", "held_ms", "stars") if name in e.facts} for e in events][
        :-1
    ] == facts


def test_the_history_is_still_whole_and_says_what_was_taken_out() -> None:
    world = World()
    code = answered(world).code
    world.rights.erase(SLUG, code, ADMIN, WISH)
    events = world.tickets.timeline(SLUG, code)
    assert first_break(code, events) is None
    assert events[-1].act is Act.ERASE
    assert events[-1].facts["events"] == "1,2"
    assert events[-1].facts["cause"] == "request"
    assert [e.n for e in events if e.erased] == [1, 2]


def test_the_authority_s_words_stay_but_for_numbers_in_them() -> None:
    world = World()
    code = answered(world).code
    world.rights.erase(SLUG, code, ADMIN, WISH)
    words = [e.text for e in world.tickets.timeline(SLUG, code)]
    assert words == ["", "Chị Hoa, [số điện thoại], hẹn chiều nay", "Đã vá ổ gà, cảm ơn bà.", ""]


def test_nothing_left_leads_to_the_platform_s_own_message() -> None:
    """The key of the message that opened it stays: a webhook that comes again must find its petition."""
    world = World()
    comment = {"lane": Lane.COMMENT, "ref": "2001_5001_9001", "key": "fb#2001#comment#2001_5001_9001"}
    ticket = answered(world, **comment)
    for notice in world.owed(ticket.code):
        world.shelf.notices[notice.parent, notice.id] = replace(notice, supplier_ids=("m_77",))
    world.rights.erase(SLUG, ticket.code, ADMIN, WISH)
    assert "m_77" not in repr([n for n in world.owed(ticket.code) if n.to == ("citizen",)])
    assert "key" not in world.tickets.timeline(SLUG, ticket.code)[0].facts
    assert "2001_5001_9001" not in everything(world).replace(ticket.key, "")


def test_of_what_they_were_told_only_its_kind_and_time_stay() -> None:
    world = World()
    ticket = answered(world)
    (told, *_) = [n for n in world.owed(ticket.code) if n.to == ("citizen",)]
    words = {**told.facts, "reason": "bà Hoa", "public_text": "bà Hoa"}
    waiting = replace(told, id="9#answer#citizen", facts=words, state=State.UNSURE)
    world.shelf.notices[waiting.parent, waiting.id] = waiting
    world.rights.erase(SLUG, ticket.code, ADMIN, WISH)
    after = world.outbox.get(waiting.parent, waiting.id)
    assert after
    assert (after.state, after.reason, after.purpose, after.since) == (
        State.SKIPPED,
        "erased",
        told.purpose,
        told.since,
    )
    assert not {"reason", "public_text"} & after.facts.keys()
    sent = world.outbox.get(told.parent, told.id)
    assert sent
    assert sent.state is told.state, "what was sent was sent"


def test_words_said_by_hand_in_the_chat_are_part_of_the_conversation() -> None:
    world = World()
    ticket = answered(world)
    clock = Actor(id=CLOCK, role=Role.SYSTEM, tenant=SLUG)
    then, event = moved(
        world.province, ticket, Act.ECHO, clock, world.clock(), text="Chào chị Hoa", facts={"by": "page"}
    )
    world.tickets.commit(Change(before=ticket, ticket=then, events=(event,)))
    world.rights.erase(SLUG, ticket.code, ADMIN, WISH)
    after = world.tickets.event(SLUG, ticket.code, event.n)
    assert (after.text, after.erased) == ("", True)


def test_who_asked_and_why_is_kept_longer_than_the_person() -> None:
    world = World()
    ticket = answered(world)
    world.rights.erase(SLUG, ticket.code, ADMIN, WISH)
    (look,) = world.vault.looks(SLUG, ticket.origin.alias)
    assert (look.act, look.by, look.why, look.code) == ("erase", ADMIN.id, WISH, ticket.code)


def test_an_open_petition_keeps_its_words_until_it_is_answered() -> None:
    """The authority owes an answer; but who sent it is forgotten at once, and nothing more is said to them."""
    world = World()
    ticket = world.opened(WORDS)
    left = world.rights.erase(SLUG, ticket.code, ADMIN, WISH)
    assert left
    assert left.codes == (ticket.code,)
    assert world.vault.recall(SLUG, ticket.origin.alias) is None
    assert not world.shelf.talks
    assert {n.state for n in world.owed(ticket.code) if n.to == ("citizen",)} == {State.SKIPPED}
    events = world.tickets.timeline(SLUG, ticket.code)
    assert events[0].text == WORDS
    assert (events[-1].act, events[-1].facts["events"]) == (Act.ERASE, ""), "staff see that nobody can be reached"
    world.does(ticket.code, "answer", HANDLER, text="Đã vá")
    world.clock.pass_by(days=1, hours=1)
    assert world.retention.run() == 1
    assert "0912345678" not in everything(world)
    assert first_break(ticket.code, world.tickets.timeline(SLUG, ticket.code)) is None
    assert not world.erasures.kept


def test_an_open_petition_is_looked_at_once_a_day_and_marked_once() -> None:
    world = World()
    ticket = world.opened(WORDS)
    world.rights.erase(SLUG, ticket.code, ADMIN, WISH)
    for _ in range(3):
        world.clock.pass_by(days=1)
        world.retention.run()
    assert [e.act for e in world.tickets.timeline(SLUG, ticket.code)].count(Act.ERASE) == 1


def test_a_duplicate_ends_with_the_petition_it_was_joined_to() -> None:
    world = World()
    leader = world.opened("Ổ gà trước chợ", person="7002")
    follower = world.opened(WORDS)
    world.does(follower.code, "merge", HANDLER, into=leader.code)
    assert world.tickets.get(SLUG, follower.code).status is Status.MERGED
    assert world.rights.erase(SLUG, follower.code, ADMIN, WISH)
    world.does(leader.code, "answer", HANDLER, text="Đã vá")
    world.clock.pass_by(days=2)
    world.retention.run()
    assert "0912345678" not in everything(world)
    assert world.tickets.timeline(SLUG, leader.code)[0].text == "Ổ gà trước chợ", "another person's"


def test_the_platform_s_own_button_forgets_too() -> None:
    world = World()
    ticket = answered(world)
    world.rights.forget(world.province, ticket.origin.alias)
    assert "0912345678" not in everything(world)
    assert world.vault.looks(SLUG, ticket.origin.alias)[0].by == "citizen"
    assert world.tickets.timeline(SLUG, ticket.code)[-1].facts["cause"] == "person"


def test_who_only_said_hello_is_forgotten_too() -> None:
    world = World()
    world.hears("xin chào")
    (alias,) = [alias for _, alias in world.vault.people]
    world.rights.forget(world.province, alias)
    assert not world.vault.people
    assert not world.shelf.talks
    assert not world.shelf.notices


def test_a_person_the_vault_has_let_go_leads_to_their_conversations_all_the_same() -> None:
    world = World()
    ticket = answered(world)
    world.vault.people.clear()
    world.rights.forget(world.province, ticket.origin.alias)
    assert "0912345678" not in everything(world)


def test_forgetting_twice_is_forgetting_once() -> None:
    world = World()
    ticket = answered(world)
    world.rights.forget(world.province, ticket.origin.alias)
    events = world.tickets.timeline(SLUG, ticket.code)
    world.rights.erase(SLUG, ticket.code, ADMIN, WISH)
    assert world.tickets.timeline(SLUG, ticket.code) == events


def test_whoever_comes_back_is_not_forgotten_again_with_the_petition_they_left_open() -> None:
    world = World()
    left = world.opened(WORDS)
    world.rights.erase(SLUG, left.code, ADMIN, WISH)
    world.clock.pass_by(hours=20)
    fresh = world.opened("Đèn đường hỏng cả tuần nay")
    world.clock.pass_by(hours=5)
    world.retention.run()
    person = world.vault.recall(SLUG, fresh.origin.alias)
    assert person
    assert person.codes == (fresh.code,)
    assert [talk.code for talk in world.shelf.talks.values()] == [fresh.code]


def test_who_asks_again_is_forgotten_again() -> None:
    world = World()
    left = world.opened(WORDS)
    world.rights.erase(SLUG, left.code, ADMIN, WISH)
    world.clock.pass_by(hours=2)
    world.opened("Đèn đường hỏng cả tuần nay")
    world.rights.forget(world.province, left.origin.alias)
    assert not world.vault.people
    assert not world.shelf.talks


def test_the_petition_they_were_found_by_is_emptied_though_the_vault_knows_of_nobody() -> None:
    world = World()
    old = answered(world)
    world.clock.pass_by(days=2)
    world.opened("Đèn đường hỏng cả tuần nay")  # their conversation is about another one now
    world.vault.people.clear()
    made = world.rights.export(SLUG, old.code, COORDINATOR, WISH)
    assert old.code in [petition["code"] for petition in made["petitions"]]
    world.rights.erase(SLUG, old.code, ADMIN, WISH)
    assert "0912345678" not in everything(world)


def test_nobody_erases_what_is_about_them_though_the_vault_has_let_go_of_its_sender() -> None:
    world = World()
    ticket = answered(world)
    world.shelf.tickets[SLUG, ticket.code] = replace(ticket, concerns=(f"staff:{COORDINATOR.id}",))
    world.vault.people.clear()
    world.shelf.talks.clear()
    with pytest.raises(Forbidden):
        world.rights.erase(SLUG, ticket.code, COORDINATOR, WISH)


def test_an_alias_that_could_be_a_code_is_an_alias() -> None:
    world = World()
    spelt = next(a for a in (f"qabc2345672345{x}{y}" for x in BASE_32 for y in BASE_32) if read_code(a))
    world.vault.remember(
        Person(tenant=SLUG, alias=spelt, channel="facebook", account="2001", platform_id="7009", name="Hoa")
    )
    assert world.rights.export(SLUG, spelt, COORDINATOR, WISH)["person"]["name"] == "Hoa"


def test_others_on_the_same_page_are_left_alone() -> None:
    world = World()
    ticket, other = answered(world), world.opened("Đèn đường hỏng", person="7002")
    talk, person = world.shelf.talks.copy(), world.vault.recall(SLUG, other.origin.alias)
    world.rights.erase(SLUG, ticket.code, ADMIN, WISH)
    assert world.tickets.get(SLUG, other.code) == other
    assert world.vault.recall(SLUG, other.origin.alias) == person
    assert [t for t in talk.values() if t.alias == other.origin.alias] == list(world.shelf.talks.values())


def chat_of(world: World, comment: Ticket, proof: str) -> str:
    """The alias of a chat linked to `comment`, with a word of theirs on the petition."""
    world.hears("xin chào", person="7003")
    (alias,) = [alias for _, alias in world.vault.people if alias != comment.origin.alias]
    talk = Conversation(tenant=SLUG, channel="facebook", account="2001", alias=alias)
    change = linked(world.tickets.get(SLUG, comment.code), talk, alias, world.clock())
    event = replace(change.events[0], facts={"proof": proof})
    world.tickets.commit(replace(change, events=(event,), conversation=None))
    return alias


@pytest.mark.parametrize(("proof", "forgotten"), [("private_reply", True), ("code_and_pin", False)])
def test_the_chat_a_platform_proved_to_be_theirs_is_forgotten_with_them(proof: str, forgotten: bool) -> None:
    """A code and a PIN may have been given to a neighbour, who did not ask to be forgotten."""
    world = World()
    comment = answered(world)
    chat = chat_of(world, comment, proof)
    world.rights.erase(SLUG, comment.origin.alias, ADMIN, WISH)
    assert (world.vault.recall(SLUG, chat) is None) is forgotten
    assert world.tickets.get(SLUG, comment.code).chat == ""


def test_the_chat_is_found_by_the_petition_though_the_vault_has_let_go_of_its_sender() -> None:
    world = World()
    comment = answered(world)
    chat = chat_of(world, comment, "private_reply")
    world.vault.people.pop((SLUG, comment.origin.alias))
    world.shelf.talks.clear()
    world.rights.erase(SLUG, comment.code, ADMIN, WISH)
    assert world.vault.recall(SLUG, chat) is None


def test_who_only_wrote_along_takes_only_their_own_words() -> None:
    world = World()
    comment = world.opened(WORDS)
    chat = chat_of(world, comment, "code_and_pin")
    world.does(comment.code, "answer", HANDLER, text="Đã vá")
    person = world.vault.people[SLUG, chat]
    world.vault.people[SLUG, chat] = replace(person, codes=(comment.code,))
    world.rights.erase(SLUG, chat, ADMIN, WISH)
    ticket = world.tickets.get(SLUG, comment.code)
    assert (ticket.chat, ticket.erased_at) == ("", None)
    assert world.tickets.timeline(SLUG, comment.code)[0].text == WORDS


def test_what_was_said_in_the_linked_chat_goes_with_the_petition() -> None:
    world = World()
    comment = answered(world)
    chat = chat_of(world, comment, "code_and_pin")
    citizen = Actor(id=chat, role=Role.CITIZEN, tenant=SLUG)
    before = world.tickets.get(SLUG, comment.code)
    then, event = moved(world.province, before, Act.HEAR, citizen, world.clock(), text="Số tôi là 0987654321")
    world.tickets.commit(Change(before=before, ticket=then, events=(event,)))
    world.rights.erase(SLUG, comment.origin.alias, ADMIN, WISH)
    assert "0987654321" not in everything(world)


def test_asking_again_loses_nothing_of_what_is_still_owed() -> None:
    world = World()
    ticket = world.opened(WORDS)
    world.rights.erase(SLUG, ticket.code, ADMIN, WISH)
    world.rights.forget(world.province, ticket.origin.alias)
    world.does(ticket.code, "answer", HANDLER, text="Đã vá")
    world.clock.pass_by(days=2)
    world.retention.run()
    assert "0912345678" not in everything(world)


def test_what_was_made_public_of_their_words_is_hidden() -> None:
    world = World()
    ticket = answered(world)
    shown = replace(ticket, public="published", public_event=1)
    world.shelf.tickets[SLUG, ticket.code] = shown
    world.rights.erase(SLUG, ticket.code, ADMIN, WISH)
    after = world.tickets.get(SLUG, ticket.code)
    assert (after.public, after.public_event) == ("hidden", 0)


def test_many_petitions_are_worked_off_by_the_schedule() -> None:
    world = World()
    codes = []
    for number in range(AT_ONCE + 3):
        codes.append(world.opened(f"{WORDS} ở ngõ {number}").code)
        world.does(codes[-1], "answer", HANDLER, text="Đã vá")
        world.clock.pass_by(days=2)
    left = world.rights.erase(SLUG, codes[0], ADMIN, WISH)
    assert left
    assert len(left.codes) == 3
    world.retention.run()
    assert "0912345678" not in everything(world)
    assert not world.erasures.kept


def test_an_erased_petition_leaves_the_pile_of_what_is_done() -> None:
    world = World()
    ticket = answered(world)
    world.rights.erase(SLUG, ticket.code, ADMIN, WISH)
    assert not world.tickets.worklist(SLUG, ticket.unit, 10, None, done=True).cards


@pytest.mark.parametrize(("why", "actor", "reason", "error"), [
    ("a handler is not asked", HANDLER, WISH, Forbidden),
    ("another province's administrator neither", officer(Role.PROVINCE_ADMIN, "so-khcn", tenant="tinh-khac"), WISH, NotFound),
    ("a reason is needed", ADMIN, "  xóa đi  ", Unprocessable),
])  # fmt: skip
def test_who_may_not(why: str, actor: Any, reason: str, error: type[Exception]) -> None:
    world = World()
    ticket = answered(world)
    for right in (world.rights.erase, world.rights.export):
        with pytest.raises(error):
            right(SLUG, ticket.code, actor, reason)
    assert world.vault.recall(SLUG, ticket.origin.alias)
    assert not world.vault.noted


def test_nobody_learns_or_erases_who_complained_about_them() -> None:
    world = World()
    ticket = answered(world)
    world.shelf.tickets[SLUG, ticket.code] = replace(ticket, concerns=(f"staff:{COORDINATOR.id}",))
    for right in (world.rights.erase, world.rights.export):
        with pytest.raises(Forbidden):
            right(SLUG, ticket.origin.alias, COORDINATOR, WISH)


@pytest.mark.parametrize("who", ["", "nobody", "SM-0000-0000-0000", "x#y", "A" * 16])
def test_what_is_neither_a_code_nor_an_alias(who: str) -> None:
    with pytest.raises(NotFound):
        World().rights.export(SLUG, who, COORDINATOR, WISH)
