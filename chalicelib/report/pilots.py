"""A pilot before and after it began, beside its group: the same number of whole local days on both sides.

The group of a unit are the other units of its kind, each with those below it, that are no pilots themselves; of a kind
of petition, the other kinds. What happened to a petition counts for the day on which it did.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from chalicelib.province.pilot import Pilot
from chalicelib.province.province import Province
from chalicelib.report.figures import figures, summed
from chalicelib.report.fold import Cell, Tallies, added
from chalicelib.report.nights import DAY
from chalicelib.report.rollup import Look, Period

Holds = Callable[[Cell], bool]


@dataclass(frozen=True, slots=True)
class Group:
    """ids: what the pilot is compared with; its own cells, and theirs."""

    ids: tuple[str, ...]
    own: Holds
    others: Holds


def compared(
    look: Look, province: Province, pilot: Pilot, units: frozenset[str] | None, today: date, most: int
) -> dict[str, Any]:
    """
    units  whose figures may be shown; None: all. Whoever may not see all sees the pilot alone
    most   days on each side; fewer where fewer are over since it began, and on both. None are: `after` is null
    """
    days = min(most, max((today - pilot.since).days, 0))
    group = _group(province, pilot)
    span = timedelta(days=days or most)

    def side(first: date, last: date) -> dict[str, Any]:
        period = look.period(province, first, last)
        return {
            "from": first.isoformat(),
            "to": last.isoformat(),
            "since": period.since.isoformat() if period.since else None,
            "pilot": _numbers(period, lambda cell: group.own(cell) and (units is None or cell[0] in units)),
            "group": _numbers(period, group.others) if units is None else None,
        }

    return {
        "id": pilot.id,
        "name": pilot.name,
        "unit": pilot.unit or None,
        "kind": pilot.kind or None,
        "began": pilot.since.isoformat(),
        "days": days,
        "group": list(group.ids) if units is None else [],
        "before": side(pilot.since - span, pilot.since - DAY),
        "after": side(pilot.since, pilot.since + span - DAY) if days else None,
    }


def _group(province: Province, pilot: Pilot) -> Group:
    if pilot.kind:
        kinds = frozenset(kind.id for kind in province.kinds) - {each.kind for each in province.pilots}
        return Group(tuple(sorted(kinds)), lambda cell: cell[3] == pilot.kind, lambda cell: cell[3] in kinds)
    like = province.units[pilot.unit].kind
    piloting = {each.unit for each in province.pilots}
    roots = frozenset(unit.id for unit in province.units.values() if unit.kind == like) - piloting

    def under(cell: Cell) -> str:
        """The nearest unit above a cell's that is a pilot or of the group: a pilot's division is in no group."""
        return next((unit.id for unit in province.upwards(cell[0]) if unit.id in roots | piloting), "")

    return Group(
        tuple(sorted(roots)), lambda cell: province.within(cell[0], pilot.unit), lambda cell: under(cell) in roots
    )  # fmt: skip


def _numbers(period: Period, holds: Holds) -> dict[str, Any]:
    flow, standing = _held(added(period.flows.values()), holds), _held(period.standing, holds)
    return figures(summed(flow), summed(standing), period.first)


def _held(tallies: Tallies, holds: Holds) -> Tallies:
    return {cell: tally for cell, tally in tallies.items() if holds(cell)}
