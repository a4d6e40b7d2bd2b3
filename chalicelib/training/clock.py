"""The clock of a training province: how far ahead of the world it is, and how far it has been told to go."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from chalicelib.errors import Conflict, Unavailable, Unprocessable

FARTHEST = timedelta(days=60)  # at once
LONGEST = timedelta(days=3 * 366)  # of all: holidays, regulations and accounts of the future are not known


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """`goal`: an instant of its own time (UTC) it is on its way to; None: it goes as fast as the world's.

    happened    since the goal was set: what → how often; acts of petitions by name, rounds as `round.<name>`
    held_until  of the world's time: a step is under way, and until then nobody else begins one
    since       of the world's time: when the province was begun afresh last
    clearing    of the world's time: since when what there was of it goes; nobody may do anything in it meanwhile
    """

    tenant: str
    ahead: timedelta = timedelta(0)
    goal: datetime | None = None
    happened: Mapping[str, int] = field(default_factory=dict)
    held_until: datetime | None = None
    since: datetime | None = None
    clearing: datetime | None = None
    version: int = 0  # 0: never moved

    def now(self, world: datetime) -> datetime:
        return world + self.ahead

    def refuse_while_clearing(self) -> None:
        """raises  Unavailable"""
        if self.clearing:
            raise Unavailable("this training province is being begun afresh", retry_after=60)


class Clocks(Protocol):
    def of(self, tenant: str) -> Clock:
        """As stored, or one of version 0."""

    def save(self, clock: Clock) -> Clock:
        """raises  StaleTicket when somebody else has moved it"""


def set_off(clock: Clock, order: Mapping[str, Any], world: datetime) -> Clock:
    """The clock with where it must go.

    order   of clock.schema.json
    raises  Unprocessable for what is no instant, or farther than FARTHEST; Conflict for what lies behind, and while it
            is still on its way; Unavailable while the province is begun afresh
    """
    clock.refuse_while_clearing()
    now = clock.now(world)
    if clock.goal:
        raise Conflict("the clock is still on its way", goal=clock.goal.isoformat())
    goal, name = (_instant(order["to"]), "to") if "to" in order else (now + _minutes(order), "forward_minutes")
    if goal < now:
        raise Conflict("the clock never goes back", now=now.isoformat())
    if goal - now > FARTHEST or goal - world > LONGEST:
        fault = {"pointer": f"/{name}", "message": "at most 60 days at once, and three years in all"}
        raise Unprocessable("too far", faults=[fault])
    return replace(clock, goal=goal, happened={})


def _minutes(order: Mapping[str, Any]) -> timedelta:
    return timedelta(minutes=order["forward_minutes"])


def _instant(given: str) -> datetime:
    fault = {"pointer": "/to", "message": "an instant to come, RFC 3339 with offset"}
    try:
        found = datetime.fromisoformat(given)
    except ValueError as error:
        raise Unprocessable("no such instant", faults=[fault]) from error
    if found.tzinfo is None:
        raise Unprocessable("no such instant", faults=[fault])
    return found
