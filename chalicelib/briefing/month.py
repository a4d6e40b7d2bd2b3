"""The monthly report in the form a province reports upward, and the detailed report of a unit over any period."""

from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.briefing import lists, tables, voices
from chalicelib.briefing.matter import Figures, Matter, Units, below
from chalicelib.briefing.order import Kind, Order
from chalicelib.briefing.plan import Days, before, year_ago
from chalicelib.briefing.words import CHANNELS, SUBMITTERS, UNKNOWN
from chalicelib.paper.paper import Bar, Bars, Facts, Heading, Section, Table
from chalicelib.report.figures import By
from chalicelib.report.nights import end_of

THEMES = 10
_PARTS: tuple[tuple[By, str, str], ...] = (
    (By.CATEGORY, "Theo lĩnh vực", "Lĩnh vực"), (By.KIND, "Theo loại", "Loại"),
    (By.SUBMITTER, "Theo đối tượng gửi", "Đối tượng"), (By.CHANNEL, "Theo kênh", "Kênh"),
    (By.UNIT, "Theo đơn vị", "Đơn vị"),
)  # fmt: skip
_NAMES = {By.SUBMITTER: SUBMITTERS, By.CHANNEL: CHANNELS}


def sections(matter: Matter, order: Order) -> tuple[Section, ...]:
    units, days = below(matter.province, order.unit), (order.first, order.last)
    total: Figures = matter.figures(*days, units)["total"]
    others = {"Kỳ trước": _known(matter, before(order.kind, *days), units)}
    if order.kind is Kind.MONTH:
        others["Cùng kỳ năm trước"] = _known(matter, year_ago(*days), units)
    parts = {by: matter.figures(*days, units, by)["groups"] for by, _, _ in _PARTS}
    return (
        Heading(text="I. Kết quả chung"),
        Facts(facts=tables.key_facts(total)),
        *tables.beside(total, others),
        Heading(text="II. Kết quả chi tiết"),
        *(_part(by, caption, first, parts[by]) for by, caption, first in _PARTS),
        Heading(text="III. Nội dung nổi bật"),
        _themes(parts[By.CATEGORY]),
        Heading(text="IV. Thời gian giải quyết"),
        tables.leads(total),
        Heading(text="V. Tồn đọng và vi phạm thời hạn"),
        tables.ages(total),
        *_detail(matter, order, units),
        *tables.violations(matter.province, matter.violations(*days, units)),
        lists.services(matter.province, matter.services(*days, units)),
        *(voices.sections(matter, order, "VI. Dư luận và khảo sát") if order.kind is Kind.MONTH else ()),
    )


def _detail(matter: Matter, order: Order, units: Units) -> tuple[Section, ...]:
    """A unit's report leads down to its petitions, day by day and one by one."""
    if order.kind is not Kind.UNIT_REPORT:
        return ()
    by_day = matter.figures(order.first, order.last, units, By.DAY)["groups"]
    pile, ends = matter.pile(order.last, units), end_of(matter.province, order.last)
    return (
        tables.groups("Theo ngày", "Ngày", by_day, lambda group: group["key"]),
        *lists.unanswered(matter.province, pile, order.last, ends),
    )


def _known(matter: Matter, days: Days | None, units: Units) -> Figures | None:
    """The figures of a period, when all of it is known."""
    since = matter.folded(days[1]) if days else None
    if days is None or since is None or since > days[0]:
        return None
    total: Figures = matter.figures(*days, units)["total"]
    return total


def _part(by: By, caption: str, first: str, found: Iterable[Figures]) -> Table:
    return tables.groups(caption, first, found, lambda group: _name(by, group))


def _name(by: By, group: Mapping[str, Any]) -> str:
    names = _NAMES.get(by, {})
    return str(group["name"] or names.get(group["key"]) or group["key"] or UNKNOWN)


def _themes(found: Iterable[Figures]) -> Bars:
    most = sorted(found, key=lambda group: (-group["received"], group["key"]))[:THEMES]
    bars = tuple(Bar(label=_name(By.CATEGORY, group), value=group["received"]) for group in most if group["received"])
    return Bars(caption="Lĩnh vực được phản ánh nhiều nhất", bars=bars)
