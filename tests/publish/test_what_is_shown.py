"""What is shown of a published petition: the answer, photos and places, and in the view nothing else."""

import json
from dataclasses import replace

import pytest

from chalicelib import views_public
from chalicelib.errors import NotFound, Unprocessable
from chalicelib.publish.published import ANSWERED, OPEN, Wanted
from chalicelib.ticket.ticket import Attachment, Lane
from chalicelib.ticket.workflow import Role
from tests.builders import COORDINATOR, HANDLER, SLUG, World, officer, photo
from tests.publish.town import CATALOGUE, conforms, library, published, shown

# the answer


def test_the_answer_that_stands_is_published_with_it_redacted() -> None:
    world = World()
    code = world.opened().code
    world.does(code, "answer", HANDLER, text="Đã vá xong, hỏi 0912345678")
    world.does(code, "publish", COORDINATOR)
    found = shown(world, code)
    assert (found.answer, found.status) == ("Đã vá xong, hỏi [số điện thoại]", ANSWERED)


def test_staff_may_word_the_answer_for_all() -> None:
    world = World()
    code = world.opened().code
    world.does(code, "answer", HANDLER, text="Kính gửi bà Hoa, đã vá xong")
    world.does(code, "publish", COORDINATOR, answer="Đã vá xong 0912345678")
    assert shown(world, code).answer == "Đã vá xong [số điện thoại]"


def test_an_answer_given_afterwards_waits_until_somebody_has_read_it() -> None:
    world = World()
    code = published(world)
    world.does(code, "answer", HANDLER, text="Kính gửi bà Hoa, đã vá xong")
    assert (shown(world, code).answer, shown(world, code).status) == ("", ANSWERED)
    world.does(code, "publish", COORDINATOR)
    assert shown(world, code).answer == "Kính gửi bà Hoa, đã vá xong"


BELOW_A_POST = {"lane": Lane.COMMENT, "ref": "100_200"}


@pytest.mark.parametrize(("to", "public_text", "answer"), [
    ("private", "", ""),
    ("both", "", "Đã vá, gọi [số điện thoại]"),
    ("both", "Đã vá xong", "Đã vá xong"),
])  # fmt: skip
@pytest.mark.parametrize("published_first", [True, False])
def test_of_an_answer_below_a_post_all_may_read_what_was_said_to_all(
    to: str, public_text: str, answer: str, published_first: bool
) -> None:
    world = World()
    code = world.opened("Mặt đường ở đây có ổ gà sâu", **BELOW_A_POST).code
    if published_first:
        world.does(code, "publish", COORDINATOR)
    own = {"public_text": public_text} if public_text else {}
    world.does(code, "answer", HANDLER, text="Đã vá, gọi 0912345678", to=to, **own)
    if not published_first:
        world.does(code, "publish", COORDINATOR)
    assert shown(world, code).answer == answer


def test_a_draft_is_nobody_s_word_yet() -> None:
    world = World()
    code = world.opened("Giấy phép đầu tư của tôi chậm", **BELOW_A_POST).code
    world.does(code, "publish", COORDINATOR)
    clerk = officer(Role.HANDLER, "so-tai-chinh")
    world.does(code, "answer", clerk, text="Nháp", to="both", public_text="Nháp cho mọi người")
    assert (shown(world, code).answer, shown(world, code).status) == ("", OPEN)
    world.does(code, "publish", COORDINATOR)
    assert shown(world, code).answer == ""
    world.does(code, "approve", officer(Role.HEAD, "so-tai-chinh"))
    assert (shown(world, code).answer, shown(world, code).status) == ("Nháp cho mọi người", ANSWERED)


def test_an_answer_that_was_taken_up_again_stands_no_longer() -> None:
    world = World()
    code = world.opened().code
    world.does(code, "answer", HANDLER, text="Đã vá xong")
    world.does(code, "publish", COORDINATOR)
    world.tracking.plead(SLUG, code, {"pin": "123456", "act": "reopen", "text": "Chưa xong"})
    assert (shown(world, code).answer, shown(world, code).status) == ("", OPEN)


# photos and places


def test_photos_are_shown_only_when_named_and_never_by_their_name() -> None:
    world = World()
    code = world.opened(attachments=(replace(photo(), name="nha-ba-hoa.jpg"),)).code
    world.does(code, "publish", COORDINATOR)
    assert shown(world, code).media == ()
    world.does(code, "publish", COORDINATOR, attachments=[{"event": 1, "index": 0}])
    (medium,) = shown(world, code).media
    assert (medium.media_type, medium.name) == ("image/jpeg", "")
    assert library(world)[0].medium(SLUG, code, 0) == f"https://files.example/{medium.key}"
    with pytest.raises(NotFound):
        library(world)[0].medium(SLUG, code, 1)


@pytest.mark.parametrize(("text", "wanted"), [
    ("Ổ gà", {"event": 1, "index": 1}),
    ("Ổ gà", {"event": 9, "index": 0}),
    ("Ổ gà, kèm ảnh căn cước của tôi", {"event": 1, "index": 0}),
])  # fmt: skip
def test_what_may_show_a_paper_or_is_not_there_is_never_released(text: str, wanted: dict[str, int]) -> None:
    world = World()
    code = world.opened(text, attachments=(photo(),)).code
    with pytest.raises(Unprocessable) as refusal:
        world.does(code, "publish", COORDINATOR, attachments=[wanted])
    assert refusal.value.facts["faults"][0]["pointer"] == "/attachments/0"


def test_a_photo_found_to_show_a_paper_is_taken_down() -> None:
    world = World()
    code = published(world, attachments=(photo(),), given={"attachments": [{"event": 1, "index": 0}]})
    where = {"event": 1, "index": 0}
    world.does(code, "restrict", COORDINATOR, attachment=where, restricted=True, reason="Thấy thẻ căn cước")
    assert shown(world, code).media == ()


@pytest.mark.parametrize(("kind", "spot"), [("field_report", (21.00001, 107.5)), ("proposal", (None, None))])
def test_the_place_is_shown_of_a_report_from_the_field_only(kind: str, spot: tuple[float | None, float | None]) -> None:
    world = World()
    pin = Attachment(kind="location", latitude=21.0000123456, longitude=107.5)
    found = shown(world, published(world, "Mặt đường có ổ gà", kind=kind, attachments=(pin,)))
    assert (found.latitude, found.longitude) == spot


def test_the_address_is_what_the_published_words_say() -> None:
    world = World()
    body = {"text": "Mặt đường có ổ gà", "place": {"address": "trước chợ Bến Đá"}}
    code = world.form.file(world.province, body, "k").code
    world.does(code, "publish", COORDINATOR)
    assert (shown(world, code).text, shown(world, code).address) == ("Mặt đường có ổ gà", "trước chợ Bến Đá")
    world.does(code, "publish", COORDINATOR, text="Có ổ gà")
    assert (shown(world, code).text, shown(world, code).address) == ("Có ổ gà", "")


# the view


def test_the_view_holds_what_the_document_promises_and_no_more() -> None:
    world = World()
    text = "Tôi là Nguyễn Thị Hoa, 0912345678, mặt đường có ổ gà"
    code = published(world, text, attachments=(photo(),), given={
        "text": "Mặt đường có ổ gà", "attachments": [{"event": 1, "index": 0}],
    })  # fmt: skip
    page = library(world)[0].page(SLUG, Wanted(), 50, None)
    body = views_public.published(world.province, page)
    conforms("PublishedPage", body)
    assert set(body["petitions"][0]) == set(CATALOGUE["schemas"]["Publication"]["properties"])
    said = json.dumps(body, ensure_ascii=False)
    ticket = world.tickets.get(SLUG, code)
    secrets = ["Hoa", "0912345678", ticket.origin.alias, ticket.head, ticket.key, "media/song-mau", "fbcdn", "ht-cv"]
    assert [secret for secret in secrets if secret in said] == []
    assert body["petitions"][0]["media"] == [
        {"type": "image/jpeg", "href": f"/v1/{SLUG}/published/{code}/media/0"},
    ]
