"""Whom a broadcast means is counted in steps: right for a register of any size, and no door waits for it."""

from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from chalicelib.broadcast.census import Census, aim_of
from chalicelib.broadcast.counter import BUDGET, COUNT, FORSAKEN, GOOD_FOR, Counter, counting
from chalicelib.broadcast.follower import SHARDS
from chalicelib.broadcast.forecast import Forecasts
from chalicelib.broadcast.store import Slice
from chalicelib.errors import Conflict
from tests.broadcast.house import LEADER, POLICY, STORM, WRITER, House
from tests.broadcast.test_audience import peopled
from tests.builders import SLUG
from tests.fakes_broadcast import ShelfRegister


@dataclass
class SlowRegister:
    """A register of which each read takes half a second."""

    whole: ShelfRegister
    house: House
    reads: int = 0

    def slice(self, tenant: str, shard: int, after: str, limit: int) -> Slice:
        self.reads += 1
        self.house.world.clock.pass_by(milliseconds=500)
        return self.whole.slice(tenant, shard, after, limit)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.whole, name)


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def slow(house: House) -> House:
    """A house whose register is too large for one step, and followers in it."""
    peopled(house, Random(3), 500)
    counter = Counter(
        house.broadcasts, SlowRegister(house.register, house), house.world.provinces, house._wake, house.world.clock
    )
    forecasts = Forecasts(house.broadcasts, counter, house.world.clock)
    house.counter, house.office = counter, replace(house.office, forecasts=forecasts)
    return house


def steps(house: House, broadcast: str) -> int:
    """The queue brings the count back as often as it is asked to; returns how often."""
    taken = 0
    while house.woken:
        (parent, what), seconds = house.woken.pop(0)
        assert (parent, what, seconds) == (*counting(SLUG, broadcast), 0)
        house.counter.attend(parent, what)
        taken += 1
    return taken


def test_counted_in_steps_it_is_what_one_step_would_have_counted(slow: House) -> None:
    one = slow.office.create(SLUG, POLICY | {"audience": {"areas": ["90001"], "unplaced": True}}, WRITER)
    at_once = House(slow.world, slow.register)
    at_once.broadcasts.kept = slow.broadcasts.kept
    whole = at_once.office.forecast(SLUG, one.id, LEADER).needs
    first = slow.office.forecast(SLUG, one.id, LEADER).needs
    assert first.counted_at is None
    assert 0 < first.people < whole.people
    assert steps(slow, one.id) == SHARDS // 9, "nine reads fit in a step's time"
    found = slow.office.forecast(SLUG, one.id, LEADER).needs
    assert found.counted_at
    assert replace(found, counted_at=None) == replace(whole, counted_at=None)
    assert whole.people == 500


def test_no_step_is_longer_than_a_door_may_take_and_whoever_asks_meanwhile_adds_none(slow: House) -> None:
    one = slow.office.create(SLUG, POLICY, WRITER)
    before = slow.world.clock()
    slow.office.forecast(SLUG, one.id, LEADER)
    assert slow.world.clock() - before <= BUDGET + timedelta(seconds=1)
    for _ in range(5):
        slow.office.forecast(SLUG, one.id, LEADER)
    assert slow.world.clock() - before <= BUDGET + timedelta(seconds=1)
    slow.woken.clear()  # the queue has lost it
    slow.world.clock.pass_by(seconds=1 + FORSAKEN.total_seconds())
    slow.office.forecast(SLUG, one.id, LEADER)
    assert len(slow.woken) == 1, "whoever asks takes it up"


def test_a_count_is_good_for_an_hour_and_of_the_same_audience_only(slow: House) -> None:
    one = slow.office.create(SLUG, POLICY, WRITER)
    slow.office.forecast(SLUG, one.id, LEADER)
    steps(slow, one.id)
    assert slow.office.forecast(SLUG, one.id, LEADER).needs.counted_at
    slow.office.edit(SLUG, one.id, POLICY | {"text": "Lời khác."}, None, WRITER)
    assert slow.office.forecast(SLUG, one.id, LEADER).needs.counted_at, "other words reach the same people"
    slow.office.edit(SLUG, one.id, POLICY | {"audience": {"channels": ["zalo"]}}, None, WRITER)
    assert slow.office.forecast(SLUG, one.id, LEADER).needs.counted_at is None
    steps(slow, one.id)
    slow.world.clock.pass_by(seconds=1 + GOOD_FOR.total_seconds())
    assert slow.office.forecast(SLUG, one.id, LEADER).needs.counted_at is None


def test_a_policy_is_approved_when_it_is_counted_and_not_before(slow: House) -> None:
    one = slow.office.create(SLUG, POLICY, WRITER)
    slow.office.submit(SLUG, one.id, None, WRITER)
    for body in ({}, {"over_limit": True}):
        with pytest.raises(Conflict) as refusal:
            slow.office.approve(SLUG, one.id, body, slow.stands(one).version, LEADER)
        assert refusal.value.facts["counted"] > 0
    steps(slow, one.id)
    assert slow.office.approve(SLUG, one.id, {}, slow.stands(one).version, LEADER).state == "approved"


def test_an_emergency_that_may_go_beyond_the_limits_does_not_wait_for_the_count(slow: House) -> None:
    one = slow.office.create(SLUG, STORM, WRITER)
    with pytest.raises(Conflict):
        slow.office.approve(SLUG, one.id, {}, slow.stands(one).version, LEADER)
    assert slow.office.approve(SLUG, one.id, {"over_limit": True}, slow.stands(one).version, LEADER).state == "approved"


def test_of_two_who_count_at_once_one_goes_on(slow: House) -> None:
    one = slow.office.create(SLUG, POLICY, WRITER)
    slow.office.forecast(SLUG, one.id, LEADER)
    begun = slow.broadcasts.census(SLUG, one.id)
    assert begun
    slow.counter.attend(*counting(SLUG, one.id))
    further = slow.broadcasts.census(SLUG, one.id)
    assert further
    assert slow.counter._carried(slow.stands(one), begun) == further, "what it counted is the other's"
    assert slow.broadcasts.census(SLUG, one.id) == further


def test_a_count_that_is_done_or_of_other_words_or_of_nothing_is_let_be(slow: House) -> None:
    one, now = slow.office.create(SLUG, POLICY, WRITER), slow.world.clock()
    for census in (
        None,
        Census(of=aim_of(one), at=now, begun_at=now, saved_at=now, shard=SHARDS, version=0),
        Census(of="other", at=now, begun_at=now, saved_at=now, version=1),
    ):
        kept = slow.broadcasts.keep_census(SLUG, one.id, census) if census else None
        slow.counter.attend(*counting(SLUG, one.id))
        slow.counter.attend(f"B#{SLUG}#nothing", COUNT)
        assert slow.broadcasts.census(SLUG, one.id) == kept
    assert slow.woken == []


def test_what_fits_in_one_step_is_counted_anew_each_time_and_not_kept(house: House) -> None:
    house.follower(1)
    one = house.office.create(SLUG, POLICY, WRITER)
    assert house.office.forecast(SLUG, one.id, LEADER).needs.people == 1
    house.follower(2)
    found = house.office.forecast(SLUG, one.id, LEADER).needs
    assert (found.people, found.counted_at) == (2, house.world.clock())
    assert house.broadcasts.counts == {}
    assert house.woken == []
