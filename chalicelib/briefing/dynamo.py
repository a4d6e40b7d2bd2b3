"""Reports that are owed or were made, meetings and tasks on DynamoDB.

| row     | pk              | sk                                  |                                                   |
|---------|-----------------|-------------------------------------|---------------------------------------------------|
| claim   | BF#tenant       | CLAIM#kind                          | the newest period that was decided on             |
| order   | BF#tenant       | O#2026-11-22#week#2026-W47#unit     | on the agenda «briefing» while it is owed         |
| meeting | TK#tenant       | M#id                                | written once                                      |
| task    | TK#tenant       | T#id                                | on the agenda «task»: when to remind next         |
| closed  | TK#tenant       | F#2026-11-20#id                     | that a task was finished on that local day        |
| notice  | TK#tenant#id    | N#task#soon#staff                   | a reminder (`NoticeRow` of the outbox)            |
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from typing import Any
from zlib import crc32

from pynamodb.attributes import NumberAttribute
from pynamodb.exceptions import DoesNotExist, PutError, TransactWriteError

from chalicelib.briefing.meeting import Meeting
from chalicelib.briefing.order import Claim, Kind, Order
from chalicelib.briefing.order import State as Owed
from chalicelib.briefing.task import State, Task, target_from
from chalicelib.errors import Conflict, StaleTicket
from chalicelib.ticket.dynamo import bind, lost_race, transaction
from chalicelib.ticket.dynamo_index import AgendaIndex
from chalicelib.ticket.dynamo_models import CompactAttribute, Row, instant
from chalicelib.ticket.dynamo_rows import SHARDS

NEVER = datetime(9999, 1, 1, tzinfo=UTC)  # unfinished, and nobody is reminded any more
_DAYS = ("first", "last", "due", "closed_on", "held_on")
_INSTANTS = ("due_at", "created_at", "remind_at")


class SaidRow(Row):
    """A value as JSON, and the version it is written over."""

    said = CompactAttribute()
    version = NumberAttribute()


class DynamoOrders:
    """`Orders` of store.py."""

    def __init__(self, table: str) -> None:
        bind(table)

    def claim(self, tenant: str, kind: Kind) -> Claim | None:
        row = _read(f"BF#{tenant}", f"CLAIM#{kind}")
        return Claim(tenant=tenant, version=int(row.version), **(_fields(row) | {"kind": kind})) if row else None

    def save_claim(self, claim: Claim) -> bool:
        return _put(_row(f"BF#{claim.tenant}", f"CLAIM#{claim.kind}", claim), claim.version)

    def find(self, tenant: str, place: str) -> Order | None:
        return _order(tenant, row) if (row := _read(f"BF#{tenant}", f"O#{place}")) else None

    def save(self, order: Order) -> bool:
        row = _row(f"BF#{order.tenant}", f"O#{order.place}", order)
        if order.state is Owed.MAKING:
            row.agenda_pk, row.agenda_at = _agenda("briefing", order.tenant, order.place), instant(order.due_at)
        return _put(row, order.version)

    def due(self, tenant: str, until: datetime) -> Iterator[str]:
        for _, sk in AgendaIndex.until("briefing", tenant, instant(until)):
            yield sk.removeprefix("O#")

    def newest(self, tenant: str, before: str, limit: int) -> list[Order]:
        return [_order(tenant, row) for row in _newest(f"BF#{tenant}", "O#", before, limit)]


class DynamoTasks:
    """`Tasks` of store.py."""

    def __init__(self, table: str) -> None:
        bind(table)

    def hold(self, meeting: Meeting, tasks: Sequence[Task]) -> None:
        try:
            with transaction() as act:
                row = _row(f"TK#{meeting.tenant}", f"M#{meeting.id}", meeting)
                act.save(row, condition=SaidRow.pk.does_not_exist())
                for task in tasks:
                    act.save(_task_row(task), condition=SaidRow.pk.does_not_exist())
        except TransactWriteError as error:
            if not lost_race(error):
                raise
            raise Conflict("there is a meeting of this id", meeting=meeting.id) from error

    def meeting(self, tenant: str, meeting_id: str) -> Meeting | None:
        row = _read(f"TK#{tenant}", f"M#{meeting_id}")
        return _meeting(tenant, row) if row else None

    def find(self, tenant: str, task_id: str) -> Task | None:
        row = _read(f"TK#{tenant}", f"T#{task_id}")
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
        return [_task(tenant, row) for row in _newest(f"TK#{tenant}", "T#", before, limit)]

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


def _agenda(what: str, tenant: str, name: str) -> str:
    return f"{what}#{tenant}#{crc32(name.encode()) % SHARDS}"


def _read(pk: str, sk: str) -> SaidRow | None:
    try:
        return SaidRow.get(pk, sk, consistent_read=True)
    except DoesNotExist:
        return None


def _newest(pk: str, prefix: str, before: str, limit: int) -> Iterator[SaidRow]:
    start = {"pk": {"S": pk}, "sk": {"S": f"{prefix}{before}"}} if before else None
    yield from SaidRow.query(
        pk, SaidRow.sk.startswith(prefix), limit=limit, page_size=limit, scan_index_forward=False,
        consistent_read=True, last_evaluated_key=start,
    )  # fmt: skip


def _put(row: SaidRow, version: int) -> bool:
    """Over that version, 0: there is none yet."""
    try:
        row.save(condition=SaidRow.version == version if version else SaidRow.pk.does_not_exist())
    except PutError as error:
        if not lost_race(error):
            raise
        return False
    return True


def _row(pk: str, sk: str, value: Claim | Order | Meeting | Task) -> SaidRow:
    said = {name: _plain(each) for name, each in asdict(value).items() if name not in ("tenant", "version")}
    return SaidRow(pk, sk, said=said, version=getattr(value, "version", 0) + 1)


def _task_row(task: Task) -> SaidRow:
    row = _row(f"TK#{task.tenant}", f"T#{task.id}", task)
    if not task.finished:
        row.agenda_pk, row.agenda_at = _agenda("task", task.tenant, task.id), instant(task.remind_at or NEVER)
    return row


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant(value)
    return value.isoformat() if isinstance(value, date) else value


def _fields(row: SaidRow) -> dict[str, Any]:
    said: dict[str, Any] = row.said
    days = {name: date.fromisoformat(said[name]) for name in _DAYS if said.get(name)}
    return said | days | {name: datetime.fromisoformat(said[name]) for name in _INSTANTS if said.get(name)}


def _order(tenant: str, row: SaidRow) -> Order:
    said = _fields(row)
    words = {"kind": Kind(said["kind"]), "state": Owed(said["state"])}
    return Order(tenant=tenant, version=int(row.version), **(said | words))


def _task(tenant: str, row: SaidRow) -> Task:
    said = _fields(row)
    told = {"state": State(said["state"]), "target": target_from(said["target"])}
    held = {name: tuple(said[name]) for name in ("tickets", "told")}
    return Task(tenant=tenant, version=int(row.version), **(said | held | told))


def _meeting(tenant: str, row: SaidRow) -> Meeting:
    held = {name: tuple(row.said[name]) for name in ("units", "tasks")}
    return Meeting(tenant=tenant, **(_fields(row) | held))
