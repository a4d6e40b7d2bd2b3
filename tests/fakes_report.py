"""Folded days in memory; held to the contract of the real ones in tests/contracts/test_rollups.py."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from chalicelib.report.store import Progress, Sheet


@dataclass
class ShelfRollups:
    """`reads` counts the questions asked; `on_read`: what happens just after a sheet was read, `on_keep`, `on_publish`:
    before one is written.
    """

    at: dict[str, Progress] = field(default_factory=dict)
    known: dict[tuple[str, Sheet, date], str] = field(default_factory=dict)
    printed: dict[tuple[str, Sheet, date], str] = field(default_factory=dict)
    reads: int = 0
    on_read: Callable[[Sheet], None] = lambda _: None
    on_keep: Callable[[], None] = lambda: None
    on_publish: Callable[[Sheet, date], None] = lambda *_: None

    def progress(self, tenant: str) -> Progress | None:
        self.reads += 1
        return self.at.get(tenant)

    def advance(self, tenant: str, progress: Progress) -> None:
        self.at[tenant] = progress

    def days(self, tenant: str, sheet: Sheet, first: date, last: date, published: bool) -> Mapping[date, Any]:
        self.reads += 1
        kept = self.printed if published else self.known
        found = {
            day: json.loads(value)
            for (home, which, day), value in sorted(kept.items())
            if (home, which) == (tenant, sheet) and first <= day <= last
            if not published or (tenant, Sheet.FLOWS, day) in self.printed
        }
        self.on_read(sheet)
        return found

    def keep(self, tenant: str, sheet: Sheet, day: date, value: Any) -> None:
        self.on_keep()
        self.known[tenant, sheet, day] = json.dumps(value)

    def publish(self, tenant: str, sheet: Sheet, day: date, value: Any) -> None:
        self.on_publish(sheet, day)
        if (tenant, Sheet.FLOWS, day) not in self.printed:
            self.printed[tenant, sheet, day] = json.dumps(value)
