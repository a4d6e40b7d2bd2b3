"""Folded days on DynamoDB: JSON, packed, in parts that fit an item. A month of a sheet is one query.

| row       | pk        | sk                        |                                                  |
|-----------|-----------|---------------------------|--------------------------------------------------|
| progress  | RU#tenant | PROGRESS                  | how far the province is folded                   |
| known     | RU#tenant | flows#2026-11-18#000      | a part of a sheet of a day as it is known today  |
| published | RU#tenant | !pile#2026-11-18#000      | the same as it was published: never written over |
| seal      | RU#tenant | !flows#2026-11-18#000     | the last that is published of a day: it is       |
"""

import json
import zlib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import DoesNotExist, TransactWriteError

from chalicelib.errors import Conflict
from chalicelib.report.store import Progress, Sheet
from chalicelib.ticket.dynamo import bind, lost_race, transaction
from chalicelib.ticket.dynamo_models import InstantAttribute, Row

PART = 300_000  # bytes; an item holds 400 KB


class ProgressRow(Row):
    since = UnicodeAttribute()
    rolled = UnicodeAttribute()
    late_until = InstantAttribute()
    again = UnicodeAttribute(null=True)


class PartRow(Row):
    data = BinaryAttribute(legacy_encoding=False)
    parts = NumberAttribute()


class DynamoRollups:
    """`Rollups` of store.py."""

    def __init__(self, table: str) -> None:
        bind(table)

    def progress(self, tenant: str) -> Progress | None:
        try:
            row = ProgressRow.get(_pk(tenant), "PROGRESS", consistent_read=True)
        except DoesNotExist:
            return None
        since, rolled = date.fromisoformat(row.since), date.fromisoformat(row.rolled)
        again = date.fromisoformat(row.again) if row.again else None
        return Progress(since=since, rolled=rolled, late_until=row.late_until, again=again)

    def advance(self, tenant: str, progress: Progress) -> None:
        since, rolled = progress.since.isoformat(), progress.rolled.isoformat()
        row = ProgressRow(_pk(tenant), "PROGRESS", since=since, rolled=rolled, late_until=progress.late_until)
        row.again = progress.again.isoformat() if progress.again else None
        row.save()

    def days(self, tenant: str, sheet: Sheet, first: date, last: date, published: bool) -> Mapping[date, Any]:
        found = {
            day: json.loads(zlib.decompress(b"".join(row.data for row in parts)))
            for day, parts in _kept(tenant, _prefix(sheet, published), first, last).items()
        }
        if not published or sheet is Sheet.FLOWS or not found:
            return found
        sealed = _kept(tenant, _prefix(Sheet.FLOWS, True), min(found), max(found), ["pk", "sk", "parts"])
        return {day: value for day, value in found.items() if day in sealed}

    def keep(self, tenant: str, sheet: Sheet, day: date, value: Any) -> None:
        parts = _parts(tenant, _prefix(sheet, False), day, value)
        for row in parts:
            row.save()
        beyond = PartRow.sk.between(f"{sheet}#{day}#{len(parts):03d}", f"{sheet}#{day}#~")
        for row in PartRow.query(_pk(tenant), beyond, consistent_read=True):
            row.delete()

    def publish(self, tenant: str, sheet: Sheet, day: date, value: Any) -> None:
        seal = f"{_prefix(Sheet.FLOWS, True)}#{day}#000"
        for row in reversed(_parts(tenant, _prefix(sheet, True), day, value)):
            try:
                with transaction() as act:
                    if row.sk == seal:
                        act.save(row, condition=PartRow.pk.does_not_exist())
                    else:
                        act.condition_check(PartRow, _pk(tenant), seal, condition=PartRow.pk.does_not_exist())
                        act.save(row)
            except TransactWriteError as error:
                if not lost_race(error):
                    raise
                if self.days(tenant, Sheet.FLOWS, day, day, published=True):
                    return  # it is published
                raise Conflict("somebody else publishes these days", day=day.isoformat()) from error


def _pk(tenant: str) -> str:
    return f"RU#{tenant}"


def _prefix(sheet: Sheet, published: bool) -> str:
    return f"!{sheet}" if published else str(sheet)


def _kept(
    tenant: str, prefix: str, first: date, last: date, only: list[str] | None = None
) -> dict[date, list[PartRow]]:
    """The parts of each day, of those that are there from the first part on; a day that was longer once has more."""
    span = PartRow.sk.between(f"{prefix}#{first}#", f"{prefix}#{last}#~")
    found: dict[date, list[PartRow]] = {}
    for row in PartRow.query(_pk(tenant), span, consistent_read=True, attributes_to_get=only):
        _, day, part = row.sk.split("#")
        parts = found.setdefault(date.fromisoformat(day), [])
        if len(parts) == int(part) < int((parts or [row])[0].parts):
            parts.append(row)
    return {day: parts for day, parts in found.items() if parts and len(parts) == int(parts[0].parts)}


def _parts(tenant: str, prefix: str, day: date, value: Any) -> list[PartRow]:
    packed = zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())
    cut = list(_cut(packed))
    return [
        PartRow(_pk(tenant), f"{prefix}#{day}#{number:03d}", data=data, parts=len(cut))
        for number, data in enumerate(cut)
    ]


def _cut(packed: bytes) -> Iterator[bytes]:
    for start in range(0, len(packed), PART):
        yield packed[start : start + PART]
