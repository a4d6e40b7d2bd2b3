"""A unit's head is reminded of a task a working day before it is due, and once when it is overdue."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib import observe
from chalicelib.briefing.judging import Judging
from chalicelib.briefing.store import Tasks
from chalicelib.briefing.task import Task, next_reminder, reminders
from chalicelib.errors import StaleTicket
from chalicelib.paper.sending import Letterbox
from chalicelib.province.province import Province, Staff
from chalicelib.ticket.owed import By, Notice, Purpose

HEADLINES = {"soon": "Sắp đến hạn thực hiện kết luận họp", "late": "Quá hạn thực hiện kết luận họp"}


@dataclass(frozen=True)
class Reminding:
    """nudge  wakes the courier: partition and id of each new notice"""

    tasks: Tasks
    letterbox: Letterbox
    judging: Judging
    nudge: Callable[[Iterable[tuple[str, str]]], None]
    now: Callable[[], datetime]

    def run(self, province: Province) -> int:
        """Returns how many people were reminded. One reminder of a day for ever to each, however often this runs."""
        now, new = self.now(), []
        for task_id in list(self.tasks.due(province.slug, now)):
            if task := self._waiting(province, task_id, now):
                new += [key for notice in self._owed(province, task, now) if (key := self._written(notice))]
                self._noted(province, task, now)
        if new:
            self.nudge(new)
        return len(new)

    def _waiting(self, province: Province, task_id: str, now: datetime) -> Task | None:
        """The task, when it is still to be reminded of: it is not to whoever has done it."""
        task = self.tasks.find(province.slug, task_id)
        if task is None or task.finished or task.remind_at is None or task.remind_at > now:
            return None
        judged = self.judging.looked_at(province, task)
        return None if judged.finished else judged

    def _owed(self, province: Province, task: Task, now: datetime) -> Iterator[Notice]:
        """Of several that are due, the last; nothing once the head has reported."""
        which = [name for name, at in reminders(province, task.due).items() if at <= now and name not in task.told]
        if which and task.state == "open":
            for head in province.people("head", task.unit):
                if head.email:
                    yield _notice(province, task, head, which[-1], now)

    def _written(self, notice: Notice) -> tuple[str, str] | None:
        return (notice.parent, notice.id) if self.letterbox.owe(notice) else None

    def _noted(self, province: Province, task: Task, now: datetime) -> None:
        told = tuple(name for name, at in reminders(province, task.due).items() if at <= now)
        after = replace(task, told=told)
        try:
            self.tasks.save(replace(after, remind_at=next_reminder(province, after)))
        except StaleTicket:
            observe.note("a task moved while its head was reminded", tenant=task.tenant, task=task.id)


def _notice(province: Province, task: Task, head: Staff, which: str, now: datetime) -> Notice:
    facts = {
        "headline": HEADLINES[which],
        "unit": province.units[task.unit].name if task.unit in province.units else task.unit,
        "task": task.text,
        "due": f"{task.due:%d/%m/%Y}",
    }
    again = str(len(task.moves) or "")  # a day that was moved is another day to be reminded of
    return Notice(
        tenant=task.tenant, parent=f"TK#{task.tenant}#{task.id}", id=f"{Purpose.TASK}#{which}{again}#{head.id}",
        purpose=Purpose.TASK, by=By.EMAIL, to=(head.id,), facts=facts, since=now, at=now,
    )  # fmt: skip
