"""The fake and DynamoDB keep subscriptions, their health and what is owed to them alike."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.errors import StaleTicket
from chalicelib.hooks.hook import Delivery, Health, Hook, News, State
from chalicelib.hooks.store import Hooks
from tests.builders import SLUG, at
from tests.fakes_hooks import ShelfHooks

NOW = at("2026-11-18 09:00")
LATER = NOW + timedelta(minutes=10)


@pytest.fixture(params=["shelf", "dynamo"])
def hooks(request: pytest.FixtureRequest) -> Iterator[Hooks]:
    if request.param == "shelf":
        yield ShelfHooks()
    else:
        petitions, _ = request.getfixturevalue("fresh_tables")
        from chalicelib.hooks.dynamo import DynamoHooks

        yield DynamoHooks(petitions)


def hook(name: str = "h1", **given: Any) -> Hook:
    base: dict[str, Any] = {
        "tenant": SLUG, "id": name, "url": "https://his.vn/", "events": frozenset({"ticket.opened", "ticket.closed"}),
        "note": "Một cửa", "by": "key:k", "created_at": NOW, "generation": 2, "old_until": LATER,
    }  # fmt: skip
    return Hook(**(base | given))


def delivery(key: str = "01", **given: Any) -> Delivery:
    facts = {"code": "SM-1", "level": 0, "unit": None, "previous": {"status": "assigned"}}
    news = News(tenant=SLUG, type="ticket.opened", subject="ticket#SM-1", sequence=3, at=NOW, facts=facts)
    base: dict[str, Any] = {"key": key, "hook": "h1", "news": news, "at": NOW}
    return Delivery(**(base | given))


def health(hooks: Hooks, name: str = "h1") -> Health:
    found = hooks.health(SLUG, name)
    assert found is not None
    return found


def held(until: datetime) -> Health:
    """How a subscription stands over which a deliverer died."""
    found = Health(tenant=SLUG, id="h1", at=until, held_until=until, visit_at=NOW)
    return replace(found, failures=1, failing_since=NOW, status=0)


def test_a_subscription_comes_back_as_it_was_kept(hooks: Hooks) -> None:
    saved = hooks.save(hook())
    plain = hooks.save(hook("h2", note="", old_until=None))
    assert saved == replace(hook(), version=1)
    assert hooks.find(SLUG, "h1") == saved
    assert hooks.all(SLUG) == [saved, plain]
    assert (hooks.find(SLUG, "h9"), hooks.find("other", "h1"), hooks.all("other")) == (None, None, [])
    assert health(hooks) == Health(tenant=SLUG, id="h1")


def test_a_change_is_written_on_the_version_that_was_seen(hooks: Hooks) -> None:
    saved = hooks.save(hook())
    hooks.wake(SLUG, "h1", NOW)
    assert hooks.save(replace(saved, url="https://new.vn/")).version == 2
    assert health(hooks).at == NOW, "a change of the subscription leaves its health alone"
    for stale in (saved, hook()):
        with pytest.raises(StaleTicket):
            hooks.save(stale)


def test_what_was_deleted_is_gone_with_its_health_and_is_not_woken_to_life(hooks: Hooks) -> None:
    saved = hooks.save(hook())
    hooks.wake(SLUG, "h1", NOW)
    seen = health(hooks)
    hooks.delete(saved)
    hooks.wake(SLUG, "h1", NOW)
    hooks.keep(seen, NOW)
    hooks.pause(SLUG, "h1", "x", NOW)
    hooks.resume(SLUG, "h1", NOW)
    assert not hooks.claim(seen, held(LATER))
    assert (hooks.find(SLUG, "h1"), hooks.health(SLUG, "h1"), list(hooks.due(SLUG, LATER))) == (None, None, [])


def test_one_that_is_woken_is_due_from_then_on_and_in_its_own_province_only(hooks: Hooks) -> None:
    hooks.save(hook())
    hooks.save(hook("h2"))
    hooks.wake(SLUG, "h1", LATER)
    assert list(hooks.due(SLUG, NOW)) == []
    assert list(hooks.due(SLUG, LATER)) == ["h1"]
    assert list(hooks.due("other", LATER)) == []
    hooks.wake(SLUG, "h1", NOW)
    assert (health(hooks).at, health(hooks).woken) == (NOW, 2)


def test_of_two_deliverers_one_gets_it_and_nothing_wakes_it_until_the_lease_ends(hooks: Hooks) -> None:
    hooks.save(hook())
    hooks.wake(SLUG, "h1", NOW)
    seen = health(hooks)
    assert hooks.claim(seen, held(LATER))
    assert not hooks.claim(seen, held(LATER + timedelta(minutes=1)))
    hooks.wake(SLUG, "h1", NOW)
    assert (health(hooks).at, health(hooks).held_until, health(hooks).woken) == (LATER, LATER, 2)
    hooks.wake(SLUG, "h1", LATER)
    assert health(hooks) == replace(held(LATER), woken=3), "as it was feared, if the deliverer is never heard of again"


def test_after_a_visit_it_rests(hooks: Hooks) -> None:
    hooks.save(hook())
    hooks.wake(SLUG, "h1", NOW)
    seen = health(hooks)
    hooks.claim(seen, held(LATER))
    after = replace(seen, at=None, delivered_at=NOW, status=200)
    hooks.keep(after, NOW)
    assert health(hooks) == after
    assert list(hooks.due(SLUG, LATER)) == []


def test_woken_during_a_visit_it_is_due_again_at_once(hooks: Hooks) -> None:
    hooks.save(hook())
    hooks.wake(SLUG, "h1", NOW)
    seen = health(hooks)
    hooks.claim(seen, held(LATER))
    hooks.wake(SLUG, "h1", NOW)
    hooks.keep(replace(seen, at=None), NOW)
    assert (health(hooks).at, health(hooks).held_until, health(hooks).woken) == (NOW, None, 2)


def test_one_that_failed_is_held_also_when_it_was_woken_meanwhile(hooks: Hooks) -> None:
    hooks.save(hook())
    hooks.wake(SLUG, "h1", NOW)
    seen = health(hooks)
    hooks.claim(seen, held(LATER))
    hooks.wake(SLUG, "h1", NOW)
    until = NOW + timedelta(minutes=1)
    failed = replace(seen, at=until, held_until=until, failures=1, failing_since=NOW, status=503)
    hooks.keep(failed, NOW)
    assert health(hooks) == replace(failed, woken=2)


def test_paused_it_is_due_never_and_resumed_at_once_as_if_nothing_had_failed(hooks: Hooks) -> None:
    hooks.save(hook())
    hooks.wake(SLUG, "h1", NOW)
    seen = health(hooks)
    hooks.keep(replace(held(LATER), woken=seen.woken), NOW)
    hooks.pause(SLUG, "h1", "clock", NOW)
    hooks.pause(SLUG, "h1", "somebody", LATER)
    hooks.wake(SLUG, "h1", LATER)
    hooks.keep(replace(seen, at=NOW), NOW)
    assert not hooks.claim(health(hooks), held(LATER))
    assert (health(hooks).paused_at, health(hooks).paused_by, health(hooks).at) == (NOW, "clock", None)
    hooks.resume(SLUG, "h1", LATER)
    assert health(hooks) == Health(tenant=SLUG, id="h1", at=LATER, woken=2)


def test_a_delivery_comes_back_as_it_was_kept(hooks: Hooks) -> None:
    tried = delivery("02", tries=2, tried_since=NOW, status=500, why="refused", at=LATER)
    hooks.put(delivery())
    hooks.put(tried)
    assert list(hooks.owed(SLUG, "h1")) == [delivery(), tried]
    assert hooks.one(SLUG, "h1", State.WAITING, "02") == tried
    hooks.put(replace(tried, tries=3))
    assert [one.tries for one in hooks.owed(SLUG, "h1")] == [0, 3]


def test_deliveries_are_owed_in_the_order_of_their_keys_however_many(hooks: Hooks) -> None:
    keys = [f"{number:03d}" for number in range(120)]
    for key in reversed(keys):
        hooks.put(delivery(key))
    assert [one.key for one in hooks.owed(SLUG, "h1")] == keys
    assert list(hooks.owed(SLUG, "h2")) == []
    assert list(hooks.owed("other", "h1")) == []


def test_a_delivery_stands_in_the_list_of_its_state_and_in_no_other(hooks: Hooks) -> None:
    for key in ("01", "02", "03"):
        hooks.put(delivery(key))
        hooks.move(delivery(key, state=State.FAILED, at=LATER), State.WAITING)
    hooks.move(delivery("02", state=State.DELIVERED), State.FAILED)
    assert [one.key for one in hooks.page(SLUG, "h1", State.FAILED, 10, "")] == ["01", "03"]
    assert [one.key for one in hooks.page(SLUG, "h1", State.FAILED, 1, "")] == ["01"]
    assert [one.key for one in hooks.page(SLUG, "h1", State.FAILED, 10, "02")] == ["03"], "its own place is gone"
    assert [one.key for one in hooks.page(SLUG, "h1", State.DELIVERED, 10, "")] == ["02"]
    assert hooks.one(SLUG, "h1", State.FAILED, "02") is None
    assert list(hooks.owed(SLUG, "h1")) == []
