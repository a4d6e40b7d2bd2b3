"""The register of followers on DynamoDB.

| row      | pk           | sk                    |                                                              |
|----------|--------------|-----------------------|--------------------------------------------------------------|
| follower | F#tenant#07  | channel#account#alias | what the conversation says, and «t_CODE» for each petition   |

Two streams of news write it, the conversation's and the petitions', each its own attributes, in any order. A row of
which no conversation has spoken yet is nobody's: it is not shown, and leaves by itself.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.broadcast.follower import Follower, shard_of
from chalicelib.broadcast.store import Slice
from chalicelib.ticket.dynamo import bind
from chalicelib.ticket.dynamo_models import Row, instant
from chalicelib.ticket.dynamo_rows import SILENCE

NOBODYS = timedelta(days=2)
_PETITION = "t_"


class DynamoRegister:
    """`Register` of store.py. `now` counts from when a row that is nobody's leaves."""

    def __init__(self, table: str, now: Any) -> None:
        bind(table)
        self._now = now

    def met(self, follower: Follower) -> None:
        facts = {
            ":heard": {"S": instant(follower.heard_at)},
            ":locale": {"S": follower.locale},
            ":muted": {"BOOL": follower.muted},
            ":left": {"BOOL": follower.left},
            ":until": {"N": str(int((follower.heard_at + SILENCE).timestamp()))},
        }
        said = "SET heard_at = :heard, locale = :locale, muted = :muted, #left = :left, expires_at = :until"
        self._update(follower.tenant, follower.key, said, {"#left": "left"}, facts)

    def asked(self, tenant: str, key: str, code: str, facts: tuple[str, str, str] | None) -> None:
        if facts is None:
            self._update(tenant, key, "REMOVE #t", {"#t": f"{_PETITION}{code}"}, {}, "attribute_exists(pk)")
            return
        soon = str(int((self._now() + NOBODYS).timestamp()))
        values = {":facts": {"S": "|".join(facts)}, ":soon": {"N": soon}}
        said = "SET #t = :facts, expires_at = if_not_exists(expires_at, :soon)"
        self._update(tenant, key, said, {"#t": f"{_PETITION}{code}"}, values)

    def forget(self, tenant: str, key: str) -> None:
        _client().delete_item(TableName=Row.Meta.table_name, Key=_key(tenant, key))

    def slice(self, tenant: str, shard: int, after: str, limit: int) -> Slice:
        items, last = self._query(tenant, shard, after, limit)
        return Slice(tuple(filter(None, (_follower(tenant, item) for item in items))), last)

    def _query(self, tenant: str, shard: int, after: str, limit: int) -> tuple[list[Mapping[str, Any]], str]:
        pk = _pk(tenant, shard)
        request: dict[str, Any] = {
            "TableName": Row.Meta.table_name,
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": pk}},
            "Limit": limit,
            "ConsistentRead": True,
        }
        if after:
            request["ExclusiveStartKey"] = {"pk": {"S": pk}, "sk": {"S": after}}
        answer = _client().query(**request)
        return answer["Items"], answer.get("LastEvaluatedKey", {}).get("sk", {}).get("S", "")

    def _update(
        self, tenant: str, key: str, said: str, names: Mapping[str, str], values: Mapping[str, Any], only: str = ""
    ) -> None:
        request: dict[str, Any] = {
            "TableName": Row.Meta.table_name,
            "Key": _key(tenant, key),
            "UpdateExpression": said,
            "ExpressionAttributeNames": dict(names),
        }
        request |= {"ExpressionAttributeValues": dict(values)} if values else {}
        request |= {"ConditionExpression": only} if only else {}
        try:
            _client().update_item(**request)
        except ClientError as error:
            if not only or error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise


def _client() -> Any:
    return Row._get_connection().connection.client


def _pk(tenant: str, shard: int) -> str:
    return f"F#{tenant}#{shard:02d}"


def _key(tenant: str, key: str) -> dict[str, Any]:
    return {"pk": {"S": _pk(tenant, shard_of(key))}, "sk": {"S": key}}


def _follower(tenant: str, item: Mapping[str, Any]) -> Follower | None:
    if "heard_at" not in item:
        return None
    channel, account, alias = item["sk"]["S"].split("#", 2)
    petitions = [value["S"].split("|") for name, value in item.items() if name.startswith(_PETITION)]
    return Follower(
        tenant=tenant,
        channel=channel,
        account=account,
        alias=alias,
        heard_at=datetime.fromisoformat(item["heard_at"]["S"]),
        locale=item["locale"]["S"],
        muted=item["muted"]["BOOL"],
        left=item["left"]["BOOL"],
        fields=frozenset(field for field, _, _ in petitions if field),
        places=frozenset(place for _, place, _ in petitions if place),
        submitters=frozenset(submitter for _, _, submitter in petitions if submitter),
    )
