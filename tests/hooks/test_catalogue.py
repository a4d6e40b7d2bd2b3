"""What the catalogue promises is what is shown, and what the stream lets through is what is read."""

import importlib
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from chalicelib.hooks import views
from chalicelib.hooks.hook import State
from chalicelib.hooks.news import EVENTS
from tests.builders import HANDLER, SLUG, World
from tests.fakes import Clock
from tests.hooks.town import ADMIN, Town

ROOT = Path(__file__).parents[2]
CATALOGUE = json.loads((ROOT / "chalicelib/doors/operations/hooks.json").read_text("utf-8"))


def fits(name: str, value: Any) -> list[str]:
    """The faults of a value that was shown, as JSON."""
    whole = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": CATALOGUE["schemas"]}}
    shown = json.loads(json.dumps(value, default=str))
    return [fault.message for fault in Draft202012Validator(whole).iter_errors(shown)]


@pytest.fixture
def town() -> Town:
    return Town()


def test_a_subscription_is_shown_as_the_catalogue_says_in_each_of_its_states(town: Town) -> None:
    made = town.subscribed()
    town.others.answers["his"] = 500
    town.opened()
    town.deliverer.run()
    failing = town.subscriptions.one(SLUG, made.hook.id, ADMIN)
    paused = town.subscriptions.pause(SLUG, made.hook.id, ADMIN)
    states = [views.subscription(one) for one in (made, failing, paused)]
    assert [one["state"] for one in states] == ["active", "failing", "paused"]
    assert fits("HookWithSecret", states[0]) == []
    assert [fits("Hook", one) for one in states[1:]] == [[], []]
    assert fits("Hook", states[0]) != [], "a secret is shown nowhere else"


def test_deliveries_and_pings_are_shown_as_the_catalogue_says(town: Town) -> None:
    hook = town.subscribed(*EVENTS).hook
    code = town.opened()
    town.does(code, "accept", HANDLER)
    town.deliverer.run()
    shown = [views.delivery(one) for one in town.listed(hook.id, State.DELIVERED)]
    assert len(shown) == 3
    assert fits("HookDeliveries", {"deliveries": shown, "next": None}) == []
    assert fits("HookOutcome", views.outcome(town.subscriptions.try_out(SLUG, hook.id, ADMIN))) == []
    assert [fits("HookMessage", one) for one in town.said()] == [[]] * 4


def test_every_door_is_in_the_catalogue_and_asks_for_the_same_right() -> None:
    text = (ROOT / "chalicelib/doors/hooks.py").read_text("utf-8")
    doors = re.findall(r"@answers_to\((.+)\)\ndef (\w+)\(", text)
    assert {name for _, name in doors} == set(CATALOGUE["operations"])
    assert {right for right, _ in doors} == {"Action.MANAGE_HOOKS"}


def test_the_stream_brings_the_rows_that_are_read_with_what_they_were_before() -> None:
    text = (ROOT / "infra/resources.yaml").read_text("utf-8")
    pattern, followers = re.findall(r"- Pattern: '(.+)'", text)
    assert json.loads(pattern) == {
        "eventName": ["INSERT", "MODIFY"],
        "dynamodb": {"Keys": {"sk": {"S": ["TICKET", "DOSSIER"]}}},
    }
    assert json.loads(followers) == {
        "eventName": ["INSERT", "MODIFY", "REMOVE"],
        "dynamodb": {"Keys": {"sk": {"S": ["CONVERSATION"]}}},
    }
    assert text.count("StreamSpecification: {StreamViewType: NEW_AND_OLD_IMAGES}") == 1


def test_nobody_listening_costs_one_question_however_much_happens(town: Town) -> None:
    asked: list[str] = []
    town.hooks.asked = asked
    for _ in range(100):
        town.opened()
    assert asked == [SLUG]
    assert (town.hooks.deliveries, town.hooks.healths) == ({}, {})


def test_integrators_are_told_of_every_event_and_their_check_takes_our_signature() -> None:
    page = (ROOT / "docs/webhooks.md").read_text("utf-8")
    assert set(re.findall(r"`((?:ticket|dossier)\.\w+)`", page)) == set(EVENTS)
    (code,) = re.findall(r"```python\n(.*?)```", page, re.S)
    held: dict[str, Any] = {name: importlib.import_module(name) for name in ("base64", "hmac", "time")}
    exec(code, held)
    stamp = datetime.fromtimestamp(int(held["time"].time()), UTC)
    town = Town(world=World(clock=Clock(at=stamp)))
    made = town.subscribed()
    town.opened()
    town.deliverer.run()
    ((_, body, headers),) = town.others.heard
    assert held["is_ours"](made.secret, headers, body)
    assert not held["is_ours"](made.secret, headers, body + b" ")
    old = headers | {"webhook-timestamp": str(int(stamp.timestamp()) - 301)}
    assert not held["is_ours"](made.secret, old, body)
