"""One number becomes one step of a life: something happens, or two things at once, or the rules change."""

from collections.abc import Callable
from datetime import datetime, timedelta

from chalicelib.admin.settled import settled
from chalicelib.errors import StaleTicket
from chalicelib.ticket.life import Change
from chalicelib.ticket.ticket import CLOCK, Actor
from chalicelib.ticket.workflow import Role
from tests.builders import SLUG, at
from tests.lives import places
from tests.lives.asides import aside, lot
from tests.lives.bodies import Die
from tests.lives.doings import WORDS, acts, hear, pleads, speaks, sweeps, waits, waits_for_the_clock
from tests.lives.town import Town

STARTS = ("2026-11-18 09:00", "2026-11-20 16:50", "2026-11-22 02:00", "2027-02-03 15:00", "2026-12-31 11:29")


def begin(die: Die, start: str = "") -> Town:
    """A town in which one to three people have just written."""
    town = Town()
    town.clock.at = at(start or die.of(STARTS)) + timedelta(milliseconds=die.of([0, 1, 999]))
    for person in range(die.of([2, 3, 1])):
        hear(town, person, die.of(WORDS))
    return town


def step(town: Town, die: Die) -> None:
    """Do what the number says."""
    die.of(_KINDS)(town, die)


def _races(town: Town, die: Die) -> None:
    """Two things at once: the second happens between the look of the first and its commit, or at its nudge."""
    other = die.of([town.sweep.run, *(lambda each=each: each(town, die) for each in (acts, pleads, aside))])
    first = die.of([sweeps, acts, speaks, pleads, aside])
    if die.one_in(2):
        town.on_nudge = town.sweep.run
    elif die.one_in(3):
        town.shelf.refuse_commits = 2
    else:
        town.tickets.meanwhile = other
    town.story.append("at once:")
    try:
        first(town, die)
    except StaleTicket:
        town.story.append("lost the race")
    finally:
        town.on_nudge, town.tickets.meanwhile, town.shelf.refuse_commits = None, None, 0


def _rules_change(town: Town, die: Die) -> None:
    was, name = town.province, die.of(list(places.CHANGES))
    now = town.provinces.current = places.province(name)
    town.story.append(f"the rules are now: {name}")
    clock, back = Actor(id=CLOCK, role=Role.SYSTEM, tenant=SLUG), die.one_in(2)
    for ticket in town.all:
        changed = settled(was, now, ticket, town.tickets.timeline(SLUG, ticket.code), clock, town.now, back=back)
        if changed:
            town.tickets.commit(Change(before=ticket, ticket=changed[0], events=changed[1]))


def patience(town: Town) -> datetime:
    """Nobody does anything for months; a sweep comes each fortnight, while the office is open."""
    for number in range(4):
        opening, _ = next(town.province.calendar.spans_from(town.now + timedelta(days=14)))
        town.clock.at = opening + timedelta(minutes=10)
        town.sweep.run()
        town.retention.run()
        lot(town, number)
    return town.now


_KINDS: tuple[Callable[[Town, Die], None], ...] = (
    waits, *[acts] * 12, sweeps, sweeps, waits_for_the_clock, waits_for_the_clock, waits, speaks, pleads,
    pleads, _races, _races, _rules_change, *[aside] * 4,
)  # fmt: skip
