"""Heads of the ledger's pages on DynamoDB.

| row  | pk        | sk         |                        |
|------|-----------|------------|------------------------|
| page | LB#tenant | 2026-11-22 | never written over     |
"""

from datetime import date
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import DoesNotExist, PutError

from chalicelib.ledger.page import Head
from chalicelib.ledger.store import Kept
from chalicelib.ticket.dynamo import bind, lost_race
from chalicelib.ticket.dynamo_models import InstantAttribute, Row


class PageRow(Row):
    tenant = UnicodeAttribute()
    zone = UnicodeAttribute()
    count_ = NumberAttribute(attr_name="count")
    root = UnicodeAttribute()
    before = UnicodeAttribute()
    key = UnicodeAttribute()
    begun = UnicodeAttribute()
    made_at = InstantAttribute()


class DynamoHeads:
    """`Heads` of store.py."""

    def __init__(self, table: str) -> None:
        bind(table)

    def last(self, tenant: str) -> Kept | None:
        return next(iter(self._newest(tenant, None, 1)), None)

    def find(self, tenant: str, day: date) -> Kept | None:
        try:
            return _kept(PageRow.get(_pk(tenant), str(day), consistent_read=True))
        except DoesNotExist:
            return None

    def before(self, tenant: str, day: date | None, limit: int) -> list[Kept]:
        return self._newest(tenant, day, limit)

    def save(self, kept: Kept) -> bool:
        head = kept.head
        row = PageRow(
            _pk(head.tenant), str(head.day), tenant=head.tenant, zone=head.zone, count_=head.count, root=head.root,
            before=head.before, key=kept.key, begun=str(kept.begun), made_at=kept.made_at,
        )  # fmt: skip
        try:
            row.save(condition=PageRow.pk.does_not_exist())
        except PutError as error:
            if not lost_race(error):
                raise
            return False
        return True

    def _newest(self, tenant: str, day: date | None, limit: int) -> list[Kept]:
        earlier = PageRow.sk < str(day) if day else None
        rows = PageRow.query(_pk(tenant), earlier, scan_index_forward=False, limit=limit, consistent_read=True)
        return [_kept(row) for row in rows]


def _pk(tenant: str) -> str:
    return f"LB#{tenant}"


def _kept(row: Any) -> Kept:
    head = Head(
        tenant=row.tenant, zone=row.zone, day=date.fromisoformat(row.sk), count=int(row.count_), root=row.root,
        before=row.before,
    )  # fmt: skip
    return Kept(head=head, key=row.key, begun=date.fromisoformat(row.begun), made_at=row.made_at)
