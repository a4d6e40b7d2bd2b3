"""The values of the hub: a ticket, one event of its life, and where it came from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.province.regulation import Stage
from chalicelib.ticket.workflow import Act, Role, Status


class Channel(StrEnum):
    FACEBOOK = "facebook"
    ZALO = "zalo"
    API = "api"


class Lane(StrEnum):
    """How the citizen spoke: privately, under a post, or over the API."""

    DIRECT = "direct"
    COMMENT = "comment"
    POST = "post"
    API = "api"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an answer must go back to. The person is an alias: the platform id lies in the vault."""

    channel: Channel
    account: str
    alias: str
    lane: Lane
    ref: str = ""  # comment or post id; empty for a direct message


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A photo, file or place. `key` is our copy in S3; empty while it is still owed."""

    kind: str  # image, video, audio, file, link or location
    url: str = ""
    name: str = ""
    key: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts: a member of staff as the token says, the citizen, or the clock."""

    id: str
    role: Role
    tenant: str
    unit: str = ""
    name: str = ""


CLOCK = "clock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One fact of a ticket's life; `hash` covers the fact and the hash before it."""

    n: int
    at: datetime  # UTC
    act: Act
    by: str
    role: Role
    unit: str
    text: str
    facts: Mapping[str, str | int]
    attachments: tuple[Attachment, ...]
    prev: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A petition on its way. All instants are UTC."""

    tenant: str
    code: str
    key: str  # the platform's key of the message that opened it
    origin: Origin
    status: Status
    kind: str
    category: str | None
    urgency: str
    place: str | None  # commune code of the province's code system
    unit: str  # who holds it; the unit that keeps the tray while it is in the tray
    rule: str  # the routing rule that sent it there
    regulation: str  # id and version of the regulation that judges it
    excerpt: str
    opened_at: datetime  # when the citizen wrote
    promised_at: datetime  # the answer date the citizen was told
    stage: Stage | None = None  # None: nothing is owed to the clock
    stage_started_at: datetime | None = None
    stage_due_at: datetime | None = None
    paused_at: datetime | None = None
    level: int = 0  # highest rung of the ladder taken in this stage
    next_at: datetime | None = None  # when the clock must look again
    hops: int = 0
    rating: int | None = None
    events: int = 0
    head: str = ""  # hash of the newest event
    version: int = 0  # 0 means never saved

    @property
    def facts(self) -> dict[str, str | None]:
        """What regulation rows may ask about."""
        return {"urgency": self.urgency, "kind": self.kind, "category": self.category}
