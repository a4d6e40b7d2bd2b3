"""A body → what a broadcast says and to whom, checked against the province."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib import schema
from chalicelib.broadcast.broadcast import Audience, Broadcast, Kind, State
from chalicelib.errors import Forbidden, Unprocessable
from chalicelib.province.province import Province
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Role
from chalicelib.vietnamese import clean

FARTHEST = timedelta(days=90)
_SAID = ("title", "text", "title_en", "text_en", "link", "topic")
_CHOSEN = ("areas", "fields", "submitters", "channels", "accounts")


def admitted(province: Province, body: Any, actor: Actor) -> dict[str, Any]:
    """The fields of a broadcast that a body carries; texts in NFC.

    raises  Unprocessable listing every fault
    """
    schema.check("broadcast/broadcast", body)
    chosen = body.get("audience", {})
    faults = [*_unknown(province, body), *_not_theirs(province, chosen, actor)]
    if faults:
        raise Unprocessable("the broadcast does not fit the province", faults=faults)
    audience = Audience(
        unplaced=chosen.get("unplaced", False), **{name: frozenset(chosen.get(name, ())) for name in _CHOSEN}
    )
    return {"kind": Kind(body["kind"]), "audience": audience} | {name: clean(body.get(name, "")) for name in _SAID}


def moment(body: Any, now: datetime) -> datetime:
    """When it is to begin; never before `now`.

    raises  Unprocessable
    """
    schema.check("broadcast/schedule", body)
    try:
        at = datetime.fromisoformat(body["at"]).astimezone(UTC) if "at" in body else now
    except ValueError as error:
        raise Unprocessable("no such moment", faults=[{"pointer": "/at", "message": "no such moment"}]) from error
    if at > now + FARTHEST:
        fault = {"pointer": "/at", "message": "at most 90 days ahead"}
        raise Unprocessable("a broadcast begins within 90 days", faults=[fault])
    return max(at.replace(microsecond=at.microsecond // 1000 * 1000), now)


def _unknown(province: Province, body: Any) -> Iterator[dict[str, str]]:
    chosen = body.get("audience", {})
    fields, accounts = {c.id for c in province.categories}, {f"{a.channel}:{a.id}" for a in province.accounts}
    if body.get("topic", "") not in {"", *fields}:
        yield {"pointer": "/topic", "message": "no such category in this province"}
    for name, known, why in (
        (
            "areas",
            {unit.place.code for unit in province.units.values() if unit.place},
            "no such commune in this province",
        ),
        ("fields", fields, "no such category in this province"),
        ("accounts", accounts, "no such account in this province"),
    ):
        for place, value in enumerate(chosen.get(name, ())):
            if value not in known:
                yield {"pointer": f"/audience/{name}/{place}", "message": why}


def _not_theirs(province: Province, chosen: Any, actor: Actor) -> Iterator[dict[str, str]]:
    """Whoever keeps pages speaks on those of the own unit and of those below it, and names them."""
    if actor.role is not Role.PAGE_MANAGER:
        return
    own = {f"{a.channel}:{a.id}" for a in province.accounts if province.within(a.unit, actor.unit)}
    if not chosen.get("accounts") or not own.issuperset(chosen["accounts"]):
        yield {"pointer": "/audience/accounts", "message": "name pages and OAs of your own unit"}


def may_see(province: Province, found: Broadcast, actor: Actor) -> bool:
    """Whoever keeps pages sees what the own unit and those below it wrote, and what goes out or went out."""
    own = found.by == actor.id or province.within(found.unit, actor.unit)
    return actor.role is not Role.PAGE_MANAGER or own or found.state in (State.RUNNING, State.DONE)


def own_unit(province: Province, found: Broadcast, actor: Actor) -> None:
    """Whoever keeps pages touches broadcasts of the own unit and of those below it.

    raises  Forbidden
    """
    if actor.role is Role.PAGE_MANAGER and not province.within(found.unit, actor.unit):
        raise Forbidden("this broadcast is another unit's")
