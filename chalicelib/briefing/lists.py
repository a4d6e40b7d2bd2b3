"""Petitions, tasks, corrections and posts as tables of reports. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.briefing.tables import LISTED, rest, unit_name
from chalicelib.briefing.task import Task, stands
from chalicelib.briefing.words import STATES, UNKNOWN
from chalicelib.dossier.satisfaction import Tally
from chalicelib.paper.paper import Column, Kind, Section, Table
from chalicelib.province.province import Province
from chalicelib.report.lying import Lying, age, overdue

_I = Kind.INTEGER
SATISFIED = (4, 5)  # stars


def unanswered(
    province: Province, pile: Sequence[Lying], day: date, at: datetime, *, most: int = LISTED, caption: str = ""
) -> tuple[Section, ...]:
    """What lay open as the local `day` ended at `at` (UTC), the oldest first."""
    zone = ZoneInfo(province.zone)
    columns = (
        Column(title="Mã phiếu", width=1.4), Column(title="Đơn vị", width=3), Column(title="Số ngày", kind=_I),
        Column(title="Hẹn trả lời", kind=Kind.INSTANT, width=1.5), Column(title="Tình trạng", width=1.2),
    )  # fmt: skip
    rows = tuple(
        (one.code, unit_name(province, one.unit), age(one, day, zone), one.promised_at,
         "Quá hạn" if overdue(one, at) else "Trong hạn")
        for one in pile[:most]
    )  # fmt: skip
    table = Table(columns=columns, rows=rows, caption=caption or "Danh sách phiếu chưa trả lời")
    return table, *(rest(len(pile) - most) if most == LISTED else ())


def most_overdue(province: Province, late: Iterable[Lying], most: int = 10) -> Table:
    """The units with most of them, those with as many by name."""
    counted = Counter(unit_name(province, one.unit) for one in late)
    rows = tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:most])
    columns = (Column(title="Đơn vị", width=3), Column(title="Số phiếu quá hạn", kind=_I))
    return Table(columns=columns, rows=rows, caption="Đơn vị có nhiều phiếu quá hạn nhất")


def conclusions(province: Province, tasks: Sequence[Task], today: date) -> Table:
    """What was concluded, and whether it was done."""
    columns = (
        Column(title="Kết luận", width=3.5), Column(title="Đơn vị", width=2), Column(title="Hạn", kind=Kind.DATE),
        Column(title="Kết quả", width=1.3), Column(title="Ghi chú", width=2.5),
    )  # fmt: skip
    rows = tuple(
        (one.text, unit_name(province, one.unit), one.due, STATES[stands(one, today)],
         " · ".join(filter(None, (one.words, one.measured, _moves(one)))))
        for one in tasks
    )  # fmt: skip
    return Table(columns=columns, rows=rows, caption="Kết luận các cuộc họp trước và việc thực hiện")


def _moves(task: Task) -> str:
    return f"dời hạn {len(task.moves)} lần; hạn đầu {task.moves[0].was:%d/%m/%Y}" if task.moves else ""


def corrections(found: Mapping[str, Any]) -> Table:
    """What came in this period for days that were published before: listed, and counted nowhere else."""
    columns = (
        Column(title="Ngày đã công bố", kind=Kind.DATE), Column(title="Mã phiếu"), Column(title="Việc"),
        Column(title="Xảy ra lúc", kind=Kind.INSTANT), Column(title="Ghi nhận lúc", kind=Kind.INSTANT),
    )  # fmt: skip
    rows = tuple(
        (date.fromisoformat(one["day"]), one["code"], one["act"], datetime.fromisoformat(one["at"]),
         datetime.fromisoformat(one["noted_at"]))
        for one in found["entries"][:LISTED]
    )  # fmt: skip
    return Table(columns=columns, rows=rows, caption="Điều chỉnh số liệu đã công bố")


def posts(province: Province, found: Iterable[Mapping[str, Any]], units: frozenset[str] | None) -> Table:
    columns = (
        Column(title="Đơn vị", width=3), Column(title="Bài đăng", kind=_I),
        Column(title="Bài mỗi tuần", kind=Kind.DECIMAL), Column(title="Bình luận", kind=_I),
    )  # fmt: skip
    rows = tuple(
        (unit_name(province, one["unit"]), one["posts"], one["posts_per_week"], one["comments"])
        for one in found
        if units is None or one["unit"] in units
    )
    return Table(columns=columns, rows=rows, caption="Tần suất đăng bài")


def services(province: Province, found: Iterable[Tally]) -> Table:
    """Stars for dossiers of the one-stop shop, by agency."""
    stars: dict[str, Counter[int]] = {}
    for one in found:
        stars.setdefault(unit_name(province, one.unit) if one.unit else one.agency or UNKNOWN, Counter()).update(
            one.stars
        )
    columns = (
        Column(title="Cơ quan", width=3), Column(title="Lượt đánh giá", kind=_I),
        Column(title="Hài lòng", kind=Kind.PERCENT),
    )  # fmt: skip
    rows = tuple(
        (name, given.total(), sum(given[star] for star in SATISFIED) / given.total())
        for name, given in sorted(stars.items())
    )
    return Table(columns=columns, rows=rows, caption="Đánh giá giải quyết hồ sơ thủ tục hành chính")
