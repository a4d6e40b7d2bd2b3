"""The fake and DynamoDB remember alike how far a lot was drawn."""

from collections.abc import Iterator
from datetime import date

import pytest

from chalicelib.sampling.store import Draws
from tests.builders import SLUG, at
from tests.fakes_sampling import ShelfDraws

MONDAY, NEXT = date(2026, 11, 16), date(2026, 11, 23)
UNTIL = at("2026-12-20 09:00")


@pytest.fixture(params=["shelf", "dynamo"])
def draws(request: pytest.FixtureRequest) -> Iterator[Draws]:
    if request.param == "shelf":
        yield ShelfDraws()
    else:
        petitions, _ = request.getfixturevalue("fresh_tables")
        from chalicelib.sampling.dynamo import DynamoDraws

        yield DynamoDraws(petitions)


def test_a_place_is_of_one_province_and_one_week(draws: Draws) -> None:
    assert draws.place(SLUG, MONDAY) == ""
    draws.save(SLUG, MONDAY, "phong-ha-tang", UNTIL)
    assert draws.place(SLUG, MONDAY) == "phong-ha-tang"
    assert (draws.place(SLUG, NEXT), draws.place("tinh-khac", MONDAY)) == ("", "")
    draws.save(SLUG, MONDAY, "~", UNTIL)
    assert draws.place(SLUG, MONDAY) == "~"
