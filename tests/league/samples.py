"""Rows and formulas made by chance, the same ones every time."""

from datetime import date
from random import Random

from chalicelib.league.case import Group
from chalicelib.league.formula import Formula, Judged, Survey
from chalicelib.league.rows import COUNTED, Row
from chalicelib.province.league import Component, League, Measure, Volume
from tests.builders import SLUG

UNITS = {"d1": "departments", "d2": "departments", "d3": "departments", "l1": "localities", "l2": "localities"}


def formula(chance: Random) -> Formula:
    measures = chance.sample(list(Measure), chance.randint(1, 7))
    cuts = sorted(chance.sample(range(1, 100), len(measures) - 1))
    parts = [end - start for start, end in zip([0, *cuts], [*cuts, 100], strict=True)]
    starts = [0, *sorted(chance.sample(range(1, 12), chance.randint(0, 2)))]
    league = League(
        version="v1",
        components=tuple(
            Component(id=f"c{i}", measure=measure, weight=f"{part / 100:.2f}")
            for i, (measure, part) in enumerate(zip(measures, parts, strict=True))
        ),
        minimum=chance.randint(2, 6),
        volume=tuple(Volume(name=f"V{i}", start=start) for i, start in enumerate(starts)),
        shrinkage=chance.choice([0, 1, 5, 20]),
        contest_days=5,
    )
    judged = {
        unit: Judged(
            answers=chance.randint(5, 40), means=tuple(f"{chance.randint(1000, 5000) / 1000}" for _ in range(2))
        )
        for unit in chance.sample(list(UNITS), chance.randint(0, 4))
    }
    survey = Survey(id="20261101-0a0b0c0d", units=judged) if chance.random() < 0.7 else None
    first, last = date(2026, 7, 1), date(2026, 9, 30)
    return Formula(
        tenant=SLUG, id="20261001-0a0b0c0d", first=first, last=last, league=league, survey=survey, groups=UNITS
    )


def rows(chance: Random, most: int = 40) -> list[Row]:
    return [row(chance) for _ in range(chance.randint(0, most))]


def row(chance: Random) -> Row:
    unit = chance.choice(list(UNITS))
    marks = {}
    for measure in COUNTED:
        if chance.random() < 0.6:
            of = 4 if measure is Measure.SATISFACTION else chance.randint(1, 3)
            marks[measure] = chance.randint(0, of), of
    return Row(
        group=Group(UNITS[unit]), unit=unit, kind="question", category=chance.choice(["other", "giao-thong"]),
        excluded="Thiên tai" if chance.random() < 0.1 else "", worked=chance.randint(0, 900), limit=chance.choice([480, 900]), marks=marks,
    )  # fmt: skip
