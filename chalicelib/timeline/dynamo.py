"""The timeline on DynamoDB: one partition a province and local day, one row of at most 1 KB an event.

| row   | pk                  | sk                                              |
|-------|---------------------|-------------------------------------------------|
| entry | L#tenant#2026-11-18 | 2026-11-18T02:00:00.000Z#code#000001            |
| late  | LL#tenant           | noted day # its own day # instant # code # n    |
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pynamodb.exceptions import DoesNotExist, PutError

from chalicelib.province.regulation import Stage
from chalicelib.ticket import dynamo_rows as hub
from chalicelib.ticket.dynamo import bind, lost_race
from chalicelib.ticket.dynamo_models import CompactAttribute, InstantAttribute, Row, instant
from chalicelib.ticket.owed import ticket_partition
from chalicelib.ticket.ticket import Event, Ticket
from chalicelib.ticket.workflow import Act, Role, Status
from chalicelib.timeline.entry import Entry
from chalicelib.timeline.noting import Key
from chalicelib.timeline.store import Late

_FIELDS = tuple(Entry.__dataclass_fields__)  # in this order their values are kept; a new one goes to the end
_MOMENTS = {"at", "opened_at", "promised_at", "answered_at", "stage_from", "stage_due", "promise", "asked_at",
    "sampled_at",
}  # fmt: skip
_TYPES: dict[str, Any] = {
    "act": Act, "role": Role, "was": Status, "status": Status, "stage": Stage, "day": date.fromisoformat,
}  # fmt: skip
_MS = timedelta(milliseconds=1)
_BEGUN = datetime(1970, 1, 1, tzinfo=UTC)


class EntryRow(Row):
    said = CompactAttribute(attr_name="e")


class LateRow(Row):
    said = CompactAttribute(attr_name="e")
    noted_at = InstantAttribute()


class DynamoTimeline:
    """`Timeline` of store.py, and what is read of petitions: `Counted` of gaps.py."""

    def __init__(self, table: str) -> None:
        bind(table)

    def day(self, tenant: str, day: date) -> Iterator[Entry]:
        for row in EntryRow.query(_pk(tenant, day), consistent_read=True):
            yield _entry(row.said)

    def put(self, entries: Iterable[Entry]) -> None:
        with EntryRow.batch_write() as batch:
            for entry in {(e.tenant, e.day, e.key): e for e in entries}.values():
                batch.save(EntryRow(_pk(entry.tenant, entry.day), _sk(entry), said=_said(entry)))

    def has(self, entry: Entry) -> bool:
        try:
            EntryRow.get(_pk(entry.tenant, entry.day), _sk(entry), consistent_read=True)
        except DoesNotExist:
            return False
        return True

    def put_late(self, late: Iterable[Late]) -> None:
        for each in late:
            sk = f"{each.noted}#{each.entry.day}#{_sk(each.entry)}"
            row = LateRow(f"LL#{each.entry.tenant}", sk, said=_said(each.entry), noted_at=each.noted_at)
            try:
                row.save(condition=LateRow.pk.does_not_exist())
            except PutError as error:
                if not lost_race(error):
                    raise

    def late(self, tenant: str, first: date, last: date) -> list[Late]:
        found = LateRow.query(f"LL#{tenant}", LateRow.sk.between(f"{first}#", f"{last}#~"), consistent_read=True)
        return [
            Late(noted=date.fromisoformat(row.sk[:10]), noted_at=row.noted_at, entry=_entry(row.said)) for row in found
        ]

    def events(self, keys: Sequence[Key]) -> Mapping[Key, Event]:
        wanted = {(ticket_partition(tenant, code), f"E#{n:06d}"): (tenant, code, n) for tenant, code, n in keys}
        rows = hub.EventRow.batch_get(list(wanted), consistent_read=True) if wanted else ()
        return {wanted[row.pk, row.sk]: hub.event_from(row) for row in rows}

    def timeline(self, tenant: str, code: str) -> list[Event]:
        rows = hub.EventRow.query(
            ticket_partition(tenant, code), hub.EventRow.sk.startswith("E#"), consistent_read=True
        )
        return [hub.event_from(row) for row in rows]

    def counts(self, tenant: str, codes: Collection[str]) -> Mapping[str, int]:
        keys = [(ticket_partition(tenant, code), "TICKET") for code in codes]
        rows = hub.TicketRow.batch_get(keys, consistent_read=True, attributes_to_get=["code", "events"])
        return {row.code: int(row.events) for row in rows} if keys else {}

    def find(self, tenant: str, code: str) -> Ticket | None:
        try:
            return hub.ticket_from(hub.TicketRow.get(ticket_partition(tenant, code), "TICKET", consistent_read=True))
        except DoesNotExist:
            return None


def _pk(tenant: str, day: date) -> str:
    return f"L#{tenant}#{day}"


def _sk(entry: Entry) -> str:
    return f"{instant(entry.at)}#{entry.code}#{entry.n:06d}"


def _said(entry: Entry) -> list[Any]:
    """Its values in order, without those at the end that say nothing: 1 KB is one write unit."""
    said = [_kept(getattr(entry, name)) for name in _FIELDS]
    while said[-1] in ("", None, 0):
        said.pop()
    return said


def _kept(value: Any) -> Any:
    if isinstance(value, datetime):
        return (value - _BEGUN) // _MS
    return str(value) if isinstance(value, date) else value


def _entry(said: Sequence[Any]) -> Entry:
    """Values beyond those we know are of a newer version of the code: left out."""
    return Entry(**{name: _read(name, value) for name, value in zip(_FIELDS, said, strict=False)})


def _read(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _MOMENTS:
        return _BEGUN + value * _MS
    return _TYPES[name](value) if name in _TYPES else value
