"""What the API shows: values → JSON. An allow-list: what is not named here is never shown."""

from datetime import datetime
from typing import Any

from chalicelib.province.province import Province
from chalicelib.ticket import holding
from chalicelib.ticket.owed import Notice
from chalicelib.ticket.reasons import Reason
from chalicelib.ticket.store import Page
from chalicelib.ticket.ticket import Event, Ticket
from chalicelib.ticket.workflow import Act

# Acts whose words the citizen wrote or was told, and acts of which only the fact is shown.
_WORDS_TO_CITIZEN = frozenset({
    Act.OPEN, Act.HEAR, Act.ASK, Act.INFORM, Act.REPORT, Act.ANSWER, Act.APPROVE, Act.CLOSE, Act.REJECT, Act.REFER,
    Act.REOPEN, Act.APPEAL, Act.WITHDRAW, Act.RELAY,
})  # fmt: skip
_SHOWN_TO_CITIZEN = _WORDS_TO_CITIZEN | {
    Act.ASSIGN, Act.ACCEPT, Act.REFUSE, Act.TRANSFER, Act.RATE, Act.EXTEND, Act.DECIDE, Act.MERGE, Act.UNMERGE,
    Act.EXPIRE, Act.RECKON, Act.REHOME,
}  # fmt: skip


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
        "lane": shown.origin.lane,
        "sender": shown.origin.alias,
        "stage": shown.stage,
        "stage_due_at": _at(shown.stage_due_at),
        "promised_at": _at(shown.promised_at),
        "opened_at": _at(shown.opened_at),
        "level": shown.level,
        "hops": shown.hops,
        "rating": shown.rating,
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
        "into": shown.into or None,
        "followers": list(shown.followers),
        "formerly": shown.formerly or None,
        "rule": shown.rule,
        "regulation": shown.regulation,
        "excerpt": shown.excerpt,
        "version": shown.version,
    }


def card_page(province: Province, page: Page) -> dict[str, Any]:
    """One page of a worklist."""
    cards = [
        {
            "code": card.code,
            "status": card.status,
            "unit": card.unit,
            "unit_name": _unit_name(province, card.unit),
            "kind": card.kind,
            "category": card.category,
            "urgency": card.urgency,
            "place": card.place,
            "stage": card.stage,
            "stage_due_at": _at(card.stage_due_at),
            "promised_at": _at(card.promised_at),
            "opened_at": _at(card.opened_at),
            "level": card.level,
            "excerpt": card.excerpt,
            "version": card.version,
        }
        for card in page.cards
    ]
    return {"tickets": cards, "next": page.cursor}


def event(shown: Event) -> dict[str, Any]:
    """An event as staff see it. Who a citizen is stays an alias."""
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
                "latitude": a.latitude,
                "longitude": a.longitude,
            }
            for a in shown.attachments
        ],
        "hash": shown.hash,
    }


def notice(shown: Notice) -> dict[str, Any]:
    """What was told, to whom, and what became of it."""
    return {
        "id": shown.id,
        "ticket": shown.code or None,
        "purpose": shown.purpose,
        "by": shown.by,
        "to": list(shown.to),
        "status": shown.state,
        "lane": shown.lane or None,
        "reason": shown.reason or None,
        "tries": shown.tries,
        "at": _at(shown.at),
    }


def followed(province: Province, shown: Ticket, events: list[Event], now: datetime) -> dict[str, Any]:
    """A ticket as its citizen sees it: what happened and what was said, no names of officials, no internal notes."""
    return {
        "code": shown.code,
        "status": shown.status,
        "unit_name": _unit_name(province, shown.unit),
        "promised_at": _at(shown.promised_at),
        "rating": shown.rating,
        "outcome": shown.outcome or None,
        "held": held(province, shown, events, now),
        "timeline": [
            {"at": _at(e.at), "act": e.act, "text": _citizens_words(e)} for e in events if _citizen_may_see(e)
        ],
    }


def _citizen_may_see(event: Event) -> bool:
    """A draft is nobody's word yet; that it was late, and who was told, is the citizen's to know."""
    if event.act is Act.ESCALATE:
        return "late" in event.facts
    return event.act in _SHOWN_TO_CITIZEN and not (event.act is Act.ANSWER and "draft" in event.facts)


def _citizens_words(event: Event) -> str | None:
    if event.act is Act.ESCALATE:
        return str(event.facts["step"])
    return event.text if event.act in _WORDS_TO_CITIZEN else None


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


def deadline(province: Province, reason: Reason) -> dict[str, Any]:
    """Why the answer is promised by that date."""
    return {
        "promised_at": _at(reason.due),
        "counted_from": _at(reason.start),
        "allowance": reason.allowance,
        "article": reason.article,
        "regulation": province.regulation.title,
        "sample": province.regulation.sample,
        "lines": list(reason.lines),
        "changes": list(reason.changes),
    }


def filed(province: Province, opened: Ticket, pin: str) -> dict[str, Any]:
    """The receipt of a petition sent over the API; of what is no petition in law, with the right procedure."""
    gate = next((g for g in province.regulation.procedures.gates if g.type == opened.legal), None)
    return {
        "code": opened.code,
        "pin": pin,
        "status": opened.status,
        "unit_name": _unit_name(province, opened.unit),
        "promised_at": _at(opened.promised_at),
        "opened_at": _at(opened.opened_at),
        "procedure": gate.procedure if gate else None,
    }
