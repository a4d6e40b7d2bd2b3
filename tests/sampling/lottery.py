"""A province that asks a sample, on fakes: the timeline is what was answered, the planner the real one or a word."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from chalicelib.notice.reachable import is_reachable
from chalicelib.notice.visit import Visits
from chalicelib.sampling.asking import Asking
from chalicelib.sampling.store import Answered
from chalicelib.ticket.owed import Notice, Purpose
from chalicelib.ticket.ticket import Ticket
from tests.builders import HANDLER, SECRET, SLUG, World, at
from tests.fakes_sampling import ShelfDraws

ROADS, FINANCE = "phong-ha-tang", "so-tai-chinh"
WEDNESDAY = at("2026-11-25 09:00")


@dataclass
class Lottery:
    world: World = field(default_factory=World)
    draws: ShelfDraws = field(default_factory=ShelfDraws)
    percent: int = 50
    minimum: int = 2

    def __post_init__(self) -> None:
        world = self.world
        self.days: dict[date, list[Answered]] = {}
        self.unreachable: set[str] = set()
        document = world.document() | {"sampling": {"percent": self.percent, "minimum": self.minimum}}
        world.provinces.put(document, "test")
        self.clock = Asking(
            self.draws, self._answered, world.tickets, world.outbox, world.provinces, lambda: SECRET,
            lambda notice: notice.code not in self.unreachable, world.clock,
        )  # fmt: skip

    def _answered(self, tenant: str, day: date) -> Iterator[Answered]:
        yield from self.days.get(day, ()) if tenant == SLUG else ()

    def run(self, seconds: int = 600, **changes: Any) -> int:
        """A run of the clock that may begin something for so long."""
        return replace(self.clock, **changes).run(self.world.clock() + timedelta(seconds=seconds))

    def by_the_planner(self, notice: Notice) -> bool:
        world = self.world
        accounts = world.courier.accounts
        visits = Visits(world.outbox, world.tickets, world.vault, world.provinces, accounts, world.clock)
        return is_reachable(visits.of(notice), world.clock())

    def answered(self, person: str, unit: str = ROADS, outcome: str = "resolved") -> Ticket:
        """A petition of a person in the chat, answered now; the day's timeline has it."""
        ticket = self.world.opened("Mặt đường có ổ gà rất sâu", person=person)
        self.world.does(ticket.code, "answer", HANDLER, text="Đã vá xong")
        self.note(ticket.code, unit, outcome)
        return self.world.tickets.get(SLUG, ticket.code)

    def note(self, code: str, unit: str = ROADS, outcome: str = "resolved") -> None:
        day = self.world.province.calendar.local_day(self.world.clock())
        self.days.setdefault(day, []).append(Answered(code=code, unit=unit, outcome=outcome))

    def asked(self) -> list[Notice]:
        return [each for each in self.world.shelf.notices.values() if each.purpose is Purpose.CONFIRM]

    def drawn(self) -> list[Ticket]:
        return [ticket for ticket in self.world.shelf.tickets.values() if ticket.sampled]
