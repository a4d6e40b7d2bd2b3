"""The formula of a province's league table (bảng xếp hạng): what is measured, how much it weighs, who is ranked."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any


class Measure(StrEnum):
    """Each is a share from 0 to 1 of the cases of a unit; docs/league.md says what counts."""

    ON_TIME = "on_time"
    ACCEPTED_ON_TIME = "accepted_on_time"
    SATISFACTION = "satisfaction"
    SAME_DAY = "same_day"
    NOT_REOPENED = "not_reopened"
    NOT_CONTESTED = "not_contested"
    SURVEY = "survey"


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """`weight` is a decimal as it was written, so that it is exact."""

    id: str
    measure: Measure
    weight: str

    @property
    def share(self) -> Fraction:
        return Fraction(self.weight)


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """Units with `start` cases and more, up to the next group's start."""

    name: str
    start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class League:
    """
    minimum       with fewer cases than this a unit is not ranked
    volume        groups that are ranked apart; the first begins at 0
    shrinkage     so many cases of the group's mean are added to those of each unit
    contest_days  calendar days in which units contest their figures
    sample        true: an example, nobody's decision
    """

    version: str
    components: tuple[Component, ...]
    minimum: int
    volume: tuple[Volume, ...]
    shrinkage: int
    contest_days: int
    sample: bool = False

    def said(self) -> dict[str, Any]:
        """As JSON; `league_from` reads it."""
        return {
            "version": self.version,
            "components": [
                {"id": one.id, "measure": str(one.measure), "weight": one.weight} for one in self.components
            ],
            "minimum": self.minimum,
            "volume": [{"name": one.name, "from": one.start} for one in self.volume],
            "shrinkage": self.shrinkage,
            "contest_days": self.contest_days,
            "sample": self.sample,
        }  # fmt: skip


def league_from(entry: Mapping[str, Any]) -> League:
    """The part `league` of a document that has passed its schema, or what `said` gave."""
    return League(
        version=entry["version"],
        components=tuple(
            Component(id=one["id"], measure=Measure(one["measure"]), weight=str(one["weight"]))
            for one in entry["components"]
        ),
        minimum=entry["minimum"],
        volume=tuple(Volume(name=one["name"], start=one["from"]) for one in entry["volume"]),
        shrinkage=entry["shrinkage"],
        contest_days=entry["contest_days"],
        sample=entry.get("sample", False),
    )
