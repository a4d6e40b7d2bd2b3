"""What the catalogue promises of reports is what is shown."""

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from chalicelib.report import views
from chalicelib.report.figures import By
from chalicelib.report.reports import Asked
from tests.builders import SLUG
from tests.report.test_recount import CHIEF, FIRST, LAST, archive

ROOT = Path(__file__).parents[2]
CATALOGUE = json.loads((ROOT / "chalicelib/doors/operations/reports.json").read_text("utf-8"))


def faults(name: str, value: Any) -> list[str]:
    whole = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": CATALOGUE["schemas"]}}
    return [fault.message for fault in Draft202012Validator(whole).iter_errors(json.loads(json.dumps(value)))]


def test_figures_are_shown_as_the_catalogue_says_however_they_are_broken_down() -> None:
    for by in (None, *By):
        assert faults("ReportFigures", archive().figures(FIRST, LAST, by)) == [], by
    assert faults("ReportFigures", archive().figures(FIRST, LAST) | {"more": 1}) != []


def test_violations_are_shown_as_the_catalogue_says() -> None:
    found, following = archive().reports.violations(SLUG, Asked(first=FIRST, last=LAST), CHIEF, 100, None)
    assert following
    assert faults("ReportViolations", {"violations": [views.violation(v) for v in found], "next": following}) == []
    again, _ = archive().reports.violations(SLUG, Asked(first=FIRST, last=LAST), CHIEF, 100, following)
    assert not {(v.code, v.n, v.rule) for v in found} & {(v.code, v.n, v.rule) for v in again}


def test_what_lies_open_is_shown_as_the_catalogue_says() -> None:
    found, following = archive().reports.lying(SLUG, FIRST, "", CHIEF, 100, None, late=False)
    assert len(found) == 100
    assert faults("ReportPetitions", {"petitions": found, "next": following}) == []
    late, _ = archive().reports.lying(SLUG, LAST, "", CHIEF, 100, None, late=True)
    assert {one["overdue"] for one in late} == {True}
