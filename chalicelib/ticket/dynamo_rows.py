"""How the hub's values lie in DynamoDB: one table, one pynamodb model a kind of row, value ↔ row and no more.

| row          | pk                              | sk                     |
|--------------|---------------------------------|------------------------|
| ticket       | T#tenant#code                   | TICKET                 |
| event        | T#tenant#code                   | E#000001               |
| notice       | the ticket's or conversation's  | N#000001#ack#citizen   |
| errand       | T#tenant#code                   | M#000001#0             |
| share        | T#tenant#code                   | S#unit                 |
| public       | T#tenant#code                   | PUBLIC                 |
| conversation | C#tenant#channel#account#alias  | CONVERSATION           |
"""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from chalicelib.province.regulation import Stage
from chalicelib.ticket.calling import is_call, look_at
from chalicelib.ticket.conversation import Conversation, conversation_partition
from chalicelib.ticket.dynamo_models import (
    ConversationRow,
    ErrandRow,
    EventRow,
    NoticeRow,
    Row,
    ShareRow,
    TicketRow,
    instant,
)
from chalicelib.ticket.errand import Errand
from chalicelib.ticket.owed import BULK, WAITING, By, Notice, Purpose, State, ticket_partition
from chalicelib.ticket.ticket import Attachment, Channel, Event, Lane, Origin, Ticket
from chalicelib.ticket.workflow import OPEN_STATES, Act, Role, Status

__all__ = [
    "SHARDS", "ConversationRow", "ErrandRow", "EventRow", "NoticeRow", "Row", "ShareRow", "TicketRow", "instant",
]  # fmt: skip

SILENCE = timedelta(days=731)  # after which a conversation is forgotten; its petitions stay
NEVER, SINCE = "never", " since "
SHARDS = 4  # of the agenda index: each takes 1,000 writes a second; changing it means re-writing agenda_pk


def _kept(value: Any) -> dict[str, Any]:
    """A value's fields without those that say nothing."""
    return {
        name: field for name, field in asdict(value).items() if field not in ("", None) and (name, field) != ("size", 0)
    }


def _shard(name: str) -> int:
    return crc32(name.encode()) % SHARDS


def ticket_row(ticket: Ticket) -> TicketRow:
    state = "open" if ticket.status in OPEN_STATES else "done"
    fields = {name: getattr(ticket, name) for name in _TICKET_FIELDS}
    return TicketRow(
        pk=ticket_partition(ticket.tenant, ticket.code),
        sk="TICKET",
        agenda_pk=f"ticket#{ticket.tenant}#{_shard(ticket.code)}" if ticket.next_at else None,
        agenda_at=instant(ticket.next_at) if ticket.next_at else None,
        # What was erased is on no pile: the retention job must not find it again. Opened again, it is work again.
        desk_pk=None if ticket.erased_at and state == "done" else f"{ticket.tenant}#{ticket.unit}#{state}",
        desk_at=instant(ticket.stage_due_at or ticket.promised_at),
        public_pk=f"{ticket.tenant}#ended" if state == "done" else None,
        public_at=instant(ticket.opened_at) if state == "done" else None,
        more=_rare(ticket, _RARE_FIELDS) or None,
        **(fields | {"origin": _kept(ticket.origin)}),
    )


def _rare(value_of: Ticket | Conversation, names: tuple[str, ...]) -> dict[str, Any]:
    """The fields most of them never need, those that are not empty; instants as text."""
    kept: dict[str, Any] = {}
    for name in names:
        value = getattr(value_of, name)
        if value:
            kept[name] = instant(value) if isinstance(value, datetime) else value
    return kept


def _rare_from(kept: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Unknown names are of a newer version of the code: left out."""
    found: dict[str, Any] = {}
    for name, value in kept.items():
        if name in _INSTANTS:
            found[name] = datetime.fromisoformat(value)
        elif name in names:
            found[name] = tuple(value) if isinstance(value, list) else value
    return found


def beside_due(ticket: Ticket) -> datetime:
    """When units beside the holder must have done their part."""
    return ticket.contribution_due_at or ticket.recheck_due_at or ticket.stage_due_at or ticket.promised_at


def share_row(ticket: Ticket, unit: str) -> ShareRow:
    """The card of `ticket` on the desk of a unit beside its holder."""
    fields = {name: getattr(ticket, name) for name in CARD_FIELDS}
    return ShareRow(
        pk=ticket_partition(ticket.tenant, ticket.code),
        sk=f"S#{unit}",
        desk_pk=f"{ticket.tenant}#{unit}#open",
        desk_at=instant(beside_due(ticket)),
        **(fields | {"version": ticket.version + 1}),
    )


def ticket_from(row: TicketRow) -> Ticket:
    fields = {name: getattr(row, name) for name in _TICKET_FIELDS}
    numbers = {name: int(fields[name]) for name in ("level", "hops", "events", "version")}
    return Ticket(
        **(
            fields
            | numbers
            | _rare_from(row.more or {}, _RARE_FIELDS)
            | {
                "origin": origin_from(row.origin),
                "status": Status(row.status),
                "stage": Stage(row.stage) if row.stage else None,
                "rating": int(row.rating) if row.rating is not None else None,
            }
        )
    )


def origin_from(kept: dict[str, str]) -> Origin:
    return Origin(**(kept | {"channel": Channel(kept["channel"]), "lane": Lane(kept["lane"])}))  # type: ignore[arg-type]


def event_row(tenant: str, code: str, event: Event) -> EventRow:
    fields = {name: getattr(event, name) for name in _EVENT_FIELDS}
    kept = [_kept(attachment) for attachment in event.attachments]
    return EventRow(
        pk=ticket_partition(tenant, code),
        sk=f"E#{event.n:06d}",
        **(fields | {"attachments": kept, "facts": dict(event.facts), "erased": int(event.erased) or None}),
    )


def event_from(row: EventRow) -> Event:
    fields = {name: getattr(row, name) for name in _EVENT_FIELDS}
    attachments = tuple(Attachment(**kept) for kept in row.attachments)
    return Event(
        n=int(row.sk[2:]),
        **(
            fields
            | {"act": Act(row.act), "role": Role(row.role), "attachments": attachments, "erased": bool(row.erased)}
        ),
    )


def notice_row(notice: Notice) -> NoticeRow:
    fields = {name: getattr(notice, name) for name in _NOTICE_FIELDS}
    waiting = notice.state in WAITING
    given_up = "call" if is_call(notice) else "failed"
    what = ("bulk" if notice.purpose in BULK else "notice") if waiting else given_up
    listed = waiting or notice.state is State.FAILED
    return NoticeRow(
        pk=notice.parent,
        sk=f"N#{notice.id}",
        agenda_pk=f"{what}#{notice.tenant}#{_shard(notice.parent)}" if listed else None,
        agenda_at=_listed_at(notice) if listed else None,
        **(
            fields
            | {
                "origin": _kept(notice.origin) if notice.origin else None,
                "to": list(notice.to),
                "facts": dict(notice.facts),
                "human": int(notice.human),
                "supplier_ids": list(notice.supplier_ids),
                "side": notice.side or None,
            }
        ),
    )


def _listed_at(notice: Notice) -> str:
    """When it is to be looked at. Of a call two instants: that, and since when it waits, for the list of staff;
    the first is NEVER, after all instants, where nothing more is owed by the clock.
    """
    if not is_call(notice):
        return instant(notice.at)
    look = look_at(notice)
    return f"{instant(look) if look else NEVER}{SINCE}{instant(notice.at)}"


def notice_from(row: NoticeRow) -> Notice:
    fields = {name: getattr(row, name) for name in _NOTICE_FIELDS}
    return Notice(
        parent=row.pk,
        id=row.sk[2:],
        **(
            fields
            | {
                "purpose": Purpose(row.purpose),
                "by": By(row.by),
                "state": State(row.state),
                "to": tuple(row.to),
                "origin": origin_from(row.origin) if row.origin else None,
                "human": bool(row.human),
                "supplier_ids": tuple(row.supplier_ids),
                "side": row.side or "",
                "event": int(row.event),
                "tries": int(row.tries),
                "revision": int(row.revision),
            }
        ),
    )


def errand_row(errand: Errand) -> ErrandRow:
    return ErrandRow(
        pk=ticket_partition(errand.tenant, errand.code),
        sk=f"M#{errand.event:06d}#{errand.index}",
        agenda_pk=f"media#{errand.tenant}#{_shard(errand.code)}",
        agenda_at=instant(errand.at),
        **{name: getattr(errand, name) for name in _ERRAND_FIELDS},
    )


def errand_from(row: ErrandRow) -> Errand:
    fields = {name: getattr(row, name) for name in _ERRAND_FIELDS}
    return Errand(**(fields | {name: int(fields[name]) for name in ("event", "index", "tries")}))


def conversation_row(talk: Conversation) -> ConversationRow:
    fields = {name: getattr(talk, name) for name in _TALK_FIELDS}
    return ConversationRow(
        pk=conversation_partition(talk.tenant, talk.channel, talk.account, talk.alias),
        sk="CONVERSATION",
        more=_rare(talk, _RARE_TALK_FIELDS) or None,
        expires_at=int((talk.heard_at + SILENCE).timestamp()) if talk.heard_at else None,
        **(fields | {"seen": "".join(talk.seen)}),
    )


def conversation_from(row: ConversationRow) -> Conversation:
    fields = {name: getattr(row, name) for name in _TALK_FIELDS}
    seen = tuple(row.seen[i : i + 8] for i in range(0, len(row.seen), 8))
    rare = _rare_from(row.more or {}, _RARE_TALK_FIELDS)
    return Conversation(**(fields | rare | {"seen": seen, "version": int(row.version)}))


def _fields_of(value: type, but: set[str]) -> tuple[str, ...]:
    return tuple(name for name in value.__dataclass_fields__ if name not in but)  # type: ignore[attr-defined]


# What most petitions never need lies in one attribute, so that a ticket row stays within one write unit.
_TICKET_ORDER = _fields_of(Ticket, set())
_RARE_FIELDS = _TICKET_ORDER[_TICKET_ORDER.index("version") + 1 :]
_INSTANTS = {
    "since", "answered_at", "contribution_due_at", "informed_at", "directive_due_at", "erased_at", "silent_until",
    "read_at", "recheck_due_at", "rechecked_at", "sampled_at",
    "muted_at", "left_at",
}  # fmt: skip
_TICKET_FIELDS = _fields_of(Ticket, set(_RARE_FIELDS))
CARD_FIELDS = (
    "code", "status", "unit", "kind", "category", "urgency", "place", "stage",
    "stage_due_at", "promised_at", "level", "opened_at", "excerpt", "version",
)  # fmt: skip
_EVENT_FIELDS = _fields_of(Event, {"n"})
_NOTICE_FIELDS = _fields_of(Notice, {"parent", "id"})
_ERRAND_FIELDS = _fields_of(Errand, set())
_RARE_TALK_FIELDS = ("silent_until", "read_at", "locale", "asked", "form", "muted_at", "left_at", "cited")
_TALK_FIELDS = _fields_of(Conversation, set(_RARE_TALK_FIELDS))
