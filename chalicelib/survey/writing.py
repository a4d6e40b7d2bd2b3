"""A round as staff write it: the body, checked whole, as a value."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from chalicelib import schema
from chalicelib.errors import Unprocessable
from chalicelib.province.province import Province
from chalicelib.survey.round import Audience, Group, Kind, Option, Question, Round, Words

_CHOICES = (Kind.ONE, Kind.SEVERAL)
_FIRST, _LAST = 2000, 2200  # years


def round_from(body: Any, province: Province, round_id: str, author: str) -> Round:
    """A draft of version 0.

    raises  Unprocessable listing every fault with its JSON pointer
    """
    schema.check("survey/round", body)
    if faults := list(_faults(body, province)):
        raise Unprocessable("the body does not fit its schema", faults=faults)
    invite = body.get("invite")
    return Round(
        tenant=province.slug,
        id=round_id,
        title=_words(body["title"]),
        intro=_words(body["intro"]),
        opens_at=_moment(body["opens_at"]),
        closes_at=_moment(body["closes_at"]),
        units={row["unit"]: Group(row.get("group") or group_of(province, row["unit"])) for row in body["units"]},
        questions=tuple(_question(row) for row in body["questions"]),
        audience=tuple(map(Audience, body["audience"])),
        channels=tuple(body.get("channels", ())),
        invite_from=date.fromisoformat(invite["from"]) if invite else None,
        invite_to=date.fromisoformat(invite["to"]) if invite else None,
        remind_at=_moment(invite["remind_at"]) if invite and "remind_at" in invite else None,
        minimum=body.get("minimum", 5),
        satisfied=body.get("satisfied", 4),
        author=author,
    )


def group_of(province: Province, unit: str) -> Group:
    """Communes, and what lies below them, are localities; all other units are departments."""
    below = any(each.kind == "commune" for each in province.upwards(unit))
    return Group.LOCALITIES if below else Group.DEPARTMENTS


def _faults(body: Mapping[str, Any], province: Province) -> Iterator[dict[str, str]]:
    units = [row["unit"] for row in body["units"]]
    for i, unit in enumerate(units):
        if not province.is_open(unit):
            yield {"pointer": f"/units/{i}/unit", "message": "no such unit"}
        elif unit in units[:i]:
            yield {"pointer": f"/units/{i}/unit", "message": "named twice"}
    yield from _twice([row["id"] for row in body["questions"]], "/questions")
    for i, row in enumerate(body["questions"]):
        options = [option["id"] for option in row.get("options", ())]
        if (row["kind"] in _CHOICES) is not (len(options) > 1):
            yield {"pointer": f"/questions/{i}/options", "message": "two or more where there is a choice, else none"}
        yield from _twice(options, f"/questions/{i}/options")
    yield from _times(body, province)


def _twice(ids: list[str], pointer: str) -> Iterator[dict[str, str]]:
    for i, each in enumerate(ids):
        if each in ids[:i]:
            yield {"pointer": f"{pointer}/{i}/id", "message": "named twice"}


def _times(body: Mapping[str, Any], province: Province) -> Iterator[dict[str, str]]:
    """Moments that are none, and such as lie the wrong way round."""
    invite = body.get("invite") or {}
    given = {"/opens_at": body["opens_at"], "/closes_at": body["closes_at"]}
    given |= {"/invite/remind_at": invite["remind_at"]} if "remind_at" in invite else {}
    broken = [pointer for pointer, text in given.items() if not _is_moment(text)]
    days = {f"/invite/{name}": invite[name] for name in ("from", "to") if invite}
    broken += [pointer for pointer, text in days.items() if not _is_day(text)]
    if broken:
        yield from ({"pointer": pointer, "message": "there is no such date"} for pointer in broken)
        return
    opens_at, closes_at = _moment(body["opens_at"]), _moment(body["closes_at"])
    if closes_at <= opens_at:
        yield {"pointer": "/closes_at", "message": "the period ends before it begins"}
    if "remind_at" in invite and not opens_at < _moment(invite["remind_at"]) < closes_at:
        yield {"pointer": "/invite/remind_at", "message": "between the beginning and the end of the round"}
    if invite and invite["to"] < invite["from"]:
        yield {"pointer": "/invite/to", "message": "the period ends before it begins"}
    if invite and date.fromisoformat(invite["to"]) >= province.calendar.local_day(opens_at):
        yield {"pointer": "/invite/to", "message": "only days that are over when the round opens"}


def _is_moment(text: str) -> bool:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return False
    return found.tzinfo is not None and _FIRST <= found.year <= _LAST


def _is_day(text: str) -> bool:
    try:
        return _FIRST <= date.fromisoformat(text).year <= _LAST
    except ValueError:
        return False


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC).replace(microsecond=0)


def _words(row: Mapping[str, str]) -> Words:
    return Words(vi=row["vi"], en=row.get("en", ""))


def _question(row: Mapping[str, Any]) -> Question:
    options = tuple(Option(id=each["id"], words=_words(each)) for each in row.get("options", ()))
    return Question(
        id=row["id"], kind=Kind(row["kind"]), words=_words(row), options=options, required=row.get("required", True)
    )
