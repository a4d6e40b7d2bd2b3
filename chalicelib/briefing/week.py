"""The weekly pack: of a unit for its head, of the whole province for the chair of the meeting."""

from collections.abc import Sequence
from datetime import date

from chalicelib.briefing import lists, tables, voices
from chalicelib.briefing.matter import Figures, Matter, Units, below
from chalicelib.briefing.order import Order
from chalicelib.briefing.plan import before
from chalicelib.briefing.task import Task
from chalicelib.briefing.words import CHANNELS
from chalicelib.paper.paper import Facts, Heading, Note, Section, Table
from chalicelib.report.figures import By
from chalicelib.report.nights import end_of


def sections(matter: Matter, order: Order, tasks: Sequence[Task], today: date) -> tuple[Section, ...]:
    """tasks: of these units; `today`: the local day on which it is told how they stand"""
    units = below(matter.province, order.unit)
    found = matter.figures(order.first, order.last, units)
    return (
        Facts(facts=tables.key_facts(found["total"])),
        Heading(text="Kết luận tuần trước"),
        lists.conclusions(matter.province, tasks, today),
        Heading(text="Số liệu trong kỳ và kỳ trước"),
        *tables.beside(found["total"], {"Kỳ trước": _before(matter, order, units)}),
        *(_all_units(matter, order) if not order.unit else _units(matter, order, units)),
        *_rest(matter, order, units, found),
    )


def _rest(matter: Matter, order: Order, units: Units, found: Figures) -> tuple[Section, ...]:
    province, days = matter.province, (order.first, order.last)
    pile, ends = matter.pile(order.last, units), end_of(matter.province, order.last)
    by_channel = matter.figures(*days, units, By.CHANNEL)["groups"]
    return (
        Heading(text="Phiếu chưa trả lời"),
        tables.ages(found["total"]),
        *lists.unanswered(province, pile, order.last, ends),
        Heading(text="Vi phạm thời hạn"),
        *tables.violations(province, matter.violations(*days, units)),
        Heading(text="Kênh tiếp nhận"),
        tables.channels(
            "Tỷ lệ tiếp nhận theo kênh", by_channel, lambda group: CHANNELS.get(group["key"], group["key"])
        ),
        Heading(text="Mức độ hài lòng và truyền thông"),
        lists.services(province, matter.services(*days, units)),
        lists.posts(province, matter.posts(*days), units),
        *(voices.sections(matter, order, "Dư luận và khảo sát") if not order.unit else ()),
        Heading(text="Điều chỉnh và khiếu nại"),
        lists.corrections(found["corrections"]),
        Note(text="Số liệu đã công bố không thay đổi; ghi nhận muộn được nêu ở kỳ sau và không cộng vào số liệu trên."),
    )


def _before(matter: Matter, order: Order, units: Units) -> Figures | None:
    """The week before, when all of it is known: a part of it is no week to compare with."""
    days = before(order.kind, order.first, order.last)
    since = matter.folded(days[1])
    if since is None or since > days[0]:
        return None
    total: Figures = matter.figures(*days, units)["total"]
    return total


def _all_units(matter: Matter, order: Order) -> tuple[Section, ...]:
    """Departments and localities apart: they are not to be compared."""
    apart: dict[bool, list[Figures]] = {False: [], True: []}
    for unit in matter.province.units.values():
        if unit.parent is None or unit.kind == "division":
            continue
        found = matter.figures(order.first, order.last, below(matter.province, unit.id))["total"]
        if unit.closed_on is None or found["received"] or found["standing"]["open"]:
            apart[unit.kind == "commune"].append({"key": unit.id, "name": unit.name, **found})
    return (
        Heading(text="Các đơn vị"),
        _side("Sở, ban, ngành", apart[False]),
        _side("Địa phương", apart[True]),
        Note(text="Đơn vị trực thuộc được tính cả vào đơn vị cấp trên."),
    )


def _units(matter: Matter, order: Order, units: Units) -> tuple[Section, ...]:
    found = matter.figures(order.first, order.last, units, By.UNIT)["groups"]
    return (Heading(text="Đơn vị trực thuộc"), _side("Đơn vị trực thuộc", found)) if len(units or ()) > 1 else ()


def _side(caption: str, found: list[Figures]) -> Table:
    return tables.groups(caption, "Đơn vị", found, lambda group: group["name"] or group["key"])
