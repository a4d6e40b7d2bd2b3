"""The province the lives are lived in, and what it may be changed into: calendar, regulation, units."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cache
from typing import Any

from chalicelib.province.document import province_from
from chalicelib.province.province import Province
from chalicelib.province.registry import faults
from chalicelib.sla.workdays import Span, WorkCalendar
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Role
from tests.builders import SLUG, document, officer

Document = dict[str, Any]


def _base() -> Document:
    """The invented province; a commune also works on Saturdays, an official signs for an absent head, heads approve."""
    made = document()
    made["regulation"]["approval"].append({"when": {"kind": ["question", "petition"]}, "article": "Điều 14"})
    next(u for u in made["units"] if u["id"] == "p90001")["calendar"] = {"week": {"sat": [["07:30", "11:30"]]}}
    next(s for s in made["staff"] if s["id"] == "tc-cv")["delegate"] = True
    return made


def _holidays(made: Document) -> None:
    days = ("2026-11-20", "2026-11-26", "2026-12-24", "2027-02-11")
    made["calendar"]["days_off"] = [{"date": day, "name": "Nghỉ theo lệnh"} for day in days]
    made["calendar"]["working_days"] = [{"date": "2026-11-28", "name": "Làm bù"}]


def _strict(made: Document) -> None:
    rules = made["regulation"]
    rules |= {"version": "2026-02", "progress": [{"every": {"working_days": 3}, "article": "Điều 12"}]}
    rules["limits"] = [row | {"allow": {"working_hours": 3}} for row in rules["limits"]]
    rules["approval"] = [{"article": "Điều 14"}]
    rules["transfer"] = {"hops": 1, "arbiter": "task_force", "article": "Điều 9"}
    rules["extension"] |= {"times": 3, "approvers": ["head", "coordinator", "leadership"]}
    rules["appeal"] |= {"to": "task_force", "stars": 3}
    rules["closing"] |= {"silent_after": {"working_days": 3}, "answered_after": {"calendar_days": 2}}


def _bare(made: Document) -> None:
    rules = made["regulation"]
    rules["version"] = "2026-03"
    rules["limits"] = [
        {"stage": stage, "allow": {"working_days": 9}, "article": "Điều 1"} for stage in ("assign", "receive", "answer")
    ]
    for name in ("gate", "progress", "extension", "transfer", "complex", "approval", "reopening", "appeal"):
        del rules[name]
    del rules["rejection"]


def _merged(made: Document) -> None:
    for unit, successor in (("phong-ha-tang", "so-xay-dung"), ("p90002", "p90001")):
        found = next(u for u in made["units"] if u["id"] == unit)
        found["closed"] = {"on": "2026-11-01", "successor": successor}
        for staff in made["staff"]:
            staff["unit"] = successor if staff["unit"] == unit else staff["unit"]
        made["routing"] = [row | {"to": successor if row["to"] == unit else row["to"]} for row in made["routing"]]


def _other_tray(made: Document) -> None:
    made["tray"] = "so-tai-chinh"
    next(s for s in made["staff"] if s["id"] == "dm")["unit"] = "so-tai-chinh"


CHANGES: dict[str, Callable[[Document], None]] = {
    "plain": lambda _: None,
    "holidays": _holidays,
    "strict": _strict,
    "bare": _bare,
    "merged": _merged,
    "other tray": _other_tray,
}


@dataclass(frozen=True, kw_only=True)
class Remembered(WorkCalendar):
    """A calendar that reckons each day once: thousands of lives are lived in the same months."""

    known: dict[date, tuple[Span, ...]] = field(default_factory=dict, compare=False)

    def spans_on(self, day: date) -> tuple[Span, ...]:
        if day not in self.known:
            self.known[day] = WorkCalendar.spans_on(self, day)
        return self.known[day]


def _remembered(calendar: WorkCalendar) -> Remembered:
    return Remembered(**{each.name: getattr(calendar, each.name) for each in fields(calendar)})


@cache
def province(name: str) -> Province:
    """A version of the province by the name of what was changed in it."""
    made = _base()
    CHANGES[name](made)
    assert faults(made) == []
    found = province_from(made, 1 + list(CHANGES).index(name))
    units = {u.id: replace(u, calendar=u.calendar and _remembered(u.calendar)) for u in found.units.values()}
    return replace(found, calendar=_remembered(found.calendar), units=units)


def _known() -> list[Actor]:
    return [
        Actor(id=s["id"], role=Role(s["role"]), tenant=SLUG, unit=s["unit"], name=s["name"])
        for s in document()["staff"]
    ]


CAST: tuple[Actor, ...] = (
    *_known(),
    *(officer(role, unit["id"]) for unit in document()["units"] for role in (Role.HANDLER, Role.HEAD)),
    officer(Role.PAGE_MANAGER, "so-khcn"),
    officer(Role.PAGE_MANAGER, "p90001"),
    officer(Role.TASK_FORCE, "so-khcn"),
)
UNITS: tuple[str, ...] = tuple(unit["id"] for unit in document()["units"])
