"""What somebody who files a petition may choose from."""

from typing import Any

from chalicelib.publish.choices import choices, needs, units
from tests.builders import World
from tests.publish.town import conforms


def with_evidence(*rows: dict[str, Any]) -> World:
    world = World()
    document = world.document()
    document["regulation"]["evidence"] = list(rows)
    world.provinces.put(document, "test")
    world.clock.pass_by(minutes=2)
    return world


def test_every_category_says_what_each_kind_must_come_with() -> None:
    world = with_evidence(
        {"when": {"kind": ["field_report"], "urgency": ["normal"]}, "needs": ["photo", "place"], "article": "Điều 4"},
        {"when": {"category": ["dau-tu"]}, "needs": ["contact", "photo"], "article": "Điều 5"},
    )
    shown = choices(world.province)
    conforms("Choices", shown)
    by_id = {category["id"]: category for category in shown["categories"]}
    assert by_id["giao-thong"]["needs"] == {"field_report": ["photo", "place"]}
    assert by_id["su-co-khan-cap"]["needs"] == {}, "where there is danger nothing is waited for"
    assert by_id["dau-tu"]["needs"]["field_report"] == ["photo", "place", "contact"]
    assert by_id["dau-tu"]["anonymous"] == []
    assert "proposal" in by_id["giao-thong"]["anonymous"]
    assert shown["articles"] == ["Điều 4", "Điều 5"]
    category = world.province.category("dau-tu")
    assert category
    assert needs(world.province, category, "question") == ("contact", "photo")


def test_units_are_listed_with_their_hotlines_and_closed_ones_are_not() -> None:
    world = World()
    document = world.document()
    document["units"][1]["hotline"] = "1900 0000"
    document["units"][6] |= {"closed": {"on": "2026-01-01", "successor": "p90001"}}
    document["staff"] = [member for member in document["staff"] if member["unit"] != "p90002"]
    world.provinces.put(document, "test")
    world.clock.pass_by(minutes=2)
    listed = {unit["id"]: unit for unit in units(world.province)}
    conforms("UnitList", {"units": list(listed.values()), "next": None})
    assert "p90002" not in listed
    assert (listed["so-khcn"]["hotline"], listed["p90001"]["place"]) == ("1900 0000", "90001")
