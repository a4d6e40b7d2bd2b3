"""Staff tokens: OIDC ID tokens, RS256, checked against the issuer's published keys."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jwt

from chalicelib.errors import Unauthorised
from chalicelib.ticket.ticket import EVERY_TENANT, Actor
from chalicelib.ticket.workflow import Role

LEEWAY = 30  # seconds the issuer's clock may differ from ours
STAFF = frozenset(Role) - {Role.CITIZEN, Role.SYSTEM, Role.INTEGRATOR}  # other systems come by key


@dataclass(frozen=True)
class Tokens:
    """`signing_key` finds the public key a token names; raises jwt.PyJWTError, or Unavailable when nobody can tell."""

    issuer: str
    audience: str
    signing_key: Callable[[str], Any]

    def actor(self, header: str) -> Actor:
        """The member of staff a `Bearer` header names.

        raises  Unauthorised for whatever is wrong with it; Unavailable when that cannot be told
        """
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthorised("a bearer token is needed")
        try:
            claims = jwt.decode(
                token,
                self.signing_key(token),
                algorithms=["RS256"],
                audience=self.audience,
                issuer=self.issuer,
                leeway=LEEWAY,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except jwt.PyJWTError as error:
            raise Unauthorised("the token is not valid") from error
        return _actor(claims)


def _actor(claims: dict[str, Any]) -> Actor:
    role = claims.get("custom:role")
    named = claims.get("custom:tenant") and claims.get("custom:staff")
    if claims.get("token_use") != "id" or role not in STAFF or not named:
        raise Unauthorised("the token names no member of staff")
    if claims["custom:tenant"] == EVERY_TENANT and role != Role.PLATFORM_OPERATOR:
        raise Unauthorised("the token names no province")
    return Actor(
        id=str(claims["custom:staff"]),  # of the province's list: delegation and the conflict guard know no other
        role=Role(role),
        tenant=str(claims["custom:tenant"]),
        unit=str(claims.get("custom:unit", "")),
        name=str(claims.get("name", "")),
    )
