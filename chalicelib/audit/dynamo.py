"""The audit trail on DynamoDB: a partition a tenant and month, so that no page reads more than it shows.

| row   | pk                | sk                          |
|-------|-------------------|-----------------------------|
| entry | AU#tenant#2026-11 | 2026-11-22T03:21:47.123Z#id |
"""

from datetime import datetime

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.audit.audit import KEPT, Entry, place
from chalicelib.ticket.dynamo import bind
from chalicelib.ticket.dynamo_models import CompactAttribute, InstantAttribute, Row, instant


class AuditRow(Row):
    tenant = UnicodeAttribute()
    at = InstantAttribute()
    by = UnicodeAttribute()
    role = UnicodeAttribute()
    unit = UnicodeAttribute()
    action = UnicodeAttribute()
    about = CompactAttribute()
    why = UnicodeAttribute()
    expires_at = NumberAttribute()


_FIELDS = ("tenant", "at", "by", "role", "unit", "action", "about", "why")


class DynamoRecords:
    """`Records` of audit.py."""

    def __init__(self, table: str) -> None:
        bind(table)

    def add(self, entry: Entry) -> None:
        sk = place(entry)
        fields = {name: getattr(entry, name) for name in _FIELDS} | {"role": str(entry.role)}
        kept_until = int((entry.at + KEPT).timestamp())
        AuditRow(pk=_pk(entry.tenant, sk[:7]), sk=sk, expires_at=kept_until, **fields).save(
            condition=AuditRow.pk.does_not_exist()  # an entry is never written over
        )

    def month(self, tenant: str, month: str, since: datetime, until: datetime, before: str, limit: int) -> list[Entry]:
        pk = _pk(tenant, month)
        low, high = instant(since), instant(until)  # an entry's key goes on after its instant: it lies above it
        if before and not low <= before <= high:
            return [] if before < low else self.month(tenant, month, since, until, "", limit)
        found = AuditRow.query(
            pk,
            AuditRow.sk.between(low, high),
            scan_index_forward=False,
            limit=limit,
            page_size=limit,
            consistent_read=True,
            last_evaluated_key={"pk": {"S": pk}, "sk": {"S": before}} if before.startswith(month) else None,
        )
        return [_entry(row) for row in found]


def _entry(row: AuditRow) -> Entry:
    return Entry(id=row.sk.rsplit("#", 1)[1], **{name: getattr(row, name) for name in _FIELDS})


def _pk(tenant: str, month: str) -> str:
    return f"AU#{tenant}#{month}"
