"""What the catalogue promises of reports, meetings and tasks is what is shown."""

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from chalicelib.briefing import views
from chalicelib.briefing.briefings import Wanted
from chalicelib.briefing.order import Kind
from chalicelib.briefing.order import State as Owed
from chalicelib.briefing.task import OVERDUE, State, Step
from chalicelib.schema import document
from tests.briefing.office import CHIEF, Office
from tests.builders import COORDINATOR, SLUG, at

ROOT = Path(__file__).parents[2]
CATALOGUE = json.loads((ROOT / "chalicelib/doors/operations/briefings.json").read_text("utf-8"))
ROW = {"text": "Trả lời", "unit": "p90001", "due": "2026-11-20"}


def faults(name: str, value: Any) -> list[str]:
    whole = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": CATALOGUE["schemas"]}}
    return [fault.message for fault in Draft202012Validator(whole).iter_errors(json.loads(json.dumps(value)))]


def test_reports_are_shown_as_the_catalogue_says() -> None:
    office = Office()
    office.tick("2026-11-17 07:30")
    office.clock.at = at("2026-11-18 00:10")
    body = {"kind": "unit_report", "from": "2026-11-17", "to": "2026-11-17", "unit": "p90001"}
    office.briefings.ask(SLUG, body, COORDINATOR)
    found, following = office.briefings.page(SLUG, Wanted(), CHIEF, 10, None)
    shown = {"briefings": [views.briefing(one) for one in found], "next": following}
    assert [one["state"] for one in shown["briefings"]] == ["making", "made"]
    assert faults("Briefings", shown) == []
    assert faults("Briefings", shown | {"more": 1}) != []


def test_meetings_and_tasks_are_shown_as_the_catalogue_says() -> None:
    office = Office()
    rows = [ROW, ROW | {"tickets": [office.says()]}, ROW | {"target": {"figure": "overdue", "most": 5}}]
    body = {"date": "2026-11-16", "title": "Giao ban", "units": ["p90001"], "conclusions": rows}
    meeting, tasks = office.meetings.hold(SLUG, body, COORDINATOR)
    assert faults("BriefingMeeting", views.meeting(meeting, tasks)) == []
    office.tick("2026-11-23 07:30")
    found, following = office.meetings.page(SLUG, "", "", CHIEF, 10, None)
    assert faults("BriefingTasks", {"tasks": [views.task(one) for one in found], "next": following}) == []
    assert {one.standing for one in found} == {"done", "overdue"}


def test_the_words_are_the_codes_own() -> None:
    schemas = CATALOGUE["schemas"]
    assert set(schemas["Briefing"]["properties"]["kind"]["enum"]) == set(Kind)
    assert set(schemas["Briefing"]["properties"]["state"]["enum"]) == set(Owed)
    assert set(schemas["BriefingTask"]["properties"]["state"]["enum"]) == {*State, OVERDUE}
    assert set(document("briefing/step")["properties"]["step"]["enum"]) == set(Step) - {Step.MEET}
    assert set(document("briefing/briefing")["properties"]["kind"]["enum"]) == set(Kind)
