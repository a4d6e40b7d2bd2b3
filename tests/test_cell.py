"""No cell of a CSV file is executed by the spreadsheet that opens it."""

from chalicelib.cell import harmless

LOOKS_LIKE_A_FORMULA = (
    "=1+1", "+84 912", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x", "  =1", "\u00a0=1", "\u200b=1",
)  # fmt: skip


def test_what_a_spreadsheet_would_execute_stands_behind_an_apostrophe() -> None:
    assert [harmless(text) for text in LOOKS_LIKE_A_FORMULA] == [f"'{text}" for text in LOOKS_LIKE_A_FORMULA]


def test_other_words_stay_as_they_are() -> None:
    for text in ("", "Xã Đắk Ơ", "1 = 1", "a@b.example", "– gạch đầu dòng"):
        assert harmless(text) == text
