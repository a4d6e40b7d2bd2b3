"""Said otherwise, taken back, hidden: every wording stays with the petition, and staff know what the citizen sees."""

from dataclasses import replace

import pytest

from chalicelib.channel.inbound import Heard
from chalicelib.ticket.chain import first_break
from chalicelib.ticket.owed import Purpose
from chalicelib.ticket.ticket import Channel, Lane
from chalicelib.ticket.workflow import Act, Role, Status
from tests.builders import COORDINATOR, HANDLER, SLUG, World, at, heard, photo

KEY = "fb#2001#m_first"
COMMENT = "fb#2001#comment#1_2"


def edits(world: World, text: str, of: str = KEY, **given: object) -> None:
    world.clock.pass_by(minutes=1)
    world.hears(text, heard=Heard.EDITED, of=of, **given)


def commented(world: World, **given: object) -> str:
    return world.opened("Bãi rác cạnh chợ bốc mùi cả tuần", lane=Lane.COMMENT, ref="1_2", key=COMMENT, **given).code


def test_an_edit_keeps_both_wordings_and_tells_the_unit() -> None:
    world = World()
    before = world.opened("Mặt đường trước số 12 có ổ gà", key=KEY)
    edits(world, "Mặt đường trước số 21 có ổ gà")
    first, second = world.tickets.timeline(SLUG, before.code)
    assert (first.text, second.text) == ("Mặt đường trước số 12 có ổ gà", "Mặt đường trước số 21 có ổ gà")
    assert (second.act, second.facts["of"]) == (Act.AMEND, 1)
    after = world.tickets.get(SLUG, before.code)
    assert after.excerpt == "Mặt đường trước số 21 có ổ gà", "the desk reads what is said now"
    assert (after.next_at, after.stage_due_at, after.status) == (before.next_at, before.stage_due_at, before.status)
    assert world.owed(before.code, Purpose.CITIZEN_SPOKE)
    assert first_break(before.code, world.tickets.timeline(SLUG, before.code)) is None


def test_further_words_may_be_edited_too() -> None:
    world = World()
    code = world.opened("Mặt đường có ổ gà").code
    world.hears("Gần trường Bến Đá", key="fb#2001#m_2")
    edits(world, "Gần chợ Bến Đá", of="fb#2001#m_2")
    assert dict(world.tickets.timeline(SLUG, code)[-1].facts)["of"] == 2


def test_an_old_petition_is_found_when_the_conversation_has_gone_on_to_another() -> None:
    world = World()
    old = world.opened("Mặt đường có ổ gà").code
    world.hears("Gần trường", key="fb#2001#m_2")
    world.clock.pass_by(hours=3)
    world.opened("Rác đầy đường, hôi thối")
    edits(world, "Gần chợ", of="fb#2001#m_2")
    assert world.tickets.timeline(SLUG, old)[-1].act is Act.AMEND


def test_danger_in_an_edit_is_danger() -> None:
    world = World()
    code = world.opened("Ở phường Bến Đá có chuyện này ạ", key=KEY).code
    edits(world, "Ở phường Bến Đá sạt lở sát nhà dân rồi")
    ticket = world.tickets.get(SLUG, code)
    assert (ticket.urgency, ticket.unit, ticket.status) == ("emergency", "p90001", Status.ASSIGNED)
    assert [e.act for e in world.tickets.timeline(SLUG, code)] == [Act.OPEN, Act.AMEND, Act.HEAR]
    assert any(n.by == "sms" for n in world.owed(code, Purpose.ASSIGNED))


def test_an_edit_that_brings_the_promise_nearer_is_heard_so_that_the_limit_can_be_reckoned_again() -> None:
    world = World()
    before = world.opened("Đây là đơn tố cáo cán bộ", key=KEY)
    edits(world, "Cho hỏi bãi rác ở phường Bến Đá khi nào dọn")
    after = world.tickets.get(SLUG, before.code)
    assert (after.kind, after.promised_at < before.promised_at) == ("question", True)
    events = world.tickets.timeline(SLUG, before.code)
    assert [(e.act, "asked_at" in e.facts) for e in events[1:]] == [(Act.AMEND, False), (Act.HEAR, True)]


def test_an_edit_that_says_more_but_leaves_the_promise_is_an_edit_only() -> None:
    world = World()
    before = world.opened("Đây là đơn tố cáo cán bộ", key=KEY)
    edits(world, "Đây là đơn tố cáo cán bộ làm hỏng mặt đường")
    after = world.tickets.get(SLUG, before.code)
    assert (after.category, after.promised_at) == ("giao-thong", before.promised_at)
    assert [e.act for e in world.tickets.timeline(SLUG, before.code)] == [Act.OPEN, Act.AMEND]


def test_an_edit_that_makes_it_a_formal_complaint_is_told_the_right_way() -> None:
    world = World()
    code = world.opened("Mặt đường có ổ gà", key=KEY).code
    edits(world, "Tôi gửi đơn khiếu nại quyết định thu hồi đất")
    assert world.tickets.get(SLUG, code).legal == "complaint"
    assert world.owed(code, Purpose.PROCEDURE)


@pytest.mark.parametrize("text", ["Tôi gửi đơn khiếu nại về việc này", "Đã sửa rồi, cảm ơn"])
def test_an_edit_on_a_petition_that_is_closed_is_kept_and_disturbs_nobody(text: str) -> None:
    world = World()
    code = world.opened("Mặt đường có ổ gà", key=KEY).code
    world.does(code, "answer", HANDLER, text="Đã vá xong")
    world.does(code, "close", HANDLER, text="Đã xong")
    edits(world, text)
    assert world.tickets.timeline(SLUG, code)[-1].act is Act.AMEND
    assert world.tickets.get(SLUG, code).status is Status.CLOSED
    assert bool(world.tickets.get(SLUG, code).legal) is ("khiếu nại" in text)
    assert not world.owed(code, Purpose.CITIZEN_SPOKE)


def test_an_edit_of_what_was_on_no_petition_is_read_as_new_words_once() -> None:
    world = World()
    world.hears("alo", key=KEY)
    edits(world, "Mặt đường có ổ gà")
    edits(world, "Mặt đường có ổ gà to")
    (ticket,) = world.shelf.tickets.values()
    assert [e.act for e in world.tickets.timeline(SLUG, ticket.code)] == [Act.OPEN, Act.AMEND]


def test_an_edit_that_overtakes_its_message_is_not_told_twice() -> None:
    world = World()
    edits(world, "Mặt đường trước số 21 có ổ gà")
    world.hears("Mặt đường trước số 12 có ổ gà", key=KEY)
    (ticket,) = world.shelf.tickets.values()
    (event,) = world.tickets.timeline(SLUG, ticket.code)
    assert event.text == "Mặt đường trước số 21 có ổ gà"


def test_the_same_edit_twice_is_one() -> None:
    world = World()
    code = world.opened(key=KEY).code
    for _ in range(2):
        edits(world, "Mặt đường có hố", key="fb#2001#m_first#edit#1")
    assert world.tickets.get(SLUG, code).events == 2


def test_the_first_edit_twice_is_one_though_it_opened_the_petition() -> None:
    world = World()
    for _ in range(2):
        edits(world, "Mặt đường có hố", key="fb#2001#m_first#edit#1")
    (ticket,) = world.shelf.tickets.values()
    assert ticket.events == 1


def test_a_photo_that_is_added_by_an_edit_is_kept() -> None:
    world = World()
    code = commented(world)
    edits(world, "", of=COMMENT, lane=Lane.COMMENT, attachments=(photo(),))
    event = world.tickets.timeline(SLUG, code)[-1]
    assert event.act is Act.AMEND
    assert event.attachments[0].key in world.cupboard.kept
    assert world.tickets.get(SLUG, code).excerpt


def test_nobody_edits_anothers_petition() -> None:
    world = World()
    code = world.opened(key=KEY, person="1").code
    edits(world, "Không có gì đâu", person="2")
    assert world.tickets.get(SLUG, code).events == 1
    assert len(world.shelf.tickets) == 1


def test_what_was_erased_does_not_come_back_by_an_edit() -> None:
    world = World()
    ticket = world.opened(key=KEY)
    world.shelf.tickets[SLUG, ticket.code] = replace(ticket, erased_at=world.clock())
    edits(world, "Tên tôi là Trần Thị Mai")
    assert "Trần Thị Mai" not in repr(world.shelf)


def test_an_edit_is_no_action_that_opens_the_platforms_window() -> None:
    world = World()
    world.opened(key=KEY)
    edits(world, "Mặt đường có hố")
    (talk,) = world.shelf.talks.values()
    assert talk.heard_at == at("2026-11-18 09:00")


def test_a_message_taken_back_stays_on_the_petition_with_a_mark() -> None:
    world = World()
    code = world.opened(key=KEY).code
    world.hears(heard=Heard.REMOVED, of=KEY)
    event = world.tickets.timeline(SLUG, code)[-1]
    assert (event.act, event.role, dict(event.facts)) == (Act.RETRACT, Role.CITIZEN, {"of": 1})
    ticket = world.tickets.get(SLUG, code)
    assert (ticket.status, ticket.gone) == (Status.ASSIGNED, ""), "in a private chat one can still be answered"


def test_a_message_taken_back_that_was_on_no_petition_is_nothing() -> None:
    world = World()
    world.hears(heard=Heard.REMOVED, of="fb#2001#m_unknown")
    assert not world.shelf.talks


def test_a_deleted_comment_can_no_longer_be_answered_there() -> None:
    world = World()
    code = commented(world)
    for _ in range(2):
        world.hears(heard=Heard.REMOVED, of=COMMENT, lane=Lane.COMMENT)
    assert world.tickets.get(SLUG, code).gone == "removed"
    assert world.tickets.get(SLUG, code).events == 2


def test_a_post_the_page_took_down_is_not_said_to_be_taken_back_by_its_author() -> None:
    world = World()
    code = commented(world, person="1")
    world.hears(heard=Heard.REMOVED, of=COMMENT, lane=Lane.COMMENT, person="2001")
    event = world.tickets.timeline(SLUG, code)[-1]
    assert (event.act, event.role, dict(event.facts)) == (Act.ECHO, Role.SYSTEM, {"removed": 1})
    assert world.tickets.get(SLUG, code).gone == "removed"


def test_hidden_and_shown_again_nobody_is_told() -> None:
    world = World()
    code = commented(world)
    world.does(code, "assign", COORDINATOR, unit="phong-ha-tang")
    owed = len(world.shelf.notices)
    for what in (Heard.HIDDEN, Heard.HIDDEN):
        world.inbox.take(world.province, heard(heard=what, of=COMMENT, lane=Lane.COMMENT, person=""))
    assert world.tickets.get(SLUG, code).gone == "hidden"
    world.inbox.take(world.province, heard(heard=Heard.SHOWN, of=COMMENT, lane=Lane.COMMENT))
    assert world.tickets.get(SLUG, code).gone == ""
    notes = [dict(e.facts) for e in world.tickets.timeline(SLUG, code) if e.act is Act.ECHO]
    assert notes == [{"hidden": 1}, {"hidden": 0}], "our own hiding comes back as an event: it is known already"
    assert len(world.shelf.notices) == owed


def test_a_reaction_says_nothing_but_keeps_the_window_open() -> None:
    world = World()
    code = world.opened().code
    world.clock.pass_by(hours=5)
    world.hears(heard=Heard.REACTION, text="❤", of=KEY)
    (talk,) = world.shelf.talks.values()
    assert talk.heard_at == world.clock()
    assert world.tickets.get(SLUG, code).events == 1


def test_zalo_opens_no_window_for_a_reaction() -> None:
    world = World()
    world.opened(channel=Channel.ZALO, account="3001", key="z1")
    (before,) = world.shelf.talks.values()
    world.clock.pass_by(hours=5)
    world.hears(heard=Heard.REACTION, text="/-strong", channel=Channel.ZALO, account="3001", message_ids=("m",))
    (talk,) = world.shelf.talks.values()
    assert talk.heard_at == before.heard_at


@pytest.mark.parametrize("kind", [Heard.REACTION, Heard.GOODBYE, Heard.SEEN])
def test_whoever_never_spoke_is_not_put_on_record_for_a_sign(kind: Heard) -> None:
    world = World()
    world.hears(heard=kind)
    assert not world.shelf.talks
    assert not world.vault.people


def test_a_read_mark_moves_forward_only() -> None:
    world = World()
    world.opened()
    for minute in ("09:05", "09:02"):
        world.clock.at = at("2026-11-18 09:10")
        world.hears(heard=Heard.SEEN, occurred_at=at(f"2026-11-18 {minute}"))
    (talk,) = world.shelf.talks.values()
    assert talk.read_at == at("2026-11-18 09:05")
