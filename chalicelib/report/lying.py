"""What lies open at a moment: carried from the day before, and what the day's entries made of it. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from typing import Any

from chalicelib.report.fold import Cell, Tallies
from chalicelib.ticket.ticket import Ticket
from chalicelib.ticket.workflow import OPEN_STATES, Status
from chalicelib.timeline.entry import Entry

AGES = (2, 7, 15, 30)  # days: up to two, up to a week, … and older
AGE_NAMES = (*(f"age.{most}" for most in AGES), "age.older")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """A petition that is open. `n` is its last event that is known of; instants are UTC."""

    code: str
    n: int
    status: str
    unit: str
    category: str
    channel: str
    kind: str
    submitter: str
    urgency: str
    place: str
    opened_at: datetime
    promised_at: datetime
    level: int

    @property
    def cell(self) -> Cell:
        return self.unit, self.category, self.channel, self.kind, self.submitter


Pile = dict[str, Lying]  # by code
_SAME = ("code", "n", "status", "unit", "category", "channel", "kind", "submitter", "urgency", "place", "opened_at",
         "promised_at", "level")  # fmt: skip


def lying_of(entry: Entry) -> Lying:
    """The petition as it stood after `entry`."""
    return Lying(**{name: getattr(entry, name) for name in _SAME})


def of_ticket(ticket: Ticket) -> Lying:
    """The petition as it is."""
    return Lying(
        code=ticket.code, n=ticket.events, status=ticket.status, unit=ticket.unit, category=ticket.category or "",
        channel=ticket.origin.channel, kind=ticket.kind, submitter=ticket.submitter, urgency=ticket.urgency,
        place=ticket.place or "", opened_at=ticket.opened_at, promised_at=ticket.promised_at, level=ticket.level,
    )  # fmt: skip


def carried(before: Mapping[str, Lying], entries: Iterable[Entry]) -> Pile:
    """The pile after these entries, in whatever order they come: of each petition the newest counts."""
    newest: dict[str, Entry] = {}
    for entry in entries:
        if entry.code not in newest or entry.n > newest[entry.code].n:
            newest[entry.code] = entry
    pile = dict(before)
    for code, entry in newest.items():
        if code in pile and pile[code].n >= entry.n:
            continue
        pile.pop(code, None)
        if entry.status in OPEN_STATES:
            pile[code] = lying_of(entry)
    return pile


def rewound(now: Mapping[str, Lying], entries: Iterable[Entry]) -> Pile:
    """The pile as it was before these entries, of all that happened since: how the first day of reports begins."""
    first: dict[str, Entry] = {}
    for entry in entries:
        if entry.code not in first or entry.n < first[entry.code].n:
            first[entry.code] = entry
    pile = dict(now)
    for code, entry in first.items():
        pile.pop(code, None)
        if entry.was in OPEN_STATES and entry.was is not None:
            pile[code] = replace(lying_of(entry), n=entry.n - 1, status=entry.was, unit=entry.was_unit)
    return pile


def overdue(one: Lying, at: datetime) -> bool:
    """True when the answer was promised before `at`; while the citizen is asked the clock stands still."""
    return one.status != Status.WAITING and one.promised_at < at


def age(one: Lying, day: date, zone: tzinfo) -> int:
    """Local days since it was opened."""
    return (day - one.opened_at.astimezone(zone).date()).days


def standing(pile: Iterable[Lying], at: datetime, day: date, zone: tzinfo) -> Tallies:
    """The tallies of what lies open at `at` on the local `day`: open, overdue, waiting for the citizen, age.<days>."""
    found: Tallies = {}
    for one in pile:
        tally = found.setdefault(one.cell, Counter())
        days = age(one, day, zone)
        tally["open"] += 1
        tally["overdue"] += overdue(one, at)
        tally["waiting"] += one.status == Status.WAITING
        tally[next((f"age.{most}" for most in AGES if days <= most), AGE_NAMES[-1])] += 1
    return found


def said(one: Lying) -> list[Any]:
    """As it is kept: a short row."""
    return [getattr(one, name).isoformat() if name.endswith("_at") else getattr(one, name) for name in _SAME]


def read(row: list[Any]) -> Lying:
    fields: dict[str, Any] = dict(zip(_SAME, row, strict=True))
    moments = {name: datetime.fromisoformat(fields[name]) for name in ("opened_at", "promised_at")}
    return Lying(**(fields | moments))
