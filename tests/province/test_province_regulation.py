"""The sample regulations: a last word for every stage, and a ladder that climbs."""

from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest

from chalicelib.province.province import Province
from chalicelib.province.regulation import Stage
from chalicelib.sla.deadline import moment_after
from tests.province.files import each_document, each_province

MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # 09:00, an ordinary week


@each_document
def test_the_last_limit_of_each_stage_holds_for_all_and_the_sample_says_so(document: dict[str, Any]) -> None:
    limits = document["regulation"]["limits"]
    for stage in Stage:
        rows = [row for row in limits if row["stage"] == stage]
        assert "when" not in rows[-1], stage
        assert all("when" in row for row in rows[:-1]), f"{stage}: a row behind the last word never counts"
    assert document["regulation"]["sample"] is True
    assert all("mẫu" in row["article"].lower() for row in limits)


@each_province
@pytest.mark.parametrize("urgency", ["normal", "emergency"])
@pytest.mark.parametrize("stage", list(Stage))
def test_the_ladder_climbs_in_time(province: Province, urgency: str, stage: Stage) -> None:
    facts = {"urgency": urgency, "kind": "field_report", "category": "ve-sinh-moi-truong"}
    due = moment_after(MONDAY, province.regulation.limit(stage, facts).allow, province.calendar)
    steps = province.regulation.steps(stage, facts)
    moments = [moment_after(due, step.after, province.calendar) for step in steps]
    assert all(sooner < later for sooner, later in pairwise(moments)), "two levels at once help nobody"
    assert moments[0] >= MONDAY, "a warning before the clock has begun"
    assert [step.level for step in steps] == [1, 2, 3, 4]
    assert "leadership" in steps[-1].tell


@each_province
def test_an_emergency_is_never_slower_than_the_rest(province: Province) -> None:
    for stage in Stage:
        urgent, plain = (
            province.regulation.limit(stage, {"urgency": urgency, "kind": "field_report", "category": "cay-xanh"})
            for urgency in ("emergency", "normal")
        )
        due = [moment_after(MONDAY, limit.allow, province.calendar) for limit in (urgent, plain)]
        assert due[0] < due[1], stage
