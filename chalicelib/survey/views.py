"""What of rounds is shown: values → JSON or CSV. Allow-lists."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.cell import BOM, harmless
from chalicelib.province.province import Province
from chalicelib.survey.round import NEXT, Option, Question, Round, Words
from chalicelib.survey.store import Response
from chalicelib.survey.surveys import Page

_UNSAID = {"invited_answers": None}
_GROUPS = {"departments": "Sở, ban, ngành", "localities": "Địa phương"}


def public(province: Province, shown: Round) -> dict[str, Any]:
    """What everybody may read of a round that was opened."""
    return {
        "id": shown.id,
        "state": shown.state,
        "title": _words(shown.title),
        "intro": _words(shown.intro),
        "opens_at": _at(shown.opens_at),
        "closes_at": _at(shown.closes_at),
        "units": [_unit(province, shown, unit) for unit in shown.units],
        "questions": [_question(each) for each in shown.questions],
        "audience": list(shown.audience),
    }


def whole(province: Province, shown: Round) -> dict[str, Any]:
    """What staff read."""
    invite = {"from": str(shown.invite_from), "to": str(shown.invite_to), "remind_at": _at(shown.remind_at)}
    return public(province, shown) | {
        "channels": list(shown.channels),
        "invite": invite if shown.invite_from else None,
        "minimum": shown.minimum,
        "satisfied": shown.satisfied,
        "step": shown.step,
        "author": shown.author,
        "acts": [act for state, act in NEXT if state is shown.state],
        "version": shown.version,
    }


def page(province: Province, shown: Page) -> dict[str, Any]:
    return {"surveys": [whole(province, each) for each in shown.rounds], "next": shown.cursor}


def figures(province: Province, shown: Mapping[str, Any]) -> dict[str, Any]:
    """The figures with the names of the units; those frozen before the invited were counted apart do not say it."""
    named = [{**_UNSAID, **row, "unit_name": _name(province, row["unit"])} for row in shown["units"]]
    return {**_UNSAID, **shown, "units": named}


def sheet(province: Province, round_: Round, rows: Sequence[Response]) -> str:
    """A row a response, as CSV: UTF-8 with BOM. Neither day nor kind of the sender: together with the unit and the
    words they might be enough to know somebody again.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["Nhóm", "Đơn vị", *(harmless(each.words.vi) for each in round_.questions)])
    for row in rows:
        answers = [_cell(row.answers.get(each.id)) for each in round_.questions]
        writer.writerow([_GROUPS[round_.units[row.unit]], _name(province, row.unit), *answers])
    return BOM + text.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return harmless("; ".join(value) if isinstance(value, list) else str(value))


def _unit(province: Province, shown: Round, unit: str) -> dict[str, str]:
    return {"unit": unit, "unit_name": _name(province, unit), "group": shown.units[unit]}


def _name(province: Province, unit: str) -> str:
    known = province.units.get(unit)
    return known.name if known else unit


def _question(shown: Question) -> dict[str, Any]:
    return {
        "id": shown.id,
        "kind": shown.kind,
        **_words(shown.words),
        "required": shown.required,
        "options": [_option(each) for each in shown.options],
    }


def _option(shown: Option) -> dict[str, Any]:
    return {"id": shown.id, **_words(shown.words)}


def _words(shown: Words) -> dict[str, str | None]:
    return {"vi": shown.vi, "en": shown.en or None}


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
