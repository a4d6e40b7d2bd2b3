"""Among very many petitions the sweep sees all that are due and no other, once, and pays for these alone."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib.escalation.sweep import Sweep
from chalicelib.province.document import province_from
from chalicelib.province.province import Province
from chalicelib.ticket import clock, life
from chalicelib.ticket.life import Change
from chalicelib.ticket.ticket import Actor, Channel, Lane, Origin, Ticket
from chalicelib.ticket.workflow import Act, Role, Status
from tests.builders import SLUG, World, at, document
from tests.fakes import Clock, Shelf, ShelfTickets
from tests.lives.town import quiet

NOW = at("2026-11-18 09:00")
SLUGS = (SLUG, "nui-mau", "bien-mau")
OPEN, DUE = 50_000, 5_000


@dataclass
class Counted(ShelfTickets):
    """The shelf that counts what it is asked; `meanwhile` happens after every look, before what was seen is used."""

    calls: Counter[str] = field(default_factory=Counter)
    meanwhile: Callable[[str], Any] = lambda _: None

    def due(self, tenant: str, until: datetime) -> Iterator[str]:
        self.calls["due"] += 1
        yield from super().due(tenant, until)

    def find(self, tenant: str, code: str) -> Ticket | None:
        self.calls["find"] += 1
        found = super().find(tenant, code)
        self.meanwhile(code)
        return found

    def commit(self, change: Change) -> None:
        self.calls["commit"] += 1
        ShelfTickets(self.shelf).commit(change)


@dataclass
class OneOnly(ShelfTickets):
    """The shelf as seen by a sweep that has come to one ticket."""

    code: str = ""

    def due(self, tenant: str, until: datetime) -> Iterator[str]:
        found = self.find(tenant, self.code)
        yield from [self.code] if found and found.next_at and found.next_at <= until else []


@cache
def provinces() -> tuple[Province, ...]:
    return tuple(province_from(document() | {"slug": slug}, 1) for slug in SLUGS)


def ticket(province: Province, unit: str, opened_at: datetime) -> Ticket:
    """As it is after its first message, in the tray or with the unit that is asked."""
    origin = Origin(channel=Channel.FACEBOOK, account="2001", alias="a", lane=Lane.DIRECT)
    facts = {"urgency": "normal", "kind": "field_report", "category": None}
    draft = Ticket(
        tenant=province.slug, code="", key="", origin=origin, status=Status.IN_TRAY, kind="field_report",
        category=None, urgency="normal", place=None, unit=unit, rule="", regulation="", excerpt="", opened_at=opened_at,
        promised_at=clock.promise(province, facts, opened_at, unit),
    )  # fmt: skip
    citizen = Actor(id="a", role=Role.CITIZEN, tenant=province.slug)
    return replace(life.opened(province, draft, citizen, "", ())[0], version=1)


def crowd(still: int, due: int) -> Shelf:
    """`due` petitions of this morning a rung of which is due since half past eight, and `still` that have time."""
    tickets = {}
    units, numbers = ("so-khcn", "phong-ha-tang", "p90001", "so-tai-chinh"), count()
    for amount, opened_at in ((due, at("2026-11-17 09:00")), (still, NOW)):
        patterns = [ticket(province, unit, opened_at) for province in provinces() for unit in units]
        for number in range(amount):
            pattern = patterns[number % len(patterns)]
            code = f"SM-{next(numbers):08d}"
            tickets[pattern.tenant, code] = replace(pattern, code=code)
    return Shelf(tickets=tickets)


def sweep(tickets: ShelfTickets, nudge: Callable[[Any], Any] = lambda keys: None) -> Sweep:
    known: Any = SimpleNamespace(all=provinces)
    return Sweep(tickets, known, nudge, Clock(NOW))


def levels(shelf: Shelf) -> dict[str, list[object]]:
    """The rungs taken, by code, of every petition any was taken of."""
    return {
        code: [event.facts["level"] for event in events if event.act is Act.ESCALATE]
        for (_, code), events in shelf.events.items()
    }


@cache
def morning() -> dict[tuple[str, str], Ticket]:
    """50,000 open petitions, 5,000 of which have a rung that is due."""
    return crowd(OPEN - DUE, DUE).tickets


@cache
def swept() -> tuple[Shelf, int, int]:
    """The morning after one sweep alone, how many rungs it took, and how many a second one."""
    shelf = Shelf(tickets=dict(morning()))
    with quiet():
        return shelf, sweep(ShelfTickets(shelf)).run(), sweep(ShelfTickets(shelf)).run()


def test_of_50_000_in_three_provinces_the_5_000_due_are_found_and_no_other() -> None:
    shelf, first, second = swept()
    late = {ticket.code for ticket in morning().values() if ticket.opened_at < NOW}
    taken = levels(shelf)
    assert len(late) == DUE
    assert set(taken) == late
    assert first == sum(map(len, taken.values()))
    assert {tuple(rungs) for rungs in taken.values()} == {(1, 2), (2,)}, "in the tray there is no time for a warning"
    assert second == 0


def test_two_sweeps_that_meet_at_every_petition_take_each_rung_once() -> None:
    shelf = Shelf(tickets=dict(morning()))
    behind = Counted(shelf, meanwhile=lambda code: sweep(OneOnly(shelf, code)).run())
    with quiet():
        assert sweep(behind).run() == 0, "the other one was faster at every petition"
    assert behind.calls["commit"] == DUE, "and it tried"
    assert levels(shelf) == levels(swept()[0])
    assert shelf.notices.keys() == swept()[0].notices.keys()


def test_a_sweep_begun_while_another_tells_people_adds_nothing() -> None:
    shelf = Shelf(tickets=dict(morning()))
    begun: list[int] = []

    def nudge(_: Any) -> None:
        if not begun:
            begun.append(0)
            begun[0] = sweep(ShelfTickets(shelf)).run()

    with quiet():
        first = sweep(ShelfTickets(shelf), nudge).run()
    assert first + begun[0] == swept()[1]
    assert levels(shelf) == levels(swept()[0])


@pytest.mark.parametrize("still", [0, 2_000, 20_000])
def test_what_the_store_is_asked_grows_with_the_due_and_not_with_the_open(still: int) -> None:
    counts = []
    for due in (300, 600):
        tickets = Counted(crowd(still, due))
        with quiet():
            rungs = sweep(tickets).run()
        assert tickets.calls == {"due": len(SLUGS), "find": due, "commit": rungs}
        counts.append(rungs)
    assert counts[1] == 2 * counts[0]


def test_case_01_the_oldest_ticket_with_10_000_newer_ones_still_escalates() -> None:
    world = World()
    oldest = world.opened()
    world.clock.at = at("2026-11-27 09:00")
    pattern = ticket(world.province, "phong-ha-tang", world.clock())
    world.shelf.tickets |= {(SLUG, f"SM-{n}"): replace(pattern, code=f"SM-{n}") for n in range(10_000)}
    with quiet():
        world.sweep.run()
    assert levels(world.shelf)[oldest.code] == [1, 2, 3, 4]
    assert list(levels(world.shelf)) == [oldest.code], "and it alone: the others have time"


def test_case_02_a_ticket_nobody_was_assigned_to_escalates_to_the_keepers_of_the_tray() -> None:
    world = World()
    lost = world.opened("Tôi có chuyện muốn trình bày với lãnh đạo")
    world.clock.at = at("2026-11-25 17:00")
    with quiet():
        world.sweep.run()
    assert levels(world.shelf)[lost.code][-3:] == [2, 3, 4]
    told = {person for notice in world.outbox.of_ticket(SLUG, lost.code) for person in notice.to}
    assert {"dm", "ld"} <= told


def test_case_04_level_two_fires_after_level_one_and_in_its_own_time() -> None:
    world = World()
    late = world.opened()
    seen = []
    with quiet():
        for moment in ("2026-11-18 14:00", "2026-11-19 08:29", "2026-11-19 08:30", "2026-11-19 08:31"):
            world.clock.at = at(moment)
            world.sweep.run()
            seen.append(levels(world.shelf)[late.code])
    assert seen == [[1], [1], [1, 2], [1, 2]]
