"""The shipped calendar of the public sector, day by day."""

import json
from datetime import date
from pathlib import Path

import pytest

from chalicelib.sla import workdays
from tests.sla.offices import day, province

BASE = json.loads(Path(workdays.__file__).with_name("vietnam.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("when", "works", "why"),
    [
        ("2024-02-08 Thursday", False, "Tết 2024 begins with the 29th of the last month"),
        ("2024-02-14 Wednesday", False, "and ends with the fifth day"),
        ("2024-02-15 Thursday", True, "work begins again"),
        ("2024-04-29 Monday", False, "swapped"),
        ("2024-05-04 Saturday", True, "for this Saturday"),
        ("2025-01-24 Friday", True, "last day before Tết 2025"),
        ("2025-01-27 Monday", False, "first day off, for the Saturday within Tết"),
        ("2025-02-03 Monday", True, "work begins again"),
        ("2025-04-07 Monday", False, "Hùng Kings"),
        ("2025-04-26 Saturday", True, "make-up day"),
        ("2025-05-02 Friday", False, "the day it replaces"),
        ("2025-09-01 Monday", False, "the second day of National Day lies before it"),
        ("2025-09-03 Wednesday", True, "and not after it"),
        ("2026-01-02 Friday", False, "swapped by 12729/VPCP-KGVX"),
        ("2026-01-10 Saturday", True, "for this Saturday"),
        ("2026-02-13 Friday", True, "last day before Tết 2026"),
        ("2026-02-16 Monday", False, "Tết's eve"),
        ("2026-02-20 Friday", False, "its fifth day off"),
        ("2026-02-23 Monday", True, "nine days later"),
        ("2026-04-27 Monday", False, "Hùng Kings fell on the Sunday"),
        ("2026-04-28 Tuesday", True, "one day is enough"),
        ("2026-08-22 Saturday", True, "make-up day"),
        ("2026-08-31 Monday", False, "the day it replaces"),
        ("2026-11-24 Tuesday", False, "unconfirmed: rather a day late than a broken promise"),
        ("2027-02-10 Wednesday", False, "for the Sunday within Tết 2027, provisional"),
        ("2027-05-03 Monday", False, "Labour Day fell on the Saturday"),
    ],
)
def test_the_shipped_calendar_knows_the_day(when: str, works: bool, why: str) -> None:
    assert bool(province().shifts_on(day(when))) is works, why


def test_every_make_up_day_is_a_weekend_day_and_the_day_it_replaces_is_off() -> None:
    off = {row["date"] for row in BASE["days_off"]}
    for row in BASE["working_days"]:
        assert date.fromisoformat(row["date"]).weekday() > 4, row
        assert date.fromisoformat(row["replaces"]).weekday() < 5, row
        assert row["replaces"] in off, row
        assert row["date"] not in off, row


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027])
def test_each_year_has_as_many_weekdays_off_as_the_law_grants(year: int) -> None:
    """Eleven by art. 112, the Culture Day from 2026, and one for each weekday swapped with a Saturday."""
    off = [date.fromisoformat(row["date"]) for row in BASE["days_off"]]
    swapped = [row for row in BASE["working_days"] if row["date"].startswith(str(year))]
    on_weekdays = [each for each in off if each.year == year and each.weekday() < 5]
    assert len(on_weekdays) == 11 + (year >= 2026) + len(swapped)


def test_the_shipped_calendar_names_its_source_and_carries_its_licence() -> None:
    assert "PyPI holidays 0.109" in BASE["source"][0]
    assert "Vacanza Team and individual contributors" in BASE["licence"]
    assert "The above copyright notice and this permission notice shall be included" in BASE["licence"]


def test_a_calendar_says_which_years_it_knows_so_that_a_missing_one_can_raise_an_alarm() -> None:
    calendar = province()
    assert calendar.known_years == {2024, 2025, 2026, 2027}
    assert calendar.provisional_years == {2027}
    assert 2028 not in calendar.known_years
