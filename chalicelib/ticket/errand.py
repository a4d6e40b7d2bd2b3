"""A photo or file still to be copied: platform links expire, so a failed copy is owed until it succeeds."""

from dataclasses import dataclass
from datetime import datetime


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
        return f"{copies_of(self.tenant, self.code, self.event)}{self.index}"


def copies_of(tenant: str, code: str, event: int) -> str:
    """The beginning of the keys of all copies of what came with one event."""
    return f"media/{tenant}/{code}/{event:06d}-"
