"""What DynamoDB charges, reckoned by ourselves from the items: sizes in bytes, write and read units.

source  AWS's Developer Guide: "DynamoDB item sizes and formats", "DynamoDB read and write operations",
        "Using Global Secondary Indexes"
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Item = Mapping[str, Mapping[str, Any]]
WRITE_UNIT, READ_UNIT = 1024, 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """A global secondary index: its own key, and every attribute that lies in it (None: all)."""

    name: str
    key: tuple[str, ...]
    holds: frozenset[str] | None


def indexes_of(table: Mapping[str, Any]) -> tuple[Index, ...]:
    """The indexes of a table as CloudFormation or CreateTable names them."""
    own = {row["AttributeName"] for row in table["KeySchema"]}
    found = []
    for row in table.get("GlobalSecondaryIndexes", ()):
        key = tuple(part["AttributeName"] for part in row["KeySchema"])
        projection = row["Projection"]
        everything = projection["ProjectionType"] == "ALL"
        holds = own | {*key, *projection.get("NonKeyAttributes", ())}
        found.append(Index(name=row["IndexName"], key=key, holds=None if everything else frozenset(holds)))
    return tuple(found)


def item_bytes(item: Item) -> int:
    """Names and values in UTF-8."""
    return sum(len(name.encode()) + _value_bytes(value) for name, value in item.items())


def _value_bytes(typed: Mapping[str, Any]) -> int:
    kind, value = next(iter(typed.items()))
    if kind == "S":
        return len(value.encode())
    if kind == "B":
        return len(value)
    if kind == "N":
        return (len(value.strip("-").replace(".", "").strip("0")) + 1) // 2 + 1 + value.startswith("-")
    if kind in ("BOOL", "NULL"):
        return 1
    if kind == "L":
        return 3 + sum(1 + _value_bytes(entry) for entry in value)
    if kind == "M":
        return 3 + sum(1 + len(name.encode()) + _value_bytes(entry) for name, entry in value.items())
    raise ValueError(f"no size is known for {kind}")


def _units(size: int, unit: int) -> int:
    return max(1, -(-size // unit))


def write_units(
    before: Item | None, after: Item | None, indexes: Iterable[Index], *, transaction: bool
) -> dict[str, int]:
    """Units of one write, by where they arise: `table` and the name of each index it touches.

    A transaction pays the table twice; its index entries follow later and are paid once.
    """
    larger = max(item_bytes(item) for item in (before or {}, after or {}))
    found = {"table": _units(larger, WRITE_UNIT) * (2 if transaction else 1)}
    for index in indexes:
        if units := _index_units(_entry(before, index), _entry(after, index), index):
            found[index.name] = units
    return found


def _entry(item: Item | None, index: Index) -> Item | None:
    if item is None or not all(name in item for name in index.key):
        return None
    return item if index.holds is None else {name: item[name] for name in item if name in index.holds}


def _index_units(before: Item | None, after: Item | None, index: Index) -> int:
    """A moved entry is taken out and put in; one that did not change costs nothing."""
    sizes = [_units(item_bytes(item), WRITE_UNIT) for item in (before, after) if item is not None]
    if before is None or after is None:
        return sum(sizes)
    if any(before[name] != after[name] for name in index.key):
        return sum(sizes)
    return max(sizes) if before != after else 0


def read_units(items: Iterable[Item], *, consistent: bool) -> float:
    """Units of one GetItem or one page of a query: the items together, rounded up."""
    return _units(sum(map(item_bytes, items)), READ_UNIT) * (1.0 if consistent else 0.5)
