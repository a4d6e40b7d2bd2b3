"""Who may call, how often, what is done once, and the trail of it."""

import hmac
from functools import cache
from typing import TYPE_CHECKING

from chalicelib.settings import settings
from chalicelib.wiring.ground import alias_secret, new_id, provinces, utc_now, world_now

if TYPE_CHECKING:
    from chalicelib.access.entrance import Entrance
    from chalicelib.access.keys import Keys
    from chalicelib.access.roll import Roll
    from chalicelib.audit.audit import Audit
    from chalicelib.desk.tokens import Tokens
    from chalicelib.limits.guesses import Guesses
    from chalicelib.limits.limits import Limits
    from chalicelib.once.once import Once


@cache
def limits() -> "Limits":
    from chalicelib.limits.dynamo import DynamoCounters
    from chalicelib.limits.limits import Limits

    return Limits(DynamoCounters(settings().petitions_table), world_now)


@cache
def guesses() -> "Guesses":
    from chalicelib.limits.dynamo import DynamoTries
    from chalicelib.limits.guesses import Guesses

    return Guesses(DynamoTries(settings().petitions_table), world_now)


@cache
def once() -> "Once":
    from chalicelib.once.dynamo import DynamoRecords
    from chalicelib.once.once import Once
    from chalicelib.once.seal import AesSeal

    return Once(DynamoRecords(settings().petitions_table), AesSeal(alias_secret, new_id), world_now)


def address_mark(address: str) -> str:
    """Whoever calls from a network address, as nobody can read it back."""
    from chalicelib.limits.callers import counted

    return hmac.new(alias_secret(), b"address#" + counted(address).encode(), "sha256").hexdigest()[:20]


@cache
def roll() -> "Roll":
    from chalicelib.access.roll import Roll

    return Roll(provinces().get)


@cache
def audit() -> "Audit":
    from chalicelib.audit.audit import Audit
    from chalicelib.audit.dynamo import DynamoRecords

    return Audit(DynamoRecords(settings().petitions_table), new_id, utc_now)


@cache
def keys() -> "Keys":
    from secrets import token_hex

    from chalicelib.access.dynamo import DynamoKeys
    from chalicelib.access.keys import Keys

    return Keys(DynamoKeys(settings().petitions_table), token_hex, world_now)


@cache
def entrance() -> "Entrance":
    from chalicelib.access.entrance import Entrance

    return Entrance(lambda key: keys().actor(key), lambda header: tokens().actor(header), lambda who: roll().call(who))


@cache
def tokens() -> "Tokens":
    from chalicelib.access.issuer import published_keys
    from chalicelib.desk.tokens import Tokens

    return Tokens(settings().oidc_issuer, settings().oidc_audience, published_keys(settings().oidc_jwks_url))
