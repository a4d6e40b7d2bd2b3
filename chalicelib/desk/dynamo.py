"""Piles on DynamoDB: the `desk` index, one query a pile; several piles are asked for at a time."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.desk.piles import Asked, Entry, Pile, Spot
from chalicelib.errors import BadInput
from chalicelib.ticket import dynamo_rows as rows
from chalicelib.ticket.dynamo import bind
from chalicelib.ticket.owed import ticket_partition
from chalicelib.ticket.store import Card
from chalicelib.ticket.ticket import Ticket

AT_ONCE = 8  # queries; botocore keeps ten connections open
A_CALL = 100  # rows BatchGetItem gives
_TICK = timedelta(milliseconds=1)  # what desk_at is measured in
_EARLIEST, _LATEST = "0", "9"
_TICKET = "TICKET"


class DynamoPiles:
    """`Piles` of piles.py."""

    def __init__(self, table: str) -> None:
        bind(table)

    def read(self, tenant: str, asked: Sequence[Asked], done: bool, until: datetime | None, limit: int) -> list[Pile]:
        client = rows.Row._get_connection().connection.client  # one for all helpers, made before they start
        one = partial(_pile, client, tenant, done, until, limit)
        if len(asked) == 1:
            return [one(asked[0])]
        with ThreadPoolExecutor(AT_ONCE) as helpers:
            return list(helpers.map(one, asked))

    def tickets(self, tenant: str, codes: Sequence[str]) -> list[Ticket]:
        found = {ticket.code: ticket for ticket in _tickets(tenant, list(dict.fromkeys(codes)))}
        return [found[code] for code in dict.fromkeys(codes) if code in found]


def _tickets(tenant: str, codes: Sequence[str]) -> Iterator[Ticket]:
    for start in range(0, len(codes), A_CALL):
        keys = [(ticket_partition(tenant, code), _TICKET) for code in codes[start : start + A_CALL]]
        for row in rows.TicketRow.batch_get(keys):
            yield rows.ticket_from(row)


def _pile(client: Any, tenant: str, done: bool, until: datetime | None, limit: int, asked: Asked) -> Pile:
    desk = f"{tenant}#{asked.unit}#{'done' if done else 'open'}"
    low, high = _low(asked), rows.instant(until - _TICK) if until else _LATEST
    if low > high:
        return Pile(entries=(), more=False)
    request: dict[str, Any] = {
        "TableName": rows.Row.Meta.table_name,
        "IndexName": "desk",
        "KeyConditionExpression": "desk_pk = :desk AND desk_at BETWEEN :low AND :high",
        "ExpressionAttributeValues": {":desk": {"S": desk}, ":low": {"S": low}, ":high": {"S": high}},
        "Limit": limit,
        "ReturnConsumedCapacity": "INDEXES",
    }
    if asked.after:
        request["ExclusiveStartKey"] = _key(tenant, desk, asked.after)
    try:
        answer = client.query(**request)
    except ClientError as error:
        if asked.after and error.response["Error"]["Code"] == "ValidationException":
            raise BadInput("no such cursor") from error
        raise
    return Pile(entries=tuple(_entry(asked.unit, item) for item in answer["Items"]), more="LastEvaluatedKey" in answer)


def _low(asked: Asked) -> str:
    if asked.after:
        return rows.instant(asked.after.at)
    if asked.since is None:
        return _EARLIEST
    return rows.instant(asked.since + (_TICK if asked.past else timedelta()))


def _key(tenant: str, desk: str, spot: Spot) -> dict[str, dict[str, str]]:
    """Where the index goes on: built from the caller's own tenant, whatever a cursor says."""
    sk = f"S#{spot.unit}" if spot.shared else _TICKET
    texts = {"pk": ticket_partition(tenant, spot.code), "sk": sk, "desk_pk": desk, "desk_at": rows.instant(spot.at)}
    return {name: {"S": value} for name, value in texts.items()}


def _entry(unit: str, item: dict[str, Any]) -> Entry:
    row = rows.TicketRow.from_raw_data(item)
    fields = {name: getattr(row, name) for name in rows.CARD_FIELDS}
    card = Card(**(fields | {"level": int(fields["level"]), "version": int(fields["version"])}))
    return Entry(card=card, unit=unit, due=datetime.fromisoformat(row.desk_at), shared=item["sk"]["S"] != _TICKET)
