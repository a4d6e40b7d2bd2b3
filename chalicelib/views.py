"""What the API shows: values → JSON. An allow-list: what is not named here is never shown."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from chalicelib.desk.hints import Hint
from chalicelib.province.province import Province
from chalicelib.ticket import holding
from chalicelib.ticket.attachments import name_of, restrictions
from chalicelib.ticket.owed import Notice
from chalicelib.ticket.reasons import Reason
from chalicelib.ticket.store import Page
from chalicelib.ticket.ticket import Event, Ticket
from chalicelib.ticket.workflow import Act

# Acts whose words the citizen wrote or was told, and acts of which only the fact is shown.
_WORDS_TO_CITIZEN = frozenset({
    Act.OPEN, Act.HEAR, Act.ASK, Act.INFORM, Act.REPORT, Act.ANSWER, Act.APPROVE, Act.CLOSE, Act.REJECT, Act.REFER,
    Act.REOPEN, Act.APPEAL, Act.WITHDRAW, Act.RELAY, Act.AMEND, Act.ECHO,
})  # fmt: skip
_SHOWN_TO_CITIZEN = _WORDS_TO_CITIZEN | {
    Act.ASSIGN, Act.ACCEPT, Act.REFUSE, Act.TRANSFER, Act.RATE, Act.EXTEND, Act.DECIDE, Act.MERGE, Act.UNMERGE,
    Act.EXPIRE, Act.RECKON, Act.REHOME, Act.RETRACT,
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
        "erased_at": _at(shown.erased_at),
        "version": shown.version,
    }


def hint(shown: Hint) -> dict[str, str]:
    """Another petition that may be of the same person."""
    return {"code": shown.code, "why": shown.why}


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
    """A draft is nobody's word yet; that it was late, and who was told, is the citizen's to know.

    Of what was said by hand they know the words; that a comment was hidden is a note among staff.
    """
    if event.act is Act.ESCALATE:
        return "late" in event.facts
    if event.act is Act.ECHO:
        return bool(event.text)
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
