"""Below the post, in private, or both: staff choose for each answer, and nothing personal ever stands in public."""

from typing import Any

import pytest

from chalicelib import views_citizens
from chalicelib.errors import Unprocessable
from chalicelib.notice.lanes import Way
from chalicelib.ticket.owed import CITIZEN, Notice, Purpose
from chalicelib.ticket.ticket import Lane, Outcome
from chalicelib.ticket.workflow import Role, Status
from tests.builders import COORDINATOR, HANDLER, HEAD, SLUG, World, changed, officer

FINANCE, FINANCE_HEAD = officer(Role.HANDLER, "so-tai-chinh"), officer(Role.HEAD, "so-tai-chinh")
PERSONAL = "Chị Hoa, số 0912345678 và 0987654321: sẽ vá xong ngày mai"


def comment(world: World, text: str = "Mặt đường có ổ gà rất sâu", **given: Any) -> str:
    return world.opened(text, **({"lane": Lane.COMMENT, "ref": "88_1"} | given)).code


def told(world: World, code: str, purpose: Purpose) -> dict[str, Notice]:
    """The notices of a purpose to the citizen, by their side."""
    notices = [n for n in world.owed(code, purpose) if n.to == (CITIZEN,)]
    assert len({n.side for n in notices}) == len(notices)
    return {notice.side: notice for notice in notices}


def heard_of(world: World, notice: Notice) -> str:
    """The words on record for the side of a notice."""
    event = world.tickets.event(SLUG, notice.code, notice.event)
    return str(event.facts["public_text"]) if notice.side == "public" else event.text


# chosen


@pytest.mark.parametrize(("to", "sides"), [
    ("public", {"public"}), ("private", {"private"}), ("both", {"public", "private"}),
])  # fmt: skip
def test_an_answer_goes_where_staff_choose(to: str, sides: set[str]) -> None:
    world = World()
    code = comment(world)
    answered = world.does(code, "answer", HANDLER, text="Đã vá xong", to=to)
    assert answered.status is Status.ANSWERED
    assert set(told(world, code, Purpose.ANSWER)) == sides
    assert {(n.parent, n.id) for n in world.owed(code, Purpose.ANSWER)} <= set(world.bell.keys)
    assert world.tickets.timeline(SLUG, code)[-1].facts["to"] == to


def test_where_nobody_chooses_the_planner_finds_the_way() -> None:
    world = World()
    code = comment(world)
    world.does(code, "answer", HANDLER, text="Đã vá xong")
    assert set(told(world, code, Purpose.ANSWER)) == {""}
    assert "to" not in world.tickets.timeline(SLUG, code)[-1].facts


@pytest.mark.parametrize(("why", "steps", "act", "actor", "body", "purpose"), [
    ("a question", ["accept"], "ask", HANDLER, {"text": "Đoạn nào?"}, Purpose.QUESTION),
    ("a progress note", ["accept"], "inform", HANDLER, {"text": "Đang vá"}, Purpose.PROGRESS),
    ("an answer", [], "answer", HANDLER, {"text": "Đã vá"}, Purpose.ANSWER),
    ("a refusal", [], "reject", HEAD, {"reason": "thu-rac", "text": "Nội dung quảng cáo"}, Purpose.REJECTED),
])  # fmt: skip
def test_every_word_of_a_person_has_both_sides(
    why: str, steps: list[str], act: str, actor: Any, body: dict[str, str], purpose: Purpose
) -> None:
    world = World()
    code = comment(world)
    for step in steps:
        world.does(code, step, HANDLER)
    world.does(code, act, actor, **body, to="both")
    found = told(world, code, purpose)
    assert set(found) == {"public", "private"}, why
    assert all(notice.human for notice in found.values())


def test_a_petition_closed_from_the_tray_is_answered_on_both_sides_too() -> None:
    world = World()
    code = comment(world, "Tôi có chuyện muốn trình bày với lãnh đạo")
    world.does(code, "close", COORDINATOR, text="Mời ông/bà đến tiếp công dân thứ Năm", to="both")
    assert set(told(world, code, Purpose.CLOSED)) == {"public", "private"}


# what stands in public


def test_case_14_of_two_numbers_neither_stands_in_the_public_answer() -> None:
    world = World()
    code = comment(world)
    world.does(code, "answer", HANDLER, text=PERSONAL, to="both")
    found = told(world, code, Purpose.ANSWER)
    assert heard_of(world, found["private"]) == PERSONAL
    assert heard_of(world, found["public"]) == "Chị Hoa, số [số điện thoại] và [số điện thoại]: sẽ vá xong ngày mai"


def test_the_public_may_read_other_words_and_the_record_keeps_both() -> None:
    world = World()
    code = comment(world)
    world.does(code, "answer", HANDLER, text=PERSONAL, public_text="Sẽ vá xong ngày mai, gọi 02033123456", to="both")
    found = told(world, code, Purpose.ANSWER)
    assert heard_of(world, found["private"]) == PERSONAL
    assert heard_of(world, found["public"]) == "Sẽ vá xong ngày mai, gọi [số điện thoại]"
    event = world.tickets.timeline(SLUG, code)[-1]
    assert (event.text, event.facts["public_text"]) == (PERSONAL, "Sẽ vá xong ngày mai, gọi [số điện thoại]")


def test_words_for_all_may_be_given_without_choosing_a_side() -> None:
    world = World()
    code = comment(world)
    world.does(code, "answer", HANDLER, text=PERSONAL, public_text="Sẽ vá xong ngày mai")
    (notice,) = told(world, code, Purpose.ANSWER).values()
    assert (notice.side, heard_of(world, notice)) == ("public", "Sẽ vá xong ngày mai")
    assert world.tickets.timeline(SLUG, code)[-1].text == PERSONAL


def test_what_is_sent_below_the_post_holds_neither_the_number_nor_the_code_nor_the_other_words() -> None:
    world = World()
    code = comment(world)
    world.does(code, "answer", HANDLER, text=PERSONAL, public_text="Sẽ vá xong ngày mai, gọi 0912345678", to="both")
    world.post()
    (body,) = [
        letter.body for way, _, letter in world.carriage.sent if way is Way.COMMENT and "ngày mai" in letter.body
    ]
    assert "Sẽ vá xong ngày mai, gọi [số điện thoại]" in body
    for hidden in ("0912345678", "Chị Hoa", code):
        assert hidden not in body


def test_the_facts_of_a_public_notice_hold_neither_code_nor_number() -> None:
    world = World()
    doc = world.document()
    doc["regulation"]["rejection"][3]["name"] = "Thư rác, hỏi 0912345678"
    world.provinces.put(doc, "test")
    code = comment(world)
    world.does(code, "reject", HEAD, reason="thu-rac", text="Nội dung quảng cáo", to="public")
    facts = told(world, code, Purpose.REJECTED)["public"].facts
    assert facts["reason_name"] == "Thư rác, hỏi [số điện thoại]"
    assert code not in facts.values()


# what cannot be


@pytest.mark.parametrize("lane", [Lane.DIRECT, Lane.API])
@pytest.mark.parametrize("to", ["public", "both"])
def test_what_was_sent_in_private_is_never_answered_in_public(lane: Lane, to: str) -> None:
    world = World()
    code = world.opened(lane=lane).code
    with pytest.raises(Unprocessable) as refusal:
        world.does(code, "answer", HANDLER, text="Đã vá xong", to=to)
    assert [fault["pointer"] for fault in refusal.value.facts["faults"]] == ["/to"]
    assert world.does(code, "answer", HANDLER, text="Đã vá xong", to="private").status is Status.ANSWERED


@pytest.mark.parametrize("gone", ["removed", "hidden"])
def test_below_a_comment_that_is_gone_nothing_is_said(gone: str) -> None:
    world = World()
    code = comment(world)
    world.shelf.tickets[SLUG, code] = changed(world.tickets.get(SLUG, code), gone=gone)
    with pytest.raises(Unprocessable) as refusal:
        world.does(code, "answer", HANDLER, text="Đã vá xong", to="both")
    assert [fault["pointer"] for fault in refusal.value.facts["faults"]] == ["/to"]
    world.does(code, "answer", HANDLER, text="Đã vá xong", to="private")


@pytest.mark.parametrize(("why", "act", "body", "pointers"), [
    ("words for all that nobody will read", "answer", {"text": "Đã vá", "to": "private", "public_text": "Vá"}, ["/public_text"]),
    ("an act that tells the citizen nothing", "accept", {"to": "public"}, ["/to"]),
    ("a remark among staff", "note", {"text": "Chờ", "to": "both", "public_text": "Chờ"}, ["/to", "/public_text"]),
    ("a side that is none", "answer", {"text": "Đã vá", "to": "everywhere"}, ["/to"]),
])  # fmt: skip
def test_sides_that_make_no_sense(why: str, act: str, body: dict[str, str], pointers: list[str]) -> None:
    world = World()
    code = comment(world)
    with pytest.raises(Unprocessable) as refusal:
        world.does(code, act, HANDLER, **body)
    assert [fault["pointer"] for fault in refusal.value.facts["faults"]] == pointers, why
    assert len(world.tickets.timeline(SLUG, code)) == 1


def test_after_the_answer_a_closing_has_no_sides() -> None:
    world = World()
    code = comment(world)
    world.does(code, "answer", HANDLER, text="Đã vá xong", to="both")
    with pytest.raises(Unprocessable):
        world.does(code, "close", HANDLER, to="public")
    assert world.does(code, "close", HANDLER).status is Status.CLOSED
    assert not world.owed(code, Purpose.CLOSED)


# drafts


def drafted(world: World, **body: str) -> str:
    code = comment(world, "Xin giấy phép đầu tư")
    assert world.does(code, "answer", FINANCE, text=PERSONAL, **body).status is Status.DRAFTED
    assert not world.owed(code, Purpose.ANSWER)
    return code


def test_a_draft_remembers_where_it_is_to_be_said() -> None:
    world = World()
    code = drafted(world, to="both", public_text="Nộp tại Trung tâm")
    world.does(code, "approve", FINANCE_HEAD)
    found = told(world, code, Purpose.ANSWER)
    assert {side: heard_of(world, notice) for side, notice in found.items()} == {
        "private": PERSONAL, "public": "Nộp tại Trung tâm",
    }  # fmt: skip


def test_the_head_may_choose_otherwise() -> None:
    world = World()
    code = drafted(world, to="both", public_text="Nộp tại Trung tâm")
    world.does(code, "approve", FINANCE_HEAD, to="private")
    assert set(told(world, code, Purpose.ANSWER)) == {"private"}
    assert "public_text" not in world.tickets.timeline(SLUG, code)[-1].facts


def test_words_for_all_of_a_draft_fall_with_the_draft_the_head_wrote_anew() -> None:
    world = World()
    code = drafted(world, to="both", public_text="Nộp tại Trung tâm")
    world.does(code, "approve", FINANCE_HEAD, text="Nộp trực tuyến")
    assert heard_of(world, told(world, code, Purpose.ANSWER)["public"]) == "Nộp trực tuyến"


def test_a_comment_that_went_away_while_the_draft_waited_is_answered_in_private() -> None:
    world = World()
    code = drafted(world, to="public")
    world.shelf.tickets[SLUG, code] = changed(world.tickets.get(SLUG, code), gone="removed")
    with pytest.raises(Unprocessable):
        world.does(code, "approve", FINANCE_HEAD)
    assert world.does(code, "approve", FINANCE_HEAD, to="private").status is Status.ANSWERED


# one person below a post and in the chat


@pytest.mark.parametrize(("why", "first", "to", "sides"), [
    ("the comment leads, and is answered on both sides", Lane.COMMENT, "both", {"private", "public"}),
    ("the comment leads, and is answered in public", Lane.COMMENT, "public", {"public"}),
    ("the chat leads: what was said to one is not posted for all", Lane.DIRECT, "", {"private"}),
])  # fmt: skip
def test_a_comment_and_a_chat_that_were_joined_are_answered_once_each(
    why: str, first: Lane, to: str, sides: set[str]
) -> None:
    world = World()
    below, chat = comment(world), world.opened().code
    leader, other = (below, chat) if first is Lane.COMMENT else (chat, below)
    world.does(other, "merge", HANDLER, into=leader)
    world.does(leader, "answer", HANDLER, text=PERSONAL, **({"to": to} if to else {}))
    assert set(told(world, below, Purpose.ANSWER)) == sides, why
    assert set(told(world, chat, Purpose.ANSWER)) == {""}, "each follows where it came from"
    assert {world.tickets.get(SLUG, code).outcome for code in (below, chat)} == {Outcome.RESOLVED}
    assert heard_of(world, told(world, chat, Purpose.ANSWER)[""]) == PERSONAL


def test_an_answer_in_private_may_bring_words_for_those_who_wrote_below_a_post() -> None:
    world = World()
    chat, below = world.opened().code, comment(world, person="2")
    world.does(below, "merge", HANDLER, into=chat)
    world.does(chat, "answer", HANDLER, text=PERSONAL, public_text="Sẽ vá xong ngày mai")
    (public,) = told(world, below, Purpose.ANSWER).values()
    (private,) = told(world, chat, Purpose.ANSWER).values()
    assert (public.side, heard_of(world, public)) == ("public", "Sẽ vá xong ngày mai")
    assert (private.side, heard_of(world, private)) == ("", PERSONAL)


def test_what_was_turned_away_on_both_sides_is_turned_away_so_for_all_comments() -> None:
    world = World()
    leader, other = comment(world), comment(world, person="2", ref="88_2")
    world.does(other, "merge", HANDLER, into=leader)
    world.does(leader, "reject", HEAD, reason="thu-rac", text="Nội dung quảng cáo", to="both")
    found = told(world, other, Purpose.REJECTED)
    assert set(found) == {"public", "private"}
    assert {notice.facts["reason_name"] for notice in found.values()} == {"Thư rác, quảng cáo"}


def test_the_citizen_who_follows_reads_the_words_said_in_private() -> None:
    world = World()
    code = comment(world)
    world.does(code, "answer", HANDLER, text=PERSONAL, public_text="Sẽ vá xong", to="both")
    shown = views_citizens.followed(
        world.province,
        world.tickets.get(SLUG, code),
        world.tickets.timeline(SLUG, code),
        world.clock(),
        world.cupboard.link,
    )
    assert shown["timeline"][-1]["text"] == PERSONAL
