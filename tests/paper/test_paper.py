"""A paper says what each figure is, and takes nothing else; figures are told as Vietnamese writes them."""

from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.paper.notation import said
from chalicelib.paper.paper import Align, Bar, Bars, Column, Fact, Kind, Table
from tests.builders import at
from tests.paper.sample import COLUMNS, paper

NBSP = "\u00a0"
HOURS = timedelta(hours=1)


@pytest.mark.parametrize(("why", "value", "kind", "told"), [
    ("points between thousands", 1234567, Kind.INTEGER, "1.234.567"),
    ("a real minus", -1234, Kind.INTEGER, "−1.234"),
    ("a comma before the rest", 1234.5, Kind.DECIMAL, "1.234,5"),
    ("halves are rounded up as people do it", 0.25, Kind.DECIMAL, "0,3"),
    ("and down below zero", -0.25, Kind.DECIMAL, "−0,3"),
    ("nothing is minus zero", -0.01, Kind.DECIMAL, "0,0"),
    ("a share as percent, held together", 0.123, Kind.PERCENT, "12,3_%"),
    ("a whole", 1, Kind.PERCENT, "100,0_%"),
    ("binary fractions do not show", 0.285, Kind.PERCENT, "28,5_%"),
    ("days have eight hours here", 19 * HOURS, Kind.DURATION, "2_ngày 3_giờ"),
    ("minutes count below a day", 3.5 * HOURS, Kind.DURATION, "3_giờ 30_phút"),
    ("a day and minutes", 8.5 * HOURS, Kind.DURATION, "1_ngày"),
    ("less than a minute", timedelta(seconds=59), Kind.DURATION, "0_giờ"),
    ("before its time", -9 * HOURS, Kind.DURATION, "−1_ngày 1_giờ"),
    ("day, month, year", date(2026, 1, 2), Kind.DATE, "02/01/2026"),
    ("in the paper's zone", at("2026-11-22 00:30"), Kind.INSTANT, "00:30 22/11/2026"),
    ("words stay", "Xã Đắk Ơ", Kind.TEXT, "Xã Đắk Ơ"),
    ("nothing is nothing, and not zero", None, Kind.INTEGER, ""),
])  # fmt: skip
def test_a_figure_in_words(why: str, value: Any, kind: Kind, told: str) -> None:
    assert said(paper(0), value, kind) == told.replace("_", NBSP), why


def test_an_office_with_seven_hours_has_shorter_days() -> None:
    assert said(paper(0, working_day=7 * HOURS), 15 * HOURS, Kind.DURATION) == f"2{NBSP}ngày 1{NBSP}giờ"


def test_figures_keep_to_the_right_and_words_to_the_left_unless_told_otherwise() -> None:
    assert [column.side for column in COLUMNS] == [Align.LEFT] + [Align.RIGHT] * 6
    assert Column(title="Mã", kind=Kind.INTEGER, align=Align.CENTRE).side is Align.CENTRE


@pytest.mark.parametrize(("kind", "value"), [
    (Kind.TEXT, 1), (Kind.INTEGER, 1.0), (Kind.INTEGER, True), (Kind.DECIMAL, "1"), (Kind.PERCENT, True),
    (Kind.DURATION, 60), (Kind.DATE, at("2026-11-22 09:00")), (Kind.INSTANT, date(2026, 11, 22)),
    (Kind.INSTANT, at("2026-11-22 09:00").replace(tzinfo=None)),
])  # fmt: skip
def test_a_figure_of_another_kind_is_refused(kind: Kind, value: Any) -> None:
    with pytest.raises(ValueError, match=f"no {kind}"):
        Fact(label="x", value=value, kind=kind)
    with pytest.raises(ValueError, match=f"no {kind}"):
        Table(caption="x", columns=(Column(title="x", kind=kind),), rows=((value,),))


def test_a_table_has_as_many_cells_in_each_row_as_columns_its_total_too() -> None:
    with pytest.raises(ValueError, match="2 cells, 1 columns"):
        Table(caption="x", columns=(Column(title="x"),), rows=(("a", "b"),))
    with pytest.raises(ValueError, match="0 cells, 1 columns"):
        Table(caption="x", columns=(Column(title="x"),), rows=(), total=())
    with pytest.raises(ValueError, match="has columns"):
        Table(caption="x", columns=(), rows=())
    with pytest.raises(ValueError, match="shorter than nothing"):
        Bars(caption="x", bars=(Bar(label="x", value=-1),))
