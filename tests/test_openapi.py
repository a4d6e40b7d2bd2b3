"""The OpenAPI document says what the app does: every route, every parameter, every name that may come."""

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from chalicelib import docs_page, openapi, problems, schema
from chalicelib.ticket.ticket import Channel, Lane, Outcome
from chalicelib.ticket.workflow import Act, Role, Status
from tests.described import document, routes

HERE = Path(openapi.__file__).parent
SUBJECTS = sorted((HERE / "doors" / "operations").glob("*.json"))


def test_every_route_has_an_entry_and_every_entry_a_route() -> None:
    there, described = {route.name for route in routes()}, set(openapi.catalogue().operations)
    assert sorted(there - described) == [], "routes nobody has described"
    assert sorted(described - there) == [], "entries without a route"


def test_no_two_routes_share_a_view() -> None:
    """The name of the view is the id of the operation: clients are generated from it."""
    names = [route.name for route in routes()]
    assert len(names) == len(set(names))


def test_the_document_is_valid() -> None:
    assert [error.message for error in OpenAPIV31SpecValidator(document()).iter_errors()] == []


def test_every_parameter_of_a_path_is_described() -> None:
    bare = [
        (route.path, one["name"])
        for route in routes()
        for one in document()["paths"].get(route.path, {}).get(route.method.lower(), {}).get("parameters", [])
        if "$ref" not in one and not (one.get("schema") and one.get("description"))
    ]
    assert bare == []


def test_no_entry_describes_a_parameter_that_is_not_in_its_path() -> None:
    for route in routes():
        entry = openapi.catalogue().operations.get(route.name, {})
        assert set(entry.get("path", {})) <= set(openapi.named(route.path)), route.name


@pytest.mark.parametrize("path", SUBJECTS, ids=lambda path: path.stem)
def test_a_subject_speaks_both_languages_and_says_nothing_nobody_reads(path: Path) -> None:
    subject = json.loads(path.read_text("utf-8"))
    assert set(subject) <= {"tag", "checks", "operations", "schemas"}
    known = {
        "summary", "summary_vi", "description", "path", "query", "headers", "body", "body_required", "answers", "errors",
        "idempotency", "must",
    }  # fmt: skip
    for name, entry in subject["operations"].items():
        assert set(entry) <= known, f"{name}: {set(entry) - known}"
        assert entry["summary"], name
        assert entry["summary_vi"], name
        assert unicodedata.is_normalized("NFC", json.dumps(entry, ensure_ascii=False)), name
        assert all(200 <= int(status) < 600 for status in entry["answers"]), name


def _described(node: Any) -> list[dict[str, Any]]:
    """Every object a schema speaks of."""
    if isinstance(node, list):
        return [found for one in node for found in _described(one)]
    if not isinstance(node, dict):
        return []
    own = [node] if "properties" in node else []
    return own + [found for one in node.values() for found in _described(one)]


@pytest.mark.parametrize("path", SUBJECTS, ids=lambda path: path.stem)
def test_an_answer_is_described_exactly(path: Path) -> None:
    """A field nobody has named would be shown by mistake."""
    for name, one in json.loads(path.read_text("utf-8")).get("schemas", {}).items():
        for found in _described(one):
            assert "additionalProperties" in found or "unevaluatedProperties" in found, f"{name}: {list(found)}"


@pytest.mark.parametrize(
    ("name", "values"),
    [("Status", Status), ("Act", Act), ("Role", Role), ("Outcome", [*Outcome, None])],
)
def test_what_may_come_is_what_the_code_knows(name: str, values: Any) -> None:
    assert set(document()["components"]["schemas"][name]["enum"]) == {one and str(one) for one in values}


def test_the_names_of_channels_and_lanes_are_the_codes_own() -> None:
    ticket = document()["components"]["schemas"]["Ticket"]["properties"]
    assert set(ticket["channel"]["enum"]) == set(map(str, Channel))
    assert set(ticket["lane"]["enum"]) == set(map(str, Lane))


def test_a_door_is_described_by_the_schema_that_keeps_it() -> None:
    found = document()["components"]["schemas"]["IntakePlea"]
    assert found["properties"] == schema.document("intake/plea")["properties"]


def test_staff_calls_say_what_they_need_and_public_calls_need_nothing() -> None:
    for route in routes():
        entry = document()["paths"].get(route.path, {}).get(route.method.lower())
        if entry:
            assert ("security" in entry) is route.staff, route.name
            assert not route.staff or {"401", "403"} <= set(entry["responses"]), route.name
            assert not route.staff or entry["x-action"], route.name


def test_every_call_may_be_too_fast_and_every_answer_names_its_call() -> None:
    for path, methods in document()["paths"].items():
        for verb, entry in methods.items():
            assert "429" in entry["responses"], (path, verb)
            said = [one["headers"] for one in entry["responses"].values() if "$ref" not in one]
            assert all("X-Correlation-Id" in headers for headers in said), (path, verb)


def test_a_name_that_stands_in_two_subjects_is_found() -> None:
    names = [name for path in SUBJECTS for name in json.loads(path.read_text("utf-8")).get("schemas", {})]
    assert len(names) == len(set(names))


@pytest.fixture(scope="module")
def page() -> str:
    return docs_page.filled(document())


def test_the_page_names_every_call_every_problem_and_every_schema(page: str) -> None:
    for route in routes():
        if route.name in openapi.catalogue().operations:
            assert f"<code>{route.path}</code>" in page, route.path
    assert all(f"<code>{code}</code>" in page for code in problems.codes())
    assert all(f'id="schema-{name.lower().replace(".", "-")}"' in page for name in document()["components"]["schemas"])


def test_the_page_needs_no_script_loads_nothing_and_speaks_vietnamese_first(page: str) -> None:
    assert "<script" not in page
    assert not re.search(r'(src|href)="https?:', page)
    assert '<html lang="vi">' in page
    assert page.index("Tài liệu API") < page.index("API documentation")


def test_every_link_of_the_page_leads_somewhere(page: str) -> None:
    wanted, there = set(re.findall(r'href="#([^"]+)"', page)), re.findall(r'id="([^"]+)"', page)
    assert wanted - set(there) == set()
    assert len(there) == len(set(there)), "no two places share a name"


def test_what_a_description_holds_cannot_break_the_page() -> None:
    hostile = json.loads(json.dumps(document()))
    hostile["tags"][0]["description"] = "<img src=x onerror=alert(1)>"
    assert "<img" not in docs_page.filled(hostile)
