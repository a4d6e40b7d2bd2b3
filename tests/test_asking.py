"""What stands in the query of a list is read as it was meant, or refused with the name of what is wrong."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.doors import asking
from chalicelib.errors import BadInput
from tests.builders import at

MONTH = timedelta(days=30)


@dataclass
class Asked:
    """As much of a request as is looked at."""

    query_params: dict[str, str]


def asked(**given: str) -> Any:
    return Asked({name.removesuffix("_"): value for name, value in given.items()})


def test_one_of_a_few_words_the_first_unless_another_is_named() -> None:
    words = ("open", "done")
    assert [asking.choice(asked(**given), "state", words) for given in ({}, {"state": "done"})] == ["open", "done"]


def test_an_instant_has_its_offset_also_with_a_plus_nobody_escaped() -> None:
    wanted = datetime(2026, 11, 18, 2, tzinfo=UTC)
    for given in ("2026-11-18T09:00:00+07:00", "2026-11-18T09:00:00 07:00", "2026-11-18T02:00:00Z"):
        assert asking.moment(asked(due_before=given), "due_before") == wanted
    assert asking.moment(asked(), "due_before") is None


def test_a_period_is_whole_days_where_the_province_is() -> None:
    zone, today = "Asia/Ho_Chi_Minh", date(2026, 11, 18)
    assert asking.period(asked(from_="2026-11-01", to="2026-11-02"), zone, today, MONTH) == (
        at("2026-11-01 00:00"), at("2026-11-03 00:00"),
    )  # fmt: skip
    assert asking.period(asked(), zone, today, MONTH) == (at("2026-10-19 00:00"), at("2026-11-19 00:00"))
    assert asking.period(asked(to="2026-02-01"), zone, today, MONTH)[0] == at("2026-01-02 00:00")


def test_a_day_begins_at_midnight_where_the_province_is() -> None:
    given = asked(from_="2026-11-01", to="2026-11-30")
    assert asking.midnight(given, "from", "Asia/Ho_Chi_Minh") == at("2026-11-01 00:00")
    assert asking.midnight(given, "to", "Asia/Ho_Chi_Minh", later=1) == at("2026-12-01 00:00")
    assert asking.midnight(asked(), "to", "Asia/Ho_Chi_Minh", later=1) is None


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("state", "DONE"),
        ("state", ""),
        ("due_before", "2026-11-18"),
        ("due_before", "2026-11-18T09:00:00"),
        ("due_before", "tomorrow"),
        ("due_before", "0001-01-01T00:00:00+14:00"),
        ("due_before", "9999-12-31T23:59:59-12:00"),
        ("to", "18/11/2026"),
        ("to", "2026-02-30"),
        ("to", "20261118"),
        ("to", "2026-W47-3"),
        ("to", "0001-01-01"),
        ("to", "9999-12-31"),
        ("from", "2026-11-19"),
    ],
)
def test_what_is_malformed_is_refused_by_its_name(name: str, given: str) -> None:
    with pytest.raises(BadInput) as refusal:
        read_all(Asked({name: given}))
    assert [fault["pointer"] for fault in refusal.value.facts["faults"]] == [f"?{name}"]


def read_all(wrong: Any) -> None:
    asking.choice(wrong, "state", ("open", "done"))
    asking.moment(wrong, "due_before")
    asking.period(wrong, "Asia/Ho_Chi_Minh", date(2026, 11, 18), MONTH)
