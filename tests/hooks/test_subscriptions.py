"""Subscriptions as their owners meet them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from chalicelib import schema
from chalicelib.errors import BadInput, Conflict, NotFound, PetitionError, StaleTicket, Unprocessable
from chalicelib.hooks import views
from chalicelib.hooks.hook import MOST, State
from chalicelib.ticket.ticket import Actor
from tests.builders import SLUG
from tests.hooks.town import ADMIN, ANOTHER_KEY, KEY, STRANGER, URL, Town

BODY = {"url": URL, "events": ["ticket.opened"], "note": "Phần mềm một cửa"}


@pytest.fixture
def town() -> Town:
    return Town()


def given_up(town: Town, petitions: int) -> str:
    """A subscription with so many deliveries nobody took."""
    hook = town.subscribed().hook
    for _ in range(petitions):
        town.opened()
    for delivery in list(town.hooks.owed(SLUG, hook.id)):
        town.hooks.move(replace(delivery, state=State.FAILED, tries=9, why="refused"), State.WAITING)
    assert town.deliverer.run() == 0
    return hook.id


def test_a_secret_is_shown_once(town: Town) -> None:
    made = town.subscriptions.make(SLUG, BODY, ADMIN)
    read = town.subscriptions.one(SLUG, made.hook.id, ADMIN)
    assert views.subscription(made)["secret"].startswith("whsec_")
    assert "secret" not in views.subscription(read)
    assert made.secret not in repr(town.hooks)
    assert views.subscription(read) == {
        "id": "h1", "url": URL, "events": ["ticket.opened"], "note": "Phần mềm một cửa", "created_by": ADMIN.id,
        "created_at": "2026-11-18T02:00:00+00:00", "old_secret_until": None, "state": "active", "paused_at": None,
        "paused_by": None, "failures": 0, "failing_since": None, "delivered_at": None, "last_status": None,
        "version": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, ""),
        ([], ""),
        (BODY | {"more": 1}, ""),
        (BODY | {"url": "http://a.vn/"}, "/url"),
        (BODY | {"url": "https://a.vn/#x"}, "/url"),
        (BODY | {"url": "https://user@a.vn/"}, "/url"),
        (BODY | {"url": "https://127.0.0.1/"}, "/url"),
        (BODY | {"url": "https://[::1]/"}, "/url"),
        (BODY | {"url": "https://2130706433/"}, "/url"),
        (BODY | {"events": []}, "/events"),
        (BODY | {"events": ["ticket.noted"]}, "/events/0"),
        (BODY | {"note": 7}, "/note"),
    ],
)
def test_what_cannot_be_subscribed_is_said_with_its_pointer(town: Town, body: Any, pointer: str) -> None:
    with pytest.raises(Unprocessable) as refusal:
        town.subscriptions.make(SLUG, body, ADMIN)
    assert pointer in [fault["pointer"] for fault in refusal.value.facts["faults"]]
    assert town.hooks.kept == {}


def test_a_province_has_so_many_and_no_more(town: Town) -> None:
    for _ in range(MOST):
        town.subscriptions.make(SLUG, BODY, ADMIN)
    with pytest.raises(Conflict):
        town.subscriptions.make(SLUG, BODY, ADMIN)


def test_a_key_sees_what_it_has_made_itself_and_the_administrator_everything(town: Town) -> None:
    mine = town.subscriptions.make(SLUG, BODY, KEY).hook.id
    town.subscriptions.make(SLUG, BODY, ADMIN)
    assert [each.hook.id for each in town.subscriptions.all(SLUG, KEY)] == [mine]
    assert town.subscriptions.all(SLUG, ANOTHER_KEY) == []
    assert len(town.subscriptions.all(SLUG, ADMIN)) == 2


CALLS: dict[str, Callable[[Town, str, Actor], object]] = {
    "read": lambda t, h, a: t.subscriptions.one(SLUG, h, a),
    "change": lambda t, h, a: t.subscriptions.change(SLUG, h, BODY, None, a),
    "drop": lambda t, h, a: t.subscriptions.drop(SLUG, h, None, a),
    "rotate": lambda t, h, a: t.subscriptions.rotate(SLUG, h, {}, a),
    "pause": lambda t, h, a: t.subscriptions.pause(SLUG, h, a),
    "resume": lambda t, h, a: t.subscriptions.resume(SLUG, h, a),
    "try_out": lambda t, h, a: t.subscriptions.try_out(SLUG, h, a),
    "deliveries": lambda t, h, a: t.subscriptions.deliveries(SLUG, h, State.FAILED, a, 10, None),
    "resend": lambda t, h, a: t.subscriptions.resend(SLUG, h, {"all": True}, a),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("actor", [STRANGER, ANOTHER_KEY], ids=["another province", "another key"])
def test_what_is_another_s_is_not_there(town: Town, call: str, actor: Actor) -> None:
    hook = town.subscriptions.make(SLUG, BODY, KEY).hook
    kept = dict(town.hooks.kept), dict(town.hooks.healths)
    with pytest.raises(NotFound):
        CALLS[call](town, hook.id, actor)
    assert (town.hooks.kept, town.hooks.healths) == kept
    assert town.others.heard == []
    CALLS[call](town, hook.id, KEY)


def test_another_province_s_list_and_maker_are_not_there(town: Town) -> None:
    for call in (lambda: town.subscriptions.all(SLUG, STRANGER), lambda: town.subscriptions.make(SLUG, BODY, STRANGER)):
        with pytest.raises(NotFound):
            call()
    assert town.hooks.kept == {}


def test_of_two_who_change_the_same_the_second_is_told(town: Town) -> None:
    hook = town.subscriptions.make(SLUG, BODY, ADMIN).hook
    changed = town.subscriptions.change(SLUG, hook.id, BODY | {"events": ["ticket.closed"]}, 1, ADMIN)
    assert (changed.hook.events, changed.hook.version, changed.secret) == (frozenset({"ticket.closed"}), 2, "")
    for act in (
        lambda: town.subscriptions.change(SLUG, hook.id, BODY, 1, ADMIN),
        lambda: town.subscriptions.drop(SLUG, hook.id, 1, ADMIN),
        lambda: town.subscriptions.rotate(SLUG, hook.id, {}, ADMIN, seen=1),
    ):
        with pytest.raises(StaleTicket):
            act()


def test_a_ping_goes_out_at_once_and_counts_for_nothing(town: Town) -> None:
    hook = town.subscriptions.make(SLUG, BODY, ADMIN).hook
    assert views.outcome(town.subscriptions.try_out(SLUG, hook.id, ADMIN)) == {
        "taken": True, "status": 200, "why": None,
    }  # fmt: skip
    town.others.answers["his"] = 500
    assert views.outcome(town.subscriptions.try_out(SLUG, hook.id, ADMIN)) == {
        "taken": False, "status": 500, "why": "refused",
    }  # fmt: skip
    first, second = town.said()
    assert (first["type"], first["data"]) == ("ping", {})
    assert first["id"] != second["id"]
    assert town.subscriptions.one(SLUG, hook.id, ADMIN).health.failures == 0


def test_paused_by_hand_nothing_is_sent_and_nothing_is_lost(town: Town) -> None:
    hook = town.subscribed().hook
    town.opened()
    paused = views.subscription(town.subscriptions.pause(SLUG, hook.id, ADMIN))
    assert (paused["state"], paused["paused_by"]) == ("paused", ADMIN.id)
    town.opened()
    assert town.deliverer.run() == 0
    assert views.subscription(town.subscriptions.resume(SLUG, hook.id, ADMIN))["state"] == "active"
    assert town.deliverer.run() == 2


def test_failed_deliveries_are_listed_page_by_page_whatever_happens_meanwhile(town: Town) -> None:
    hook = given_up(town, 5)
    first, cursor = town.subscriptions.deliveries(SLUG, hook, State.FAILED, ADMIN, 2, None)
    town.subscriptions.resend(SLUG, hook, {"deliveries": [first[0].key, first[1].key]}, ADMIN)
    second, following = town.subscriptions.deliveries(SLUG, hook, State.FAILED, ADMIN, 2, cursor)
    third, end = town.subscriptions.deliveries(SLUG, hook, State.FAILED, ADMIN, 2, following)
    keys = [one.key for one in (*first, *second, *third)]
    assert (len(set(keys)), keys, end) == (5, sorted(keys), None)
    shown = views.delivery(second[0])
    assert (shown["id"], shown["state"], shown["tries"], shown["why"]) == (keys[2], "failed", 9, "refused")


def test_a_cursor_of_another_list_is_refused(town: Town) -> None:
    hook, other = given_up(town, 3), town.subscribed().hook.id
    _, cursor = town.subscriptions.deliveries(SLUG, hook, State.FAILED, ADMIN, 2, None)
    for whose, state, given in (
        (other, State.FAILED, cursor),
        (hook, State.WAITING, cursor),
        (hook, State.FAILED, "x"),
    ):
        with pytest.raises(BadInput):
            town.subscriptions.deliveries(SLUG, whose, state, ADMIN, 2, given)


def test_failed_deliveries_are_sent_again_in_their_order(town: Town) -> None:
    hook = given_up(town, 3)
    assert town.subscriptions.resend(SLUG, hook, {"all": True}, ADMIN) == (3, False)
    assert town.deliverer.run() == 3
    assert [one["data"]["code"] for one in town.said()] == list(town.seen)
    assert town.listed(hook, State.FAILED) == []


def test_a_hundred_are_sent_again_at_once_and_then_one_asks_anew(town: Town) -> None:
    hook = given_up(town, 101)
    assert town.subscriptions.resend(SLUG, hook, {"all": True}, ADMIN) == (100, True)
    assert town.subscriptions.resend(SLUG, hook, {"all": True}, ADMIN) == (1, False)


def test_one_that_did_not_fail_is_not_sent_again_and_neither_are_those_beside_it(town: Town) -> None:
    hook = given_up(town, 2)
    (one, _) = town.listed(hook, State.FAILED)
    with pytest.raises(NotFound):
        town.subscriptions.resend(SLUG, hook, {"deliveries": [one.key, "0-00-msg_unknown"]}, ADMIN)
    assert len(town.listed(hook, State.FAILED)) == 2


@pytest.mark.parametrize("body", [{}, {"all": False}, {"all": True, "deliveries": ["a"]}, {"deliveries": []}, 3])
def test_what_is_to_be_sent_again_is_said_in_one_of_two_ways(town: Town, body: Any) -> None:
    hook = given_up(town, 1)
    with pytest.raises(Unprocessable):
        town.subscriptions.resend(SLUG, hook, body, ADMIN)


@pytest.mark.parametrize("body", [{"overlap_hours": -1}, {"overlap_hours": 169}, {"overlap_hours": "1"}, {"x": 1}, []])
def test_an_overlap_is_a_week_at_most(town: Town, body: Any) -> None:
    hook = town.subscribed().hook
    with pytest.raises(PetitionError):
        town.subscriptions.rotate(SLUG, hook.id, body, ADMIN)
    assert town.subscriptions.one(SLUG, hook.id, ADMIN).hook.generation == 1


def test_ids_of_deliveries_fit_the_schema_that_admits_them(town: Town) -> None:
    hook = given_up(town, 1)
    (one,) = town.listed(hook, State.FAILED)
    assert schema.faults("hooks/resend", {"deliveries": [one.key]}) == []
