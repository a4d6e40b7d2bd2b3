"""What a change of the staff must not do."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.directory.difference import Difference, Person
from chalicelib.errors import Forbidden, Unprocessable
from chalicelib.province import registry

ADMIN = "province_admin"


def checked(document: Mapping[str, Any], alone: str) -> None:
    """raises  Unprocessable; where one person was sent `alone`, its pointers are those of that body"""
    try:
        registry.admit(document)
    except Unprocessable as refusal:
        at = next((f"/staff/{i}/" for i, each in enumerate(document["staff"]) if each["id"] == alone), None)
        told = refusal.facts["faults"]
        if at:
            told = [fault | {"pointer": _within(at, fault["pointer"])} for fault in told]
        raise Unprocessable(str(refusal), faults=told) from refusal


def _within(at: str, pointer: str) -> str:
    return "/" + pointer.removeprefix(at) if pointer.startswith(at) else pointer


def spares_administrators(found: Difference, before: Sequence[Person], after: Sequence[Person]) -> None:
    """A key that could make or unmake administrators would be one."""
    administrators = {person["id"] for person in (*before, *after) if person["role"] == ADMIN}
    if touched := sorted(administrators & set(found.touched)):
        raise Forbidden("administrators are changed by an administrator", staff=touched)
