"""How a delivery is signed, as Standard Webhooks says; and where the secret comes from.

A secret is not kept: it is derived from the stage's own key, so that a copy of the table lets nobody sign in our name.
It is shown once all the same; whoever lost it rotates.
"""

import hmac
from base64 import b64encode
from datetime import datetime
from hashlib import sha256

from chalicelib.hooks.hook import Hook

PREFIX = "whsec_"


def secret(key: bytes, hook: Hook, generation: int) -> bytes:
    """256 bits; another for every subscription and generation."""
    words = f"hook#{hook.tenant}#{hook.id}#{generation}"
    return hmac.new(key, words.encode(), sha256).digest()


def shown(key: bytes, hook: Hook) -> str:
    """The newest secret as the receiver's library takes it."""
    return PREFIX + b64encode(secret(key, hook, hook.generation)).decode()


def headers(key: bytes, hook: Hook, message_id: str, body: bytes, now: datetime) -> dict[str, str]:
    """The three headers; two signatures while the secret before is still good.

    now  UTC; receivers refuse what is minutes old, so every try is signed anew
    """
    generations = [hook.generation]
    if hook.old_until and now < hook.old_until:
        generations.append(hook.generation - 1)
    stamp = str(int(now.timestamp()))
    signed = f"{message_id}.{stamp}.".encode() + body
    found = [b64encode(hmac.new(secret(key, hook, n), signed, sha256).digest()).decode() for n in generations]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(f"v1,{one}" for one in found),
    }
