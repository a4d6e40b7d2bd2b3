"""Photos that came after the time of their form: they go on with the PIN, and the page says what became of them."""

import pytest

from chalicelib import tracking_page
from chalicelib.errors import Conflict, NotFound
from tests.builders import SLUG
from tests.intake.test_photos import PIN, Album


def test_after_its_time_the_page_asks_for_the_pin_and_the_photo_is_not_lost() -> None:
    album = Album()
    token = album.sent()
    album.world.clock.pass_by(minutes=61)
    with pytest.raises(Conflict):
        album.photos.take(SLUG, token)
    html, status = album.page(token)
    assert (status, "ảnh chưa mất" in html, album.heard()) == (409, True, [])
    assert f'action="../{album.code}"' in html
    assert f'name="photo" value="{token}"' in html
    assert 'name="pin"' in html
    again, status = follows(album, token, "000000")
    assert (status, album.heard()) == (404, [])
    assert f'name="photo" value="{token}"' in again, "a slip in the PIN loses nothing"
    shown, status = follows(album, token, PIN)
    assert (status, "Đã nhận ảnh" in shown, len(album.heard())) == (200, True, 1)
    follows(album, token, PIN)
    assert len(album.heard()) == 1


def test_a_late_photo_goes_onto_no_other_petition() -> None:
    album = Album()
    token, other = album.sent(), album.world.opened("Đèn đường hỏng", person="another").code
    with pytest.raises(NotFound):
        album.photos.take_late(SLUG, other, token)
    assert album.heard() == []


def follows(album: Album, token: str, pin: str) -> tuple[str, int]:
    """The tracking page as the door makes it."""
    world, code = album.world, album.code
    take = lambda: album.photos.take_late(SLUG, code, token)  # noqa: E731
    typed = tracking_page.Typed(pin=pin, photo=token, send=lambda: None, take=take)
    look = lambda: world.tracking.follow(SLUG, code, pin)  # noqa: E731
    return tracking_page.following(world.province, code, look, world.clock(), world.cupboard.link, typed)


def test_a_late_file_that_is_no_photo_is_not_called_received() -> None:
    album = Album()
    token = album.sent(b"MZ this is no picture at all")
    album.world.clock.pass_by(hours=2)
    html, status = follows(album, token, PIN)
    assert (status, "không phải ảnh" in html, "Đã nhận ảnh" in html) == (200, True, False)


def test_of_a_photo_that_is_gone_no_page_says_that_it_is_not_lost() -> None:
    album = Album()
    _, token = album.slot()
    album.world.clock.pass_by(hours=30)
    html, status = album.page(token)
    assert (status, "ảnh chưa mất" in html, "quá một ngày" in html) == (422, False, True)
    html, status = follows(album, token, PIN)
    assert (status, "quá một ngày" in html, "Nội dung quá dài" in html) == (422, True, False)
    assert 'name="photo"' not in html, "the same is not there the second time either"


def test_a_late_photo_that_lost_every_race_is_sent_again_by_a_button() -> None:
    album = Album()
    token = album.sent()
    album.world.clock.pass_by(hours=2)
    album.world.shelf.refuse_commits = 9
    html, status = follows(album, token, PIN)
    assert (status, f'name="photo" value="{token}"' in html, album.heard()) == (412, True, [])
    album.world.shelf.refuse_commits = 0
    assert follows(album, token, PIN)[1] == 200
    assert len(album.heard()) == 1
