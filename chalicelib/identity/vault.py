"""The identity vault: alias → person. Only what sends a message, or an audited reader, may open it."""

import hmac
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime
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
    phone: str = ""  # +84 and nine or ten digits
    email: str = ""
    address: str = ""
    submitter: str = "citizen"  # citizen, business or organisation
    consent: str = ""  # the version of the consent text this person was shown
    consented_at: datetime | None = None  # UTC
    consent_text: str = ""  # as it was read out to a caller; empty where the version alone tells what was shown
    refused: tuple[str, ...] = ()  # carriers that never reach them, or shall not: email, sms, zalo_template
    codes: tuple[str, ...] = ()  # petitions they wrote or may have written, oldest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Somebody saw, exported or erased who a person is. Kept as long as the law wants, longer than the person."""

    tenant: str
    alias: str
    at: datetime  # UTC
    by: str  # staff id; `clock` for retention, `citizen` for their own wish
    act: str  # unveil, export, erase
    why: str
    code: str = ""  # the petition it was opened from


def alias_of(secret: bytes, tenant: str, channel: str, account: str, platform_id: str) -> str:
    """The alias of a platform id: always the same, and worthless without the secret. 80 bits."""
    digest = hmac.new(secret, f"{tenant}#{channel}#{account}#{platform_id}".encode(), sha256).digest()
    return b32encode(digest[:10]).decode().lower()


class Vault(Protocol):
    def remember(self, person: Person, code: str = "", keep_until: datetime | None = None) -> None:
        """Keep a person; what is already known of the alias stays as it is, `code` is added to its petitions.

        keep_until  the row may go after it (retention); it only ever moves forward
        """

    def recall(self, tenant: str, alias: str) -> Person | None:
        """For what sends a message. A person who looks goes through `rights`, which writes down that they did."""

    def learn(self, tenant: str, alias: str, **known: str) -> None:
        """Put name, phone, email or address in the place of what was known, and forget that it was refused."""

    def refuse(self, tenant: str, alias: str, carrier: str) -> None:
        """This carrier will never reach them: a bounce, a complaint, no such account."""

    def erase(self, tenant: str, alias: str) -> None:
        """Nothing of the person is left; the alias alone stays on the petitions."""

    def note(self, look: Look) -> None:
        """Write down that somebody looked."""

    def looks(self, tenant: str, alias: str) -> list[Look]:
        """Oldest first."""
