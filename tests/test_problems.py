"""Problems speak Vietnamese and English, and name every fault."""

import ast
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from chalicelib import errors, problems, schema, web
from chalicelib.errors import BadInput, IllegalMove, NotFound, PetitionError, StaleTicket, TooOften, Unprocessable
from tests.described import faults_of

PACKAGE = Path(problems.__file__).parent
_CLASSES = {name: one for name, one in vars(errors).items() if isinstance(one, type) and issubclass(one, PetitionError)}
_SAID_TO_NOBODY = {"Unauthorised", "TryAgain", "Unsure", "TooFast", "NotNow", "LaneClosed", "Unreachable"} | {
    "BadTemplate", "Unpaid", "Expired", "Stopped", "Refused", "SupplierError", "Unavailable",
}  # fmt: skip


def test_every_error_of_ours_has_words_in_both_languages() -> None:
    for one in _CLASSES.values():
        held = problems.codes()[one.code]
        assert held["status"] == one.status, one
        for name in ("title", "title_vi", "detail", "detail_vi"):
            assert held[name], (one, name)


def test_there_are_no_words_for_errors_nobody_makes() -> None:
    assert set(problems.codes()) == {one.code for one in _CLASSES.values()}


def test_vietnamese_is_kept_composed() -> None:
    text = (PACKAGE / "problems.json").read_text("utf-8")
    assert unicodedata.is_normalized("NFC", text)


def _sentence(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def _said() -> dict[str, str]:
    """Every sentence an error is raised with, and every fault's → where. Open311 says both languages in one."""
    found = {}
    for path in sorted(one for one in PACKAGE.rglob("*.py") if one.parent.name != "open311"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and isinstance(node.exc.func, ast.Name):
                name = node.exc.func.id
                if name in _CLASSES and name not in _SAID_TO_NOBODY and node.exc.args:
                    sentence = _sentence(node.exc.args[0])
                    if sentence:
                        found[sentence] = f"{path.relative_to(PACKAGE)}:{node.lineno}"
            if isinstance(node, ast.Dict):
                held = {
                    key.value: value
                    for key, value in zip(node.keys, node.values, strict=True)
                    if isinstance(key, ast.Constant)
                }
                if {"pointer", "message"} <= held.keys() and (sentence := _sentence(held["message"])):
                    found[sentence] = f"{path.relative_to(PACKAGE)}:{node.lineno}"
    return found


def test_whatever_a_caller_may_be_told_is_told_in_vietnamese_too() -> None:
    untold = {said: where for said, where in _said().items() if problems.in_vietnamese(said) is None}
    assert untold == {}, "add them to problems.json"


def test_a_sentence_keeps_its_values() -> None:
    assert problems.in_vietnamese("a handler may not read_audit") == "vai trò handler không được thực hiện read_audit"
    assert problems.in_vietnamese("nobody ever said this") is None


@pytest.mark.parametrize("said", [said for said in problems.sentences() if "{}" in said])
def test_a_translation_has_as_many_places_as_the_sentence(said: str) -> None:
    assert problems.sentences()[said].count("{}") == said.count("{}")


@pytest.mark.parametrize(
    "error",
    [
        NotFound("no such petition", code="SM-1"),
        IllegalMove("it is so already", acts=["accept"], status="in_tray"),
        BadInput("limit must be a whole number from 1 to 100", faults=[{"pointer": "?limit"}]),
        StaleTicket("a sentence of tomorrow", version=3),
        PetitionError("something went wrong on our side"),
    ],
    ids=lambda error: error.code,
)
def test_a_problem_is_as_it_is_documented(error: PetitionError) -> None:
    found = problems.problem(error)
    assert faults_of("Problem", found) == []
    assert (found["status"], found["code"], found["type"]) == (
        error.status,
        error.code,
        f"urn:cau-noi:problem:{error.code}",
    )
    assert found["detail"] == str(error)


def test_no_fact_hides_what_every_problem_has() -> None:
    found = problems.problem(NotFound("no such petition", code="SM-1", status="gone"))
    assert (found["code"], found["ticket"], found["status"], found["was"]) == ("not_found", "SM-1", 404, "gone")


def test_every_fault_of_a_body_is_named_in_both_languages() -> None:
    body: Any = {"text": "ab", "kind": "joke", "motto": 1, "place": {"latitude": 91}}
    with pytest.raises(Unprocessable) as refused:
        schema.check("intake/petition", body)
    faults = problems.problem(refused.value)["faults"]
    assert [fault["pointer"] for fault in faults] == ["", "/kind", "/place/latitude", "/text"]
    for fault in faults:
        assert fault["message"] != fault["message_vi"]
        assert fault["message_vi"] != problems.codes()["unprocessable"]["detail_vi"], fault["message"]


def test_who_must_wait_is_told_so_in_the_header_too() -> None:
    answer = web.problem(TooOften("too many calls: wait 7 seconds", retry_after=7))
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")


def test_a_value_of_a_caller_cannot_make_the_translation_slow() -> None:
    long = "a " + "may not " * 20_000
    assert problems.in_vietnamese(long) is None


def test_braces_in_a_value_are_only_braces() -> None:
    assert problems.in_vietnamese("it lies with {0.__class__} now") == "việc này đang ở {0.__class__}"
