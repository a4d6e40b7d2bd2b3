"""The fake and DynamoDB keep league tables alike."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.league.formula import Judged, Survey
from chalicelib.league.round import Comment, File, Round, State
from chalicelib.league.store import Leagues
from tests.builders import SLUG, at
from tests.fakes_league import ShelfLeagues
from tests.league.hall import BUILDING, league

ID, OTHER = "20261118-07e9000a", "20261119-07e9000b"
NOW = at("2026-11-20 08:00")


@pytest.fixture(params=["shelf", "dynamo"])
def leagues(request: pytest.FixtureRequest) -> Iterator[Leagues]:
    if request.param == "shelf":
        yield ShelfLeagues()
    else:
        petitions, _ = request.getfixturevalue("fresh_tables")
        from chalicelib.league.dynamo import DynamoLeagues

        yield DynamoLeagues(petitions)


def round_(round_id: str = ID, **fields: Any) -> Round:
    base: dict[str, Any] = {
        "tenant": SLUG, "id": round_id, "first": date(2026, 7, 1), "last": date(2026, 9, 30), "league": league(),
        "made_at": NOW, "author": "dm", "version": 1,
    }  # fmt: skip
    return Round(**(base | fields))


WHOLE = round_(
    version=2, state=State.PUBLISHED, survey=Survey(id=OTHER, units={BUILDING: Judged(answers=9, means=("4.125",))}),
    cases="league/a.jsonl", count=12, groups={BUILDING: "departments"}, contest_until=NOW + timedelta(days=5), told=True,
    published_at=NOW + timedelta(days=6), published_by="ld", files=(File(name="rows.csv", key="k", sha256="ab", size=9),),
)  # fmt: skip
COMMENT = Comment(id="00002-abcdef", unit=BUILDING, by="xd-gd", at=NOW, text="Chưa đúng.", codes=("SM-1",))


def test_a_round_comes_back_as_it_was_kept_and_of_two_writers_one_wins(leagues: Leagues) -> None:
    assert leagues.find(SLUG, ID) is None
    assert leagues.save(round_())
    assert leagues.find(SLUG, ID) == round_()
    assert not leagues.save(round_())
    assert leagues.save(WHOLE)
    assert not leagues.save(round_(version=2))
    assert leagues.find(SLUG, ID) == WHOLE
    assert leagues.find("tinh-khac", ID) is None


def test_a_comment_is_kept_with_the_version_it_was_made_on_or_not_at_all(leagues: Leagues) -> None:
    leagues.save(round_())
    assert leagues.comments(SLUG, ID) == []
    assert leagues.save(round_(version=2), COMMENT)
    assert not leagues.save(round_(version=2), replace(COMMENT, id="00002-000000"))
    assert leagues.comments(SLUG, ID) == [COMMENT]
    decided = replace(
        COMMENT, accepted=True, reply="Đồng ý.", excluded={"SM-1": "Thiên tai"}, decided_by="dm", decided_at=NOW
    )
    later = replace(COMMENT, id="00003-abcdef")
    assert leagues.save(round_(version=3), later)
    assert leagues.save(round_(version=4), decided)
    assert leagues.comments(SLUG, ID) == [decided, later]
    assert leagues.comments("tinh-khac", ID) == leagues.comments(SLUG, OTHER) == []


def test_pages_are_newest_first(leagues: Leagues) -> None:
    for each in (ID, OTHER):
        leagues.save(round_(each))
    assert [each.id for each in leagues.page(SLUG, 10)] == [OTHER, ID]
    assert [each.id for each in leagues.page(SLUG, 1)] == [OTHER]
    assert [each.id for each in leagues.page(SLUG, 10, OTHER)] == [ID]
    assert leagues.page("tinh-khac", 10) == []


def test_a_round_is_due_until_it_is_computed_and_until_its_units_are_told(leagues: Leagues) -> None:
    leagues.save(round_())
    assert list(leagues.due(SLUG, NOW - timedelta(minutes=1))) == []
    assert list(leagues.due(SLUG, NOW)) == [ID]
    assert list(leagues.due("tinh-khac", NOW)) == []
    leagues.save(round_(version=2, state=State.DRAFT))
    assert list(leagues.due(SLUG, NOW)) == []
    leagues.save(round_(version=3, state=State.CONTEST))
    assert list(leagues.due(SLUG, NOW)) == [ID], "its units must be told"
    leagues.save(round_(version=4, state=State.CONTEST, told=True))
    assert list(leagues.due(SLUG, NOW)) == []
