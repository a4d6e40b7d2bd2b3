"""A sheet of dossiers (CSV) → rows as a bulk has them, and every fault with its row and column. Pure.

Sheets come out of Excel: with or without a mark for UTF-8, or as its «Unicode Text»; with a first line that names the
separator; with cells at the end that it adds or leaves out; dates as 01/12/2026, and states by their Vietnamese names.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from chalicelib import schema
from chalicelib.dossier.dossier import NAMES
from chalicelib.errors import Unprocessable
from chalicelib.vietnamese import fold

MOST_ROWS = 5_000
_AT_ONCE = 500  # rows a bulk's schema takes
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "code": ("mã hồ sơ", "số hồ sơ"),
    "agency": ("cơ quan thụ lý", "cơ quan giải quyết", "cơ quan đang giải quyết", "đơn vị giải quyết", "cơ quan"),
    "status": ("tình trạng", "trạng thái", "tình trạng xử lý"),
    "result_on": ("ngày nhận kết quả", "ngày trả kết quả", "ngày hẹn trả", "ngày hẹn trả kết quả"),
    "missing_papers": ("giấy tờ còn thiếu", "giấy tờ thiếu"),
    "updated_at": ("thời điểm cập nhật", "cập nhật lúc", "ngày cập nhật"),
    "phone_tail": ("4 số cuối điện thoại", "bốn số cuối điện thoại"),
    "id_tail": ("4 số cuối giấy tờ", "4 số cuối cccd", "bốn số cuối giấy tờ"),
    "procedure": ("mã thủ tục", "mã tthc"),
}
_NEEDED = ("code", "agency", "status", "updated_at")
_MEANING = {fold(name): column for column, names in COLUMNS.items() for name in (column, *names)}
_STATUS = {fold(name): str(status) for status, name in NAMES.items()}
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_MOMENT = re.compile(r"(?:(\d{1,2})/(\d{1,2})/|(\d{4})-(\d{2})-)(\d{2,4})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_SEPARATOR = re.compile(r'"?sep=([;,\t])"?[;,\t]*\r?\n', re.IGNORECASE)  # of Excel alone: no row of the sheet
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_PLACES = {"applicant/phone_tail": "phone_tail", "applicant/id_tail": "id_tail"}


class Fault(NamedTuple):
    """`row` is the row a person counts in the sheet, the header being 1; `column` as it is headed there."""

    row: int
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows`: (number in the sheet, row of a bulk), only where there is no fault."""

    rows: tuple[tuple[int, dict[str, Any]], ...]
    faults: tuple[Fault, ...]


def read(body: bytes, zone: str) -> Sheet:
    """
    zone  of days and times without an offset
    """
    try:
        text = body.decode("utf-16" if body.startswith(_UTF_16) else "utf-8-sig")
    except UnicodeDecodeError:
        return Sheet((), (Fault(1, "", "the file is not UTF-8"),))
    lines = _lines(text)
    if isinstance(lines, Fault):
        return Sheet((), (lines,))
    if not lines:
        return Sheet((), (Fault(1, "", "the first line names the columns"),))
    (_, header), *rest = lines
    header = _without_blanks(header)
    columns = [_MEANING.get(fold(name), "") for name in header]
    if faults := tuple(_header_faults(header, columns)):
        return Sheet((), faults)
    if not 1 <= len(rest) <= MOST_ROWS:
        return Sheet((), (Fault(1, "", f"from 1 to {MOST_ROWS} rows"),))
    heads = dict(zip(columns, header, strict=True))
    least = 1 + max(map(columns.index, _NEEDED))
    odd = [n for n, cells in rest if len(cells) < least or len(_without_blanks(cells)) > len(columns)]
    if odd:
        return Sheet((), tuple(Fault(n, "", "not as many cells as columns") for n in odd))
    rows = [(n, _row(dict(zip(columns, cells, strict=False)), ZoneInfo(zone))) for n, cells in rest]
    return Sheet(tuple(rows), tuple(_faults(rows, heads)))


def _lines(text: str) -> list[tuple[int, list[str]]] | Fault:
    """(number, cells) of every row that is not empty; a cell in quotes may hold line breaks, and is in one row."""
    said = _SEPARATOR.match(text)
    text = text[said.end() :] if said else text
    first = text.lstrip("\r\n").partition("\n")[0]
    mark = said[1] if said else max(";,\t", key=first.count)
    reader, found, number = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True), [], 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((number, cells))
            number += 1
    except csv.Error:
        return Fault(number, "", "the quotes of this row do not close")
    return found


def _without_blanks(cells: list[str]) -> list[str]:
    """Without the empty cells at the end."""
    last = max((n for n, cell in enumerate(cells, 1) if cell.strip()), default=0)
    return cells[:last]


def _header_faults(header: list[str], columns: list[str]) -> Iterator[Fault]:
    for name, column in zip(header, columns, strict=True):
        if not column:
            yield Fault(1, name[:80], "no such column")
        elif columns.count(column) > 1:
            yield Fault(1, name[:80], "this column is there twice")
    for column in _NEEDED:
        if column not in columns:
            yield Fault(1, COLUMNS[column][0], "this column is missing")


def _row(cells: Mapping[str, str], zone: ZoneInfo) -> dict[str, Any]:
    """A row of a bulk. What cannot be read stays as it is written, for the schema to refuse."""
    given = {name: " ".join(cells.get(name, "").split()) for name in COLUMNS}
    papers = re.split(r"[|;\n]", cells.get("missing_papers", ""))
    tails = {name: given[name] for name in ("phone_tail", "id_tail") if given[name]}
    row: dict[str, Any] = {
        "code": given["code"].upper(),
        "agency": given["agency"],
        "status": _STATUS.get(fold(given["status"]), given["status"].lower()),
        "result_on": _day(given["result_on"]) if given["result_on"] else None,
        "missing_papers": [" ".join(paper.split()) for paper in papers if paper.strip()],
        "updated_at": _moment(given["updated_at"], zone),
    }
    return row | ({"applicant": tails} if tails else {}) | _given("procedure", given)


def _given(name: str, given: Mapping[str, str]) -> dict[str, str]:
    return {name: given[name]} if given[name] else {}


def _day(text: str) -> str:
    found = _DAY.fullmatch(text)
    return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else text


def _moment(text: str, zone: ZoneInfo) -> str:
    """RFC 3339; a day alone is its beginning."""
    found = _MOMENT.fullmatch(text)
    if not found:
        return text
    day, month, year = (found[1], found[2], found[5]) if found[1] else (found[5], found[4], found[3])
    try:
        moment = datetime(
            int(year), int(month), int(day), int(found[6] or 0), int(found[7] or 0), int(found[8] or 0), tzinfo=zone
        )
    except ValueError:
        return text
    return moment.isoformat()


def _faults(rows: list[tuple[int, dict[str, Any]]], heads: Mapping[str, str]) -> Iterator[Fault]:
    """What the schema of a bulk says, by row and column of the sheet."""
    for start in range(0, len(rows), _AT_ONCE):
        part = rows[start : start + _AT_ONCE]
        try:
            schema.check("dossier/bulk", {"dossiers": [row for _, row in part]})
        except Unprocessable as refusal:
            yield from _explained(part, heads, refusal.facts["faults"])


def _explained(
    part: list[tuple[int, dict[str, Any]]], heads: Mapping[str, str], faults: list[dict[str, str]]
) -> Iterator[Fault]:
    for fault in faults:
        _, _, index, *place = fault["pointer"].split("/")
        column = _PLACES.get("/".join(place), place[0] if place else "")
        yield Fault(part[int(index)][0], heads.get(column, column), fault["message"][:200])
