"""The clock of a training province: put forward step by step, never back, and nobody else's."""

from dataclasses import replace
from datetime import datetime, timedelta
from threading import Thread

import pytest

from chalicelib import staged
from chalicelib.errors import Conflict, NotFound, PetitionError, StaleTicket, Unprocessable
from chalicelib.ticket.owed import Purpose
from chalicelib.ticket.workflow import Act, Role
from chalicelib.training.clock import Clock, set_off
from chalicelib.training.rehearsal import LEASE
from tests.builders import SLUG, at, officer
from tests.fakes_training import ADMIN, TRAINING, School

NOW = at("2026-11-18 09:00")


@pytest.mark.parametrize(("why", "order", "refusal"), [
    ("a moment ago", {"to": "2026-11-18T08:59:59+07:00"}, Conflict),
    ("no offset", {"to": "2026-11-19T09:00:00"}, Unprocessable),
    ("no instant", {"to": "ngày mai"}, Unprocessable),
    ("a second beyond sixty days", {"to": "2027-01-17T09:00:01+07:00"}, Unprocessable),
])  # fmt: skip
def test_where_a_clock_cannot_go(why: str, order: dict[str, str], refusal: type[PetitionError]) -> None:
    with pytest.raises(refusal):
        set_off(Clock(tenant=TRAINING), order, NOW)
    assert why


def test_it_goes_sixty_days_at_once_and_three_years_in_all() -> None:
    clock = Clock(tenant=TRAINING, ahead=timedelta(days=1000), happened={"escalate": 1}, version=3)
    sent = set_off(clock, {"forward_minutes": 86_400}, NOW)
    assert sent == replace(clock, goal=NOW + timedelta(days=1060), happened={})
    assert set_off(Clock(tenant=TRAINING), {"to": "2027-01-17T09:00:00+07:00"}, NOW).goal == NOW + timedelta(days=60)
    with pytest.raises(Unprocessable):
        set_off(replace(clock, ahead=timedelta(days=1039)), {"forward_minutes": 86_400}, NOW)


def test_while_it_is_on_its_way_it_takes_no_other_order() -> None:
    with pytest.raises(Conflict):
        set_off(Clock(tenant=TRAINING, goal=NOW + timedelta(hours=1)), {"forward_minutes": 5}, NOW)


def test_every_rung_is_climbed_at_its_own_time_and_in_its_order() -> None:
    """As the sweep of a real province climbs them when it comes by every minute."""
    school = School()
    code = school.says()
    clock = school.forward(to="2026-11-27T17:30:00+07:00")
    assert (clock.goal, clock.now(NOW)) == (None, at("2026-11-27 17:30"))
    ticket = school.world.tickets.get(TRAINING, code)
    climbed = [event for event in school.world.tickets.timeline(TRAINING, code) if event.act is Act.ESCALATE]
    rungs = [event.at for event in climbed]
    assert len(rungs) >= 4
    assert rungs == sorted(set(rungs)), "each at a time of its own"
    assert [int(event.facts["level"]) for event in climbed] == list(range(1, ticket.level + 1))
    assert clock.happened["escalate"] == len(climbed)
    assert clock.happened["round.courier"] > 0


def test_a_rung_is_climbed_at_the_moment_it_is_due_not_at_the_next_stop() -> None:
    school = School()
    school.world_clock.pass_by(minutes=7)  # stops are at seven past, deadlines at the full hour
    code = school.says()
    due = school.world.tickets.get(TRAINING, code).next_at
    assert due
    school.forward(to=(due + timedelta(hours=5)).isoformat())
    first = next(e for e in school.world.tickets.timeline(TRAINING, code) if e.act is not Act.OPEN)
    assert first.at == due


def test_it_never_leaps_over_more_than_an_hour_and_never_back() -> None:
    school = School()
    school.says()
    school.forward(forward_minutes=3 * 24 * 60)
    moments = [moment for _, moment in school.lived]
    assert moments == sorted(moments)
    pairs = zip([NOW, *moments], moments, strict=False)
    assert all(later - earlier <= timedelta(hours=1) for earlier, later in pairs)
    assert moments[-1] == NOW + timedelta(days=3)
    assert {slug for slug, _ in school.lived} == {TRAINING}


def slowed(school: School, seconds: int) -> None:
    """Each step takes so long, as where many live."""
    rounds = school.rounds

    def cost() -> int:
        school.world_clock.pass_by(seconds=seconds)
        return 0

    school.rehearsal = replace(school.rehearsal, rounds=lambda slug: {"cost": cost, **rounds(slug)})
    school.training = replace(school.training, rehearsal=school.rehearsal)


def test_what_a_call_has_no_time_for_the_next_minute_goes_on_with() -> None:
    school = School()
    slowed(school, 4)
    clock = school.forward(forward_minutes=24 * 60)
    goal = NOW + timedelta(days=1)
    assert clock.goal == goal
    assert clock.ahead < timedelta(hours=3), "two steps of four seconds each are all that fits into six"
    assert clock.held_until is None
    runs = 0
    while school.clocks.of(TRAINING).goal:
        school.rehearsal.run()
        runs += 1
    assert runs == 3, "ten steps a minute"
    assert goal <= school.clocks.of(TRAINING).now(school.world_clock()) < goal + timedelta(minutes=1)


def test_two_do_not_put_the_same_clock_forward_at_once_unless_one_has_died() -> None:
    school = School()
    held = Clock(tenant=TRAINING, goal=NOW + timedelta(hours=2), held_until=NOW + LEASE)
    clock = school.clocks.save(held)
    with pytest.raises(StaleTicket):
        school.rehearsal.go_on(clock, timedelta(seconds=5))
    assert school.rehearsal.run() == 0
    assert school.lived == []
    school.world_clock.pass_by(minutes=2, seconds=1)
    school.rehearsal.run()
    assert school.clocks.of(TRAINING).goal is None


def test_a_step_is_lived_once_and_nobody_else_begins_one_meanwhile() -> None:
    school, leases = School(), list[datetime | None]()
    rounds = school.rounds

    def look() -> int:
        leases.append(school.clocks.of(TRAINING).held_until)
        return 0

    school.rehearsal = replace(school.rehearsal, rounds=lambda slug: {"look": look, **rounds(slug)})
    school.clocks.save(Clock(tenant=TRAINING, goal=NOW + timedelta(hours=1)))
    assert school.rehearsal.run() == 1
    there = NOW + timedelta(hours=1)
    assert school.lived == [(TRAINING, there), (f"{TRAINING} at leisure", there)]
    assert leases == [NOW + LEASE]


def test_a_goal_the_world_has_passed_meanwhile_does_not_set_the_clock_back() -> None:
    school = School()
    school.clocks.save(Clock(tenant=TRAINING, goal=NOW + timedelta(minutes=1)))
    school.world_clock.pass_by(minutes=5)
    school.rehearsal.run()
    clock = school.clocks.of(TRAINING)
    assert (clock.goal, clock.ahead) == (None, timedelta(0))


def test_a_province_whose_clock_stands_still_lives_on_every_minute() -> None:
    school = School()
    school.forward(forward_minutes=60)
    school.lived.clear()
    school.world_clock.pass_by(minutes=1)
    assert school.rehearsal.run() == 1
    ahead = NOW + timedelta(minutes=61)
    assert school.lived == [(TRAINING, ahead), (f"{TRAINING} at leisure", ahead)]


def test_the_schedule_does_nothing_to_real_provinces_and_theirs_nothing_to_it() -> None:
    school = School()
    code, real = school.says(), school.world.opened().code
    school.forward(forward_minutes=5 * 24 * 60)
    school.rehearsal.run()
    assert school.world.tickets.get(SLUG, real).level == 0
    level = school.world.tickets.get(TRAINING, code).level
    assert level > 0
    school.world_clock.pass_by(days=12)
    school.world.sweep.run()
    assert school.world.tickets.get(SLUG, real).level > 0
    assert school.world.tickets.get(TRAINING, code).level == level
    assert [one.slug for one in school.provinces.all()] == [SLUG]


def test_an_ordinary_province_has_no_clock_to_put_forward() -> None:
    school = School()
    real = officer(Role.PROVINCE_ADMIN, "so-khcn")
    for tenant, actor in ((SLUG, real), (TRAINING, real), (SLUG, ADMIN)):
        with pytest.raises(NotFound):
            school.training.forward(tenant, {"forward_minutes": 5}, actor)
        with pytest.raises(NotFound):
            school.training.clock(tenant, actor)
    assert school.clocks.kept == {}


def test_one_call_never_sees_the_time_of_another() -> None:
    """In threads of its own, in the same one after it, and after one that failed."""
    school = School()
    school.forward(forward_minutes=600)
    seen: dict[str, datetime] = {}

    def called(name: str, slug: str) -> None:
        with school.at_its_time(slug):
            seen[name] = school.now()

    with school.at_its_time():
        others = [Thread(target=called, args=("other", SLUG)), Thread(target=called, args=("same", TRAINING))]
        for thread in others:
            thread.start()
        for thread in others:
            thread.join()
        seen["within"] = school.now()
    seen["after"] = school.now()
    with pytest.raises(ZeroDivisionError), school.at_its_time():
        raise ZeroDivisionError
    seen["after a crash"] = school.now()
    later = NOW + timedelta(minutes=600)
    assert seen == {"other": NOW, "same": later, "within": later, "after": NOW, "after a crash": NOW}
    assert (staged.tenant(), staged.ahead()) == ("", timedelta(0))


def test_deadlines_are_reckoned_and_letters_sent_by_its_own_clock() -> None:
    school = School()
    school.forward(to="2026-11-30T08:00:00+07:00")
    code = school.says()
    ticket = school.world.tickets.get(TRAINING, code)
    assert ticket.opened_at == at("2026-11-30 08:00")
    assert ticket.promised_at > at("2026-12-01 00:00")
    school.rehearsal.run()
    (ack,) = [one for one, _ in school.book.kept if one.purpose == Purpose.ACK]
    assert (ack.code, ack.at) == (code, at("2026-11-30 08:00"))
