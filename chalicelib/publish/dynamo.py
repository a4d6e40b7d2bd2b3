"""Published petitions on DynamoDB: the index `published`, and figures kept for a while.

| row     | pk       | sk           |
|---------|----------|--------------|
| figures | F#tenant | FIGURES#name |
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError
from pynamodb.attributes import NumberAttribute
from pynamodb.exceptions import DoesNotExist

from chalicelib.errors import BadInput
from chalicelib.publish.published import MOST_WORDS, Publication, Wanted
from chalicelib.publish.store import Counted, Found, Place
from chalicelib.ticket import dynamo_rows as rows
from chalicelib.ticket.dynamo import bind
from chalicelib.ticket.dynamo_models import CompactAttribute, PublicRow
from chalicelib.ticket.dynamo_public import SK, publication_from, published_key, searched
from chalicelib.ticket.owed import ticket_partition

_KEY = ("pk", "sk", "public_pk", "public_at")
_MOMENT = timedelta(milliseconds=1)  # what instants are kept in
_FIRST, _LAST = "0", "~"  # before and after every instant
_EXACT = ("category", "place", "unit")
_COUNTED = ("pk", "sk", "category", "unit", "opened_at", "promised_at")


class FiguresRow(rows.Row):
    figures = CompactAttribute()
    expires_at = NumberAttribute()


class DynamoPublished:
    """`Shelf` of store.py."""

    def __init__(self, table: str) -> None:
        bind(table)

    def search(self, tenant: str, wanted: Wanted, reads: int, after: Place | None) -> Found:
        request = _asked(published_key(tenant), wanted.since, wanted.until) | {
            "Limit": reads, "ScanIndexForward": False,
        }  # fmt: skip
        _narrow(request, wanted)
        if after:
            request["ExclusiveStartKey"] = _start(tenant, after)
        try:
            answer = _client().query(**request)
        except ClientError as error:
            if after and error.response["Error"]["Code"] == "ValidationException":
                raise BadInput("this cursor is of another search") from error
            raise
        found = tuple(publication_from(PublicRow.from_raw_data(item)) for item in answer["Items"])
        return Found(publications=found, after=_place(answer.get("LastEvaluatedKey")))

    def some(self, tenant: str, codes: Sequence[str]) -> list[Publication]:
        keys = [(ticket_partition(tenant, code), SK) for code in codes]
        found = {
            row.code: publication_from(row) for row in PublicRow.batch_get(keys, consistent_read=True) if row.public_pk
        }
        return [found[code] for code in codes if code in found]

    def ended(self, tenant: str, since: datetime, until: datetime) -> list[Counted]:
        request = _asked(f"{tenant}#ended", since, until) | _only((*_COUNTED, "more"))
        return [_counted(item, is_open=False) for item in _items(request)]

    def open(self, tenant: str, unit: str, since: datetime, until: datetime) -> list[Counted]:
        request = {
            "TableName": rows.Row.Meta.table_name,
            "IndexName": "desk",
            "KeyConditionExpression": "desk_pk = :desk",
            "FilterExpression": "#opened_at BETWEEN :since AND :until",
            **_only(_COUNTED),
            "ExpressionAttributeValues": {
                ":desk": {"S": f"{tenant}#{unit}#open"},
                ":since": {"S": rows.instant(since)},
                ":until": {"S": rows.instant(until - _MOMENT)},
            },
        }
        mine = (item for item in _items(request) if item["sk"]["S"] == "TICKET")  # not what others owe their part of
        return [_counted(item, is_open=True) for item in mine]

    def kept(self, tenant: str, name: str) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = FiguresRow.get(f"F#{tenant}", f"FIGURES#{name}", consistent_read=True).figures
        except DoesNotExist:
            return None
        return found

    def keep(self, tenant: str, name: str, figures: dict[str, Any], until: datetime) -> None:
        FiguresRow(f"F#{tenant}", f"FIGURES#{name}", figures=figures, expires_at=int(until.timestamp())).save()


def _client() -> Any:
    return rows.Row._get_connection().connection.client


def _items(request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for page in _client().get_paginator("query").paginate(**request):
        yield from page["Items"]


def _asked(partition: str, since: datetime | None, until: datetime | None) -> dict[str, Any]:
    values = {
        ":partition": {"S": partition},
        ":since": {"S": rows.instant(since) if since else _FIRST},
        ":until": {"S": rows.instant(until - _MOMENT) if until else _LAST},
    }
    return {
        "TableName": rows.Row.Meta.table_name,
        "IndexName": "published",
        "KeyConditionExpression": "public_pk = :partition AND public_at BETWEEN :since AND :until",
        "ExpressionAttributeValues": values,
        "ReturnConsumedCapacity": "INDEXES",
    }


def _narrow(request: dict[str, Any], wanted: Wanted) -> None:
    """Conditions that are judged where the rows lie; what does not fit is read, but not brought."""
    values, names, conditions = request["ExpressionAttributeValues"], {}, []
    for name in _EXACT:
        if value := getattr(wanted, name):
            conditions.append(f"#{name} = :{name}")
            values[f":{name}"], names[f"#{name}"] = {"S": value}, name
    if wanted.status:
        states = {f":status{i}": {"S": state} for i, state in enumerate(wanted.status.split(","))}
        conditions.append(f"#status IN ({','.join(states)})")
        values |= states
        names["#status"] = "status"
    for i, word in enumerate(list(dict.fromkeys(searched(wanted.text).split()))[:MOST_WORDS]):
        conditions.append(f"(contains(#words, :word{i}) OR contains(#answer, :word{i}))")
        values[f":word{i}"] = {"S": f" {word} "}
        names |= {"#words": "words", "#answer": "answer_words"}
    if conditions:
        request |= {"FilterExpression": " AND ".join(conditions), "ExpressionAttributeNames": names}


def _only(attributes: Sequence[str]) -> dict[str, Any]:
    """What a query brings; every name stands behind a mark, for DynamoDB keeps many words for itself."""
    names = {f"#{name}": name for name in attributes}
    return {"ProjectionExpression": ",".join(names), "ExpressionAttributeNames": names}


def _start(tenant: str, place: Place) -> dict[str, Any]:
    code, at = place
    values = (ticket_partition(tenant, code), SK, published_key(tenant), rows.instant(at))
    return {name: {"S": value} for name, value in zip(_KEY, values, strict=True)}


def _place(last: dict[str, Any] | None) -> Place | None:
    if last is None:
        return None
    return last["pk"]["S"].rsplit("#", 1)[1], datetime.fromisoformat(last["public_at"]["S"])


def _counted(item: dict[str, Any], *, is_open: bool) -> Counted:
    row = rows.TicketRow.from_raw_data(item)
    answered = (row.more or {}).get("answered_at")
    return Counted(
        code=row.pk.rsplit("#", 1)[1],
        category=row.category or "",
        unit=row.unit,
        opened_at=row.opened_at,
        promised_at=row.promised_at,
        answered_at=datetime.fromisoformat(answered) if answered else None,
        open=is_open,
    )
