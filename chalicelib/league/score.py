"""Rows and formula → the table. Pure and exact: fractions to the end, rounded once, halves to the even digit.

    shrunk = (n·x + k·m) / (n + k)      n: cases of the unit, x: their mean, m: mean of the group, k: shrinkage
    score  = 100 · Σ weight · shrunk

A case counts once, however often it was answered. A component nobody in the group has a case of is dropped, and its
weight is spread over the others. Ranks follow the rounded score, so that everybody sees why two units share one.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from chalicelib.league.case import Group
from chalicelib.league.formula import FORMAT, Formula
from chalicelib.league.rows import Row
from chalicelib.province.league import Component, League, Measure

SHARE, SCORE = 4, 2  # decimal places


@dataclass(frozen=True, slots=True)
class Mean:
    """Of `n` cases, exactly. total: the sum of their shares."""

    n: int = 0
    total: Fraction = Fraction()

    def __add__(self, other: "Mean") -> "Mean":
        return Mean(self.n + other.n, self.total + other.total)

    @property
    def share(self) -> Fraction | None:
        return self.total / self.n if self.n else None


def table(formula: Formula, rows: Collection[Row]) -> dict[str, Any]:
    """The whole table, as JSON knows it; departments and localities apart, units with `n` and the group's means."""
    return {
        "format": FORMAT,
        "province": formula.tenant,
        "league": formula.id,
        "from": formula.first.isoformat(),
        "to": formula.last.isoformat(),
        "formula": formula.league.version,
        "cases": sum(not row.excluded for row in rows),
        "excluded": sum(bool(row.excluded) for row in rows),
        "groups": [_group(formula, group, [row for row in rows if row.group is group]) for group in Group],
    }


def shrunk(own: Mean, mean: Fraction, k: int) -> Fraction:
    """The unit's mean, drawn to the group's as if `k` cases more had been as the group's are."""
    return (own.total + k * mean) / (own.n + k) if own.n + k else mean


def _group(formula: Formula, group: Group, rows: Collection[Row]) -> dict[str, Any]:
    league, counting = formula.league, [row for row in rows if not row.excluded]
    volume, excluded = Counter(row.unit for row in counting), Counter(row.unit for row in rows if row.excluded)
    own = _means(formula, group, counting)
    whole = {one.id: sum((own[unit][one.id] for unit in own), Mean()) for one in league.components}
    weights = _weights(league, whole)
    units = [
        _unit(league, unit, (volume[unit], excluded[unit]), own.get(unit, {}), whole, weights)
        for unit in sorted(own.keys() | excluded.keys())
    ]
    return {
        "group": str(group),
        "cases": len(counting),
        "dropped": [one.id for one in league.components if one.id not in weights],
        "components": [_shown(one, whole[one.id], weights) for one in league.components],
        "units": _ranked(league, units),
    }


def _means(formula: Formula, group: Group, rows: Iterable[Row]) -> dict[str, dict[str, Mean]]:
    """Unit → component → its mean."""
    marks: dict[str, dict[Measure, Counter[tuple[int, int]]]] = {}
    for row in rows:
        theirs = marks.setdefault(row.unit, {})
        for measure, mark in row.marks.items():
            theirs.setdefault(measure, Counter())[mark] += 1
    found = {unit: {one.id: _mean(theirs.get(one.measure)) for one in formula.league.components}
             for unit, theirs in marks.items()}  # fmt: skip
    component = next((one.id for one in formula.league.components if one.measure is Measure.SURVEY), "")
    if component and formula.survey:
        nothing = {one.id: Mean() for one in formula.league.components}
        for unit, judged in formula.survey.units.items():
            if formula.groups.get(unit) == group:
                found.setdefault(unit, dict(nothing))[component] = Mean(judged.answers, judged.answers * judged.share)
    return found


def _mean(marks: Counter[tuple[int, int]] | None) -> Mean:
    counted = (marks or Counter()).items()
    return Mean(sum(n for _, n in counted), sum((Fraction(n * got, of) for (got, of), n in counted), Fraction()))


def _weights(league: League, whole: Mapping[str, Mean]) -> dict[str, Fraction]:
    """What each component weighs in this group; those without a case are not in it."""
    left = [one for one in league.components if whole[one.id].n]
    total = sum((one.share for one in left), Fraction())
    return {one.id: one.share / total for one in left}


def _unit(
    league: League, unit: str, cases: tuple[int, int], own: Mapping[str, Mean], whole: Mapping[str, Mean],
    weights: Mapping[str, Fraction],
) -> dict[str, Any]:  # fmt: skip
    n, excluded = cases
    parts, score = [], Fraction()
    for one in league.components:
        mean, middle, weight = own.get(one.id, Mean()), whole[one.id].share, weights.get(one.id)
        drawn = None if middle is None or weight is None else shrunk(mean, middle, league.shrinkage)
        points = None if drawn is None or weight is None else 100 * weight * drawn
        score += points or 0
        parts.append({"id": one.id, "n": mean.n, "share": _round(mean.share, SHARE), "shrunk": _round(drawn, SHARE),
                      "points": _round(points, SCORE)})  # fmt: skip
    counts = n >= league.minimum and bool(weights)
    return {
        "unit": unit,
        "n": n,
        "excluded": excluded,
        "volume": [one.name for one in league.volume if n >= one.start][-1],
        "rank": None,
        "unranked": None if counts else "too_few",
        "score": _round(score, SCORE) if counts else None,
        "components": parts,
    }


def _ranked(league: League, units: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each group of volume apart, the one with most cases first; who has no rank stands last."""
    found = []
    for volume in reversed(league.volume):
        theirs = [one for one in units if one["volume"] == volume.name]
        scores = [one["score"] for one in theirs if one["score"] is not None]
        placed = [
            one | {"rank": None if one["score"] is None else 1 + sum(score > one["score"] for score in scores)}
            for one in theirs
        ]
        found += sorted(placed, key=lambda one: (one["rank"] is None, one["rank"], one["unit"]))
    return found


def _shown(component: Component, mean: Mean, weights: Mapping[str, Fraction]) -> dict[str, Any]:
    return {
        "id": component.id,
        "measure": str(component.measure),
        "weight": _round(component.share, SHARE),
        "weight_here": _round(weights.get(component.id), SHARE),
        "n": mean.n,
        "mean": _round(mean.share, SHARE),
    }


def _round(value: Fraction | None, places: int) -> float | None:
    """Half to even; the float that is written as exactly these digits."""
    return None if value is None else float(round(value, places))
