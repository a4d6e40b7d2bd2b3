"""From a change to another system: at least once, in order, patiently, and never at the cost of others."""

import json
from datetime import timedelta

import pytest

from chalicelib.errors import Refused, TryAgain
from chalicelib.hooks.hook import State
from tests.builders import HANDLER, SLUG
from tests.hooks.town import ADMIN, Town


@pytest.fixture
def town() -> Town:
    return Town()


def test_another_system_is_told_what_it_asked_for_and_nothing_else(town: Town) -> None:
    town.subscribed("ticket.opened", "ticket.answered")
    code = town.opened()
    town.does(code, "accept", HANDLER)
    town.does(code, "answer", HANDLER, text="Đã vá xong")
    assert town.deliverer.run() == 2
    assert town.told() == [(code, "ticket.opened"), (code, "ticket.answered")]
    assert [one["sequence"] for one in town.said()] == [1, 3]
    assert town.said()[1] == {
        "type": "ticket.answered",
        "timestamp": "2026-11-18T02:00:00+00:00",
        "id": town.said()[1]["id"],
        "province": SLUG,
        "sequence": 3,
        "data": town.said()[1]["data"],
    }
    assert "Đã vá" not in json.dumps(town.said(), ensure_ascii=False)


def test_what_one_act_caused_is_told_in_the_order_it_is_understood(town: Town) -> None:
    town.subscribed("ticket.opened", "ticket.assigned")
    codes = [town.opened() for _ in range(6)]
    town.deliverer.run()
    assert town.told() == [(code, news) for code in codes for news in ("ticket.opened", "ticket.assigned")]
    assert {one["sequence"] for one in town.said()} == {1}


def test_nothing_is_noted_where_nobody_listens(town: Town) -> None:
    town.opened()
    assert town.hooks.deliveries == {}
    town.subscribed("ticket.closed")
    town.opened()
    assert town.hooks.deliveries == {}


def test_what_the_stream_brings_twice_is_owed_once(town: Town) -> None:
    town.subscribed()
    code = town.opened()
    (owed,) = town.hooks.deliveries
    town.seen.clear()
    town.numbers = iter([100])
    town.noticed(code)
    assert list(town.hooks.deliveries) == [owed]


def test_a_record_that_cannot_be_read_does_not_stop_those_behind_it(town: Town) -> None:
    town.subscribed()
    code = town.world.opened().code
    assert town.listener.note([{"dynamodb": {}}, {"nonsense": 1}]) == 0
    assert town.noticed(code) == 1


def test_what_was_taken_is_not_sent_again_and_can_be_looked_up(town: Town) -> None:
    hook = town.subscribed().hook
    town.opened()
    assert (town.deliverer.run(), town.deliverer.run()) == (1, 0)
    (done,) = town.listed(hook.id, State.DELIVERED)
    assert (done.status, done.tries, done.why) == (200, 1, "")
    assert town.listed(hook.id, State.WAITING) == []
    health = town.hooks.health(SLUG, hook.id)
    assert health is not None
    assert (health.at, health.delivered_at, health.held_until) == (None, town.world.clock(), None)


@pytest.mark.parametrize("answer", [500, 404, 302, 429, TryAgain("silence"), Refused("inside")])
def test_anything_but_a_yes_is_tried_again_later(town: Town, answer: int | Exception) -> None:
    hook = town.subscribed().hook
    town.others.answers["his"] = answer
    town.opened()
    assert town.deliverer.run() == 0
    town.world.clock.pass_by(seconds=59)
    town.deliverer.run()
    assert len(town.others.heard) == 1, "not before a minute has passed"
    town.others.answers.clear()
    town.world.clock.pass_by(seconds=1)
    assert town.deliverer.run() == 1
    first, second = town.said()
    assert first == second
    assert [d.tries for d in town.listed(hook.id, State.DELIVERED)] == [2]


def test_what_happened_later_to_a_petition_waits_behind_what_failed_and_other_petitions_do_not(town: Town) -> None:
    town.subscribed("ticket.opened", "ticket.accepted")
    stuck, other = town.opened(), town.opened()
    town.others.answers[stuck] = 500
    town.does(stuck, "accept", HANDLER)
    town.deliverer.run()
    town.world.clock.pass_by(minutes=1)  # the first try again
    town.deliverer.run()
    town.world.clock.pass_by(minutes=2)  # the receiver is left alone, then asked for others
    town.deliverer.run()
    assert town.told() == [(stuck, "ticket.opened")] * 2 + [(other, "ticket.opened")]
    town.others.answers.clear()
    town.world.clock.pass_by(minutes=5)
    town.deliverer.run()
    assert town.told()[3:] == [(stuck, "ticket.opened"), (stuck, "ticket.accepted")]


def test_a_receiver_that_is_down_is_asked_once_a_visit_and_ever_more_rarely(town: Town) -> None:
    town.subscribed()
    town.others.answers["his"] = TryAgain("silence")
    for _ in range(5):
        town.opened()
    asked = []
    for minute in range(180):
        before = len(town.others.heard)
        town.deliverer.run()
        if len(town.others.heard) > before:
            assert len(town.others.heard) == before + 1
            asked.append(minute)
        town.world.clock.pass_by(minutes=1)
    assert asked == [0, 1, 3, 8, 18, 48, 108, 168]


def test_one_that_is_down_does_not_hold_up_another(town: Town) -> None:
    town.subscribed(url="https://down.example.vn/")
    town.subscribed(url="https://up.example.vn/")
    town.others.answers["down"] = TryAgain("silence")
    town.opened()
    town.opened()
    assert town.deliverer.run() == 2
    assert [url for url, _, _ in town.others.heard].count("https://up.example.vn/") == 2


def test_news_does_not_wake_one_that_is_left_alone_but_is_not_forgotten(town: Town) -> None:
    town.subscribed()
    town.others.answers["his"] = 503
    town.opened()
    town.deliverer.run()
    town.opened()
    town.deliverer.run()
    assert len(town.others.heard) == 1
    town.others.answers.clear()
    town.world.clock.pass_by(minutes=1)
    assert town.deliverer.run() == 2


def test_a_delivery_nobody_takes_for_three_days_is_given_up_and_the_next_one_goes(town: Town) -> None:
    hook = town.subscribed("ticket.opened", "ticket.accepted").hook
    code = town.opened()
    town.does(code, "accept", HANDLER)
    town.others.answers["ticket.opened"] = 400
    for hour in range(24 * 4):
        if hour % 3 == 0:
            town.others.answers = {code: 400} if hour < 80 else {}
            town.opened()  # others are taken all the while
        town.deliverer.run()
        town.world.clock.pass_by(hours=1)
    (failed,) = town.listed(hook.id, State.FAILED)
    assert (failed.news.type, failed.status, failed.why) == ("ticket.opened", 400, "refused")
    assert failed.tried_since is not None
    assert timedelta(days=3) <= failed.at - failed.tried_since < timedelta(days=3, hours=13)
    assert (code, "ticket.accepted") in [
        (d.news.facts["code"], d.news.type) for d in town.listed(hook.id, State.DELIVERED)
    ]


def test_one_that_took_nothing_for_a_day_is_paused_and_what_happens_is_kept(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    hook = town.subscribed().hook
    town.others.answers["his"] = 500
    town.opened()
    for _ in range(34):
        town.deliverer.run()
        town.world.clock.pass_by(hours=1)
    health = town.hooks.health(SLUG, hook.id)
    assert health is not None
    assert health.paused_by == "clock"
    assert "HooksPaused" in capsys.readouterr().out
    asked = len(town.others.heard)
    town.opened()
    town.others.answers.clear()
    town.world.clock.pass_by(days=1)
    assert (town.deliverer.run(), len(town.others.heard)) == (0, asked)
    town.subscriptions.resume(SLUG, hook.id, ADMIN)
    assert town.deliverer.run() == 2


def test_one_that_says_it_is_gone_is_paused_at_once(town: Town) -> None:
    hook = town.subscribed().hook
    town.others.answers["his"] = 410
    town.opened()
    town.deliverer.run()
    health = town.hooks.health(SLUG, hook.id)
    assert health is not None
    assert health.paused_at == town.world.clock()


def test_what_is_owed_while_the_last_of_it_is_sent_is_not_left_lying(town: Town) -> None:
    hook = town.subscribed().hook
    town.opened()
    health = town.hooks.health(SLUG, hook.id)
    assert health is not None
    town.hooks.wake(SLUG, hook.id, town.world.clock())  # between the look and the rest
    town.hooks.keep(health, town.world.clock())
    assert list(town.hooks.due(SLUG, town.world.clock())) == [hook.id]


def test_a_subscription_that_was_deleted_gets_nothing_more(town: Town) -> None:
    hook = town.subscribed().hook
    town.opened()
    town.subscriptions.drop(SLUG, hook.id, None, ADMIN)
    assert (town.deliverer.run(), town.others.heard) == (0, [])
    town.opened()  # the listener has not heard of it yet
    assert (town.deliverer.run(), town.others.heard) == (0, [])


def test_a_store_that_fails_lets_the_stream_bring_the_records_again(town: Town) -> None:
    town.subscribed()
    code = town.world.opened().code
    town.hooks.away = True
    with pytest.raises(OSError, match="store"):
        town.noticed(code)
