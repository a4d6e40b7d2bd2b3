"""The OpenAPI document says what the app does: every route, every parameter, every name that may come."""

import json
import re
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from chalicelib import docs_page, openapi, problems, schema
from chalicelib.hooks import signing
from chalicelib.hooks.hook import PING, Hook, News
from chalicelib.hooks.news import EVENTS, of_dossier, of_ticket
from chalicelib.hooks.posting import message
from chalicelib.ticket.ticket import Channel, Lane, Outcome
from chalicelib.ticket.workflow import Act, Role, Status
from tests.builders import SLUG, World, at
from tests.described import FORMATS, document, routes

NOW = at("2026-11-18 09:00")
HOOK = Hook(tenant=SLUG, id="h-1", url="https://x.example", events=frozenset(), by="admin", created_at=NOW, note="")
OF_THE_GATE = (401, 403, 413, 429, 500, 503)
GATE: dict[bool, list[Any]] = {True: [{"message": "Too Many Requests"}], False: []}
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
    assert set(subject) <= {"tag", "checks", "refused", "operations", "schemas", "webhooks"}
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


def test_every_list_leads_on() -> None:
    """One page or many, `next` says so."""
    own = {"list_choices", "list_open311"}  # what a form is made of; what Open311 says
    for name, entry in openapi.catalogue().operations.items():
        if (name.startswith("list_") or name == "preview_letters") and name not in own:
            (reference,) = entry["answers"]["200"]["schema"].values()
            held = document()["components"]["schemas"][reference.rsplit("/", 1)[1]]
            assert "next" in held["required"], name


def test_what_is_made_is_somewhere() -> None:
    """201 says where, and what stands there can be read with the version it has."""
    for name, entry in openapi.catalogue().operations.items():
        if "201" in entry["answers"]:
            assert "Location" in entry["answers"]["201"].get("headers", []), name


def test_what_holds_a_secret_is_made_rotated_and_taken_away_alike() -> None:
    held = openapi.catalogue().operations
    for make, rotate, drop in (("create_key", "rotate_key", "revoke_key"), ("make_hook", "rotate_hook", "delete_hook")):
        assert set(held[make]["answers"]["201"]["headers"]) == {"Location", "ETag", "Cache-Control"}, make
        assert held[make]["headers"] == ["Idempotency-Key"], make
        assert set(held[rotate]["headers"]) == {"If-Match", "Idempotency-Key"}, rotate
        assert set(held[rotate]["answers"]["200"]["headers"]) == {"ETag", "Cache-Control"}, rotate
        assert held[rotate]["answers"]["200"]["schema"] == held[make]["answers"]["201"]["schema"], rotate
        assert (list(held[drop]["answers"]), held[drop]["headers"]) == (["204"], ["If-Match"]), drop
        (reference,) = held[make]["answers"]["201"]["schema"].values()
        assert "secret" in document()["components"]["schemas"][reference.rsplit("/", 1)[1]]["required"], make


def test_an_open311_refusal_is_described_in_both_notations_besides_what_the_gateway_says() -> None:
    for path, methods in document()["paths"].items():
        for one in methods.values() if path.startswith("/open311/") else ():
            refused = {status: answer for status, answer in one["responses"].items() if int(status) >= 400}
            assert {"400", "404", "429", "500", "503"} <= set(refused), path
            for status, answer in refused.items():
                told = answer["content"]
                assert set(told) == {"application/json", "text/xml"}, (path, status)
                for body in ([{"code": int(status), "description": "x"}], *GATE[int(status) in OF_THE_GATE]):
                    whole = told["application/json"]["schema"] | {"components": document()["components"]}
                    assert Draft202012Validator(whole).is_valid(body), (path, status, body)
            assert "Retry-After" in refused["429"]["headers"], path


def test_no_query_makes_an_address_longer_than_gateways_bear() -> None:
    """API Gateway takes 10,240 bytes of address and headers together, and nobody hears from us why it took no more."""
    for route in routes():
        entry = openapi.catalogue().operations.get(route.name, {})
        held = {**openapi.path_of(entry, route.path), **openapi.query_of(entry)}
        longest = sum(len(name) + 2 + longest_of(one.get("schema", {})) for name, one in held.items())
        assert len(route.path) + longest < 8192, (
            route.name,
            {n: longest_of(o.get("schema", {})) for n, o in held.items()},
        )


def longest_of(held: dict[str, Any]) -> int:
    """Bytes the longest value of a parameter takes in an address."""
    if "enum" in held:
        return max(len(quote(str(one))) for one in held["enum"])
    if held.get("type") in ("integer", "boolean"):
        return 10
    pattern = held.get("pattern", "")
    if not pattern and held.get("format") in ("date", "date-time"):
        return 40 * 3
    _, widest = re._parser.parse(pattern).getwidth() if pattern else (0, 10**6)  # type: ignore[attr-defined]
    width = min(widest, held.get("maxLength", 10**6))
    if re.fullmatch(r"[A-Za-z0-9_\[\]^$*+?(){}|,-]*", pattern) and pattern and "[^" not in pattern:
        return width
    ascii_only = pattern and pattern.isascii() and not re.search(r"\\[sSwWdDpP]|\[\^|(?<!\\)\.", pattern)
    return width * (3 if ascii_only else 12)


def test_every_call_may_be_too_fast_and_every_answer_names_its_call() -> None:
    for path, methods in document()["paths"].items():
        for verb, entry in methods.items():
            assert "429" in entry["responses"], (path, verb)
            said = [one["headers"] for one in entry["responses"].values() if "$ref" not in one]
            assert all("X-Correlation-Id" in headers for headers in said), (path, verb)


def test_headers_a_client_goes_on_by_are_described() -> None:
    paths = document()["paths"]
    sheet = paths["/v1/{province}/open-data/petitions"]["get"]["responses"]["200"]["headers"]
    assert {"Link", "Content-Disposition"} <= sheet.keys(), "where a sheet goes on"
    said = document()["components"]["headers"]
    assert {"Link", "Content-Disposition", "Idempotent-Replayed", "X-Training"} <= said.keys()
    hook, petition = (paths[f"/v1/{{province}}/{what}"]["post"]["responses"]["201"] for what in ("hooks", "petitions"))
    assert "Idempotent-Replayed" in hook["headers"]
    assert "Idempotent-Replayed" not in petition["headers"], "a petition knows its key itself"


def test_every_event_is_described_as_a_webhook() -> None:
    found = document()["webhooks"]
    assert list(found) == [*EVENTS, PING]
    for event, one in found.items():
        signed = {parameter["name"] for parameter in one["post"]["parameters"] if parameter["required"]}
        assert signed == set(signing.headers(b"k", HOOK, "msg_1", b"{}", NOW)), event
        assert {"2XX", "410"} <= set(one["post"]["responses"]), event
        assert one["post"]["summary"] != one["post"]["x-summary-vi"], event


def test_what_is_sent_is_what_its_webhook_describes() -> None:
    new = World().opened("Mặt đường có ổ gà")
    answered = replace(new, status=Status.ANSWERED, answered_at=NOW, rating=5, public="published", version=2)
    news = [
        *of_ticket(None, new, NOW),
        *of_ticket(new, answered, NOW),
        of_dossier(SLUG, "H49.17-261118-0001", 1, "received", None, NOW),
        of_dossier(SLUG, "H49.17-261118-0001", 2, "returned", "received", NOW),
        News(tenant=SLUG, type=PING, subject="ping#1", sequence=0, at=NOW, facts={}),
    ]
    assert len({one.type for one in news}) >= 6
    assert [unfit(message(one)) for one in news] == [[]] * len(news)
    bad = message(news[0])
    assert unfit(bad | {"data": bad["data"] | {"text": "words"}}), "nobody's words"
    assert unfit(bad | {"data": {}})


def test_the_examples_integrators_read_are_what_is_sent() -> None:
    page = (HERE.parent / "docs" / "webhooks.md").read_text("utf-8")
    examples = [json.loads(text) for text in re.findall(r"```json\n(.*?)```", page, re.DOTALL)]
    assert {"ticket.answered", "dossier.changed"} <= {one["type"] for one in examples}
    assert [unfit(one) for one in examples] == [[]] * len(examples)


def unfit(sent: dict[str, Any]) -> list[str]:
    """What the webhook of its type does not allow in a message."""
    content = document()["webhooks"][sent["type"]]["post"]["requestBody"]["content"]["application/json"]
    whole = content["schema"] | {"components": document()["components"]}
    return [fault.message for fault in Draft202012Validator(whole, format_checker=FORMATS).iter_errors(sent)]


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
