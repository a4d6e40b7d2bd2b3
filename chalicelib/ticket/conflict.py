"""Nobody handles a petition about themselves, or learns who sent it: the guard, and where such petitions go instead."""

from collections.abc import Iterable
from typing import Any

from chalicelib.province.province import Province, Staff
from chalicelib.ticket.ticket import Actor, Ticket
from chalicelib.ticket.workflow import Role

UNIT, STAFF = "unit:", "staff:"


def concerned(province: Province, concerns: Iterable[str], unit: str) -> bool:
    """True when `unit` is one the petition is about, or lies below it."""
    named = [entry.removeprefix(UNIT) for entry in concerns if entry.startswith(UNIT)]
    return any(province.within(unit, province.live(each)) or province.within(unit, each) for each in named)


def on_top(province: Province, unit: str) -> bool:
    """True for leadership's unit and a root: everybody lies below it, so it is never named as concerned."""
    return unit == province.leadership or province.unit(unit).parent is None


def excluded(province: Province, ticket: Ticket, actor: Actor) -> bool:
    """True when `actor` is the official, or serves in the unit, that the petition is about."""
    return f"{STAFF}{actor.id}" in ticket.concerns or concerned(province, ticket.concerns, actor.unit)


def impartial(province: Province, ticket: Ticket, people: Iterable[Staff]) -> list[Staff]:
    """Those of `people` whom the petition is not about."""
    return [
        s
        for s in people
        if f"{STAFF}{s.id}" not in ticket.concerns and not concerned(province, ticket.concerns, s.unit)
    ]


def home(province: Province, role: str) -> str:
    """The unit whose desk holds what `role` must decide."""
    homes = {Role.TASK_FORCE: province.task_force, Role.LEADERSHIP: province.leadership}
    return homes.get(Role(role), province.tray)


def tray_for(province: Province, concerns: Iterable[str], arbiter: str = "") -> tuple[str, str]:
    """(unit, arbiter) of the tray a petition goes to: leadership's when the usual one is concerned itself."""
    unit = home(province, arbiter or Role.COORDINATOR)
    if concerned(province, concerns, unit):
        return province.leadership, Role.LEADERSHIP
    return unit, arbiter


def judge_for(province: Province, ticket: Ticket, role: str) -> tuple[str, str]:
    """(unit, role) of the arbiter of a re-check: leadership where `role` answered itself, or is concerned."""
    unit, judge = tray_for(province, ticket.concerns, role)
    return (province.leadership, Role.LEADERSHIP) if ticket.unit == unit else (unit, judge)


def back_to_tray(province: Province, ticket: Ticket, hops: int) -> tuple[str, dict[str, Any]]:
    """(unit, fields) of a petition nobody took on: the usual tray, or the arbiter's after too many hops."""
    rule = province.regulation.procedures.transfer
    wanted = rule.arbiter if rule and hops > rule.hops else ""
    unit, arbiter = tray_for(province, ticket.concerns, wanted)
    fields = {"came_from": "", "hops": hops, "arbiter": arbiter, "contributors": (), "contribution_due_at": None}
    return unit, fields
