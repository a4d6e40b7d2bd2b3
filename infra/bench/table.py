"""A row of the benchmark and the table people read."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

HEAD = ("what", "budget", "reference", "measured", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measurement. `fits` is None for a row that only informs; `notes` are printed below the table."""

    what: str
    measured: str
    budget: str = ""
    reference: str = ""
    fits: bool | None = None
    facts: dict[str, Any] = field(default_factory=dict)  # the numbers, for --json
    notes: tuple[str, ...] = ()

    @property
    def verdict(self) -> str:
        return {True: "ok", False: "OVER", None: ""}[self.fits]


def as_table(rows: Sequence[Row]) -> str:
    """The rows in columns, then their notes."""
    lines = [HEAD, *((row.what, row.budget, row.reference, row.measured, row.verdict) for row in rows)]
    widths = [max(_width(line[i]) for line in lines) for i in range(len(HEAD))]
    printed = [_line(line, widths) for line in lines]
    printed.insert(1, "-" * max(map(_width, printed)))
    notes = [f"{row.what}: {note}" for row in rows for note in row.notes]
    return "\n".join([*printed, *([""] if notes else []), *notes]) + "\n"


def _line(cells: Iterable[str], widths: Iterable[int]) -> str:
    padded = (cell + " " * (width - _width(cell)) for cell, width in zip(cells, widths, strict=True))
    return "  ".join(padded).rstrip()


def _width(text: str) -> int:
    return sum(not unicodedata.combining(letter) for letter in text)


def as_facts(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The rows for --json."""
    return [
        {"what": row.what, "budget": row.budget, "reference": row.reference, "measured": row.measured,
         "fits": row.fits, "facts": row.facts, "notes": list(row.notes)}
        for row in rows
    ]  # fmt: skip
