"""A province on fakes with somebody who administers it: the world of the other rooms, and the room of its changes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from chalicelib.admin.admin import Admin, Decision
from chalicelib.admin.keeping import KeepUp
from chalicelib.admin.trial import Trials
from chalicelib.ticket.ticket import Event, Ticket
from chalicelib.ticket.workflow import Act, Role
from tests.builders import SLUG, World, document, officer
from tests.fakes import ShelfChores

ADMIN = officer(Role.PROVINCE_ADMIN, "so-khcn")
MERGER = {
    "valid_from": "2026-11-01",
    "decision": "Nghị quyết 1/NQ-UBTVQH",
    "steps": [
        {
            "merge": ["p90001", "p90002"],
            "into": {
                "id": "p90009",
                "name": "UBND phường Sông Mới",
                "kind": "commune",
                "place": {"code": "90009", "kind": "ward", "lat": 21.05, "lon": 107.05},
            },
        }
    ],
}


@dataclass
class Hall(World):
    def __post_init__(self) -> None:
        super().__post_init__()
        self.chores = ShelfChores(self.versions)
        self.admin = Admin(self.provinces, self.chores, self.clock)
        self.trials = Trials(self.admin, self.tickets, self.clock)
        self.keeper = KeepUp(self.tickets, self.provinces, self.chores, self.clock)

    @property
    def active(self) -> int:
        number = self.versions.active(SLUG)
        assert number is not None
        return number

    def decides(self, *changes: Callable[[dict[str, Any]], None], day: Any = None) -> Decision:
        """The active document, changed, is kept and made active."""
        held = document() if self.active == 1 else dict(self.versions.document(SLUG, self.active))
        for change in changes:
            change(held)
        number = self.admin.keep(SLUG, held, ADMIN)
        return self.admin.activate(SLUG, number, self.active, ADMIN, day)

    def minute(self, times: int = 1) -> int:
        """The schedule comes round."""
        changed = 0
        for _ in range(times):
            self.clock.pass_by(minutes=1)
            changed += self.keeper.run()
        return changed

    def now(self, code: str) -> Ticket:
        return self.tickets.get(SLUG, code)

    def said(self, code: str, *acts: Act) -> list[Event]:
        return [event for event in self.tickets.timeline(SLUG, code) if event.act in acts]


def day_off(day: str) -> Callable[[dict[str, Any]], None]:
    def change(held: dict[str, Any]) -> None:
        held["calendar"] = held["calendar"] | {"days_off": [{"date": day, "name": "Nghỉ bão"}]}

    return change


def answer_in(days: int) -> Callable[[dict[str, Any]], None]:
    """Every answer within so many working days."""

    def change(held: dict[str, Any]) -> None:
        rows = [row for row in held["regulation"]["limits"] if row["stage"] != "answer"]
        rows.append({"stage": "answer", "allow": {"working_days": days}, "article": "Điều 8"})
        held["regulation"] = held["regulation"] | {"limits": rows, "version": "2026-02"}

    return change
