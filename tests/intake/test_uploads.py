"""Photos and films from the web: offered, claimed, and then treated like every other attachment."""

from typing import Any

import pytest

from chalicelib.errors import NotFound, Unprocessable
from chalicelib.intake.media import FILE_LIMIT
from chalicelib.ticket.errand import copies_of
from tests.builders import SLUG
from tests.intake.web import NUMBER, Web
from tests.pictures import jpeg

TEXT = "Mặt đường trước chợ có ổ gà rất sâu"
PHOTO, FILM = f"photo-{NUMBER}", f"film-{NUMBER}"


def test_an_offer_is_for_one_file_of_that_type_and_size() -> None:
    web = Web()
    offer = web.uploads.offer(SLUG, {"type": "image/jpeg", "size": 1000})
    assert web.yard.offered == [(f"uploads/{SLUG}/{PHOTO}", "image/jpeg", 1000, 900)]
    assert (offer.id, offer.fields["key"]) == (PHOTO, f"uploads/{SLUG}/{PHOTO}")
    assert (offer.expires_at - web.world.clock()).total_seconds() == 900
    assert web.uploads.offer(SLUG, {"type": "video/mp4", "size": FILE_LIMIT}).id == FILM


@pytest.mark.parametrize(("body", "pointer"), [
    ({"type": "image/jpeg", "size": FILE_LIMIT + 1}, "/size"),
    ({"type": "image/jpeg", "size": 0}, "/size"),
    ({"type": "text/html", "size": 1}, "/type"),
    ({"type": "image/svg+xml", "size": 1}, "/type"),
    ({"size": 1}, ""),
])  # fmt: skip
def test_what_is_not_offered(body: dict[str, Any], pointer: str) -> None:
    web = Web()
    with pytest.raises(Unprocessable) as refusal:
        web.uploads.offer(SLUG, body)
    assert refusal.value.facts["faults"][0]["pointer"] == pointer
    assert web.yard.offered == []


def test_another_province_is_offered_nothing() -> None:
    with pytest.raises(NotFound):
        Web().uploads.offer("tinh-khac", {"type": "image/jpeg", "size": 1})


def test_a_claimed_photo_is_copied_scrubbed_and_kept_with_the_petition() -> None:
    web = Web()
    web.yard.sent[f"uploads/{SLUG}/{PHOTO}"] = jpeg()
    ticket = web.form.file(web.world.province, {"text": TEXT, "uploads": [PHOTO]}, "k")
    (kept,) = web.world.tickets.event(SLUG, ticket.code, 1).attachments
    assert (kept.kind, kept.media_type, kept.key) == (
        "image",
        "image/jpeg",
        f"{copies_of(SLUG, ticket.code, kept.url)}000001-0",
    )
    assert kept.key in web.world.cupboard.kept


def test_bytes_that_are_no_picture_are_not_kept_whatever_was_declared() -> None:
    web = Web()
    web.yard.sent[f"uploads/{SLUG}/{PHOTO}"] = b"<html><script>alert(1)</script></html>"
    ticket = web.form.file(web.world.province, {"text": TEXT, "uploads": [PHOTO]}, "k")
    (kept,) = web.world.tickets.event(SLUG, ticket.code, 1).attachments
    assert (kept.media_type, kept.key) == ("refused: type", "")


def test_a_bucket_that_does_not_answer_is_asked_again() -> None:
    web = Web()
    web.yard.sent[f"uploads/{SLUG}/{PHOTO}"] = jpeg()
    web.yard.down = True
    ticket = web.form.file(web.world.province, {"text": TEXT, "uploads": [PHOTO]}, "k")
    web.yard.down = False
    web.world.clock.pass_by(minutes=2)
    assert web.media.run() == 1
    assert web.world.tickets.event(SLUG, ticket.code, 1).attachments[0].key


def test_what_never_arrived_or_is_another_province_s_cannot_be_claimed() -> None:
    web = Web()
    web.yard.sent[f"uploads/tinh-khac/{PHOTO}"] = jpeg()
    with pytest.raises(Unprocessable) as refusal:
        web.form.file(web.world.province, {"text": TEXT, "uploads": [FILM, PHOTO]}, "k")
    assert [fault["pointer"] for fault in refusal.value.facts["faults"]] == ["/uploads/0", "/uploads/1"]
    assert not web.world.shelf.tickets


@pytest.mark.parametrize("name", ["x", f"photo-{NUMBER}/../x", f"PHOTO-{NUMBER}", f"media/{SLUG}", "photo-" + "0" * 31])
def test_only_an_id_of_ours_is_looked_for(name: str) -> None:
    web = Web()
    with pytest.raises(Unprocessable) as refusal:
        web.form.file(web.world.province, {"text": TEXT, "uploads": [name]}, "k")
    assert refusal.value.facts["faults"][0]["pointer"] == "/uploads/0"


def test_where_there_is_no_room_nothing_is_claimed() -> None:
    web = Web()
    with pytest.raises(Unprocessable):
        web.world.form.file(web.world.province, {"text": TEXT, "uploads": [PHOTO]}, "k")
