"""The journal of an OA's refreshes: who is at it, and which refresh token went out with its fate unknown."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """Tokens stand here as fingerprints only. `owner` may act until `until` (UTC), then anybody."""

    tenant: str
    channel: str
    account: str
    owner: str = ""
    until: datetime | None = None
    spent: str = ""  # sent to the platform; whoever finds it here does not know whether it still works
    alarmed: str = ""  # people know that its answer was lost
    refused: str = ""  # the platform refused it: only a person can grant another


class Journals(Protocol):
    def take(
        self, tenant: str, channel: str, account: str, owner: str, now: datetime, until: datetime
    ) -> Journal | None:
        """Become the only one who refreshes this account until `until`; None while somebody else is."""

    def note(self, journal: Journal) -> bool:
        """Write what the journal says. False: its owner is no longer the one who may."""

    def release(self, journal: Journal) -> None:
        """Let the next one in; what is written stays. Nothing happens when somebody else has it by now."""


def fingerprint(token: str) -> str:
    """What stands for a token where it must not be read."""
    return sha256(token.encode()).hexdigest()[:16]
