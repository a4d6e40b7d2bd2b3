"""What lists, bulk acts, exports and the audit trail show: values → JSON or CSV. Allow-lists, as views.py."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib import problems, views
from chalicelib.audit.audit import Entry, Page
from chalicelib.cell import BOM, harmless
from chalicelib.desk.bulk import Result
from chalicelib.desk.callbacks import Call
from chalicelib.desk.exports import Row, Sheet
from chalicelib.desk.piles import Entry as OnDesk
from chalicelib.desk.worklists import Worklist, is_overdue
from chalicelib.province.province import Province
from chalicelib.ticket.workflow import OPEN_STATES

_CLOCKS = {"Asia/Ho_Chi_Minh": "giờ Việt Nam"}  # what people call a zone; any other by its own name
# Column of the JSON row → its heading in the sheet.
COLUMNS = {
    "code": "Mã phản ánh", "opened_at": "Gửi lúc", "channel": "Kênh", "kind_name": "Loại",
    "category_name": "Lĩnh vực", "urgency": "Mức khẩn", "place": "Mã xã/phường", "unit_name": "Đơn vị đang giữ",
    "status": "Trạng thái", "promised_at": "Hạn trả lời", "answered_at": "Trả lời lúc", "late": "Quá hạn",
    "outcome": "Kết quả", "rating": "Đánh giá (sao)", "level": "Mức cảnh báo", "hops": "Số lần chuyển",
    "extensions": "Số lần gia hạn", "reopened": "Số lần mở lại", "excerpt": "Trích nội dung",
}  # fmt: skip


def call(waiting: Call) -> dict[str, Any]:
    """A call back somebody owes, and by when."""
    due = waiting.due_at.isoformat(timespec="milliseconds")
    return views.notice(waiting.notice) | {"due_at": due, "overdue": waiting.overdue}


def worklist(province: Province, shown: Worklist) -> dict[str, Any]:
    """One page of a worklist; `due_at` is what it is ordered by, `desk` the unit on whose desk the card lies."""
    return {"tickets": [_card(province, entry, shown.now) for entry in shown.entries], "next": shown.cursor}


def _card(province: Province, entry: OnDesk, now: datetime) -> dict[str, Any]:
    card, unit = entry.card, province.units.get(entry.card.unit)
    return {
        "code": card.code,
        "status": card.status,
        "unit": card.unit,
        "unit_name": unit.name if unit else card.unit,
        "kind": card.kind,
        "category": card.category,
        "urgency": card.urgency,
        "place": card.place,
        "stage": card.stage,
        "stage_due_at": _at(card.stage_due_at) if card.stage_due_at else None,
        "promised_at": _at(card.promised_at),
        "opened_at": _at(card.opened_at),
        "level": card.level,
        "excerpt": card.excerpt,
        "version": card.version,
        "desk": entry.unit,
        "shared": entry.shared,
        "due_at": _at(entry.due),
        "overdue": (card.status in OPEN_STATES or entry.shared) and is_overdue(entry, now),
    }


def results(found: Sequence[Result]) -> dict[str, Any]:
    """What became of each petition, in the order in which they were named."""
    done = [_result(each) for each in found]
    return {
        "done": sum(each["done"] for each in done),
        "failed": sum(not each["done"] for each in done),
        "results": done,
    }


def _result(shown: Result) -> dict[str, Any]:
    ticket = shown.ticket
    return {
        "code": shown.code,
        "done": ticket is not None,
        "status": ticket.status if ticket else None,
        "unit": ticket.unit if ticket else None,
        "version": ticket.version if ticket else None,
        "problem": problems.problem(shown.error) if shown.error else None,
    }


def rows(province: Province, sheet: Sheet) -> dict[str, Any]:
    """Rows of an export; times with the offset of the province."""
    zone = ZoneInfo(province.zone)
    return {"tickets": [_row(province, row, zone) for row in sheet.rows], "next": sheet.cursor}


def _row(province: Province, row: Row, zone: ZoneInfo) -> dict[str, Any]:
    ticket = row.ticket
    category, unit = province.category(ticket.category), province.units.get(ticket.unit)
    return {
        "code": ticket.code,
        "opened_at": _at(ticket.opened_at.astimezone(zone)),
        "channel": ticket.origin.channel,
        "kind": ticket.kind,
        "kind_name": province.kind_name(ticket.kind),
        "category": ticket.category,
        "category_name": category.name if category else None,
        "urgency": ticket.urgency,
        "place": ticket.place,
        "unit": ticket.unit,
        "unit_name": unit.name if unit else ticket.unit,
        "status": ticket.status,
        "promised_at": _at(ticket.promised_at.astimezone(zone)),
        "answered_at": _at(ticket.answered_at.astimezone(zone)) if ticket.answered_at else None,
        "late": row.late,
        "outcome": ticket.outcome or None,
        "rating": ticket.rating,
        "level": ticket.level,
        "hops": ticket.hops,
        "extensions": ticket.extensions,
        "reopened": ticket.reopened,
        "excerpt": row.words or None,
    }


def sheet(province: Province, shown: Sheet) -> str:
    """The same rows as CSV for a spreadsheet: UTF-8 with BOM, CRLF, headings in Vietnamese, local times.

    An offset behind each time would be exact too, but then Excel takes it for words: so the heading names the zone.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(headings(province).values())
    for row in rows(province, shown)["tickets"]:
        writer.writerow(_cell(name, row[name]) for name in COLUMNS)
    return BOM + text.getvalue()


def headings(province: Province) -> dict[str, str]:
    """Column → its heading; that of an instant names the zone its times are in."""
    clock = _CLOCKS.get(province.zone, province.zone)
    return {name: f"{said} ({clock})" if name.endswith("_at") else said for name, said in COLUMNS.items()}


def _cell(name: str, value: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "x" if value else ""
    text = f"{datetime.fromisoformat(value):%Y-%m-%d %H:%M}" if name.endswith("_at") else str(value)
    return harmless(text)


def audit(page: Page) -> dict[str, Any]:
    return {"entries": list(_entries(page.entries)), "next": page.cursor}


def _entries(shown: Iterable[Entry]) -> Iterable[dict[str, Any]]:
    for entry in shown:
        yield {
            "id": entry.id,
            "at": _at(entry.at),
            "by": entry.by,
            "role": entry.role,
            "unit": entry.unit or None,
            "action": entry.action,
            "about": dict(entry.about),
            "why": entry.why or None,
        }


def _at(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
