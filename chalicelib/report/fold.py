"""Entries of the timeline → tallies, cell by cell. Pure, and every entry counts for itself: so a day can be folded in
any order and added to any other, and what came late is folded by itself.

A cell is (unit, category, channel, kind, submitter); a tally's names are:

received · answered (with a verdict: rejected and referred too) · on_time · late · same_day · relayed (a duplicate was
told what the other one was told) · outcome.<outcome> (how it ended, whoever ended it) · assigned (handed to the unit) ·
transferred, returned, unaccepted (away from the unit) · extended · escalated.<level> · reopened · appealed ·
contested (an association asked for a re-check of the unit's answer) · upheld (the arbiter found it right) ·
stars.<n> · unasked (an answer told to a caller in a call back: nothing went to them that asks for stars) ·
sample.asked, sample.unreachable, sample.yes.<day>, sample.no.<day> (the local day it was asked) ·
members (for how many a case was filed) · overrun.<stage> (a stage that ended late) ·
lead.<stage>.<m> (how many took m whole working minutes) ·
held, held.tray, held.citizen (working milliseconds that ended)
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import tzinfo

from chalicelib.province.regulation import Stage
from chalicelib.report import samples
from chalicelib.ticket.holding import CITIZEN, TRAY
from chalicelib.ticket.ticket import Channel
from chalicelib.ticket.workflow import OPEN_STATES, Act, Status
from chalicelib.timeline.entry import Entry

Cell = tuple[str, str, str, str, str]
Tally = Counter[str]
Tallies = dict[Cell, Tally]
Count = tuple[str, str, int]  # unit it counts for, name, amount

MINUTE_MS = 60_000
ENDED = frozenset({Status.ANSWERED, Status.CLOSED})
_HELD = {TRAY: "held.tray", CITIZEN: "held.citizen"}
_ACTS = {
    Act.TRANSFER: "transferred", Act.EXTEND: "extended", Act.REOPEN: "reopened", Act.APPEAL: "appealed",
    Act.CONTEST: "contested", Act.UPHOLD: "upheld",
}  # fmt: skip


def fold(entries: Iterable[Entry], zone: tzinfo) -> Tallies:
    """The tallies of these entries. `zone`: the province's, for what an answer on the same day is."""
    found: Tallies = {}
    for entry in entries:
        for unit, name, amount in counts(entry, zone):
            cell = (unit, entry.category, entry.channel, entry.kind, entry.submitter)
            found.setdefault(cell, Counter())[name] += amount
    return found


def added(parts: Iterable[Mapping[Cell, Tally]]) -> Tallies:
    """The sum of several tallies."""
    found: Tallies = {}
    for part in parts:
        for cell, tally in part.items():
            found.setdefault(cell, Counter()).update(tally)
    return found


def counts(entry: Entry, zone: tzinfo) -> Iterator[Count]:
    """What one entry counts for."""
    yield from _moves(entry)
    yield from _acts(entry)
    yield from samples.counts(entry, zone)
    yield from _answer(entry, zone)
    yield from _stage(entry)
    if entry.held and not entry.held.startswith("@"):
        yield entry.held, "held", entry.worked_ms
    elif entry.held in _HELD:
        yield entry.was_unit, _HELD[entry.held], entry.worked_ms


def _moves(entry: Entry) -> Iterator[Count]:
    if entry.act is Act.OPEN:
        yield entry.unit, "received", 1
        if entry.members:
            yield entry.unit, "members", entry.members
    if entry.status is Status.ASSIGNED and (entry.was, entry.was_unit) != (Status.ASSIGNED, entry.unit):
        yield entry.unit, "assigned", 1
    if entry.was in OPEN_STATES | {Status.MERGED} and entry.status in ENDED:
        yield entry.was_unit, f"outcome.{entry.outcome or 'none'}", 1
    if entry.was is Status.ASSIGNED and entry.status is Status.IN_TRAY and entry.act in (Act.REFUSE, Act.EXPIRE):
        yield entry.was_unit, "unaccepted" if entry.act is Act.EXPIRE else "returned", 1
    if entry.act is Act.RELAY:
        yield entry.unit, "relayed", 1


def _acts(entry: Entry) -> Iterator[Count]:
    if name := _ACTS.get(entry.act):
        yield entry.was_unit, name, 1
    if entry.act is Act.ESCALATE:
        yield entry.unit, f"escalated.{entry.level}", 1
    if entry.act is Act.RATE and entry.rating:
        yield entry.unit, f"stars.{entry.rating}", 1
    if entry.act is Act.ECHO and entry.channel == Channel.PHONE and entry.status is Status.ANSWERED:
        yield entry.unit, "unasked", 1


def _answer(entry: Entry, zone: tzinfo) -> Iterator[Count]:
    if entry.promise is None or entry.asked_at is None:
        return
    yield entry.answered_by, "answered", 1
    yield entry.answered_by, "late" if entry.at > entry.promise else "on_time", 1
    yield entry.answered_by, f"lead.answer.{entry.answer_ms // MINUTE_MS}", 1
    if entry.asked_at.astimezone(zone).date() == entry.day:
        yield entry.answered_by, "same_day", 1


def _stage(entry: Entry) -> Iterator[Count]:
    """The answer is judged by the promise, not by its stage."""
    if entry.stage is None or entry.stage is Stage.ANSWER or entry.stage_due is None:
        return
    yield entry.stage_unit, f"lead.{entry.stage}.{entry.stage_ms // MINUTE_MS}", 1
    if entry.at > entry.stage_due:
        yield entry.stage_unit, f"overrun.{entry.stage}", 1
