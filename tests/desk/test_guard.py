"""Every word counts: whom it is about and what it is in law, whenever it is said; and who may not reach what."""

import pytest

from chalicelib.errors import Conflict, Forbidden, Unprocessable
from chalicelib.notice.lanes import Reach, plan
from chalicelib.ticket.owed import Purpose
from chalicelib.ticket.ticket import Outcome
from chalicelib.ticket.workflow import Act, Role, Status
from tests.builders import COORDINATOR, HANDLER, HEAD, LEADER, SLUG, World, officer

DIRECTOR = officer(Role.HEAD, "so-xay-dung", staff="xd-gd")
ACCUSED = "Giám đốc Sở Xây dựng nhận hối lộ của nhà thầu làm đường"


def pin(act: str, text: str) -> dict[str, str]:
    return {"pin": "123456", "act": act, "text": text}


def test_an_official_named_in_a_later_message_loses_sight_of_it_at_once() -> None:
    world = World()
    code = world.opened().code
    world.does(code, "accept", HANDLER)
    world.hears(ACCUSED)
    ticket = world.tickets.get(SLUG, code)
    assert ticket.concerns == ("staff:xd-gd", "unit:so-xay-dung")
    assert (ticket.status, ticket.unit, ticket.excerpt) == (Status.IN_TRAY, "so-khcn", "")
    for whoever in (DIRECTOR, HANDLER):
        with pytest.raises(Forbidden):
            world.desk.read(SLUG, code, whoever)


@pytest.mark.parametrize("way", ["reply", "reopen", "web"])
def test_nor_does_it_come_back_by_a_reply_or_a_reopening(way: str) -> None:
    world = World()
    code = world.opened().code
    world.does(code, "accept", HANDLER)
    if way == "reply":
        world.does(code, "ask", HANDLER, text="Ở đâu?")
        world.hears(ACCUSED)
    else:
        world.does(code, "answer", HANDLER, text="Đã vá xong")
        words = f"Vẫn chưa xong. {ACCUSED}"
        if way == "web":
            world.tracking.plead(SLUG, code, pin("reopen", words))
        else:
            world.hears(words)
    ticket = world.tickets.get(SLUG, code)
    assert (ticket.status, ticket.unit) == (Status.IN_TRAY, "so-khcn")
    with pytest.raises(Forbidden):
        world.desk.read(SLUG, code, DIRECTOR)


def test_what_turns_out_to_be_a_complaint_is_told_hidden_and_taken_out_of_public_sight() -> None:
    world = World()
    code = world.opened("Tôi có chuyện muốn trình bày với lãnh đạo").code
    world.does(code, "publish", COORDINATOR)
    world.hears("Tôi gửi kèm đơn tố cáo cán bộ")
    ticket = world.tickets.get(SLUG, code)
    assert (ticket.legal, ticket.public, ticket.public_event, ticket.excerpt) == ("denunciation", "", 0, "")
    (told,) = world.owed(code, Purpose.PROCEDURE)
    assert not told.human
    world.post()
    assert "Luật Tố cáo" in world.carriage.sent[-1][2].body


def test_worklists_show_no_words_of_complaints_and_nothing_to_those_who_may_not_read_them() -> None:
    world = World()
    code = world.opened("Đơn tố cáo ông Nguyễn Văn Tèo, 0912345678").code
    (card,) = world.lies("so-khcn", COORDINATOR)
    assert (card.code, card.excerpt) == (code, "")
    assert world.lies("so-khcn", officer(Role.HANDLER, "so-khcn")) == ()
    world.does(code, "refer", COORDINATOR)
    assert world.tickets.get(SLUG, code).excerpt == ""


def test_a_referral_reaches_the_senders_of_duplicates_privately_and_unpublishes_them() -> None:
    world = World()
    leader, other = world.opened(person="1").code, world.opened(person="2").code
    world.does(other, "publish", COORDINATOR)
    world.does(other, "merge", HANDLER, into=leader)
    world.does(leader, "refer", HEAD, type="complaint")
    ticket = world.tickets.get(SLUG, other)
    assert (ticket.outcome, ticket.public, ticket.legal) == (Outcome.REFERRED, "", "complaint")
    (told,) = world.owed(other, Purpose.REFERRED)
    assert not world.owed(other, Purpose.CLOSED)
    assert not told.human
    reach = Reach(person=world.vault.recall(SLUG, ticket.origin.alias), heard_at=world.clock())
    assert plan(world.province, told, reach, world.clock()).ways, "in the private chat it was sent from"


def test_nobody_merges_into_what_they_may_not_see() -> None:
    world = World()
    theirs = world.opened("Xin giấy phép đầu tư", person="1").code
    mine = world.opened(person="2").code
    with pytest.raises(Unprocessable) as unseen:
        world.does(mine, "merge", HANDLER, into=theirs)
    with pytest.raises(Unprocessable) as missing:
        world.does(mine, "merge", HANDLER, into="SM-0000-0000-0000")
    assert unseen.value.facts == missing.value.facts, "nothing is learnt from the error"
    assert world.does(mine, "merge", COORDINATOR, into=theirs).status is Status.MERGED


def test_a_page_manager_triages_and_leaves_the_work_to_those_who_have_it() -> None:
    world = World()
    manager = officer(Role.PAGE_MANAGER, "so-khcn")
    code = world.opened().code
    for act, body in (("reject", {"reason": "thu-rac", "text": "Không"}), ("refer", {"type": "complaint"})):
        with pytest.raises(Forbidden):
            world.does(code, act, manager, **body)
    assert world.does(code, "publish", manager).public == "published"
    tray = world.opened("Tôi có chuyện muốn trình bày với lãnh đạo", person="2").code
    assert world.does(tray, "assign", manager, unit="p90001").unit == "p90001"


def test_who_keeps_the_data_reads_no_petitions() -> None:
    world = World()
    code = world.opened("Tôi có chuyện muốn trình bày với lãnh đạo").code
    keeper = officer(Role.PROVINCE_ADMIN, "ubnd-tinh", staff="qt")
    with pytest.raises(Forbidden):
        world.desk.read(SLUG, code, keeper)
    with pytest.raises(Forbidden):
        world.lies("so-khcn", keeper)


def test_a_letter_that_was_owed_before_is_not_sent_to_whom_it_is_about_after() -> None:
    world = World()
    code = world.opened().code
    world.does(code, "concern", COORDINATOR, staff="ht-cv")
    world.post()
    assert not [to for to, _ in world.office.mails if "ht@songmau.example" in to]


def test_a_petition_about_the_leader_alone_still_finds_somebody_to_tell() -> None:
    world = World()
    code = world.opened().code
    world.does(code, "concern", COORDINATOR, staff="ld")
    world.clock.pass_by(days=30)
    world.clock.at = world.clock.at.replace(day=18, month=12, year=2026)
    world.sweep.run()
    told = {who for n in world.owed(code, Purpose.ESCALATION) for who in n.to}
    assert "tct" in told
    assert "ld" not in told


def test_a_petition_freed_by_the_guard_can_be_given_to_somebody_else() -> None:
    world = World()
    code = world.opened().code
    world.does(code, "answer", HANDLER, text="Đã vá xong")
    world.hears("1")
    world.hears("Đề nghị xem xét lại, đơn vị chưa đến")
    bound = world.does(code, "assign", COORDINATOR, unit="p90001")
    assert bound.bound
    world.does(code, "concern", COORDINATOR, unit="p90001")
    assert world.does(code, "assign", COORDINATOR, unit="p90002").unit == "p90002"


def test_where_the_keepers_of_the_tray_are_meant_the_unit_that_is_competent_may_still_have_it() -> None:
    world = World()
    ticket = world.opened("Sở Khoa học và Công nghệ chậm trả hồ sơ giấy phép đầu tư của tôi")
    assert "unit:so-khcn" in ticket.concerns
    assert (ticket.unit, ticket.status, ticket.arbiter) == ("so-tai-chinh", Status.ASSIGNED, "")


def test_a_unit_may_be_contributor_and_superior_at_once() -> None:
    world = World()
    code = world.opened("Tôi có chuyện muốn trình bày với lãnh đạo").code
    world.does(code, "assign", COORDINATOR, unit="phong-ha-tang", contributors=["so-xay-dung"])
    world.does(code, "accept", HANDLER)
    paper = {"number": "1/BC", "date": "2026-11-18", "file": "a.pdf"}
    reported = world.does(
        code, "report", HEAD, superior="so-xay-dung", reason="Phức tạp", text="Xin chờ", document=paper
    )
    assert reported.beside == ("so-xay-dung",)


def test_the_lead_does_not_strike_its_contributors_off() -> None:
    world = World()
    code = world.opened("Tôi có chuyện muốn trình bày với lãnh đạo").code
    world.does(code, "assign", COORDINATOR, unit="so-xay-dung", contributors=["phong-ha-tang"])
    with pytest.raises(Forbidden):
        world.does(code, "contribute", HEAD, text="Xong rồi")
    assert world.does(code, "contribute", HANDLER, text="Ý kiến của phòng").contributors == ()


def test_closing_from_the_tray_is_no_way_around_approval() -> None:
    world = World()
    code = world.opened("Tôi có chuyện muốn trình bày với lãnh đạo").code
    world.does(code, "classify", COORDINATOR, category="dau-tu")
    with pytest.raises(Forbidden):
        world.does(code, "close", officer(Role.HANDLER, "so-khcn"), text="Không có gì")
    assert world.does(code, "close", COORDINATOR, text="Đã hướng dẫn").status is Status.CLOSED


def test_words_on_a_duplicate_reach_whoever_holds_the_first_one() -> None:
    world = World()
    leader, other = world.opened(person="1").code, world.opened(person="2").code
    world.does(other, "merge", HANDLER, into=leader)
    world.does(leader, "transfer", HEAD, unit="p90002", reason="Việc của xã")
    world.hears("Chỗ đó gần trường học, rất nhiều trẻ em", person="2")
    assert world.owed(other, Purpose.CITIZEN_SPOKE)[-1].to == ("ds-cv",)


def test_those_set_free_by_a_withdrawal_are_told_to_their_unit() -> None:
    world = World()
    leader, other = world.opened(person="1").code, world.opened(person="2").code
    world.does(other, "merge", HANDLER, into=leader)
    world.hears("Tôi xin rút phản ánh", person="1")
    assert world.owed(other, Purpose.ASSIGNED)[-1].to == ("ht-cv",)


@pytest.mark.parametrize("words", [
    "Tôi xin rút kinh nghiệm, mong Sở vá đường sớm",
    "Tôi xin rút hồ sơ cấp sổ đỏ đã nộp thì làm thế nào?",
    "Rút phản ánh thì phải làm gì?",
])  # fmt: skip
def test_a_withdrawal_is_final_so_it_must_be_one(words: str) -> None:
    world = World()
    code = world.opened().code
    world.hears(words)
    assert world.tickets.get(SLUG, code).status is Status.ASSIGNED


def test_what_is_taken_back_is_no_longer_public() -> None:
    world = World()
    code = world.opened().code
    world.does(code, "publish", COORDINATOR)
    world.hears("Tôi xin rút phản ánh")
    ticket = world.tickets.get(SLUG, code)
    assert (ticket.public, ticket.public_event) == ("hidden", 0)


def test_a_directive_given_in_the_tray_is_known_to_whoever_gets_it() -> None:
    world = World()
    code = world.opened("Tôi có chuyện muốn trình bày với lãnh đạo").code
    world.does(code, "direct", LEADER, text="Trả lời dân trước ngày 20/11", until="2026-11-20")
    world.does(code, "assign", COORDINATOR, unit="phong-ha-tang")
    assert "chỉ đạo" in world.owed(code, Purpose.NEWS)[-1].facts["headline"]


def test_control_characters_are_no_text() -> None:
    world = World()
    code = world.opened().code
    with pytest.raises(Unprocessable):
        world.does(code, "answer", HANDLER, text="\u0001\u0002")
    assert world.does(code, "answer", HANDLER, text="Đã vá \ud800 xong").status is Status.ANSWERED
    assert world.tickets.timeline(SLUG, code)[-1].text == "Đã vá ? xong"


def test_a_coordinators_reopening_says_whose_it_was() -> None:
    world = World()
    code = world.opened().code
    world.does(code, "answer", HANDLER, text="Đã vá xong")
    world.does(code, "reopen", COORDINATOR, reason="Kiểm tra thực địa thấy chưa đạt")
    assert world.owed(code, Purpose.ASSIGNED)[-1].facts["reason"] == "Kiểm tra thực địa thấy chưa đạt"
    assert world.tickets.timeline(SLUG, code)[-1].act is Act.REOPEN
    world.does(code, "answer", HANDLER, text="Đã vá lại")
    world.does(code, "reopen", COORDINATOR, reason="Vẫn chưa đạt")
    world.does(code, "answer", HANDLER, text="Đã vá lần nữa")
    with pytest.raises(Conflict):
        world.does(code, "reopen", COORDINATOR, reason="Vẫn chưa đạt")


def test_what_was_misread_is_cleared_with_a_reason_by_those_who_see_everything() -> None:
    world = World()
    code = world.opened(ACCUSED.replace("nhận hối lộ của nhà thầu làm đường", "đã xuống xem mặt đường hỏng")).code
    assert world.tickets.get(SLUG, code).concerns
    with pytest.raises(Unprocessable):
        world.does(code, "concern", COORDINATOR, cleared=True)
    with pytest.raises(Forbidden):
        world.does(code, "concern", officer(Role.PAGE_MANAGER, "so-khcn"), cleared=True, reason="Không phải")
    with pytest.raises(Forbidden):
        world.does(code, "concern", DIRECTOR, cleared=True, reason="Không phải tôi")
    cleared = world.does(code, "concern", COORDINATOR, cleared=True, reason="Chỉ nhắc tên, không phản ánh cán bộ")
    assert cleared.concerns == ()
    assert world.tickets.timeline(SLUG, code)[-1].facts["cleared"] == "staff:xd-gd,unit:so-xay-dung"
    assert world.does(code, "assign", COORDINATOR, unit="phong-ha-tang").unit == "phong-ha-tang"
