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
