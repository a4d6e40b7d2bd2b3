"""What the API shows to staff: values → JSON. An allow-list: what is not named here is never shown."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from chalicelib.desk.hints import Hint
from chalicelib.province.province import Province
from chalicelib.ticket import holding
from chalicelib.ticket.attachments import name_of, restrictions
from chalicelib.ticket.owed import Notice
from chalicelib.ticket.ticket import Event, Ticket


def _at(moment: Any) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def _unit_name(province: Province, unit: str) -> str:
    known = province.units.get(unit)
    return known.name if known else unit


def ticket(province: Province, shown: Ticket) -> dict[str, Any]:
    """A ticket as staff see it."""
    category = province.category(shown.category)
    return {
        "code": shown.code,
        "status": shown.status,
        "unit": shown.unit,
        "unit_name": _unit_name(province, shown.unit),
        "kind": shown.kind,
        "kind_name": province.kind_name(shown.kind),
        "category": shown.category,
        "category_name": category.name if category else None,
        "urgency": shown.urgency,
        "place": shown.place,
        "channel": shown.origin.channel,
        "account": shown.origin.account,
        "lane": shown.origin.lane,
        "sender": shown.origin.alias,
        "chat": shown.chat or None,
        "gone": shown.gone or None,
        "stage": shown.stage,
        "stage_due_at": _at(shown.stage_due_at),
        "promised_at": _at(shown.promised_at),
        "opened_at": _at(shown.opened_at),
        "level": shown.level,
        "hops": shown.hops,
        "rating": shown.rating,
        "confirmation": shown.confirmation or None,
        "outcome": shown.outcome or None,
        "legal": shown.legal or None,
        "public": shown.public or None,
        "concerns": list(shown.concerns),
        "contributors": list(shown.contributors),
        "arbiter": shown.arbiter or None,
        "superior": shown.superior or None,
        "extensions": shown.extensions,
        "reopened": shown.reopened,
        "directive_due_at": _at(shown.directive_due_at),
        "recheck_by": shown.judge or None,
        "recheck_due_at": _at(shown.recheck_due_at),
        "into": shown.into or None,
        "followers": list(shown.followers),
        "members": len(shown.members),
        "formerly": shown.formerly or None,
        "rule": shown.rule,
        "regulation": shown.regulation,
        "excerpt": shown.excerpt,
        "erased_at": _at(shown.erased_at),
        "version": shown.version,
    }


def hint(shown: Hint) -> dict[str, str]:
    """Another petition that may be of the same person."""
    return {"code": shown.code, "why": shown.why}


def timeline(events: Iterable[Event]) -> list[dict[str, Any]]:
    """All events as staff see them, with what was decided later of attachments that came earlier."""
    shown = list(events)
    return [event(each, restrictions(shown)) for each in shown]


def event(shown: Event, restricted: Mapping[str, str] | None = None) -> dict[str, Any]:
    """An event as staff see it. Who a citizen is stays an alias; where a file lies is asked for one by one."""
    why = restrictions([shown]) if restricted is None else restricted
    return {
        "n": shown.n,
        "at": _at(shown.at),
        "act": shown.act,
        "by": shown.by,
        "role": shown.role,
        "unit": shown.unit,
        "text": shown.text,
        "facts": dict(shown.facts),
        "attachments": [
            {
                "kind": a.kind,
                "name": a.name,
                "copied": bool(a.key),
                "media_type": a.media_type or None,
                "size": a.size or None,
                "restricted": why.get(name_of(shown.n, i)) or None,
                "latitude": a.latitude,
                "longitude": a.longitude,
            }
            for i, a in enumerate(shown.attachments)
        ],
        "erased": shown.erased,
        "hash": shown.hash,
    }


def notice(shown: Notice) -> dict[str, Any]:
    """What was told, to whom, and what became of it."""
    return {
        "id": shown.id,
        "ticket": shown.code or None,
        "parent": None if shown.code else shown.parent,
        "purpose": shown.purpose,
        "by": shown.by,
        "to": list(shown.to),
        "status": shown.state,
        "lane": shown.lane or None,
        "reason": shown.reason or None,
        "side": shown.side or None,
        "tries": shown.tries,
        "at": _at(shown.at),
        "delivered_at": _at(shown.delivered_at),
        "seen_at": _at(shown.seen_at),
    }


_BEARERS = {
    holding.TRAY: "Khay chung",
    holding.CITIZEN: "Chờ người gửi bổ sung",
    holding.NOBODY: "Đã trả lời",
    holding.OTHER: "Giải quyết cùng phản ánh khác",
}


def held(province: Province, shown: Ticket, events: list[Event], now: datetime) -> list[dict[str, Any]]:
    """Whose time it was, in working minutes, in the order in which they held it. They add up to the whole."""
    return [
        {
            "by": _BEARERS.get(hold.bearer) or _unit_name(province, hold.bearer),
            "from": _at(hold.start),
            "until": _at(hold.end),
            "working_minutes": round(hold.worked.total_seconds() / 60),
        }
        for hold in holding.holds(province, shown, events, now)
    ]
