"""Units and their people: own hours, closed units and who took over, delegates, the task force."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from chalicelib.province.document import province_from
from chalicelib.province.province import FormerName, Province

SONG_MAU = (Path(__file__).parents[1] / "data/province.json").read_text("utf-8")
SATURDAY_MORNING = {"week": {"sat": [["07:30", "11:30"]]}}


def province(units: dict[str, dict[str, Any]] | None = None, staff: list[dict[str, Any]] | None = None, **parts: Any) -> Province:  # fmt: skip
    """The invented province with more said about some units, with more staff."""
    document = json.loads(SONG_MAU) | parts
    for unit in document["units"]:
        unit |= (units or {}).get(unit["id"], {})
    document["staff"] += staff or []
    return province_from(document, 1)


def officer(name: str, role: str, unit: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "name": name, "role": role, "unit": unit, "email": None, "phone": None, **more}


def closed(successor: str) -> dict[str, Any]:
    return {"closed": {"on": "2026-05-01", "successor": successor}}


def ids(found: Any) -> list[str]:
    return [person.id for person in found]


@pytest.mark.parametrize(
    ("unit", "works", "why"),
    [
        ("so-xay-dung", True, "its own Saturday morning"),
        ("phong-ha-tang", True, "holds for the units below it"),
        ("so-tai-chinh", False, "not for its neighbours"),
        ("ubnd-tinh", False, "nor for those above"),
        ("khong-co", False, "a unit nobody knows keeps the province's hours"),
    ],
)
def test_a_unit_keeps_the_hours_of_the_nearest_unit_above_that_has_its_own(unit: str, works: bool, why: str) -> None:
    found = province({"so-xay-dung": {"calendar": SATURDAY_MORNING}}).calendar_of(unit)
    assert bool(found.shifts_on(date(2026, 3, 7))) is works, why


def test_the_nearest_calendar_prevails_and_is_laid_over_the_provinces() -> None:
    own = {"working_days": [{"date": "2026-03-08", "name": "trực"}]}
    held = province({"so-xay-dung": {"calendar": SATURDAY_MORNING}, "phong-ha-tang": {"calendar": own}})
    assert held.calendar_of("phong-ha-tang").shifts_on(date(2026, 3, 8))
    assert not held.calendar_of("phong-ha-tang").shifts_on(date(2026, 3, 7)), "not over its superior's"
    assert not held.calendar_of("phong-ha-tang").shifts_on(date(2026, 2, 17)), "Tết stays"


@pytest.mark.parametrize(
    ("unit", "lives_in", "is_open", "why"),
    [
        ("so-tai-chinh", "so-tai-chinh", True, "open units live in themselves"),
        ("phong-ha-tang", "so-tai-chinh", False, "two mergers in a row"),
        ("so-xay-dung", "so-tai-chinh", False, "the second of them"),
        ("p90001", "p90001", False, "a circle leads nowhere, and ends"),
        ("so-khcn", "so-khcn", False, "a successor nobody knows"),
        ("khong-co", "khong-co", False, "a unit nobody knows"),
    ],
)
def test_a_closed_unit_lives_on_in_its_successor(unit: str, lives_in: str, is_open: bool, why: str) -> None:
    held = province(
        {
            "phong-ha-tang": closed("so-xay-dung"),
            "so-xay-dung": closed("so-tai-chinh"),
            "p90001": closed("p90002"),
            "p90002": closed("p90001"),
            "so-khcn": closed("khong-co"),
        }
    )
    assert held.live(unit) == lives_in, why
    assert held.is_open(unit) is is_open, why


def test_history_keeps_the_names_of_closed_and_renamed_units() -> None:
    named = {"formerly": [{"name": "Sở Giao thông vận tải", "until": "2025-03-01"}]}
    held = province({"so-xay-dung": closed("so-tai-chinh") | named})
    unit = held.unit("so-xay-dung")
    assert (unit.name, unit.closed_on, unit.successor) == ("Sở Xây dựng", date(2026, 5, 1), "so-tai-chinh")
    assert unit.formerly == (FormerName(name="Sở Giao thông vận tải", until=date(2025, 3, 1)),)


@pytest.mark.parametrize(
    ("role", "unit", "told", "why"),
    [
        ("handler", "phong-ha-tang", ["ht-cv"], "its own"),
        ("head", "phong-ha-tang", ["xd-gd"], "the nearest head above"),
        ("head", "so-tai-chinh", ["ld"], "no head up to the root: the leadership"),
        ("handler", "so-khcn", ["dm"], "no handler up to the root: the coordinators"),
        ("coordinator", "p90001", ["dm"], "of the tray"),
        ("leadership", "p90001", ["ld"], "of the leading unit"),
        ("task_force", "p90001", ["tct"], "wherever it sits"),
        ("citizen", "p90001", [], "is no staff"),
    ],
)
def test_who_is_told(role: str, unit: str, told: list[str], why: str) -> None:
    assert ids(province().people(role, unit)) == told, why


def test_a_delegate_stands_for_a_head_only_where_there_is_none() -> None:
    staff = [
        officer("ht-pho", "handler", "phong-ha-tang", delegate=True),
        officer("bd-pho", "handler", "p90001", delegate=True),
    ]
    held = province(staff=staff)
    assert ids(held.people("head", "phong-ha-tang")) == ["ht-pho"], "sooner than the head above"
    assert ids(held.people("head", "p90001")) == ["bd-ct"], "there is a head"
    assert ids(held.people("handler", "p90001")) == ["bd-cv", "bd-pho"], "a delegate still handles"


def test_the_task_force_sits_in_its_unit_by_default_in_that_of_the_tray() -> None:
    assert province().task_force == "so-khcn"
    seated = province(staff=[officer("tct-2", "task_force", "so-tai-chinh")], task_force="so-tai-chinh")
    assert ids(seated.people("task_force", "p90001")) == ["tct-2"]


def test_for_a_closed_unit_the_people_of_its_successor_are_told() -> None:
    held = province({"p90002": closed("p90001")})
    assert ids(held.people("handler", "p90002")) == ["bd-cv"]


def test_an_officer_is_found_by_id() -> None:
    found = province().staff_member("tct")
    assert found
    assert (found.role, found.unit, found.delegate) == ("task_force", "ubnd-tinh", False)
    assert province().staff_member("nobody") is None


def test_two_readings_of_one_document_are_two_provinces() -> None:
    assert province() != province()
