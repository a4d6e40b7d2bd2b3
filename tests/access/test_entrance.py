"""The way in: a key of ours or a token of the issuer, and nothing in between."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from chalicelib.access.entrance import Entrance
from chalicelib.access.issuer import BREATH, FRESH_FOR, KEPT, PATIENCE, published_keys
from chalicelib.desk.tokens import LEEWAY, Tokens
from chalicelib.errors import Unauthorised, Unavailable
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Role
from tests.access.ring import Ring

ISSUER, US = "https://issuer.example", "us"
RSA = [rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2)]
CURVE = ec.generate_private_key(ec.SECP256R1())


def anybody(_: Actor) -> None:
    """A roll on which everybody is."""


class Issuer:
    """An issuer's published keys, over HTTP; counts how often they are asked for."""

    def __init__(self) -> None:
        self.keys: dict[str, Any] = {"one": RSA[0]}
        self.asked = 0
        self.page = b""  # what it says instead of its keys
        self.time = 0.0
        issuer = self

        class Door(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                issuer.asked += 1
                keys = json.dumps({"keys": [issuer.published(kid) for kid in issuer.keys]})
                body = issuer.page or keys.encode()
                self.send_response(200)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Silence."""

        self.server = HTTPServer(("127.0.0.1", 0), Door)
        self.url = f"http://127.0.0.1:{self.server.server_port}/jwks.json"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def published(self, kid: str) -> dict[str, Any]:
        key = self.keys[kid].public_key()
        if isinstance(key, rsa.RSAPublicKey):
            made = jwt.algorithms.RSAAlgorithm.to_jwk(key, as_dict=True)
        else:
            made = jwt.algorithms.ECAlgorithm.to_jwk(key, as_dict=True)
        return made | {"kid": kid, "use": "sig"}

    def tokens(self, patience: float = 0, fresh_for: float = FRESH_FOR) -> Tokens:
        return Tokens(ISSUER, US, published_keys(self.url, patience, lambda: self.time, fresh_for))


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    made = Issuer()
    yield made
    made.server.shutdown()
    made.server.server_close()


def claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    base = {
        "iss": ISSUER, "aud": US, "sub": "ht-cv", "iat": now, "exp": now + 60, "token_use": "id",
        "custom:staff": "ht-cv", "custom:tenant": "song-mau", "custom:role": "handler", "custom:unit": "phong-ha-tang",
    }  # fmt: skip
    return {name: value for name, value in (base | changes).items() if value is not None}


def bearer(key: Any = RSA[0], kid: str | None = "one", algorithm: str = "RS256", **changes: Any) -> str:
    headers = {"kid": kid} if kid else {}
    return "Bearer " + jwt.encode(claims(**changes), key, algorithm=algorithm, headers=headers)


def test_keys_are_asked_for_once_and_again_when_the_issuer_has_a_new_one(issuer: Issuer) -> None:
    tokens = issuer.tokens()
    assert tokens.actor(bearer()).id == "ht-cv"
    assert tokens.actor(bearer()).id == "ht-cv"
    assert issuer.asked == 1
    issuer.keys["two"] = RSA[1]
    assert tokens.actor(bearer(RSA[1], "two")).id == "ht-cv"
    assert tokens.actor(bearer()).id == "ht-cv", "a token signed before the change is good until it ends"
    assert issuer.asked == 2


def test_made_up_names_of_keys_are_no_burden_to_the_issuer(issuer: Issuer) -> None:
    tokens = issuer.tokens(PATIENCE)
    for number in range(20):
        with pytest.raises(Unauthorised):
            tokens.actor(bearer(RSA[1], f"made-up-{number}"))
    assert tokens.actor(bearer())
    assert issuer.asked == 1


def test_a_key_the_issuer_has_withdrawn_opens_nothing_to_a_new_process(issuer: Issuer) -> None:
    issuer.keys = {"two": RSA[1]}
    with pytest.raises(Unauthorised):
        issuer.tokens().actor(bearer())


def test_a_key_the_issuer_has_withdrawn_opens_nothing_to_an_old_process_either(issuer: Issuer) -> None:
    tokens = issuer.tokens(fresh_for=1e-6)
    assert tokens.actor(bearer())
    issuer.keys = {"two": RSA[1]}
    with pytest.raises(Unauthorised):
        tokens.actor(bearer())
    assert tokens.actor(bearer(RSA[1], "two"))


@pytest.mark.parametrize("page", [b"<h1>Bad gateway</h1>", b"[]", b"{}", b'{"keys": []}'])
def test_while_the_issuer_cannot_be_asked_its_last_keys_are_good_for_as_long_as_a_token(
    issuer: Issuer, page: bytes
) -> None:
    tokens = issuer.tokens(fresh_for=1e-6)
    assert tokens.actor(bearer())
    issuer.page, issuer.time = page, KEPT
    assert tokens.actor(bearer())
    with pytest.raises(Unauthorised):
        tokens.actor(bearer(RSA[1], "made-up"))
    issuer.time = KEPT + 1
    with pytest.raises(Unavailable):
        tokens.actor(bearer())


def test_an_issuer_that_cannot_be_asked_is_not_asked_by_every_call(issuer: Issuer) -> None:
    tokens = issuer.tokens(PATIENCE, fresh_for=0.5)
    assert tokens.actor(bearer())
    issuer.page = b"<h1>Bad gateway</h1>"
    time.sleep(0.55)
    for _ in range(5):
        assert tokens.actor(bearer())
    assert issuer.asked == 2


def test_a_key_is_not_kept_longer_because_the_issuer_was_asked_late(issuer: Issuer) -> None:
    tokens = issuer.tokens(fresh_for=0.5)
    assert tokens.actor(bearer())
    issuer.page, issuer.time = b"<h1>Bad gateway</h1>", KEPT
    time.sleep(0.55)
    assert tokens.actor(bearer()), "and with that it is in the cache again"
    issuer.time = KEPT + 1
    with pytest.raises(Unavailable):
        tokens.actor(bearer())


def test_who_begins_in_an_outage_asks_once_in_a_while_and_lets_in_soon_after_it(issuer: Issuer) -> None:
    issuer.page = b"<h1>Bad gateway</h1>"
    tokens = issuer.tokens(PATIENCE)
    for _ in range(5):
        with pytest.raises(Unavailable):
            tokens.actor(bearer())
    assert issuer.asked == 1
    issuer.page, issuer.time = b"", BREATH
    assert tokens.actor(bearer())


def test_an_issuer_nobody_ever_heard_of_refuses_nobody_and_lets_nobody_in() -> None:
    """The gateway remembers a refusal for a minute; an outage it must not."""
    with pytest.raises(Unavailable):
        Tokens(ISSUER, US, published_keys("http://127.0.0.1:9/jwks.json")).actor(bearer())


def forged() -> str:
    """HS256 with the published key as the secret, put together by hand as jwt itself refuses to."""
    public = (
        RSA[0].public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    parts = ({"alg": "HS256", "typ": "JWT", "kid": "one"}, claims())
    said = b".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts)
    seal = base64.urlsafe_b64encode(hmac.new(public, said, hashlib.sha256).digest()).rstrip(b"=")
    return f"Bearer {(said + b'.' + seal).decode()}"


def with_own_key() -> str:
    """Signed by the attacker, whose key is in the token's own header."""
    own = jwt.algorithms.RSAAlgorithm.to_jwk(RSA[1].public_key(), as_dict=True)
    return "Bearer " + jwt.encode(claims(), RSA[1], algorithm="RS256", headers={"kid": "one", "jwk": own})


NOW = int(time.time())
LATER = NOW + 86_400  # still to come when a long run gets here


@pytest.mark.parametrize(("why", "header"), [
    ("the public key as a shared secret", forged()),
    ("not signed", "Bearer " + jwt.encode(claims(), None, algorithm="none", headers={"kid": "one"})),
    ("of a curve, under the name of the RSA key", bearer(CURVE, "one", "ES256")),
    ("by a key it brings along", with_own_key()),
    ("by a longer hash than we agreed on", bearer(RSA[0], "one", "RS512")),
    ("without the name of its key", bearer(kid=None)),
    ("by a key nobody published", bearer(RSA[1], "three")),
    ("for others too, but not for us", bearer(aud=["them", "others"])),
    ("from an issuer whose name begins like ours", bearer(iss=ISSUER + ".evil.example")),
    ("ended longer ago than clocks differ", bearer(exp=NOW - LEEWAY - 10)),
    ("made later than clocks differ", bearer(iat=LATER, exp=LATER + 600)),
    ("not good yet", bearer(nbf=LATER, exp=LATER + 600)),
    ("of a role that comes by key only", bearer(**{"custom:role": "integrator"})),
    ("of every province, by one who is no platform operator", bearer(**{"custom:tenant": "*"})),
    ("of every province, by its administrator", bearer(**{"custom:tenant": "*", "custom:role": "province_admin"})),
])  # fmt: skip
def test_a_token_that_is_not_ours_is_refused(issuer: Issuer, why: str, header: str) -> None:
    assert issuer.tokens().actor(bearer())
    with pytest.raises(Unauthorised):
        issuer.tokens().actor(header)


@pytest.mark.parametrize("late", [-5, LEEWAY - 20])
def test_clocks_may_differ_by_half_a_minute(issuer: Issuer, late: int) -> None:
    assert issuer.tokens().actor(bearer(exp=int(time.time()) - late))
    assert issuer.tokens().actor(bearer(iat=int(time.time()) + LEEWAY - 10))


def test_a_platform_operator_may_be_of_every_province(issuer: Issuer) -> None:
    actor = issuer.tokens().actor(bearer(**{"custom:tenant": "*", "custom:role": "platform_operator"}))
    assert (actor.role, actor.tenant) == (Role.PLATFORM_OPERATOR, "*")


def test_a_key_and_a_token_come_in_by_the_same_door(issuer: Issuer) -> None:
    ring = Ring()
    key, secret = ring.made()
    entrance = Entrance(ring.keys.actor, issuer.tokens().actor, anybody)
    assert entrance.actor(f"Bearer {secret}").id == f"key:{key.id}"
    assert entrance.actor(f"bearer {secret}").id == f"key:{key.id}"
    assert entrance.actor(bearer()).id == "ht-cv"


@pytest.mark.parametrize("scheme", ["", "Basic ", "Bearer  ", "Bearer x "])
def test_a_key_comes_as_a_bearer_and_in_no_other_way(issuer: Issuer, scheme: str) -> None:
    ring = Ring()
    _, secret = ring.made()
    with pytest.raises(Unauthorised):
        Entrance(ring.keys.actor, issuer.tokens().actor, anybody).actor(scheme + secret)
