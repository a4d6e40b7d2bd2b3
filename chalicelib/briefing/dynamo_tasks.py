"""Meetings and their tasks on DynamoDB.

| row     | pk              | sk                                  |                                                   |
|---------|-----------------|-------------------------------------|---------------------------------------------------|
| meeting | TK#tenant       | M#id                                | written once                                      |
| task    | TK#tenant       | T#id                                | on the agenda «task»: when to remind next         |
| closed  | TK#tenant       | F#2026-11-20#id                     | that a task was finished on that local day        |
| notice  | TK#tenant#id    | N#task#soon#staff                   | a reminder (`NoticeRow` of the outbox)            |
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from pynamodb.exceptions import TransactWriteError

from chalicelib.briefing.dynamo_rows import SaidRow, agenda, fields, newest, read, row_of
from chalicelib.briefing.meeting import Meeting
from chalicelib.briefing.task import Moved, State, Task, target_from
from chalicelib.errors import Conflict, StaleTicket
from chalicelib.ticket.dynamo import bind, lost_race, transaction
from chalicelib.ticket.dynamo_index import AgendaIndex
from chalicelib.ticket.dynamo_models import instant

NEVER = datetime(9999, 1, 1, tzinfo=UTC)  # unfinished, and nobody is reminded any more


class DynamoTasks:
    """`Tasks` of store.py."""

    def __init__(self, table: str) -> None:
        bind(table)

    def hold(self, meeting: Meeting, tasks: Sequence[Task]) -> None:
        try:
            with transaction() as act:
                row = row_of(f"TK#{meeting.tenant}", f"M#{meeting.id}", meeting)
                act.save(row, condition=SaidRow.pk.does_not_exist())
                for task in tasks:
                    act.save(_task_row(task), condition=SaidRow.pk.does_not_exist())
        except TransactWriteError as error:
            if not lost_race(error):
                raise
            raise Conflict("there is a meeting of this id", meeting=meeting.id) from error

    def meeting(self, tenant: str, meeting_id: str) -> Meeting | None:
        row = read(f"TK#{tenant}", f"M#{meeting_id}")
        return _meeting(tenant, row) if row else None

    def held(self, tenant: str, before: str, limit: int) -> list[Meeting]:
        return [_meeting(tenant, row) for row in newest(f"TK#{tenant}", "M#", before, limit)]

    def find(self, tenant: str, task_id: str) -> Task | None:
        row = read(f"TK#{tenant}", f"T#{task_id}")
        return _task(tenant, row) if row else None

    def save(self, task: Task) -> Task:
        pk = f"TK#{task.tenant}"
        try:
            with transaction() as act:
                act.save(_task_row(task), condition=SaidRow.version == task.version)
                if task.closed_on:
                    act.save(SaidRow(pk, f"F#{task.closed_on.isoformat()}#{task.id}", said={}, version=1))
        except TransactWriteError as error:
            if not lost_race(error):
                raise
            raise StaleTicket("somebody else changed this task", task=task.id) from error
        return replace(task, version=task.version + 1)

    def newest(self, tenant: str, before: str, limit: int) -> list[Task]:
        return [_task(tenant, row) for row in newest(f"TK#{tenant}", "T#", before, limit)]

    def unfinished(self, tenant: str) -> list[Task]:
        ids = sorted(sk.removeprefix("T#") for _, sk, _ in AgendaIndex.entries("task", tenant))
        found = [self.find(tenant, task_id) for task_id in ids]
        return [task for task in found if task and not task.finished]

    def finished(self, tenant: str, since: date) -> list[Task]:
        closed = SaidRow.query(f"TK#{tenant}", SaidRow.sk.between(f"F#{since.isoformat()}", "F$"), consistent_read=True)
        found = [self.find(tenant, task_id) for task_id in sorted(row.sk.split("#", 2)[2] for row in closed)]
        return [task for task in found if task and task.finished]

    def due(self, tenant: str, until: datetime) -> Iterator[str]:
        for _, sk in AgendaIndex.until("task", tenant, instant(until)):
            yield sk.removeprefix("T#")


def _task_row(task: Task) -> SaidRow:
    row = row_of(f"TK#{task.tenant}", f"T#{task.id}", task)
    if not task.finished:
        row.agenda_pk, row.agenda_at = agenda("task", task.tenant, task.id), instant(task.remind_at or NEVER)
    return row


def _task(tenant: str, row: SaidRow) -> Task:
    said = fields(row.said)
    told = {"state": State(said["state"]), "target": target_from(said["target"])}
    held = {name: tuple(said[name]) for name in ("tickets", "told")}
    moves = tuple(Moved(**fields(each)) for each in said.get("moves", ()))  # rows of the time before have none
    return Task(tenant=tenant, version=int(row.version), **(said | held | told | {"moves": moves}))


def _meeting(tenant: str, row: SaidRow) -> Meeting:
    held = {name: tuple(row.said[name]) for name in ("units", "tasks")}
    return Meeting(tenant=tenant, **(fields(row.said) | held))
