"""Whose time it was: every change of holder is timed as it happens, and frozen in the event that made it.

Σ of all holders, the tray and the pauses is the whole life of a petition, always. A changed calendar or a later
remark moves nothing that is past.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.province.province import Province
from chalicelib.province.regulation import Stage
from chalicelib.sla.deadline import working_time
from chalicelib.ticket.ticket import Event, Ticket
from chalicelib.ticket.workflow import OPEN_STATES, Act, Status

# Bearers that are no unit; unit ids never begin with @.
TRAY, CITIZEN, NOBODY, OTHER = "@tray", "@citizen", "@nobody", "@merged"
_BEARERS = {
    Status.IN_TRAY: TRAY,
    Status.WAITING: CITIZEN,
    Status.ANSWERED: NOBODY,
    Status.CLOSED: NOBODY,
    Status.MERGED: OTHER,
}
_MS = timedelta(milliseconds=1)
_ANSWERED = frozenset({Status.ANSWERED, Status.CLOSED})
_UNJUDGED = frozenset({Act.WITHDRAW, Act.EXPIRE})  # the unit gave no answer, and need not
_ASKED = frozenset({Act.OPEN, Act.REOPEN, Act.APPEAL, Act.UPHOLD})


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """One stretch of a petition's life in one pair of hands. UTC; `worked` is the province's working time in it."""

    bearer: str
    start: datetime
    end: datetime
    worked: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How a stage ended: whose it was, when it was due, when it ended. UTC."""

    stage: Stage
    unit: str
    started_at: datetime
    due_at: datetime
    ended_at: datetime

    @property
    def late(self) -> bool:
        return self.ended_at > self.due_at


def bearer(ticket: Ticket) -> str:
    """Whose time runs now: a unit, the tray, the citizen, or nobody."""
    if ticket.status is Status.REPORTED:
        return ticket.superior
    return _BEARERS.get(ticket.status, ticket.unit)


def turned(province: Province, before: Ticket, after: Ticket, at: datetime) -> dict[str, str | int]:
    """The facts of a change of hands: who held it until now and how long; nothing when the hands are the same."""
    if bearer(before) == bearer(after):
        return {}
    start = before.since or before.opened_at
    worked = working_time(start, at, province.calendar) if at > start else timedelta()
    return {"held": bearer(before), "held_ms": (at - start) // _MS, "worked_ms": worked // _MS}


def judged(before: Ticket, after: Ticket, act: Act) -> dict[str, str | int]:
    """The facts of a stage's end: what it was and when it was due. A pause or a draft ends no stage."""
    facts: dict[str, str | int] = {}
    if before.status in OPEN_STATES and after.status in _ANSWERED and act not in _UNJUDGED:
        facts = {"promised": _stamp(after.promised_at), "answered_by": before.unit}
    over = (after.stage, after.unit) != (before.stage, before.unit) and after.status is not Status.WAITING
    if not over or before.stage is None or before.stage_started_at is None or before.stage_due_at is None:
        return facts
    return facts | {
        "stage": before.stage,
        "stage_unit": before.superior if before.stage is Stage.DECIDE else before.unit,
        "stage_from": _stamp(before.stage_started_at),
        "stage_due": _stamp(before.stage_due_at),
    }


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")


def holds(province: Province, ticket: Ticket, events: Iterable[Event], now: datetime) -> tuple[Hold, ...]:
    """The whole life of `ticket` until `now`, stretch by stretch, without a gap."""
    found: list[Hold] = []
    start = ticket.opened_at
    for event in events:
        if "held" in event.facts:
            worked = int(event.facts["worked_ms"]) * _MS
            found.append(Hold(bearer=str(event.facts["held"]), start=start, end=event.at, worked=worked))
            start = event.at
    if now > start:
        worked = working_time(start, now, province.calendar)
        found.append(Hold(bearer=bearer(ticket), start=start, end=now, worked=worked))
    return tuple(found)


def verdicts(events: Iterable[Event]) -> list[Verdict]:
    """The verdicts frozen in a ticket's events, oldest first; that of the answer is measured by the promise."""
    found: list[Verdict] = []
    asked_at: datetime | None = None
    for event in events:
        facts = {name: str(value) for name, value in event.facts.items()}
        if event.act in _ASKED or asked_at is None:
            asked_at = event.at
        if "stage" in facts and facts["stage"] != Stage.ANSWER:
            start = datetime.fromisoformat(facts["stage_from"])
            found.append(_verdict(Stage(facts["stage"]), facts["stage_unit"], start, facts["stage_due"], event))
        if "promised" in facts:
            found.append(_verdict(Stage.ANSWER, facts["answered_by"], asked_at, facts["promised"], event))
    return found


def _verdict(stage: Stage, unit: str, start: datetime, due: str, event: Event) -> Verdict:
    return Verdict(stage=stage, unit=unit, started_at=start, due_at=datetime.fromisoformat(due), ended_at=event.at)
