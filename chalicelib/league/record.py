"""A round and a comment as JSON for the store, and back."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

from chalicelib.league.formula import survey_from
from chalicelib.league.round import Comment, File, Round, State
from chalicelib.province.league import league_from

_OUTSIDE = ("tenant", "version")  # the key and an attribute of its own
_MOMENTS = ("made_at", "contest_until", "published_at")


def said_of(round_: Round) -> dict[str, Any]:
    """Everything of it but tenant and version."""
    plain = {one.name: _said(getattr(round_, one.name)) for one in fields(Round) if one.name not in _OUTSIDE}
    return plain | {
        "league": round_.league.said(),
        "survey": round_.survey and round_.survey.said(),
        "files": [asdict(one) for one in round_.files],
    }


def round_of(tenant: str, said: Mapping[str, Any], version: int) -> Round:
    return Round(**(dict(said) | _moments(said, _MOMENTS) | {
        "tenant": tenant,
        "version": version,
        "first": date.fromisoformat(said["first"]),
        "last": date.fromisoformat(said["last"]),
        "league": league_from(said["league"]),
        "survey": said["survey"] and survey_from(said["survey"]),
        "state": State(said["state"]),
        "files": tuple(File(**one) for one in said["files"]),
    }))  # fmt: skip


def comment_said(comment: Comment) -> dict[str, Any]:
    return {one.name: _said(getattr(comment, one.name)) for one in fields(Comment)}


def comment_of(said: Mapping[str, Any]) -> Comment:
    return Comment(**(dict(said) | _moments(said, ("at", "decided_at")) | {"codes": tuple(said["codes"])}))


def _said(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value


def _moments(said: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, datetime | None]:
    return {name: datetime.fromisoformat(said[name]) if said[name] else None for name in names}
