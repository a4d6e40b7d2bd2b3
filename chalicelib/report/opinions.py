"""What people think of units, three ways beside each other: stars of petitions, stars of services, surveys. Pure.

A unit's row is of it and of those below it, for surveys ask about the unit that stands above. Fewer than MINIMUM make
no mean; how many there are is said all the same.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from chalicelib.province.province import Province
from chalicelib.report.fold import Tallies
from chalicelib.report.samples import MINIMUM

_STARS = range(1, 6)
Stars = Counter[int]


@dataclass(frozen=True)
class Voices:
    """What other rooms know.

    services  slug, since, until (aware) → stars by unit, of those that are known
    surveys   slug, first and last local day → (how many people, mean or None where it is withheld) by unit
    """

    services: Callable[[str, datetime, datetime], Mapping[str, Stars]]
    surveys: Callable[[str, date, date], Mapping[str, tuple[int, float | None]]]


def opinions(
    province: Province,
    units: frozenset[str] | None,
    petitions: Tallies,
    services: Mapping[str, Stars],
    surveys: Mapping[str, tuple[int, float | None]],
) -> list[dict[str, Any]]:
    """A row for each of these units (None: all) of which anybody has said anything, by id."""
    rated: dict[str, Stars] = {}
    for cell, tally in petitions.items():
        rated.setdefault(cell[0], Counter()).update({n: tally[f"stars.{n}"] for n in _STARS if tally[f"stars.{n}"]})
    said, served = _upwards(province, rated), _upwards(province, services)
    keys = {unit for unit in (*said, *served, *surveys) if unit in province.units and (units is None or unit in units)}
    return [
        {
            "unit": unit,
            "name": province.units[unit].name,
            "petitions": _mean(said.get(unit, Counter())),
            "services": _mean(served.get(unit, Counter())),
            "survey": dict(zip(("n", "mean"), surveys.get(unit, (0, None)), strict=True)),
        }
        for unit in sorted(keys)
    ]


def _upwards(province: Province, stars: Mapping[str, Stars]) -> dict[str, Stars]:
    found: dict[str, Stars] = {}
    for unit, given in stars.items():
        for above in province.upwards(unit) if given and unit in province.units else ():
            found.setdefault(above.id, Counter()).update(given)
    return found


def _mean(stars: Stars) -> dict[str, Any]:
    n = stars.total()
    return {"n": n, "mean": round(sum(k * v for k, v in stars.items()) / n, 2) if n >= MINIMUM else None}
