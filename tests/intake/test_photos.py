"""Photos from the pages: sent to the bucket by a form, put onto the petition by the address the bucket leads to."""

import re
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from chalicelib import photo_page
from chalicelib.errors import IllegalMove, NotFound, StaleTicket, Unprocessable
from chalicelib.intake.media import FILE_LIMIT
from chalicelib.intake.photos import TIME, Photos
from chalicelib.ticket.ticket import Event
from chalicelib.ticket.workflow import Act
from tests.builders import COORDINATOR, HANDLER, SLUG
from tests.intake.web import Web
from tests.pictures import jpeg

PIN, OURS = "123456", "https://phan-anh.example"


class Album(Web):
    """A petition to which photos are added."""

    def __init__(self) -> None:
        numbers = count(1)
        super().__init__(lambda: f"{next(numbers):032x}")
        self.photos = Photos(self.uploads, self.messages, lambda: b"secret", OURS)
        self.code = self.world.opened().code

    def slot(self) -> tuple[str, str]:
        """(key in the bucket, token) of a form for one photo."""
        offer = self.photos.offer(self.world.tickets.get(SLUG, self.code))
        assert offer
        return offer.fields["key"], offer.fields["success_action_redirect"].rsplit("/", 1)[1]

    def sent(self, data: bytes = b"") -> str:
        key, token = self.slot()
        self.yard.sent[key] = data or jpeg()
        return token

    def heard(self) -> list[Event]:
        return [event for event in self.world.tickets.timeline(SLUG, self.code) if event.act is Act.HEAR]

    def page(self, token: str) -> tuple[str, int]:
        return photo_page.taking(
            self.world.province, lambda: self.photos.take(SLUG, token), lambda: self.photos.read(SLUG, token), token,
            lambda ticket, until=None: f"<form>{ticket.code}</form>",
        )  # fmt: skip


def test_the_form_says_where_one_photo_goes_and_leads_back_to_a_signed_address_of_ours() -> None:
    album = Album()
    offer = album.photos.offer(album.world.tickets.get(SLUG, album.code))
    assert offer
    ((key, media_type, size, seconds),) = album.yard.offered
    assert (key, media_type, size) == (f"uploads/{SLUG}/{offer.id}", "application/octet-stream", FILE_LIMIT)
    assert seconds == TIME.total_seconds()
    back = offer.fields["success_action_redirect"]
    assert re.fullmatch(rf"{OURS}/{SLUG}/anh/{album.code}\.{offer.id}\.\d+\.[\w-]+", back)
    assert PIN not in back
    html = photo_page.form(album.world.province, offer)
    assert html.index('name="key"') < html.index('type="file"'), "the bucket reads nothing that comes after the file"
    assert 'enctype="multipart/form-data"' in html
    assert f'action="{offer.url}"' in html
    assert PIN not in html


def test_a_photo_goes_onto_its_petition_once_however_often_the_address_is_loaded() -> None:
    album = Album()
    token = album.sent()
    pages = [album.page(token) for _ in range(3)]
    assert [status for _, status in pages] == [200, 200, 200]
    assert "Đã nhận ảnh" in pages[0][0]
    (event,) = album.heard()
    (photo,) = event.attachments
    assert (photo.media_type, event.text) == ("image/jpeg", "")
    assert photo.key in album.world.cupboard.kept
    album.world.clock.pass_by(days=3)
    assert album.page(token)[1] == 200, "what was added is added, also when the time is over"
    assert len(album.heard()) == 1


def test_two_photos_from_two_forms_are_two_messages() -> None:
    album = Album()
    for token in (album.sent(), album.sent()):
        album.photos.take(SLUG, token)
    assert len(album.heard()) == 2


def test_a_race_with_staff_is_run_again_and_adds_one() -> None:
    album = Album()
    token = album.sent()
    album.world.shelf.refuse_commits = 2
    album.photos.take(SLUG, token)
    assert len(album.heard()) == 1
    album.world.shelf.refuse_commits = 9
    with pytest.raises(StaleTicket):
        album.photos.take(SLUG, album.sent())
    album.world.shelf.refuse_commits = 0


def test_two_photos_that_were_meant_for_the_same_number_are_two_files() -> None:
    """The second is copied for the event that the first becomes before it."""
    album = Album()
    first, second = album.sent(), album.sent(jpeg((33, 33), tail=b"x"))
    cupboard = album.world.cupboard

    class Crossing:
        """A bucket behind which the first message is faster."""

        raced = False

        def put(self, key: str, data: bytes, content_type: str) -> None:
            if not self.raced:
                self.raced = True
                album.photos.take(SLUG, first)
            cupboard.put(key, data, content_type)

        def __getattr__(self, name: str) -> Any:
            return getattr(cupboard, name)

    media = replace(album.messages.media, bucket=Crossing())
    Photos(album.uploads, replace(album.messages, media=media), lambda: b"secret", OURS).take(SLUG, second)
    photos = [event.attachments[0] for event in album.heard()]
    assert len({photo.key for photo in photos}) == 2
    assert [photo.size for photo in photos] == [len(cupboard.kept[photo.key]) for photo in photos]
    assert cupboard.kept[photos[0].key] != cupboard.kept[photos[1].key]


def test_an_address_that_was_changed_is_none_of_ours() -> None:
    album = Album()
    token, other = album.sent(), album.world.opened("Đèn đường hỏng", person="another").code
    code, upload, until, seal = token.split(".")
    foreign = (
        ".".join((other, upload, until, seal)),
        ".".join((code, upload[:-1] + "f", until, seal)),
        ".".join((code, upload, str(int(until) + 1), seal)),
        ".".join((code, upload, until, seal[:-1])),
        ".".join((code, "../media/x", until, seal)),
        "", ".", "...", "\udcff.é", "x" * 300,
    )  # fmt: skip
    for bad in foreign:
        html, status = album.page(bad)
        assert (status, "không đúng" in html) == (404, True), bad
    with pytest.raises(NotFound):
        album.photos.take("tinh-khac", token)
    assert Photos(album.uploads, album.messages, lambda: b"other", OURS).secret() != b"secret"
    with pytest.raises(NotFound):
        Photos(album.uploads, album.messages, lambda: b"other", OURS).read(SLUG, token)
    assert album.heard() == []


def test_who_loads_the_address_without_a_photo_is_told_so() -> None:
    album = Album()
    _, token = album.slot()
    with pytest.raises(Unprocessable):
        album.photos.take(SLUG, token)
    html, status = album.page(token)
    assert (status, "chưa đến" in html, f'href="../{album.code}"' in html) == (422, True, True)


def test_what_is_no_photo_is_not_kept_and_the_page_says_so() -> None:
    album = Album()
    token = album.sent(b"<html><script>alert(1)</script></html>")
    html, status = album.page(token)
    assert (status, "không phải ảnh" in html) == (200, True)
    assert not album.world.cupboard.kept


def test_a_closed_petition_takes_and_offers_none() -> None:
    album = Album()
    token = album.sent()
    album.world.does(album.code, "answer", HANDLER, text="Đã vá")
    album.world.does(album.code, "close", COORDINATOR)
    assert album.photos.offer(album.world.tickets.get(SLUG, album.code)) is None
    with pytest.raises(IllegalMove):
        album.photos.take(SLUG, token)
    html, status = album.page(token)
    assert (status, "đã kết thúc" in html, 'name="pin"' in html) == (409, True, False)


def test_one_more_photo_has_no_more_time_than_the_first() -> None:
    album = Album()
    taken = album.photos.take(SLUG, album.sent())
    album.world.clock.pass_by(minutes=50)
    second = album.photos.offer(taken.ticket, taken.until)
    assert second
    assert second.expires_at == taken.until
    assert timedelta(minutes=9) < second.expires_at - album.world.clock() <= timedelta(minutes=10)
    album.world.clock.pass_by(minutes=9, seconds=30)
    assert album.photos.offer(taken.ticket, taken.until) is None, "a form of seconds is one that never works"
    album.world.clock.pass_by(minutes=1)
    assert album.photos.offer(taken.ticket, taken.until) is None
