"""A paper as PDF, A4, with its letters inside: what is read can be copied and searched as Vietnamese (NFC)."""

import io
from collections.abc import Callable
from datetime import UTC, datetime

import pydyf

from chalicelib.paper import pdf_table
from chalicelib.paper.canvas import Canvas, Style
from chalicelib.paper.font import Font, font, lines
from chalicelib.paper.notation import MADE, instant, said
from chalicelib.paper.official import MOTTO, NATION
from chalicelib.paper.paper import Align, Bars, Facts, Heading, Note, Paper, Paragraph, Section, Table

WEIGHTS = ("regular", "bold")
_TITLE = Style(size=16, leading=21, weight="bold")
_HEADINGS = {2: Style(size=12.5, leading=17, weight="bold"), 3: Style(size=10.5, leading=15, weight="bold")}
_BODY = Style(size=10, leading=14.5)
_BOLD = Style(size=10, leading=14.5, weight="bold")
_SMALL = Style(size=8.5, leading=12, grey=0.35)
_NATION = Style(size=10.5, leading=14, weight="bold")
_GAP = 8.0
_LABEL, _BAR, _FIGURE = 0.4, 0.46, 0.12  # of the width: of a bar's line
_KEEP = 48.0  # a heading stays with so much of what follows


def rendered(paper: Paper) -> bytes:
    canvas = Canvas(paper.wide)
    _head(canvas, paper)
    for section in paper.sections:
        _DRAWN[type(section)](canvas, paper, section)
    canvas.number(paper.title)
    return _document(paper, canvas)


def _head(canvas: Canvas, paper: Paper) -> None:
    whose = " · ".join(filter(None, (paper.province, paper.issuer)))
    if paper.national:
        canvas.write(NATION, _NATION, side=Align.CENTRE)
        canvas.write(MOTTO, _NATION, side=Align.CENTRE)
        long = _NATION.font.width(MOTTO, _NATION.size)
        canvas.rule(canvas.y - 2, 0.6, (canvas.width - long) / 2, long)
        canvas.skip(2 * _GAP)
    canvas.write(whose, _SMALL)
    canvas.write(paper.title, _TITLE)
    for text, style in ((paper.title_en, _SMALL), (paper.subtitle, _BODY)):
        if text:
            canvas.write(text, style)
    canvas.write(f"{paper.period} · {MADE} {instant(paper.made_at, paper.zone)}", _SMALL)
    canvas.skip(_GAP)


def _heading(canvas: Canvas, _: Paper, section: Heading) -> None:
    canvas.skip(_GAP)
    style = _HEADINGS[section.level]
    canvas.need(len(lines(style.font, section.text, style.size, canvas.width)) * style.leading + _KEEP)
    canvas.write(section.text, style)


def _paragraph(canvas: Canvas, _: Paper, section: Paragraph) -> None:
    canvas.write(section.text, _BODY)
    canvas.skip(_GAP / 2)


def _note(canvas: Canvas, _: Paper, section: Note) -> None:
    canvas.write(section.text, _SMALL)
    canvas.skip(_GAP / 2)


def _facts(canvas: Canvas, paper: Paper, section: Facts) -> None:
    for fact in section.facts:
        _pair(canvas, fact.label, said(paper, fact.value, fact.kind), _LABEL * canvas.width)
    canvas.skip(_GAP)


def _pair(canvas: Canvas, label: str, value: str, left: float) -> None:
    """A label and its value beside it, on the same page."""
    labels = lines(_BODY.font, label, _BODY.size, left - _GAP)
    values = lines(_BOLD.font, value, _BOLD.size, canvas.width - left)
    canvas.need(max(len(labels), len(values)) * _BODY.leading)
    top = canvas.y
    canvas.write(label, _BODY, width=left - _GAP)
    low, canvas.y = canvas.y, top
    canvas.write(value, _BOLD, left=left)
    canvas.y = min(canvas.y, low)


def _bars(canvas: Canvas, paper: Paper, section: Bars) -> None:
    canvas.need(pdf_table.CAPTION.leading + 2 * _BODY.leading)
    canvas.write(section.caption, pdf_table.CAPTION)
    most = max((bar.value for bar in section.bars), default=0) or 1
    label, whole = _LABEL * canvas.width, _BAR * canvas.width
    for bar in section.bars:
        tall = len(lines(_BODY.font, bar.label, _BODY.size, label - _GAP)) * _BODY.leading
        canvas.need(tall)
        top = canvas.y
        canvas.write(bar.label, _BODY, width=label - _GAP)
        canvas.bar(label, top - _BODY.leading + 3, max(0.5, whole * bar.value / most), _BODY.leading - 6)
        told = _BODY.font.written(said(paper, bar.value, section.kind))
        canvas.line(told, _BODY, top, side=Align.RIGHT, left=canvas.width * (1 - _FIGURE), width=canvas.width * _FIGURE)
    canvas.skip(_GAP)


def _table(canvas: Canvas, paper: Paper, section: Table) -> None:
    pdf_table.draw(canvas, paper, section)
    canvas.skip(_GAP * 1.5)


_DRAWN: dict[type[Section], Callable[..., None]] = {
    Heading: _heading, Paragraph: _paragraph, Note: _note, Facts: _facts, Bars: _bars, Table: _table,
}  # fmt: skip


def _document(paper: Paper, canvas: Canvas) -> bytes:
    pdf = pydyf.PDF()
    fonts = pydyf.Dictionary({weight: _font(pdf, font(weight)).reference for weight in WEIGHTS})
    resources = _added(pdf, pydyf.Dictionary({"Font": fonts}))
    for stream in canvas.pages:
        pdf.add_object(stream)
        page = {
            "Type": "/Page", "Parent": pdf.pages.reference, "MediaBox": pydyf.Array([0, 0, *canvas.size]),
            "Contents": stream.reference, "Resources": resources.reference,
        }  # fmt: skip
        pdf.add_page(pydyf.Dictionary(page))
    pdf.catalog.update({
        "Lang": pydyf.String("vi-VN"), "ViewerPreferences": pydyf.Dictionary({"DisplayDocTitle": "true"}),
    })  # fmt: skip
    pdf.info.update({
        "Title": pydyf.String(paper.title), "Author": pydyf.String(paper.province),
        "Subject": pydyf.String(paper.period), "CreationDate": pydyf.String(_stamp(paper.made_at)),
    })  # fmt: skip
    made = io.BytesIO()
    pdf.write(made, identifier=True)
    return made.getvalue()


def _stamp(moment: datetime) -> str:
    return f"D:{moment.astimezone(UTC):%Y%m%d%H%M%S}Z"


def _added(pdf: pydyf.PDF, made: pydyf.Object) -> pydyf.Object:
    pdf.add_object(made)
    return made


def _font(pdf: pydyf.PDF, known: Font) -> pydyf.Object:
    """A font of which every picture is called by its number, with the way back from pictures to letters."""
    file = _added(pdf, pydyf.Stream([known.data], {"Length1": len(known.data)}, compress=True))
    about = {
        "Type": "/FontDescriptor", "FontName": f"/{known.name}", "Flags": 32, "FontBBox": pydyf.Array(known.box),
        "ItalicAngle": 0, "Ascent": known.ascent, "Descent": known.descent, "CapHeight": known.capitals,
        "StemV": 80, "FontFile2": file.reference,
    }  # fmt: skip
    widths = pydyf.Array()
    for glyph, letter in sorted(known.letter_of().items()):
        widths.extend([glyph, pydyf.Array([known.widths[letter]])])
    pictures = {
        "Type": "/Font", "Subtype": "/CIDFontType2", "BaseFont": f"/{known.name}", "CIDToGIDMap": "/Identity",
        "CIDSystemInfo": pydyf.Dictionary({
            "Registry": pydyf.String("Adobe"), "Ordering": pydyf.String("Identity"), "Supplement": 0,
        }),
        "FontDescriptor": _added(pdf, pydyf.Dictionary(about)).reference, "DW": known.unknown, "W": widths,
    }  # fmt: skip
    back = _added(pdf, pydyf.Stream([_to_letters(known)], compress=True))
    whole = {
        "Type": "/Font", "Subtype": "/Type0", "BaseFont": f"/{known.name}", "Encoding": "/Identity-H",
        "DescendantFonts": pydyf.Array([_added(pdf, pydyf.Dictionary(pictures)).reference]),
        "ToUnicode": back.reference,
    }  # fmt: skip
    return _added(pdf, pydyf.Dictionary(whole))


def _to_letters(known: Font) -> str:
    """A CMap; a block of it holds at most a hundred entries."""
    pairs = [f"<{glyph:04x}> <{ord(letter):04x}>" for glyph, letter in sorted(known.letter_of().items())]
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{body}\nendcmap CMapName currentdict /CMap defineresource pop end end"
    )
