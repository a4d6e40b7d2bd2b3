"""A round as JSON for the store, and back."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from chalicelib.survey.round import Audience, Group, Kind, Option, Question, Round, State, Step, Words

_OUTSIDE = ("tenant", "version")  # the key and an attribute of its own
_MOMENTS = ("opens_at", "closes_at", "remind_at")
_DAYS = ("invite_from", "invite_to")


def said_of(round_: Round) -> dict[str, Any]:
    """Everything of it but tenant and version."""
    return {each.name: _said(getattr(round_, each.name)) for each in fields(Round) if each.name not in _OUTSIDE}


def _said(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_said(each) for each in value]
    if isinstance(value, Words | Option | Question):
        return {each.name: _said(getattr(value, each.name)) for each in fields(value)}
    return dict(value) if isinstance(value, Mapping) else value


def round_of(tenant: str, said: Mapping[str, Any], version: int) -> Round:
    known = {each.name for each in fields(Round)}
    read: dict[str, Any] = {name: value for name, value in said.items() if name in known}
    read |= {name: read[name] and datetime.fromisoformat(read[name]) for name in _MOMENTS}
    read |= {name: read[name] and date.fromisoformat(read[name]) for name in _DAYS}
    return Round(**(read | {
        "tenant": tenant,
        "version": version,
        "title": Words(**read["title"]),
        "intro": Words(**read["intro"]),
        "units": {unit: Group(group) for unit, group in read["units"].items()},
        "questions": tuple(map(_question, read["questions"])),
        "audience": tuple(map(Audience, read["audience"])),
        "channels": tuple(read["channels"]),
        "state": State(read["state"]),
        "step": Step(read["step"]) if read["step"] else None,
    }))  # fmt: skip


def _question(said: Mapping[str, Any]) -> Question:
    options = tuple(Option(id=each["id"], words=Words(**each["words"])) for each in said["options"])
    return Question(**{**said, "kind": Kind(said["kind"]), "words": Words(**said["words"]), "options": options})
