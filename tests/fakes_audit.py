"""Stand-in for the audit trail's rows, held to tests/contracts/test_audit.py."""

from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.audit.audit import Entry, place


@dataclass
class ShelfRecords:
    kept: list[Entry] = field(default_factory=list)
    queries: int = 0

    def add(self, entry: Entry) -> None:
        self.kept.append(entry)

    def month(self, tenant: str, month: str, since: datetime, until: datetime, before: str, limit: int) -> list[Entry]:
        self.queries += 1
        found = [
            entry
            for entry in self.kept
            if entry.tenant == tenant
            and place(entry).startswith(month)
            and since <= entry.at < until
            and (not before or place(entry) < before)
        ]
        return sorted(found, key=place, reverse=True)[:limit]
