"""Files that staff sent with their words, as whoever sent the petition finds them by code and pin."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib import tracking_page, views_citizens
from chalicelib.ticket.ticket import Attachment
from chalicelib.ticket.workflow import Role
from tests.builders import HANDLER, SLUG, World, officer, photo
from tests.desk.office import PAPER, PDF, PHOTO, Office
from tests.pictures import jpeg

KEEPER = officer(Role.COORDINATOR, "so-khcn", staff="khcn-cv")


@pytest.fixture
def office() -> Office:
    return Office()


def followed(world: World, code: str) -> list[dict[str, Any]]:
    ticket, events = world.tickets.get(SLUG, code), world.tickets.timeline(SLUG, code)
    shown = views_citizens.followed(world.province, ticket, events, world.clock(), world.cupboard.link)
    rows: list[dict[str, Any]] = shown["timeline"]
    return rows


def answered(office: Office, name: str = "Văn bản 12.pdf", **body: Any) -> str:
    code = office.world.opened(attachments=(photo(),)).code
    wanted = [{"id": office.sends(PAPER, PDF), "name": name}, {"id": office.sends(PHOTO, jpeg())}]
    office.world.does(code, "answer", HANDLER, text="Đã vá xong", uploads=wanted, **body)
    return code


def test_an_answer_shows_its_files_with_name_type_size_and_a_link_for_minutes(office: Office) -> None:
    opened, answer = followed(office.world, answered(office))
    paper, picture = answer["attachments"]
    assert (paper["name"], paper["media_type"], paper["size"]) == ("Văn bản 12.pdf", "application/pdf", len(PDF))
    assert (picture["name"], picture["media_type"]) == (None, "image/jpeg")
    assert paper["href"].startswith("https://media.example/media/")
    assert opened["attachments"] == [], "their own photos they have"


def test_what_is_restricted_is_never_shown(office: Office) -> None:
    code = answered(office, "Bản sao CCCD.pdf")
    assert [file["media_type"] for file in followed(office.world, code)[-1]["attachments"]] == ["image/jpeg"]
    where = {"event": 2, "index": 1}
    office.world.does(code, "restrict", KEEPER, attachment=where, restricted=True, reason="Lộ giấy tờ")
    assert [file for row in followed(office.world, code) for file in row["attachments"]] == []


def test_notes_drafts_and_papers_for_superiors_stay_in_the_office(office: Office) -> None:
    finance = officer(Role.HANDLER, "so-tai-chinh", staff="tc-cv")
    code = office.world.opened("Xin giấy phép đầu tư").code
    office.world.does(code, "note", finance, text="Ảnh", uploads=[{"id": office.sends()}])
    office.world.does(code, "answer", finance, text="Dự thảo", uploads=[{"id": office.sends()}])
    assert [file for row in followed(office.world, code) for file in row["attachments"]] == []


def test_what_is_not_copied_or_was_taken_out_is_not_there(office: Office) -> None:
    code = answered(office)
    events = office.world.shelf.events[SLUG, code]
    for changed in (
        replace(events[1], attachments=(Attachment(kind="file", url="upload:x"),)),
        replace(events[1], erased=True),
    ):
        office.world.shelf.events[SLUG, code] = [events[0], changed]
        assert followed(office.world, code)[-1]["attachments"] == []


def test_the_page_behind_the_link_shows_them_and_what_people_wrote_stays_text(office: Office) -> None:
    world = office.world
    code = answered(office, "<b>Văn bản</b>.pdf")
    page, status = tracking_page.following(
        world.province, code, lambda: world.tracking.follow(SLUG, code, "123456"), world.clock(), world.cupboard.link
    )
    assert status == 200
    assert "&lt;b&gt;Văn bản&lt;/b&gt;.pdf</a> (application/pdf, 1 KB)" in page
    assert ">Ảnh</a> (image/jpeg" in page
    assert 'href="https://media.example/media/' in page
    assert "<b>" not in page
