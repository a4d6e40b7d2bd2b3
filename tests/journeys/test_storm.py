"""A small storm over the deployed stack: nobody is lost, nobody hears anything twice, no platform's rule is broken."""

import pytest

from infra.local.platforms.outside import Outside
from infra.local.storm import storm
from infra.local.storm_count import as_table
from tests.deployed import Deployed
from tests.journeys.province import PROVINCE

CONVERSATIONS = 60
# A share of sixty is little: the small storm blows harder than the large one, so that everything happens in it.
HARDER = {"duplicated": 0.10, "reordered": 0.10, "errors": 0.06, "cuts": 0.04, "late_seconds": 3.0}


@pytest.mark.timeout(900)
def test_every_citizen_sees_every_answer_once_whatever_the_weather(deployed: Deployed) -> None:
    place = deployed.place
    outside = Outside(place.run, place.secrets, place.provinces)
    found = storm(outside, PROVINCE, CONVERSATIONS, 4, shares=HARDER, rate=4.0, patience=200.0, quiet=130.0)
    assert found.clean, "\n" + as_table(found)
    assert found.petitions == CONVERSATIONS
    assert found.kills >= 2, "the courier was at work when it was killed"
    assert min(found.weather[name] for name in ("duplicated", "reordered", "errors", "cuts")) > 0
