"""The generated file: up to date, typed strictly, and doing what the document says."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from infra.client import make
from infra.client.cau_noi import CauNoi
from infra.client.shapes import Shapes
from infra.package import ROOT
from tests.client.server import Server

PAGE = {
    "type": "object", "required": ["items", "next"], "additionalProperties": False,
    "properties": {"items": {"type": "array", "items": {"$ref": "#/components/schemas/Item"}}, "next": {"type": ["string", "null"]}},
}  # fmt: skip
ITEM = {
    "type": "object", "required": ["from", "class"],
    "properties": {"from": {"type": "string"}, "class": {"enum": ["a", "b", None]}, "within": {"$ref": "#/components/schemas/Item"}},
}  # fmt: skip
TOY: dict[str, Any] = {
    "paths": {
        "/v1/{province}/items": {
            "get": {
                "operationId": "list_items", "summary": "List items", "x-summary-vi": "Liệt kê",
                "parameters": [
                    {"name": "province", "in": "path", "required": True, "schema": {"type": "string"}},
                    {"name": "from", "in": "query", "required": True, "schema": {"type": "string"}, "description": "first day"},
                    {"name": "format", "in": "query", "required": False, "schema": {"enum": ["csv", "json"]}},
                    {"name": "cursor", "in": "query", "required": False, "schema": {"type": "string"}},
                ],
                "responses": {
                    "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Page"}}, "text/csv": {"schema": {}}}},
                    "400": {}, "404": {},
                },
            },
            "post": {
                "operationId": "add_item", "summary": "Add one",
                "parameters": [
                    {"name": "province", "in": "path", "required": True, "schema": {"type": "string"}},
                    {"$ref": "#/components/parameters/Idempotency-Key"},
                    {"$ref": "#/components/parameters/If-Match"},
                ],
                "requestBody": {"required": True, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Item"}}}},
                "responses": {"201": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Item"}}}}},
            },
            "delete": {"operationId": "drop_items", "summary": "Drop all", "parameters": [], "responses": {"204": {}}},
        }
    },
    "components": {
        "schemas": {"Page": PAGE, "Item": ITEM},
        "parameters": {name: {"name": name, "in": "header", "required": False, "schema": {"type": "string"}} for name in ("Idempotency-Key", "If-Match")},
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """A client of an invented API, imported as an integrator would."""
    path = tmp_path_factory.mktemp("toy") / "toy_client.py"
    path.write_text(make.source(TOY), "utf-8")
    spec = importlib.util.spec_from_file_location("toy_client", path)
    assert spec
    assert spec.loader
    module = sys.modules["toy_client"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_file_is_what_the_api_is_now() -> None:
    assert make.main(["--check"]) == 0, "python -m infra.client.make"


def test_every_operation_has_its_method_and_every_paged_list_its_iterator() -> None:
    operations = [one for path in make.document()["paths"].values() for one in path.values()]
    assert len(operations) >= 30
    for one in operations:
        assert callable(getattr(CauNoi, one["operationId"])), one["operationId"]
        asked = {p.get("name") for p in one["parameters"]}
        paged = "cursor" in asked and "application/json" in one["responses"].get("200", {}).get("content", {})
        assert hasattr(CauNoi, f"iter_{one['operationId']}") is paged, one["operationId"]


def test_it_stands_alone_and_holds_under_strict_types(tmp_path: Path) -> None:
    """Copied away from us it type-checks, and a wrong call does not."""
    (tmp_path / "cau_noi.py").write_text(make.TARGET.read_text("utf-8"), "utf-8")
    use = 'from cau_noi import CauNoi, Wire\n\napi = CauNoi(Wire("http://x"), "p")\n'
    (tmp_path / "good.py").write_text(use + 'code: str = api.file_petition(body={"text": "x"}).body["code"]\n')
    (tmp_path / "bad.py").write_text(
        use
        + 'api.file_petition(body={"tex": "x"})\napi.file_petition()\napi.file_petition(body={"text": "x"}).body["cod"]\n'
    )
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--config-file=",
        "--cache-dir",
        str(ROOT / ".mypy_cache"),
        ".",
    ]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False).stdout.splitlines()
    found = [line.split(":")[:2] for line in said if ": error:" in line]
    assert sorted({(name, line) for name, line in found}) == [("bad.py", "4"), ("bad.py", "5"), ("bad.py", "6")], said


def test_only_the_standard_library_and_urllib3_are_imported() -> None:
    lines = make.TARGET.read_text("utf-8").splitlines()
    roots = {line.split()[1].split(".")[0] for line in lines if line.startswith(("import ", "from "))}
    assert roots - set(sys.stdlib_module_names) == {"urllib3"}


def test_pages_are_walked_to_the_end(toy: ModuleType, server: Server) -> None:
    server.says({"items": [{"from": "1", "class": "a"}], "next": "c+1/="})
    server.says({"items": [], "next": "c2"})
    server.says({"items": [{"from": "2", "class": None}], "next": None})
    api = toy.CauNoi(toy.Wire(server.url), "song-mau")
    assert [one["from"] for one in api.iter_list_items(from_="2026-01-01")] == ["1", "2"]
    first, second, third = [asked.path for asked in server.asked]
    assert first == "/v1/song-mau/items?from=2026-01-01&format=json", "it walks JSON, whatever else there is"
    assert second.endswith("&cursor=c%2B1%2F%3D")
    assert third.endswith("&cursor=c2")


def test_a_refusal_in_the_middle_of_the_pages_is_not_taken_for_their_end(toy: ModuleType, server: Server) -> None:
    server.says({"items": [{"from": "1", "class": "a"}], "next": "c1"})
    server.refuses(404, "not_found")
    walk = toy.CauNoi(toy.Wire(server.url), "p").iter_list_items(from_="x")
    assert next(walk)["from"] == "1"
    with pytest.raises(toy.ApiProblem, match="404"):
        next(walk)


def test_the_same_answer_as_text(toy: ModuleType, server: Server) -> None:
    server.says(b"from,class\n", kind="text/csv")
    assert toy.CauNoi(toy.Wire(server.url), "p").list_items(from_="x", format="csv").body == "from,class\n"


def test_a_creating_call_carries_a_key_of_its_own_through_its_repeats(toy: ModuleType, server: Server) -> None:
    server.hangs_up()
    server.refuses(503, "unavailable")
    server.says({"from": "a", "class": "a"}, 201)
    api = toy.CauNoi(toy.Wire(server.url, sleep=lambda seconds: None), "p")
    api.add_item(body={"from": "a", "class": "a"})
    keys = {asked.headers["idempotency-key"] for asked in server.asked}
    assert (len(server.asked), len(keys)) == (3, 1)
    api.add_item(body={"from": "a", "class": "a"})
    assert server.asked[-1].headers["idempotency-key"] not in keys, "another call, another key"
    api.add_item(body={"from": "a", "class": "a"}, idempotency_key="mine", if_match='"2"')
    assert server.asked[-1].headers["idempotency-key"] == "mine"
    assert server.asked[-1].headers["if-match"] == '"2"'


def test_an_empty_answer_is_none(toy: ModuleType, server: Server) -> None:
    server.says(None, 204)
    assert toy.CauNoi(toy.Wire(server.url), "p").drop_items().body is None
    assert server.asked[0].method == "DELETE"


def test_a_real_call_of_ours_over_the_wire(server: Server) -> None:
    from infra.client.cau_noi import Wire

    server.says({"code": "SM-1", "pin": "1"}, 201, Location="/v1/song-mau/petitions/SM-1")
    filed = CauNoi(Wire(server.url + "/stage/"), "song-mau").file_petition(body={"text": "Ổ gà"})
    assert (filed.body["code"], filed.location) == ("SM-1", "/v1/song-mau/petitions/SM-1")
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", "/stage/v1/song-mau/petitions")
    assert json.loads(asked.body) == {"text": "Ổ gà"}
    assert asked.headers["idempotency-key"]


@pytest.mark.parametrize(("held", "expected"), [
    ({"type": "string"}, "str"),
    ({"type": ["string", "null"], "format": "date-time"}, "str | None"),
    ({"type": ["null", "integer"]}, "int | None"),
    ({"enum": ["a", 'b"', None, True]}, 'Literal["a", "b\\"", None, True]'),
    ({"enum": [1.5]}, "Any"),
    ({"const": 3}, "Literal[3]"),
    ({"type": "array", "items": {"type": "number"}}, "list[float]"),
    ({"items": {}}, "list[Any]"),
    ({"type": "object"}, "dict[str, Any]"),
    ({"type": "object", "additionalProperties": {"type": "boolean"}}, "dict[str, bool]"),
    ({"type": "object", "patternProperties": {"^a": {"type": "integer"}}, "additionalProperties": False}, "dict[str, int]"),
    ({"oneOf": [{"type": "string"}, {"type": "null"}, {"type": "string"}]}, "str | None"),
    ({"anyOf": [{"type": "string"}, {}]}, "Any"),
    ({"allOf": [{"$ref": "#/components/schemas/Word"}]}, "str"),
    ({"$ref": "#/components/schemas/Word"}, "Word"),
    ({"$ref": "#/components/schemas/Nowhere"}, "Any"),
    ({"type": "string", "format": "binary"}, "bytes"),
    (True, "Any"),
], ids=str)  # fmt: skip
def test_a_schema_is_a_type(held: Any, expected: str) -> None:
    assert Shapes({"Word": {"type": "string"}}).of(held, "Hint") == expected


def test_two_things_of_one_name_stay_two() -> None:
    shapes = Shapes({})
    one, other = ({"type": "object", "properties": {name: {"type": "string"}}} for name in "ab")
    assert [shapes.of(held, "Thing") for held in (one, other, one)] == ["Thing", "Thing2", "Thing"]


def test_parts_put_together_are_one_dict() -> None:
    parts = {
        "allOf": [{"$ref": "#/components/schemas/Base"}, {"required": ["b"], "properties": {"b": {"type": "integer"}}}]
    }
    shapes = Shapes({"Base": {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}})
    assert shapes.of(parts, "Both") == "Both"
    assert shapes.dicts["Both"].splitlines() == ["class Both(TypedDict):", "    a: str", "    b: int"]
