"""Calls under their keys on DynamoDB.

| row  | pk              | sk                          |
|------|-----------------|-----------------------------|
| call | I#tenant#caller | digest of the caller's key  |

It goes by `expires_at`; a row that is late in going counts as gone.
"""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import DoesNotExist, PutError

from chalicelib.once.once import Call, Record, digest
from chalicelib.ticket.dynamo import bind
from chalicelib.ticket.dynamo_models import Row


class CallRow(Row):
    digest = UnicodeAttribute()
    until = NumberAttribute()
    sealed = UnicodeAttribute(null=True)
    expires_at = NumberAttribute()


class DynamoRecords:
    """`Records` of once.py."""

    def __init__(self, table: str) -> None:
        bind(table)

    def begin(self, call: Call, now: int, until: int) -> Record | None:
        free = CallRow.pk.does_not_exist() | (CallRow.until <= now)
        try:
            _row(call, Record(digest=call.digest, until=until)).save(condition=free)
        except PutError as error:
            if error.cause_response_code != "ConditionalCheckFailedException":
                raise
        else:
            return None
        try:
            found = CallRow.get(*_key(call), consistent_read=True)
        except DoesNotExist:  # given up at this very moment: the caller tries again
            return Record(digest=call.digest, until=now)
        return Record(digest=found.digest, until=int(found.until), sealed=found.sealed or "")

    def finish(self, call: Call, record: Record) -> None:
        _row(call, record).save()

    def release(self, call: Call) -> None:
        _row(call, Record(digest=call.digest, until=0)).delete()


def _key(call: Call) -> tuple[str, str]:
    return f"I#{call.tenant}#{call.caller}", digest(call.key.encode())


def _row(call: Call, record: Record) -> CallRow:
    pk, sk = _key(call)
    return CallRow(
        pk=pk, sk=sk, digest=record.digest, until=record.until, sealed=record.sealed or None, expires_at=record.until
    )
