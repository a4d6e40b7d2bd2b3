"""A paper as an Excel workbook: the first sheet says what it is, then every table has a sheet of its own.

Figures are figures: a reader's own Excel writes them in the reader's notation. Working time stands in hours.
Nothing is a formula, whatever it begins with.
"""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format as Style
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from chalicelib.paper.as_csv import HOURS
from chalicelib.paper.notation import MADE, instant
from chalicelib.paper.paper import Bars, Column, Facts, Heading, Kind, Paper, Table, Value

FIRST_SHEET = "Báo cáo"
NARROWEST, WIDEST = 10, 60  # characters a column
_LABELS, _VALUES = 46, 24
_SHEET_NAME = 31  # characters, the most Excel allows
_FORBIDDEN = str.maketrans("[]:*?/\\'", "        ")
_FORMATS: Mapping[Kind, Callable[[int], str]] = {
    Kind.INTEGER: lambda _: "#,##0",
    Kind.DECIMAL: lambda digits: "#,##0" + ("." + "0" * digits if digits else ""),
    Kind.PERCENT: lambda digits: "0" + ("." + "0" * digits if digits else "") + "%",
    Kind.DURATION: lambda _: "#,##0.0",
    Kind.DATE: lambda _: "dd/mm/yyyy",
    Kind.INSTANT: lambda _: "dd/mm/yyyy hh:mm",
    Kind.TEXT: lambda _: "General",
}
_HEAD: Final = {"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"}
_TOTAL: Final = {"bold": True, "top": 2}


def rendered(paper: Paper) -> bytes:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})  # a function's disk is not written to
    # Excel's instants have no zone; the same moment in every copy keeps the bytes the same.
    book.set_properties({"title": paper.title, "company": paper.province, "created": _wall(paper, paper.made_at)})
    _Book(paper, book, {}).write()
    book.close()
    return made.getvalue()


def _wall(paper: Paper, moment: datetime) -> datetime:
    return moment.astimezone(paper.zone).replace(tzinfo=None)


@dataclass(frozen=True)
class _Book:
    """A workbook while it is written. Excel knows a style by its number: each is made once."""

    paper: Paper
    book: Workbook
    styles: dict[tuple[object, ...], Style]

    def write(self) -> None:
        self._cover(self.book.add_worksheet(FIRST_SHEET))
        names = sheet_names([table.caption for table in self.paper.tables])
        for table, name in zip(self.paper.tables, names, strict=True):
            self._table(self.book.add_worksheet(name), table)

    def _cover(self, sheet: Worksheet) -> None:
        paper = self.paper
        sheet.set_column(0, 0, _LABELS)
        sheet.set_column(1, 1, _VALUES)
        whose = " · ".join(filter(None, (paper.province, paper.issuer)))
        made = f"{MADE} {instant(paper.made_at, paper.zone)}"
        said = [text for text in (whose, paper.title, paper.title_en, paper.subtitle, paper.period, made) if text]
        for row, text in enumerate(said):
            sheet.write_string(row, 0, text, self._style(bold=True, font_size=14) if text == paper.title else None)
        row = len(said) + 1
        for section in paper.sections:
            row = self._part(sheet, row, section)

    def _part(self, sheet: Worksheet, row: int, section: Any) -> int:
        """What of the cover stands from `row` on; returns where it goes on."""
        if isinstance(section, Table):
            return row
        if isinstance(section, Facts):
            for at, fact in enumerate(section.facts, row):
                sheet.write_string(at, 0, _label(fact.label, fact.kind), self._style(text_wrap=True, valign="top"))
                self._cell(sheet, at, 1, Column(title="", kind=fact.kind), fact.value)
            return row + len(section.facts) + 1
        if isinstance(section, Bars):
            sheet.write_string(row, 0, section.caption, self._style(bold=True))
            for at, bar in enumerate(section.bars, row + 1):
                sheet.write_string(at, 0, bar.label, self._style(text_wrap=True, valign="top"))
                self._cell(sheet, at, 1, Column(title="", kind=section.kind), bar.value)
            return row + len(section.bars) + 2
        bold = isinstance(section, Heading)
        sheet.write_string(row, 0, section.text, self._style(bold=True) if bold else self._style(text_wrap=True))
        return row + 1

    def _table(self, sheet: Worksheet, table: Table) -> None:
        if self.paper.wide:
            sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(1, len(table.rows)), len(table.columns) - 1)
        for at, column in enumerate(table.columns):
            sheet.set_column(at, at, _width(column, [row[at] for row in table.rows]))
            sheet.write_string(0, at, _label(column.title, column.kind), self._style(**_HEAD, align=_align(column)))
            for number, row in enumerate(table.rows, 1):
                self._cell(sheet, number, at, column, row[at])
            if table.total:
                self._cell(sheet, len(table.rows) + 1, at, column, table.total[at], **_TOTAL)

    def _cell(self, sheet: Worksheet, row: int, at: int, column: Column, value: Value, **more: Any) -> None:
        form = _FORMATS[column.kind](column.digits)
        wrap = {"text_wrap": True} if column.kind is Kind.TEXT else {}
        style = self._style(num_format=form, align=_align(column), valign="top", **wrap, **more)
        if value is None:
            sheet.write_blank(row, at, None, style)
        elif isinstance(value, str):
            sheet.write_string(row, at, value, style)
        elif isinstance(value, timedelta):
            sheet.write_number(row, at, value / timedelta(hours=1), style)
        elif isinstance(value, datetime):
            sheet.write_datetime(row, at, _wall(self.paper, value), style)
        elif isinstance(value, date):
            sheet.write_datetime(row, at, value, style)
        else:
            sheet.write_number(row, at, value, style)

    def _style(self, **given: Any) -> Style:
        key = tuple(sorted(given.items()))
        if key not in self.styles:
            self.styles[key] = self.book.add_format(given)
        return self.styles[key]


def sheet_names(captions: Sequence[str]) -> list[str]:
    """Names Excel takes: at most 31 characters, none of []:*?/\\', and no two alike, in capitals or not."""
    found: list[str] = []
    taken = {FIRST_SHEET.casefold()}
    for number, caption in enumerate(captions, 1):
        name = " ".join(caption.translate(_FORBIDDEN).split())[:_SHEET_NAME].strip() or f"Bảng {number}"
        if name.casefold() in taken:
            mark = f" {number}"
            name = name[: _SHEET_NAME - len(mark)].strip() + mark
        taken.add(name.casefold())
        found.append(name)
    return found


def _label(label: str, kind: Kind) -> str:
    return f"{label} ({HOURS})" if kind is Kind.DURATION else label


def _align(column: Column) -> str:
    return "center" if column.side == "centre" else str(column.side)


def _width(column: Column, values: Sequence[Value]) -> float:
    words = [len(value) for value in values if isinstance(value, str)]
    return float(min(WIDEST, max([NARROWEST, len(column.title) + 2, *words])))
