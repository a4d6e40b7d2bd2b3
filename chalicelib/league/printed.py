"""A published table as people read it: a paper, kept in every form on the day it is published, like its open files."""

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

from chalicelib.league.case import Group
from chalicelib.league.files import NAMES
from chalicelib.league.round import Round
from chalicelib.paper.formats import NAMES as FORMS
from chalicelib.paper.formats import Format, rendered
from chalicelib.paper.paper import Column, Fact, Facts, Heading, Kind, Note, Paper, Section, Table, Value
from chalicelib.province.league import Measure
from chalicelib.province.province import Province

TITLE, TITLE_EN = "Bảng xếp hạng đơn vị", "League table of units"
GROUPS: Mapping[Group, str] = {Group.DEPARTMENTS: "Các sở, ban, ngành", Group.LOCALITIES: "Các địa phương"}
MEASURES: Mapping[Measure, str] = {
    Measure.ON_TIME: "Trả lời đúng hạn",
    Measure.ACCEPTED_ON_TIME: "Tiếp nhận đúng hạn",
    Measure.SATISFACTION: "Hài lòng",
    Measure.SAME_DAY: "Trả lời trong ngày",
    Measure.NOT_REOPENED: "Không bị mở lại",
    Measure.NOT_CONTESTED: "Không bị kiến nghị lại",
    Measure.SURVEY: "Khảo sát",
}
_I, _D, _P = Kind.INTEGER, Kind.DECIMAL, Kind.PERCENT
_EXACT = 2  # digits of a percentage: a table says shares with four, and nothing is rounded twice
_SAMPLE = "Công thức mẫu: chưa được cơ quan có thẩm quyền quyết định."
_HOW = (
    "Cách tính: docs/league.md. Điểm tính từ tập dữ liệu công khai (rows.csv) và công thức (formula.json); ai cũng "
    "tính lại được. Đơn vị không có hạng: số vụ việc dưới mức tối thiểu. Hạng xếp trong từng nhóm khối lượng."
)


def name_of(form: Format) -> str:
    """Of the file."""
    return f"bang-xep-hang.{form}"


def forms(province: Province, round_: Round, table: Mapping[str, Any]) -> dict[str, bytes]:
    """Name → content of every form in which people read it.

    round_  with the instant of its publication; table  what is published, as JSON knows it
    """
    paper = paper_of(province, round_, table)
    return {name_of(form): rendered(paper, form) for form in Format}


def paper_of(province: Province, round_: Round, table: Mapping[str, Any]) -> Paper:
    assert round_.published_at
    return Paper(
        title=TITLE, title_en=TITLE_EN, subtitle=f"Công thức {round_.league.version}", province=province.name,
        period=period(round_), made_at=round_.published_at, zone=province.calendar.zone, wide=True,
        sections=tuple(_sections(province, round_, table)),
    )  # fmt: skip


def period(round_: Round) -> str:
    return f"{round_.first:%d/%m/%Y} – {round_.last:%d/%m/%Y}"


def with_links(page: bytes, slug: str, shown: Round, others: Iterable[Round], above: str = "") -> str:
    """The page with the way to its other forms, to the open files and to other tables. Addresses are relative.

    above  HTML that goes before everything else: that it is one to train with
    """
    files = f"../v1/{slug}/league/{shown.id}/files"
    links = [
        *((f"?league={shown.id}&format={form}", FORMS[form]) for form in Format if form is not Format.PAGE),
        *((f"{files}/{name}", name) for name in NAMES),
        *((f"?league={one.id}", f"{TITLE} {period(one)}") for one in others if one.id != shown.id),
        ("cong-khai", "Phản ánh, kiến nghị đã công khai"),
    ]
    listed = "".join(f'<li><a href="{escape(href)}">{escape(text)}</a></li>' for href, text in links)
    before, end, after = page.decode().replace("<main>", f"<main>\n{above}", 1).rpartition("</main>")
    return f'{before}<nav aria-label="Tệp và bảng khác"><ul>{listed}</ul></nav>\n{end}{after}'


def _sections(province: Province, round_: Round, table: Mapping[str, Any]) -> Iterator[Section]:
    yield Facts(facts=(
        Fact(label="Vụ việc được tính", value=table["cases"], kind=_I),
        Fact(label="Vụ việc không tính, có nêu lý do", value=table["excluded"], kind=_I),
        Fact(label="Số vụ việc tối thiểu để xếp hạng", value=round_.league.minimum, kind=_I),
        Fact(label="Mã bảng", value=round_.id),
    ))  # fmt: skip
    if round_.league.sample:
        yield Note(text=_SAMPLE)
    for group in table["groups"]:
        name = GROUPS[Group(group["group"])]
        yield Heading(text=name)
        yield _units(province, group, name)
        yield _components(group, name)
    yield Note(text=_HOW)


def _units(province: Province, group: Mapping[str, Any], name: str) -> Table:
    columns = (
        Column(title="Đơn vị", width=3.2), Column(title="Hạng", kind=_I, width=0.7), Column(title="Nhóm", width=0.7),
        Column(title="Vụ việc", kind=_I, width=0.9), Column(title="Điểm", kind=_D, digits=2, width=0.9),
        *(Column(title=MEASURES[Measure(one["measure"])], kind=_P, digits=_EXACT) for one in group["components"]),
    )  # fmt: skip
    rows = tuple(_row(province, unit) for unit in group["units"])
    return Table(columns=columns, rows=rows, caption=f"Xếp hạng: {name}")


def _row(province: Province, unit: Mapping[str, Any]) -> tuple[Value, ...]:
    known = province.units.get(unit["unit"])
    shares = (one["share"] for one in unit["components"])
    return (known.name if known else unit["unit"], unit["rank"], unit["volume"], unit["n"], unit["score"], *shares)


def _components(group: Mapping[str, Any], name: str) -> Table:
    columns = (
        Column(title="Tiêu chí", width=2), Column(title="Trọng số", kind=_P, digits=_EXACT),
        Column(title="Trọng số áp dụng", kind=_P, digits=_EXACT), Column(title="Vụ việc", kind=_I),
        Column(title="Trung bình của nhóm", kind=_P, digits=_EXACT),
    )  # fmt: skip
    rows = tuple(
        (MEASURES[Measure(one["measure"])], one["weight"], one["weight_here"], one["n"], one["mean"])
        for one in group["components"]
    )
    return Table(columns=columns, rows=rows, caption=f"Tiêu chí: {name}")
