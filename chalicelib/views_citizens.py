"""What whoever sent a petition sees of it, by its code and pin: values → JSON. An allow-list, as views.py."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from chalicelib.province.province import Province
from chalicelib.ticket.attachments import open_files
from chalicelib.ticket.code import aloud
from chalicelib.ticket.reasons import Reason
from chalicelib.ticket.ticket import Event, Ticket
from chalicelib.ticket.workflow import Act
from chalicelib.views import held

View = Callable[[str, str, str], str]  # key, media type and name of a copy → a link that is good for minutes
# Acts whose words the citizen wrote or was told, and acts of which only the fact is shown.
_WORDS_TO_CITIZEN = frozenset({
    Act.OPEN, Act.HEAR, Act.ASK, Act.INFORM, Act.REPORT, Act.ANSWER, Act.APPROVE, Act.CLOSE, Act.REJECT, Act.REFER,
    Act.REOPEN, Act.APPEAL, Act.WITHDRAW, Act.RELAY, Act.AMEND, Act.ECHO,
})  # fmt: skip
_SHOWN_TO_CITIZEN = _WORDS_TO_CITIZEN | {
    Act.ASSIGN, Act.ACCEPT, Act.REFUSE, Act.TRANSFER, Act.RATE, Act.CONFIRM, Act.EXTEND, Act.DECIDE, Act.MERGE,
    Act.UNMERGE, Act.EXPIRE, Act.RECKON, Act.REHOME, Act.RETRACT, Act.CONTEST, Act.UPHOLD, Act.DISMISS,
}  # fmt: skip


# Acts of staff whose files go with words to the citizen. A report's papers are for whoever must decide.
_WITH_FILES = frozenset({Act.ASK, Act.INFORM, Act.ANSWER, Act.APPROVE, Act.CLOSE, Act.REJECT, Act.RELAY})


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def _unit_name(province: Province, unit: str) -> str:
    known = province.units.get(unit)
    return known.name if known else unit


def followed(province: Province, shown: Ticket, events: list[Event], now: datetime, link: View) -> dict[str, Any]:
    """A ticket as its citizen sees it: what happened and what was said, no names of officials, no internal notes."""
    return {
        "code": shown.code,
        "status": shown.status,
        "unit_name": _unit_name(province, shown.unit),
        "promised_at": _at(shown.promised_at),
        "rating": shown.rating,
        "confirmation": shown.confirmation or None,
        "outcome": shown.outcome or None,
        "held": held(province, shown, events, now),
        "timeline": [
            {"at": _at(e.at), "act": e.act, "text": _citizens_words(e), "attachments": _files(events, e, link)}
            for e in events
            if _citizen_may_see(e)
        ],
    }


def _files(events: Sequence[Event], event: Event, link: View) -> list[dict[str, Any]]:
    """What staff sent along with their words; nothing that is restricted. Where a file lies is good for minutes."""
    if event.act not in _WITH_FILES:
        return []
    return [
        {
            "name": file.name or None,
            "media_type": file.media_type,
            "size": file.size,
            "href": link(file.key, file.media_type, file.name),
        }
        for file in open_files(events, event.n).values()
    ]


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


def called(province: Province, opened: Ticket, pin: str) -> dict[str, Any]:
    """The receipt of a call, with code and PIN as they are read out to the caller."""
    return filed(province, opened, pin) | {"aloud": {"code": aloud(opened.code), "pin": aloud(pin)}}


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
