"""Which petitions have become tickets, and whether any became two.

How doubles are counted: the code of a ticket is derived from its message, so each petition is looked up by
its own key. Then the province's rows are scanned once (fine for a local table, not for a real one):
  - second tickets: ticket rows that hold a message of this run more than once, or that belong to a person of
    this run (same alias) without holding one of its messages. Every row of a run has a person of its own, so
    a person with two tickets is a petition doubled.
  - heard twice: tickets of this run on whose timeline the citizen speaks more than once.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import boto3

BATCH = 100  # keys a BatchGetItem takes
COLLISIONS = 4  # how often a code may be taken by another message before we give up looking
CITIZEN_SPEAKS = ("open", "hear")
Item = Mapping[str, Any]
Code = Callable[[str, str, int], str]  # prefix, message key, attempt


def dynamodb(run: Mapping[str, Any]) -> Any:
    """A client for the local cloud of run.json; its credentials are whatever, it does not look at them."""
    return boto3.client(
        "dynamodb",
        endpoint_url=run["cloud_url"],
        region_name=run.get("region", "ap-southeast-1"),
        aws_access_key_id=os.environ.get("AWS_ACCESS_KEY_ID", "test"),
        aws_secret_access_key=os.environ.get("AWS_SECRET_ACCESS_KEY", "test"),
    )


@dataclass(frozen=True)
class Tickets:
    """The petitions table as far as counting needs it."""

    client: Any
    table: str
    tenant: str
    prefix: str
    code: Code

    def found(self, message_keys: Iterable[str]) -> dict[str, str]:
        """message key → code of its ticket, for those that have one."""
        found: dict[str, str] = {}
        wanted = dict.fromkeys(message_keys, 0)
        while wanted:
            lot = {self._partition(key, attempt): (key, attempt) for key, attempt in list(wanted.items())[:BATCH]}
            rows = {row["pk"]["S"]: row["key"]["S"] for row in self._get(lot)}
            for partition, (key, attempt) in lot.items():
                holder = rows.get(partition)
                if holder == key:
                    found[key] = partition.rpartition("#")[2]
                if holder in (None, key) or attempt >= COLLISIONS:
                    del wanted[key]
                else:
                    wanted[key] = attempt + 1
        return found

    def rows(self) -> Iterator[Item]:
        """Every ticket and event row of the tenant, as plain values."""
        pages = self.client.get_paginator("scan").paginate(
            TableName=self.table,
            FilterExpression="begins_with(pk, :tenant)",
            ProjectionExpression="pk, sk, #key, origin, act",
            ExpressionAttributeNames={"#key": "key"},
            ExpressionAttributeValues={":tenant": {"S": f"T#{self.tenant}#"}},
        )
        for page in pages:
            for row in page["Items"]:
                yield {name: next(iter(value.values())) for name, value in row.items()}

    def _partition(self, message_key: str, attempt: int) -> str:
        return f"T#{self.tenant}#{self.code(self.prefix, message_key, attempt)}"

    def _get(self, partitions: Iterable[str]) -> Iterator[Item]:
        keys = [{"pk": {"S": partition}, "sk": {"S": "TICKET"}} for partition in partitions]
        asked: dict[str, Any] = {self.table: {"Keys": keys, "ConsistentRead": True}}
        while asked:
            answer = self.client.batch_get_item(RequestItems=asked)
            yield from answer["Responses"].get(self.table, ())
            asked = answer.get("UnprocessedKeys") or {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Census:
    tickets: int  # message keys of the run that have a ticket
    second_tickets: int
    heard_twice: int

    @property
    def duplicates(self) -> int:
        return self.second_tickets + self.heard_twice


def census(rows: Iterable[Item], message_keys: Iterable[str]) -> Census:
    """Count the run's tickets and doubles; `rows` as `Tickets.rows` gives them."""
    ours, every = set(message_keys), list(rows)
    tickets = [row for row in every if row["sk"] == "TICKET"]
    mine = [row for row in tickets if row.get("key") in ours]
    people = {_alias(row) for row in mine}
    strangers = [row for row in tickets if row.get("key") not in ours and _alias(row) in people]
    partitions = {row["pk"] for row in mine}
    spoken = Counter(
        row["pk"]
        for row in every
        if row["pk"] in partitions and row["sk"].startswith("E#") and row.get("act") in CITIZEN_SPEAKS
    )
    distinct = len({row["key"] for row in mine})
    return Census(
        tickets=distinct,
        second_tickets=len(mine) - distinct + len(strangers),
        heard_twice=sum(1 for times in spoken.values() if times > 1),
    )


def _alias(row: Item) -> tuple[str, str, str]:
    """Who wrote: channel, account and alias."""
    origin = row.get("origin") or "{}"
    parsed = json.loads(origin) if isinstance(origin, str) else origin
    return str(parsed.get("channel")), str(parsed.get("account")), str(parsed.get("alias"))
