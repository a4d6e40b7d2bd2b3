"""What of league tables is shown: values → JSON. Allow-lists."""

from datetime import datetime
from typing import Any

from chalicelib.league.case import Case
from chalicelib.league.files import NAMES
from chalicelib.league.round import Comment, Round, acts
from chalicelib.league.rows import said
from chalicelib.province.province import Province


def public(shown: Round) -> dict[str, Any]:
    """A published table, and its files with what they must hash to."""
    return {
        "id": shown.id,
        "from": shown.first.isoformat(),
        "to": shown.last.isoformat(),
        "formula": shown.league.version,
        "sample": shown.league.sample,
        "survey": shown.survey.id if shown.survey else None,
        "cases": shown.count,
        "published_at": _at(shown.published_at),
        "files": [
            {"name": one.name, "sha256": one.sha256, "size": one.size,
             "file": f"/v1/{shown.tenant}/league/{shown.id}/files/{one.name}"}
            for one in shown.files if one.name in NAMES
        ],
    }  # fmt: skip


def whole(shown: Round) -> dict[str, Any]:
    """What staff read."""
    return public(shown) | {
        "state": shown.state,
        "made_at": _at(shown.made_at),
        "author": shown.author,
        "contest_until": _at(shown.contest_until),
        "published_by": shown.published_by or None,
        "acts": acts(shown),
        "version": shown.version,
    }


def table(province: Province, shown: dict[str, Any]) -> dict[str, Any]:
    """The table with the names of units."""
    groups = [
        group | {"units": [one | {"unit_name": _name(province, one["unit"])} for one in group["units"]]}
        for group in shown["groups"]
    ]
    return shown | {"groups": groups}


def case(shown: Case, excluded: str) -> dict[str, Any]:
    """A case as its unit reads it; who must contest it must find it."""
    return {
        "code": shown.code,
        "kind": shown.kind or None,
        "category": shown.category or None,
        "worked_minutes": shown.worked,
        "limit_minutes": shown.limit,
        "measures": said(shown),
        "excluded": excluded or None,
    }


def comment(province: Province, shown: Comment) -> dict[str, Any]:
    return {
        "id": shown.id,
        "unit": shown.unit,
        "unit_name": _name(province, shown.unit),
        "by": shown.by,
        "at": _at(shown.at),
        "text": shown.text,
        "codes": list(shown.codes),
        "accepted": shown.accepted,
        "reply": shown.reply or None,
        "excluded": [{"code": code, "reason": why} for code, why in sorted(shown.excluded.items())],
        "decided_by": shown.decided_by or None,
        "decided_at": _at(shown.decided_at),
    }


def _name(province: Province, unit: str) -> str:
    known = province.units.get(unit)
    return known.name if known else unit


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
