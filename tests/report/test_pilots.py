"""A pilot is looked at before and after it began, beside those that went on as ever."""

from datetime import date
from typing import Any

import pytest

from chalicelib.errors import Forbidden, NotFound
from chalicelib.province.faults import CHECKS
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Role
from tests.builders import SLUG, at, document, officer
from tests.report.test_doors import faults
from tests.report.town import CHIEF, Town

ROADS, ABOVE, FINANCE, SCIENCE = "phong-ha-tang", "so-xay-dung", "so-tai-chinh", "so-khcn"
UNIT = {"id": "duong", "name": "Trang của Sở Xây dựng", "unit": ABOVE, "since": "2026-11-18"}
KIND = {"id": "kieu", "name": "Hỏi đáp trên trang", "kind": document()["kinds"][0]["id"], "since": "2026-11-18"}


def town(*pilots: dict[str, Any]) -> Town:
    """Reports began on the 10th; one petition each day from the 16th to the 19th, two on the 18th. It is the 20th."""
    made = Town()
    made.provinces.put(document() | {"pilots": list(pilots)}, "test")
    made.clock.at = at("2026-11-11 00:30")
    made.nights.run()
    for number, day in enumerate((16, 17, 18, 18, 19)):
        made.clock.at = at(f"2026-11-{day} 09:00")
        made.says(person=str(number))
    made.clock.at = at("2026-11-20 09:00")
    made.nights.run()
    return made


def received(side: dict[str, Any]) -> tuple[str, str, int, int | None]:
    group = side["group"] and side["group"]["received"]
    return side["from"], side["to"], side["pilot"]["received"], group


def test_as_many_whole_days_before_as_after_of_the_pilot_and_its_group() -> None:
    (shown,) = town(UNIT).reports.pilots(SLUG, 90, CHIEF)
    assert faults("ReportPilots", {"pilots": [shown], "next": None}) == []
    assert (shown["days"], shown["group"]) == (2, [SCIENCE, FINANCE]), "departments; its own division is in none"
    whole = {day: received(shown[day])[2] + (received(shown[day])[3] or 0) for day in ("before", "after")}
    assert whole["after"] >= whole["before"]
    assert [received(shown[side])[:2] for side in ("before", "after")] == [
        ("2026-11-16", "2026-11-17"), ("2026-11-18", "2026-11-19"),
    ]  # fmt: skip
    assert [town(UNIT).reports.pilots(SLUG, 1, CHIEF)[0][side]["to"] for side in ("before", "after")] == [
        "2026-11-17", "2026-11-18",
    ]  # fmt: skip


def test_a_kind_is_compared_with_the_other_kinds_and_no_petition_is_on_both_sides() -> None:
    kinds = [kind["id"] for kind in document()["kinds"]]
    found = {}
    for kind in kinds:
        (shown,) = town(KIND | {"kind": kind}).reports.pilots(SLUG, 90, CHIEF)
        assert shown["group"] == sorted({*kinds} - {kind})
        found[kind] = [received(shown[side])[2:] for side in ("before", "after")]
    assert {tuple(sum(side) for side in sides) for sides in found.values()} == {(2, 3)}
    assert {sides[1] for sides in found.values()} == {(3, 0), (0, 3)}, "all were of one kind"
    both = town(KIND | {"kind": kinds[0]}, KIND | {"id": "2", "kind": kinds[1]}).reports.pilots(SLUG, 9, CHIEF)
    assert {tuple(one["group"]) for one in both} == {tuple(sorted(kinds[2:]))}, "pilots are in no group"


def test_a_unit_s_petitions_and_those_of_its_divisions_are_on_one_side_only() -> None:
    found = set()
    for unit in (ABOVE, FINANCE, SCIENCE):
        (shown,) = town(UNIT | {"unit": unit}).reports.pilots(SLUG, 90, CHIEF)
        found.add(received(shown["after"])[2:])
    assert found == {(3, 0), (0, 3)}, "all were of one department"


def test_what_is_no_day_old_has_no_after() -> None:
    for since in ("2026-11-20", "2027-01-01"):
        (shown,) = town(UNIT | {"since": since}).reports.pilots(SLUG, 30, CHIEF)
        assert faults("ReportPilots", {"pilots": [shown], "next": None}) == []
        assert (shown["days"], shown["after"]) == (0, None)
    assert shown["before"]["to"] == "2026-12-31"


@pytest.mark.parametrize(
    ("actor", "sees"),
    [
        (officer(Role.ANALYST, SCIENCE), [("duong", True), ("kieu", True)]),
        (officer(Role.HEAD, ABOVE), [("duong", False), ("kieu", False)]),
        (officer(Role.HEAD, FINANCE), [("kieu", False)]),
    ],
)
def test_a_head_sees_the_own_pilot_and_nobody_elses_group(actor: Actor, sees: list[tuple[str, bool]]) -> None:
    shown = town(UNIT, KIND).reports.pilots(SLUG, 9, actor)
    assert [(one["id"], bool(one["group"]) and one["before"]["group"] is not None) for one in shown] == sees


def test_who_may_not_see_reports_sees_no_pilots() -> None:
    with pytest.raises(Forbidden):
        town(UNIT).reports.pilots(SLUG, 9, officer(Role.HANDLER, ABOVE))
    with pytest.raises(NotFound):
        town(UNIT).reports.pilots("tinh-khac", 9, CHIEF)


def test_a_pilot_of_nothing_is_refused_with_its_place() -> None:
    wrong = [UNIT | {"unit": "x"}, KIND | {"kind": "y"}, UNIT | {"since": "2026-02-30"}]
    kept = document() | {"pilots": wrong}
    found = [fault["pointer"] for check in CHECKS for fault in check(kept)]
    assert found == ["/pilots/0/unit", "/pilots/1/kind", "/pilots/2/id", "/pilots/2/since"]
    assert date.fromisoformat(UNIT["since"])
