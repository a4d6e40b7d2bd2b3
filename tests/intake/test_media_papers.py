"""Which attachments are kept from most eyes, because they may show an identity paper."""

import unicodedata

import pytest

from chalicelib.intake.papers import shows_paper

UNKNOWN = (0, 0)


@pytest.mark.parametrize(("why", "text", "name", "size"), [
    ("it says so", "Tôi gửi ảnh CCCD ạ", "", UNKNOWN),
    ("in full", "Đây là căn cước công dân của tôi", "", UNKNOWN),
    ("without diacritics", "gui can cuoc", "", UNKNOWN),
    ("the card of before", "ảnh CMND hai mặt", "", UNKNOWN),
    ("the card of before, in full", "giấy chứng minh nhân dân", "", UNKNOWN),
    ("by its short name", "số chứng minh của tôi đây", "", UNKNOWN),
    ("«chứng minh thư»", "Chứng minh thư mặt trước", "", UNKNOWN),
    ("a passport", "hộ chiếu của cháu", "", UNKNOWN),
    ("a passport in English", "my passport", "", UNKNOWN),
    ("decomposed letters", unicodedata.normalize("NFD", "hộ chiếu"), "", UNKNOWN),
    ("the file's name", "", "CCCD_mat_truoc.jpg", UNKNOWN),
    ("the file's name with its word for proof", "", "chung-minh.pdf", UNKNOWN),
    ("a card, cut out", "", "", (1280, 807)),
    ("a card, upright", "", "", (807, 1280)),
    ("the narrow end", "", "", (1500, 1000)),
    ("the wide end", "", "", (1660, 1000)),
])  # fmt: skip
def test_an_identity_paper_is_recognised(why: str, text: str, name: str, size: tuple[int, int]) -> None:
    assert shows_paper(text, name, size), why


@pytest.mark.parametrize(("why", "text", "name", "size"), [
    ("a hole in the road", "Mặt đường có ổ gà", "IMG_2041.jpg", (4032, 3024)),
    ("to prove is not a paper", "hình ảnh để chứng minh vi phạm", "", UNKNOWN),
    ("a photo proves that", "ảnh chứng minh rằng xe đỗ sai", "", UNKNOWN),
    ("four to three", "", "", (1600, 1200)),
    ("sixteen to nine", "", "", (1920, 1080)),
    ("a square", "", "", (1080, 1080)),
    ("a whole photo of a camera", "", "", (5472, 3648)),
    ("a line", "", "", (1, 0)),
])  # fmt: skip
def test_what_shows_none_is_for_the_whole_desk(why: str, text: str, name: str, size: tuple[int, int]) -> None:
    assert not shows_paper(text, name, size), why
