"""A world whose every commit reaches the timeline, as the table's stream would bring it, and whose nights are folded."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.report.desks import Desks
from chalicelib.report.freeze import Freezer
from chalicelib.report.nights import Nights
from chalicelib.report.opinions import Voices
from chalicelib.report.reports import Asked, Reports
from chalicelib.report.rollup import Look
from chalicelib.ticket.ticket import Actor, Event, Ticket
from chalicelib.ticket.workflow import Role
from chalicelib.timeline.gaps import Gaps
from chalicelib.timeline.noting import Key, Noter, Step
from tests.builders import SLUG, World, officer
from tests.fakes import ShelfTickets
from tests.fakes_report import ShelfRollups
from tests.fakes_timeline import ShelfTimeline

CHIEF = officer(Role.LEADERSHIP, "ubnd-tinh")


@dataclass
class ShelfPartitions:
    """What the petitions' own partitions say. `Counted` of gaps.py."""

    tickets: ShelfTickets

    def events(self, keys: Sequence[Key]) -> Mapping[Key, Event]:
        return {(t, c, n): e for t, c, n in keys for e in self.tickets.timeline(t, c) if e.n == n}

    def timeline(self, tenant: str, code: str) -> list[Event]:
        return self.tickets.timeline(tenant, code)

    def counts(self, tenant: str, codes: Collection[str]) -> Mapping[str, int]:
        return {code: self.tickets.get(tenant, code).events for code in codes}

    def find(self, tenant: str, code: str) -> Ticket | None:
        return self.tickets.find(tenant, code)


class Town(World):
    """`stream` brings what was written since it was called last; until then it is on its way."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.rollups, self.timeline = ShelfRollups(), ShelfTimeline()
        there, homes = ShelfPartitions(self.tickets), self.provinces
        self.noter = Noter(self.timeline, there, homes, read, self.clock)
        gaps = Gaps(self.timeline, there, homes, self.clock)
        self.nights = Nights(self.rollups, self.timeline, gaps, Desks(self.tickets), homes, self.clock)
        freezer = Freezer(self.rollups, self.timeline, homes, self.clock)
        self.served: dict[str, Counter[int]] = {}
        self.surveyed: dict[str, tuple[int, float | None]] = {}
        self.questions: list[tuple[Any, ...]] = []
        voices = Voices(lambda *of: self.asked(self.served, *of), lambda *of: self.asked(self.surveyed, *of))
        look = Look(self.rollups, self.timeline, Desks(self.tickets), self.clock)
        self.reports = Reports(look, freezer, voices, homes, self.clock)
        self.seen: dict[tuple[str, str], Ticket] = {}

    def asked(self, answer: Any, *of: Any) -> Any:
        """What other rooms know, and of what they were asked."""
        self.questions.append(of)
        return answer

    def records(self) -> list[Any]:
        """What the stream brings: each petition as it was seen last, and as it is."""
        now = dict(self.shelf.tickets)
        found = [Step(before=self.seen.get(key), after=now[key]) for key in now if self.seen.get(key) != now[key]]
        self.seen = now
        return found

    def stream(self) -> int:
        return self.noter.note(self.records())

    def says(self, text: str = "Mặt đường có ổ gà rất sâu", person: str = "7001") -> str:
        """Somebody's new petition, streamed."""
        code = self.opened(text, person=person).code
        self.stream()
        return code

    def acts(self, code: str, act: str, actor: Actor, **body: Any) -> None:
        self.does(code, act, actor, **body)
        self.stream()

    def figures(self, first: date, last: date, **more: Any) -> dict[str, Any]:
        return self.reports.figures(SLUG, Asked(first=first, last=last, **more), CHIEF)


def read(record: Any) -> Step | None:
    """The stream's records are steps already."""
    if not isinstance(record, Step):
        raise TypeError("no step")
    return record
