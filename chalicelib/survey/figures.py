"""What a round says of its units: a fold over the responses, pure, with nothing in it by which one could be guessed.

Fewer answers than the round's minimum are withheld, of a unit and of a question. Groups and kinds of submitters add up
shown units only, of a question those that show it; kinds are shown all or none, each question of them too. Otherwise
what is withheld would be the difference.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from chalicelib.survey.answers import SCALE, YES
from chalicelib.survey.link import KINDS
from chalicelib.survey.round import Kind, Question, Round
from chalicelib.survey.store import Invited, Response

EXACT = 9  # digits: so many that nothing is rounded twice in a paper


def figures(
    round_: Round, responses: Iterable[Response], invited: Iterable[Invited], answered: Collection[str]
) -> dict[str, Any]:
    """All figures of a round, as JSON knows them; None where they are withheld. Means and shares are not rounded yet:
    whoever prints them rounds, once.

    responses      in any order
    answered       marks of whoever has answered, invited or not: with code and PIN everybody may
    response_rate  how many of those invited have answered, from 0 to 1
    """
    by_unit: dict[str, list[Response]] = {unit: [] for unit in round_.units}
    for response in responses:
        by_unit[response.unit].append(response)
    asked, came = Counter[str](), Counter[str]()
    for one in invited:
        asked[one.unit] += 1
        came[one.unit] += one.mark in answered
    shown = [
        each
        for found in by_unit.values()
        if len(found) >= round_.minimum
        for each in _without(found, _answered_by_few(round_, [found]))
    ]
    everybody = sum(map(len, by_unit.values()))
    return {
        "survey": round_.id,
        "minimum": round_.minimum,
        "answers": everybody,
        "invited": asked.total(),
        "invited_answers": came.total(),
        "response_rate": _share(came.total(), asked.total()),
        "units": [
            {"unit": unit, "group": round_.units[unit], "invited": asked[unit], "invited_answers": came[unit]}
            | {"response_rate": _share(came[unit], asked[unit])}
            | _part(round_, found)
            for unit, found in by_unit.items()
        ],
        "groups": [
            {"group": group} | _part(round_, [each for each in shown if round_.units[each.unit] is group])
            for group in dict.fromkeys(round_.units.values())
        ],
        "kinds": _kinds(round_, shown),
    }


def _kinds(round_: Round, shown: Sequence[Response]) -> list[dict[str, Any]]:
    found = {kind: [each for each in shown if each.kind == kind] for kind in KINDS}
    if any(0 < len(each) < round_.minimum for each in found.values()):
        return []
    few = _answered_by_few(round_, found.values())
    return [{"kind": kind} | _part(round_, _without(each, few)) for kind, each in found.items() if each]


def _answered_by_few(round_: Round, parts: Iterable[Sequence[Response]]) -> set[str]:
    """Questions that some, but too few, of one of these parts have answered."""
    counted = [Counter(question for each in part for question in each.answers) for part in parts]
    return {question for counts in counted for question, number in counts.items() if number < round_.minimum}


def _without(found: Iterable[Response], questions: set[str]) -> list[Response]:
    return [
        replace(each, answers={name: said for name, said in each.answers.items() if name not in questions})
        for each in found
    ]


def _part(round_: Round, found: Sequence[Response]) -> dict[str, Any]:
    withheld = len(found) < round_.minimum
    rows = [] if withheld else [_question(round_, each, found) for each in round_.questions]
    return {"answers": len(found), "withheld": withheld, "questions": rows}


def _question(round_: Round, question: Question, found: Sequence[Response]) -> dict[str, Any]:
    """One question: how many answered it, the mean, the share of the satisfied, how often each answer was given."""
    given = [each.answers[question.id] for each in found if question.id in each.answers]
    row: dict[str, Any] = {"id": question.id, "answers": len(given), "mean": None, "satisfied": None}
    if question.kind is Kind.TEXT or len(given) < round_.minimum:
        return row | {"distribution": None}
    if question.kind is Kind.SCALE:
        row["mean"] = round(sum(given) / len(given), EXACT)
        row["satisfied"] = _share(sum(each >= round_.satisfied for each in given), len(given))
    elif question.kind is Kind.YES_NO:
        row["satisfied"] = _share(given.count(YES), len(given))
    return row | {"distribution": _distribution(question, given)}


def _distribution(question: Question, given: Sequence[Any]) -> dict[str, int]:
    chosen = Counter(str(one) for each in given for one in (each if isinstance(each, list) else [each]))
    names = [str(point) for point in SCALE] if question.kind is Kind.SCALE else [o.id for o in question.options]
    return {name: chosen[name] for name in names or (YES, "no")}


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, EXACT) if whole else None


def only(figures: Mapping[str, Any], units: Iterable[str]) -> dict[str, Any]:
    """The figures without those of other units."""
    theirs = set(units)
    return {**figures, "units": [row for row in figures["units"] if row["unit"] in theirs]}


def counts(figures: Mapping[str, Any]) -> dict[str, Any]:
    """How many were invited and have answered, and nothing of what they said."""
    parts = {name: [row | {"questions": []} for row in figures[name]] for name in ("units", "groups")}
    return {**figures, **parts, "kinds": []}
