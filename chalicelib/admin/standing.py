"""Units in a fair order: by the share of petitions that were late, drawn to the mean where a unit has had few."""

from collections.abc import Iterable
from dataclasses import dataclass

MINIMUM = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many petitions of a unit were judged, and how many of them were late in some stage."""

    unit: str
    n: int
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`share` is what happened; `weighed` is what the place is given for. No rank below the minimum."""

    unit: str
    n: int
    late: int
    share: float
    weighed: float
    rank: int | None


@dataclass(frozen=True, slots=True)
class Standings:
    ranked: tuple[Standing, ...]  # the best first; equals share a rank
    unranked: tuple[Standing, ...]  # too few petitions to say anything, by unit


def standings(rows: Iterable[Tally], minimum: int = MINIMUM) -> Standings:
    """Order units by (late + minimum · mean) / (n + minimum).

    The mean is that of all units together. A unit counts as if it had had `minimum` average petitions besides its
    own: ten good ones say more than one. Units with fewer than `minimum` are listed apart.
    """
    tallies = [row for row in rows if row.n]
    judged = sum(row.n for row in tallies)
    mean = sum(row.late for row in tallies) / judged if judged else 0.0
    weighed = {row.unit: round((row.late + minimum * mean) / (row.n + minimum), 6) for row in tallies}
    enough = sorted((row for row in tallies if row.n >= minimum), key=lambda row: (weighed[row.unit], -row.n, row.unit))
    places = [1 + sum(weighed[other.unit] < weighed[row.unit] for other in enough) for row in enough]
    few = sorted((row for row in tallies if row.n < minimum), key=lambda row: row.unit)
    return Standings(
        tuple(_standing(row, weighed[row.unit], rank) for row, rank in zip(enough, places, strict=True)),
        tuple(_standing(row, weighed[row.unit], None) for row in few),
    )


def _standing(row: Tally, weighed: float, rank: int | None) -> Standing:
    share = round(row.late / row.n, 6)
    return Standing(unit=row.unit, n=row.n, late=row.late, share=share, weighed=weighed, rank=rank)
