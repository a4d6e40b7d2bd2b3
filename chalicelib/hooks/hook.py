"""The values of outgoing webhooks: who wants to hear of what, how their end stands, and what is owed to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

MOST = 20  # subscriptions a province: each event is written once for each that wants it
PING = "ping"
LAPSED = "lapsed key"  # pauses what a key subscribed to that was revoked or has expired


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """A subscription. Its secret is nowhere: it is derived from the stage's key, the id and the generation."""

    tenant: str
    id: str
    url: str  # https
    events: frozenset[str]  # of news.EVENTS
    note: str  # what it is for, in the owner's words
    by: str  # staff id, or key:<id>
    created_at: datetime  # UTC, as all instants here
    generation: int = 1  # of the secret
    old_until: datetime | None = None  # so long the generation before signs too
    version: int = 0  # 0: never saved


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How the other end stands. `woken` counts calls for the deliverer: who saw another number may not rest.

    A visit counts as a failure until it has ended: one that is cut off in the middle is one.
    """

    tenant: str
    id: str
    at: datetime | None = None  # when the deliverer must look again; None: nothing is owed, or it is paused
    failures: int = 0  # in a row
    failing_since: datetime | None = None
    held_until: datetime | None = None  # nothing is sent before
    delivered_at: datetime | None = None  # the last success
    status: int = 0  # of the last answer; 0: none came
    paused_at: datetime | None = None
    paused_by: str = ""  # staff id, key:<id>, clock, or LAPSED
    visit_at: datetime | None = None  # when a visit began that has not ended; old: it was cut off
    woken: int = 0


class State(StrEnum):
    """What has become of a delivery."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"  # given up; it can be sent again


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One thing that happened, without a word or a name of anybody."""

    tenant: str
    type: str  # of news.EVENTS
    subject: str  # ticket#code or dossier#code
    sequence: int  # of the subject: what is lower is older; what one act caused shares it
    at: datetime
    facts: Mapping[str, Any]

    @property
    def message_id(self) -> str:
        """The same for every try and every subscription: by it a receiver knows a repetition."""
        words = f"{self.tenant}#{self.subject}#{self.sequence}#{self.type}"
        return f"msg_{sha256(words.encode()).hexdigest()[:32]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One piece of news for one subscription. `key` sorts as things happened; it names the delivery."""

    key: str
    hook: str
    news: News
    at: datetime  # when it is tried next; when it was delivered or given up
    state: State = State.WAITING
    tries: int = 0
    tried_since: datetime | None = None
    status: int = 0  # of the last answer; 0: none came
    why: str = ""  # of the last failure, in a word
