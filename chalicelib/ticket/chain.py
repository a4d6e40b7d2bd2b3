"""Events form a chain: each carries the hash of the one before, so that nothing can be changed unseen.

What was personal in an event may have to be taken out later. Then a later event, sealed like every other, names the
events that were emptied and seals what is left of them: so this is seen too, and nothing else can pass for it.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from chalicelib.ticket.ticket import Actor, Attachment, Event, Ticket
from chalicelib.ticket.workflow import Act

# A copy made later must not break the chain: what the citizen sent is sealed, where we keep it is not.
_ATTACHED = ("kind", "url", "name", "latitude", "longitude")
_FIELDS = tuple(name for name in Event.__dataclass_fields__ if name not in ("hash", "erased"))


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
    """The event that follows the newest one of `ticket`, sealed; not before its present holder began, whatever `at`
    says: the clocks of two machines differ by a moment.
    """
    at = max(at, ticket.since or ticket.opened_at)
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


def erasure(code: str, emptied: Iterable[Event], **facts: str) -> dict[str, str | int]:
    """The facts of the event that says which events were emptied, and seals what is left of them."""
    events = sorted(emptied, key=lambda event: event.n)
    return {**facts, "events": ",".join(str(event.n) for event in events), "left": _left(code, events)}


def first_break(code: str, events: Iterable[Event]) -> int | None:
    """The number of the first event that does not fit the chain, or None when it is whole.

    An event whose words were taken out fits when a later one says so, and what is left is what that one sealed.
    """
    chain, prev = list(events), ""
    emptied = _emptied(code, chain)
    for expected, event in enumerate(chain, start=1):
        untouched = not event.erased and event.hash == _seal(code, _sealed_fields(event))
        if event.n != expected or event.prev != prev or not (untouched or (event.erased and event.n in emptied)):
            return expected
        prev = event.hash
    return None


def _emptied(code: str, chain: list[Event]) -> set[int]:
    """The numbers of events that a later one rightly says were emptied."""
    found: set[int] = set()
    for place, event in enumerate(chain):
        if event.act is Act.ERASE and not event.erased and event.facts.get("events"):
            named = set(str(event.facts["events"]).split(","))
            before = [earlier for earlier in chain[:place] if str(earlier.n) in named]
            if _left(code, before) == event.facts.get("left"):
                found |= {earlier.n for earlier in before}
    return found


def _left(code: str, events: Iterable[Event]) -> str:
    """A seal over emptied events as they are now; the seal each had before is part of it."""
    rest = {str(event.n): _sealed_fields(event) | {"hash": event.hash} for event in events}
    return _seal(code, rest)
