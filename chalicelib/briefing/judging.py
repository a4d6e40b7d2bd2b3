"""Tasks that name petitions or a figure are judged by themselves, with the figures of the week that is reported."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from chalicelib import observe
from chalicelib.briefing.matter import Matter, Units, below
from chalicelib.briefing.plan import WEEK
from chalicelib.briefing.store import Tasks
from chalicelib.briefing.task import Step, Target, Task, moved
from chalicelib.briefing.words import TARGETS
from chalicelib.errors import StaleTicket
from chalicelib.paper.notation import number
from chalicelib.ticket.store import Tickets
from chalicelib.ticket.ticket import CLOCK
from chalicelib.ticket.workflow import OPEN_STATES, Role


@dataclass(frozen=True)
class Judging:
    tasks: Tasks
    tickets: Tickets
    now: Callable[[], datetime]

    def of(self, matter: Matter, units: Units, first: date, last: date) -> list[Task]:
        """The conclusions a pack of these days shows: all that are unfinished, and those finished since `first`.

        What can be judged is judged before, when they are the newest week that is over; done is done, a worse week
        does not open it again.
        """
        newest = matter.province.calendar.local_day(self.now()) - last <= WEEK
        slug = matter.province.slug
        mine = [task for task in self.tasks.unfinished(slug) if units is None or task.unit in units]
        judged = [self._judged(matter, task, first, last) if newest else task for task in mine]
        known = {task.id: task for task in (*self.tasks.finished(slug, first), *judged)}
        shown = [task for task in known.values() if units is None or task.unit in units]
        return sorted(shown, key=lambda task: task.id)

    def _judged(self, matter: Matter, task: Task, first: date, last: date) -> Task:
        found = [*self._of_tickets(task), *_of_target(matter, task, first, last)]
        if not found:
            return task
        today = matter.province.calendar.local_day(self.now())
        said = "; ".join(words for _, words in found)
        after = replace(task, measured=said)
        if all(met for met, _ in found):
            after = moved(after, Step.MEET, Role.SYSTEM, CLOCK, "", today)
        if after == task:
            return task
        try:
            return self.tasks.save(after)
        except StaleTicket:
            observe.note("a task moved while it was judged", tenant=task.tenant, task=task.id)
            return self.tasks.find(task.tenant, task.id) or task

    def _of_tickets(self, task: Task) -> Sequence[tuple[bool, str]]:
        if not task.tickets:
            return ()
        found = [self.tickets.find(task.tenant, code) for code in task.tickets]
        answered = sum(one is not None and one.status not in OPEN_STATES for one in found)
        return ((answered == len(found), f"đã trả lời {answered}/{len(found)} phiếu"),)


def _of_target(matter: Matter, task: Task, first: date, last: date) -> Sequence[tuple[bool, str]]:
    if task.target is None:
        return ()
    total = matter.figures(first, last, below(matter.province, task.unit))["total"]
    target = task.target
    share = target.figure == "on_time_share"
    value = total[target.figure] if share else total["standing"][target.figure]
    if value is None:  # a share without a case
        return ((False, f"{TARGETS[target.figure]}: chưa có số liệu"),)
    return ((target.met(value), f"{TARGETS[target.figure]}: {_written(value, share)}{_wanted(target, share)}"),)


def _wanted(target: Target, share: bool) -> str:
    limits = [("≤", target.most), ("≥", target.least)]
    return " (" + ", ".join(f"{sign} {_written(value, share)}" for sign, value in limits if value is not None) + ")"


def _written(value: float, share: bool) -> str:
    return f"{number(value * 100, 1)} %" if share else number(value)
