"""What the doors of integration answer is what the catalogue says they answer."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from chalicelib.directory import views as staff
from chalicelib.directory.directory import Directory
from chalicelib.dossier import views as dossiers
from chalicelib.dossier.dossier import Status
from chalicelib.dossier.settling import KEPT, Result
from chalicelib.openapi import HERE
from chalicelib.opendata import views as opendata
from chalicelib.opendata.opendata import OpenData
from chalicelib.schema import document
from tests.admin.hall import ADMIN, Hall
from tests.builders import SLUG
from tests.dossier.office import CODE, WARD, Office, body, key
from tests.opendata.board import publication, shelf

SUBJECT = json.loads((HERE / "integration.json").read_text("utf-8"))


def check(name: str, value: Any) -> None:
    """`value` as it goes over the wire fits the schema `name` of the catalogue."""
    whole = {"components": {"schemas": SUBJECT["schemas"]}}
    registry: Registry[Any] = Registry().with_resource("urn:it", DRAFT202012.create_resource(whole))
    schema = {"$ref": f"urn:it#/components/schemas/{name}"}
    Draft202012Validator(schema, registry=registry).validate(json.loads(json.dumps(value)))


def open_month() -> Any:
    room: OpenData = shelf(publication(), publication(2, place="", latitude=None, answered_at=None))[0]
    return opendata.as_json(room.month(SLUG, "2026-10", 500, None))


def hall_change(change: Callable[[Directory], Any]) -> Any:
    hall = Hall()
    return staff.change(change(Directory(hall.admin, hall.provinces, hall.clock)))


def answers() -> Iterator[tuple[str, Any]]:
    office = Office()
    yield "DossierWritten", dossiers.written(office.room.put(SLUG, CODE, body(), key()))
    yield "DossierRead", dossiers.reading(office.room.read(SLUG, CODE, key()))
    yield "DossierResults", dossiers.outcomes(office.room.put_many(SLUG, {"dossiers": [body(code=CODE)]}, key()))
    asked = {"code": CODE, "factor": "phone", "tail": "4567"}
    yield "DossierFacts", dossiers.dossier(office.room.look_up(SLUG, asked, WARD))
    hall = Hall()
    yield "StaffPage", staff.page(Directory(hall.admin, hall.provinces, hall.clock).page(SLUG, "", ADMIN, 3, None))
    yield "StaffMember", staff.person(Directory(hall.admin, hall.provinces, hall.clock).one(SLUG, "ds-cv", ADMIN)[0])
    yield "StaffChange", hall_change(lambda room: room.remove(SLUG, "ds-cv", ADMIN))
    yield "StaffChange", hall_change(lambda room: room.delegate(SLUG, "ht-cv", {"delegate": True}, ADMIN))
    yield "OpenData", open_month()


def test_every_answer_fits_its_schema() -> None:
    told = list(answers())
    for name, answer in told:
        check(name, answer)
    used = re.findall(r"schemas/(\w+)", json.dumps(SUBJECT["operations"]))
    assert {name for name, _ in told} == set(used), "no answer is left out"


def test_every_door_is_in_the_catalogue_and_every_entry_is_a_door() -> None:
    source = (HERE.parent / "integration.py").read_text("utf-8")
    views = re.findall(r"@answers.*\ndef (\w+)\(", source)
    assert sorted(views) == sorted(SUBJECT["operations"])
    assert source.count("@doors.route(") == len(views)


def test_the_words_of_the_catalogue_are_those_of_the_code() -> None:
    held, row = SUBJECT["schemas"], document("opendata/row")
    assert held["DossierStatus"]["enum"] == list(Status)
    assert held["DossierResults"]["properties"]["results"]["items"]["properties"]["result"]["enum"] == list(Result)
    assert set(held["DossierWritten"]["properties"]["result"]["enum"]) == KEPT
    assert held["OpenDataRow"] == {name: part for name, part in row.items() if name != "$schema"}
    roles = document("province/province")["$defs"]["staff"]["properties"]["role"]
    assert held["StaffMember"]["properties"]["role"] == roles
    code = document("dossier/bulk")["properties"]["dossiers"]["items"]["properties"]["code"]
    path = SUBJECT["operations"]["write_dossier"]["path"]["dossier"]["schema"]
    assert path == {name: part for name, part in code.items() if name != "description"}
