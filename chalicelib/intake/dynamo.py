"""Updates we do not understand yet, kept a week: a new kind of event must not be lost before we learn it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.ticket.dynamo import bind
from chalicelib.ticket.dynamo_rows import Row

KEPT = timedelta(days=7)


class RawRow(Row):
    body = UnicodeAttribute()
    expires_at = NumberAttribute()


@dataclass(frozen=True)
class DynamoRawShelf:
    """`RawShelf` of reader.py."""

    table: str

    def keep(self, tenant: str, key: str, body: str, at: datetime) -> None:
        bind(self.table)
        RawRow(
            pk=f"RAW#{tenant}#{at:%Y-%m-%d}",
            sk=sha256(key.encode()).hexdigest()[:32],
            body=body,
            expires_at=int((at + KEPT).timestamp()),
        ).save()
