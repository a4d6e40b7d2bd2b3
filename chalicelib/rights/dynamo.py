"""Erasures on DynamoDB: rows of their own on the agenda, and the rows that go without a trace.

| row     | pk             | sk      |
|---------|----------------|---------|
| erasure | X#tenant#alias | ERASURE |
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from zlib import crc32

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute
from pynamodb.exceptions import DeleteError, DoesNotExist, PutError

from chalicelib.dossier.dynamo_followers import FOLLOWED
from chalicelib.rights.erasures import Erasure
from chalicelib.ticket import dynamo_rows as rows
from chalicelib.ticket.conversation import conversation_partition
from chalicelib.ticket.dynamo import bind
from chalicelib.ticket.dynamo_index import AgendaIndex
from chalicelib.ticket.dynamo_models import CompactAttribute, InstantAttribute
from chalicelib.ticket.owed import ticket_partition

_FIELDS = tuple(Erasure.__dataclass_fields__)
_SK = "ERASURE"


class ErasureRow(rows.Row):
    tenant = UnicodeAttribute()
    alias = UnicodeAttribute()
    channel = UnicodeAttribute()
    account = UnicodeAttribute()
    codes = CompactAttribute()
    by = UnicodeAttribute()
    since = InstantAttribute()
    at = InstantAttribute()
    forgotten = BooleanAttribute(default=False)


class DynamoErasures:
    """`Erasures` of erasures.py."""

    def __init__(self, table: str) -> None:
        bind(table)

    def owe(self, erasure: Erasure) -> None:
        _row(erasure).save()

    def moved(self, erasure: Erasure) -> None:
        with _unless_asked_anew():
            _row(erasure).save(condition=ErasureRow.since == erasure.since)

    def of(self, tenant: str, alias: str) -> Erasure | None:
        try:
            row = ErasureRow.get(_pk(tenant, alias), _SK, consistent_read=True)
        except DoesNotExist:
            return None
        return Erasure(**({name: getattr(row, name) for name in _FIELDS} | {"codes": tuple(row.codes)}))

    def due(self, tenant: str, until: datetime) -> Iterator[Erasure]:
        for pk, _ in AgendaIndex.until("erase", tenant, rows.instant(until)):
            found = self.of(tenant, pk.rsplit("#", 1)[1])
            if found and found.at <= until:  # the index is a moment behind
                yield found

    def done(self, erasure: Erasure) -> None:
        with _unless_asked_anew():
            ErasureRow(_pk(erasure.tenant, erasure.alias), _SK).delete(condition=ErasureRow.since == erasure.since)

    def forget_thread(self, tenant: str, thread: str, account: str, alias: str) -> None:
        _delete(conversation_partition(tenant, thread, account, alias), but=FOLLOWED)

    def drop_errands(self, tenant: str, code: str) -> None:
        _delete(ticket_partition(tenant, code), "M#")


def _row(erasure: Erasure) -> ErasureRow:
    fields = {name: getattr(erasure, name) for name in _FIELDS}
    return ErasureRow(
        pk=_pk(erasure.tenant, erasure.alias),
        sk=_SK,
        agenda_pk=f"erase#{erasure.tenant}#{crc32(erasure.alias.encode()) % rows.SHARDS}",
        agenda_at=rows.instant(erasure.at),
        **(fields | {"codes": list(erasure.codes)}),
    )


@contextmanager
def _unless_asked_anew() -> Iterator[None]:
    """The row has gone, or is of a newer wish: nothing to write."""
    try:
        yield
    except (PutError, DeleteError) as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise


def _pk(tenant: str, alias: str) -> str:
    return f"X#{tenant}#{alias}"


def _delete(partition: str, beginning: str = "", but: str = "\0") -> None:
    """Every row of a partition whose sort key begins so, but not as `but`."""
    condition = rows.Row.sk.startswith(beginning) if beginning else None
    keys = [
        row.sk for row in rows.Row.query(partition, condition, attributes_to_get=["pk", "sk"], consistent_read=True)
    ]
    for key in keys:
        if not key.startswith(but):
            rows.Row(partition, key).delete()
