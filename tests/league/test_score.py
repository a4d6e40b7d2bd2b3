"""The table as it is computed: equal to a brute-force recount, fair to the small, and indifferent to order."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.league.case import Group
from chalicelib.league.formula import Formula, Judged, Survey
from chalicelib.league.rows import Row
from chalicelib.league.score import Mean, shrunk, table
from chalicelib.province.league import Component, League, Measure, Volume
from tests.league.recount import recount
from tests.league.samples import formula, row, rows


def simple(**given: Any) -> Formula:
    base: dict[str, Any] = {
        "version": "v", "components": (Component(id="han", measure=Measure.ON_TIME, weight="1"),), "minimum": 2,
        "volume": (Volume(name="A", start=0),), "shrinkage": 0, "contest_days": 5,
    }  # fmt: skip
    return replace(formula(Random(1)), league=League(**(base | given)), survey=None)


def answered(unit: str, *on_time: bool, **given: Any) -> list[Row]:
    base = replace(row(Random(1)), unit=unit, group=Group.DEPARTMENTS, excluded="", marks={})
    return [replace(base, marks={Measure.ON_TIME: (int(one), 1)}, **given) for one in on_time]


def units(shown: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["unit"]: one for group in shown["groups"] for one in group["units"]}


def ranks(formula: Formula, rows: list[Row]) -> dict[str, int | None]:
    return {unit: one["rank"] for unit, one in units(table(formula, rows)).items()}


def test_a_thousand_tables_made_by_chance_are_as_a_brute_force_recount_says() -> None:
    ranked = 0
    for seed in range(1000):
        chance = Random(seed)
        how, what = formula(chance), rows(chance)
        found, expected = units(table(how, what)), recount(how, what)
        for unit, one in expected.items():
            shown = {part["id"]: (part["n"], part["share"], part["shrunk"]) for part in found[unit]["components"]}
            told = {name: found[unit][name] for name in ("n", "volume", "score", "rank")}
            assert told == {name: one[name] for name in told}, (seed, unit)
            assert {name: shown[name] for name in one["parts"]} == one["parts"], (seed, unit)
            ranked += one["rank"] is not None
        beside = set(found) - set(expected)
        assert all(found[unit]["n"] == 0 and found[unit]["excluded"] for unit in beside), seed
    assert ranked > 1000


def test_the_order_of_rows_changes_nothing() -> None:
    for seed in range(50):
        chance = Random(seed)
        how, what = formula(chance), rows(chance)
        first = table(how, what)
        chance.shuffle(what)
        assert table(how, what) == first


def test_one_fast_case_is_never_ranked_whatever_the_formula_says() -> None:
    """Regression 18 (fixmystreet#1957): a body with a single report topped the list."""
    for seed in range(300):
        chance = Random(seed)
        how = formula(chance)
        what = [one for one in rows(chance) if one.unit != "d1"] + answered("d1", True)
        one = units(table(how, what))["d1"]
        assert (one["rank"], one["score"], one["unranked"]) == (None, None, "too_few"), seed


def test_a_few_good_cases_do_not_pass_many_good_ones() -> None:
    small, large = answered("d1", True, True), answered("d2", *[True] * 98, False, False)
    rest = answered("d3", *[True] * 50, *[False] * 50)
    assert ranks(simple(), small + large + rest) == {"d1": 1, "d2": 2, "d3": 3}, "without shrinkage luck wins"
    assert ranks(simple(shrinkage=20), small + large + rest) == {"d1": 2, "d2": 1, "d3": 3}


@given(st.integers(1, 200), st.integers(0, 200), st.integers(0, 100), st.integers(0, 100))
def test_shrinkage_draws_to_the_mean_and_never_past_it(n: int, good: int, middle: int, k: int) -> None:
    own, mean = Mean(n, Fraction(min(good, n))), Fraction(middle, 100)
    drawn, more = shrunk(own, mean, k), shrunk(own, mean, k + 1)
    assert own.share is not None
    assert abs(more - mean) <= abs(drawn - mean) <= abs(own.share - mean)
    assert min(own.share, mean) <= drawn <= max(own.share, mean)
    better = Mean(n, own.total + Fraction(1, 2))
    assert shrunk(better, mean, k) > drawn, "a better case is never worse"


def test_who_has_the_same_score_shares_a_rank_and_the_next_one_is_left_out() -> None:
    what = answered("d1", True, True) + answered("d2", True, True) + answered("d3", True, False)
    assert ranks(simple(), what) == {"d1": 1, "d2": 1, "d3": 3}


def test_groups_of_volume_and_kinds_of_units_are_ranked_apart() -> None:
    how = simple(volume=(Volume(name="B", start=0), Volume(name="A", start=4)))
    what = answered("d1", *[True] * 4) + answered("d2", True, False, False, False) + answered("d3", False, False)
    what += answered("l1", False, True, group=Group.LOCALITIES)
    assert ranks(how, what) == {"d1": 1, "d2": 2, "d3": 1, "l1": 1}
    shown = table(how, what)["groups"]
    assert [[(one["unit"], one["volume"]) for one in group["units"]] for group in shown] == [
        [("d1", "A"), ("d2", "A"), ("d3", "B")], [("l1", "B")],
    ]  # fmt: skip
    assert [group["components"][0]["mean"] for group in shown] == [0.5, 0.5]


def test_a_component_nobody_has_a_case_of_is_dropped_and_its_weight_spread() -> None:
    parts = (("han", Measure.ON_TIME, "0.3"), ("ks", Measure.SURVEY, "0.4"), ("sao", Measure.SATISFACTION, "0.3"))
    how = simple(components=tuple(Component(id=i, measure=m, weight=w) for i, m, w in parts))
    what = [replace(one, marks={**one.marks, Measure.SATISFACTION: (2, 4)}) for one in answered("d1", True, True)]
    group = table(how, what)["groups"][0]
    assert group["dropped"] == ["ks"]
    assert [one["weight_here"] for one in group["components"]] == [0.5, None, 0.5]
    (one,) = group["units"]
    assert (one["score"], [part["points"] for part in one["components"]]) == (75.0, [50.0, None, 25.0])


def test_a_survey_counts_by_its_answers_and_ranks_nobody_without_cases() -> None:
    parts = (("han", Measure.ON_TIME, "0.5"), ("ks", Measure.SURVEY, "0.5"))
    judged = {"d1": Judged(answers=10, means=("4.2", "5")), "d2": Judged(answers=30, means=("3",))}
    how = replace(
        simple(components=tuple(Component(id=i, measure=m, weight=w) for i, m, w in parts)),
        survey=Survey(id="20261101-0a0b0c0d", units=judged),
    )
    found = units(table(how, answered("d1", True, True)))
    assert found["d1"]["components"][1] == {"id": "ks", "n": 10, "share": 0.9, "shrunk": 0.9, "points": 45.0}
    assert (found["d2"]["n"], found["d2"]["rank"], found["d2"]["unranked"]) == (0, None, "too_few")
    assert table(how, answered("d1", True, True))["groups"][0]["components"][1]["mean"] == 0.6


def test_what_is_excluded_is_counted_as_such_and_for_nothing_else() -> None:
    what = answered("d1", True, True) + answered("d1", False, excluded="Thiên tai")
    shown = table(simple(), what)
    assert (shown["cases"], shown["excluded"]) == (2, 1)
    one = units(shown)["d1"]
    assert (one["n"], one["excluded"], one["score"]) == (2, 1, 100.0)


def test_halves_are_rounded_to_the_even_digit() -> None:
    def score(good: int, of: int) -> Any:
        return units(table(simple(), answered("d1", *[True] * good, *[False] * (of - good))))["d1"]["score"]

    assert [score(1, 32), score(1, 3), score(2, 3)] == [3.12, 33.33, 66.67], "3.125 goes to 3.12"


def test_every_number_is_shown_with_how_many_it_is_of() -> None:
    chance = Random(7)
    for group in table(formula(chance), rows(chance))["groups"]:
        shown: Iterable[dict[str, Any]] = [part for one in group["units"] for part in one["components"]]
        assert all({"n", "share", "shrunk", "points"} < set(part) for part in shown)
        assert all({"n", "mean"} < set(part) for part in group["components"])
