"""The page behind a survey's link: the questions of a round, for one unit. Works without JavaScript.

A fault stands beside its question, and what was typed is still there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import parse_qs

from chalicelib import page
from chalicelib.errors import BadInput, Conflict, PetitionError, Unprocessable
from chalicelib.province.province import Province
from chalicelib.survey.answering import Asked
from chalicelib.survey.answers import LONGEST, NO, SCALE, YES, typed
from chalicelib.survey.round import Kind, Question, Words
from chalicelib.ticket.telling import local_time

TITLE = "Khảo sát ý kiến"
_MOST_FIELDS = 700  # thirty questions of twenty options, and some more
_SCALE = {1: ("Rất kém", "very poor"), 5: ("Rất tốt", "very good")}
_SAID = {
    "an answer is wanted here": ("Xin trả lời câu này.", "please answer this one"),
    "no such option": ("Xin chọn một trong các câu trả lời đã cho.", "please choose one of these"),
    "1 to 5": ("Xin chọn từ 1 đến 5.", "please choose 1 to 5"),
    "yes or no": ("Xin chọn có hoặc không.", "please choose yes or no"),
    f"at most {LONGEST} characters": ("Tối đa 1.000 ký tự.", "at most 1,000 characters"),
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, and what is wrong with it: question id → its fault."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)


def asking(province: Province, look: Callable[[], Asked]) -> tuple[str, int]:
    """The page a link opens, and its status: the questions, or why there are none."""
    try:
        return _form(province, look(), Typed()), 200
    except PetitionError as error:
        return _refused(province, error), error.status


def answering(
    province: Province, raw: bytes, look: Callable[[], Asked], keep: Callable[[Mapping[str, Any]], object]
) -> tuple[str, int]:
    """The page after the form was sent, and its status.

    keep  answers by question id → kept; raises as `Answering.answer`
    """
    try:
        asked = look()
        answers = typed(asked.round, _fields(raw))
        try:
            keep(answers)
        except Unprocessable as error:
            faults = {str(each["pointer"]).rpartition("/")[2]: each["message"] for each in error.facts["faults"]}
            return _form(province, asked, Typed(answers, faults)), error.status
    except PetitionError as error:
        return _refused(province, error), error.status
    lead, english = "Ý kiến của ông/bà đã được ghi nhận, không kèm tên.", "Your answers are kept, without a name."
    return page.filled(province, TITLE, "Cảm ơn ông/bà", lead, "", english, "thank you"), 200


def _fields(raw: bytes) -> dict[str, list[str]]:
    """raises  BadInput"""
    try:
        return parse_qs(raw.decode().replace("%0D%0A", "%0A"), max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise BadInput("the body is no form") from error


def _form(province: Province, asked: Asked, said: Typed) -> str:
    round_, unit = asked.round, province.units.get(asked.invitation.unit)
    name = unit.name if unit else asked.invitation.unit
    until = local_time(province, round_.closes_at)
    lead = f"Về {name}. Ẩn danh, không bắt buộc, đến {until}."
    english = "Anonymous and voluntary."
    again = '<span lang="en">/ Please look at these again.</span>'
    missing = f'<p role="alert"><strong>Còn {len(said.faults)} câu cần xem lại.</strong> {again}</p>'
    questions = "".join(_question(each, said) for each in round_.questions)
    intro = f'<p class="words">{_both(round_.intro)}</p>'
    send = '<p><button type="submit">Gửi ý kiến <span lang="en">/ send</span></button></p>'
    body = f'{intro}{missing if said.faults else ""}<form method="post">{questions}{send}</form>'
    return page.filled(province, TITLE, round_.title.vi, lead, body, english, round_.title.en)


def _question(question: Question, said: Typed) -> str:
    name, value = escape(question.id), said.answers.get(question.id)
    fault = _SAID.get(said.faults.get(question.id, ""), ("Xin xem lại câu này.", "please look at this one again"))
    wrong = question.id in said.faults
    shown = f'<p id="{name}-fault"><strong>{fault[0]}</strong> <span lang="en">({fault[1]})</span></p>' if wrong else ""
    marked = f' aria-invalid="true" aria-describedby="{name}-fault"' if wrong else ""
    star = "" if question.required else ' (không bắt buộc <span lang="en">/ optional</span>)'
    if question.kind is Kind.TEXT:
        words = escape(str(value or ""))
        area = f'<textarea id="{name}" name="{name}" rows="4" maxlength="{LONGEST}"{marked}>{words}</textarea>'
        return f'<label for="{name}">{_both(question.words)}{star}</label>{shown}{area}'
    chosen = [str(each) for each in value] if isinstance(value, list) else [str(value)]
    kind = "checkbox" if question.kind is Kind.SEVERAL else "radio"
    choices = "".join(
        f'<label><input type="{kind}" name="{name}" value="{escape(each)}"{" checked" if each in chosen else ""}> '
        f"{words}</label>"
        for each, words in _choices(question)
    )
    return f"<fieldset{marked}><legend>{_both(question.words)}{star}</legend>{shown}{choices}</fieldset>"


def _choices(question: Question) -> list[tuple[str, str]]:
    """(value, words as HTML)."""
    if question.kind is Kind.SCALE:
        return [(str(point), f"{point}{_end(point)}") for point in SCALE]
    if question.kind is Kind.YES_NO:
        return [(YES, _both(Words(vi="Có", en="yes"))), (NO, _both(Words(vi="Không", en="no")))]
    return [(option.id, _both(option.words)) for option in question.options]


def _end(point: int) -> str:
    vi, en = _SCALE.get(point, ("", ""))
    return f' – {vi} <span lang="en">({en})</span>' if vi else ""


def _both(words: Words) -> str:
    english = f' <span lang="en">/ {escape(words.en)}</span>' if words.en else ""
    return escape(words.vi) + english


def _refused(province: Province, error: PetitionError) -> str:
    """The link is over, was used, or was never ours."""
    why, english = "Liên kết không đúng hoặc không còn dùng được.", "This link is wrong, or good no longer."
    if isinstance(error, Conflict):
        why = "Khảo sát không nhận ý kiến lúc này, hoặc liên kết này đã được dùng. Cảm ơn ông/bà."
        english = "The survey is not open now, or this link was used. Thank you."
    return page.filled(province, TITLE, "Không mở được khảo sát", why, "", english, "not open")
