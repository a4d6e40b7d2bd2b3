"""A survey's mean stands beside the stars of petitions and of services, by unit, and few say nothing of one."""

from collections import Counter
from datetime import date

import pytest

from chalicelib.report.figures import By
from chalicelib.report.fold import Cell
from chalicelib.report.opinions import opinions
from chalicelib.report.reports import Asked
from chalicelib.report.samples import MINIMUM
from chalicelib.ticket.workflow import Role
from tests.builders import SLUG, at, officer
from tests.report.test_doors import faults
from tests.report.town import CHIEF, Town

DAY = date(2026, 11, 18)
ROADS, ABOVE, WARD = "phong-ha-tang", "so-xay-dung", "p90001"


@pytest.fixture
def town() -> Town:
    made = Town()
    made.served = {ROADS: Counter({5: 3, 4: 1}), ABOVE: Counter({1: 1}), WARD: Counter({2: 4})}
    made.served["closed-long-ago"] = Counter({5: 9})
    made.surveyed = {ABOVE: (41, 3.61), WARD: (3, None)}
    return made


def test_the_three_stand_beside_each_other_each_with_those_below_it(town: Town) -> None:
    shown = town.figures(DAY, DAY, by=By.UNIT)
    assert faults("ReportFigures", shown) == []
    rows = {row["unit"]: [row["petitions"], row["services"], row["survey"]] for row in shown["opinions"]}
    none = {"n": 0, "mean": None}
    assert rows[ROADS] == [none, {"n": 4, "mean": None}, none], "four are too few"
    assert rows[ABOVE] == [none, {"n": 5, "mean": 4.0}, {"n": 41, "mean": 3.61}]
    assert rows[WARD] == [none, {"n": 4, "mean": None}, {"n": 3, "mean": None}]
    assert "closed-long-ago" not in rows
    assert town.questions == [(SLUG, at("2026-11-18 00:00"), at("2026-11-19 00:00")), (SLUG, DAY, DAY)]


def test_stars_of_petitions_are_added_up_over_everything_else_a_cell_tells(town: Town) -> None:
    def cell(unit: str, channel: str) -> Cell:
        return unit, "giao-thong", channel, "field_report", ""

    flows = {
        cell(ROADS, "zalo"): Counter({"stars.5": 2, "received": 9}), cell(ROADS, "facebook"): Counter({"stars.1": 2}),
        cell(ABOVE, "zalo"): Counter({"stars.3": MINIMUM - 4}), cell(WARD, "zalo"): Counter({"received": 3}),
    }  # fmt: skip
    rows = {row["unit"]: row["petitions"] for row in opinions(town.province, None, flows, {}, {})}
    assert rows == {
        ROADS: {"n": 4, "mean": None}, ABOVE: {"n": 5, "mean": 3.0}, "ubnd-tinh": {"n": 5, "mean": 3.0},
    }  # fmt: skip


def test_a_head_sees_the_own_part_and_other_break_downs_ask_nobody(town: Town) -> None:
    asked = Asked(first=DAY, last=DAY, by=By.UNIT)
    own = town.reports.figures(SLUG, asked, officer(Role.HEAD, ABOVE))["opinions"]
    assert {row["unit"] for row in own} == {ABOVE, ROADS}
    town.questions.clear()
    assert town.reports.figures(SLUG, Asked(first=DAY, last=DAY, by=By.KIND), CHIEF)["opinions"] == []
    assert town.questions == []
