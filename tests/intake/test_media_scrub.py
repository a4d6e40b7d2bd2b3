"""What a picture tells besides the picture is gone before it is kept; the picture itself is untouched."""

import struct

import pytest

from chalicelib.errors import Refused
from chalicelib.intake.scrub import scrubbed
from chalicelib.intake.sniff import media_type
from tests import pictures
from tests.pictures import SECRET, UPRIGHT

TOLD = ("jpeg", "png", "webp", "gif", "heic", "mp4", "mov", "3gp", "m4a")


def scrub(data: bytes) -> bytes:
    return scrubbed(data, media_type(data))


@pytest.mark.parametrize("name", TOLD)
def test_place_time_device_and_comments_are_gone(name: str) -> None:
    before = pictures.EVERY[name]
    assert SECRET in before
    after = scrub(before)
    assert SECRET not in after
    assert media_type(after) == media_type(before)


@pytest.mark.parametrize("name", pictures.EVERY)
def test_scrubbing_what_is_scrubbed_changes_nothing(name: str) -> None:
    once = scrub(pictures.EVERY[name])
    assert scrub(once) == once


@pytest.mark.parametrize("name", ["docx", "doc", "pdf", "amr"])
def test_a_document_stays_as_it_was_sent(name: str) -> None:
    assert scrub(pictures.EVERY[name]) == pictures.EVERY[name]


def test_of_a_photo_the_picture_its_colours_and_which_way_is_up_stay() -> None:
    after = scrub(pictures.telling_jpeg())
    plain = pictures.jpeg((1600, 1200))
    scan = plain[plain.index(b"\xff\xda") :]
    assert after.endswith(scan), "scan by scan, byte by byte"
    assert b"ICC_PROFILE" in after
    assert b"JFIF" in after
    tiff = after[after.index(b"Exif\0\0") + 6 :]
    assert struct.unpack(">HHIHH", tiff[10:22]) == (0x0112, 3, 1, UPRIGHT, 0)
    assert after.index(b"JFIF") < after.index(b"Exif") < after.index(b"ICC_PROFILE")


@pytest.mark.parametrize(("upright", "order", "says"), [
    (6, ">", True), (8, "<", True), (1, ">", False), (0, "<", False), (77, ">", False),
])  # fmt: skip
def test_which_way_is_up_is_said_only_when_it_is_not_plain(upright: int, order: str, says: bool) -> None:
    after = scrub(pictures.telling_jpeg(upright, order))
    assert (b"Exif\0\0" in after) is says
    assert not says or upright in after[after.index(b"Exif\0\0") :][:32]


def test_a_photo_without_anything_to_tell_is_left_alone() -> None:
    assert scrub(pictures.jpeg()) == pictures.jpeg()


def test_a_progressive_photo_has_several_scans_and_a_comment_may_hide_between_them() -> None:
    plain = pictures.jpeg()
    table, scan = pictures.segment(0xC4, bytes(20)), plain[plain.index(b"\xff\xda") : -2]
    hidden = plain[:-2] + pictures.segment(0xFE, SECRET) + table + scan + b"\xff\xd9"
    assert scrub(hidden) == plain[:-2] + table + scan + b"\xff\xd9"


def test_a_photo_cut_off_in_the_picture_shows_what_arrived() -> None:
    whole = pictures.jpeg()
    assert scrub(whole[:-8]) == whole[:-8] + b"\xff\xd9"


def test_a_moving_picture_still_moves() -> None:
    after = scrub(pictures.gif())
    assert b"NETSCAPE2.0" in after
    assert after.endswith(b"\x02\x02\x44\x01\0\x3b")


def test_a_webp_no_longer_says_that_it_has_what_is_gone() -> None:
    after = scrub(pictures.webp())
    assert after[20] & 0x0C == 0
    assert int.from_bytes(after[4:8], "little") == len(after) - 8


@pytest.mark.parametrize("name", ["mp4", "mov", "3gp", "m4a", "heic"])
def test_nothing_moves_in_a_film_because_its_boxes_hold_offsets(name: str) -> None:
    before = pictures.EVERY[name]
    after = scrub(before)
    assert len(after) == len(before)
    for part in (b"mdat", b"frames" if name != "heic" else b"pixels"):
        assert after.index(part) == before.index(part)


@pytest.mark.parametrize("version", [0, 1])
def test_a_heic_photo_keeps_an_empty_exif_that_readers_understand(version: int) -> None:
    before = pictures.heic(version=version)
    at = before.index(b"MM\0*")
    after = scrub(before)
    assert after[at : at + 14] == b"MM\0*\0\0\0\x08" + bytes(6)
    assert pictures.exif()[14:] not in after


@pytest.mark.parametrize(("why", "data"), [
    ("a photo that ends in its tables", pictures.telling_jpeg()[:60]),
    ("a photo whose segment is shorter than its own length", b"\xff\xd8\xff\xdb\x00\x01\xff\xd9"),
    ("a screenshot cut off", pictures.png()[:-60]),
    ("a small photo that claims more than it is", b"RIFF\xff\0\0\0WEBPVP8 \xff\0\0\0ab"),
    ("an empty WebP", b"RIFF\x04\0\0\0WEBP"),
    ("a sticker cut off", pictures.gif()[:60]),
    ("a sticker without a table", b"GIF89a\x01"),
    ("a sticker with an unknown block", pictures.gif()[:19] + b"\x99"),
    ("a film whose box is longer than the film", pictures.film()[:200]),
    ("a HEIC photo whose items lie outside of it", pictures.heic()[:-30]),
])  # fmt: skip
def test_what_is_cut_off_or_malformed_is_refused(why: str, data: bytes) -> None:
    assert media_type(data), why
    with pytest.raises(Refused) as refusal:
        scrub(data)
    assert refusal.value.facts == {"reason": "broken"}, why
