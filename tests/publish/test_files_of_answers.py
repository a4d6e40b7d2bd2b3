"""Files of an answer are shown with a published petition only where the act was meant for all."""

from typing import Any

import pytest

from chalicelib.publish.published import Publication
from chalicelib.ticket.ticket import Lane
from chalicelib.ticket.workflow import Role
from chalicelib.views_public import publication
from tests.builders import COORDINATOR, HANDLER, SLUG, officer
from tests.desk.office import PAPER, PDF, PHOTO, Office
from tests.pictures import jpeg
from tests.publish.town import library, shown

BELOW_A_POST: dict[str, Any] = {"lane": Lane.COMMENT, "ref": "1_2", "key": "fb#2001#comment#1_2"}
KEEPER = officer(Role.COORDINATOR, "so-khcn", staff="khcn-cv")


@pytest.fixture
def office() -> Office:
    return Office()


def answered(office: Office, code: str, **body: Any) -> None:
    wanted = [{"id": office.sends(PAPER, PDF), "name": "Văn bản 12.pdf"}, {"id": office.sends(PHOTO, jpeg())}]
    office.world.does(code, "answer", HANDLER, text="Đã vá xong, cảm ơn bà Hoa", uploads=wanted, **body)


def types(found: Publication) -> list[str]:
    return [medium.media_type for medium in found.answer_media]


@pytest.mark.parametrize("published_first", [True, False])
@pytest.mark.parametrize(("body", "files"), [
    ({"public_text": "Đã vá xong"}, ["application/pdf", "image/jpeg"]),
    ({}, []),
], ids=["for all", "to the sender"])  # fmt: skip
def test_files_of_an_answer_are_shown_where_it_was_meant_for_all(
    office: Office, published_first: bool, body: dict[str, str], files: list[str]
) -> None:
    world = office.world
    code = world.opened(**BELOW_A_POST).code
    steps = [lambda: world.does(code, "publish", COORDINATOR), lambda: answered(office, code, **body)]
    for step in steps if published_first else reversed(steps):
        step()
    found = shown(world, code)
    assert types(found) == files
    media = publication(world.province, found)["media"]
    assert [medium["type"] for medium in media] == files
    if files:
        assert library(world)[0].medium(SLUG, code, 1).startswith("https://files.example/media/")
        assert "Văn bản 12" not in str(media)


def test_they_go_with_the_answer_and_when_one_of_them_is_restricted(office: Office) -> None:
    world = office.world
    for act, who, body in (
        ("reopen", COORDINATOR, {"reason": "Chưa xong"}),
        ("restrict", KEEPER, {"attachment": {"event": 3, "index": 1}, "restricted": True, "reason": "Lộ giấy tờ"}),
    ):
        code = world.opened(**BELOW_A_POST | {"person": act, "key": f"fb#2001#comment#{act}"}).code
        world.does(code, "publish", COORDINATOR)
        answered(office, code, public_text="Đã vá xong")
        assert types(shown(world, code))
        world.does(code, act, who, **body)
        assert types(shown(world, code)) == [], act


def test_what_shows_an_identity_paper_is_not_published(office: Office) -> None:
    world = office.world
    code = world.opened(**BELOW_A_POST).code
    wanted = [{"id": office.sends(PAPER, PDF), "name": "CCCD.pdf"}]
    world.does(code, "answer", HANDLER, text="Đã vá xong", uploads=wanted, public_text="Đã vá xong")
    world.does(code, "publish", COORDINATOR)
    assert types(shown(world, code)) == []
