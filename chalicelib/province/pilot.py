"""Pilots of a province: a unit or a kind of petition that does something in a new way since a day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.province.findings import Document, Finding, finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Pilot:
    """Of a unit (with those below it) or of a kind, the other is empty. since: first local day, from 00:00."""

    id: str
    name: str
    since: date
    unit: str = ""
    kind: str = ""


def pilots_from(document: Mapping[str, Any]) -> tuple[Pilot, ...]:
    """The pilots of a document that has passed its schema and `pilots_amiss`."""
    rows = document.get("pilots", ())
    return tuple(Pilot(**{**row, "since": date.fromisoformat(row["since"])}) for row in rows)


def pilots_amiss(document: Document) -> Iterator[Finding]:
    """Units, kinds and days that there are not, and what is there twice."""
    units, kinds = ({row["id"] for row in document[name]} for name in ("units", "kinds"))
    seen: set[str] = set()
    for i, row in enumerate(document.get("pilots", ())):
        pointer = f"/pilots/{i}"
        if "unit" in row and row["unit"] not in units:
            yield finding(f"{pointer}/unit", f"no unit {row['unit']!r}")
        if "kind" in row and row["kind"] not in kinds:
            yield finding(f"{pointer}/kind", f"no kind {row['kind']!r}")
        if row["id"] in seen:
            yield finding(f"{pointer}/id", f"{row['id']!r} is there twice")
        seen.add(row["id"])
        try:
            date.fromisoformat(row["since"])
        except ValueError:
            yield finding(f"{pointer}/since", f"no day {row['since']!r}")
