"""Answers, checked against the questions; every fault at its own question."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from chalicelib.errors import Unprocessable
from chalicelib.redaction import redacted
from chalicelib.survey.round import Kind, Question, Round
from chalicelib.vietnamese import clean

LONGEST = 1000  # characters of a free text
SCALE = range(1, 6)
YES, NO = "yes", "no"
WANTED = "an answer is wanted here"


def answers_of(round_: Round, said: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as they are kept: cleaned, words without telephone numbers and the like.

    raises  Unprocessable listing every fault as {pointer, message}
    """
    faults = list(_faults(round_, said))
    if faults:
        raise Unprocessable("the answers are not complete", faults=faults)
    given = ((each, _kept(each, said.get(each.id))) for each in round_.questions)
    return {each.id: value for each, value in given if value is not None}


def typed(round_: Round, fields: Mapping[str, list[str]]) -> dict[str, Any]:
    """What a page's form says, as `answers_of` takes it. What is no number stays as it was typed, and is refused."""
    said: dict[str, Any] = {}
    for question in round_.questions:
        values = fields.get(question.id, [])
        one = values[0] if values else ""
        if question.kind is Kind.SEVERAL:
            said[question.id] = values
        elif question.kind is Kind.SCALE and one.isascii() and one.isdecimal() and len(one) == 1:
            said[question.id] = int(one)
        elif one:
            said[question.id] = one
    return said


def _faults(round_: Round, said: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    for name in said:
        if round_.question(name) is None:
            yield {"pointer": f"/answers/{name[:60]}", "message": "no such question"}
    for question in round_.questions:
        value = said.get(question.id)
        missing = WANTED if question.required else ""
        if message := missing if _empty(value) else _CHECKS[question.kind](question, value):
            yield {"pointer": f"/answers/{question.id}", "message": message}


def _empty(value: Any) -> bool:
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def _scale(_: Question, value: Any) -> str:
    right = isinstance(value, int) and not isinstance(value, bool) and value in SCALE
    return "" if right else "1 to 5"


def _yes_no(_: Question, value: Any) -> str:
    return "" if value in (YES, NO) else "yes or no"


def _one(question: Question, value: Any) -> str:
    return "" if value in [option.id for option in question.options] else "no such option"


def _several(question: Question, value: Any) -> str:
    known = [option.id for option in question.options]
    right = isinstance(value, list) and all(each in known for each in value) and len(set(value)) == len(value)
    return "" if right else "no such option"


def _text(_: Question, value: Any) -> str:
    return "" if isinstance(value, str) and len(value) <= LONGEST else f"at most {LONGEST} characters"


_CHECKS: Mapping[Kind, Callable[[Question, Any], str]] = {
    Kind.SCALE: _scale,
    Kind.YES_NO: _yes_no,
    Kind.ONE: _one,
    Kind.SEVERAL: _several,
    Kind.TEXT: _text,
}


def _kept(question: Question, value: Any) -> Any:
    if _empty(value):
        return None
    if question.kind is Kind.TEXT:
        return redacted(clean(value))
    return sorted(value) if question.kind is Kind.SEVERAL else value
