"""Counts what the tables are asked for: hooks on the clients the product itself uses, nothing in between."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from infra.bench.sizes import Index, Item, item_bytes, read_units, write_units

Key = tuple[str, str, str]  # table, pk, sk
_WRITES = {"PutItem": "Item", "UpdateItem": "Key", "DeleteItem": "Key"}
_IN_TRANSACTION = {"Put": "Item", "Update": "Key", "Delete": "Key", "ConditionCheck": "Key"}


@dataclass(slots=True, kw_only=True)
class Call:
    """One API call: what the cloud says it consumed, and what we reckon it does."""

    operation: str
    keys: list[Key] = field(default_factory=list)  # of what it writes
    consistent: bool = False
    told: float = 0.0
    write: float = 0.0
    read: float = 0.0
    where: dict[str, int] = field(default_factory=dict)  # write units: table, agenda, desk
    items: dict[Key, int] = field(default_factory=dict)  # bytes of what it wrote


@dataclass
class Meter:
    """`plain` is a client of its own, so that looking at what was written is not counted.

    weigh  also reckon write units; costs two reads an item, so not while thousands are written
    """

    plain: Any
    indexes: Mapping[str, tuple[Index, ...]]
    weigh: bool = True
    calls: list[Call] = field(default_factory=list)
    _before: dict[Key, Item | None] = field(default_factory=dict)

    @contextmanager
    def on(self, clients: Iterable[Any]) -> Iterator["Meter"]:
        """Count every call of `clients` meanwhile."""
        events = {id(client): client.meta.events for client in clients}.values()
        for event in events:
            event.register("provide-client-params.dynamodb", self._asked)
            event.register("after-call.dynamodb", self._answered)
        try:
            yield self
        finally:
            for event in events:
                event.unregister("provide-client-params.dynamodb", self._asked)
                event.unregister("after-call.dynamodb", self._answered)

    def _asked(self, params: dict[str, Any], model: Any, **_: Any) -> dict[str, Any]:
        keys = list(_written(model.name, params))
        consistent = bool(params.get("ConsistentRead"))
        self.calls.append(Call(operation=model.name, keys=keys, consistent=consistent))
        if self.weigh:
            self._before = {key: self._look(key) for key in keys}
        return params | {"ReturnConsumedCapacity": "INDEXES"}

    def _answered(self, parsed: dict[str, Any], **_: Any) -> None:
        call = self.calls[-1]
        consumed = parsed.get("ConsumedCapacity") or []
        rows = consumed if isinstance(consumed, list) else [consumed]
        call.told = sum(row["CapacityUnits"] for row in rows)
        if call.operation in ("GetItem", "Query"):
            found = parsed.get("Items", [parsed["Item"]] if "Item" in parsed else [])
            call.read = read_units(found, consistent=call.consistent)
        elif call.operation == "BatchGetItem":
            call.read = call.told
        elif self.weigh and "Error" not in parsed:
            self._weigh(call)

    def _weigh(self, call: Call) -> None:
        transaction = call.operation == "TransactWriteItems"
        for key in call.keys:
            after = self._look(key)
            units = write_units(self._before[key], after, self.indexes.get(key[0], ()), transaction=transaction)
            for place, amount in units.items():
                call.where[place] = call.where.get(place, 0) + amount
            call.items[key] = item_bytes(after or {})
        call.write = sum(call.where.values())

    def _look(self, key: Key) -> Item | None:
        table, pk, sk = key
        asked = {"pk": {"S": pk}, "sk": {"S": sk}}
        found: Item | None = self.plain.get_item(TableName=table, Key=asked, ConsistentRead=True).get("Item")
        return found

    @property
    def write(self) -> float:
        return sum(call.write for call in self.calls)

    @property
    def read(self) -> float:
        return sum(call.read for call in self.calls)

    @property
    def told_write(self) -> float:
        return sum(call.told for call in self.calls if call.keys)


def _written(operation: str, params: Mapping[str, Any]) -> Iterator[Key]:
    """Keys of the items that a call writes."""
    if operation in _WRITES:
        yield _key(params["TableName"], params[_WRITES[operation]])
    for step in params.get("TransactItems", ()) if operation == "TransactWriteItems" else ():
        for act, holder in _IN_TRANSACTION.items():
            if act in step:
                yield _key(step[act]["TableName"], step[act][holder])


def _key(table: str, item: Mapping[str, Any]) -> Key:
    return table, item["pk"]["S"], item["sk"]["S"]
