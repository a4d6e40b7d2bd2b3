"""Signatures as Standard Webhooks says, checked by that specification's own example and by hand."""

import hmac
from base64 import b64decode, b64encode
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

from chalicelib.hooks import signing
from chalicelib.hooks.hook import Hook
from tests.builders import SECRET, SLUG, at
from tests.hooks.town import ADMIN, Town

NOW = at("2026-11-18 09:00")
HOOK = Hook(tenant=SLUG, id="h1", url="https://a.vn/", events=frozenset(), note="", by="x", created_at=NOW)


def signed_by(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """As a receiver's library does it."""
    words = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    made = hmac.new(b64decode(secret.removeprefix("whsec_")), words, sha256).digest()
    return f"v1,{b64encode(made).decode()}" in headers["webhook-signature"].split(" ")


def test_a_delivery_is_signed_with_the_secret_that_was_shown_once() -> None:
    town = Town()
    made = town.subscribed()
    town.opened()
    town.deliverer.run()
    ((_, body, headers),) = town.others.heard
    assert made.secret.startswith("whsec_")
    assert signed_by(made.secret, headers, body)
    assert not signed_by(made.secret, headers, body + b" ")
    assert headers["webhook-id"] == town.said()[0]["id"]
    assert headers["webhook-timestamp"] == str(int(town.world.clock().timestamp()))


def test_for_a_while_after_a_rotation_both_secrets_are_good() -> None:
    town = Town()
    old = town.subscribed()
    new = town.subscriptions.rotate(SLUG, old.hook.id, {"overlap_hours": 2}, ADMIN)
    town.opened()
    town.deliverer.run()
    town.world.clock.pass_by(hours=2)
    town.opened()
    town.deliverer.run()
    during, after = town.others.heard
    assert old.secret != new.secret
    assert signed_by(old.secret, during[2], during[1])
    assert signed_by(new.secret, during[2], during[1])
    assert not signed_by(old.secret, after[2], after[1])
    assert signed_by(new.secret, after[2], after[1])


def test_a_try_is_signed_with_its_own_time() -> None:
    first = signing.headers(SECRET, HOOK, "msg_1", b"{}", NOW)
    later = signing.headers(SECRET, HOOK, "msg_1", b"{}", NOW + timedelta(minutes=5))
    assert first["webhook-id"] == later["webhook-id"]
    assert first["webhook-signature"] != later["webhook-signature"]
    assert int(later["webhook-timestamp"]) - int(first["webhook-timestamp"]) == 300


def test_no_two_subscriptions_share_a_secret() -> None:
    others = (replace(HOOK, id="h2"), replace(HOOK, tenant="other"), replace(HOOK, generation=2), HOOK)
    assert len({signing.shown(SECRET, one) for one in others}) == 4
    assert signing.shown(SECRET, HOOK) != signing.shown(bytes(32), HOOK)
    assert len(b64decode(signing.shown(SECRET, HOOK).removeprefix("whsec_"))) == 32
