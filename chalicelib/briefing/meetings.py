"""Meetings are recorded, their conclusions worked off: reported by the unit's head, confirmed by the chair."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from chalicelib import cursor as cursors
from chalicelib import observe, schema
from chalicelib.access.action import Action
from chalicelib.access.table import Scope, admit
from chalicelib.briefing.meeting import Meeting, day_of, meeting_from
from chalicelib.briefing.store import Tasks
from chalicelib.briefing.task import Step, Task, moved, postponed, stands
from chalicelib.errors import NotFound, StaleTicket, Unprocessable
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry
from chalicelib.ticket.store import Tickets
from chalicelib.ticket.ticket import Actor
from chalicelib.vietnamese import clean

READ_AT_MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskShown:
    """standing: its state, or overdue"""

    task: Task
    standing: str


@dataclass(frozen=True)
class Meetings:
    tasks: Tasks
    tickets: Tickets
    provinces: Registry
    new_id: Callable[[], str]
    now: Callable[[], datetime]

    def hold(self, slug: str, body: Any, actor: Actor) -> tuple[Meeting, list[TaskShown]]:
        """Keep a meeting; each conclusion is a task from now on.

        raises  NotFound; Unprocessable listing every fault
        """
        province = self._entered(slug, actor)
        schema.check("briefing/meeting", body)
        meeting_id = f"{self.now():%Y%m%dT%H%M%S}-{self.new_id()[:8]}"
        known = cache(lambda code: self.tickets.find(slug, code) is not None)
        meeting, tasks = meeting_from(province, body, meeting_id, actor.id, self.now(), known)
        self.tasks.hold(meeting, tasks)
        observe.note("meeting kept", tenant=slug, meeting=meeting_id, tasks=len(tasks), by=actor.id)
        return self.meeting(slug, meeting_id, actor)

    def meeting(self, slug: str, meeting_id: str, actor: Actor) -> tuple[Meeting, list[TaskShown]]:
        """raises  NotFound"""
        province = self._entered(slug, actor)
        meeting = self.tasks.meeting(slug, meeting_id)
        if meeting is None:
            raise NotFound("no such meeting", meeting=meeting_id)
        found = [task for each in meeting.tasks if (task := self.tasks.find(slug, each))]
        return meeting, [self._shown(province, task) for task in found]

    def held(self, slug: str, actor: Actor, limit: int, cursor: str | None) -> tuple[list[Meeting], str | None]:
        """Those recorded last stand first.

        raises  NotFound; BadInput
        """
        self._entered(slug, actor)
        question = (slug, "meetings")
        before = cursors.opened(cursor, ("id",), *question)["id"] if cursor else ""
        found = self.tasks.held(slug, before, limit + 1)
        more = cursors.sealed({"id": found[limit - 1].id}, *question) if len(found) > limit else None
        return found[:limit], more

    def page(
        self, slug: str, unit: str, standing: str, actor: Actor, limit: int, cursor: str | None
    ) -> tuple[list[TaskShown], str | None]:
        """The newest first; a head finds those of their own unit and those below it.

        unit  with those below it; standing  a state, overdue, or empty for all
        raises  NotFound; BadInput
        """
        province = self._entered(slug, actor)
        if unit:
            province.unit(unit)
        question = (slug, "tasks", unit, standing)
        before = cursors.opened(cursor, ("id",), *question)["id"] if cursor else ""
        found: list[TaskShown] = []
        read = self.tasks.newest(slug, before, READ_AT_MOST)
        for task in read:
            shown = self._shown(province, task)
            mine = (not unit or province.within(province.live(task.unit), unit)) and _may_see(province, task, actor)
            if mine and standing in ("", shown.standing):
                found.append(shown)
            if len(found) == limit:
                return found, cursors.sealed({"id": task.id}, *question)
        more = len(read) == READ_AT_MOST
        return found, cursors.sealed({"id": read[-1].id}, *question) if more else None

    def task(self, slug: str, task_id: str, actor: Actor) -> TaskShown:
        """raises  NotFound, for another unit's too"""
        province = self._entered(slug, actor)
        return self._shown(province, self._own(province, task_id, actor))

    def move(self, slug: str, task_id: str, body: Any, seen: int | None, actor: Actor) -> TaskShown:
        """Take a step of the task's table; `postpone` moves its day.

        raises  NotFound; IllegalMove; Forbidden; StaleTicket; Unprocessable
        """
        province = self._entered(slug, actor)
        schema.check("briefing/step", body)
        task = self._own(province, task_id, actor)
        if seen is not None and seen != task.version:
            raise StaleTicket("somebody else changed this task", task=task_id)
        saved = self.tasks.save(self._stepped(province, task, body, actor))
        observe.note("task moved", tenant=slug, task=task_id, step=body["step"], by=actor.id)
        return self._shown(province, saved)

    def _stepped(self, province: Province, task: Task, body: Mapping[str, Any], actor: Actor) -> Task:
        step, words, now = Step(body["step"]), clean(body.get("words", "")), self.now()
        if "words" in body and not words:
            raise _refused("/words", "words are missing")
        if step is not Step.POSTPONE:
            return moved(task, step, actor.role, actor.id, words, province.calendar.local_day(now))
        due = day_of(body["due"])
        if due is None:
            raise _refused("/due", "YYYY-MM-DD, from 2000 to 2200")
        return postponed(province, task, due, actor.role, actor.id, words, now)

    def _shown(self, province: Province, task: Task) -> TaskShown:
        return TaskShown(task=task, standing=stands(task, province.calendar.local_day(self.now())))

    def _entered(self, slug: str, actor: Actor) -> Province:
        if actor.tenant != slug:
            raise NotFound("no such province", province=slug)
        return self.provinces.get(slug)

    def _own(self, province: Province, task_id: str, actor: Actor) -> Task:
        task = self.tasks.find(province.slug, task_id)
        if task is None or not _may_see(province, task, actor):
            raise NotFound("no such task", task=task_id)
        return task


def _refused(pointer: str, message: str) -> Unprocessable:
    return Unprocessable("no such step", faults=[{"pointer": pointer, "message": message}])


def _may_see(province: Province, task: Task, actor: Actor) -> bool:
    if admit(actor, Action.READ_BRIEFINGS) is Scope.PROVINCE:
        return True
    return province.within(province.live(task.unit), province.live(actor.unit))
