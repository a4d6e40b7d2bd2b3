"""Units are merged, renamed, closed or moved by a legal act: a province document and a plan → the document after it.

A closed unit stays in the document: history, links and old codes still name it, and it names its successor.
Whatever pointed at it points at the successor: staff, accounts, routing, tray, and what the commune was called.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from chalicelib import schema
from chalicelib.errors import Unprocessable
from chalicelib.province.places import inherit, routing_follows, without_strangers

_HOMES = ("tray", "leadership", "task_force")


def reorganised(document: Mapping[str, Any], plan: Mapping[str, Any]) -> dict[str, Any]:
    """`document` after `plan`; neither is changed.

    document  a province document without faults
    raises    Unprocessable listing every fault of the plan with its JSON pointer; so does a plan that was carried
              out already
    """
    schema.check("province/reorganisation", plan)
    work = _Work(deepcopy(dict(document)), plan["valid_from"])
    work.dated()
    for place, step in enumerate(plan["steps"]):
        work.take(f"/steps/{place}", step)
    if work.faults:
        raise Unprocessable("the plan cannot be carried out", faults=work.faults)
    return work.finished()


@dataclass
class _Work:
    """The document while the plan is carried out, and what cannot be."""

    document: dict[str, Any]
    day: str
    faults: list[dict[str, str]] = field(default_factory=list)
    touched: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.units: dict[str, dict[str, Any]] = {unit["id"]: unit for unit in self.document["units"]}

    def dated(self) -> None:
        try:
            date.fromisoformat(self.day)
        except ValueError:
            self._fault("/valid_from", f"no such day {self.day!r}")

    def take(self, pointer: str, step: Mapping[str, Any]) -> None:
        if "merge" in step:
            self._merge(pointer, step["merge"], step["into"])
        elif "rename" in step:
            self._rename(pointer, step["rename"], step["name"])
        elif "close" in step:
            self._close(f"{pointer}/close", step["close"], f"{pointer}/successor", step["successor"])
        else:
            self._move(pointer, step["move"], step["parent"])

    def _merge(self, pointer: str, merged: list[str], into: Mapping[str, Any]) -> None:
        founded = len(into) == 1 or self._founded(f"{pointer}/into", into, merged)
        for place, unit in enumerate(merged):
            at = f"{pointer}/merge/{place}"
            if founded:
                self._close(at, unit, f"{pointer}/into", into["id"])
            else:
                self._is_open(at, unit)  # what is wrong with it is told as well

    def _founded(self, pointer: str, into: Mapping[str, Any], merged: list[str]) -> bool:
        """Add the new unit; where the plan names no parent it lies where the first of the merged units lay."""
        known = [unit for unit in merged if unit in self.units]
        above = [unit for unit in self._upwards(known[0]) if unit not in merged] if known else []
        parent = into.get("parent") or next(iter(above), None)
        place = into.get("place")
        codes = {u["place"]["code"] for u in self.units.values() if u["place"] and u["id"] not in merged}
        found = len(self.faults)
        if into["id"] in self.units:
            self._fault(f"{pointer}/id", f"there is a unit {into['id']!r} already")
        if into.get("parent"):
            self._is_open(f"{pointer}/parent", into["parent"])
        elif parent is None and known:
            self._fault(pointer, "a new unit needs a parent")
        if place and place["code"] in codes:
            self._fault(f"{pointer}/place/code", f"another commune has the code {place['code']}")
        if len(self.faults) > found or parent is None:
            return False
        blank = {"hotline": None, "email": None}
        unit = blank | dict(into) | {"parent": parent, "place": place and {"aliases": []} | place}
        self.units[into["id"]] = unit
        self.document["units"].append(unit)
        return True

    def _rename(self, pointer: str, unit_id: str, name: str) -> None:
        if not self._is_open(f"{pointer}/rename", unit_id) or not self._first_time(f"{pointer}/rename", unit_id):
            return
        unit = self.units[unit_id]
        if unit["name"] == name:
            self._fault(f"{pointer}/name", f"{unit_id!r} is called so already")
            return
        unit["formerly"] = [*unit.get("formerly", ()), {"name": unit["name"], "until": self.day}]
        before, unit["name"] = {"name": unit["name"], "place": None}, name
        inherit(unit, before)

    def _close(self, pointer: str, unit_id: str, at_successor: str, successor: str) -> None:
        fine = self._is_open(pointer, unit_id), self._is_open(at_successor, successor)
        if not all(fine):
            return
        unit, heir = self.units[unit_id], self.units[successor]
        if unit["parent"] is None:
            self._fault(pointer, f"{unit_id!r} is the root of the tree: it can be neither merged nor closed")
        elif unit_id in self._upwards(successor):
            self._fault(at_successor, f"{successor!r} is, or lies below, the unit that closes: move it first")
        elif unit["place"] and not heir["place"]:
            self._fault(at_successor, f"{successor!r} takes over a commune and needs a place of its own")
        else:
            unit["closed"] = {"on": self.day, "successor": successor}
            inherit(heir, unit)
            for child in self._open():
                if child["parent"] == unit_id:
                    child["parent"] = successor

    def _move(self, pointer: str, unit_id: str, parent: str) -> None:
        fine = self._is_open(f"{pointer}/move", unit_id), self._is_open(f"{pointer}/parent", parent)
        if not all(fine) or not self._first_time(f"{pointer}/move", unit_id):
            return
        if self.units[unit_id]["parent"] is None:
            self._fault(f"{pointer}/move", f"{unit_id!r} is the root of the tree")
        elif self.units[unit_id]["parent"] == parent:
            self._fault(f"{pointer}/parent", f"{unit_id!r} lies there already")
        elif unit_id in self._upwards(parent):
            self._fault(f"{pointer}/parent", f"{parent!r} is, or lies below, the unit that moves")
        else:
            self.units[unit_id]["parent"] = parent

    def finished(self) -> dict[str, Any]:
        """The document with everything that pointed at a closed unit pointed at its successor."""
        for row in (*self.document["staff"], *self.document["accounts"]):
            row["unit"] = self._live(row["unit"])
        for rule in self.document["routing"]:
            rule["to"] = self._live(rule["to"])
        for home in _HOMES:
            if home in self.document:
                self.document[home] = self._live(self.document[home])
        routing_follows(self.document, {unit_id: self._live(unit_id) for unit_id in self.units})
        without_strangers(self._open())
        return self.document

    def _live(self, unit_id: str) -> str:
        while "closed" in self.units.get(unit_id, {}):
            unit_id = self.units[unit_id]["closed"]["successor"]
        return unit_id

    def _open(self) -> list[dict[str, Any]]:
        return [unit for unit in self.units.values() if "closed" not in unit]

    def _upwards(self, unit_id: str) -> Iterator[str]:
        current: str | None = unit_id
        while current is not None:
            yield current
            current = self.units[current]["parent"]  # a document without faults has no ring

    def _is_open(self, pointer: str, unit_id: str) -> bool:
        unit = self.units.get(unit_id)
        if unit is None:
            self._fault(pointer, f"no unit {unit_id!r}")
        elif "closed" in unit:
            self._fault(pointer, f"{unit_id!r} was closed on {unit['closed']['on']}")
        return unit is not None and "closed" not in unit

    def _first_time(self, pointer: str, unit_id: str) -> bool:
        """A plan renames and moves a unit once: otherwise nobody could tell whether it was carried out."""
        key = (pointer.rsplit("/", 1)[1], unit_id)
        if key in self.touched:
            self._fault(pointer, f"the plan does this to {unit_id!r} already")
            return False
        self.touched.add(key)
        return True

    def _fault(self, pointer: str, message: str) -> None:
        self.faults.append({"pointer": pointer, "message": message})
