"""When things fall due: the limit of a stage, the rungs above it, the other duties, and the pause for the citizen."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.province.province import Province
from chalicelib.province.regulation import Limit, Stage, Step, holds
from chalicelib.sla.deadline import moment_after, working_time
from chalicelib.sla.workdays import WorkCalendar
from chalicelib.ticket.ticket import Ticket
from chalicelib.ticket.workflow import STAGE_OF, Status

_STILL_OWED = frozenset({Status.IN_PROGRESS, Status.REPORTED, Status.DRAFTED})


class Duty(StrEnum):
    """What the clock may have to do besides taking a rung."""

    PROGRESS = "progress"  # the citizen has heard nothing for too long
    DIRECTIVE = "directive"  # an instruction was not carried out in time
    CONTRIBUTION = "contribution"  # another unit's part is late
    RECHECK = "recheck"  # the arbiter has not decided on what an observer contests
    UNACCEPTED = "unaccepted"  # nobody took the transfer on: back to the tray
    SILENT = "silent"  # the citizen never replied to our question
    UNCONTESTED = "uncontested"  # nobody objected to the answer


@dataclass(frozen=True, slots=True)
class Task:
    """Something that falls due at `moment`: a rung of the ladder, or a duty."""

    moment: datetime
    step: Step | None = None
    duty: Duty | None = None


def due_after(start: datetime, limit: Limit, calendar: WorkCalendar) -> datetime:
    """When what `limit` allows has run out, its ceiling included. UTC."""
    due = moment_after(start, limit.allow, calendar)
    return min(due, moment_after(start, limit.ceiling, calendar)) if limit.ceiling else due


def promise(province: Province, facts: dict[str, str | None], opened_at: datetime, unit: str = "") -> datetime:
    """The instant by which the citizen is promised an answer, counted from when the citizen wrote. UTC."""
    return due_after(opened_at, province.regulation.limit(Stage.ANSWER, facts), province.calendar_of(unit))


def stage_of(ticket: Ticket, status: Status) -> Stage | None:
    """What the clock waits for once `ticket` is in `status`."""
    if status is Status.ASSIGNED and ticket.came_from:
        return Stage.TRANSFER
    return STAGE_OF.get(status)


def stage_due(province: Province, ticket: Ticket, stage: Stage, started_at: datetime) -> datetime:
    """When `stage` falls due if it starts now; the answer stage ends at the promise, whoever holds the ticket."""
    if stage is Stage.ANSWER:
        return ticket.promised_at
    unit = ticket.superior if stage is Stage.DECIDE else ticket.unit
    return due_after(started_at, province.regulation.limit(stage, ticket.facts), province.calendar_of(unit))


def rungs(province: Province, ticket: Ticket) -> list[tuple[datetime, Step]]:
    """The rungs of the ladder still above `ticket` in its stage, each with its moment, lowest first.

    A warning whose moment lay before the stage began is not given: the unit has only just been told.
    """
    if ticket.stage is None or ticket.stage_due_at is None:
        return []
    found = []
    for step in province.regulation.steps(ticket.stage, ticket.facts):
        moment = moment_after(ticket.stage_due_at, step.after, province.calendar_of(ticket.unit))
        early = step.after.amount < 0 and ticket.stage_started_at and moment <= ticket.stage_started_at
        if step.level > ticket.level and not early:
            found.append((moment, step))
    return found


def tasks(province: Province, ticket: Ticket) -> list[Task]:
    """Everything the clock still has to do with `ticket`, the first first."""
    found = [Task(moment, step=step) for moment, step in rungs(province, ticket)]
    return sorted([*found, *_duties(province, ticket)], key=lambda task: task.moment)


def _duties(province: Province, ticket: Ticket) -> Iterator[Task]:
    calendar, closing = province.calendar_of(ticket.unit), province.regulation.procedures.closing
    if ticket.stage is Stage.TRANSFER and ticket.stage_due_at:
        yield Task(ticket.stage_due_at, duty=Duty.UNACCEPTED)
    if ticket.directive_due_at:
        yield Task(ticket.directive_due_at, duty=Duty.DIRECTIVE)
    if ticket.contribution_due_at:
        yield Task(ticket.contribution_due_at, duty=Duty.CONTRIBUTION)
    if ticket.recheck_due_at:
        yield Task(ticket.recheck_due_at, duty=Duty.RECHECK)
    if closing and ticket.answered_at and ticket.status is Status.ANSWERED and not ticket.contested:
        yield Task(moment_after(ticket.answered_at, closing.answered_after, calendar), duty=Duty.UNCONTESTED)
    if closing and closing.silent_after and ticket.paused_at:
        yield Task(moment_after(ticket.paused_at, closing.silent_after, calendar), duty=Duty.SILENT)
    if ticket.status in _STILL_OWED:
        for rule in province.regulation.procedures.progress:
            if holds(rule.when, ticket.facts):
                yield Task(
                    moment_after(ticket.informed_at or ticket.opened_at, rule.every, calendar), duty=Duty.PROGRESS
                )
                break


def with_next_look(province: Province, ticket: Ticket) -> Ticket:
    """`ticket` with `next_at` set to its next task, or to None when nothing is left to do."""
    ahead = tasks(province, ticket)
    return replace(ticket, next_at=ahead[0].moment if ahead else None)


def started(province: Province, ticket: Ticket, status: Status, at: datetime) -> Ticket:
    """`ticket` in `status` with the clock of the stage that begins, goes on, or ends at `at`."""
    resumed = ticket.paused_at is not None
    ticket = _resumed(province, ticket, at)
    goes_on = ticket.stage is Stage.ANSWER and ticket.status in (Status.IN_PROGRESS, Status.DRAFTED)
    stage = stage_of(ticket, status)
    then = replace(ticket, status=status, stage=stage)
    if stage is None:
        paused = at if status is Status.WAITING else None
        then = replace(then, stage_started_at=None, stage_due_at=None, paused_at=paused)
    elif stage is Stage.ANSWER and (resumed or goes_on):
        then = replace(then, stage_started_at=ticket.stage_started_at or at, stage_due_at=ticket.promised_at)
    else:
        due = stage_due(province, then, stage, at)
        then = replace(then, stage_started_at=at, stage_due_at=due, level=0)
    return with_next_look(province, then)


def _resumed(province: Province, ticket: Ticket, at: datetime) -> Ticket:
    """The promise moves by the working time we waited for the citizen."""
    if ticket.paused_at is None:
        return ticket
    calendar = province.calendar_of(ticket.unit)
    lost = working_time(ticket.paused_at, at, calendar)
    return replace(ticket, promised_at=later(ticket.promised_at, lost, calendar), paused_at=None)


def promised(province: Province, ticket: Ticket, until: datetime) -> Ticket:
    """`ticket` with another answer date; the ladder above it is climbed anew."""
    then = replace(ticket, promised_at=until)
    if ticket.stage is Stage.ANSWER:
        then = replace(then, stage_due_at=until, level=0)
    return with_next_look(province, then)


def later(moment: datetime, span: timedelta, calendar: WorkCalendar) -> datetime:
    """`moment` moved by `span` of working time."""
    if span <= timedelta():
        return moment
    for opens, closes in calendar.spans_from(moment):
        if span <= closes - opens:
            return opens + span
        span -= closes - opens
    raise ValueError(f"no room for {span} after {moment:%Y-%m-%d}")
