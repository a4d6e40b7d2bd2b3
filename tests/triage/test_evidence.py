"""What the regulation demands of a petition that it does not have."""

import pytest

from chalicelib.province.document import province_from
from chalicelib.province.province import Province
from chalicelib.triage.evidence import missing
from tests.builders import document

REPORT = {"kind": "field_report", "category": "giao-thong", "urgency": "normal"}
QUESTION = REPORT | {"kind": "question"}


def demanding(*rows: dict[str, object]) -> Province:
    doc = document()
    doc["regulation"]["evidence"] = [{"article": "Điều 4", **row} for row in rows]
    return province_from(doc, 1)


PHOTO_AND_PLACE = demanding({"when": {"kind": ["field_report"]}, "needs": ["photo", "place"]}, {"needs": ["contact"]})


@pytest.mark.parametrize(("why", "facts", "attachments", "place", "contact", "lacks"), [
    ("nothing there", REPORT, [], False, False, ("photo", "place", "contact")),
    ("all there", REPORT, ["image"], True, True, ()),
    ("a film shows as much as a photo", REPORT, ["video"], True, True, ()),
    ("a file or a voice does not", REPORT, ["file", "audio", "link"], True, True, ("photo",)),
    ("a point on the map is a place", REPORT, ["image", "location"], False, True, ()),
    ("a point on the map is no photo", REPORT, ["location"], False, True, ("photo",)),
    ("a photo among others counts", REPORT, ["file", "image"], True, True, ()),
    ("a question needs no photo", QUESTION, [], False, True, ()),
    ("what is demanded of all is demanded of a question", QUESTION, [], False, False, ("contact",)),
])  # fmt: skip
def test_what_a_petition_lacks(
    why: str, facts: dict[str, str | None], attachments: list[str], place: bool, contact: bool, lacks: tuple[str, ...]
) -> None:
    assert missing(PHOTO_AND_PLACE, facts, attachments, place=place, contact=contact) == lacks, why


def test_what_two_articles_demand_is_asked_for_once() -> None:
    province = demanding({"needs": ["contact", "photo"]}, {"needs": ["photo", "place"]})
    assert missing(province, REPORT, [], place=False, contact=False) == ("contact", "photo", "place")


def test_all_conditions_of_a_demand_must_hold() -> None:
    province = demanding({"when": {"category": ["giao-thong"], "urgency": ["quick"]}, "needs": ["photo"]})
    assert missing(province, REPORT, [], place=True, contact=True) == ()
    assert missing(province, REPORT | {"urgency": "quick"}, [], place=True, contact=True) == ("photo",)


def test_a_regulation_that_demands_nothing_gets_nothing() -> None:
    doc = document()
    del doc["regulation"]["evidence"]
    assert missing(province_from(doc, 1), REPORT, [], place=False, contact=False) == ()
