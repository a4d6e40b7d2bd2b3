"""What somebody wants posted, from a body that has passed its schema."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from chalicelib.content import whose
from chalicelib.content.post import Copy
from chalicelib.errors import Forbidden, Unprocessable
from chalicelib.province.province import Province
from chalicelib.ticket.ticket import Actor
from chalicelib.vietnamese import clean

Fault = dict[str, str]


def admitted(province: Province, body: Mapping[str, Any], actor: Actor, unit: str) -> dict[str, Any]:
    """The fields of a post, but for its photos; `unit` is whose it is when the body names none.

    raises  Unprocessable listing every fault; Forbidden for a unit the caller does not write for
    """
    if faults := list(_faults(province, body)):
        raise Unprocessable("the post points at things the province does not have", faults=faults)
    unit = body.get("unit", unit)
    if not whose.may_write_for(province, unit, actor):
        raise Forbidden("this unit is not yours to write for", unit=unit)
    targets = dict.fromkeys((one["channel"], one["account"]) for one in body["targets"])
    return {
        "unit": unit,
        "title": clean(body["title"]),
        "text": clean(body["text"]),
        "links": tuple(body.get("links", ())),
        "source": body.get("source", "local"),
        "topic": body.get("topic", ""),
        "procedure": body.get("procedure", ""),
        "at": datetime.fromisoformat(body["at"]) if body.get("at") else None,
        "copies": tuple(Copy(channel=channel, account=account) for channel, account in targets),
    }


def _faults(province: Province, body: Mapping[str, Any]) -> Iterator[Fault]:
    if body.get("unit") and not province.is_open(body["unit"]):
        yield {"pointer": "/unit", "message": "no such unit in this province"}
    if body.get("topic") and province.category(body["topic"]) is None:
        yield {"pointer": "/topic", "message": "no such category in this province"}
    known = {(one.channel, one.id) for one in province.accounts}
    for place, one in enumerate(body["targets"]):
        if (one["channel"], one["account"]) not in known:
            yield {"pointer": f"/targets/{place}", "message": "no such account in this province"}
    if body.get("at") and not _is_moment(body["at"]):
        yield {"pointer": "/at", "message": "RFC 3339 with its offset, from 2000 to 2200"}
    for name in ("title", "text"):
        if not clean(body[name]):
            yield {"pointer": f"/{name}", "message": "words are missing"}


def _is_moment(given: str) -> bool:
    try:
        found = datetime.fromisoformat(given)
    except ValueError:
        return False
    return found.tzinfo is not None and 2000 <= found.year <= 2200
