"""API keys: shown once, hashed, scoped, rotated with an overlap, revoked; their use counted."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib import views_keys
from chalicelib.access.keys import EVERY, MOST, Keys
from chalicelib.errors import Conflict, Forbidden, NotFound, StaleTicket, Unprocessable
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Role
from tests.access.ring import ADMIN, BODY, Ring
from tests.builders import COORDINATOR, SLUG, officer
from tests.described import faults_of
from tests.fakes_access import ShelfKeys

NEIGHBOUR = officer(Role.PROVINCE_ADMIN, "so-khcn", tenant="tinh-khac")
CALLS: dict[str, Callable[[Keys, str, Actor], Any]] = {
    "create": lambda keys, key_id, who: keys.create(SLUG, BODY, who, "w"),
    "listing": lambda keys, key_id, who: keys.listing(SLUG, who),
    "one": lambda keys, key_id, who: keys.one(SLUG, key_id, who),
    "rotate": lambda keys, key_id, who: keys.rotate(SLUG, key_id, {}, who),
    "revoke": lambda keys, key_id, who: keys.revoke(SLUG, key_id, who),
}


@pytest.fixture
def ring() -> Ring:
    return Ring()


def test_a_key_lets_its_system_in_with_its_scopes_and_its_province(ring: Ring) -> None:
    key, secret = ring.made()
    actor = ring.keys.actor(secret)
    assert (actor.id, actor.role, actor.tenant) == (f"key:{key.id}", Role.INTEGRATOR, SLUG)
    assert actor.scopes == {"read_dossiers", "write_dossiers"}


def test_the_secret_is_shown_once_and_kept_nowhere(ring: Ring) -> None:
    key, secret = ring.made()
    bare = secret.rsplit("_", 1)[1]
    ((held, use),) = ring.keys.listing(SLUG, ADMIN)
    assert bare not in repr(ring.store)
    assert bare not in str(views_keys.key_with_use(held, use, ring.clock()))
    assert held.digest not in str(views_keys.key_with_use(held, use, ring.clock()))
    assert views_keys.with_secret(key, secret, ring.clock())["secret"] == secret


@pytest.mark.parametrize(("why", "turned"), [
    ("another secret", lambda key, secret: secret[:-1] + ("0" if secret[-1] != "0" else "1")),
    ("another key's secret", lambda key, secret: f"cnk_{'0' * 16}_{secret.rsplit('_', 1)[1]}"),
    ("its digest", lambda key, secret: f"cnk_{key.id}_{key.digest}"),
    ("no secret", lambda key, secret: f"cnk_{key.id}_"),
    ("nothing", lambda key, secret: "cnk_"),
    ("more than the key", lambda key, secret: secret + "0"),
    ("in capitals", lambda key, secret: secret.upper()),
    ("with a newline", lambda key, secret: secret + "\n"),
])  # fmt: skip
def test_nothing_else_opens(ring: Ring, why: str, turned: Any) -> None:
    key, secret = ring.made()
    assert ring.opens(secret)
    assert not ring.opens(turned(key, secret)), why


def test_a_key_ends_when_it_was_to_end(ring: Ring) -> None:
    until = ring.clock() + timedelta(hours=1)
    _, secret = ring.made(expires_at=until.isoformat())
    ring.clock.pass_by(minutes=59, seconds=59)
    assert ring.opens(secret)
    ring.clock.pass_by(seconds=1)
    assert not ring.opens(secret)


def test_after_a_rotation_both_secrets_open_for_the_overlap(ring: Ring) -> None:
    key, old = ring.made()
    _, new = ring.keys.rotate(SLUG, key.id, {"overlap_hours": 2}, ADMIN)
    assert ring.opens(old)
    assert ring.opens(new)
    ring.clock.pass_by(hours=2)
    assert not ring.opens(old)
    assert ring.opens(new)


def test_of_two_rotations_only_the_last_but_one_secret_still_opens(ring: Ring) -> None:
    key, first = ring.made()
    _, second = ring.keys.rotate(SLUG, key.id, {}, ADMIN)
    _, third = ring.keys.rotate(SLUG, key.id, {}, ADMIN)
    assert [ring.opens(secret) for secret in (first, second, third)] == [False, True, True]


def test_without_an_overlap_the_old_secret_is_shut_at_once(ring: Ring) -> None:
    key, old = ring.made()
    _, new = ring.keys.rotate(SLUG, key.id, {"overlap_hours": 0}, ADMIN)
    assert not ring.opens(old)
    assert ring.opens(new)


def test_a_revoked_key_opens_nothing_nor_does_its_former_secret(ring: Ring) -> None:
    key, old = ring.made()
    _, new = ring.keys.rotate(SLUG, key.id, {}, ADMIN)
    gone, _ = ring.keys.revoke(SLUG, key.id, ADMIN)
    assert not ring.opens(old)
    assert not ring.opens(new)
    assert (gone.revoked_by, gone.revoked_at) == (ADMIN.id, ring.clock())
    again, _ = ring.keys.revoke(SLUG, key.id, ADMIN)
    assert again == gone
    with pytest.raises(Conflict):
        ring.keys.rotate(SLUG, key.id, {}, ADMIN)


def test_a_rotation_or_end_of_what_changed_meanwhile_is_refused(ring: Ring) -> None:
    key, _ = ring.made()
    ring.keys.rotate(SLUG, key.id, {}, ADMIN, seen=key.version)
    with pytest.raises(StaleTicket):
        ring.keys.rotate(SLUG, key.id, {}, ADMIN, seen=key.version)
    with pytest.raises(StaleTicket):
        ring.keys.revoke(SLUG, key.id, ADMIN, seen=key.version)
    ring.keys.revoke(SLUG, key.id, ADMIN, seen=key.version + 1)


@pytest.mark.parametrize("name", CALLS)
def test_only_the_provinces_administrator_keeps_its_keys(ring: Ring, name: str) -> None:
    (key, _), call = ring.made(), CALLS[name]
    for role in Role:
        if role is not Role.PROVINCE_ADMIN:
            with pytest.raises(Forbidden):
                call(ring.keys, key.id, officer(role, "so-khcn"))
    with pytest.raises(NotFound):
        call(ring.keys, key.id, NEIGHBOUR)


def test_another_provinces_key_is_not_there(ring: Ring) -> None:
    key, secret = ring.made()
    for call in (ring.keys.one, ring.keys.revoke, lambda *given: ring.keys.rotate(given[0], given[1], {}, given[2])):
        with pytest.raises(NotFound):
            call("tinh-khac", key.id, NEIGHBOUR)
    assert ring.keys.listing("tinh-khac", NEIGHBOUR) == []
    assert ring.opens(secret)


def test_a_wish_makes_one_key(ring: Ring) -> None:
    key, secret = ring.made("w1")
    with pytest.raises(Conflict) as refusal:
        ring.made("w1")
    assert refusal.value.facts == {"key": key.id}
    assert ring.opens(secret)
    ring.made("w2")
    ring.keys.create("tinh-khac", BODY, NEIGHBOUR, "w1")
    assert len(ring.keys.listing(SLUG, ADMIN)) == 2


def test_a_province_has_so_many_keys_that_are_good_and_no_more(ring: Ring) -> None:
    for number in range(MOST):
        key, _ = ring.made(str(number))
    with pytest.raises(Conflict):
        ring.made("one more")
    ring.keys.revoke(SLUG, key.id, ADMIN)
    assert ring.opens(ring.made("one more")[1])


@pytest.mark.parametrize(("body", "pointer"), [
    ({"scopes": ["read_dossiers"]}, ""),
    (BODY | {"name": " "}, "/name"),
    (BODY | {"scopes": []}, "/scopes"),
    (BODY | {"scopes": ["manage_keys"]}, "/scopes/0"),
    (BODY | {"scopes": ["read_ticket"]}, "/scopes/0"),
    (BODY | {"scopes": ["read_dossiers", "read_dossiers"]}, "/scopes"),
    (BODY | {"admin": True}, ""),
    (BODY | {"expires_at": "2026-11-17T09:00:00+07:00"}, "/expires_at"),
    (BODY | {"expires_at": "2027-01-01T00:00:00"}, "/expires_at"),
    (BODY | {"expires_at": "tomorrow"}, "/expires_at"),
    (BODY | {"expires_at": "9999-12-31T23:59:59-14:00"}, "/expires_at"),  # no such instant in UTC
    ([], ""),
])  # fmt: skip
def test_a_key_that_is_none_is_refused_with_the_place_of_the_fault(ring: Ring, body: Any, pointer: str) -> None:
    with pytest.raises(Unprocessable) as refusal:
        ring.keys.create(SLUG, body, ADMIN, "w")
    assert pointer in [fault["pointer"] for fault in refusal.value.facts["faults"]]
    assert not ring.store.keys


@pytest.mark.parametrize("hours", [-1, 721, 1.5, "2", None])
def test_an_overlap_has_bounds(ring: Ring, hours: Any) -> None:
    key, old = ring.made()
    with pytest.raises(Unprocessable):
        ring.keys.rotate(SLUG, key.id, {"overlap_hours": hours}, ADMIN)
    assert ring.opens(old)


def test_use_is_written_at_once_and_then_once_a_minute_a_process(ring: Ring) -> None:
    key, secret = ring.made()
    actor = ring.keys.actor(secret)
    for _ in range(100):
        ring.keys.used(actor)
    assert ring.store.writes == 1
    ring.clock.pass_by(seconds=EVERY.total_seconds())
    ring.keys.used(actor)
    _, use = ring.keys.one(SLUG, key.id, ADMIN)
    assert (ring.store.writes, dict(use.days), use.at) == (2, {"2026-11-18": 101}, ring.clock())


def test_processes_count_together_and_days_apart(ring: Ring) -> None:
    key, secret = ring.made()
    actor = ring.keys.actor(secret)
    ring.keys.used(actor)
    ring.process().used(actor)
    ring.clock.pass_by(days=1)
    ring.keys.used(actor)
    _, use = ring.keys.one(SLUG, key.id, ADMIN)
    assert dict(use.days) == {"2026-11-19": 1, "2026-11-18": 2}
    ((_, listed),) = ring.keys.listing(SLUG, ADMIN)
    assert listed.at == ring.clock()


def test_a_call_whose_count_cannot_be_written_is_answered_and_counted_with_the_next() -> None:
    class Full(ShelfKeys):
        full = True

        def used(self, tenant: str, key_id: str, calls: int, at: datetime) -> None:
            if self.full:
                raise OSError("throttled")
            super().used(tenant, key_id, calls, at)

    store = Full()
    ring = Ring(store=store)
    key, secret = ring.made()
    actor = ring.keys.actor(secret)
    for _ in range(3):
        ring.keys.used(actor)
    store.full = False
    ring.clock.pass_by(seconds=EVERY.total_seconds())
    ring.keys.used(actor)
    assert dict(ring.keys.one(SLUG, key.id, ADMIN)[1].days) == {"2026-11-18": 4}


def test_staff_are_not_counted(ring: Ring) -> None:
    ring.keys.used(COORDINATOR)
    assert ring.store.writes == 0


def test_what_an_administrator_sees_of_a_key_says_how_it_stands(ring: Ring) -> None:
    ends = (ring.clock() + timedelta(hours=1)).isoformat()
    active, _ = ring.made("a")
    ring.made("b", expires_at=ends)
    gone, _ = ring.made("c")
    ring.keys.rotate(SLUG, active.id, {"overlap_hours": 3}, ADMIN)
    ring.keys.revoke(SLUG, gone.id, ADMIN)
    ring.clock.pass_by(hours=2)
    shown = [views_keys.key(key, use, ring.clock()) for key, use in ring.keys.listing(SLUG, ADMIN)]
    assert sorted(view["state"] for view in shown) == ["active", "expired", "revoked"]
    (good,) = (view for view in shown if view["state"] == "active")
    assert good["former_until"] == "2026-11-18T05:00:00+00:00"
    ring.clock.pass_by(hours=1)
    ((key, use),) = (pair for pair in ring.keys.listing(SLUG, ADMIN) if pair[0].id == active.id)
    assert views_keys.key(key, use, ring.clock())["former_until"] is None


def test_what_is_shown_is_what_the_document_describes(ring: Ring) -> None:
    key, secret = ring.made(expires_at=(ring.clock() + timedelta(days=1)).isoformat())
    ring.keys.used(ring.keys.actor(secret))
    rotated, fresh = ring.keys.rotate(SLUG, key.id, {}, ADMIN)
    now, (gone, use) = ring.clock(), ring.keys.revoke(SLUG, key.id, ADMIN)
    listed = [views_keys.key(held, used, now) for held, used in ring.keys.listing(SLUG, ADMIN)]
    assert faults_of("KeyWithSecret", views_keys.with_secret(rotated, fresh, now)) == []
    assert faults_of("KeyWithUse", views_keys.key_with_use(gone, use, now)) == []
    assert faults_of("KeyList", {"keys": listed, "next": None}) == []


def test_who_subscribed_holds_until_the_key_is_revoked_expires_or_is_another_provinces(ring: Ring) -> None:
    revoked, _ = ring.made("a")
    ending, _ = ring.made("b", expires_at=(ring.clock() + timedelta(hours=1)).isoformat())
    ids = [f"key:{key.id}" for key in (revoked, ending)]
    assert [ring.keys.holds(SLUG, one) for one in ids] == [True, True]
    assert [ring.keys.holds("tinh-khac", one) for one in ids] == [False, False]
    ring.keys.revoke(SLUG, revoked.id, ADMIN)
    ring.clock.pass_by(hours=1)
    assert [ring.keys.holds(SLUG, one) for one in ids] == [False, False]
    assert not ring.keys.holds(SLUG, "key:0000000000000000")
    assert ring.keys.holds(SLUG, ADMIN.id), "an officer is no key"
