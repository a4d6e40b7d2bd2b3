"""Officers attach files to what they say: they come in as citizens' files do, and stay with the words they belong to."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.desk.order import BRINGING, checked
from chalicelib.errors import Forbidden, NotFound, Unprocessable
from chalicelib.ticket.chain import first_break
from chalicelib.ticket.owed import Purpose
from chalicelib.ticket.ticket import Attachment
from chalicelib.ticket.workflow import Act, Role, Status
from chalicelib.views_citizens import followed
from tests.builders import COORDINATOR, HANDLER, SLUG, World, officer
from tests.desk.office import PAPER, PDF, PDF_TYPE, PHOTO, Office
from tests.intake.web import NUMBER
from tests.pictures import jpeg
from tests.publish.town import link

FINANCE = officer(Role.HANDLER, "so-tai-chinh", staff="tc-cv")
FINANCE_HEAD = officer(Role.HEAD, "so-tai-chinh")


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.mark.parametrize(("media_type", "kind"), [(PDF_TYPE, "file"), ("image/png", "photo"), ("video/mp4", "film")])
def test_an_officer_is_told_where_to_send_a_file(office: Office, media_type: str, kind: str) -> None:
    offered = office.files.offer(SLUG, {"type": media_type, "size": 9})
    assert offered.id == f"{kind}-{NUMBER}"
    assert office.yard.offered == [(f"uploads/{SLUG}/{kind}-{NUMBER}", media_type, 9, 900)]


def test_papers_are_for_officers_only(office: Office) -> None:
    with pytest.raises(Unprocessable):
        office.uploads.offer(SLUG, {"type": PDF_TYPE, "size": 9})
    with pytest.raises(Unprocessable):
        office.files.offer(SLUG, {"type": "text/html", "size": 9})
    with pytest.raises(NotFound):
        office.files.offer("tinh-khac", {"type": PDF_TYPE, "size": 9})


def test_an_answer_holds_its_files_under_the_names_they_were_given(office: Office) -> None:
    code = office.world.opened().code
    wanted = [{"id": office.sends(), "name": "Văn bản 12.pdf"}, {"id": office.sends(PHOTO, jpeg())}]
    after = office.world.does(code, "answer", HANDLER, text="Đã vá xong", uploads=wanted)
    paper, photo = office.last(code)
    assert (paper.name, paper.kind, paper.media_type, paper.size) == ("Văn bản 12.pdf", "file", PDF_TYPE, len(PDF))
    assert (photo.kind, photo.media_type) == ("image", "image/jpeg")
    assert office.world.cupboard.kept[paper.key] == PDF
    assert after.status is Status.ANSWERED
    assert first_break(code, office.world.tickets.timeline(SLUG, code)) is None
    assert office.world.desk.attachment(SLUG, code, 2, 0, HANDLER).startswith("https://files.example/")


def test_the_files_of_a_draft_go_out_with_it_unless_the_head_sends_others(office: Office) -> None:
    for others in ([], [{"id": office.sends(PHOTO, jpeg())}]):
        code = office.world.opened("Xin giấy phép đầu tư", person=f"firm {len(others)}").code
        office.world.does(code, "answer", FINANCE, text="Dự thảo", uploads=[{"id": office.sends(), "name": "a.pdf"}])
        assert office.world.tickets.get(SLUG, code).status is Status.DRAFTED
        office.world.does(code, "approve", FINANCE_HEAD, **({"uploads": others} if others else {}))
        assert [file.kind for file in office.last(code)] == (["image"] if others else ["file"])


@pytest.mark.parametrize(
    ("wanted", "pointer"),
    [
        ([{"id": f"file-{'0' * 32}"}], "/uploads/0"),
        ([{"id": PAPER}, {"id": f"photo-{'0' * 32}"}], "/uploads/1"),
        ([{"id": "../../people"}], "/uploads/0/id"),
        ([], "/uploads"),
        ([{"id": PAPER, "key": "media/x"}], "/uploads/0"),
    ],
)
def test_what_never_arrived_cannot_be_attached(office: Office, wanted: list[Any], pointer: str) -> None:
    office.sends()
    code = office.world.opened().code
    with pytest.raises(Unprocessable) as refusal:
        office.world.does(code, "answer", HANDLER, text="Đã vá", uploads=wanted)
    assert [fault["pointer"] for fault in refusal.value.facts["faults"]] == [pointer]
    assert office.world.tickets.get(SLUG, code).version == 1


def test_nothing_is_said_with_a_file_nobody_can_open(office: Office) -> None:
    code = office.world.opened().code
    wanted = [{"id": office.sends()}, {"id": office.sends(PHOTO, b"MZ this is a program")}]
    with pytest.raises(Unprocessable) as refusal:
        office.world.does(code, "answer", HANDLER, text="Đã vá", uploads=wanted)
    assert [fault["pointer"] for fault in refusal.value.facts["faults"]] == ["/uploads/1"]
    assert office.world.tickets.get(SLUG, code).version == 1


def test_a_file_the_bucket_does_not_give_at_once_is_copied_later(office: Office) -> None:
    code = office.world.opened().code
    office.yard.down = True
    office.world.does(code, "note", HANDLER, text="Ảnh hiện trường", uploads=[{"id": office.sends()}])
    assert [file.key for file in office.last(code)] == [""]
    office.yard.down = False
    office.world.clock.pass_by(minutes=2)
    assert office.media.run() == 1
    assert [bool(file.key) for file in office.last(code)] == [True]


def test_who_sent_a_duplicate_gets_the_files_of_its_answer_too(office: Office) -> None:
    leader, other = office.world.opened(person="an").code, office.world.opened(person="ba").code
    office.world.does(other, "merge", HANDLER, into=leader)
    wanted = [{"id": office.sends(), "name": "Văn bản 12.pdf"}]
    office.world.does(leader, "answer", HANDLER, text="Đã vá xong", uploads=wanted)
    assert office.last(other) == office.last(leader)
    answer = [n for n in office.world.outbox.of_ticket(SLUG, other) if n.purpose is Purpose.ANSWER]
    assert [notice.facts["files"] for notice in answer] == ["Văn bản 12.pdf"], "the letter says that there is one"
    events = office.world.tickets.timeline(SLUG, other)
    assert first_break(other, events) is None
    seen = followed(office.world.province, office.world.tickets.get(SLUG, other), events, office.world.clock(), link)
    assert [file["name"] for file in seen["timeline"][-1]["attachments"]] == ["Văn bản 12.pdf"]


def test_what_shows_an_identity_paper_stays_with_the_petition_it_was_meant_for(office: Office) -> None:
    leader, other = office.world.opened(person="an").code, office.world.opened(person="ba").code
    office.world.does(other, "merge", HANDLER, into=leader)
    wanted = [{"id": office.sends(), "name": "cccd mặt trước.pdf"}]
    office.world.does(leader, "answer", HANDLER, text="Đã vá xong", uploads=wanted)
    assert office.last(leader)[0].restricted
    assert office.last(other) == ()


def test_another_provinces_upload_is_nobodys(office: Office) -> None:
    office.yard.sent[f"uploads/tinh-khac/{PAPER}"] = PDF
    code = office.world.opened().code
    with pytest.raises(Unprocessable):
        office.world.does(code, "note", HANDLER, text="x", uploads=[{"id": PAPER}])


@pytest.mark.parametrize("act", sorted(set(Act) - BRINGING))
def test_acts_that_say_nothing_take_no_files(office: Office, act: Act) -> None:
    body = {"uploads": [{"id": PAPER}]}
    with pytest.raises(Unprocessable) as refusal:
        checked(act, body)
    assert {"pointer": "/uploads", "message": f"{act} takes no files"} in refusal.value.facts["faults"]


def test_where_there_is_no_bucket_a_file_is_refused_and_not_dropped() -> None:
    world = World()
    code = world.opened().code
    with pytest.raises(Unprocessable):
        world.does(code, "note", HANDLER, text="x", uploads=[{"id": PAPER}])


def test_a_look_at_a_restricted_attachment_stands_in_the_audit_trail(office: Office) -> None:
    code = office.world.opened(
        "Mặt đường có ổ gà", attachments=(Attachment(kind="image", url="https://x.example/a"),)
    ).code
    office.world.shelf.events[SLUG, code][0] = replace(
        office.world.tickets.event(SLUG, code, 1),
        attachments=(Attachment(kind="image", key="media/x", media_type="image/jpeg", restricted="identity_paper"),),
    )
    with pytest.raises(Forbidden):
        office.world.desk.attachment(SLUG, code, 1, 0, HANDLER)
    assert office.noted == []
    office.world.desk.attachment(SLUG, code, 1, 0, COORDINATOR)
    (look,) = office.noted
    assert look[1:] == (SLUG, "read_restricted_attachment", {"code": code, "attachment": "1.0"})
    assert look[0].id == COORDINATOR.id
