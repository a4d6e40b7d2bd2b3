"""Past petitions judged once more by a draft: whose deadlines would have been others, who would have been late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from chalicelib.admin.standing import MINIMUM, Standings, Tally, standings
from chalicelib.province.province import Province
from chalicelib.province.regulation import Stage
from chalicelib.sla.deadline import working_time
from chalicelib.ticket import anew
from chalicelib.ticket.anew import Verdict
from chalicelib.ticket.ticket import Event, Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class StageShift:
    """How the deadlines of a stage move; medians are working time, over those that move that way."""

    stage: Stage
    judged: int
    earlier: int
    later: int
    earlier_by: timedelta
    later_by: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitShift:
    """A unit's petitions that were late in some stage, as it was and under the draft."""

    unit: str
    petitions: int
    late: int
    late_then: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    petitions: int
    stages: tuple[StageShift, ...]
    units: tuple[UnitShift, ...]
    become_late: tuple[str, ...]  # codes
    no_longer_late: tuple[str, ...]
    order: Standings
    order_then: Standings


@dataclass(frozen=True, slots=True)
class Pair:
    """One stage of one petition: the verdict it was given, and the one the draft would have given."""

    code: str
    was: Verdict
    then: Verdict


def pairs(draft: Province, ticket: Ticket, events: list[Event]) -> list[Pair]:
    """The ended stages of one petition, judged twice."""
    both = zip(anew.verdicts(events), anew.verdicts_under(draft, ticket, events), strict=True)
    return [Pair(ticket.code, was, then) for was, then in both]


def simulated(draft: Province, past: Iterable[Pair], minimum: int = MINIMUM) -> Simulation:
    """What the draft changes, over all stages given."""
    judged = list(past)
    late = {pair.code for pair in judged if pair.was.late}
    late_then = {pair.code for pair in judged if pair.then.late}
    units = _by_unit(judged)
    return Simulation(
        petitions=len({pair.code for pair in judged}),
        stages=tuple(_shift(draft, stage, judged) for stage in Stage if any(p.was.stage is stage for p in judged)),
        units=units,
        become_late=tuple(sorted(late_then - late)),
        no_longer_late=tuple(sorted(late - late_then)),
        order=standings((Tally(unit=u.unit, n=u.petitions, late=u.late) for u in units), minimum),
        order_then=standings((Tally(unit=u.unit, n=u.petitions, late=u.late_then) for u in units), minimum),
    )


def _shift(draft: Province, stage: Stage, judged: list[Pair]) -> StageShift:
    mine = [pair for pair in judged if pair.was.stage is stage]
    earlier = [_distance(draft, pair) for pair in mine if pair.then.due_at < pair.was.due_at]
    later = [_distance(draft, pair) for pair in mine if pair.then.due_at > pair.was.due_at]
    return StageShift(
        stage=stage,
        judged=len(mine),
        earlier=len(earlier),
        later=len(later),
        earlier_by=_median(earlier),
        later_by=_median(later),
    )


def _distance(draft: Province, pair: Pair) -> timedelta:
    """Working time of the unit between the two deadlines."""
    return abs(working_time(pair.was.due_at, pair.then.due_at, draft.calendar_of(pair.was.unit)))


def _median(spans: list[timedelta]) -> timedelta:
    return timedelta(seconds=median(span.total_seconds() for span in spans)) if spans else timedelta()


def _by_unit(judged: list[Pair]) -> tuple[UnitShift, ...]:
    """A petition counts once for each unit it was with, whatever the number of stages there."""
    held: dict[str, set[str]] = {}
    late: dict[str, set[str]] = {}
    late_then: dict[str, set[str]] = {}
    for pair in judged:
        unit = pair.was.unit
        held.setdefault(unit, set()).add(pair.code)
        late.setdefault(unit, set()).update({pair.code} if pair.was.late else ())
        late_then.setdefault(unit, set()).update({pair.code} if pair.then.late else ())
    return tuple(
        UnitShift(unit=unit, petitions=len(held[unit]), late=len(late[unit]), late_then=len(late_then[unit]))
        for unit in sorted(held)
    )
