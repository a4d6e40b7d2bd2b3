"""When things fall due: the limit of a stage, the rungs above it, and the pause while the citizen is asked."""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.province.province import Province
from chalicelib.province.regulation import Stage, Step
from chalicelib.sla.deadline import moment_after, working_time
from chalicelib.sla.workdays import WorkCalendar
from chalicelib.ticket.ticket import Ticket
from chalicelib.ticket.workflow import STAGE_OF, Status


def promise(province: Province, facts: dict[str, str | None], opened_at: datetime) -> datetime:
    """The instant by which the citizen is promised an answer, counted from when the citizen wrote. UTC."""
    limit = province.regulation.limit(Stage.ANSWER, facts)
    return moment_after(opened_at, limit.allow, province.calendar)


def stage_due(province: Province, ticket: Ticket, stage: Stage, started_at: datetime) -> datetime:
    """When `stage` falls due if it starts now; the answer stage ends at the promise, whoever holds the ticket."""
    if stage is Stage.ANSWER:
        return ticket.promised_at
    limit = province.regulation.limit(stage, ticket.facts)
    return moment_after(started_at, limit.allow, province.calendar)


def rungs(province: Province, ticket: Ticket) -> list[tuple[datetime, Step]]:
    """The rungs of the ladder still above `ticket` in its stage, each with its moment, lowest first.

    A warning whose moment lay before the stage began is not given: the unit has only just been told.
    """
    if ticket.stage is None or ticket.stage_due_at is None:
        return []
    found = []
    for step in province.regulation.steps(ticket.stage, ticket.facts):
        moment = moment_after(ticket.stage_due_at, step.after, province.calendar)
        early = step.after.amount < 0 and ticket.stage_started_at and moment <= ticket.stage_started_at
        if step.level > ticket.level and not early:
            found.append((moment, step))
    return found


def with_next_look(province: Province, ticket: Ticket) -> Ticket:
    """`ticket` with `next_at` set to its next rung, or to None when no rung is left."""
    ahead = rungs(province, ticket)
    return replace(ticket, next_at=min((moment for moment, _ in ahead), default=None))


def started(province: Province, ticket: Ticket, status: Status, at: datetime) -> Ticket:
    """`ticket` in `status` with the clock of the stage that begins at `at`."""
    stage = STAGE_OF.get(status)
    if stage is None:
        idle = replace(ticket, status=status, stage=None, stage_due_at=None, next_at=None)
        return replace(idle, paused_at=at if status is Status.WAITING else None)
    resumed = ticket.paused_at is not None
    if ticket.paused_at is not None:
        lost = working_time(ticket.paused_at, at, province.calendar)
        ticket = replace(ticket, promised_at=later(ticket.promised_at, lost, province.calendar), paused_at=None)
    ticket = replace(
        ticket,
        status=status,
        stage=stage,
        stage_started_at=at,
        stage_due_at=stage_due(province, ticket, stage, at),
        level=ticket.level if resumed else 0,
    )
    return with_next_look(province, ticket)


def later(moment: datetime, span: timedelta, calendar: WorkCalendar) -> datetime:
    """`moment` moved by `span` of working time."""
    if span <= timedelta():
        return moment
    for opens, closes in calendar.spans_from(moment):
        if span <= closes - opens:
            return opens + span
        span -= closes - opens
    raise ValueError(f"no room for {span} after {moment:%Y-%m-%d}")
