"""The PDF, read by a reader that is not ours: every word of it, on which page, and what it says of itself."""

import io
import unicodedata

import pypdf
import pytest

from chalicelib.paper.canvas import Canvas
from chalicelib.paper.font import font, lines
from chalicelib.paper.formats import Format, rendered
from chalicelib.paper.paper import Column, Kind, Note, Paper, Paragraph, Table
from chalicelib.paper.pdf_table import shared
from infra.fonts.make import letters
from tests.paper.sample import LONG_UNIT, ROWS, paper

TONES = "ẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ ĂÂĐÊÔƠƯ ăâđêôơư ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"


def pages(made: Paper) -> list[str]:
    reader = pypdf.PdfReader(io.BytesIO(rendered(made, Format.PDF)))
    return [page.extract_text() for page in reader.pages]


def flat(text: str) -> str:
    return " ".join(text.split())


def test_every_letter_of_vietnamese_is_read_back_composed_in_both_weights() -> None:
    (page,) = pages(paper(0, title=unicodedata.normalize("NFD", TONES), sections=(Paragraph(text=TONES),)))
    assert flat(page).count(TONES) == 2 or flat(page).replace(" ", "").count(TONES.replace(" ", "")) >= 2
    assert unicodedata.is_normalized("NFC", page)


def test_a_long_table_goes_over_pages_with_its_head_and_loses_no_row() -> None:
    found = pages(paper())
    assert len(found) > 5
    assert all(f"Trang {number}/{len(found)}" in flat(page) for number, page in enumerate(found, 1))
    assert all("Đúng hạn Điểm" in flat(page) for page in found), "the head stands on every page"
    whole = flat(" ".join(found))
    for number in range(1, ROWS + 1):
        assert f"Xã Đắk Ơ thứ {number} " in whole or number % 50 == 1
    assert whole.count("Nguyễn Thị Minh Khai") == 1 + ROWS // 50
    assert "Toàn tỉnh 55.707.300 12,3 % 2 ngày 3 giờ" in whole
    assert "Không có số liệu" not in whole


def test_a_week_in_which_nothing_happened_is_one_page_that_says_so() -> None:
    (page,) = pages(paper(0))
    assert "Không có số liệu." in page
    assert "Trang 1/1" in flat(page)


def test_it_says_what_it_is_and_in_which_language_and_from_when() -> None:
    reader = pypdf.PdfReader(io.BytesIO(rendered(paper(0, national=True, wide=True), Format.PDF)))
    about = reader.metadata
    assert about is not None
    assert about.title == "Báo cáo tuần về giải quyết phản ánh, kiến nghị"
    assert about.author == "Tỉnh Sông Mẫu"
    assert about.creation_date is not None
    assert about.creation_date.isoformat() == "2026-11-22T23:30:00+00:00"
    assert str(reader.root_object["/Lang"]) == "vi-VN"
    box = reader.pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (842, 595)
    text = flat(reader.pages[0].extract_text())
    assert text.startswith("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc")


def test_nothing_stands_outside_the_margins() -> None:
    """Two centimetres on every side; the page's number stands in the lower one."""
    reader = pypdf.PdfReader(io.BytesIO(rendered(paper(60), Format.PDF)))
    places: list[tuple[float, float, str]] = []

    def note(text: str, _: object, matrix: list[float], __: object, ___: object) -> None:
        if text.strip():
            places.append((matrix[4], matrix[5], text))

    for page in reader.pages:
        page.extract_text(visitor_text=note)
    margin = 56.69
    assert len(places) > 300
    assert min(x for x, _, _ in places) >= margin - 0.1
    assert max(y for _, y, _ in places) <= 841.89 - margin
    low = {text.strip() for _, y, text in places if y < margin - 0.1}
    assert all(text.startswith(("Trang ", "Báo cáo tuần")) for text in low)


def test_a_cell_taller_than_a_page_goes_on_upon_the_next() -> None:
    words = " ".join(f"từ{number}" for number in range(1500))
    table = Table(caption="Dài", columns=(Column(title="A"), Column(title="B", width=5)), rows=((words, "x"),))
    found = pages(paper(0, sections=(table, Note(text="hết"))))
    assert len(found) > 3
    whole = flat(" ".join(found)).split()
    assert [word for word in whole if word.startswith("từ")] == words.split()


def test_a_word_without_spaces_is_cut_and_a_number_stays_with_its_unit() -> None:
    regular = font("regular")
    cut = lines(regular, "x" * 100, 10, 50)
    assert len(cut) > 1
    assert "".join(cut) == "x" * 100
    assert all(regular.width(line, 10) <= 50 for line in cut)
    for width in range(30, 120, 5):
        told = lines(regular, "chờ 12\u00a0ngày 3\u00a0giờ", 10, width)
        assert not any(line.startswith(("ngày", "giờ")) for line in told if width > 60)
    assert lines(regular, "", 10, 50) == [""]
    assert lines(regular, LONG_UNIT, 10, 10_000) == [LONG_UNIT]


def test_what_is_not_said_takes_no_room_and_no_page_begins_with_a_gap() -> None:
    (page,) = pages(paper(0, title_en="", subtitle=""))
    assert "Weekly" not in page
    canvas = Canvas(wide=False)
    top = canvas.y
    canvas.skip(10)
    assert canvas.y == top
    canvas.y -= 1
    canvas.skip(10)
    assert canvas.y == top - 11


def test_a_letter_the_font_has_not_is_a_question_mark() -> None:
    assert font("bold").written("Cảm ơn 🙏 漢") == "Cảm ơn ? ?"
    unseen = font("bold").written("Sở\u200b Xây dựng\ufeff, \u200fđã\u2060 xong 👍🏽")
    assert unseen == "Sở Xây dựng, đã xong ?", "what nobody sees is pasted along with words, and is no letter"


@pytest.mark.parametrize("weight", ["regular", "bold"])
def test_the_font_has_what_vietnamese_is_written_with_and_is_small(weight: str) -> None:
    known = font(weight)
    wanted = {chr(code) for code in letters()}
    assert not [letter for letter in TONES + "0123456789.,;:!?()%«»“”–—…−≥≤₫/" if letter not in known.glyphs]
    assert set(known.glyphs) <= wanted
    assert len(known.data) <= 60_000
    assert known.data[:4] == b"\x00\x01\x00\x00"


@pytest.mark.parametrize(("why", "wanted", "least", "found"), [
    ("as they are wanted", [1, 3], [0, 0], (25, 75)),
    ("a figure has the room it needs, the others give it", [1, 1, 2], [40, 0, 0], (40, 20, 40)),
    ("who gives is kept from harm too", [1, 4, 5], [30, 35, 0], (30, 35, 35)),
    ("too much for the page: as they need it", [1, 1], [150, 50], (75, 25)),
    ("all of them need exactly what there is", [1, 1], [30, 70], (30, 70)),
])  # fmt: skip
def test_the_width_of_a_page_is_shared(
    why: str, wanted: list[float], least: list[float], found: tuple[float, ...]
) -> None:
    assert shared(100, wanted, least) == pytest.approx(found), why


def test_columns_share_the_page_by_their_width_and_figures_keep_right() -> None:
    columns = (Column(title="a", width=1), Column(title="b", width=3, kind=Kind.INTEGER))
    reader = pypdf.PdfReader(
        io.BytesIO(rendered(paper(0, sections=(Table(caption="T", columns=columns, rows=(("x", 7),)),)), Format.PDF))
    )
    found: dict[str, float] = {}

    def note(text: str, _: object, matrix: list[float], __: object, ___: object) -> None:
        found[text.strip()] = matrix[4]

    reader.pages[0].extract_text(visitor_text=note)
    assert found["x"] < 62
    assert found["7"] > 525
