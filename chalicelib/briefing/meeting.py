"""A meeting as it was held, and the tasks its conclusions become."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from chalicelib.briefing.task import Task, next_reminder, target_from
from chalicelib.errors import Unprocessable
from chalicelib.province.province import Province
from chalicelib.vietnamese import clean

Fault = dict[str, str]
BEGINNING = date(2000, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """units: who attended; tasks: ids, in the order of the conclusions"""

    tenant: str
    id: str
    held_on: date
    title: str
    units: tuple[str, ...]
    by: str
    created_at: datetime
    tasks: tuple[str, ...]


def meeting_from(
    province: Province,
    body: Mapping[str, Any],
    meeting_id: str,
    by: str,
    now: datetime,
    known: Callable[[str], bool],
) -> tuple[Meeting, list[Task]]:
    """From a body that has passed its schema. known: whether there is a petition of that code

    raises  Unprocessable listing every fault
    """
    if faults := list(_faults(province, body, known)):
        raise Unprocessable("the meeting points at things the province does not have", faults=faults)
    tasks = [
        _task(province, row, f"{meeting_id}-{number:02d}", meeting_id, now)
        for number, row in enumerate(body["conclusions"], 1)
    ]
    return Meeting(
        tenant=province.slug, id=meeting_id, held_on=date.fromisoformat(body["date"]), title=clean(body["title"]),
        units=tuple(dict.fromkeys(body["units"])), by=by, created_at=now, tasks=tuple(task.id for task in tasks),
    ), tasks  # fmt: skip


def _task(province: Province, row: Mapping[str, Any], task_id: str, meeting_id: str, now: datetime) -> Task:
    task = Task(
        tenant=province.slug, id=task_id, meeting=meeting_id, text=clean(row["text"]), unit=row["unit"],
        due=date.fromisoformat(row["due"]), created_at=now, remind_at=None,
        tickets=tuple(dict.fromkeys(row.get("tickets", ()))), target=target_from(row.get("target")),
    )  # fmt: skip
    return replace(task, remind_at=next_reminder(province, task))


def _faults(province: Province, body: Mapping[str, Any], known: Callable[[str], bool]) -> Iterator[Fault]:
    held = day_of(body["date"])
    yield from _day(body["date"], "/date", BEGINNING)
    for place, unit in enumerate(body["units"]):
        yield from _open(province, unit, f"/units/{place}")
    if not clean(body["title"]):
        yield {"pointer": "/title", "message": "words are missing"}
    for place, row in enumerate(body["conclusions"]):
        here = f"/conclusions/{place}"
        yield from _open(province, row["unit"], f"{here}/unit")
        yield from _day(row["due"], f"{here}/due", held or BEGINNING)
        for at, code in enumerate(row.get("tickets", ())):
            if not known(code):  # it would never be done
                yield {"pointer": f"{here}/tickets/{at}", "message": "no such petition"}
        yield from _target(row.get("target"), f"{here}/target")
        if not clean(row["text"]):
            yield {"pointer": f"{here}/text", "message": "words are missing"}


def _open(province: Province, unit: str, where: str) -> Iterator[Fault]:
    if not province.is_open(unit):
        yield {"pointer": where, "message": "no such unit in this province"}


def _day(given: str, where: str, least: date) -> Iterator[Fault]:
    found = day_of(given)
    if found is None or found < least:
        yield {"pointer": where, "message": f"YYYY-MM-DD, not before {least}"}


def day_of(given: str) -> date | None:
    """A day as YYYY-MM-DD from 2000 to 2200, no other way ISO 8601 knows; None for what is none."""
    try:
        found = date.fromisoformat(given)
    except ValueError:
        return None
    return found if found.isoformat() == given and BEGINNING.year <= found.year <= 2200 else None


def _target(row: Mapping[str, Any] | None, where: str) -> Iterator[Fault]:
    if row and row["figure"] == "on_time_share":
        for name in ("most", "least"):
            if row.get(name, 0) > 1:
                yield {"pointer": f"{where}/{name}", "message": "a share is from 0 to 1"}
