"""What stands in the query of a list is read as it was meant, or refused with the name of what is wrong."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chalicelib import openapi
from chalicelib.audit.audit import Audit, Wanted
from chalicelib.doors import asking
from chalicelib.doors.queries import faults
from chalicelib.errors import BadInput
from tests.builders import COORDINATOR, SLUG, at
from tests.fakes import Clock
from tests.fakes_audit import ShelfRecords

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


@pytest.mark.parametrize("limit", [1, 2])
def test_a_list_without_an_end_goes_on_after_midnight_as_it_was_begun(limit: int) -> None:
    """What was written after its first page, and what its period no longer reaches, changes nothing in it."""
    zone, clock, records = "Asia/Ho_Chi_Minh", Clock(at("2026-11-18 23:59")), ShelfRecords()
    ids = iter("edcba")
    audit = Audit(records, lambda: next(ids), clock)
    for day in ("2026-10-19 00:00", "2026-11-01 00:00", "2026-11-18 23:00"):
        audit.note(COORDINATOR, SLUG, "write_staff", {})
        records.kept[-1] = replace(records.kept[-1], at=at(day))
    found, given = list[str](), asked()
    while True:
        today, cursor = asking.begun(given, asking.local_day(clock(), zone))
        since, until = asking.period(given, zone, today, MONTH)
        page = audit.page(SLUG, Wanted(since=since, until=until), COORDINATOR, limit, cursor)
        found += [entry.id for entry in page.entries]
        if (following := asking.going_on(today, page.cursor)) is None:
            break
        assert faults(openapi.query_of({"query": {"cursor": {}}}), {"cursor": following}) == []
        clock.pass_by(minutes=2)
        audit.records.add(replace(records.kept[-1], at=clock(), id="late"))
        given = asked(cursor=following)
    assert found == ["c", "d", "e"]
    begun = asking.going_on(date(2026, 11, 17), following or cursor)
    since, until = asking.period(given, zone, asking.begun(asked(cursor=begun), today)[0], MONTH)
    with pytest.raises(BadInput):  # another day is another question
        audit.page(SLUG, Wanted(since=since, until=until), COORDINATOR, limit, cursor)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("cursor", "2026-02-30_abc"),
        ("cursor", "9999-12-31_abc"),
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
    asking.begun(wrong, date(2026, 11, 18))
    asking.period(wrong, "Asia/Ho_Chi_Minh", date(2026, 11, 18), MONTH)
