"""The formula is data of the province: what cannot be meant is refused when the document is kept."""

from copy import deepcopy
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest

from chalicelib import schema
from chalicelib.errors import BadInput, Unprocessable
from chalicelib.league import formula as formulas
from chalicelib.province.league import Measure, league_from
from chalicelib.province.registry import Registry
from tests.builders import SLUG, World, document
from tests.fakes import Clock, ShelfVersions
from tests.league.hall import FORMULA, league
from tests.league.samples import formula


def kept(formula: dict[str, Any]) -> list[tuple[str, str]]:
    """What is said against a document with this formula."""
    whole = document() | {"league": formula}
    try:
        Registry(ShelfVersions(), Clock()).put(whole, "test")
    except Unprocessable as refused:
        return [(fault["pointer"], fault["message"]) for fault in refused.facts["faults"]]
    return []


def with_(path: str, value: Any) -> dict[str, Any]:
    found: Any = (whole := deepcopy(FORMULA))
    *steps, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    for step in steps:
        found = found[step]
    found[last] = value
    return whole


def test_a_formula_that_fits_is_kept_as_it_was_written() -> None:
    assert kept(FORMULA) == []
    assert kept(with_("components/0/weight", 0.1) | {"components": [FORMULA["components"][0] | {"weight": 1}]}) == []
    found = league()
    assert sum(one.share for one in found.components) == 1
    assert [one.share for one in found.components][:2] == [Fraction(2, 5), Fraction(1, 10)]
    assert league_from(found.said()) == found


@pytest.mark.parametrize(
    ("pointer", "path", "value"),
    [
        ("/league/components", "components/0/weight", 0.39),
        ("/league/components/1/measure", "components/1/measure", "on_time"),
        ("/league/components/1/id", "components/1/id", "dung-han"),
        ("/league/volume/0/from", "volume/0/from", 1),
        ("/league/volume/1/from", "volume/1/from", 0),
        ("/league/volume/1/name", "volume/1/name", "B"),
        ("/league/components/0/measure", "components/0/measure", "kindness"),
        ("/league/components/0/weight", "components/0/weight", 0),
        ("/league/minimum", "minimum", 1),
        ("/league/contest_days", "contest_days", 0),
        ("/league/shrinkage", "shrinkage", -1),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_place(pointer: str, path: str, value: Any) -> None:
    assert pointer in [place for place, _ in kept(with_(path, value))]


def test_a_province_need_not_have_one() -> None:
    assert World().province.league is None
    world = World()
    world.provinces.put(world.document() | {"league": FORMULA}, "test")
    assert world.provinces.get(SLUG).league == league()


def test_the_formulas_that_are_shipped_are_samples_and_fit() -> None:
    import json

    for path in sorted((Path(__file__).parents[2] / "infra/provinces").glob("*.json")):
        part = json.loads(path.read_text("utf-8"))["league"]
        assert part["sample"] is True, path
        assert kept(part) == [], path


def test_the_schema_knows_every_measure() -> None:
    part = schema.document("province/province")["$defs"]["league"]["properties"]["components"]
    assert set(part["items"]["properties"]["measure"]["enum"]) == set(map(str, Measure))


def test_the_public_formula_is_read_as_it_was_written() -> None:
    for seed in range(100):
        made = formula(Random(seed))
        assert formulas.written(formulas.read(formulas.written(made))) == formulas.written(made), seed


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"cau-noi-league/1"', '"other/1"'),
        ('"from": 0', '"from": 3'),
        ('"weight": "', '"weight": "-'),
        ("2026-07-01", "2026-07-41"),
    ],
)
def test_a_formula_that_is_none_is_refused(old: str, new: str) -> None:
    text = formulas.written(formula(Random(3))).decode()
    assert old in text
    with pytest.raises(BadInput):
        formulas.read(text.replace(old, new).encode())
