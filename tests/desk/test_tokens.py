"""Staff tokens: signed by the issuer, for us, now, and for a person of a province."""

import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from chalicelib.desk.tokens import LEEWAY, Tokens
from chalicelib.errors import Unauthorised
from chalicelib.ticket.workflow import Role

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
TOKENS = Tokens("https://issuer.example", "us", lambda token: KEY.public_key())


def claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    base = {
        "iss": "https://issuer.example", "aud": "us", "sub": "ht-cv", "iat": now, "exp": now + 60, "name": "Chuyên viên",
        "token_use": "id", "custom:staff": "ht-cv", "custom:tenant": "song-mau", "custom:role": "handler", "custom:unit": "phong-ha-tang",
    }  # fmt: skip
    return {name: value for name, value in (base | changes).items() if value is not None}


def bearer(key: Any = KEY, algorithm: str = "RS256", **changes: Any) -> str:
    return "Bearer " + jwt.encode(claims(**changes), key, algorithm=algorithm)


def test_a_good_token_names_the_officer() -> None:
    actor = TOKENS.actor(bearer())
    assert (actor.id, actor.role, actor.tenant, actor.unit) == (
        "ht-cv",
        Role.HANDLER,
        "song-mau",
        "phong-ha-tang",
    )


def test_the_id_of_the_provinces_list_counts_before_the_issuers_own() -> None:
    """Delegation and the conflict guard know people by that list; Cognito's own id says nothing."""
    assert TOKENS.actor(bearer(**{"sub": "0f9c-uuid", "custom:staff": "ht-cv"})).id == "ht-cv"


NOW = int(time.time())


@pytest.mark.parametrize(("why", "header"), [
    ("none", ""),
    ("another scheme", "Basic abc"),
    ("no token at all", "Bearer x.y.z"),
    ("signed by somebody else", bearer(OTHER)),
    ("not signed", "Bearer " + jwt.encode(claims(), None, algorithm="none")),
    ("signed with the public key as a shared secret", bearer("k" * 40, "HS256")),
    ("expired", bearer(exp=NOW - LEEWAY - 5)),
    ("of another issuer", bearer(iss="https://evil.example")),
    ("for another audience", bearer(aud="them")),
    ("without an id of the province's list", bearer(**{"custom:staff": None})),
    ("without a province", bearer(**{"custom:tenant": None})),
    ("with a role nobody has", bearer(**{"custom:role": "emperor"})),
    ("claiming to be the clock", bearer(**{"custom:role": "system"})),
    ("an access token", bearer(token_use="access")),
    ("without an end", bearer(exp=None)),
])  # fmt: skip
def test_every_other_token_is_refused(why: str, header: str) -> None:
    with pytest.raises(Unauthorised):
        TOKENS.actor(header)
