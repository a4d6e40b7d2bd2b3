"""The vault on DynamoDB: its own table, its own key, its own IAM statement.

| row    | pk               | sk                      |
|--------|------------------|-------------------------|
| person | P#tenant#alias   | PERSON                  |
| look   | L#tenant#alias   | time#act#who            |

A petition of a person is an attribute of its own, `c#<code>`, that holds the hour it was first written down for:
so one call adds it, and a message that comes twice adds nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from botocore.exceptions import ClientError

from chalicelib import aws
from chalicelib.identity.vault import Look, Person

KEPT_LOOKS = timedelta(days=3653)  # ten years: longer than any claim of a citizen against an authority runs
_TEXTS = (
    "tenant", "alias", "channel", "account", "platform_id", "name", "phone", "email", "address", "submitter", "consent",
    "consent_text",
)  # fmt: skip
_REACHED_BY = {"phone": ("sms", "zalo_template"), "email": ("email",)}  # what is refused no more once it is another
_PETITION = "c#"
_THERE = "attribute_exists(pk)"


@dataclass(frozen=True)
class DynamoVault:
    """`Vault` of vault.py. `kept_looks`: how long it is remembered who looked."""

    table: str
    kept_looks: timedelta = KEPT_LOOKS

    def remember(self, person: Person, code: str = "", keep_until: datetime | None = None) -> None:
        known = {name: {"S": getattr(person, name)} for name in _TEXTS if getattr(person, name)}
        if person.consented_at:
            known["consented_at"] = {"S": _stamp(person.consented_at)}
        if person.refused:
            known["refused"] = {"SS": sorted(person.refused)}
        if code:
            known["petition"] = {"S": _stamp(keep_until) if keep_until else ""}
        sets = {name: f"if_not_exists(#{name}, :{name})" for name in known}
        until = {"expires_at": {"N": str(int(keep_until.timestamp()))}} if keep_until else {}
        petition = {"#petition": f"{_PETITION}{code}"} if code else {}
        unless_longer = "attribute_not_exists(#expires_at) OR #expires_at <= :expires_at" if keep_until else ""
        whose = (person.tenant, person.alias)
        # One call, but for a message that comes late: what is kept longer already stays so.
        if not self._update(*whose, known | until, sets | _plain(until), unless_longer, petition):
            self._update(*whose, known, sets, "", petition)

    def recall(self, tenant: str, alias: str) -> Person | None:
        row = _client().get_item(TableName=self.table, Key=_key(tenant, alias), ConsistentRead=True)
        return _person(row["Item"]) if "Item" in row else None

    def learn(self, tenant: str, alias: str, **known: str) -> None:
        values: dict[str, Any] = {name: {"S": value} for name, value in known.items()}
        again = sorted(way for name in known for way in _REACHED_BY.get(name, ()))
        more = {"refused": {"SS": again}} if again else {}
        self._update(tenant, alias, values | more, _plain(values), _THERE, verb="DELETE" if again else "")

    def refuse(self, tenant: str, alias: str, carrier: str) -> None:
        self._update(tenant, alias, {"refused": {"SS": [carrier]}}, {}, _THERE, verb="ADD")

    def erase(self, tenant: str, alias: str) -> None:
        _client().delete_item(TableName=self.table, Key=_key(tenant, alias))

    def note(self, look: Look) -> None:
        texts = {name: getattr(look, name) for name in ("tenant", "alias", "by", "act", "why", "code")}
        row = {name: {"S": value} for name, value in texts.items()} | {
            "pk": {"S": f"L#{look.tenant}#{look.alias}"},
            "sk": {"S": f"{_stamp(look.at)}#{look.act}#{look.by}"},
            "at": {"S": _stamp(look.at)},
            "expires_at": {"N": str(int((look.at + self.kept_looks).timestamp()))},
        }
        _client().put_item(TableName=self.table, Item=row)

    def looks(self, tenant: str, alias: str) -> list[Look]:
        asked = {
            "TableName": self.table,
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": f"L#{tenant}#{alias}"}},
            "ConsistentRead": True,
        }
        pages = _client().get_paginator("query").paginate(**asked)
        return [_look(item) for page in pages for item in page["Items"]]

    def _update(
        self,
        tenant: str,
        alias: str,
        values: Mapping[str, Any],
        sets: Mapping[str, str],
        condition: str,
        names: Mapping[str, str] = MappingProxyType({}),
        *,
        verb: str = "",
    ) -> bool:
        """One UpdateItem; False when the row is not as `condition` asks.

        sets   what each attribute becomes, as an expression over `values`
        names  attributes whose name is no word
        verb   ADD or DELETE: what is done to the ways that are refused
        """
        parts = ["SET " + ", ".join(f"#{name} = {what}" for name, what in sets.items())] if sets else []
        parts += [f"{verb} #refused :refused"] if verb else []
        request = {
            "TableName": self.table,
            "Key": _key(tenant, alias),
            "UpdateExpression": " ".join(parts),
            "ExpressionAttributeNames": {f"#{name}": name for name in values} | dict(names),
            "ExpressionAttributeValues": {f":{name}": value for name, value in values.items()},
        }
        try:
            _client().update_item(**request | ({"ConditionExpression": condition} if condition else {}))
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            return False
        return True


def _client() -> Any:
    return aws.client("dynamodb")


def _plain(values: Mapping[str, Any]) -> dict[str, str]:
    """Each attribute becomes its value."""
    return {name: f":{name}" for name in values}


def _key(tenant: str, alias: str) -> dict[str, Any]:
    return {"pk": {"S": f"P#{tenant}#{alias}"}, "sk": {"S": "PERSON"}}


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _person(item: Mapping[str, Any]) -> Person:
    codes = {name.removeprefix(_PETITION): item[name]["S"] for name in item if name.startswith(_PETITION)}
    since = item.get("consented_at")
    return Person(
        **{name: item.get(name, {}).get("S", "") for name in _TEXTS},
        consented_at=datetime.fromisoformat(since["S"]) if since else None,
        refused=tuple(sorted(item.get("refused", {}).get("SS", ()))),
        codes=tuple(sorted(codes, key=lambda code: codes[code])),
    )


def _look(item: Mapping[str, Any]) -> Look:
    texts = {name: item[name]["S"] for name in ("tenant", "alias", "by", "act", "why", "code")}
    return Look(**texts, at=datetime.fromisoformat(item["at"]["S"]))
