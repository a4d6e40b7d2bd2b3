"""Page, CSV and workbook of a paper, each read as its readers read it."""

import csv
import io
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from chalicelib.paper.as_xlsx import sheet_names
from chalicelib.paper.formats import MEDIA_TYPES, NAMES, Format, rendered
from chalicelib.paper.paper import Column, Heading, Paragraph, Table
from tests.paper.sample import LONG_UNIT, ROWS, paper

ROOT = Path(__file__).parents[2]
XML = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
NASTY = '<script>alert("1")</script> & Đắk'


def test_every_form_has_its_type_and_its_name() -> None:
    assert set(MEDIA_TYPES) == set(NAMES) == set(Format)


@pytest.mark.parametrize("form", Format)
def test_the_same_paper_is_the_same_bytes_with_rows_and_without(form: Format) -> None:
    for rows in (3, 0):
        assert rendered(paper(rows, national=True), form) == rendered(paper(rows, national=True), form)
    assert rendered(paper(3), form) != rendered(paper(2), form)


class Page(HTMLParser):
    """What is open when the page ends, and what stands in which element."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.seen if name == tag]


def test_the_page_is_whole_and_can_be_heard() -> None:
    text = rendered(paper(national=True), Format.PAGE).decode()
    page = Page(text)
    assert page.open == []
    assert page.all("html") == [{"lang": "vi"}]
    assert {"lang": "en"} in page.all("p")
    assert [len(page.all(tag)) for tag in ("h1", "h2", "h3")] == [1, 1, 1]
    assert len(page.all("caption")) == len(page.all("table")) == 2
    scopes = [cell.get("scope") for cell in page.all("th")]
    assert scopes.count("row") == ROWS + 1 + 3, "each row of the table, its total, each bar"
    assert scopes.count("col") == len(scopes) - scopes.count("row") > 0
    assert all(frame["aria-label"] and frame["tabindex"] == "0" for frame in page.all("div"))
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>Độc lập - Tự do - Hạnh phúc" in text
    assert text.count(LONG_UNIT) == 1 + ROWS // 50
    assert "12,3\u00a0%" in text
    assert "CỘNG HÒA" not in rendered(paper(0), Format.PAGE).decode()


def test_the_page_loads_nothing_and_runs_nothing_whatever_names_say() -> None:
    table = Table(caption=NASTY, columns=(Column(title=NASTY),), rows=((NASTY,),), total=(NASTY,))
    parts = (Heading(text=NASTY), Paragraph(text=NASTY), table)
    text = rendered(
        paper(0, title=NASTY, subtitle=NASTY, period=NASTY, province=NASTY, issuer=NASTY, sections=parts), Format.PAGE
    ).decode()
    assert Page(text).all("script") == []
    assert "<script>" not in text
    assert not re.search(r"(src|href)=|url\(|@import", text)
    assert "default-src 'none'" in text


def test_a_table_without_rows_says_so() -> None:
    text = rendered(paper(0), Format.PAGE).decode()
    assert '<td colspan="7">Không có số liệu.</td>' in text
    assert "<tfoot>" not in text


def test_the_csv_is_read_back_as_figures_programs_understand() -> None:
    text = rendered(paper(2), Format.CSV).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(text, newline="")))
    start = read.index(["Kết quả xử lý theo đơn vị"])
    assert read[start - 1] == []
    assert read[start + 1][4] == "Thời gian xử lý (giờ làm việc)"
    assert read[start + 2] == [LONG_UNIT, "1234", "0.001", "1.5", "1.33", "2026-11-16", "2026-11-22 09:05"]
    assert read[start + 4] == ["Toàn tỉnh", "55707300", "0.123", "", "19.00", "", ""]
    assert ["Chờ lâu nhất (giờ làm việc)", "19.67"] in read
    assert ["Zalo", "812"] in read
    assert rendered(paper(2), Format.CSV).startswith(b"\xef\xbb\xbf")


def test_no_cell_of_the_csv_is_a_formula() -> None:
    table = Table(caption="=1", columns=(Column(title="+1"),), rows=(("@x",),))
    text = rendered(paper(0, title="-1", sections=(table,)), Format.CSV).decode("utf-8-sig")
    assert [row[0] for row in csv.reader(io.StringIO(text, newline="")) if row] == [
        "'-1", "Tỉnh Sông Mẫu", "'=1", "'+1", "'@x",
    ]  # fmt: skip


def workbook(data: bytes) -> zipfile.ZipFile:
    book = zipfile.ZipFile(io.BytesIO(data))
    assert book.testzip() is None
    return book


def part(book: zipfile.ZipFile, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(book.read(name))


def test_the_workbook_holds_figures_as_figures_under_a_head_that_stays() -> None:
    book = workbook(rendered(paper(), Format.SHEET))
    names = [sheet.get("name") for sheet in part(book, "xl/workbook.xml").iter(f"{XML}sheet")]
    assert names == ["Báo cáo", "Kết quả xử lý theo đơn vị"]
    sheet = part(book, "xl/worksheets/sheet2.xml")
    rows = list(sheet.iter(f"{XML}row"))
    assert len(rows) == ROWS + 2
    kinds = [cell.get("t") for cell in rows[1]]
    assert kinds == ["s"] + [None] * 6, "words are words, all else is a number"
    assert [cell.findtext(f"{XML}v") for cell in rows[1]][1:4] == ["1234", "0.001", "1.5"]
    formats = {one.get("formatCode") for one in part(book, "xl/styles.xml").iter(f"{XML}numFmt")}
    assert {"0.0%", "dd/mm/yyyy", "dd/mm/yyyy hh:mm", "#,##0.0"} <= formats
    pane = next(sheet.iter(f"{XML}pane"))
    assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")
    assert next(sheet.iter(f"{XML}autoFilter")).get("ref") == f"A1:G{ROWS + 1}", "the total is not sorted away"
    assert len(list(sheet.iter(f"{XML}col"))) >= 2
    assert b"Nguy\xe1\xbb\x85n" in book.read("xl/sharedStrings.xml")


def test_what_looks_like_a_formula_is_text_in_the_workbook() -> None:
    table = Table(caption="x", columns=(Column(title="=1"),), rows=(("=1+1",), ("http://x.example",)))
    book = workbook(rendered(paper(0, sections=(table,)), Format.SHEET))
    sheet = part(book, "xl/worksheets/sheet2.xml")
    assert list(sheet.iter(f"{XML}f")) == []
    assert {cell.get("t") for cell in sheet.iter(f"{XML}c")} == {"s"}
    assert list(sheet.iter(f"{XML}hyperlink")) == []


def test_an_empty_workbook_opens_too() -> None:
    book = workbook(rendered(replace(paper(0), wide=True), Format.SHEET))
    sheet = part(book, "xl/worksheets/sheet2.xml")
    assert len(list(sheet.iter(f"{XML}row"))) == 1
    assert next(sheet.iter(f"{XML}pageSetup")).get("orientation") == "landscape"


def test_sheets_have_names_that_excel_takes() -> None:
    long = "Kết quả xử lý phản ánh theo từng đơn vị"
    names = sheet_names([long, long, "Kênh: Zalo/Facebook [1]?*", "'", "BÁO CÁO"])
    assert names == [long[:31], long[:29].strip() + " 2", "Kênh Zalo Facebook 1", "Bảng 4", "BÁO CÁO 5"]
    assert all(len(name) <= 31 for name in names)


def test_only_making_a_form_loads_what_makes_it() -> None:
    """Doors and lists of papers start without libraries that take their time."""
    code = (
        "import sys, chalicelib.doors.papers, chalicelib.wiring, chalicelib.paper.papers, chalicelib.paper.sending;"
        "heavy = {'pydyf', 'xlsxwriter', 'pynamodb'} & {name.split('.')[0] for name in sys.modules};"
        "sys.exit(' '.join(sorted(heavy)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
