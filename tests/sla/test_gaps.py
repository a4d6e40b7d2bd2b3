"""Years nobody can vouch for are told before a deadline falls into them."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.sla.deadline import Allowance, Unit, moment_after
from chalicelib.sla.gaps import gaps
from tests.sla.offices import HANOI, province

OWN = {"base": None, "days_off": [{"date": "2026-01-01", "name": "Tết Dương lịch"}]}


@pytest.mark.parametrize(
    ("why", "today", "changes", "found"),
    [
        ("2026 is official, 2027 far off", date(2026, 6, 1), {}, []),
        ("from September on 2027 must be there: it is", date(2026, 9, 1), {}, []),
        ("by December it should be final: it is not", date(2026, 12, 1), {}, [(2027, "provisional")]),
        ("on the eve of December nobody asks", date(2026, 11, 30), {}, []),
        ("in 2027 itself it must be final", date(2027, 1, 1), {}, [(2027, "provisional")]),
        ("2028 is missing from September on", date(2027, 9, 1), {}, [(2027, "provisional"), (2028, "missing")]),
        ("the day before it is not asked for", date(2027, 8, 31), {}, [(2027, "provisional")]),
        ("in 2028 nothing is known of 2028", date(2028, 1, 1), {}, [(2028, "missing")]),
        ("a lonely day off is no list of holidays", date(2028, 1, 1), {"days_off": [{"date": "2028-01-03", "name": "x"}]}, [(2028, "missing")]),
        ("without a base what was entered counts", date(2026, 6, 1), OWN, []),
        ("and what was not is missing", date(2026, 9, 1), OWN, [(2027, "missing")]),
        ("without a base and any entry", date(2026, 6, 1), {"base": None}, [(2026, "missing")]),
        ("a year before the list begins", date(2023, 12, 31), {}, [(2023, "missing")]),
    ],
)  # fmt: skip
def test_case_23_a_missing_holiday_year_raises_the_gap(
    why: str, today: date, changes: dict[str, Any], found: list[tuple[int, str]]
) -> None:
    assert list(gaps(province(**changes), today)) == found, why


def test_case_23_every_deadline_of_eighty_working_days_falls_into_a_year_looked_at() -> None:
    """The reason for 1 September: four months hold any ordinary limit and its extension."""
    calendar = province()
    for ahead in range(365):
        today = date(2026, 1, 1) + timedelta(days=ahead)
        start = datetime(today.year, today.month, today.day, 9, tzinfo=HANOI)
        due = calendar.local_day(moment_after(start, Allowance(Unit.WORKING_DAYS, 80), calendar))
        assert due.year == today.year or today.month >= 9, today
