"""Rows that can never count: an earlier row of the same list holds whenever they do, or they hold never.

Only what can be proved from the document is said; a row that merely looks unlikely is left alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chalicelib.province.province import Province
from chalicelib.province.regulation import Limit, Regulation, Stage, Step
from chalicelib.vietnamese import fold

URGENCIES = frozenset({"normal", "quick", "emergency"})
# A condition as the set of values it admits; one that is missing admits everything.
Conditions = Mapping[str, frozenset[str]]


def dead_rules(province: Province) -> Iterator[tuple[int, str]]:
    """(index, why) of every routing rule that never decides."""
    rules = [_routing(province, rule.when) for rule in province.routing]
    for i, later in enumerate(rules):
        if never := next((fact for fact, values in later.items() if not values), None):
            yield i, f"never holds: no petition fits its {never}"
        elif (by := _first(rules[:i], later)) is not None:
            yield i, f"never decides: rule {province.routing[by].id!r} before it holds whenever it does"


def dead_limits(regulation: Regulation) -> Iterator[tuple[int, str]]:
    """(index, why) of every limit behind one of its stage that always holds first."""
    for i, later in enumerate(regulation.limits):
        earlier = [limit if limit.stage is later.stage else None for limit in regulation.limits[:i]]
        if (by := _first([_facts(each) for each in earlier], _facts(later) or {})) is not None:
            yield i, f"never counts: row {by} of stage {later.stage.value!r} holds whenever it does"


def dead_steps(regulation: Regulation) -> Iterator[tuple[int, str]]:
    """(index, why) of every rung that for each of its stages stands behind one of its level."""
    for i, later in enumerate(regulation.ladder):
        stages = [stage for stage in Stage if stage in later.stages]
        hidden = [_hidden(regulation.ladder[:i], later, stage) for stage in stages]
        if all(hidden):
            yield i, f"never counts: other rows of level {later.level} hold whenever it does"


def dead_progress(regulation: Regulation) -> Iterator[tuple[int, str]]:
    """(index, why) of every rhythm of progress notes behind one that always holds first."""
    rows: list[Conditions | None] = [_admitted(row.when) for row in regulation.procedures.progress]
    for i, later in enumerate(rows):
        if (by := _first(rows[:i], later or {})) is not None:
            yield i, f"never counts: row {by} holds whenever it does"


def _hidden(earlier: Sequence[Step], later: Step, stage: Stage) -> bool:
    rows = [_admitted(s.when) if s.level == later.level and stage in s.stages else None for s in earlier]
    return _first(rows, _admitted(later.when)) is not None


def _facts(limit: Limit | None) -> Conditions | None:
    return None if limit is None else _admitted(limit.when)


def _first(earlier: Sequence[Conditions | None], later: Conditions) -> int | None:
    """The first row that holds whenever `later` does; None stands for a row that does not compete."""
    for i, row in enumerate(earlier):
        if row is not None and all(fact in later and later[fact] <= values for fact, values in row.items()):
            return i
    return None


def _admitted(when: Mapping[str, Sequence[str]]) -> dict[str, frozenset[str]]:
    """What holds for every urgency is no condition."""
    return {fact: frozenset(values) for fact, values in when.items() if not frozenset(values) >= URGENCIES}


def _routing(province: Province, when: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """The conditions of a routing rule, sharpened by what routing knows: the category gives the urgency.

    Words are compared as they are found, folded and whole: of overlapping phrases only the longest is found,
    so that a phrase never stands for a longer one.
    """
    communes = frozenset(unit.place.code for unit in province.units.values() if unit.place)
    urgency_of = {category.id: category.urgency for category in province.categories}
    found = _admitted({fact: values for fact, values in when.items() if fact not in {"words", "place"}})
    if "words" in when:
        found["words"] = frozenset(fold(word) for word in when["words"])
    if "place" in when:
        found["place"] = communes if when["place"] is True else communes & frozenset(when["place"])
    possible = {urgency_of[each] for each in found["category"]} if "category" in found else set(urgency_of.values())
    if "urgency" in found or "category" in found:
        known = frozenset(possible if "category" in found else possible | {"normal"})
        found["urgency"] = found.get("urgency", known) & known
    if "category" in found:
        kept = frozenset(each for each in found["category"] if urgency_of[each] in found["urgency"])
        found["category"] = kept
    return found
