"""The identity vault: alias → person. Only what sends a message, or an audited reader, may open it."""

import hmac
from base64 import b32encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person on one account. The same human on two channels is two persons until they prove otherwise."""

    tenant: str
    alias: str
    channel: str
    account: str
    platform_id: str
    name: str = ""
    phone: str = ""
    email: str = ""
    submitter: str = "citizen"  # citizen, business or organisation


def alias_of(secret: bytes, tenant: str, channel: str, account: str, platform_id: str) -> str:
    """The alias of a platform id: always the same, and worthless without the secret. 80 bits."""
    digest = hmac.new(secret, f"{tenant}#{channel}#{account}#{platform_id}".encode(), sha256).digest()
    return b32encode(digest[:10]).decode().lower()


class Vault(Protocol):
    def remember(self, person: Person) -> None:
        """Keep a person; what is already known of the alias stays as it is."""

    def recall(self, tenant: str, alias: str) -> Person | None: ...
