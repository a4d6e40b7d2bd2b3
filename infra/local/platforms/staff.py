"""Who of a province's staff stands for a unit. Pure; `province` is a province document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any


def in_roles(province: Mapping[str, Any], roles: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    """Staff in these roles, the first role's first."""
    for role in roles:
        yield from (person for person in province.get("staff", ()) if person["role"] == role)


def nearest(province: Mapping[str, Any], unit: str, roles: Sequence[str]) -> Mapping[str, Any] | None:
    """Somebody of the unit, or of the nearest above, in one of these roles."""
    parents = {row["id"]: row.get("parent") for row in province["units"]}
    at: str | None = unit
    while at:
        for person in in_roles(province, roles):
            if person["unit"] == at:
                return person
        at = parents.get(at)
    return None
