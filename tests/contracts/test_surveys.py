"""The fake and DynamoDB keep surveys alike."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.survey.round import Round, State, Step
from chalicelib.survey.store import Invited, Response, Rounds
from chalicelib.survey.writing import round_from
from tests.builders import SLUG, World, at
from tests.fakes_survey import ShelfRounds
from tests.survey.bureau import FINANCE, WARD, body

ID, OTHER = "20261118-07e9000a", "20261119-07e9000b"
NOW = at("2026-11-20 08:00")
LATER = at("2027-01-20 08:00")


@pytest.fixture(params=["shelf", "dynamo"])
def rounds(request: pytest.FixtureRequest) -> Iterator[Rounds]:
    if request.param == "shelf":
        yield ShelfRounds()
    else:
        petitions, _ = request.getfixturevalue("fresh_tables")
        from chalicelib.survey.dynamo import DynamoRounds

        yield DynamoRounds(petitions)


def round_(round_id: str = ID, **fields: Any) -> Round:
    return replace(round_from(body(), World().province, round_id, "cb-01"), **({"version": 1} | fields))


def response(number: int = 1, unit: str = FINANCE, **given: Any) -> Response:
    base: dict[str, Any] = {
        "id": f"{number:032x}", "unit": unit, "kind": "person", "day": date(2026, 11, 20),
        "answers": {"chung": 4, "dung-hen": "yes", "can-cai-thien": ["thai-do"], "y-kien": "Tốt"},
    }  # fmt: skip
    return Response(**(base | given))


def test_a_round_comes_back_as_it_was_kept_and_of_two_writers_one_wins(rounds: Rounds) -> None:
    assert rounds.find(SLUG, ID) is None
    assert rounds.save(round_())
    assert rounds.find(SLUG, ID) == round_()
    assert not rounds.save(round_())
    second = round_(version=2, state=State.OPEN, step=Step.INVITE, place="2026-11-18#x")
    assert rounds.save(second)
    assert not rounds.save(round_(version=2))
    assert rounds.find(SLUG, ID) == second
    assert rounds.find("tinh-khac", ID) is None


def test_pages_are_newest_first(rounds: Rounds) -> None:
    for each in (ID, OTHER):
        rounds.save(round_(each))
    rounds.freeze(SLUG, OTHER, {"answers": 1})
    assert [each.id for each in rounds.page(SLUG, 10)] == [OTHER, ID]
    assert [each.id for each in rounds.page(SLUG, 1)] == [OTHER]
    assert [each.id for each in rounds.page(SLUG, 10, OTHER)] == [ID]
    assert rounds.page("tinh-khac", 10) == []


def test_a_round_is_due_while_the_clock_has_something_to_do(rounds: Rounds) -> None:
    rounds.save(round_(state=State.OPEN, step=Step.INVITE))
    assert list(rounds.due(SLUG, NOW - timedelta(minutes=1))) == []
    assert list(rounds.due(SLUG, NOW)) == [ID]
    assert list(rounds.due("tinh-khac", NOW)) == []
    rounds.save(round_(version=2, state=State.CLOSED, step=None))
    assert list(rounds.due(SLUG, LATER)) == []


def test_a_second_answer_under_one_mark_is_refused_and_leaves_nothing(rounds: Rounds) -> None:
    assert not rounds.answered(SLUG, ID, "mark-1")
    assert rounds.keep(SLUG, ID, "mark-1", response(1), LATER)
    assert not rounds.keep(SLUG, ID, "mark-1", response(2), LATER)
    assert rounds.keep(SLUG, ID, "mark-2", response(3, WARD), LATER)
    assert rounds.keep(SLUG, OTHER, "mark-1", response(4), LATER)
    assert rounds.answered(SLUG, ID, "mark-1")
    assert not rounds.answered("tinh-khac", ID, "mark-1")
    assert list(rounds.responses(SLUG, ID, FINANCE)) == [response(1)]
    assert list(rounds.responses(SLUG, ID, WARD)) == [response(3, WARD)]
    assert list(rounds.responses("tinh-khac", ID, FINANCE)) == []


def test_who_has_answered_is_known_by_the_marks_until_the_answer_is_withdrawn(rounds: Rounds) -> None:
    for mark, said in (("mark-2", response(2)), ("mark-1", response(1)), ("mark-3", response(3, WARD))):
        assert rounds.keep(SLUG, ID, mark, said, LATER)
    assert (list(rounds.marks(SLUG, ID)), list(rounds.marks(SLUG, OTHER))) == (["mark-1", "mark-2", "mark-3"], [])
    rounds.withdraw(SLUG, ID, "mark-1", response(1))
    assert (list(rounds.marks(SLUG, ID)), list(rounds.responses(SLUG, ID, FINANCE))) == (
        ["mark-2", "mark-3"],
        [response(2)],
    )
    assert rounds.keep(SLUG, ID, "mark-1", response(1), LATER)


def test_who_was_invited_twice_was_invited_once(rounds: Rounds) -> None:
    one, two = (Invited(mark=mark, unit=FINANCE, kind="business") for mark in ("a", "b"))
    for each in (two, one, one):
        rounds.invite(SLUG, ID, each, LATER)
    assert list(rounds.invited(SLUG, ID)) == [one, two]
    assert list(rounds.invited(SLUG, OTHER)) == []


def test_a_person_is_claimed_for_one_errand_until_its_time_has_passed(rounds: Rounds) -> None:
    until = NOW + timedelta(days=30)
    assert rounds.reserve(SLUG, "person", "round-1#unit", NOW, until)
    assert rounds.reserve(SLUG, "person", "round-1#unit", NOW + timedelta(days=1), until)
    assert not rounds.reserve(SLUG, "person", "round-2#unit", NOW + timedelta(days=1), until)
    assert rounds.reserve("tinh-khac", "person", "round-2#unit", NOW, until)
    assert rounds.reserve(SLUG, "person", "round-2#unit", until, until + timedelta(days=30))


def test_figures_are_frozen(rounds: Rounds) -> None:
    assert rounds.frozen(SLUG, ID) is None
    rounds.freeze(SLUG, ID, {"answers": 21, "units": [{"unit": WARD, "mean": 4.125}]})
    assert rounds.frozen(SLUG, ID) == {"answers": 21, "units": [{"unit": WARD, "mean": 4.125}]}
    assert rounds.frozen("tinh-khac", ID) is None
