"""What is news about a ticket or a dossier: its state before against its state after. Pure.

Only what stands in `_SHOWN` goes out: ids, states, instants. Whoever needs more reads it by the API, with their rights.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from chalicelib.hooks.hook import News
from chalicelib.ticket.ticket import Ticket
from chalicelib.ticket.workflow import OPEN_STATES, Status

Test = Callable[[Ticket | None, Ticket], bool]
_SHOWN = (
    "status", "unit", "kind", "category", "stage", "stage_due_at", "opened_at", "promised_at", "answered_at", "level",
    "rating", "public",
)  # fmt: skip
_CHANGED = "ticket.changed"
DOSSIER_CHANGED = "dossier.changed"


def _became(status: Status) -> Test:
    return lambda old, new: new.status is status and (old is None or old.status is not status)


def _turned(name: str, value: object) -> Test:
    return lambda old, new: getattr(new, name) == value and (old is None or getattr(old, name) != value)


def _handed(old: Ticket | None, new: Ticket) -> bool:
    moved = old is None or (old.status, old.unit) != (new.status, new.unit)
    return new.status is Status.ASSIGNED and moved


# Each row for itself: an act may be several news.
_TICKET: Mapping[str, Test] = {
    "ticket.opened": lambda old, _: old is None,
    "ticket.reopened": lambda old, new: (
        old is not None and old.status in (Status.ANSWERED, Status.CLOSED) and new.status in OPEN_STATES
    ),
    "ticket.assigned": _handed,
    "ticket.accepted": lambda old, new: (
        old is not None and (old.status, new.status) == (Status.ASSIGNED, Status.IN_PROGRESS)
    ),
    "ticket.asked": _became(Status.WAITING),  # the citizen is
    "ticket.reported": _became(Status.REPORTED),  # a complex case, to the superior
    "ticket.answered": _became(Status.ANSWERED),
    "ticket.closed": _became(Status.CLOSED),
    "ticket.merged": _became(Status.MERGED),
    "ticket.escalated": lambda old, new: old is not None and new.level > old.level,
    "ticket.rescheduled": lambda old, new: old is not None and new.promised_at != old.promised_at,
    "ticket.rated": lambda old, new: old is not None and new.rating not in (None, old.rating),
    "ticket.published": _turned("public", "published"),
    "ticket.hidden": _turned("public", "hidden"),
    "ticket.erased": lambda old, new: new.erased_at is not None and (old is None or old.erased_at is None),
}
EVENTS = (*_TICKET, _CHANGED, DOSSIER_CHANGED)


def of_ticket(old: Ticket | None, new: Ticket, at: datetime) -> tuple[News, ...]:
    """What `new` says that `old` did not; `ticket.changed` for what has no name of its own.

    old  None for a ticket that was opened just now
    at   when it was written; UTC
    """
    found = [name for name, holds in _TICKET.items() if holds(old, new)]
    if not found and any(getattr(old, name) != getattr(new, name) for name in _SHOWN):
        found = [_CHANGED]
    facts = {"code": new.code} | {name: _plain(getattr(new, name)) for name in _SHOWN}
    facts["previous"] = {"status": old.status, "unit": old.unit} if old else None
    return tuple(
        News(tenant=new.tenant, type=name, subject=f"ticket#{new.code}", sequence=new.version, at=at, facts=facts)
        for name in found
    )


def of_dossier(tenant: str, code: str, version: int, status: str, before: str | None, at: datetime) -> News:
    """before  the status it had; None for a dossier that is new"""
    facts = {"code": code, "status": status, "previous": {"status": before} if before else None}
    return News(tenant=tenant, type=DOSSIER_CHANGED, subject=f"dossier#{code}", sequence=version, at=at, facts=facts)


def _plain(value: Any) -> Any:
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value
