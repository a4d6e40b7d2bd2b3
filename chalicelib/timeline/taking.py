"""What one act did, as entries: a ticket before and after it, and the events of it. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from chalicelib.province.province import Province
from chalicelib.province.regulation import Stage
from chalicelib.sla.deadline import working_time
from chalicelib.ticket.ticket import Event, Ticket
from chalicelib.ticket.workflow import Act
from chalicelib.timeline.entry import Entry

_MS = timedelta(milliseconds=1)
_ASKED = frozenset({Act.OPEN, Act.REOPEN, Act.APPEAL, Act.UPHOLD})


def entries(
    province: Province, before: Ticket | None, after: Ticket, events: Sequence[Event], asked_at: datetime | None = None
) -> list[Entry]:
    """The entries of one act; where it wrote several events, the first of them is what moved the ticket.

    before    the ticket as it was; None: it was opened
    asked_at  since when an answer was asked for; needed where one of the events is an answer
    """
    made = []
    for place, event in enumerate(events):
        was = before if place == 0 else after
        made.append(_entry(province, was, after, event, asked_at))
    return made


def answers(event: Event) -> bool:
    """True for an event that a promise is judged by."""
    return "promised" in event.facts


def asked(events: Iterable[Event], n: int) -> datetime | None:
    """Since when the answer that event `n` gives was asked for: opened, or the last time it was asked for anew."""
    return max((event.at for event in events if event.act in _ASKED and event.n < n), default=None)


def _entry(province: Province, was: Ticket | None, ticket: Ticket, event: Event, asked_at: datetime | None) -> Entry:
    return Entry(
        tenant=ticket.tenant, code=ticket.code, n=event.n, at=event.at, day=province.calendar.local_day(event.at),
        act=event.act, role=event.role, by_unit=event.unit, hash=event.hash, prev=event.prev,
        was=was.status if was else None, was_unit=was.unit if was else "",
        status=ticket.status, unit=ticket.unit, kind=ticket.kind, category=ticket.category or "",
        channel=ticket.origin.channel, account=ticket.origin.account, submitter=ticket.submitter,
        urgency=ticket.urgency, place=ticket.place or "", regulation=ticket.regulation,
        opened_at=ticket.opened_at, promised_at=ticket.promised_at, answered_at=ticket.answered_at,
        outcome=ticket.outcome, rating=ticket.rating, level=ticket.level, hops=ticket.hops,
        **_accounts(province, event, asked_at),
    )  # fmt: skip


def _accounts(province: Province, event: Event, asked_at: datetime | None) -> dict[str, Any]:
    """What the event says of the time that ended with it (ticket/holding.py)."""
    facts, found = event.facts, dict[str, Any]()
    if "held" in facts:
        found |= {name: facts[name] for name in ("held", "held_ms", "worked_ms")}
    if "stage" in facts:
        start = datetime.fromisoformat(str(facts["stage_from"]))
        found |= {
            "stage": Stage(str(facts["stage"])),
            "stage_unit": facts["stage_unit"],
            "stage_from": start,
            "stage_due": datetime.fromisoformat(str(facts["stage_due"])),
            "stage_ms": _worked(province, start, event.at),
        }
    if "sample" in facts:
        found["sample"] = facts["sample"]
        found["sampled_at"] = datetime.fromisoformat(str(facts["sampled_at"])) if facts.get("sampled_at") else None
    if "members" in facts:
        found["members"] = facts["members"]
    if "from_tray" in facts:
        found["from_tray"] = facts["from_tray"]
    if answers(event) and asked_at:
        found |= {
            "promise": datetime.fromisoformat(str(facts["promised"])),
            "answered_by": facts["answered_by"],
            "asked_at": asked_at,
            "answer_ms": _worked(province, asked_at, event.at),
        }
    return found


def _worked(province: Province, start: datetime, end: datetime) -> int:
    return working_time(start, end, province.calendar) // _MS if end > start else 0
