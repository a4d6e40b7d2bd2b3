"""A thousand random histories of petitions in one province, made once; and what they say when one counts them by hand."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from chalicelib.province.province import Province
from chalicelib.ticket.ticket import Event, Ticket
from chalicelib.timeline.noting import Key, Step
from tests.builders import SLUG
from tests.lives import places
from tests.lives.bodies import Die
from tests.lives.steps import begin, patience, step
from tests.lives.town import quiet

LIVES = 420  # of one to three petitions each, more than a thousand in all
STEPS = 14


@dataclass
class Told:
    """One petition: every act on it, in order, and all its events."""

    steps: list[tuple[Ticket | None, Ticket, tuple[Event, ...]]] = field(default_factory=list)

    @property
    def events(self) -> list[Event]:
        return [event for _, _, events in self.steps for event in events]


@cache
def histories() -> Mapping[str, Told]:
    """code → its history; the codes of two lives never meet."""
    found: dict[str, Told] = {}
    with quiet():
        for life in range(LIVES):
            town = begin(Die(life * 99_991))
            for number in range(STEPS):
                step(town, Die((life * 7_919 + number * 2_654_435) % 2**24))
            patience(town)
            for change in town.tickets.commits:
                for before, after, events in change.moves:
                    if not events:
                        continue  # only what was personal went
                    code = f"{life:03d}.{after.code}"
                    was = replace(before, code=code) if before else None
                    found.setdefault(code, Told()).steps.append((was, replace(after, code=code), events))
    return found


def province() -> Province:
    return places.province("plain")


@dataclass
class Provinces:
    """The registry with one province."""

    def get(self, slug: str) -> Province:
        assert slug == SLUG
        return province()

    def all(self) -> list[Province]:
        return [province()]


@dataclass
class Partitions:
    """What the petitions' own partitions say; `reads` counts the questions. `Counted` of gaps.py."""

    told: Mapping[str, Told]
    reads: int = 0

    def events(self, keys: Sequence[Key]) -> Mapping[Key, Event]:
        self.reads += 1
        return {key: self.told[key[1]].events[key[2] - 1] for key in keys}

    def timeline(self, tenant: str, code: str) -> list[Event]:
        self.reads += 1
        return self.told[code].events

    def counts(self, tenant: str, codes: Collection[str]) -> Mapping[str, int]:
        self.reads += 1
        return {code: len(self.told[code].events) for code in codes}

    def find(self, tenant: str, code: str) -> Ticket | None:
        self.reads += 1
        return self.told[code].steps[-1][1]


def records(told: Mapping[str, Told]) -> list[Step]:
    """What the stream would bring, petition by petition."""
    return [Step(before=before, after=after) for one in told.values() for before, after, _ in one.steps]


def local(moment: datetime) -> date:
    return province().calendar.local_day(moment)


def as_read(record: Any) -> Step | None:
    """The stream's records are steps already."""
    assert isinstance(record, Step)
    return record
