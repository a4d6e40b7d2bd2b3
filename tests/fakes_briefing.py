"""Stand-ins of the room of briefings; the shelves are held to their contract in tests/contracts/test_briefings.py."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from chalicelib.briefing.meeting import Meeting
from chalicelib.briefing.order import Claim, Kind, Order, State
from chalicelib.briefing.task import Task
from chalicelib.errors import Conflict, StaleTicket


class Killed(BaseException):
    """The process is gone: nothing may catch it."""


@dataclass
class Reaper:
    """Counts writes; at number `die_at` the process is killed, before it or, when `late`, right after it."""

    writes: int = 0
    die_at: int = 0
    late: bool = False

    def before(self) -> None:
        self.writes += 1
        if self.writes == self.die_at and not self.late:
            raise Killed

    def after(self) -> None:
        if self.writes == self.die_at and self.late:
            raise Killed


@dataclass
class ShelfOrders:
    reaper: Reaper = field(default_factory=Reaper)
    claims: dict[tuple[str, Kind], Claim] = field(default_factory=dict)
    orders: dict[tuple[str, str], Order] = field(default_factory=dict)

    def claim(self, tenant: str, kind: Kind) -> Claim | None:
        return self.claims.get((tenant, kind))

    def save_claim(self, claim: Claim) -> bool:
        known = self.claims.get((claim.tenant, claim.kind))
        if (known.version if known else 0) != claim.version:
            return False
        self.reaper.before()
        self.claims[claim.tenant, claim.kind] = replace(claim, version=claim.version + 1)
        self.reaper.after()
        return True

    def find(self, tenant: str, place: str) -> Order | None:
        return self.orders.get((tenant, place))

    def save(self, order: Order) -> bool:
        known = self.orders.get((order.tenant, order.place))
        if (known.version if known else 0) != order.version:
            return False
        self.reaper.before()
        self.orders[order.tenant, order.place] = replace(order, version=order.version + 1)
        self.reaper.after()
        return True

    def due(self, tenant: str, until: datetime) -> Iterator[str]:
        mine = [one for (home, _), one in self.orders.items() if home == tenant and one.state is State.MAKING]
        yield from (one.place for one in mine if one.due_at <= until)

    def newest(self, tenant: str, before: str, limit: int) -> list[Order]:
        places = sorted((place for home, place in self.orders if home == tenant), reverse=True)
        return [self.orders[tenant, place] for place in places if not before or place < before][:limit]


@dataclass
class ShelfTasks:
    meetings: dict[tuple[str, str], Meeting] = field(default_factory=dict)
    tasks: dict[tuple[str, str], Task] = field(default_factory=dict)

    def hold(self, meeting: Meeting, tasks: Sequence[Task]) -> None:
        if (meeting.tenant, meeting.id) in self.meetings:
            raise Conflict("there is a meeting of this id", meeting=meeting.id)
        self.meetings[meeting.tenant, meeting.id] = meeting
        self.tasks |= {(task.tenant, task.id): replace(task, version=1) for task in tasks}

    def meeting(self, tenant: str, meeting_id: str) -> Meeting | None:
        return self.meetings.get((tenant, meeting_id))

    def held(self, tenant: str, before: str, limit: int) -> list[Meeting]:
        ids = sorted((each for home, each in self.meetings if home == tenant), reverse=True)
        return [self.meetings[tenant, each] for each in ids if not before or each < before][:limit]

    def find(self, tenant: str, task_id: str) -> Task | None:
        return self.tasks.get((tenant, task_id))

    def save(self, task: Task) -> Task:
        known = self.tasks.get((task.tenant, task.id))
        if known is None or known.version != task.version:
            raise StaleTicket("somebody else changed this task", task=task.id)
        saved = self.tasks[task.tenant, task.id] = replace(task, version=task.version + 1)
        return saved

    def newest(self, tenant: str, before: str, limit: int) -> list[Task]:
        ids = sorted((task_id for home, task_id in self.tasks if home == tenant), reverse=True)
        return [self.tasks[tenant, each] for each in ids if not before or each < before][:limit]

    def unfinished(self, tenant: str) -> list[Task]:
        return [self.tasks[key] for key in sorted(self.tasks) if key[0] == tenant and not self.tasks[key].finished]

    def finished(self, tenant: str, since: date) -> list[Task]:
        mine = [self.tasks[key] for key in sorted(self.tasks) if key[0] == tenant]
        return [task for task in mine if task.finished and task.closed_on and task.closed_on >= since]

    def due(self, tenant: str, until: datetime) -> Iterator[str]:
        waiting = [task for task in self.unfinished(tenant) if task.remind_at and task.remind_at <= until]
        yield from (task.id for task in waiting)
