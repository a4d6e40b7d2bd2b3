"""No petition can be forgotten: every rung of the ladder, once, for everybody, at its time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import pytest

from chalicelib.ticket.owed import By, Purpose
from chalicelib.ticket.ticket import Ticket
from chalicelib.ticket.workflow import Act
from tests.builders import HANDLER, SLUG, World, at, changed
from tests.fakes import ShelfTickets


def levels(world: World, ticket: Ticket) -> list[object]:
    return [e.facts["level"] for e in world.tickets.timeline(SLUG, ticket.code) if e.act is Act.ESCALATE]


@pytest.mark.parametrize(("why", "now", "taken"), [
    ("before the warning nothing", "2026-11-18 13:59", []),
    ("four working hours before the unit must take it on", "2026-11-18 14:00", [1]),
    ("the moment it is due", "2026-11-19 08:30", [1, 2]),
    ("what falls due as the office closes is still told", "2026-11-20 17:29", [1, 2, 3]),
    ("a sweep that comes late disturbs nobody at night", "2026-11-19 23:00", []),
    ("nor at lunch, but for its first half hour", "2026-11-19 12:15", []),
    ("a working day later the coordinating agency", "2026-11-20 17:00", [1, 2, 3]),
    ("24 November is taken for a day off: nobody is disturbed", "2026-11-24 17:00", []),
    ("three working days later leadership", "2026-11-25 17:00", [1, 2, 3, 4]),
    ("after the last rung nothing more", "2027-01-05 09:00", [1, 2, 3, 4]),
])  # fmt: skip
def test_the_ladder_of_a_ticket_nobody_takes_on(why: str, now: str, taken: list[int]) -> None:
    world = World()
    ticket = world.opened()
    world.clock.at = at(now)
    world.sweep.run()
    assert levels(world, ticket) == taken, why


def test_running_again_takes_no_rung_twice() -> None:
    world = World()
    ticket = world.opened()
    world.clock.pass_by(days=30)
    assert world.sweep.run() == 4
    assert world.sweep.run() == 0
    assert levels(world, ticket) == [1, 2, 3, 4]


def test_a_sweep_that_loses_the_race_leaves_the_rung_to_the_other() -> None:
    world = World()
    ticket = world.opened()
    world.clock.pass_by(days=1)
    world.shelf.refuse_commits = 1
    assert world.sweep.run() == 0
    assert world.sweep.run() == 2
    assert levels(world, ticket) == [1, 2]


def test_a_ticket_nobody_was_found_for_escalates_too() -> None:
    world = World()
    ticket = world.opened("Tôi có chuyện muốn trình bày với lãnh đạo")
    world.clock.at = at("2026-11-18 11:00")
    world.sweep.run()
    assert levels(world, ticket) == [2]
    assert world.owed(ticket.code, Purpose.ESCALATION)


def test_the_oldest_of_many_is_not_forgotten() -> None:
    world = World()
    oldest = world.opened(person="0")
    world.clock.pass_by(days=20)
    for number in range(1, 300):
        world.opened(person=str(number))
    world.sweep.run()
    assert levels(world, oldest) == [1, 2, 3, 4]
    assert sum(bool(levels(world, t)) for t in world.shelf.tickets.values()) == 1


def test_words_of_the_citizen_do_not_restart_the_ladder() -> None:
    world = World()
    ticket = world.opened()
    world.clock.at = at("2026-11-18 09:40")
    world.hears("Thêm một chi tiết nữa là gần trường học")
    world.clock.at = at("2026-11-19 08:30")
    world.sweep.run()
    assert levels(world, ticket) == [1, 2]


def test_an_answered_ticket_is_left_in_peace() -> None:
    world = World()
    ticket = world.opened()
    world.does(ticket.code, "answer", HANDLER, text="Đã vá xong")
    world.clock.pass_by(days=60)
    assert world.sweep.run() == 0


def test_an_emergency_climbs_in_minutes_by_day_and_night() -> None:
    world = World()
    world.clock.at = at("2026-11-22 02:00")  # Sunday, at night
    ticket = world.opened("Sạt lở ở phường Bến Đá, rất nguy hiểm")
    for minutes, expected in [(4, []), (1, [1]), (10, [1, 2]), (10, [1, 2, 3])]:
        world.clock.pass_by(minutes=minutes)
        world.sweep.run()
        assert levels(world, ticket) == expected
    by = {n.by for n in world.owed(ticket.code, Purpose.ESCALATION)}
    assert by == {By.EMAIL, By.SMS, By.TOPIC}


def test_who_is_told_on_each_rung() -> None:
    world = World()
    ticket = world.opened()
    world.clock.pass_by(days=30)
    world.sweep.run()
    mailed = [n.to for n in world.owed(ticket.code, Purpose.ESCALATION) if n.by is By.EMAIL]
    assert mailed == [("ht-cv",), ("ht-cv", "xd-gd"), ("dm",), ("ld",)], "the division's head sits in the department"


def test_one_ticket_that_cannot_be_escalated_does_not_hide_the_others() -> None:
    world = World()
    broken = world.opened(person="1")
    fine = world.opened(person="2")
    world.shelf.tickets[SLUG, broken.code] = changed(world.tickets.get(SLUG, broken.code), unit=None)
    world.clock.pass_by(days=1)
    world.sweep.run()
    assert levels(world, fine) == [1, 2]


def test_a_run_stops_before_it_is_cut_off_and_the_next_one_goes_on() -> None:
    world = World()
    tickets = [world.opened(person=str(number)) for number in range(3)]
    world.clock.pass_by(days=1)
    world.bell.on_ring = lambda: world.clock.pass_by(seconds=50)
    first = world.sweep.run()
    reached = [t for t in tickets if levels(world, t)]
    assert (first, len(reached)) == (2, 1), "two rungs of the first, then time was up"
    world.bell.on_ring = lambda: None
    assert world.sweep.run() == 4
    assert all(levels(world, t) == [1, 2] for t in tickets)


def test_the_backlog_of_one_province_does_not_hold_up_the_others() -> None:
    world = World()
    other = world.document() | {"slug": "tinh-ben", "code_prefix": "TB", "accounts": []}
    other["routing"] = [rule for rule in other["routing"] if "account" not in rule["when"]]
    world.provinces.put(other, "test")
    for number in range(20):
        world.opened(person=str(number))
    mine = world.opened(person="last")
    key = ("tinh-ben", mine.code)
    world.shelf.tickets[key] = changed(mine, tenant="tinh-ben")
    world.clock.pass_by(days=1)
    world.bell.on_ring = lambda: world.clock.pass_by(seconds=20)
    world.sweep.run()
    assert [e.act for e in world.shelf.events[key]] == [Act.ESCALATE, Act.ESCALATE]


@dataclass
class Busy(ShelfTickets):
    """While the sweep is at it somebody acts."""

    meanwhile: Callable[[], object] = lambda: None

    def due(self, tenant: str, until: datetime) -> Iterator[str]:
        for code in super().due(tenant, until):
            self.meanwhile()
            yield code


def test_a_rung_is_not_older_than_what_was_written_while_the_sweep_ran() -> None:
    world = World()
    ticket = world.opened()
    world.clock.at = at("2026-11-18 14:00")

    def speaks() -> None:
        world.clock.pass_by(seconds=20)
        world.does(ticket.code, "note", HANDLER, text="Đã gọi cho đội")

    world.sweep = replace(world.sweep, tickets=Busy(world.shelf, speaks))
    assert world.sweep.run() == 1
    events = world.tickets.timeline(SLUG, ticket.code)
    assert [event.act for event in events] == [Act.OPEN, Act.NOTE, Act.ESCALATE]
    assert [event.at for event in events] == sorted(event.at for event in events)
