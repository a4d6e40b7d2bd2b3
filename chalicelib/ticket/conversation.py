"""A person's thread with one account: which ticket it is about, and what has already been heard."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256

from chalicelib.ticket.ticket import Channel, Lane

# Platforms repeat a message for up to 36 hours; nobody types this many in between. See docs/adr/0004.
REMEMBERED = 64


def fingerprint(message_key: str) -> str:
    """Eight characters that stand for a message key in the memory of a conversation (48 bits)."""
    return urlsafe_b64encode(sha256(message_key.encode()).digest()[:6]).decode()


def thread_of(channel: Channel, lane: Lane) -> str:
    """Private words and words below a post are two conversations: the latter open no platform's window."""
    return str(channel) if lane in (Lane.DIRECT, Lane.API) else f"{channel}-public"


def conversation_partition(tenant: str, channel: str, account: str, alias: str) -> str:
    return f"C#{tenant}#{channel}#{account}#{alias}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    tenant: str
    channel: str
    account: str
    alias: str
    code: str = ""  # the ticket this thread was last about
    heard_at: datetime | None = None  # the citizen's last action: platform windows count from here
    joined_at: datetime | None = None  # the last message that went onto the ticket
    greeted_at: datetime | None = None
    seen: tuple[str, ...] = ()
    # Most conversations never need what follows.
    silent_until: datetime | None = None  # a person speaks for the account here: until then the bot says nothing
    read_at: datetime | None = None  # the platform says: everything sent until then was seen
    locale: str = ""  # en for those who asked for English; empty: Vietnamese
    asked: str = ""  # what the bot asked last and an answer belongs to: kind, place, text, contact, code, dossier
    form: Mapping[str, str] = field(default_factory=dict)  # what was answered so far: kind, place
    muted_at: datetime | None = None  # «dừng tin»: no broadcasts but emergencies; «nhận tin» takes it back
    left_at: datetime | None = None  # no longer follows the OA
    cited: str = ""  # the platform's id of the visitor's conversation, where a reply needs it
    version: int = 0  # 0 means never saved

    def knows(self, message_key: str) -> bool:
        return fingerprint(message_key) in self.seen

    def having_heard(self, message_key: str, at: datetime) -> "Conversation":
        """This conversation after a message; the window only ever moves forward."""
        newest = max(filter(None, (self.heard_at, at)))
        return replace(self, seen=(*self.seen, fingerprint(message_key))[-REMEMBERED:], heard_at=newest, left_at=None)
