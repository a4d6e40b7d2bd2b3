"""The fake trail and the one on DynamoDB keep entries alike."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.audit.audit import Entry, Records, place
from tests.builders import SLUG, at
from tests.fakes_audit import ShelfRecords

NOW = at("2026-11-18 09:00")
HOUR = timedelta(hours=1)
FIRST = Entry(
    tenant=SLUG, at=NOW, id="a1", by="khcn-dp", role="coordinator", unit="so-khcn", action="unveil_sender",
    about={"code": "SM-1"}, why="Gọi lại để hỏi rõ địa điểm",
)  # fmt: skip
SECOND = replace(FIRST, at=NOW + HOUR, id="b2", by="key:9", action="write_staff", about={}, why="")
SAME = replace(SECOND, id="c3")


@pytest.fixture(params=["shelf", "dynamo"])
def records(request: pytest.FixtureRequest) -> Records:
    if request.param == "shelf":
        found: Records = ShelfRecords()
    else:
        from chalicelib.audit.dynamo import DynamoRecords

        found = DynamoRecords(request.getfixturevalue("fresh_tables")[0])
    for entry in (SECOND, FIRST, SAME, replace(FIRST, tenant="tinh-khac"), replace(FIRST, at=NOW - 30 * 24 * HOUR)):
        found.add(entry)
    return found


def test_a_month_is_read_newest_first(records: Records) -> None:
    found = records.month(SLUG, "2026-11", NOW - 90 * HOUR, NOW + 90 * HOUR, "", 10)
    assert found == [SAME, SECOND, FIRST]
    assert records.month(SLUG, "2026-10", NOW - 900 * HOUR, NOW, "", 10) == [replace(FIRST, at=NOW - 720 * HOUR)]
    assert records.month("tinh-nao", "2026-11", NOW - HOUR, NOW + HOUR, "", 10) == []


def test_a_period_begins_at_its_first_moment_and_ends_before_its_last(records: Records) -> None:
    assert records.month(SLUG, "2026-11", NOW, NOW + HOUR, "", 10) == [FIRST]
    assert records.month(SLUG, "2026-11", NOW + HOUR / 2, NOW + 2 * HOUR, "", 10) == [SAME, SECOND]


def test_reading_goes_on_behind_an_entry(records: Records) -> None:
    span = (SLUG, "2026-11", NOW, NOW + 2 * HOUR)
    assert records.month(*span, "", 1) == [SAME]
    assert records.month(*span, place(SAME), 1) == [SECOND]
    assert records.month(*span, place(SECOND), 9) == [FIRST]
    assert records.month(*span, place(FIRST), 9) == []
