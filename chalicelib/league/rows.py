"""The public row set: a row a petition and unit, of which nobody can tell whose it was; as CSV, and back. Pure.

Without code, day, place and person. Fewer than five rows of a unit that look alike by kind and category are folded into
«other». Minutes are those of half working days, and are withheld where fewer than five of those that look alike share
them: with the exact ones, whoever knows when a published petition was opened and answered would find its row. Rows
stand in the order of their own words.
"""

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.cell import BOM, harmless
from chalicelib.errors import BadInput
from chalicelib.league.case import Case, Group, Mark
from chalicelib.province.league import Measure

ALIKE = 5  # so many rows, or more, look alike
STEP = 240  # working minutes: half a day
OTHER, NONE = "other", "none"
COUNTED = tuple(measure for measure in Measure if measure is not Measure.SURVEY)
HEADER = (
    "group", "unit", "kind", "category", "excluded", "worked_minutes", "limit_minutes",
    *(name for measure in COUNTED for name in (str(measure), f"{measure}_of")),
)  # fmt: skip


_Look = tuple[str, str, int | None, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """excluded: why it does not count; empty: it counts. worked, limit: whole steps; None where they are withheld."""

    group: Group
    unit: str
    kind: str
    category: str
    excluded: str
    worked: int | None
    limit: int | None
    marks: Mapping[Measure, Mark]


def anonymous(cases: Collection[Case], excluded: Mapping[tuple[str, str], str]) -> list[Row]:
    """excluded  (code, unit) → the reason why the case does not count"""
    by_unit: dict[str, list[Case]] = {}
    for case in cases:
        by_unit.setdefault(case.unit, []).append(case)
    found = [
        Row(
            group=case.group, unit=case.unit, kind=kind, category=category,
            excluded=excluded.get((case.code, case.unit), ""), worked=worked, limit=limit, marks=case.marks,
        )
        for theirs in by_unit.values()
        for case, (kind, category, worked, limit) in zip(theirs, _blurred(theirs), strict=True)
    ]  # fmt: skip
    return sorted(found, key=_cells)


def _blurred(cases: Collection[Case]) -> list[_Look]:
    """Kind, category and minutes of each case of a unit, as they may be shown."""
    looks = _folded(cases)
    shown: list[_Look] = [
        (*look, _steps(case.worked), _steps(case.limit)) for case, look in zip(cases, looks, strict=True)
    ]
    count = Counter(shown)
    shown = [one if count[one] >= ALIKE else _without(one) for one in shown]
    for look in set(looks):  # of those without minutes there are enough too, or none
        while (told := _told(shown, look)) and 0 < shown.count((*look, None, None)) < ALIKE:
            smallest = min(told, key=lambda one: (told[one], one))
            shown = [_without(one) if one == smallest else one for one in shown]
    return shown


def _told(shown: Iterable[_Look], look: tuple[str, str]) -> Counter[_Look]:
    """How many of those that look so share their minutes, where minutes are shown."""
    return Counter(one for one in shown if one[:2] == look and one[2] is not None)


def _without(look: _Look) -> _Look:
    return (*look[:2], None, None)


def _steps(minutes: int) -> int:
    """Begun half days, in minutes."""
    return -(-minutes // STEP) * STEP


def _folded(cases: Collection[Case]) -> list[tuple[str, str]]:
    """Kind and category of each case of a unit, as they may be shown."""
    shown = [(case.kind or NONE, case.category or NONE) for case in cases]
    for hidden in (lambda kind: (kind, OTHER), lambda _: (OTHER, OTHER)):
        count = Counter(shown)
        shown = [one if count[one] >= ALIKE else hidden(one[0]) for one in shown]
    while 0 < (count := Counter(shown))[OTHER, OTHER] < ALIKE and len(count) > 1:
        smallest = min((one for one in count if one != (OTHER, OTHER)), key=lambda one: (count[one], one))
        shown = [(OTHER, OTHER) if one == smallest else one for one in shown]
    return shown


def written(rows: Iterable[Row]) -> bytes:
    """The file: UTF-8 with a mark for Excel, sorted."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(sorted(map(_cells, rows)))
    return (BOM + text.getvalue()).encode()


def read(data: bytes) -> list[Row]:
    """raises  BadInput for what is no such file"""
    try:
        header, *lines = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        if tuple(header) != HEADER:
            raise BadInput("rows.csv: not the columns of a league table")
        return [_row(line) for line in lines]
    except (ValueError, csv.Error) as error:
        raise BadInput(f"rows.csv: {error}") from error


def _cells(row: Row) -> tuple[str, ...]:
    marks = [_shown(part) for measure in COUNTED for part in row.marks.get(measure, (None, None))]
    words = (str(row.group), row.unit, row.kind, row.category, harmless(row.excluded))
    return (*words, _shown(row.worked), _shown(row.limit), *marks)


def _shown(number: int | None) -> str:
    return "" if number is None else str(number)


def _row(line: list[str]) -> Row:
    if len(line) != len(HEADER):
        raise ValueError(f"{len(line)} cells in a row, not {len(HEADER)}")
    group, unit, kind, category, excluded, worked, limit, *marks = line
    return Row(
        group=Group(group), unit=unit, kind=kind, category=category, excluded=excluded,
        worked=_number(worked), limit=_number(limit), marks=dict(_marks(marks)),
    )  # fmt: skip


def _marks(cells: list[str]) -> Iterator[tuple[Measure, Mark]]:
    for i, measure in enumerate(COUNTED):
        got, of = _number(cells[2 * i]), _number(cells[2 * i + 1])
        if (got is None) is not (of is None):
            raise ValueError(f"half a figure of {measure}")
        if got is not None and of is not None:
            if not 0 <= got <= of or of == 0:
                raise ValueError(f"{measure}: {got} of {of}")
            yield measure, (got, of)


def _number(cell: str) -> int | None:
    if not cell:
        return None
    if not (cell.isascii() and cell.isdecimal()):
        raise ValueError(f"no number: {cell[:20]}")
    return int(cell)


def said(case: Case) -> dict[str, Any]:
    """The marks of a case as those read them who may contest it."""
    return {str(measure): {"got": got, "of": of} for measure, (got, of) in case.marks.items()}
