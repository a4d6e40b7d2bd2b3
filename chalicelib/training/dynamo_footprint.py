"""Footprints on DynamoDB, in the partition of dynamo.py, over both tables; a transaction deletes a hundred rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib import aws
from chalicelib.training.footprint import Place, leaves

PAGE = 100  # rows: as many as one transaction takes
PAGES = 5  # a call
_TABLES = {False: "petitions", True: "people"}
Key = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class DynamoFootprints:
    """`Footprints` of footprint.py."""

    petitions: str
    people: str

    def mark(self, tenant: str, place: Place) -> None:
        _client().put_item(TableName=self.petitions, Item=_mark(tenant, place))

    def some(self, tenant: str, limit: int) -> Sequence[Place]:
        found, _ = self._rows(self.petitions, _own(tenant), "P#", limit)
        names = [row["sk"]["S"].split("#", 2)[1:] for row in found]
        return [Place(table == _TABLES[True], pk) for table, pk in names]

    def empty(self, tenant: str, place: Place) -> bool:
        if not leaves(tenant, place):
            raise ValueError("not a place of this training province")
        if not self._emptied(self.people if place.people else self.petitions, place.pk, ""):
            return False
        _client().delete_item(TableName=self.petitions, Key=_mark(tenant, place))
        return True

    def empty_book(self, tenant: str) -> bool:
        return self._emptied(self.petitions, _own(tenant), "O#")

    def _emptied(self, table: str, pk: str, beginning: str) -> bool:
        for _ in range(PAGES):
            found, more = self._rows(table, pk, beginning, PAGE)
            if found:
                deletes = [{"Delete": {"TableName": table, "Key": key}} for key in found]
                _client().transact_write_items(TransactItems=deletes)
            if not more:
                return True
        return False

    def _rows(self, table: str, pk: str, beginning: str, limit: int) -> tuple[list[Key], bool]:
        """Keys of the first rows, and whether there are more; large ones come fewer at a time."""
        begins = {":sk": {"S": beginning}} if beginning else {}
        answer = _client().query(
            TableName=table,
            KeyConditionExpression="pk = :pk" + (" AND begins_with(sk, :sk)" if beginning else ""),
            ExpressionAttributeValues={":pk": {"S": pk}} | begins,
            ProjectionExpression="pk, sk",
            ConsistentRead=True,
            Limit=limit,
        )
        return answer["Items"], "LastEvaluatedKey" in answer


def _own(tenant: str) -> str:
    return f"TR#{tenant}"


def _mark(tenant: str, place: Place) -> dict[str, dict[str, str]]:
    return {"pk": {"S": _own(tenant)}, "sk": {"S": f"P#{_TABLES[place.people]}#{place.pk}"}}


def _client() -> Any:
    return aws.client("dynamodb")
