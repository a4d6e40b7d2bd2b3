"""The two sparse indexes of the table: what the clock owes (agenda) and what lies on a desk (desk)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.errors import BadInput
from chalicelib.ticket import dynamo_rows as rows


def _client() -> Any:
    return rows.Row._get_connection().connection.client


class AgendaIndex:
    """`agenda_pk` = what#tenant#shard, `agenda_at` = the instant. Keys only: the reader loads what it acts on."""

    @staticmethod
    def entries(what: str, tenant: str, until: str | None = None) -> Iterator[tuple[str, str, str]]:
        """(pk, sk, instant) of every entry up to `until`: all shards, all pages, earliest first in each shard."""
        for shard in range(rows.SHARDS):
            request: dict[str, Any] = {
                "TableName": rows.Row.Meta.table_name,
                "IndexName": "agenda",
                "KeyConditionExpression": "agenda_pk = :what",
                "ExpressionAttributeValues": {":what": {"S": f"{what}#{tenant}#{shard}"}},
                "ReturnConsumedCapacity": "INDEXES",
            }
            if until:
                request["KeyConditionExpression"] += " AND agenda_at <= :until"
                request["ExpressionAttributeValues"][":until"] = {"S": until}
            for page in _client().get_paginator("query").paginate(**request):
                for item in page["Items"]:
                    yield item["pk"]["S"], item["sk"]["S"], item["agenda_at"]["S"]

    @classmethod
    def until(cls, what: str, tenant: str, until: str) -> Iterator[tuple[str, str]]:
        for pk, sk, _ in cls.entries(what, tenant, until):
            yield pk, sk


@dataclass(frozen=True, slots=True)
class Found:
    cards: list[dict[str, Any]]
    last: dict[str, Any] | None


class DeskIndex:
    """`desk_pk` = tenant#unit#open|done, `desk_at` = what is due next. Projects what a worklist shows."""

    @staticmethod
    def query(model: type[rows.TicketRow], desk: str, *, limit: int, start: dict[str, Any] | None) -> Found:
        """One page of one query; `start` is the last key of the page before."""
        request: dict[str, Any] = {
            "TableName": rows.Row.Meta.table_name,
            "IndexName": "desk",
            "KeyConditionExpression": "desk_pk = :desk",
            "ExpressionAttributeValues": {":desk": {"S": desk}},
            "Limit": limit,
            "ReturnConsumedCapacity": "INDEXES",
        }
        if start:
            request["ExclusiveStartKey"] = start
        try:
            answer = _client().query(**request)
        except ClientError as error:
            if start and error.response["Error"]["Code"] == "ValidationException":
                raise BadInput("no such cursor") from error  # of another desk
            raise
        cards = []
        for item in answer["Items"]:
            row = model.from_raw_data(item)
            card = {name: getattr(row, name) for name in rows.CARD_FIELDS}
            cards.append(card | {"level": int(card["level"]), "version": int(card["version"])})
        return Found(cards, answer.get("LastEvaluatedKey"))
