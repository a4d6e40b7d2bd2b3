"""Vietnamese as people type it, and long answers cut where a reader would pause."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.vietnamese import clean, excerpt, fold, parts, plain, sms_parts


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
    whole = ["Một câu ngắn.", "Câu thứ hai dài hơn một chút.", "Hết."]
    assert parts(" ".join(whole), 30) == whole


@pytest.mark.parametrize(("why", "text", "limit", "cut"), [
    ("paragraphs go over whole", "Đoạn một.\n\nĐoạn hai dài hơn.", 20, ["Đoạn một.", "Đoạn hai dài hơn."]),
    ("the name of a town is no end of a sentence", "Đã sửa xong ở TP. Hạ Long. Hết.", 18, ["Đã sửa xong ở TP.", "Hạ Long. Hết."]),
    ("with room for it, the name stays whole", "Xong. Ở TP. Hạ Long.", 15, ["Xong.", "Ở TP. Hạ Long."]),
    ("nor is that of a ward", "Xong. Ở P. Bến Đá.", 14, ["Xong.", "Ở P. Bến Đá."]),
    ("a number of a list stays with its line", "Gồm: 1. Vá mặt đường", 18, ["Gồm:", "1. Vá mặt đường"]),
    ("a word is never cut where a gap is near", "khắc phục xong", 9, ["khắc phục", "xong"]),
    ("a family is one sign", "aa👨\u200d👩\u200d👧", 6, ["aa", "👨\u200d👩\u200d👧"]),
    ("so is a flag", "🇻🇳" * 3, 3, ["🇻🇳"] * 3),
    ("a region's, too", "a" * 4 + "🏴\U000e0067\U000e007f", 5, ["a" * 4, "🏴\U000e0067\U000e007f"]),
    ("a hand keeps its tone", "aaaa👍🏽", 5, ["aaaa", "👍🏽"]),
    ("and a key its frame", "aaa1\ufe0f\u20e3", 5, ["aaa", "1\ufe0f\u20e3"]),
    ("half a flag at the edge goes over", "aa🇻🇳", 3, ["aa", "🇻🇳"]),
    ("a letter that only looks like half a flag is none", "🇻" + "a" * 5, 3, ["🇻aa", "aaa"]),
    ("a mark stays with its letter", "a" * 9 + "e\u0301" + "a", 10, ["a" * 9, "e\u0301a"]),
])  # fmt: skip
def test_where_a_text_is_cut(why: str, text: str, limit: int, cut: list[str]) -> None:
    assert parts(text, limit) == cut, why


@pytest.mark.parametrize(("text", "sent"), [
    ("Hạn 08:30 – Sở Xây dựng", "Han 08:30 - So Xay dung"),
    ("ĐÃ TRẢ LỜI", "DA TRA LOI"),
    ("5 ⭐", "5  "),
    (unicodedata.normalize("NFD", "Đã trả lời"), "Da tra loi"),
    ("«gặp cán bộ»… 5 `m`", "\"gap can bo\"... 5 'm'"),
    ("một\ttab và\u00a0khoảng trắng", "mot tab va khoang trang"),
])  # fmt: skip
def test_plain_letters_for_every_telephone(text: str, sent: str) -> None:
    assert plain(text) == sent


@given(st.text())
def test_a_text_message_is_ascii(text: str) -> None:
    assert plain(text).isascii()


@pytest.mark.parametrize(("text", "count"), [
    ("", 1),
    ("a" * 160, 1),
    ("a" * 161, 2),
    ("a" * 306, 2),
    ("a" * 307, 3),
    ("a" * 159 + "[", 2),
    ("a" * 152 + "[" + "a" * 151, 2),
    ("a" * 152 + "[" + "a" * 152, 3),
])  # fmt: skip
def test_how_many_text_messages_it_takes(text: str, count: int) -> None:
    assert sms_parts(text) == count
