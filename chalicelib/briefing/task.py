"""A meeting's conclusion as a task: the one table of its life, what can be judged by itself, when who is reminded."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from chalicelib.briefing.plan import DAY, instant, working_day
from chalicelib.errors import Forbidden, IllegalMove, Unprocessable
from chalicelib.province.province import Province
from chalicelib.ticket.workflow import Role


class State(StrEnum):
    OPEN = "open"
    REPORTED = "reported"  # the unit's head says it is done
    DONE = "done"
    CANCELLED = "cancelled"


OVERDUE = "overdue"  # open after its day: follows from the day, and is never stored


class Step(StrEnum):
    REPORT = "report"
    CONFIRM = "confirm"
    RETURN = "return"
    CANCEL = "cancel"
    POSTPONE = "postpone"  # its day is moved, either way, with a reason
    MEET = "meet"  # the clock's: what it names is so


CHAIR = frozenset({Role.COORDINATOR, Role.LEADERSHIP})
MOST_MOVES = 20
UNFINISHED = (State.OPEN, State.REPORTED)
NEXT: dict[tuple[State, Step], State] = {
    (State.OPEN, Step.REPORT): State.REPORTED,
    (State.OPEN, Step.CONFIRM): State.DONE,
    (State.OPEN, Step.CANCEL): State.CANCELLED,
    (State.OPEN, Step.POSTPONE): State.OPEN,
    (State.OPEN, Step.MEET): State.DONE,
    (State.REPORTED, Step.CONFIRM): State.DONE,
    (State.REPORTED, Step.RETURN): State.OPEN,
    (State.REPORTED, Step.CANCEL): State.CANCELLED,
    (State.REPORTED, Step.MEET): State.DONE,
}
WHO: Mapping[Step, frozenset[Role]] = {
    Step.REPORT: frozenset({Role.HEAD}),
    Step.CONFIRM: CHAIR,
    Step.RETURN: CHAIR,
    Step.CANCEL: CHAIR,
    Step.POSTPONE: CHAIR,
    Step.MEET: frozenset({Role.SYSTEM}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A figure of the unit that must be at most, or at least, so much as a week ends.

    figure  open, overdue (how many lie there), on_time_share (from 0 to 1)
    """

    figure: str
    most: float | None = None
    least: float | None = None

    def met(self, value: float) -> bool:
        return (self.most is None or value <= self.most) and (self.least is None or value >= self.least)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """That the day of a task was moved: from when, to when, by whom and why. `at`: UTC"""

    at: datetime
    by: str
    was: date
    due: date
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """
    due       a local day, included; closed_on  the local day it was finished, whichever way
    tickets   codes: done when each of them is answered; target  done when the figure is so
    measured  what was found when it was judged last, in words
    moves     how its day was moved, the first one first
    told      the reminders that went out, or were past, of the present day: soon, late; remind_at  UTC of the next one
    """

    tenant: str
    id: str
    meeting: str
    text: str
    unit: str
    due: date
    created_at: datetime
    remind_at: datetime | None
    tickets: tuple[str, ...] = ()
    target: Target | None = None
    state: State = State.OPEN
    words: str = ""
    by: str = ""
    measured: str = ""
    told: tuple[str, ...] = ()
    moves: tuple[Moved, ...] = ()
    closed_on: date | None = None
    version: int = 0

    @property
    def finished(self) -> bool:
        return self.state not in UNFINISHED


def stands(task: Task, today: date) -> str:
    """Its state in words of the list: overdue when it is open and its day is over."""
    return OVERDUE if task.state is State.OPEN and task.due < today else str(task.state)


def moved(task: Task, step: Step, role: Role, by: str, words: str, today: date) -> Task:
    """raises  IllegalMove naming the steps that are legal now; Forbidden for another role"""
    after = NEXT.get((task.state, step))
    if after is None:
        legal = [str(one) for held, one in NEXT if held is task.state and one is not Step.MEET]
        raise IllegalMove("the task is not in a state for this", acts=legal, status=str(task.state))
    if role not in WHO[step]:
        raise Forbidden(f"a {role} may not {step} a task", roles=sorted(WHO[step]))
    closed = today if after not in UNFINISHED else None
    return replace(task, state=after, by=by, words=words or task.words, closed_on=closed)


def postponed(province: Province, task: Task, due: date, role: Role, by: str, words: str, now: datetime) -> Task:
    """The task with another day, and why it has one; its head is reminded of the new day as of the first.

    raises  as `moved`; IllegalMove for one that was moved so often that it is another task; Unprocessable for a day
            that is over, or the one it has
    """
    today = province.calendar.local_day(now)
    after = moved(task, Step.POSTPONE, role, by, words, today)
    if len(task.moves) >= MOST_MOVES:
        legal = [str(one) for held, one in NEXT if held is task.state and one not in (Step.MEET, Step.POSTPONE)]
        raise IllegalMove("the day of this task was moved too often", acts=legal, status=str(task.state))
    if due < today or due == task.due:
        fault = {"pointer": "/due", "message": "another day than now, and none that is over"}
        raise Unprocessable("the task cannot be moved to this day", faults=[fault])
    told = tuple(name for name, at in reminders(province, due).items() if at <= now)
    why = Moved(at=now, by=by, was=task.due, due=due, words=words)
    after = replace(after, due=due, told=told, moves=(*task.moves, why))
    return replace(after, remind_at=next_reminder(province, after))


def reminders(province: Province, due: date) -> dict[str, datetime]:
    """soon: the working day before; late: the first working day after."""
    days = {"soon": working_day(province, due - DAY, -1), "late": working_day(province, due + DAY)}
    return {name: instant(province, day, province.briefings.digest_at) for name, day in days.items()}


def next_reminder(province: Province, task: Task) -> datetime | None:
    """One that was past when the task was made is never sent."""
    waiting = [
        at for name, at in reminders(province, task.due).items() if name not in task.told and at > task.created_at
    ]
    return min(waiting, default=None)


def target_from(body: Mapping[str, Any] | None) -> Target | None:
    return Target(**body) if body else None
