"""The fake and DynamoDB keep folded days alike."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from chalicelib.report.store import Progress, Rollups, Sheet
from tests.builders import SLUG, at
from tests.fakes_report import ShelfRollups

DAY, NEXT, THIRD = date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2)
LONG = [[f"{n * 2_654_435_761 % 2**64:x}", {"received": n}] for n in range(40_000)]  # several parts


@pytest.fixture(params=["shelf", "dynamo"])
def rollups(request: pytest.FixtureRequest) -> Iterator[Rollups]:
    if request.param == "shelf":
        yield ShelfRollups()
    else:
        petitions, _ = request.getfixturevalue("fresh_tables")
        from chalicelib.report.dynamo import DynamoRollups

        yield DynamoRollups(petitions)


def test_a_day_comes_back_as_it_was_kept_and_only_what_was_asked_for(rollups: Rollups) -> None:
    rollups.keep(SLUG, Sheet.FLOWS, DAY, [["so-khcn", {"received": 1}]])
    rollups.keep(SLUG, Sheet.FLOWS, NEXT, [])
    rollups.keep(SLUG, Sheet.STANDING, DAY, ["other sheet"])
    rollups.keep("tinh-khac", Sheet.FLOWS, DAY, ["other province"])
    rollups.publish(SLUG, Sheet.FLOWS, DAY, ["published"])
    assert rollups.days(SLUG, Sheet.FLOWS, DAY, NEXT, published=False) == {
        DAY: [["so-khcn", {"received": 1}]],
        NEXT: [],
    }
    assert rollups.days(SLUG, Sheet.FLOWS, NEXT, THIRD, published=False) == {NEXT: []}
    assert rollups.days(SLUG, Sheet.FLOWS, DAY, THIRD, published=True) == {DAY: ["published"]}
    assert rollups.days(SLUG, Sheet.VIOLATIONS, DAY, THIRD, published=False) == {}


def test_a_long_day_is_kept_whole_and_a_shorter_one_in_its_place(rollups: Rollups) -> None:
    rollups.keep(SLUG, Sheet.PILE, DAY, LONG)
    rollups.keep(SLUG, Sheet.PILE, NEXT, ["next"])
    assert rollups.days(SLUG, Sheet.PILE, DAY, NEXT, published=False) == {DAY: LONG, NEXT: ["next"]}
    rollups.keep(SLUG, Sheet.PILE, DAY, ["short"])
    assert rollups.days(SLUG, Sheet.PILE, DAY, NEXT, published=False) == {DAY: ["short"], NEXT: ["next"]}


def test_a_day_is_published_with_its_flows_and_stays_and_is_written_over_until_then(rollups: Rollups) -> None:
    rollups.publish(SLUG, Sheet.PILE, DAY, LONG)
    rollups.publish(SLUG, Sheet.STANDING, DAY, ["left by a run that was killed"])
    rollups.publish(SLUG, Sheet.FLOWS, NEXT, ["another day"])
    assert rollups.days(SLUG, Sheet.PILE, DAY, THIRD, published=True) == {}
    rollups.publish(SLUG, Sheet.STANDING, DAY, ["stands"])
    rollups.publish(SLUG, Sheet.PILE, DAY, ["shorter"])
    rollups.publish(SLUG, Sheet.FLOWS, DAY, LONG)
    for sheet in Sheet:
        rollups.publish(SLUG, sheet, DAY, ["too late"])
    kept = {sheet: rollups.days(SLUG, sheet, DAY, DAY, published=True).get(DAY) for sheet in Sheet}
    assert kept == {Sheet.STANDING: ["stands"], Sheet.PILE: ["shorter"], Sheet.FLOWS: LONG, Sheet.VIOLATIONS: None}


def test_how_far_a_province_is_folded(rollups: Rollups) -> None:
    assert rollups.progress(SLUG) is None
    reached = Progress(since=DAY, rolled=NEXT, late_until=at("2026-12-02 00:30"))
    rollups.advance(SLUG, reached)
    assert rollups.progress(SLUG) == reached
    again = replace(reached, again=DAY)
    rollups.advance(SLUG, again)
    assert rollups.progress(SLUG) == again
    rollups.advance(SLUG, reached)
    assert rollups.progress(SLUG) == reached
    assert rollups.progress("tinh-khac") is None
