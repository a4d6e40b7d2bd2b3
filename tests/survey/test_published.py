"""What published rounds say of units in one number each."""

from dataclasses import replace
from datetime import date
from typing import Any

from chalicelib.survey.published import Mean, Published, means
from chalicelib.survey.round import State
from chalicelib.survey.writing import round_from
from tests.builders import SLUG, World, at
from tests.fakes_survey import ShelfRounds
from tests.survey.bureau import FINANCE, WARD, body


def told(unit: str, answers: int, *asked: tuple[int, float | None]) -> dict[str, Any]:
    questions = [{"id": str(n), "answers": many, "mean": mean} for n, (many, mean) in enumerate(asked)]
    return {"units": [{"unit": unit, "answers": answers, "questions": questions}]}


def test_a_question_counts_as_often_as_it_was_answered_and_what_is_withheld_is_in_no_mean() -> None:
    assert means([told(FINANCE, 30, (30, 4.0), (10, 2.0), (30, None))]) == {FINANCE: Mean(30, 3.5)}
    assert means([told(FINANCE, 30, (30, 4.0)), told(FINANCE, 10, (10, 2.0))]) == {FINANCE: Mean(40, 3.5)}
    assert means([told(FINANCE, 30, (30, 4.0)), told(FINANCE, 3)]) == {FINANCE: Mean(30, 4.0)}, "three are withheld"
    assert means([told(WARD, 3), told(WARD, 1)]) == {WARD: Mean(4, None)}


def test_only_published_rounds_that_ended_in_the_period_count_however_many_there_are() -> None:
    world, rounds = World(), ShelfRounds()
    ends = {"20261101-a": (State.PUBLISHED, 20), "20261102-b": (State.PUBLISHED, 21), "20261103-c": (State.CLOSED, 20)}
    for round_id, (state, day) in ends.items():
        made = round_from(body(), world.province, round_id, "nd")
        rounds.save(replace(made, state=state, closes_at=at(f"2026-11-{day} 23:59"), version=1))
        rounds.freeze(SLUG, round_id, told(FINANCE, day, (day, 4.0)))
    for number in range(250):  # of the time since, and of long ago
        for year in (2027, 2020):
            rounds.save(replace(made, id=f"{year}0101-{number:05}", version=1))
    room = Published(rounds, world.provinces)
    assert room.means(SLUG, date(2026, 11, 20), date(2026, 11, 20)) == {FINANCE: Mean(20, 4.0)}
    assert room.means(SLUG, date(2026, 11, 1), date(2026, 11, 30)) == {FINANCE: Mean(41, 4.0)}
    assert room.means(SLUG, date(2026, 11, 22), date(2026, 11, 30)) == {}
