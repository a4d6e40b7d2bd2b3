"""A visit that is cut off in the middle is a failure like any other, and no province is starved by another's."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

import pytest

from chalicelib.hooks import delivering
from chalicelib.hooks.hook import LAPSED, Health, State
from chalicelib.hooks.wire import PATIENCE
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry
from tests.builders import SLUG
from tests.fakes_hooks import ShelfHooks
from tests.hooks.town import KEY, Town

MINUTE = timedelta(minutes=1)


class Killed(BaseException):
    """What becomes of a function that ran too long."""


@pytest.fixture
def town() -> Town:
    return Town()


def health(town: Town, hook: str) -> Health:
    found = town.hooks.health(SLUG, hook)
    assert found is not None
    return found


def cut_off(town: Town) -> None:
    with pytest.raises(Killed):
        town.deliverer.run()


def test_a_visit_that_was_cut_off_is_a_failed_try_and_the_receiver_is_left_alone(town: Town) -> None:
    hook, now = town.subscribed().hook, town.world.clock()
    town.others.answers["his"] = Killed()
    town.opened()
    cut_off(town)
    stands = health(town, hook.id)
    assert (stands.failures, stands.failing_since, stands.held_until) == (1, now, now + MINUTE)
    (owed,) = town.listed(hook.id, State.WAITING)
    assert (owed.tries, owed.tried_since, owed.why, owed.at) == (1, now, "silence", now + MINUTE)
    town.world.clock.pass_by(seconds=59)
    assert town.deliverer.run() == 0
    assert len(town.others.heard) == 1
    town.world.clock.pass_by(seconds=1)
    cut_off(town)
    assert health(town, hook.id).held_until == town.world.clock() + timedelta(minutes=2), "longer each time"


def test_a_deliverer_that_dies_over_one_comes_back_to_it_and_others_do_not_wait(town: Town) -> None:
    dying, _ = town.subscribed(url="https://dying.example.vn/"), town.subscribed(url="https://fine.example.vn/")
    town.others.answers["dying"] = Killed()
    town.opened()
    cut_off(town)
    assert town.deliverer.run() == 1
    town.opened()
    town.others.answers.clear()
    assert town.deliverer.run() == 1, "only the other one's: this one is held"
    town.world.clock.pass_by(minutes=1)
    assert town.deliverer.run() == 2
    assert town.listed(dying.hook.id, State.WAITING) == []
    assert (health(town, dying.hook.id).failures, health(town, dying.hook.id).visit_at) == (0, None)


def test_one_whose_visits_are_all_cut_off_for_a_day_is_paused(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    hook = town.subscribed().hook
    town.others.answers["his"] = Killed()
    town.opened()
    for _ in range(40):
        with suppress(Killed):
            town.deliverer.run()
        town.opened()
        town.world.clock.pass_by(hours=1)
    assert health(town, hook.id).paused_by == "clock"
    assert "HooksPaused" in capsys.readouterr().out
    assert len(town.others.heard) <= 26


def test_one_that_fails_is_asked_once_more_after_the_day_before_it_is_paused(town: Town) -> None:
    hook, now = town.subscribed().hook, town.world.clock()
    town.opened()
    failing = replace(health(town, hook.id), failures=9, failing_since=now - timedelta(days=1))
    town.hooks.healths[SLUG, hook.id] = failing
    assert town.deliverer.run() == 1
    assert (health(town, hook.id).failures, health(town, hook.id).paused_at) == (0, None)


def test_each_minute_another_province_is_first(town: Town) -> None:
    asked: list[str] = []

    class Three:
        """A registry of three provinces."""

        def all(self) -> list[Province]:
            return [replace(town.world.province, slug=slug) for slug in "abc"]

    class Noting(ShelfHooks):
        """A store that notes whose turn it is."""

        def due(self, tenant: str, until: datetime) -> Iterator[str]:
            asked.append(tenant)
            return iter(())

    deliverer = replace(town.deliverer, hooks=Noting(), provinces=cast(Registry, Three()))
    for _ in range(3):
        deliverer.run()
        town.world.clock.pass_by(minutes=1)
    rounds = sorted("".join(asked[i : i + 3]) for i in (0, 3, 6))
    assert rounds == ["abc", "bca", "cab"]


def test_the_last_visit_of_a_round_and_the_call_it_waits_for_end_before_the_function_does() -> None:
    longest = delivering.BUDGET + delivering.VISIT + timedelta(seconds=PATIENCE)
    assert longest <= timedelta(seconds=50)


def test_what_a_key_subscribed_to_ends_with_the_key(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    his, ours = town.subscribed(actor=KEY).hook, town.subscribed(url="https://ours.example.vn/").hook
    town.opened()
    assert town.deliverer.run() == 2
    town.lapsed.add((SLUG, KEY.id))
    town.opened()
    assert town.deliverer.run() == 1
    assert [url for url, _, _ in town.others.heard][2:] == [ours.url]
    stands = health(town, his.id)
    assert (stands.paused_at, stands.paused_by, stands.at) == (town.world.clock(), LAPSED, None)
    assert "HooksPaused" in capsys.readouterr().out


def test_who_resumes_what_a_lapsed_key_subscribed_to_finds_it_paused_again(town: Town) -> None:
    hook = town.subscribed(actor=KEY).hook
    town.lapsed.add((SLUG, KEY.id))
    town.opened()
    town.deliverer.run()
    town.hooks.resume(SLUG, hook.id, town.world.clock())
    assert (town.deliverer.run(), town.others.heard) == (0, [])
    assert health(town, hook.id).paused_by == LAPSED
