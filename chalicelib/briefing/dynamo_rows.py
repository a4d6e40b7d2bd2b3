"""What reports, meetings and tasks have in common on DynamoDB: a value as JSON, and the version it is written over."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from zlib import crc32

from pynamodb.attributes import NumberAttribute
from pynamodb.exceptions import DoesNotExist, PutError

from chalicelib.briefing.meeting import Meeting
from chalicelib.briefing.order import Claim, Order
from chalicelib.briefing.task import Task
from chalicelib.ticket.dynamo import lost_race
from chalicelib.ticket.dynamo_models import CompactAttribute, Row, instant
from chalicelib.ticket.dynamo_rows import SHARDS

_DAYS = ("first", "last", "due", "was", "closed_on", "held_on")
_INSTANTS = ("due_at", "created_at", "remind_at", "at")


class SaidRow(Row):
    """A value as JSON, and the version it is written over."""

    said = CompactAttribute()
    version = NumberAttribute()


def agenda(what: str, tenant: str, name: str) -> str:
    return f"{what}#{tenant}#{crc32(name.encode()) % SHARDS}"


def read(pk: str, sk: str) -> SaidRow | None:
    try:
        return SaidRow.get(pk, sk, consistent_read=True)
    except DoesNotExist:
        return None


def newest(pk: str, prefix: str, before: str, limit: int) -> Iterator[SaidRow]:
    start = {"pk": {"S": pk}, "sk": {"S": f"{prefix}{before}"}} if before else None
    yield from SaidRow.query(
        pk, SaidRow.sk.startswith(prefix), limit=limit, page_size=limit, scan_index_forward=False,
        consistent_read=True, last_evaluated_key=start,
    )  # fmt: skip


def put(row: SaidRow, version: int) -> bool:
    """Over that version, 0: there is none yet."""
    try:
        row.save(condition=SaidRow.version == version if version else SaidRow.pk.does_not_exist())
    except PutError as error:
        if not lost_race(error):
            raise
        return False
    return True


def row_of(pk: str, sk: str, value: Claim | Order | Meeting | Task) -> SaidRow:
    said = {name: _plain(each) for name, each in asdict(value).items() if name not in ("tenant", "version")}
    return SaidRow(pk, sk, said=said, version=getattr(value, "version", 0) + 1)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, datetime):
        return instant(value)
    return value.isoformat() if isinstance(value, date) else value


def fields(said: dict[str, Any]) -> dict[str, Any]:
    """What was said, with days and instants as such."""
    days = {name: date.fromisoformat(said[name]) for name in _DAYS if said.get(name)}
    return said | days | {name: datetime.fromisoformat(said[name]) for name in _INSTANTS if said.get(name)}
