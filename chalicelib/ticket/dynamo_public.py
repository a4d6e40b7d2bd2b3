"""The public row of a published petition: what all may read of it, written by the act that changes it.

| row    | pk            | sk     | public_pk        | public_at |
|--------|---------------|--------|------------------|-----------|
| public | T#tenant#code | PUBLIC | tenant#published | opened_at |
| ticket | T#tenant#code | TICKET | tenant#ended     | opened_at |

The index `published` holds both: the one is shown, the other, once it has ended, is counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pynamodb.transactions import TransactWrite

from chalicelib.ticket import dynamo_rows as rows
from chalicelib.ticket.dynamo_models import PublicRow
from chalicelib.ticket.owed import ticket_partition
from chalicelib.ticket.publication import PUBLISHED, Medium, Publication, shown
from chalicelib.ticket.ticket import Event, Ticket
from chalicelib.vietnamese import fold

SK = "PUBLIC"
_PLAIN = ("code", "category", "kind", "unit", "place", "address", "text", "answer", "status")
_MEDIA = ("media", "answer_media")
_INSTANTS = ("opened_at", "published_at", "answered_at", "updated_at")


def write_public(act: TransactWrite, before: Ticket | None, after: Ticket, events: Sequence[Event]) -> None:
    """Add to the transaction what the act does to the public row, if it does anything to it."""
    found = shown(before, after, events)
    key = PublicRow(ticket_partition(after.tenant, after.code), SK)
    if found is None:
        if before and before.public == PUBLISHED:
            act.delete(key)
    elif isinstance(found, Publication):
        act.save(public_row(after.tenant, found))
    elif found:
        act.update(key, actions=[_action(name, value) for name, value in _stored(found).items()])


def public_row(tenant: str, shown: Publication) -> PublicRow:
    fields = {name: getattr(shown, name) for name in (*_PLAIN, *_INSTANTS, *_MEDIA)}
    spot = None if shown.latitude is None else [shown.latitude, shown.longitude]
    return PublicRow(
        pk=ticket_partition(tenant, shown.code),
        sk=SK,
        public_pk=published_key(tenant),
        public_at=rows.instant(shown.opened_at),
        spot=spot,
        words=searched(f"{shown.text} {shown.address}"),
        **_stored(fields),
    )


def publication_from(row: PublicRow) -> Publication:
    latitude, longitude = row.spot or (None, None)
    return Publication(
        latitude=latitude,
        longitude=longitude,
        media=tuple(Medium(**kept) for kept in row.media or ()),
        answer_media=tuple(Medium(**kept) for kept in row.answer_media or ()),
        **{name: getattr(row, name) for name in (*_PLAIN, *_INSTANTS)},
    )


def published_key(tenant: str) -> str:
    """The partition of the index `published` that holds what is shown of a province."""
    return f"{tenant}#published"


def searched(text: str) -> str:
    """`text` as a search looks at it: every word, without case and diacritics, between two spaces."""
    return f" {fold(text)} "


def _stored(fields: Mapping[str, Any]) -> dict[str, Any]:
    stored = dict(fields)
    if "answer" in stored:
        stored["answer_words"] = searched(stored["answer"])
    for name in stored.keys() & set(_MEDIA):
        stored[name] = [asdict(medium) for medium in stored[name]] or None
    return stored


def _action(name: str, value: Any) -> Any:
    field: Any = getattr(PublicRow, name)
    return field.remove() if value is None else field.set(value)
