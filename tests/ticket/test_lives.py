"""Thousands of random lives: whatever people, time and changed rules do to petitions, the laws of the hub hold.

Numbers, not a state machine: the machine takes 10 ms a life for itself, a list of numbers 2 ms, and both shrink.
"""

import os
from collections.abc import Callable
from zlib import crc32

import pytest
from hypothesis import HealthCheck, given, note, seed, settings
from hypothesis import strategies as st

from chalicelib.admin.settled import settled
from chalicelib.ticket.ticket import CLOCK, Actor
from chalicelib.ticket.workflow import Act, Role, Status
from tests.builders import SLUG, officer
from tests.lives import kept, laws, places
from tests.lives.bodies import Die
from tests.lives.doings import TALLY
from tests.lives.steps import STARTS, begin, patience, step
from tests.lives.town import Town, quiet
from tests.lives.truths import Books

LIVES = int(os.environ.get("LIVES", "4000"))  # in all; LIVES=10000 and more, and others (LIVES_SEED), for a long night
SEED = int(os.environ.get("LIVES_SEED", "0"))  # the same lives every day: a red build is about the change
NUMBERS = st.integers(0, 2**24 - 1)  # one a step; larger ones are not drawn evenly


def live(first: int, numbers: list[int], start: str = "", tell: Callable[[str], None] = print) -> None:
    """One life: some petitions, then a step a number, then months in which nobody does anything."""
    town, books = begin(Die(first), start), Books()
    try:
        books.after_a_step(town)
        for number in numbers:
            step(town, Die(number))
            books.after_a_step(town)
        now = patience(town)
        books.after_a_step(town)
        books.at_the_end(town)
        for ticket in town.all:
            laws.nothing_forgotten(town.province, ticket, now)
        assert town.sweep.run() == 0, "a second sweep finds nothing"
        if first % 4 == 0:
            kept.years_later(town)
            books.after_a_step(town)
    finally:
        tell("\n".join(town.story))
    TALLY["lives"] += 1
    TALLY["steps"] += len(numbers)


@pytest.mark.no_cover  # the same lines many thousand times: counting them takes longer than the lives
@pytest.mark.parametrize("start", STARTS)
def test_the_laws_hold_in_every_life(start: str) -> None:
    """That begins on an ordinary morning, at closing time, on a Sunday night, before Tết, as the year ends."""

    @seed(SEED ^ crc32(start.encode()))  # else each would live the same lives at another time
    @settings(max_examples=LIVES // len(STARTS), deadline=None, suppress_health_check=list(HealthCheck))
    @given(first=NUMBERS, numbers=st.lists(NUMBERS, min_size=10, max_size=50))
    def every_life(first: int, numbers: list[int]) -> None:
        live(first, numbers, start, note)

    with quiet():
        every_life()


def test_the_lives_reach_every_state_and_every_act() -> None:
    """Laws that are never put to the test say nothing: what 150 lives reach, thousands reach many times."""
    TALLY.clear()
    with quiet():
        for number in range(150):
            live(number * 99_991, [(number * 7_919 + n * 2_654_435) % 2**24 for n in range(40)], tell=lambda _: None)
    print(*(f"{name} {amount}" for name, amount in sorted(TALLY.items())), sep="\n")
    assert [s for s in Status if s is not Status.IN_TRAY and not TALLY[f"status {s}"]] == []
    assert [act for act in Act if not TALLY[f"act {act}"]] == []
    rare = (
        "bound by an arbiter", "with an arbiter", "emergency", "reopened twice", "a silence", "a copy came late",
        "danger in an edit", "linked by private_reply", "linked by code_and_pin", "emptied", "erased by the schedule",
    )  # fmt: skip
    assert [name for name in rare if not TALLY[name]] == []


def test_a_reorganisation_leaves_no_petition_with_whom_it_is_about() -> None:
    town = Town()
    with quiet():
        ticket = town.hears(1, "Cho hỏi bãi rác ở phường Bến Đá khi nào dọn", account="2002")
        assert ticket
        town.desk.do(SLUG, ticket.code, "concern", {"unit": "p90002"}, officer(Role.PAGE_MANAGER, "p90001"))
    held, events = town.shelf.tickets[SLUG, ticket.code], town.tickets.timeline(SLUG, ticket.code)
    clock, merged = Actor(id=CLOCK, role=Role.SYSTEM, tenant=SLUG), places.province("merged")
    changed = settled(town.province, merged, held, events, clock, town.now)
    assert changed
    assert (changed[0].status, changed[0].unit) == (Status.IN_TRAY, merged.tray)
