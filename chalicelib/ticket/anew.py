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
from chalicelib.ticket.conflict import concerned, judge_for, tray_for
from chalicelib.ticket.holding import Verdict, verdicts
from chalicelib.ticket.life import moved
from chalicelib.ticket.ticket import Actor, Event, Ticket
from chalicelib.ticket.workflow import OPEN_STATES, Act, Status

__all__ = ["Verdict", "classified", "reckoned", "rehomed", "verdicts", "verdicts_under"]


def verdicts_under(province: Province, ticket: Ticket, events: list[Event]) -> list[Verdict]:
    """The verdicts of a ticket's past judged by `province`'s regulation and calendar: only `due_at` differs."""
    found, answers = [], iter([event.n for event in events if "promised" in event.facts])
    for verdict in verdicts(events):
        if verdict.stage is Stage.ANSWER:
            due = _promise(province, ticket, events[: next(answers)])
        else:
            limit = province.regulation.limit(verdict.stage, ticket.facts)
            due = clock.due_after(verdict.started_at, limit, province.calendar_of(verdict.unit))
        found.append(replace(verdict, due_at=due))
    return found


def reckoned(
    province: Province, ticket: Ticket, events: list[Event], actor: Actor, at: datetime
) -> tuple[Ticket, Event] | None:
    """`ticket` with its dates as `province` now has them, and the event that logs old and new.

    Rungs already taken stay taken, unless their moment now lies ahead. An answered one keeps its dates; a re-check of
    it goes on with another arbiter where the unit of the first is gone.
    None when nothing changes.
    """
    at = max(at, *(event.at for event in events[-1:]), ticket.opened_at)
    if ticket.status not in OPEN_STATES:
        return _judged_elsewhere(province, ticket, actor, at)
    regulation = province.regulation
    then = replace(
        ticket,
        regulation=f"{regulation.id}@{regulation.version}",
        promised_at=_promise(province, ticket, events),
        contributors=_contributors(province, ticket),
        superior=province.live(ticket.superior) if ticket.superior else "",
    )
    then = replace(then, contribution_due_at=then.contribution_due_at if then.contributors else None)
    if then.stage and then.stage_started_at:
        then = replace(then, stage_due_at=clock.stage_due(province, then, then.stage, then.stage_started_at))
    then = clock.with_next_look(province, _level_given_back(province, then, at))
    if then == ticket:
        return None
    event = next_event(ticket, Act.RECKON, actor, at, facts=_old_and_new(ticket, then))
    return replace(then, events=event.n, head=event.hash), event


def _judged_elsewhere(province: Province, ticket: Ticket, actor: Actor, at: datetime) -> tuple[Ticket, Event] | None:
    if ticket.status is not Status.ANSWERED or not ticket.contested or province.is_open(ticket.judge_unit):
        return None
    unit, judge = judge_for(province, ticket, ticket.judge)
    facts = {"arbiter": judge}
    return moved(
        province, ticket, Act.REHOME, actor, at,
        restart=False, facts=facts, judge=judge, judge_unit=province.live(unit),
    )  # fmt: skip


def _contributors(province: Province, ticket: Ticket) -> tuple[str, ...]:
    live = dict.fromkeys(map(province.live, ticket.contributors))
    return tuple(unit for unit in live if unit != ticket.unit and not concerned(province, ticket.concerns, unit))


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
    """`ticket` in the hands of `unit` because of a reorganisation: status and dates stay, the holding clock turns.

    Where it is about what has become of its holder, it goes to a tray instead.
    """
    superior = province.live(ticket.superior) if ticket.superior else ""
    if any(concerned(province, ticket.concerns, each) for each in (unit, superior) if each):
        return _let_go(province, ticket, actor, at)
    return moved(
        province, ticket, Act.REHOME, actor, at,
        unit=unit, status=ticket.status, restart=False, formerly=ticket.unit, superior=superior,
    )  # fmt: skip


def _let_go(province: Province, ticket: Ticket, actor: Actor, at: datetime) -> tuple[Ticket, Event]:
    unit, arbiter = tray_for(province, ticket.concerns, ticket.arbiter)
    return moved(
        province, ticket, Act.REHOME, actor, at,
        unit=unit,
        status=Status.IN_TRAY if ticket.status in OPEN_STATES else ticket.status,
        arbiter="" if ticket.status is Status.ANSWERED else arbiter,
        formerly=ticket.unit,
        came_from="", superior="", draft=0, contributors=(), contribution_due_at=None,
    )  # fmt: skip


def _promise(province: Province, ticket: Ticket, events: Iterable[Event]) -> datetime:
    """The answer date as the events made it: the limit from the opening, moved by pauses, extensions, decisions."""
    first, *later_events = events
    unit = str(first.facts.get("unit", ticket.unit))
    due = clock.promise(province, ticket.facts, ticket.opened_at, unit)
    for event in later_events:
        facts = event.facts
        holder = str(facts.get("to", unit))
        if facts.get("held") == holding.CITIZEN:
            calendar = province.calendar_of(holder)
            asked_at = event.at - timedelta(milliseconds=int(facts["held_ms"]))
            due = clock.later(due, working_time(asked_at, event.at, calendar), calendar)
        if event.act is Act.EXTEND:
            more = Allowance(Unit(str(facts["more_unit"])), int(facts["more"]))
            due = moment_after(due, more, province.calendar_of(unit))
        elif event.act is Act.DECIDE and "until" in facts:
            due = datetime.fromisoformat(str(facts["until"]))
        elif event.act in (Act.REOPEN, Act.APPEAL, Act.UPHOLD):
            due = clock.promise(province, ticket.facts, event.at, unit)
        elif event.act is Act.HEAR and "asked_at" in facts:
            asked_at = datetime.fromisoformat(str(facts["asked_at"]))
            due = min(due, clock.promise(province, ticket.facts, asked_at, holder))
        unit = holder
    return due
