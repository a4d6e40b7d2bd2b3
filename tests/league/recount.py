"""The table, counted by brute force: written from docs/league.md, sharing nothing with score.py."""

from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import Any

from chalicelib.league.formula import Formula
from chalicelib.league.rows import Row


def recount(formula: Formula, rows: list[Row]) -> dict[str, dict[str, Any]]:
    """unit → rank, volume, score, n, and component → (n, share, shrunk), with sixty digits and rounded at the end."""
    with localcontext() as context:
        context.prec = 60
        found: dict[str, dict[str, Any]] = {}
        for group in ("departments", "localities"):
            found |= _group(formula, [row for row in rows if row.group == group and not row.excluded], group)
        return found


def _cases(formula: Formula, rows: list[Row], unit: str, measure: str) -> list[Decimal]:
    """The share of every single case of a unit; a survey is as many cases as it had answers."""
    if measure == "survey":
        judged = formula.survey.units.get(unit) if formula.survey else None
        if judged is None:
            return []
        mean = sum(((Decimal(text) - 1) / 4 for text in judged.means), Decimal(0)) / len(judged.means)
        return [mean] * judged.answers
    return [
        Decimal(row.marks[name][0]) / Decimal(row.marks[name][1])
        for row in rows if row.unit == unit for name in row.marks if str(name) == measure
    ]  # fmt: skip


def _group(formula: Formula, rows: list[Row], group: str) -> dict[str, dict[str, Any]]:
    league = formula.league
    units = {row.unit for row in rows}
    if formula.survey and any(one.measure == "survey" for one in league.components):
        units |= {unit for unit in formula.survey.units if formula.groups[unit] == group}
    parts: dict[str, dict[str, list[Decimal]]] = {
        one.id: {unit: _cases(formula, rows, unit, str(one.measure)) for unit in units} for one in league.components
    }
    used = [one for one in league.components if any(parts[one.id].values())]
    whole = sum((Decimal(one.weight) for one in used), Decimal(0))
    found: dict[str, dict[str, Any]] = {}
    for unit in units:
        n, score, shown = sum(row.unit == unit for row in rows), Decimal(0), {}
        for one in used:
            everybody = [case for cases in parts[one.id].values() for case in cases]
            middle, own = sum(everybody, Decimal(0)) / len(everybody), parts[one.id][unit]
            padded = own + [middle] * league.shrinkage
            drawn = sum(padded, Decimal(0)) / len(padded) if padded else middle
            score += 100 * Decimal(one.weight) / whole * drawn
            shown[one.id] = len(own), _round(sum(own, Decimal(0)) / len(own), 4) if own else None, _round(drawn, 4)
        volume = max((one for one in league.volume if one.start <= n), key=lambda one: one.start).name
        ranked = n >= league.minimum and used
        found[unit] = {"n": n, "volume": volume, "score": _round(score, 2) if ranked else None, "parts": shown}
    for mine in found.values():
        others = [o["score"] for o in found.values() if o["volume"] == mine["volume"] and o["score"] is not None]
        mine["rank"] = None if mine["score"] is None else sum(score > mine["score"] for score in others) + 1
    return found


def _round(value: Decimal, places: int) -> float:
    """Of sixty digits the last ones carry the errors of thirds and sevenths: an exact half must stay one."""
    value = value.quantize(Decimal(10) ** -40)
    return float(value.quantize(Decimal(10) ** -places, rounding=ROUND_HALF_EVEN))
