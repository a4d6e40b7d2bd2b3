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
    ("a stage that is no stage", "/regulation/limits/0", {"stage": "extend"}),
    ("a ceiling that lies before the start", "/regulation/limits/0", {"ceiling": {"minutes": -5}}),
    ("an urgency nobody defined", "/categories/0", {"urgency": "soon"}),
    ("a rung for a passer-by", "/regulation/escalation/0", {"tell": ["neighbour"]}),
    ("a gate of another law", "/regulation/gate/0", {"type": "lawsuit"}),
    ("a gate without words", "/regulation/gate/0", {"words": []}),
    ("evidence of a kind nobody can give", "/regulation/evidence/0", {"needs": ["oath"]}),
    ("progress without a rhythm", "/regulation/progress/0", {"every": {}}),
    ("no extension at all, written down", "/regulation/extension", {"times": 0}),
    ("an extension signed by its asker", "/regulation/extension", {"approvers": ["handler"]}),
    ("an arbiter who is a party", "/regulation/transfer", {"arbiter": "head"}),
    ("an appeal against five stars", "/regulation/appeal", {"stars": 5}),
    ("an appeal to the same unit", "/regulation/appeal", {"to": "head"}),
    ("a reopening without end", "/regulation/reopening", {"times": 100}),
    ("closing at once", "/regulation/closing", {"answered_after": {"working_days": 0}}),
    ("a reason without a name", "/regulation/rejection/0", {"name": " "}),
    ("a field nobody knows in a section", "/regulation/complex", {"fee": 1}),
    ("a unit's calendar that says nothing", "/units/1", {"calendar": {}}),
    ("a unit's week that says nothing", "/units/1", {"calendar": {"week": {}}}),
    ("a base for one unit", "/units/1", {"calendar": {"base": None}}),
    ("closed without a successor", "/units/1", {"closed": {"on": "2026-05-01"}}),
    ("an old name without its end", "/units/1", {"formerly": [{"name": "Sở cũ"}]}),
    ("a delegate by hearsay", "/staff/0", {"delegate": "yes"}),
    ("a role nobody has", "/staff/0", {"role": "mayor"}),
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
