"""Everything of a computation but its rows: which period, which formula, which survey, what units are called."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from chalicelib.errors import BadInput
from chalicelib.province.league import League, league_from

FORMAT = "cau-noi-league/1"
LOWEST, HIGHEST = 1, 5  # of a survey's scale
_DECIMAL = re.compile(r"[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A unit in a published survey: how many answered, and the mean of each question on the scale, as decimals."""

    answers: int
    means: tuple[str, ...]

    @property
    def share(self) -> Fraction:
        """The mean of the questions, from 0 to 1."""
        total = sum(Fraction(mean) - LOWEST for mean in self.means)
        return Fraction(total, len(self.means) * (HIGHEST - LOWEST))


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    id: str
    units: Mapping[str, Judged]

    def said(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "units": {
                unit: {"answers": one.answers, "means": list(one.means)} for unit, one in sorted(self.units.items())
            },
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """first, last: local days of the period; groups: unit → its group; names: unit → its name."""

    tenant: str
    id: str
    first: date
    last: date
    league: League
    survey: Survey | None = None
    groups: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


def written(formula: Formula) -> bytes:
    """The file formula.json."""
    return dumped({
        "format": FORMAT,
        "province": formula.tenant,
        "league": formula.id,
        "from": formula.first.isoformat(),
        "to": formula.last.isoformat(),
        "formula": formula.league.said(),
        "survey": formula.survey and formula.survey.said(),
        "units": {
            unit: {"group": str(group), "name": formula.names.get(unit, unit)}
            for unit, group in sorted(formula.groups.items())
        },
    })  # fmt: skip


def read(data: bytes) -> Formula:
    """raises  BadInput for what is no such file"""
    try:
        said = json.loads(data)
        if said["format"] != FORMAT:
            raise BadInput(f"formula.json: not of the format {FORMAT}")
        return Formula(
            tenant=said["province"], id=said["league"], first=date.fromisoformat(said["from"]),
            last=date.fromisoformat(said["to"]), league=_league(said["formula"]),
            survey=said["survey"] and survey_from(said["survey"]),
            groups={unit: one["group"] for unit, one in said["units"].items()},
            names={unit: one["name"] for unit, one in said["units"].items()},
        )  # fmt: skip
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise BadInput(f"formula.json: {error!r}") from error


def survey_from(said: Mapping[str, Any]) -> Survey:
    """From what `Survey.said` gave.

    raises  ValueError for a mean that is no decimal, or none at all
    """
    units = {}
    for unit, one in said["units"].items():
        if not one["means"] or not all(_DECIMAL.fullmatch(mean) for mean in one["means"]):
            raise ValueError(f"no means of {unit}")
        units[unit] = Judged(answers=one["answers"], means=tuple(one["means"]))
    return Survey(id=said["id"], units=units)


def judged(survey_id: str, figures: Mapping[str, Any]) -> Survey:
    """A survey's published figures as they count here: units and questions that are shown, on the scale."""
    units = {}
    for row in figures["units"]:
        means = tuple(str(one["mean"]) for one in row["questions"] if one["mean"] is not None)
        if means:
            units[row["unit"]] = Judged(answers=row["answers"], means=means)
    return Survey(id=survey_id, units=units)


def dumped(value: Any) -> bytes:
    """JSON in the one way in which it is published."""
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _league(said: Mapping[str, Any]) -> League:
    if not all(_DECIMAL.fullmatch(one["weight"]) and Fraction(one["weight"]) for one in said["components"]):
        raise ValueError("a weight is no decimal above 0")
    if said["volume"][0]["from"] != 0 or said["shrinkage"] < 0:
        raise ValueError("no such groups of volume, or shrinkage")
    return league_from(said)
