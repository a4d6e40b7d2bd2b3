"""API keys of other systems: what one is, and how it looks on the wire.

A key is shown once, as `cnk_<id>_<secret>`: 64 bits that name it, 256 bits of chance that prove it. Of the secret we
keep its SHA-256 only; against chance that long nobody needs a slow hash.
"""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Role

PREFIX = "cnk_"
BY_KEY = "key:"  # leads the id of an actor that is a key
SECRET_BYTES = 32
_LOOKS = re.compile(r"cnk_([0-9a-f]{16})_([0-9a-f]{64})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What is kept of a key. All instants are UTC."""

    id: str
    tenant: str
    name: str  # what its holder calls the system
    scopes: tuple[str, ...]  # names of `Action`
    digest: str  # SHA-256 of the secret, hexadecimal
    created_at: datetime
    created_by: str  # staff id
    expires_at: datetime | None = None
    former: str = ""  # digest of the secret before the rotation, good until `former_until`
    former_until: datetime | None = None
    rotated_at: datetime | None = None
    revoked_at: datetime | None = None
    revoked_by: str = ""
    version: int = 0  # 0 means never saved

    def holds(self, now: datetime) -> bool:
        """False once it was revoked or has expired."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)

    def fits(self, secret: str, now: datetime) -> bool:
        """True for its secret, and for the one before while both are good."""
        given = digest_of(secret)
        if hmac.compare_digest(given, self.digest):
            return True
        old = self.former_until is not None and now < self.former_until
        return old and hmac.compare_digest(given, self.former)

    def actor(self) -> Actor:
        return Actor(
            id=BY_KEY + self.id,
            role=Role.INTEGRATOR,
            tenant=self.tenant,
            name=self.name,
            scopes=frozenset(self.scopes),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """How a key is used: `days` are UTC days, YYYY-MM-DD → calls; a little less than were made (see `Keys.used`)."""

    at: datetime | None = None
    days: Mapping[str, int] = field(default_factory=dict)


class KeyStore(Protocol):
    """Keys and their use; every write of a key on the version it was read at."""

    def add(self, key: Key) -> bool:
        """Keep a new key. False: there is one of this id."""

    def find(self, key_id: str) -> Key | None: ...

    def save(self, key: Key) -> Key:
        """raises  StaleTicket when somebody else changed it first"""

    def of(self, tenant: str) -> list[tuple[Key, datetime | None]]:
        """Every key of a province with the instant it was last used, newest first; one query and one batch."""

    def used(self, tenant: str, key_id: str, calls: int, at: datetime) -> None:
        """Count `calls` on the UTC day of `at`."""

    def use(self, key_id: str) -> Use:
        """The last 31 days on which it was used, newest first."""


def written(key_id: str, secret: str) -> str:
    """The key as its holder sends it."""
    return f"{PREFIX}{key_id}_{secret}"


def read(token: str) -> tuple[str, str] | None:
    """(id, secret) of what looks like a key, or None."""
    found = _LOOKS.fullmatch(token)
    return (found[1], found[2]) if found else None


def digest_of(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
