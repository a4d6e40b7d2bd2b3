"""Phrases of a province in a text: with diacritics, without, but not against them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.triage.lexicon import lexicon, spelt
from chalicelib.vietnamese import fold

NAMES = lexicon(
    [
        ("hung", "Lê Văn Hùng"),
        ("hoa", "Lê Thị Hòa"),
        ("huong", "Lê Thị Hường"),
        ("both", "tố cáo"),
        ("both", "tổ cáo"),
        ("none", "…"),
    ]
)


@pytest.mark.parametrize(("why", "text", "meant"), [
    ("as written", "Ông Lê Văn Hùng", [("hung", 1)]),
    ("without diacritics", "le van hung", [("hung", 0)]),
    ("some words with, some without", "Lê Van Hùng", [("hung", 0)]),
    ("other diacritics: somebody else", "Lê Văn Hưng", []),
    ("the tone on the other letter is the same word", "Lê Thị Hoà", [("hoa", 0)]),
    ("nor does it matter on which letter a tone was typed", "Lê Thị Hừơng", [("huong", 0)]),
    ("each spelling of the province counts", "tổ cáo và tố cáo", [("both", 0), ("both", 3)]),
    ("but no third", "tờ cao", []),
    ("a phrase cut off by the end", "Lê Văn", []),
])  # fmt: skip
def test_what_is_meant(why: str, text: str, meant: list[tuple[str, int]]) -> None:
    assert NAMES.meant(spelt(text)) == meant, why


@given(st.text(max_size=80))
def test_words_spelt_are_the_words_folded(text: str) -> None:
    assert [word for word, _ in spelt(text)] == fold(text).split()


@pytest.mark.parametrize("bit", ["a", "a\u0301", "\u0301", "đ", "le van ", "lê văn "])
def test_a_text_of_ten_thousand_characters_takes_no_time(bit: str) -> None:
    start = time.process_time()
    NAMES.meant(spelt((bit * 10_000)[:10_000]))
    assert time.process_time() - start < 1
