"""Figures → the tables of reports. Pure; every figure is one of `report`, none is counted here."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from chalicelib.briefing.words import AGES, RULES, STAGES, UNKNOWN
from chalicelib.paper.paper import Bar, Bars, Column, Fact, Kind, Note, Section, Table, Value
from chalicelib.province.province import Province
from chalicelib.report.violations import Violation

Figures = Mapping[str, Any]
LISTED = 200  # rows of a list of petitions; the rest is a number
_I, _P, _D = Kind.INTEGER, Kind.PERCENT, Kind.DURATION
_LINES: tuple[tuple[str, Kind, Callable[[Figures], Value]], ...] = (
    ("Tiếp nhận", _I, lambda f: f["received"]),
    ("Đã trả lời", _I, lambda f: f["answered"]),
    ("Trả lời đúng hạn", _I, lambda f: f["on_time"]),
    ("Trả lời quá hạn", _I, lambda f: f["late"]),
    ("Tỷ lệ đúng hạn", _P, lambda f: f["on_time_share"]),
    ("Tỷ lệ trả lời trong ngày", _P, lambda f: f["same_day_share"]),
    ("Đang xử lý cuối kỳ", _I, lambda f: f["standing"]["open"]),
    ("Đang quá hạn cuối kỳ", _I, lambda f: f["standing"]["overdue"]),
    ("Chuyển đơn vị khác", _I, lambda f: f["transferred"]),
    ("Gia hạn", _I, lambda f: f["extended"]),
    ("Mở lại", _I, lambda f: f["reopened"]),
    ("Khiếu nại kết quả", _I, lambda f: f["appealed"]),
    ("Hiệp hội đề nghị kiểm tra lại", _I, lambda f: f["contested"]),
    ("Kiểm tra lại: phải giải quyết tiếp", _I, lambda f: f["upheld"]),
    ("Lượt đánh giá", _I, lambda f: f["satisfaction"]["n"]),
    ("Trả lời bằng gọi lại, không hỏi đánh giá được", _I, lambda f: f["satisfaction"]["unasked"]),
    ("Tỷ lệ hài lòng", _P, lambda f: f["satisfaction"]["satisfied_share"]),
    ("Thời gian tại đơn vị", _D, lambda f: minutes(f["held"]["unit"])),
    ("Thời gian chờ phân công", _D, lambda f: minutes(f["held"]["tray"])),
    ("Thời gian chờ người dân", _D, lambda f: minutes(f["held"]["citizen"])),
)  # fmt: skip
_GROUPS: tuple[tuple[Column, Callable[[Figures], Value]], ...] = (
    (Column(title="Tiếp nhận", kind=_I), lambda f: f["received"]),
    (Column(title="Đã trả lời", kind=_I), lambda f: f["answered"]),
    (Column(title="Đúng hạn", kind=_P), lambda f: f["on_time_share"]),
    (Column(title="Trong ngày", kind=_P), lambda f: f["same_day_share"]),
    (Column(title="Đang xử lý", kind=_I), lambda f: f["standing"] and f["standing"]["open"]),
    (Column(title="Quá hạn", kind=_I), lambda f: f["standing"] and f["standing"]["overdue"]),
    (Column(title="Hài lòng", kind=_P), lambda f: f["satisfaction"]["satisfied_share"]),
    (Column(title="Mở lại", kind=_I), lambda f: f["reopened"]),
    (Column(title="Khiếu nại", kind=_I), lambda f: f["appealed"]),
    (Column(title="Phải xử lý lại", kind=_I), lambda f: f["upheld"]),
)  # fmt: skip


def minutes(count: int | None) -> timedelta | None:
    return None if count is None else timedelta(minutes=count)


def key_facts(total: Figures) -> tuple[Fact, ...]:
    """The first three stand in the e-mail too."""
    standing = total["standing"]
    return (
        Fact(label="Tiếp nhận", value=total["received"], kind=_I),
        Fact(label="Đã trả lời", value=total["answered"], kind=_I),
        Fact(label="Đang quá hạn", value=standing["overdue"], kind=_I),
        Fact(label="Trả lời đúng hạn", value=total["on_time"], kind=_I),
        Fact(label="Tỷ lệ đúng hạn", value=total["on_time_share"], kind=_P),
        Fact(label="Đang xử lý", value=standing["open"], kind=_I),
    )


def beside(now: Figures, others: Mapping[str, Figures | None]) -> tuple[Table, ...]:
    """The figures of a period with those of others beside them; None where nothing is known of one."""
    found = {"Kỳ này": now, **others}
    return tuple(
        Table(
            columns=(Column(title="Chỉ tiêu", width=2.2), *(Column(title=title, kind=kind) for title in found)),
            rows=tuple(
                (label, *(read(one) if one else None for one in found.values()))
                for label, own, read in _LINES
                if own is kind
            ),
            caption=caption,
        )
        for kind, caption in ((_I, "Số lượng"), (_P, "Tỷ lệ"), (_D, "Thời gian làm việc"))
    )


def groups(caption: str, first: str, found: Iterable[Figures], name: Callable[[Figures], str]) -> Table:
    """One row a group."""
    columns = (Column(title=first, width=3), *(column for column, _ in _GROUPS))
    rows = tuple((name(group), *(read(group) for _, read in _GROUPS)) for group in found)
    return Table(columns=columns, rows=rows, caption=caption)


def channels(caption: str, found: Iterable[Figures], name: Callable[[Figures], str]) -> Bars:
    """The share of each in what was received."""
    received = [(name(group), int(group["received"])) for group in found]
    whole = sum(count for _, count in received)
    bars = tuple(Bar(label=label, value=count / whole) for label, count in received if whole and count)
    return Bars(caption=caption, bars=bars, kind=_P)


def ages(total: Figures) -> Table:
    columns = (Column(title="Số ngày kể từ khi gửi", width=2), Column(title="Số phiếu", kind=_I))
    rows = tuple((AGES[name], count) for name, count in total["standing"]["ages"].items())
    return Table(columns=columns, rows=rows, caption="Phiếu đang xử lý theo số ngày")


def leads(total: Figures) -> Table:
    columns = (
        Column(title="Bước", width=2), Column(title="Số lượt", kind=_I), Column(title="Trung bình", kind=_D),
        Column(title="Trung vị", kind=_D), Column(title="90% không quá", kind=_D),
    )  # fmt: skip
    rows = tuple(
        (STAGES[stage], lead["n"], minutes(lead["mean"]), minutes(lead["median"]), minutes(lead["p90"]))
        for stage, lead in total["lead"].items()
    )
    return Table(columns=columns, rows=rows, caption="Thời gian làm việc của từng bước")


def violations(province: Province, found: list[Violation]) -> tuple[Section, ...]:
    """What was late, by whom and by which article: the non-compliance list."""
    columns = (
        Column(title="Mã phiếu", width=1.4), Column(title="Đơn vị", width=2.4), Column(title="Việc quá hạn", width=1.6),
        Column(title="Điều khoản", width=2.2), Column(title="Hạn", kind=Kind.INSTANT, width=1.4),
        Column(title="Hoàn thành", kind=Kind.INSTANT, width=1.4),
    )  # fmt: skip
    shown = found[:LISTED]
    rows = tuple(
        (one.code, unit_name(province, one.unit), RULES.get(one.rule, one.rule), one.article, one.due_at, one.ended_at)
        for one in shown
    )
    table = Table(columns=columns, rows=rows, caption="Danh sách vi phạm thời hạn, nêu điều khoản")
    return table, *rest(len(found) - len(shown))


def rest(more: int) -> tuple[Note, ...]:
    """That a list goes on."""
    return (Note(text=f"… và {more} dòng nữa; xem đầy đủ trên hệ thống."),) if more > 0 else ()


def unit_name(province: Province, unit: str) -> str:
    return province.units[unit].name if unit in province.units else unit or UNKNOWN
