"""A petition as it counts for one unit in a period: what the table is made of, before it is made anonymous."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from chalicelib.province.league import Measure
from chalicelib.province.province import Province
from chalicelib.survey.writing import group_of

Mark = tuple[int, int]  # what was reached, of what could be


class Group(StrEnum):
    """Ranked apart."""

    DEPARTMENTS = "departments"
    LOCALITIES = "localities"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """worked, limit: whole working minutes of the answers that are judged by `on_time`, all together."""

    code: str
    group: Group
    unit: str
    kind: str
    category: str
    worked: int
    limit: int
    marks: Mapping[Measure, Mark]


def ranked(province: Province, unit: str) -> str:
    """The unit that is ranked for what `unit` does: the one below the province that it is, or belongs to.

    A closed unit's cases are its successor's. Empty for the province itself and for what is no unit.
    """
    above = [each for each in province.upwards(province.live(unit)) if each.kind != "province"]
    return above[-1].id if above else ""


def group(province: Province, unit: str) -> Group:
    return Group(str(group_of(province, unit)))


def written(cases: Iterable[Case]) -> bytes:
    """As they are kept until the table is published: JSON lines, for us alone."""
    return "".join(f"{json.dumps(_said(case), ensure_ascii=False)}\n" for case in cases).encode()


def read(data: bytes) -> list[Case]:
    return [_case(json.loads(line)) for line in data.decode().splitlines()]


def _said(case: Case) -> list[Any]:
    marks = {str(measure): list(mark) for measure, mark in case.marks.items()}
    return [case.code, case.group, case.unit, case.kind, case.category, case.worked, case.limit, marks]


def _case(said: list[Any]) -> Case:
    code, group, unit, kind, category, worked, limit, marks = said
    return Case(
        code=code, group=Group(group), unit=unit, kind=kind, category=category, worked=worked, limit=limit,
        marks={Measure(measure): (got, of) for measure, (got, of) in marks.items()},
    )  # fmt: skip
