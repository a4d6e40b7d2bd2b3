"""What the OpenAPI document says of Open311 is what the endpoint answers."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

import chalicelib
from chalicelib import schema
from chalicelib.publish.published import Medium
from tests.described import document
from tests.fakes_open311 import Town
from tests.open311.test_requests import answers, shows

FILE = Path(chalicelib.__file__).parent / "doors" / "operations" / "open311.json"
CATALOGUE: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
OPERATIONS = {one["operationId"]: one for path in document()["paths"].values() for one in path.values()}


def test_every_answer_fits_what_is_written_of_it() -> None:
    town = Town()
    code = town.publishes()
    answers(town, code)
    shows(town, code, media=(Medium(key="k", media_type="image/jpeg"),), latitude=21.0, longitude=107.0)
    for operation, status, answer in (
        ("discover_open311", "200", town.get("discovery.json", "")),
        ("discover_open311", "200", town.get("discovery.json")),
        ("list_open311", "200", town.get("services.json")),
        ("list_open311", "200", town.get("requests.json")),
        ("list_open311", "200", town.get("requests.json", extensions="true")),
        ("list_open311", "400", town.get("requests.json", "")),
        ("file_open311_request", "200", town.sends()),
        ("file_open311_request", "403", town.sends(api_key="")),
        ("define_open311_service", "200", town.get("services/dau-tu.json")),
        ("define_open311_service", "404", town.get("services/nothing.json")),
        ("read_open311_request", "200", town.get(f"requests/{code}.json")),
        ("find_open311_request", "200", town.get(f"tokens/{code}.json")),
    ):
        told = OPERATIONS[operation]["responses"][status]["content"]["application/json"]["schema"]
        whole = told | {"components": document()["components"]}
        found = [error.message for error in _validator(whole).iter_errors(json.loads(answer.text))]
        assert (str(answer.status), found) == (status, []), operation


def _validator(whole: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator(whole, format_checker=FormatChecker())


@pytest.mark.parametrize(
    ("name", "value", "fits"),
    [
        ("status", "open", True),
        ("status", "open,closed", True),
        ("status", " closed, open ,", True),
        ("status", "openclosed", False),
        ("status", "OPEN", False),
        ("start_date", "2026-11-18T02:00:00Z", True),
        ("start_date", "2026-11-18T02:00+07:00", True),
        ("start_date", "2026-11-18T02:00:00.5 07:00", True),
        ("start_date", "2026-11-18", False),
        ("start_date", "2026-11-18T25:00:00Z", False),
        ("end_date", "1969-12-31T00:00:00Z", False),
        ("page", "2", True),
        ("page", "0", False),
        ("page", " 2", False),
        ("page", "٢", False),
        ("page_size", "5000", True),
        ("service_request_id", "SM-1, SM-2", True),
        ("service_request_id", "A" * 1401, False),
        ("service_code", "a" * 401, False),
        ("service_code", "đường", False),
        ("extensions", "true, please", False),
    ],
)
def test_an_argument_is_taken_where_its_schema_says_so(name: str, value: str, fits: bool) -> None:
    written = CATALOGUE["operations"]["list_open311"]["query"][name]["schema"]
    assert Draft202012Validator(written).is_valid(value) is fits
    assert (Town().get("requests.json", **{name: value}).status == 200) is fits


def test_a_form_knows_the_fields_of_the_specification() -> None:
    fields = set(schema.document("open311/request")["properties"])
    assert fields == {
        "api_key", "jurisdiction_id", "service_code", "lat", "long", "address_string", "address_id", "email",
        "device_id", "account_id", "first_name", "last_name", "phone", "description", "media_url",
    }  # fmt: skip
