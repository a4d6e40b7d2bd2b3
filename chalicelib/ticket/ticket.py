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
    PHONE = "phone"  # a call to a hotline, written down by an operator; its account is the unit that took it


class Lane(StrEnum):
    """How the citizen spoke: privately, under a post, or so that only what they left leads back: a form, a call."""

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
    """A photo, file or place. `key` is our copy in S3; empty while it is still owed or was refused."""

    kind: str  # image, video, audio, file, link, location; card (of a business), unsupported (we cannot show it)
    url: str = ""
    name: str = ""
    key: str = ""
    latitude: float | None = None
    longitude: float | None = None
    media_type: str = ""  # of our copy, sniffed from its bytes
    size: int = 0  # bytes of our copy
    restricted: str = ""  # why only those who may see identities may see it: identity_paper, or staff's own reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts: a member of staff as the token says, another system by its key, the citizen, or the clock."""

    id: str
    role: Role
    tenant: str
    unit: str = ""
    name: str = ""
    scopes: frozenset[str] = frozenset()  # what a key was given; nobody else has any


CLOCK = "clock"
EVERY_TENANT = "*"  # of the platform's operators, and of nobody else


class Outcome(StrEnum):
    """What became of a petition; «closed» alone says nothing."""

    RESOLVED = "resolved"
    EXPLAINED = "explained"
    NOT_ACCEPTED = "not_accepted"
    OBSTACLE_REMOVED = "obstacle_removed"
    REJECTED = "rejected"
    REFERRED = "referred"
    WITHDRAWN = "withdrawn"
    NO_REPLY = "no_reply"  # the citizen was asked and never replied


BY_STAFF = frozenset({Outcome.RESOLVED, Outcome.EXPLAINED, Outcome.NOT_ACCEPTED, Outcome.OBSTACLE_REMOVED})


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
    erased: bool = False  # its words and attachments were taken out for the person's sake; the chain still holds


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
    # Most petitions never need what follows.
    since: datetime | None = None  # when its present holder began; None: when it was opened
    answered_at: datetime | None = None
    outcome: str = ""
    legal: str = ""  # complaint or denunciation: suspected, not yet looked at
    concerns: tuple[str, ...] = ()  # unit:… and staff:… the petition is about: they neither handle nor see it
    public: str = ""  # published or hidden; empty: nobody has decided, so nothing is public
    public_event: int = 0  # the event whose text may be shown to all
    came_from: str = ""  # the unit that transferred it here; empty once it was taken on
    arbiter: str = ""  # the role that must say whose matter it is
    bound: bool = False  # an arbiter has said so: it cannot be handed on
    contributors: tuple[str, ...] = ()  # units that owe the lead their part
    contribution_due_at: datetime | None = None
    superior: str = ""  # the unit a complex case was reported to and that has not decided yet
    extensions: int = 0
    informed_at: datetime | None = None  # the last progress note, or the last reminder of one
    directed: int = 0  # the event of the instruction in force
    directive_due_at: datetime | None = None
    draft: int = 0  # the event that holds the answer waiting for approval
    reopened: int = 0
    into: str = ""  # the petition this one was merged into
    followers: tuple[str, ...] = ()  # petitions that were merged into this one
    formerly: str = ""  # the unit that held it before a reorganisation
    chat: str = ""  # the alias of the private chat that the platform has proved to be the same person's
    gone: str = ""  # the comment or post it came from was removed or hidden: nothing can be said there
    erased_at: datetime | None = None  # what was personal in it was taken out
    contested: int = 0  # the event in which an observer said that nothing was resolved; a re-check is open
    judge: str = ""  # the role that decides on it
    judge_unit: str = ""  # on whose desk it lies meanwhile
    recheck_due_at: datetime | None = None
    rechecked_at: datetime | None = None  # the last re-check that left the answer as it was
    submitter: str = ""  # business or organisation, as the sender said; empty: a citizen
    members: tuple[str, ...] = ()  # aliases of those for whom an association files it; each is told the answer
    sampled: int = 0  # the event of the draw that chose this answer; once a resolution
    sampled_at: datetime | None = None  # when its sender was asked whether it is really solved; None: not reachable
    solved: str = ""  # what they said: yes or no
    appealed: int = 0

    @property
    def beside(self) -> tuple[str, ...]:
        """Units other than its holder that owe something: it lies on their desks too."""
        return tuple(dict.fromkeys(filter(None, (*self.contributors, self.superior, self.judge_unit))))

    @property
    def confirmation(self) -> str:
        """Whether it is really solved: yes, no, asked, unreachable; empty where nobody was to be asked."""
        return self.solved or ("asked" if self.sampled_at else "unreachable" if self.sampled else "")

    @property
    def facts(self) -> dict[str, str | None]:
        """What regulation rows may ask about."""
        return {"urgency": self.urgency, "kind": self.kind, "category": self.category}
