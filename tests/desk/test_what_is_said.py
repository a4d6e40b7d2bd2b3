"""What is said: the answer and its approval, turning away, the legal gate, publication, duplicates, the guard."""

import pytest

from chalicelib import views_citizens
from chalicelib.errors import Conflict, Forbidden, IllegalMove, Unprocessable
from chalicelib.ticket.owed import Purpose
from chalicelib.ticket.ticket import Outcome
from chalicelib.ticket.workflow import Act, Role, Status
from tests.builders import COORDINATOR, HANDLER, HEAD, LEADER, SLUG, World, officer

FINANCE = officer(Role.HANDLER, "so-tai-chinh")
FINANCE_HEAD = officer(Role.HEAD, "so-tai-chinh")
PAPER = {"number": "45/SXD-HT", "date": "2026-11-18", "signer": "Nguyễn Văn A", "file": "45-SXD-HT.pdf"}


# the answer


def test_an_answer_carries_its_official_document_and_its_outcome() -> None:
    world = World()
    code = world.opened().code
    answered = world.does(code, "answer", HANDLER, text="Đã vá xong", document=PAPER, outcome="obstacle_removed")
    assert (answered.outcome, answered.answered_at) == (Outcome.OBSTACLE_REMOVED, world.clock())
    facts = world.tickets.timeline(SLUG, code)[-1].facts
    assert (facts["document_number"], facts["document_signer"]) == ("45/SXD-HT", "Nguyễn Văn A")


@pytest.mark.parametrize(("words", "outcome"), [
    ("Mặt đường có ổ gà", Outcome.RESOLVED),
    ("Cho hỏi mặt đường do ai quản lý?", Outcome.EXPLAINED),
])  # fmt: skip
def test_closed_alone_says_nothing_so_there_is_always_an_outcome(words: str, outcome: Outcome) -> None:
    world = World()
    code = world.opened(words).code
    assert world.does(code, "answer", HANDLER, text="Kính gửi ông/bà").outcome == outcome
    assert world.does(code, "close", HANDLER).outcome == outcome


def test_where_the_regulation_asks_for_it_an_answer_waits_for_the_head() -> None:
    world = World()
    code = world.opened("Xin giấy phép đầu tư").code
    drafted = world.does(code, "answer", FINANCE, text="Dự thảo: nộp tại Trung tâm", document=PAPER)
    assert drafted.status is Status.DRAFTED
    assert not world.owed(code, Purpose.ANSWER), "nothing goes out before it is approved"
    shown = views_citizens.followed(
        world.province, drafted, world.tickets.timeline(SLUG, code), world.clock(), world.cupboard.link
    )
    assert "Dự thảo" not in str(shown)
    with pytest.raises(Forbidden):
        world.does(code, "approve", FINANCE)
    back = world.does(code, "send_back", FINANCE_HEAD, reason="Thiếu căn cứ pháp lý")
    assert (back.status, back.draft) == (Status.IN_PROGRESS, 0)
    world.does(code, "answer", FINANCE, text="Nộp tại Trung tâm, theo Điều 5", document=PAPER)
    approved = world.does(code, "approve", FINANCE_HEAD)
    assert (approved.status, approved.outcome) == (Status.ANSWERED, Outcome.RESOLVED)
    (answer,) = world.owed(code, Purpose.ANSWER)
    said = world.tickets.event(SLUG, code, answer.event)
    assert said.text == "Nộp tại Trung tâm, theo Điều 5"
    assert said.facts["document_number"] == "45/SXD-HT"


def test_a_head_who_answers_needs_nobodys_approval_and_may_change_a_draft() -> None:
    world = World()
    first, second = world.opened("Xin giấy phép đầu tư", person="1"), world.opened("Xin giấy phép đầu tư", person="2")
    assert world.does(first.code, "answer", FINANCE_HEAD, text="Nộp tại Trung tâm").status is Status.ANSWERED
    world.does(second.code, "answer", FINANCE, text="Dự thảo")
    world.does(second.code, "approve", FINANCE_HEAD, text="Nộp tại Trung tâm hành chính công")
    (answer,) = world.owed(second.code, Purpose.ANSWER)
    assert world.tickets.event(SLUG, second.code, answer.event).text == "Nộp tại Trung tâm hành chính công"


# turned away, referred


def test_a_rejection_gives_a_reason_of_the_list_and_words_and_the_citizen_hears_both() -> None:
    world = World()
    code = world.opened("Tôi có chuyện muốn trình bày với lãnh đạo").code
    with pytest.raises(Unprocessable) as refusal:
        world.does(code, "reject", COORDINATOR, reason="không thích", text="Không nhận")
    assert refusal.value.facts["reasons"] == ["khong-du-thong-tin", "ngoai-tham-quyen", "thu-rac", "trung-lap"]
    with pytest.raises(Unprocessable):
        world.does(code, "reject", COORDINATOR, reason="ngoai-tham-quyen")
    rejected = world.does(code, "reject", COORDINATOR, reason="ngoai-tham-quyen", text="Việc này thuộc tỉnh bạn.")
    assert (rejected.status, rejected.outcome, rejected.next_at) == (Status.CLOSED, Outcome.REJECTED, None)
    world.post()
    told = world.carriage.sent[-1][2].body
    assert "Ngoài thẩm quyền của tỉnh" in told
    assert "Việc này thuộc tỉnh bạn." in told


def test_a_formal_complaint_leaves_the_flow_and_the_citizen_learns_the_right_way() -> None:
    world = World()
    ticket = world.opened("Tôi gửi đơn khiếu nại quyết định xử phạt về mặt đường")
    assert (ticket.status, ticket.unit, ticket.legal) == (Status.IN_TRAY, "so-khcn", "complaint")
    world.post()
    assert "Luật Khiếu nại" in world.carriage.sent[0][2].body, "told at once, with the acknowledgement"
    with pytest.raises(Conflict):
        world.does(ticket.code, "publish", COORDINATOR)
    with pytest.raises(Forbidden):
        world.desk.read(SLUG, ticket.code, officer(Role.HANDLER, "so-khcn"))
    referred = world.does(ticket.code, "refer", COORDINATOR)
    assert (referred.status, referred.outcome) == (Status.CLOSED, Outcome.REFERRED)
    with pytest.raises(Conflict):
        world.does(ticket.code, "publish", COORDINATOR)
    assert Act.REOPEN not in world.desk.read(SLUG, ticket.code, COORDINATOR)[3]
    assert not world.owed(ticket.code, Purpose.REFERRED)[0].human, "our words: no human agent's tag"


def test_a_mark_that_was_wrong_is_taken_off_with_a_reason() -> None:
    world = World()
    code = world.opened("Đơn khiếu nại: mặt đường hỏng mãi chưa ai sửa").code
    with pytest.raises(Unprocessable) as refusal:
        world.does(code, "assign", COORDINATOR, unit="phong-ha-tang")
    assert [f["pointer"] for f in refusal.value.facts["faults"]] == ["/reason"]
    given = world.does(code, "assign", COORDINATOR, unit="phong-ha-tang", reason="Chỉ là phản ánh hiện trường")
    assert (given.legal, given.status) == ("", Status.ASSIGNED)


def test_danger_first_the_gate_afterwards() -> None:
    world = World()
    ticket = world.opened("Đơn khiếu nại khẩn: sạt lở ở phường Bến Đá")
    assert (ticket.unit, ticket.legal, ticket.urgency) == ("p90001", "complaint", "emergency")
    assert world.does(ticket.code, "accept", officer(Role.HANDLER, "p90001")).status is Status.IN_PROGRESS


# published, or not


def test_nothing_is_public_before_somebody_decided_and_what_is_shows_no_number() -> None:
    world = World()
    code = world.opened("Mặt đường có ổ gà, gọi tôi 0912345678 hoặc 0987 654 321").code
    assert world.tickets.get(SLUG, code).public == ""
    with pytest.raises(Forbidden):
        world.does(code, "publish", HANDLER)
    published = world.does(code, "publish", COORDINATOR)
    assert (published.public, published.public_event) == ("published", 2)
    shown = world.tickets.event(SLUG, code, 2).text
    assert "0912345678" not in shown
    assert "654" not in shown
    assert "0912345678" in world.tickets.event(SLUG, code, 1).text, "the original is kept"
    hidden = world.does(code, "hide", COORDINATOR, reason="Lộ danh tính người khác")
    assert (hidden.public, hidden.public_event) == ("hidden", 0)


def test_a_redacted_version_may_be_published_instead() -> None:
    world = World()
    code = world.opened("Anh Ba ở số 5 làm hỏng mặt đường").code
    world.does(code, "publish", COORDINATOR, text="Mặt đường bị làm hỏng, điện thoại 0912345678")
    assert world.tickets.event(SLUG, code, 2).text == "Mặt đường bị làm hỏng, điện thoại [số điện thoại]"


# duplicates


def joined(world: World) -> tuple[str, list[str]]:
    leader = world.opened(person="1").code
    others = [world.opened(person=str(n)).code for n in (2, 3)]
    for code in others:
        world.does(code, "merge", HANDLER, into=leader)
    return leader, others


def test_each_reporter_of_a_merged_matter_gets_exactly_one_answer() -> None:
    world = World()
    leader, others = joined(world)
    assert world.tickets.get(SLUG, leader).followers == tuple(others)
    world.does(leader, "answer", HANDLER, text="Đã vá xong cả đoạn")
    for code in (leader, *others):
        ticket = world.tickets.get(SLUG, code)
        assert (ticket.status, ticket.outcome) == (Status.ANSWERED, Outcome.RESOLVED)
        (answer,) = world.owed(code, Purpose.ANSWER)
        assert world.tickets.event(SLUG, code, answer.event).text == "Đã vá xong cả đoạn"
    world.post()
    answers = [letter.body for _, _, letter in world.carriage.sent if "Đã vá xong cả đoạn" in letter.body]
    assert len(answers) == 3
    rated = world.hears("5", person="2")
    assert rated
    assert rated.rating == 5, "their sender rates it as anybody else"


def test_a_merged_ticket_is_on_no_desk_and_comes_back_when_the_merging_was_wrong() -> None:
    world = World()
    leader, others = joined(world)
    assert [c.code for c in world.lies("", HANDLER)] == [leader]
    back = world.does(others[0], "unmerge", HANDLER)
    assert (back.status, back.into) == (Status.ASSIGNED, "")
    assert world.tickets.get(SLUG, leader).followers == (others[1],)
    assert {c.code for c in world.lies("", HANDLER)} == {leader, others[0]}


def test_when_the_first_one_is_withdrawn_the_others_go_on_alone() -> None:
    world = World()
    leader, others = joined(world)
    world.hears("Tôi xin rút phản ánh", person="1")
    assert world.tickets.get(SLUG, leader).outcome == Outcome.WITHDRAWN
    for code in others:
        ticket = world.tickets.get(SLUG, code)
        assert (ticket.status, ticket.into) == (Status.ASSIGNED, "")
        assert ticket.next_at is not None, "and the clock runs for it again"


def test_a_duplicate_that_is_taken_back_leaves_the_first_one_alone() -> None:
    world = World()
    leader, others = joined(world)
    world.hears("Tôi xin rút phản ánh", person="2")
    assert world.tickets.get(SLUG, others[0]).outcome == Outcome.WITHDRAWN
    assert world.tickets.get(SLUG, leader).followers == (others[1],)
    world.does(leader, "answer", HANDLER, text="Đã vá xong cả đoạn")
    assert not world.owed(others[0], Purpose.ANSWER)


def test_nobody_answers_a_duplicate_by_itself() -> None:
    world = World()
    _, others = joined(world)
    with pytest.raises(IllegalMove):
        world.does(others[0], "answer", HANDLER, text="Đã vá xong")


def test_what_was_turned_away_is_turned_away_for_all() -> None:
    world = World()
    leader, others = joined(world)
    world.does(leader, "reject", HEAD, reason="ngoai-tham-quyen", text="Đường của tỉnh bạn")
    for code in others:
        assert world.tickets.get(SLUG, code).status is Status.CLOSED
        (told,) = world.owed(code, Purpose.REJECTED)
        assert told.facts["reason_name"] == "Ngoài thẩm quyền của tỉnh"


@pytest.mark.parametrize(("why", "into", "error"), [
    ("into itself", "itself", Unprocessable),
    ("into nothing", "SM-0000-0000-0000", Unprocessable),
    ("into one that is over", "answered", Conflict),
    ("a leader of others first loses them", "leader", Conflict),
])  # fmt: skip
def test_merges_that_make_no_sense(why: str, into: str, error: type[Exception]) -> None:
    world = World()
    leader, others = joined(world)
    answered = world.opened(person="9").code
    world.does(answered, "answer", HANDLER, text="Đã vá")
    fresh = world.opened(person="10").code
    code, target = (
        (leader, fresh) if into == "leader" else (fresh, {"itself": fresh, "answered": answered}.get(into, into))
    )
    with pytest.raises(error):
        world.does(code, "merge", HANDLER, into=target)
    assert world.tickets.get(SLUG, leader).followers == tuple(others), why


# nobody in their own cause


def test_whom_it_is_about_neither_handles_nor_sees_it() -> None:
    world = World()
    code = world.opened("Rác đầy đường ở phường Bến Đá").code
    ward = officer(Role.HANDLER, "p90001", staff="bd-cv")
    assert world.tickets.get(SLUG, code).unit == "p90001"
    moved = world.does(code, "concern", COORDINATOR, staff="bd-ct")
    assert (moved.status, moved.unit, moved.excerpt) == (Status.IN_TRAY, "so-khcn", "")
    assert moved.concerns == ("staff:bd-ct", "unit:p90001")
    for look in (lambda: world.desk.read(SLUG, code, ward), lambda: world.does(code, "note", ward, text="…")):
        with pytest.raises(Forbidden):
            look()
    with pytest.raises(Unprocessable):
        world.does(code, "assign", COORDINATOR, unit="p90001")
    with pytest.raises(Unprocessable):
        world.does(code, "assign", COORDINATOR, unit="p90002", contributors=["p90001"])
    world.does(code, "assign", COORDINATOR, unit="p90002")
    world.clock.pass_by(days=60)
    world.sweep.run()
    later = [n for n in world.shelf.notices.values() if n.code == code and n.event > moved.events]
    assert later
    assert not {"bd-cv", "bd-ct"} & {who for n in later for who in n.to}


def test_when_it_is_about_the_keepers_of_the_tray_leadership_keeps_it() -> None:
    world = World()
    code = world.opened().code
    moved = world.does(code, "concern", LEADER, unit="so-khcn")
    assert (moved.status, moved.unit) == (Status.ASSIGNED, "phong-ha-tang"), "the roads division may go on"
    back = world.does(code, "refuse", HEAD, reason="Không thuộc thẩm quyền")
    assert (back.status, back.unit, back.arbiter) == (Status.IN_TRAY, "ubnd-tinh", Role.LEADERSHIP)
    with pytest.raises(Forbidden):
        world.desk.read(SLUG, code, COORDINATOR)
    assert world.does(code, "assign", LEADER, unit="p90001").unit == "p90001"


def test_the_top_of_the_tree_is_not_named_as_a_unit() -> None:
    world = World()
    code = world.opened().code
    with pytest.raises(Unprocessable):
        world.does(code, "concern", COORDINATOR, unit="ubnd-tinh")
    named = world.does(code, "concern", COORDINATOR, staff="ld")
    assert named.concerns == ("staff:ld",)
    with pytest.raises(Forbidden):
        world.desk.read(SLUG, code, officer(Role.LEADERSHIP, "ubnd-tinh", staff="ld"))


def test_what_a_petition_is_about_can_be_read_off_the_petition_itself() -> None:
    world = World()
    ticket = world.opened("UBND phường Bến Đá chậm trả hồ sơ của tôi, rác thải không ai dọn")
    assert ticket.kind == "procedure_report"
    assert "unit:p90001" in ticket.concerns
    assert ticket.unit != "p90001"
    with pytest.raises(IllegalMove):
        world.does(ticket.code, "accept", COORDINATOR)
    assert Act.OPEN is world.tickets.timeline(SLUG, ticket.code)[0].act


def test_stars_are_given_once_a_resolution_and_anew_after_a_reopening() -> None:
    world = World()
    code = world.opened().code
    world.does(code, "answer", HANDLER, text="Đã vá xong")
    for said in ("2", "5"):
        world.hears(said)
    assert world.tickets.get(SLUG, code).rating == 2, "the first word counts"
    world.hears("Vẫn chưa xong, ổ gà còn nguyên")
    reopened = world.tickets.get(SLUG, code)
    assert (reopened.status, reopened.reopened, reopened.rating) == (Status.ASSIGNED, 1, None)
    world.does(code, "answer", HANDLER, text="Đã vá lại")
    world.hears("5")
    assert world.tickets.get(SLUG, code).rating == 5
    again = [notice.facts.get("again") for notice in world.owed(code, Purpose.THANKS)]
    assert again == ["1", None], "who is not content is told what can still be done, and nobody else"
