"""Events form a chain: each carries the hash of the one before, so that nothing can be changed unseen."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from chalicelib.ticket.ticket import Actor, Attachment, Event, Ticket
from chalicelib.ticket.workflow import Act

# A copy made later must not break the chain: what the citizen sent is sealed, where we keep it is not.
_ATTACHED = tuple(name for name in Attachment.__dataclass_fields__ if name != "key")
_FIELDS = tuple(name for name in Event.__dataclass_fields__ if name != "hash")


def _seal(ticket_code: str, fields: Mapping[str, object]) -> str:
    text = json.dumps([ticket_code, fields], ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return sha256(text.encode()).hexdigest()


def _sealed_fields(event: Event) -> dict[str, object]:
    fields: dict[str, object] = {name: getattr(event, name) for name in _FIELDS}
    fields["facts"] = dict(event.facts)
    fields["at"] = event.at.isoformat()
    fields["attachments"] = [{name: getattr(a, name) for name in _ATTACHED} for a in event.attachments]
    return fields


def next_event(
    ticket: Ticket,
    act: Act,
    actor: Actor,
    at: datetime,
    *,
    text: str = "",
    facts: Mapping[str, str | int] | None = None,
    attachments: tuple[Attachment, ...] = (),
) -> Event:
    """The event that follows the newest one of `ticket`, sealed."""
    draft = Event(
        n=ticket.events + 1,
        at=at.replace(microsecond=at.microsecond // 1000 * 1000),  # as it is stored: the seal covers what is read back
        act=act,
        by=actor.id,
        role=actor.role,
        unit=actor.unit,
        text=text,
        facts=dict(facts or {}),
        attachments=attachments,
        prev=ticket.head,
        hash="",
    )
    return replace(draft, hash=_seal(ticket.code, _sealed_fields(draft)))


def first_break(code: str, events: Iterable[Event]) -> int | None:
    """The number of the first event that does not fit the chain, or None when it is whole."""
    prev = ""
    for expected, event in enumerate(events, start=1):
        if event.n != expected or event.prev != prev or event.hash != _seal(code, _sealed_fields(event)):
            return expected
        prev = event.hash
    return None
