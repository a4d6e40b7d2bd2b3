"""The starting files of the provinces: valid, closed in themselves, reachable, and free of real people."""

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib import schema
from chalicelib.province.province import Province
from chalicelib.province.review import loose_ends
from chalicelib.vietnamese import fold
from infra.provinces.build_communes import render
from tests.province.files import DOCUMENTS, FILES, PROVINCES, alone, each_document, each_province

COMMUNES = {"quang-ninh": 54, "bac-ninh": 99}  # QĐ 19/2025/QĐ-TTg


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for part in value.values() for text in strings(part))
    elif isinstance(value, list):
        yield from (text for part in value for text in strings(part))


def test_both_provinces_are_here() -> None:
    assert set(DOCUMENTS) == set(COMMUNES)
    assert all(document["slug"] == slug for slug, document in DOCUMENTS.items())


@each_document
def test_a_file_fits_the_schema(document: dict[str, Any]) -> None:
    schema.check("province/province", document)
    assert schema.faults("province/province", document) == []


@each_document
def test_every_reference_resolves(document: dict[str, Any]) -> None:
    assert loose_ends(document) == []


@each_document
def test_nothing_is_named_twice(document: dict[str, Any]) -> None:
    for part in ("units", "categories", "kinds", "routing", "staff"):
        assert alone([row["id"] for row in document[part]]), part
    assert alone([unit["place"]["code"] for unit in document["units"] if unit["place"]])


@each_province
def test_the_units_are_one_tree_of_three_levels_or_more(province: Province) -> None:
    roots = {list(province.upwards(unit))[-1].id for unit in province.units}
    assert roots == {province.leadership}
    assert max(len(list(province.upwards(unit))) for unit in province.units) >= 3
    for unit in province.units.values():
        assert (unit.place is not None) == (unit.kind == "commune"), unit.id


@pytest.mark.parametrize("slug", COMMUNES)
def test_every_real_commune_is_a_unit(slug: str) -> None:
    communes = [unit for unit in PROVINCES[slug].units.values() if unit.kind == "commune"]
    assert len(communes) == COMMUNES[slug]
    for unit in communes:
        assert unit.place
        assert unit.id == f"p{unit.place.code}"
        assert re.match(r"UBND (phường|xã|đặc khu) \S", unit.name), unit.name


@each_province
def test_no_name_of_a_commune_leads_to_another(province: Province) -> None:
    names = [fold(name) for u in province.units.values() if u.place for name in u.place.aliases]
    assert alone(names)
    assert all(len(name.split()) > 1 for name in names), "a single syllable is no name"


@each_province
def test_every_unit_has_somebody_to_tell_and_a_head_above(province: Province) -> None:
    for unit in province.units:
        assert any(person.email for person in province.people("handler", unit)), unit
        assert any(person.email for person in province.people("head", unit)), unit
    assert len(province.people("coordinator", province.tray)) >= 2
    assert province.people("leadership", province.tray)
    assert any(person.role == "page_manager" for person in province.staff)
    heads = {person.unit for person in province.staff if person.role == "head"}
    handlers = {person.unit for person in province.staff if person.role == "handler"}
    assert heads == handlers == set(province.units) - {province.leadership}


def test_no_account_or_officer_belongs_to_two_provinces() -> None:
    assert alone([f"{a['channel']} {a['id']}" for d in DOCUMENTS.values() for a in d["accounts"]])
    assert alone([person["id"] for d in DOCUMENTS.values() for person in d["staff"]])
    assert alone([d["code_prefix"] for d in DOCUMENTS.values()])


@each_document
def test_addresses_and_numbers_belong_to_nobody(document: dict[str, Any]) -> None:
    rows = [*document["units"], *document["staff"]]
    mails = [row["email"] for row in rows if row["email"]]
    assert all(re.fullmatch(r"[a-z0-9.-]+@[a-z]+\.example", mail) for mail in mails)
    phones = [row["phone"] for row in document["staff"] if row["phone"]]
    assert alone(phones)
    assert all(re.fullmatch(r"8490000\d{4}", phone) for phone in phones)
    assert {unit["hotline"] for unit in document["units"]} <= {None, "112", "113", "114", "115"}


@each_document
def test_texts_are_composed_and_words_say_something(document: dict[str, Any]) -> None:
    assert all(unicodedata.is_normalized("NFC", text) for text in strings(document))
    words = [w for part in ("categories", "kinds") for row in document[part] for w in row["words"]]
    assert all(fold(word) for word in words)
    for part in ("categories", "kinds"):
        assert alone([fold(word) for row in document[part] for word in row["words"]]), part


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_written_the_way_the_builder_writes_it(path: Path) -> None:
    assert path.read_text("utf-8") == render(json.loads(path.read_text("utf-8")))
