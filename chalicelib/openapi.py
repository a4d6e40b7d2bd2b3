"""The OpenAPI 3.1 document: the routes there are, described by the catalogue and by the schemas that keep the doors.

A subject is a file of `doors/operations`: {"tag": …, "operations": {name of the view: …}, "schemas": {name: …}}.
Its queries are checked before the door opens, unless it says "checks": "own". Its refusals are problems, unless it says
how they are "refused": {"content": {media type: schema}, "means": {status: words}}. One of them has the words of the
"webhooks": {event: {"summary": …, "summary_vi": …}}.
What every call has in common is written once, here: shared parameters, problems, headers of answers, who comes in.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib import problems
from chalicelib.openapi_schemas import SCHEMAS, described, filled
from chalicelib.openapi_webhooks import webhooks as described_webhooks

HERE = Path(__file__).parent / "doors" / "operations"
Json = dict[str, Any]
_WORDS: Json = json.loads(Path(__file__).with_name("openapi.json").read_text("utf-8"))  # what all subjects share
_SHARED: Mapping[str, Json] = _WORDS["parameters"]
_ASKED: Mapping[str, Json] = _WORDS["asked"]
_SAID: Mapping[str, Json] = _WORDS["said"]
_PROBLEM: Json = {"application/problem+json": {"schema": {"$ref": f"{SCHEMAS}Problem"}}}
_OF_THE_GATE = (401, 403, 413, 429, 500, 503)  # what the gateway may answer itself, in its own words


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A route there is. `name` is that of its view; `action` what of the table of access it needs, if anything."""

    path: str
    method: str
    name: str
    staff: bool = False
    action: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All subjects together. An operation carries the name of its tag under "tag"."""

    tags: tuple[Json, ...]
    webhooks: Mapping[str, Json]
    operations: Mapping[str, Json]
    schemas: Mapping[str, Json]


@cache
def catalogue() -> Catalogue:
    """raises  ValueError when two subjects use one name"""
    tags, webhooks, operations, schemas = [], dict[str, Json](), dict[str, Json](), dict[str, Json]()
    for path in sorted(HERE.glob("*.json")):
        subject = json.loads(path.read_text("utf-8"))
        tags.append(subject["tag"])
        common = {"tag": subject["tag"]["name"], "checks": subject.get("checks", "")}
        common["refused"] = subject.get("refused", {})
        tagged = {name: one | common for name, one in subject["operations"].items()}
        if "webhooks" in subject:
            webhooks = described_webhooks(subject["webhooks"], common["tag"])
        for found, new in ((operations, tagged), (schemas, subject.get("schemas", {}))):
            if twice := found.keys() & new.keys():
                raise ValueError(f"{path.name}: {sorted(twice)} stand elsewhere too")
            found |= new
    return Catalogue(tags=tuple(tags), webhooks=webhooks, operations=operations, schemas=schemas)


def document(routes: Iterable[Route], server: str) -> Json:
    """The whole document; `server` is the address all paths are below. A route without an entry is left out."""
    held, paths = catalogue(), dict[str, Json]()
    doors = dict[str, Json]()
    for route in sorted(routes, key=lambda one: (one.path, one.method)):
        if route.name in held.operations:
            entry = _operation(route, held.operations[route.name], doors)
            paths.setdefault(route.path, {})[route.method.lower()] = entry
    return {
        "openapi": "3.1.0",
        "info": _WORDS["info"],
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [{"url": server or "/"}],
        "tags": list(held.tags),
        "paths": paths,
        "webhooks": dict(held.webhooks),
        "components": {
            "schemas": {**held.schemas, **doors, "Problem": problems.schema(), "GateMessage": _WORDS["gate"]},
            "responses": {f"Problem{status}": _problem(status) for status in problems.TITLES},
            "headers": dict(_SAID),
            "parameters": {name: _parameter(name, "header", one) for name, one in _ASKED.items()},
            "securitySchemes": _WORDS["security"],
        },
    }


def _operation(route: Route, entry: Json, doors: dict[str, Json]) -> Json:
    said = [f"**{entry['summary_vi']}**", entry.get("description", "")]
    found: Json = {
        "operationId": route.name,
        "tags": [entry["tag"]],
        "summary": entry["summary"],
        "description": "\n\n".join(one for one in said if one),
        "x-summary-vi": entry["summary_vi"],
        "parameters": _parameters(route, entry),
        "responses": _responses(route, entry, doors),
    }
    if body := entry.get("body"):
        content = {kind: {"schema": described(held, doors)} for kind, held in body.items()}
        found["requestBody"] = {"required": entry.get("body_required", True), "content": content}
    if route.staff:
        found |= {"security": [{"bearer": []}], "x-action": route.action}
    return found


def _parameters(route: Route, entry: Json) -> list[Json]:
    path = [_parameter(name, "path", one) for name, one in path_of(entry, route.path).items()]
    query = [_parameter(name, "query", one) for name, one in query_of(entry).items()]
    must = entry.get("must", [])  # headers a call is refused without
    headers = [
        _parameter(name, "header", _ASKED[name] | {"required": True})
        if name in must else {"$ref": f"#/components/parameters/{name}"}
        for name in entry.get("headers", [])
    ]  # fmt: skip
    return [*path, *query, *headers]


def is_page(entry: Json) -> bool:
    """Whether it is read by people: what a chat adds to a link (?fbclid=…) must not shut it."""
    return any(answer.get("type") == "text/html" for answer in entry["answers"].values())


def path_of(entry: Json, path: str) -> dict[str, Json]:
    """What stands in `path`, by name."""
    own = entry.get("path", {})
    return {name: filled(_SHARED.get(name, {}), own.get(name, {})) for name in named(path)}


def query_of(entry: Json) -> dict[str, Json]:
    """What an operation of the catalogue may be asked, by name; shared parameters are filled in."""
    return {name: filled(_SHARED.get(name, {}), one) for name, one in entry.get("query", {}).items()}


def named(path: str) -> list[str]:
    """The names of the parameters in a path."""
    return [part.split("}")[0] for part in path.split("{")[1:]]


def _parameter(name: str, where: str, held: Json) -> Json:
    return {**held, "name": name, "in": where, "required": where == "path" or held.get("required", False)}


def _responses(route: Route, entry: Json, doors: dict[str, Json]) -> Json:
    found = {}
    once = "Idempotency-Key" in entry.get("headers", []) and entry.get("idempotency") != "own"
    again = ["Idempotent-Replayed"] if once else []
    for status, answer in entry["answers"].items():
        content = answer.get("content") or ({answer["type"]: answer.get("schema", {})} if "type" in answer else {})
        headers = {
            name: {"$ref": f"#/components/headers/{name}"}
            for name in (*answer.get("headers", []), *again, "X-Correlation-Id")
        }
        found[status] = {"description": answer.get("description", entry["summary"]), "headers": headers}
        if content:
            found[status]["content"] = {kind: {"schema": described(held, doors)} for kind, held in content.items()}
    return {**{str(status): _refusal(status, entry) for status in _errors(route, entry)}, **found}


def _errors(route: Route, entry: Json) -> list[int]:
    """What an operation names, and what every call of its kind may be answered."""
    always = {429, 500, 503, *entry.get("errors", [])}
    always |= {401, 403} if route.staff else set()
    always |= {404} if "{province}" in route.path else set()
    if entry.get("checks") != "own":
        always |= ({400} if entry.get("query") or not is_page(entry) else set()) | (
            {404} if named(route.path) else set()
        )
    if body := entry.get("body"):
        always |= {400, 413} | ({415} if set(body) == {"application/x-www-form-urlencoded"} else set())
    always |= {400, 409} if "Idempotency-Key" in entry.get("headers", []) else set()
    return sorted(always - ({409} if entry["refused"] else set()))  # Open311 knows no conflicts: they are 400 there


def _refusal(status: int, entry: Json) -> Json:
    """How an operation tells of an error: by a problem, a page also as one, or in the notations of its subject."""
    if own := entry["refused"]:
        means = own["means"].get(str(status), problems.TITLES[status])
        return _refused(status, means, {kind: {"schema": held} for kind, held in own["content"].items()})
    if is_page(entry):
        return _refused(status, problems.TITLES[status], _PROBLEM | {"text/html": {"schema": {"type": "string"}}})
    return {"$ref": f"#/components/responses/Problem{status}"}


def _problem(status: int) -> Json:
    return _refused(status, problems.TITLES[status], _PROBLEM)


def _refused(status: int, means: str, content: Json) -> Json:
    if status in _OF_THE_GATE:
        gate, ours = {"$ref": f"{SCHEMAS}GateMessage"}, content.get("application/json")
        content = content | {"application/json": {"schema": {"anyOf": [ours["schema"], gate]} if ours else gate}}
    names = ("X-Correlation-Id", "Retry-After") if status in (429, 503) else ("X-Correlation-Id",)
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
    return {"description": means, "headers": headers, "content": content}
