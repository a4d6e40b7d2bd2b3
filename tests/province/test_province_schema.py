"""What the schema of a province document refuses."""

import json
from typing import Any

import pytest

from chalicelib import schema
from chalicelib.errors import Unprocessable
from tests.province.files import DOCUMENTS

BROKEN = [
    ("a field nobody knows", "/", {"motto": "x"}),
    ("a slug in capitals", "/", {"slug": "Quang-Ninh"}),
    ("an hour that does not exist", "/calendar/week", {"mon": [["07:30", "25:00"]]}),
    ("half a shift", "/calendar/week", {"mon": [["07:30"]]}),
    ("two units of time at once", "/regulation/limits/0", {"allow": {"minutes": 5, "working_days": 1}}),
    ("no time at all", "/regulation/limits/0", {"allow": {}}),
    ("a limit that ends before it begins", "/regulation/limits/0", {"allow": {"minutes": -5}}),
    ("an empty condition", "/regulation/limits/0", {"when": {}}),
    ("a stage of another life", "/regulation/escalation/0", {"stage": ["close"]}),
    ("a target that is no unit", "/routing/0", {"to": "@nobody"}),
    ("a place switched off", "/routing/0", {"when": {"place": False}}),
    ("a rule for no word", "/routing/0", {"when": {"words": []}}),
    ("a word of punctuation", "/categories/0", {"words": ["?!"]}),
    ("a commune outside the country", "/units/60/place", {"lat": 48.1}),
    ("an unknown channel", "/accounts/0", {"channel": "viber"}),
    ("a number with a plus", "/staff/0", {"phone": "+84900000001"}),
]


@pytest.mark.parametrize(("why", "where", "change"), BROKEN)
def test_the_schema_refuses(why: str, where: str, change: dict[str, Any]) -> None:
    document: Any = json.loads(json.dumps(DOCUMENTS["quang-ninh"]))
    part = document
    for step in where.strip("/").split("/") if where != "/" else ():
        part = part[int(step) if isinstance(part, list) else step]
    part.update(change)
    assert schema.faults("province/province", document), why
    with pytest.raises(Unprocessable):
        schema.check("province/province", document)
