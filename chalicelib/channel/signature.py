"""Who sent this body: the platforms' signatures over the exact bytes received."""

import hmac
import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from chalicelib.channel.wire import ident
from chalicelib.errors import BadInput, Unauthorised


def verify_facebook(body: bytes, header: str, app_secrets: Iterable[str]) -> None:
    """Refuse a body Facebook did not sign (X-Hub-Signature-256: HMAC-SHA256 with the app secret).

    app_secrets  the current one and, while it is rotated, the previous
    raises       Unauthorised; the legacy SHA-1 header is never enough
    """
    for secret in filter(None, app_secrets):
        ours = "sha256=" + hmac.new(secret.encode(), body, sha256).hexdigest()
        if _same(ours, header):
            return
    raise Unauthorised("signature does not match")


def verify_zalo(body: bytes, header: str, app_id: str, oa_secret_keys: Iterable[str]) -> None:
    """Refuse a body Zalo did not sign.

    X-ZEvent-Signature is `mac=` and the plain SHA-256 of app id + body + its timestamp + OA secret key.
    The timestamp stands inside the body, so it must be parsed before it is trusted; nothing else of it is used.
    raises  Unauthorised; BadInput when the body is not a JSON object
    """
    try:
        event = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadInput("the body is not JSON") from error
    if not isinstance(event, dict):
        raise BadInput("the body is not an object")
    if "app_id" in event and ident(event["app_id"]) != app_id:  # some operational events carry no app id
        raise Unauthorised("signed for another app")
    for secret in filter(None, oa_secret_keys):
        ours = "mac=" + sha256(app_id.encode() + body + _stamp(event) + secret.encode()).hexdigest()
        if _same(ours, header):
            return
    raise Unauthorised("signature does not match")


def _stamp(event: dict[str, Any]) -> bytes:
    """The decimal digits of the body's timestamp, as they were signed."""
    stamp = event.get("timestamp")
    return str(stamp).encode("utf-8", "replace") if isinstance(stamp, str | int | float) else b""


def _same(ours: str, header: str) -> bool:
    return hmac.compare_digest(ours.encode(), header.encode("utf-8", "replace"))


def appsecret_proof(access_token: str, app_secret: str) -> str:
    """The proof both platforms accept beside an access token: hex HMAC-SHA256(app secret, token)."""
    return hmac.new(app_secret.encode(), access_token.encode(), sha256).hexdigest()
