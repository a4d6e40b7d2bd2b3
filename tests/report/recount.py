"""Figures counted by hand from the raw histories, without folds, tallies or sheets: one list, gone through again for
every figure asked for. Slow, and plain enough to be checked by reading.
"""

import statistics
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.sla.deadline import working_time
from chalicelib.ticket.holding import verdicts
from chalicelib.ticket.ticket import Ticket
from chalicelib.ticket.workflow import OPEN_STATES, Act, Status
from tests.report.histories import Told, local, province

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Fact:
    """Something that counts: what, on which day, for which unit, of which petition; `value` is minutes, stars, ms."""

    what: str
    day: date
    unit: str
    of: Ticket
    value: int = 1


def facts(told: Mapping[str, Told]) -> list[Fact]:
    """Everything that counts, of all histories."""
    found: list[Fact] = []
    for one in told.values():
        found += _verdicts(one)
        for before, after, events in one.steps:
            for number, event in enumerate(events):
                was = before if number == 0 else after
                day = event.at.astimezone(ZONE).date()
                found += [Fact(what, day, unit, after, value) for what, unit, value in _of(was, after, event)]
    return found


def _of(was: Ticket | None, after: Ticket, event: Any) -> Iterable[tuple[str, str, int]]:
    yield from _states(was, after, event.act)
    before = was.unit if was else ""
    for act, what in (
        (Act.TRANSFER, "transferred"), (Act.EXTEND, "extended"), (Act.REOPEN, "reopened"), (Act.APPEAL, "appealed"),
        (Act.CONTEST, "contested"), (Act.UPHOLD, "upheld"),
    ):  # fmt: skip
        if event.act is act:
            yield what, before, 1
    if event.act is Act.RELAY:
        yield "relayed", after.unit, 1
    if event.act is Act.ESCALATE:
        yield "escalated " + str(event.facts["level"]), after.unit, 1
    if event.act is Act.RATE:
        yield "stars", after.unit, int(event.facts["stars"])
    if said := event.facts.get("sample"):
        asked = event.facts.get("sampled_at")
        day = datetime.fromisoformat(str(asked)).astimezone(ZONE).date() if asked else None
        yield f"sample {said}", before, day.toordinal() if day else 0
    if event.act is Act.OPEN and "members" in event.facts:
        yield "members", after.unit, int(event.facts["members"])
    held = str(event.facts.get("held", ""))
    if held in ("@tray", "@citizen"):
        yield f"held {held[1:]}", before, int(event.facts["worked_ms"])
    elif held and not held.startswith("@"):
        yield "held unit", held, int(event.facts["worked_ms"])


def _states(was: Ticket | None, after: Ticket, act: Act) -> Iterable[tuple[str, str, int]]:
    over = (Status.ANSWERED, Status.CLOSED)
    if was is None:
        yield "received", after.unit, 1
    if act is Act.ECHO and after.origin.channel == "phone" and after.status is Status.ANSWERED:
        yield "unasked", after.unit, 1
    if after.status is Status.ASSIGNED and (was is None or was.status is not Status.ASSIGNED or was.unit != after.unit):
        yield "assigned", after.unit, 1
    if was and after.status in over and was.status not in over:
        yield "outcome " + (after.outcome or "none"), was.unit, 1
    if was and (was.status, after.status) == (Status.ASSIGNED, Status.IN_TRAY):
        if act is Act.REFUSE:
            yield "returned", was.unit, 1
        if act is Act.EXPIRE:
            yield "unaccepted", was.unit, 1


def _verdicts(one: Told) -> Iterable[Fact]:
    ends = {event.n: after for _, after, events in one.steps for event in events}
    spoken = [(n, v) for n in ends for v in verdicts(one.events[:n])[len(verdicts(one.events[: n - 1])) :]]
    for n, verdict in spoken:
        day = verdict.ended_at.astimezone(ZONE).date()
        after, calendar = ends[n], province().calendar
        took = working_time(verdict.started_at, verdict.ended_at, calendar) // MINUTE
        yield Fact(f"lead {verdict.stage}", day, verdict.unit, after, took)
        if verdict.stage != "answer":
            if verdict.late:
                yield Fact(f"overrun {verdict.stage}", day, verdict.unit, after)
            continue
        yield Fact("answered", day, verdict.unit, after)
        yield Fact("late" if verdict.late else "on_time", day, verdict.unit, after)
        if verdict.started_at.astimezone(ZONE).date() == day:
            yield Fact("same_day", day, verdict.unit, after)


def open_at(told: Mapping[str, Told], day: date) -> list[Ticket]:
    """What lay open as the local `day` ended."""
    found = []
    for one in told.values():
        before = [after for _, after, events in one.steps if local(events[-1].at) <= day]
        if before and before[-1].status in OPEN_STATES:
            found.append(before[-1])
    return found


def figures(counted: list[Fact], lying: list[Ticket] | None, at: datetime, first: date) -> dict[str, Any]:
    """The figures of these facts, and of what lies open at `at`."""

    def n(what: str) -> int:
        return sum(1 for fact in counted if fact.what == what)

    def values(what: str) -> list[int]:
        return [fact.value for fact in counted if fact.what == what]

    def ending(prefix: str) -> dict[str, int]:
        names = {fact.what for fact in counted if fact.what.startswith(prefix)}
        return {name.removeprefix(prefix): n(name) for name in sorted(names)}

    stars = values("stars")
    plain = ("received", "assigned", "answered", "on_time", "late", "same_day", "relayed", "transferred", "returned",
             "unaccepted", "extended", "reopened", "appealed", "contested", "upheld")  # fmt: skip
    return {name: n(name) for name in plain} | {
        "on_time_share": _share(n("on_time"), n("answered")),
        "same_day_share": _share(n("same_day"), n("answered")),
        "outcomes": {key: amount for key, amount in ending("outcome ").items() if amount},
        "escalated": ending("escalated "),
        "overrun": {stage: n(f"overrun {stage}") for stage in ("assign", "receive", "transfer", "decide")},
        "satisfaction": {
            "n": len(stars),
            "mean": round(sum(stars) / len(stars), 2) if stars else None,
            "satisfied_share": _share(sum(1 for each in stars if each >= 4), len(stars)),
            "stars": [stars.count(each) for each in (1, 2, 3, 4, 5)],
            "unasked": n("unasked"),
        },
        "confirmation": _confirmation(
            {word: values(f"sample {word}") for word in ("asked", "unreachable", "yes", "no")}, first
        ),
        "members": sum(values("members")),
        "lead": {s: _lead(values(f"lead {s}")) for s in ("assign", "receive", "transfer", "decide", "answer")},
        "held": {whose: sum(values(f"held {whose}")) // 60_000 for whose in ("unit", "tray", "citizen")},
        "standing": None if lying is None else _standing(lying, at),
    }


def _confirmation(said: dict[str, list[int]], first: date) -> dict[str, Any]:
    """The days on which they were asked, of those who said something."""
    replies = said["yes"] + said["no"]
    return {
        "asked": len(said["asked"]),
        "confirmed": len(said["yes"]),
        "denied": len(said["no"]),
        "silent": len(said["asked"]) - sum(1 for day in replies if day >= first.toordinal()),
        "unreachable": len(said["unreachable"]),
        "confirmed_share": _share(len(said["yes"]), len(replies)) if len(replies) >= 5 else None,
    }


def _standing(lying: list[Ticket], at: datetime) -> dict[str, Any]:
    last = (at - timedelta(milliseconds=1)).astimezone(ZONE).date()
    ages = [(last - ticket.opened_at.astimezone(ZONE).date()).days for ticket in lying]
    return {
        "open": len(lying),
        "overdue": sum(1 for t in lying if t.promised_at < at and t.status is not Status.WAITING),
        "waiting": sum(1 for t in lying if t.status is Status.WAITING),
        "ages": {
            "2": sum(1 for age in ages if age <= 2),
            "7": sum(1 for age in ages if 2 < age <= 7),
            "15": sum(1 for age in ages if 7 < age <= 15),
            "30": sum(1 for age in ages if 15 < age <= 30),
            "older": sum(1 for age in ages if age > 30),
        },
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 9) if whole else None


def _lead(minutes: list[int]) -> dict[str, Any]:
    if not minutes:
        return {"n": 0, "mean": None, "median": None, "p90": None}
    ordered = sorted(minutes)
    p90 = next(value for i, value in enumerate(ordered, start=1) if i >= 0.9 * len(ordered) - 1e-9)
    mean = round(sum(ordered) / len(ordered))
    return {"n": len(ordered), "mean": mean, "median": statistics.median_low(ordered), "p90": p90}


KEYS: Mapping[str, Callable[[str, Ticket], str]] = {
    "unit": lambda unit, _: unit,
    "category": lambda _, ticket: ticket.category or "",
    "channel": lambda _, ticket: str(ticket.origin.channel),
    "kind": lambda _, ticket: ticket.kind,
    "submitter": lambda _, ticket: ticket.submitter,
}
