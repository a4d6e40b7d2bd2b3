"""A photo or file still to be copied: platform links expire, so a failed copy is owed until it succeeds."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    tenant: str
    code: str
    event: int
    index: int  # of the attachment in its event
    url: str
    at: datetime  # when to try next, UTC
    tries: int = 0

    @property
    def key(self) -> str:
        """Where the copy goes in the bucket."""
        return f"{copies_of(self.tenant, self.code, self.url)}{self.event:06d}-{self.index}"


def copies_in(tenant: str, code: str) -> str:
    """The beginning of the keys of all copies in one petition."""
    return f"media/{tenant}/{code}/"


def copies_of(tenant: str, code: str, url: str) -> str:
    """The beginning of the keys of all copies of what lies at `url`, also of those whose message lost a race.

    The number of the event alone would not do: who copies for an event does not know yet whether another takes its
    number, and would write over that one's file.
    """
    return f"{copies_in(tenant, code)}{blake2b(url.encode(), digest_size=8).hexdigest()}-"
