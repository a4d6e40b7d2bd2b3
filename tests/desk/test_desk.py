"""Staff act: each on what is theirs, complete, on the state they saw; everyone concerned is told."""

import pytest

from chalicelib.desk.worklists import Wanted
from chalicelib.errors import BadInput, Forbidden, IllegalMove, NotFound, StaleTicket, Unprocessable
from chalicelib.ticket.owed import Purpose
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Act, Role, Status
from tests.builders import COORDINATOR, HANDLER, HEAD, LEADER, SLUG, World, officer

STRANGER = officer(Role.COORDINATOR, "so-khcn", tenant="tinh-khac")
NEIGHBOUR = officer(Role.HANDLER, "so-tai-chinh")


def test_a_petition_is_accepted_answered_and_closed() -> None:
    world = World()
    code = world.opened().code
    assert world.does(code, "accept", HANDLER).status is Status.IN_PROGRESS
    assert world.does(code, "answer", HANDLER, text="Đã vá xong").status is Status.ANSWERED
    closed = world.does(code, "close", HANDLER)
    assert (closed.status, closed.next_at) == (Status.CLOSED, None)
    assert [e.act for e in world.tickets.timeline(SLUG, code)] == [
        Act.OPEN,
        Act.ACCEPT,
        Act.ANSWER,
        Act.CLOSE,
    ]


@pytest.mark.parametrize(("act", "body", "purpose"), [
    ("ask", {"text": "Ở đoạn nào?"}, Purpose.QUESTION),
    ("answer", {"text": "Đã vá xong"}, Purpose.ANSWER),
])  # fmt: skip
def test_what_is_said_to_the_citizen_is_owed_with_the_act(act: str, body: dict[str, str], purpose: Purpose) -> None:
    world = World()
    code = world.opened().code
    world.does(code, "accept", HANDLER)
    world.does(code, act, HANDLER, **body)
    (notice,) = world.owed(code, purpose)
    assert notice.human, "a person wrote it, so Messenger allows it for seven days"
    assert (notice.parent, notice.id) in world.bell.keys


def test_a_transfer_tells_the_new_unit_its_head_and_the_citizen() -> None:
    world = World()
    code = world.opened().code
    world.does(code, "transfer", HEAD, unit="p90001", reason="Thuộc địa bàn phường")
    (staff,) = [n for n in world.owed(code, Purpose.ASSIGNED) if n.event == 2]
    assert staff.to == ("bd-ct", "bd-cv")
    assert staff.facts["reason"] == "Thuộc địa bàn phường"
    assert world.owed(code, Purpose.TRANSFERRED)
    facts = world.tickets.event(SLUG, code, 2).facts
    assert (facts["reason"], facts["from"], facts["to"]) == ("Thuộc địa bàn phường", "phong-ha-tang", "p90001")


def test_a_transfer_to_the_tray_is_in_the_tray_again_and_its_keepers_are_told() -> None:
    world = World()
    code = world.opened().code
    back = world.does(code, "transfer", HEAD, unit="so-khcn", reason="Không rõ thẩm quyền")
    assert back.status is Status.IN_TRAY
    assert world.owed(code, Purpose.ASSIGNED)[-1].to == ("dm",)


@pytest.mark.parametrize(("why", "act", "actor", "body", "faults"), [
    ("a transfer needs a target and a reason", "transfer", HEAD, {}, ["/unit", "/reason"]),
    ("a transfer needs a unit that exists", "transfer", HEAD, {"unit": "so-ma", "reason": "abc"}, ["/unit"]),
    ("a transfer goes elsewhere", "transfer", HEAD, {"unit": "phong-ha-tang", "reason": "abc"}, ["/unit"]),
    ("an answer says something", "answer", HANDLER, {}, ["/text"]),
    ("blanks are no answer", "answer", HANDLER, {"text": "   "}, ["/text"]),
    ("nothing unknown is swallowed", "accept", HANDLER, {"colour": "red"}, [""]),
])  # fmt: skip
def test_an_incomplete_act_lists_every_fault(
    why: str, act: str, actor: Actor, body: dict[str, str], faults: list[str]
) -> None:
    world = World()
    code = world.opened().code
    with pytest.raises(Unprocessable) as refusal:
        world.desk.do(SLUG, code, act, body, actor)
    assert [fault["pointer"] for fault in refusal.value.facts["faults"]] == faults, why
    assert len(world.tickets.timeline(SLUG, code)) == 1, "nothing is written"


def test_turning_a_petition_away_from_the_tray_needs_a_reason_for_the_citizen() -> None:
    world = World()
    code = world.opened("Tôi có chuyện muốn trình bày với lãnh đạo").code
    with pytest.raises(Unprocessable):
        world.does(code, "close", COORDINATOR)
    world.does(code, "close", COORDINATOR, text="Nội dung không thuộc phạm vi tiếp nhận")
    assert world.owed(code, Purpose.CLOSED)


@pytest.mark.parametrize(("why", "actor", "error"), [
    ("a unit beside it", NEIGHBOUR, Forbidden),
    ("another province learns nothing, not even that it exists", STRANGER, NotFound),
])  # fmt: skip
def test_out_of_reach(why: str, actor: Actor, error: type[Exception]) -> None:
    world = World()
    code = world.opened().code
    with pytest.raises(error):
        world.desk.read(SLUG, code, actor)
    with pytest.raises(error):
        world.does(code, "note", actor, text="xin chào")
    with pytest.raises(error):
        world.lies("phong-ha-tang", actor)


def test_staff_are_admitted_to_their_own_province_only() -> None:
    world = World()
    assert world.desk.admit(SLUG, NEIGHBOUR) is world.province
    with pytest.raises(NotFound):
        world.desk.admit(SLUG, STRANGER)


def test_a_head_sees_the_divisions_below() -> None:
    world = World()
    code = world.opened().code
    ticket, timeline, notices, acts, _ = world.desk.read(SLUG, code, HEAD)
    assert (ticket.code, len(timeline), len(notices)) == (code, 1, 2)
    assert acts == [
        Act.ACCEPT, Act.REFUSE, Act.TRANSFER, Act.EXTEND, Act.ANSWER, Act.REJECT, Act.REFER, Act.MERGE, Act.UNVEIL,
        Act.RESTRICT, Act.NOTE,
    ]  # fmt: skip


def test_a_worklist_shows_what_is_due_first() -> None:
    world = World()
    late = world.opened("Mặt đường có ổ gà", person="1")
    world.clock.pass_by(hours=1)
    later = world.opened("Mặt đường có ổ gà", person="2")
    page = world.worklists.page(SLUG, Wanted(), HANDLER, 1, None)
    assert [entry.card.code for entry in page.entries] == [late.code]
    rest = world.worklists.page(SLUG, Wanted(), HANDLER, 50, page.cursor)
    assert [entry.card.code for entry in rest.entries] == [later.code]
    world.does(late.code, "answer", HANDLER, text="Đã vá xong")
    assert [c.code for c in world.lies("", HANDLER, done=True)] == [late.code]


def test_an_illegal_act_says_what_is_legal() -> None:
    world = World()
    code = world.opened().code
    with pytest.raises(IllegalMove) as refusal:
        world.does(code, "ask", HANDLER, text="Ở đâu?")
    assert Act.ACCEPT in refusal.value.facts["acts"]


def test_an_officer_who_looked_at_an_old_state_is_told_so() -> None:
    world = World()
    ticket = world.opened()
    world.hears("Thêm một chi tiết nữa là gần trường học")
    with pytest.raises(StaleTicket):
        world.desk.do(SLUG, ticket.code, "accept", {}, HANDLER, seen=1)
    assert world.desk.do(SLUG, ticket.code, "accept", {}, HANDLER, seen=2)


def test_of_two_officers_at_once_one_is_told_to_look_again() -> None:
    world = World()
    code = world.opened().code
    world.shelf.refuse_commits = 1
    with pytest.raises(StaleTicket):
        world.does(code, "accept", HANDLER)
    assert world.does(code, "accept", HANDLER).status is Status.IN_PROGRESS


@pytest.mark.parametrize("act", ["open", "hear", "rate", "escalate", "abolish"])
def test_acts_that_are_not_staffs(act: str) -> None:
    world = World()
    code = world.opened().code
    with pytest.raises(NotFound):
        world.does(code, act, HANDLER)


def test_a_body_that_is_no_object() -> None:
    world = World()
    code = world.opened().code
    with pytest.raises(BadInput):
        world.desk.do(SLUG, code, "accept", ["x"], HANDLER)


def test_failed_notices_are_for_those_who_see_the_whole_province() -> None:
    world = World()
    assert world.desk.failed(SLUG, LEADER, 10, None) == ([], None)
    with pytest.raises(Forbidden):
        world.desk.failed(SLUG, HANDLER, 10, None)


def test_half_a_character_deep_in_a_body_breaks_nothing() -> None:
    world = World()
    code = world.opened().code
    paper = {"number": "12/UBND-\ud800", "date": "2026-11-18", "signer": "Bà Hoa\ud83d"}
    world.does(code, "answer", HANDLER, text="Đã vá xong \ud83d", document=paper)
    event = world.tickets.timeline(SLUG, code)[-1]
    assert (event.facts["document_number"], event.facts["document_signer"]) == ("12/UBND-?", "Bà Hoa?")
