"""A petition under changed rules: its dates reckoned anew, its unit gone, its past judged by a draft."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib.province.province import Province
from chalicelib.province.regulation import Stage
from chalicelib.sla.deadline import Allowance, Unit, moment_after, working_time
from chalicelib.ticket import clock, holding
from chalicelib.ticket.chain import next_event
from chalicelib.ticket.holding import Verdict, verdicts
from chalicelib.ticket.life import moved
from chalicelib.ticket.ticket import Actor, Event, Ticket
from chalicelib.ticket.workflow import OPEN_STATES, Act

__all__ = ["Verdict", "classified", "reckoned", "rehomed", "verdicts", "verdicts_under"]


def verdicts_under(province: Province, ticket: Ticket, events: list[Event]) -> list[Verdict]:
    """The verdicts of a ticket's past judged by `province`'s regulation and calendar: only `due_at` differs."""
    found = []
    for verdict in verdicts(events):
        if verdict.stage is Stage.ANSWER:
            so_far = [event for event in events if event.at <= verdict.ended_at]
            due = _promise(province, ticket, so_far)
        else:
            limit = province.regulation.limit(verdict.stage, ticket.facts)
            due = clock.due_after(verdict.started_at, limit, province.calendar_of(verdict.unit))
        found.append(replace(verdict, due_at=due))
    return found


def reckoned(
    province: Province, ticket: Ticket, events: list[Event], actor: Actor, at: datetime
) -> tuple[Ticket, Event] | None:
    """`ticket` with its dates as `province` now has them, and the event that logs old and new.

    Rungs already taken stay taken, unless their moment now lies ahead.
    None when nothing changes, or when the ticket is no longer open.
    """
    if ticket.status not in OPEN_STATES:
        return None
    regulation = province.regulation
    then = replace(
        ticket,
        regulation=f"{regulation.id}@{regulation.version}",
        promised_at=_promise(province, ticket, events),
        contributors=tuple(dict.fromkeys(province.live(unit) for unit in ticket.contributors)),
    )
    if then.stage and then.stage_started_at:
        then = replace(then, stage_due_at=clock.stage_due(province, then, then.stage, then.stage_started_at))
    then = clock.with_next_look(province, _level_given_back(province, then, at))
    if then == ticket:
        return None
    event = next_event(ticket, Act.RECKON, actor, at, facts=_old_and_new(ticket, then))
    return replace(then, events=event.n, head=event.hash), event


def classified(
    province: Province, ticket: Ticket, events: list[Event], actor: Actor, at: datetime, **facts: str | None
) -> tuple[Ticket, Event]:
    """`ticket` with another kind, category, urgency or place, judged from its beginning by what it is."""
    renamed = replace(ticket, **facts)  # type: ignore[arg-type]
    fields: dict[str, Any] = {**facts, "promised_at": _promise(province, renamed, events)}
    renamed = replace(renamed, promised_at=fields["promised_at"])
    if ticket.stage and ticket.stage_started_at:
        due = clock.stage_due(province, renamed, ticket.stage, ticket.stage_started_at)
        fields |= {
            "stage_due_at": due,
            "level": _level_given_back(province, replace(renamed, stage_due_at=due), at).level,
        }
    changes = {f"{name}_old": getattr(ticket, name) or "" for name in facts} | {n: v or "" for n, v in facts.items()}
    dates = {"promised_at_old": ticket.promised_at.isoformat(), "promised_at_new": fields["promised_at"].isoformat()}
    return moved(province, ticket, Act.CLASSIFY, actor, at, facts=changes | dates, **fields)


def _level_given_back(province: Province, ticket: Ticket, at: datetime) -> Ticket:
    ladder = clock.rungs(province, replace(ticket, level=0))
    passed = [step.level for moment, step in ladder if moment <= at and step.level <= ticket.level]
    ahead = [step.level for moment, step in ladder if moment > at and step.level <= ticket.level]
    return replace(ticket, level=max(passed, default=0)) if ahead else ticket


def _old_and_new(before: Ticket, then: Ticket) -> dict[str, str | int]:
    facts: dict[str, str | int] = {"regulation": then.regulation}
    for name in ("promised_at", "stage_due_at"):
        old, new = getattr(before, name), getattr(then, name)
        if old != new:
            facts |= {f"{name}_old": old.isoformat(), f"{name}_new": new.isoformat()}
    return facts


def rehomed(province: Province, ticket: Ticket, unit: str, actor: Actor, at: datetime) -> tuple[Ticket, Event]:
    """`ticket` in the hands of `unit` because of a reorganisation: status and dates stay, the holding clock turns."""
    return moved(
        province, ticket, Act.REHOME, actor, at,
        unit=unit,
        status=ticket.status,
        restart=False,
        formerly=ticket.unit,
        superior=province.live(ticket.superior) if ticket.superior else "",
    )  # fmt: skip


def _promise(province: Province, ticket: Ticket, events: Iterable[Event]) -> datetime:
    """The answer date as the events made it: the limit from the opening, moved by pauses, extensions, decisions."""
    first, *later_events = events
    unit = str(first.facts.get("unit", ticket.unit))
    due = clock.promise(province, ticket.facts, ticket.opened_at, unit)
    for event in later_events:
        facts = event.facts
        if facts.get("held") == holding.CITIZEN:
            calendar = province.calendar_of(unit)
            asked_at = event.at - timedelta(milliseconds=int(facts["held_ms"]))
            due = clock.later(due, working_time(asked_at, event.at, calendar), calendar)
        unit = str(facts.get("to", unit))
        if event.act is Act.EXTEND:
            more = Allowance(Unit(str(facts["more_unit"])), int(facts["more"]))
            due = moment_after(due, more, province.calendar_of(unit))
        elif event.act is Act.DECIDE and "until" in facts:
            due = datetime.fromisoformat(str(facts["until"]))
        elif event.act in (Act.REOPEN, Act.APPEAL):
            due = clock.promise(province, ticket.facts, event.at, unit)
    return due
