"""What the API shows: values → JSON. An allow-list: what is not named here is never shown."""

from typing import Any

from chalicelib.province.province import Province
from chalicelib.ticket.owed import Notice
from chalicelib.ticket.store import Page
from chalicelib.ticket.ticket import Event, Ticket
from chalicelib.ticket.workflow import Act

_SHOWN_TO_CITIZEN = frozenset(
    {Act.OPEN, Act.HEAR, Act.ASSIGN, Act.ACCEPT, Act.TRANSFER, Act.ASK, Act.ANSWER, Act.CLOSE, Act.RATE}
)
_WORDS_TO_CITIZEN = frozenset({Act.OPEN, Act.HEAR, Act.ASK, Act.ANSWER, Act.CLOSE})


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


def followed(province: Province, shown: Ticket, events: list[Event]) -> dict[str, Any]:
    """A ticket as its citizen sees it: what happened and what was said, no names of officials, no internal notes."""
    return {
        "code": shown.code,
        "status": shown.status,
        "unit_name": _unit_name(province, shown.unit),
        "promised_at": _at(shown.promised_at),
        "rating": shown.rating,
        "timeline": [
            {"at": _at(e.at), "act": e.act, "text": e.text if e.act in _WORDS_TO_CITIZEN else None}
            for e in events
            if e.act in _SHOWN_TO_CITIZEN
        ],
    }


def filed(province: Province, opened: Ticket, pin: str) -> dict[str, Any]:
    """The receipt of a petition sent over the API."""
    return {
        "code": opened.code,
        "pin": pin,
        "status": opened.status,
        "unit_name": _unit_name(province, opened.unit),
        "promised_at": _at(opened.promised_at),
        "opened_at": _at(opened.opened_at),
    }
