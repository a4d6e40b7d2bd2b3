"""On Wednesday morning the lot of last week's answers is drawn; those it picks are asked once, whatever dies meanwhile."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from chalicelib.sampling.asking import DONE
from chalicelib.ticket.life import Change
from chalicelib.ticket.ticket import Ticket
from chalicelib.ticket.workflow import Act
from tests.builders import COORDINATOR, HANDLER, SLUG, at
from tests.fakes import ShelfTickets
from tests.fakes_sampling import ShelfDraws
from tests.sampling.lottery import FINANCE, ROADS, WEDNESDAY, Lottery


def of_a_week(lottery: Lottery, roads: int = 8, finance: int = 3) -> None:
    for number in range(roads):
        lottery.answered(f"80{number:02}")
    for number in range(finance):
        lottery.answered(f"81{number:02}", FINANCE)


def test_of_every_unit_its_share_is_asked_on_wednesday_and_not_before() -> None:
    lottery = Lottery()
    of_a_week(lottery)
    lottery.world.clock.at = WEDNESDAY - timedelta(seconds=1)
    assert lottery.run() == 0
    lottery.world.clock.at = WEDNESDAY
    assert lottery.run() == 6, "half of eight, and of three the two of the minimum"
    finance = {each.code for each in lottery.days[at("2026-11-18 09:00").date()] if each.unit == FINANCE}
    assert sum(1 for each in lottery.asked() if each.code in finance) == 2
    assert lottery.run() == 0, "the week is done"
    for ticket in lottery.drawn():
        event = lottery.world.tickets.timeline(SLUG, ticket.code)[-1]
        assert (event.act, event.n, event.facts) == (Act.SAMPLE, ticket.sampled, {"sample": "asked"})
        assert ticket.confirmation == "asked"
        assert ticket.sampled_at == WEDNESDAY


def test_a_province_that_says_nothing_of_it_asks_nobody() -> None:
    lottery = Lottery()
    of_a_week(lottery)
    document = lottery.world.document()
    del document["sampling"]
    lottery.world.provinces.put(document, "test")
    lottery.world.clock.at = WEDNESDAY
    assert lottery.run() == 0
    assert lottery.draws.places == {}


def test_whoever_cannot_be_reached_is_counted_and_not_asked() -> None:
    lottery = Lottery(percent=100)
    of_a_week(lottery, 3, 0)
    nobody = lottery.days[at("2026-11-18 09:00").date()][0].code
    lottery.unreachable = {nobody}
    lottery.world.clock.at = WEDNESDAY
    assert lottery.run() == 3
    assert nobody not in {each.code for each in lottery.asked()}
    ticket = lottery.world.tickets.get(SLUG, nobody)
    assert (ticket.confirmation, ticket.sampled_at) == ("unreachable", None)
    assert lottery.world.tickets.timeline(SLUG, nobody)[-1].facts == {"sample": "unreachable"}


def test_the_planner_says_who_can_be_reached() -> None:
    """A week later Messenger's window has closed: only who has written since is asked in the chat."""
    lottery = Lottery(percent=100)
    of_a_week(lottery, 2, 0)
    writer, silent = (each.code for each in lottery.days[at("2026-11-18 09:00").date()])
    lottery.world.clock.at = WEDNESDAY - timedelta(hours=1)
    lottery.world.hears("cảm ơn", person="8000")
    lottery.world.clock.at = WEDNESDAY
    lottery.run(reachable=lottery.by_the_planner)
    assert lottery.world.tickets.get(SLUG, writer).confirmation == "asked"
    assert lottery.world.tickets.get(SLUG, silent).confirmation == "unreachable"


def test_who_may_not_be_asked_is_passed_over_and_the_next_one_takes_the_place() -> None:
    lottery = Lottery(percent=1, minimum=2)
    of_a_week(lottery, 6, 0)
    codes = [each.code for each in lottery.days[at("2026-11-18 09:00").date()]]
    for code in codes[:4]:
        ticket = lottery.world.tickets.get(SLUG, code)
        lottery.world.shelf.tickets[SLUG, code] = replace(ticket, erased_at=at("2026-11-20 09:00"))
    lottery.world.clock.at = WEDNESDAY
    assert lottery.run() == 2
    assert {ticket.code for ticket in lottery.drawn()} == set(codes[4:])


def test_what_was_not_said_to_be_solved_is_no_part_of_the_share() -> None:
    lottery = Lottery(percent=50, minimum=0)
    of_a_week(lottery, 2, 0)
    for number in range(10):
        lottery.answered(f"82{number:02}", outcome="rejected")
    lottery.world.clock.at = WEDNESDAY
    assert lottery.run() == 1


def test_answered_twice_in_a_week_it_is_of_the_last_unit_and_one_petition() -> None:
    lottery = Lottery(percent=100)
    ticket = lottery.answered("8000")
    lottery.note(ticket.code, FINANCE)
    lottery.world.clock.at = WEDNESDAY
    assert lottery.run() == 1
    assert set(lottery.draws.places.values()) == {DONE}


class Killed(BaseException):
    """The process is gone."""


@dataclass
class DyingTickets(ShelfTickets):
    """Killed right after, or right before, so many commits."""

    left: int = 0
    before: bool = False

    def commit(self, change: Change) -> None:
        self.left -= 1
        if self.left == 0 and self.before:
            raise Killed
        super().commit(change)
        if self.left == 0:
            raise Killed


@dataclass
class DyingDraws(ShelfDraws):
    left: int = 0

    def save(self, *given: object) -> None:
        super().save(*given)  # type: ignore[arg-type]
        self.left -= 1
        if self.left == 0:
            raise Killed


def chosen(lottery: Lottery) -> set[tuple[str, str]]:
    return {(ticket.key, ticket.confirmation) for ticket in lottery.drawn()}


@pytest.mark.parametrize("before", [True, False])
def test_killed_at_any_commit_the_next_run_asks_the_same_people_once(before: bool) -> None:
    for died_at in range(1, 7):
        lottery = Lottery()
        of_a_week(lottery)
        lottery.world.clock.at = WEDNESDAY
        dying = DyingTickets(lottery.world.shelf, left=died_at, before=before)
        with pytest.raises(Killed):
            lottery.run(tickets=dying)
        lottery.world.clock.pass_by(hours=30)
        lottery.run()
        lottery.run()
        assert len(lottery.drawn()) == len(lottery.asked()) == 6, (died_at, before)


def test_who_says_no_between_two_runs_was_asked_and_nobody_is_asked_in_their_place() -> None:
    """Taking it up again forgets the mark."""
    lottery = Lottery()
    of_a_week(lottery)
    lottery.world.clock.at = WEDNESDAY
    with pytest.raises(Killed):
        lottery.run(tickets=DyingTickets(lottery.world.shelf, left=2))
    lottery.world.clock.pass_by(minutes=5)
    again, anew = (each.code for each in lottery.drawn())
    for code in (again, anew):
        lottery.world.does(code, "reopen", COORDINATOR, reason="Công dân cho biết chưa xong")
    lottery.world.does(anew, "answer", HANDLER, text="Nay đã xong.")
    lottery.run()
    assert (len(lottery.asked()), len(lottery.drawn())) == (6, 4)


def test_killed_after_any_place_was_saved_nobody_is_asked_beyond_the_share() -> None:
    for died_at in (1, 2, 3):
        lottery = Lottery()
        of_a_week(lottery)
        lottery.world.clock.at = WEDNESDAY
        dying = DyingDraws(lottery.draws.places, lottery.draws.until, left=died_at)
        with pytest.raises(Killed):
            lottery.run(draws=dying)
        lottery.run()
        assert len(lottery.drawn()) == len(lottery.asked()) == 6, died_at


def test_a_run_out_of_time_goes_on_where_it_stopped() -> None:
    """The clock moves five seconds at every look at it."""
    lottery = Lottery(percent=100)
    of_a_week(lottery)
    lottery.world.clock.at = WEDNESDAY

    def hurried() -> datetime:
        lottery.world.clock.pass_by(seconds=5)
        return lottery.world.clock()

    runs = 0
    while set(lottery.draws.places.values()) != {DONE}:
        lottery.run(now=hurried, seconds=40)
        runs += 1
        assert runs < 60
    assert runs > 2
    assert len(lottery.asked()) == len(lottery.drawn()) == 11


def test_what_is_acted_on_at_the_same_moment_is_looked_at_again() -> None:
    lottery = Lottery(percent=100)
    of_a_week(lottery, 3, 0)
    lottery.world.clock.at = WEDNESDAY
    lottery.world.shelf.refuse_commits = 1
    lottery.run()
    lottery.run()
    assert len(lottery.asked()) == 3


def test_what_cannot_be_read_holds_nobody_up() -> None:
    lottery = Lottery(percent=100)
    of_a_week(lottery, 3, 0)
    lottery.world.clock.at = WEDNESDAY
    bad = lottery.days[at("2026-11-18 09:00").date()][0].code

    def reachable(notice: object) -> bool:
        if getattr(notice, "code", "") == bad:
            raise LookupError
        return True

    assert lottery.run(reachable=reachable) == 2
    assert set(lottery.draws.places.values()) == {DONE}


def again(lottery: Lottery, ticket: Ticket) -> Ticket:
    world = lottery.world
    world.tracking.plead(SLUG, ticket.code, {"pin": "123456", "act": "reopen", "text": "Vẫn còn hố"})
    world.does(ticket.code, "answer", HANDLER, text="Đã vá lại")
    lottery.note(ticket.code, ROADS)
    return world.tickets.get(SLUG, ticket.code)


def test_once_a_resolution_and_anew_after_it_was_taken_up_again() -> None:
    lottery = Lottery(percent=100)
    ticket = lottery.answered("8000")
    lottery.world.clock.at = WEDNESDAY
    assert lottery.run() == 1
    first = lottery.world.tickets.get(SLUG, ticket.code).sampled
    assert again(lottery, ticket).sampled == 0
    lottery.world.clock.at = WEDNESDAY + timedelta(days=7)
    assert lottery.run() == 1
    assert lottery.world.tickets.get(SLUG, ticket.code).sampled > first
    assert len(lottery.asked()) == 2
