"""Keys on DynamoDB: the key by its id, its days of use beside it, and a list a province.

| row       | pk         | sk             |
|-----------|------------|----------------|
| key       | K#id       | KEY            |
| its day   | K#id       | U#YYYY-MM-DD   |
| in a list | K#T#tenant | id             |

The list holds no secret and no name, only which keys there are and when each was last used: so use never writes to
the row a key is judged by.
"""

from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import DoesNotExist, PutError, TransactWriteError

from chalicelib.access.key import Key, Use
from chalicelib.errors import StaleTicket
from chalicelib.ticket.dynamo import bind, lost_race, transaction
from chalicelib.ticket.dynamo_models import CompactAttribute, InstantAttribute
from chalicelib.ticket.dynamo_rows import Row

KEPT = timedelta(days=400)  # of a day's figure
DAYS = 31
_SK = "KEY"
_FIELDS = tuple(name for name in Key.__dataclass_fields__ if name != "id")


class KeyRow(Row):
    tenant = UnicodeAttribute()
    name = UnicodeAttribute()
    scopes = CompactAttribute()
    digest = UnicodeAttribute()
    created_at = InstantAttribute()
    created_by = UnicodeAttribute()
    expires_at = InstantAttribute(attr_name="good_until", null=True)  # `expires_at` is what the table deletes by
    former = UnicodeAttribute(null=True)
    former_until = InstantAttribute(null=True)
    rotated_at = InstantAttribute(null=True)
    revoked_at = InstantAttribute(null=True)
    revoked_by = UnicodeAttribute(null=True)
    version = NumberAttribute()


class ListedRow(Row):
    used_at = InstantAttribute(null=True)


class DayRow(Row):
    calls = NumberAttribute()
    used_at = InstantAttribute()
    expires_at = NumberAttribute()


class DynamoKeys:
    """`KeyStore` of key.py."""

    def __init__(self, table: str) -> None:
        bind(table)

    def add(self, key: Key) -> bool:
        try:
            with transaction() as act:
                act.save(_row(key), condition=KeyRow.pk.does_not_exist())
                act.save(ListedRow(_list(key.tenant), key.id))
        except TransactWriteError as error:
            if not lost_race(error):
                raise
            return False
        return True

    def find(self, key_id: str) -> Key | None:
        try:
            return _key(KeyRow.get(_pk(key_id), _SK, consistent_read=True))
        except DoesNotExist:
            return None

    def save(self, key: Key) -> Key:
        row = _row(key)
        row.version = key.version + 1
        try:
            row.save(condition=KeyRow.version == key.version)
        except PutError as error:
            if not lost_race(error):
                raise
            raise StaleTicket("somebody else changed this key", key=key.id) from error
        return _key(row)

    def of(self, tenant: str) -> list[tuple[Key, datetime | None]]:
        used = {row.sk: row.used_at for row in ListedRow.query(_list(tenant), consistent_read=True)}
        rows = KeyRow.batch_get([(_pk(key_id), _SK) for key_id in used], consistent_read=True) if used else ()
        keys = sorted((_key(row) for row in rows), key=lambda key: (key.created_at, key.id), reverse=True)
        return [(key, used[key.id]) for key in keys]

    def used(self, tenant: str, key_id: str, calls: int, at: datetime) -> None:
        forgotten = int((at + KEPT).timestamp())
        DayRow(_pk(key_id), f"U#{at:%Y-%m-%d}").update(
            [DayRow.calls.add(calls), DayRow.used_at.set(at), DayRow.expires_at.set(forgotten)]
        )
        ListedRow(_list(tenant), key_id).update([ListedRow.used_at.set(at)])

    def use(self, key_id: str) -> Use:
        found = DayRow.query(
            _pk(key_id), DayRow.sk.startswith("U#"), limit=DAYS, scan_index_forward=False, consistent_read=True
        )
        rows = list(found)
        return Use(at=rows[0].used_at if rows else None, days={row.sk[2:]: int(row.calls) for row in rows})


def _row(key: Key) -> KeyRow:
    fields = {name: getattr(key, name) for name in _FIELDS}
    bare = {"scopes": list(key.scopes), "former": key.former or None, "revoked_by": key.revoked_by or None}
    return KeyRow(pk=_pk(key.id), sk=_SK, **(fields | bare))


def _key(row: KeyRow) -> Key:
    fields = {name: value for name in _FIELDS if (value := getattr(row, name)) is not None}
    return Key(id=row.pk.removeprefix("K#"), **(fields | {"scopes": tuple(row.scopes), "version": int(row.version)}))


def _pk(key_id: str) -> str:
    return f"K#{key_id}"


def _list(tenant: str) -> str:
    return f"K#T#{tenant}"
