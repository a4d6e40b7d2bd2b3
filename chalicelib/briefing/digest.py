"""The daily digest: what leadership, the task force and coordinators read before the working day begins."""

from chalicelib.briefing.lists import most_overdue, unanswered
from chalicelib.briefing.matter import Matter
from chalicelib.briefing.order import Order
from chalicelib.briefing.tables import LISTED, key_facts, rest, unit_name
from chalicelib.paper.paper import Column, Fact, Facts, Heading, Kind, Note, Section, Table
from chalicelib.publish.published import Publication
from chalicelib.report.lying import overdue
from chalicelib.report.nights import end_of

OLDEST = 10


def sections(matter: Matter, order: Order) -> tuple[Section, ...]:
    province, ends = matter.province, end_of(matter.province, order.last)
    pile = matter.pile(order.last, None)
    late = [one for one in pile if overdue(one, ends)]
    newly = [one for one in late if one.promised_at >= matter.begins(order.first)]
    urgent = [one for one in pile if one.urgency == "emergency"]
    facts = (
        *key_facts(matter.figures(order.first, order.last, None)["total"]),
        Fact(label="Mới quá hạn", value=len(newly), kind=Kind.INTEGER),
        Fact(label="Khẩn cấp đang mở", value=len(urgent), kind=Kind.INTEGER),
    )
    oldest = f"{OLDEST} phiếu chờ lâu nhất"
    return (
        Facts(facts=facts),
        Heading(text="Phiếu khẩn cấp đang mở"),
        *unanswered(province, urgent, order.last, ends, caption="Phiếu khẩn cấp đang mở"),
        Heading(text="Phiếu chờ lâu nhất"),
        *unanswered(province, pile, order.last, ends, most=OLDEST, caption=oldest),
        Heading(text="Đơn vị có phiếu quá hạn"),
        most_overdue(province, late),
        Heading(text="Đã công bố"),
        *_published(matter, matter.published(order.first, order.last)),
        *_seal(matter),
    )


def _published(matter: Matter, found: list[Publication]) -> tuple[Section, ...]:
    columns = (
        Column(title="Mã phiếu", width=1.4), Column(title="Lĩnh vực", width=2), Column(title="Đơn vị", width=3),
        Column(title="Công bố lúc", kind=Kind.INSTANT, width=1.5),
    )  # fmt: skip
    categories = {each.id: each.name for each in matter.province.categories}
    rows = tuple(
        (one.code, categories.get(one.category, ""), unit_name(matter.province, one.unit), one.published_at)
        for one in found[:LISTED]
    )
    return Table(columns=columns, rows=rows, caption="Phản ánh, kiến nghị đã công bố"), *rest(len(found) - LISTED)


def _seal(matter: Matter) -> tuple[Section, ...]:
    """Who keeps this digest can prove later what the ledger said."""
    page = matter.seal()
    if page is None:
        return ()
    return (
        Heading(text="Niêm phong sổ cái"),
        Facts(facts=(
            Fact(label="Ngày", value=page.head.day, kind=Kind.DATE),
            Fact(label="Dấu niêm phong", value=page.head.seal),
        )),
        Note(text="Xin giữ lại dấu này: nó chứng minh sổ cái đến ngày trên không bị sửa về sau."),
    )  # fmt: skip
