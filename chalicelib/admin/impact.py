"""What a draft would do to the petitions that are open now: whose dates move, which become late, which move on."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from chalicelib.admin.settled import settled
from chalicelib.province.province import Province
from chalicelib.ticket.ticket import Actor, Event, Ticket

EXAMPLES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitImpact:
    """How a unit's open petitions fare; examples are codes."""

    unit: str
    open: int
    earlier: int = 0
    later: int = 0
    late_now: int = 0  # in time today, late under the draft
    saved_now: int = 0  # late today, in time under the draft
    follow: int = 0  # must go to another unit, because theirs closes
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    read: int
    partial: bool
    units: tuple[UnitImpact, ...]

    def total(self, what: str) -> int:
        return sum(getattr(unit, what) for unit in self.units)


def unit_impacts(
    was: Province, draft: Province, past: Iterable[tuple[Ticket, list[Event]]], clock: Actor, at: datetime
) -> tuple[UnitImpact, ...]:
    """One row a unit, in the order of their ids; units whose petitions stay as they are included."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    examples: dict[str, list[str]] = defaultdict(list)
    for ticket, events in past:
        counts[ticket.unit]["open"] += 1
        fate = set(_fate(was, draft, ticket, events, clock, at))
        counts[ticket.unit].update(fate)
        if fate and len(examples[ticket.unit]) < EXAMPLES:
            examples[ticket.unit].append(ticket.code)
    return tuple(UnitImpact(unit=unit, examples=tuple(examples[unit]), **counts[unit]) for unit in sorted(counts))


def _fate(
    was: Province, draft: Province, ticket: Ticket, events: list[Event], clock: Actor, at: datetime
) -> Iterable[str]:
    changed = settled(was, draft, ticket, events, clock, at)
    if changed is None:
        return
    then, _ = changed
    before, after = _due(ticket), _due(then)
    if then.unit != ticket.unit:
        yield "follow"
    if after != before or then.promised_at != ticket.promised_at:
        yield "earlier" if (after, then.promised_at) < (before, ticket.promised_at) else "later"
    if before >= at > after:
        yield "late_now"
    if after >= at > before:
        yield "saved_now"


def _due(ticket: Ticket) -> datetime:
    return ticket.stage_due_at or ticket.promised_at
