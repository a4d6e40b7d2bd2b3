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
from chalicelib.province.province import Province
from chalicelib.report.fold import ENDED
from chalicelib.ticket.store import Tickets
from chalicelib.ticket.ticket import CLOCK
from chalicelib.ticket.workflow import Role


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
        mine = [task for task in self.tasks.unfinished(slug) if _of(matter, task, units)]
        judged = [self._judged(matter, task, first, last) if newest else task for task in mine]
        known = {task.id: task for task in (*self.tasks.finished(slug, first), *judged)}
        return sorted((task for task in known.values() if _of(matter, task, units)), key=lambda task: task.id)

    def looked_at(self, province: Province, task: Task) -> Task:
        """A task as its petitions are now; one that names a figure waits for the end of its week."""
        return task if task.target else self._saved(province, task, self._of_tickets(task))

    def _judged(self, matter: Matter, task: Task, first: date, last: date) -> Task:
        """A figure is judged with a week that was not over when it was concluded: what was so before proves nothing."""
        found = self._of_tickets(task)
        if task.target:
            if last < matter.province.calendar.local_day(task.created_at):
                return task
            found = [*found, _of_target(matter, task, task.target, first, last)]
        return self._saved(matter.province, task, found)

    def _saved(self, province: Province, task: Task, found: Sequence[tuple[bool, str]]) -> Task:
        if not found:
            return task
        after = replace(task, measured="; ".join(words for _, words in found))
        if all(met for met, _ in found):
            today = province.calendar.local_day(self.now())
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
        answered = sum(one is not None and one.status in ENDED for one in found)  # joined to another, it still waits
        return ((answered == len(found), f"đã trả lời {answered}/{len(found)} phiếu"),)


def _of(matter: Matter, task: Task, units: Units) -> bool:
    """True for a task of these units, or of one that has gone over into one of them."""
    return units is None or matter.province.live(task.unit) in units


def _of_target(matter: Matter, task: Task, target: Target, first: date, last: date) -> tuple[bool, str]:
    units = below(matter.province, matter.province.live(task.unit))
    total = matter.figures(first, last, units)["total"]
    share = target.figure == "on_time_share"
    value = total[target.figure] if share else total["standing"][target.figure]
    if value is None:  # a share without a case
        return False, f"{TARGETS[target.figure]}: chưa có số liệu"
    return target.met(value), f"{TARGETS[target.figure]}: {_written(value, share)}{_wanted(target, share)}"


def _wanted(target: Target, share: bool) -> str:
    limits = [("≤", target.most), ("≥", target.least)]
    return " (" + ", ".join(f"{sign} {_written(value, share)}" for sign, value in limits if value is not None) + ")"


def _written(value: float, share: bool) -> str:
    return f"{number(value * 100, 1)} %" if share else number(value)
