"""Somebody whom we may be able to tell something, as far as an audience is chosen by it. An alias, never a name."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from zlib import crc32

from chalicelib.broadcast.broadcast import Audience, Kind
from chalicelib.province.province import Province

SHARDS = 32  # of the register: a partition each; changing it means re-writing the register
PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Follower:
    """heard_at: their last word there (UTC), to the hour; places, fields, submitters: of their petitions."""

    tenant: str
    channel: str
    account: str
    alias: str
    heard_at: datetime
    locale: str = ""
    muted: bool = False
    left: bool = False
    places: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    submitters: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        return f"{self.channel}#{self.account}#{self.alias}"


def shard_of(key: str) -> int:
    return crc32(key.encode()) % SHARDS


def widened(province: Province, audience: Audience) -> Audience:
    """With every field below those that are named."""
    fields = set(audience.fields)
    for _ in province.categories:  # a tree is no deeper than it has nodes
        below = {c.id for c in province.categories if c.parent in fields} - fields
        if not below:
            break
        fields |= below
    return replace(audience, fields=frozenset(fields))


def left_out(kind: Kind, audience: Audience, follower: Follower) -> str:
    """Why a follower is not told, or nothing. `audience` is widened."""
    if not _meant(audience, follower):
        return "not in the audience"
    if follower.left:
        return "no longer a follower"
    if follower.muted and kind is not Kind.EMERGENCY:
        return "asked for no such news"
    return ""


def _meant(audience: Audience, follower: Follower) -> bool:
    placed = _holds(audience.areas, follower.places) or (audience.unplaced and not follower.places)
    return (
        placed
        and _holds(audience.fields, follower.fields)
        and _holds(audience.submitters, follower.submitters or {PERSON})
        and _holds(audience.channels, (follower.channel,))
        and _holds(audience.accounts, (f"{follower.channel}:{follower.account}",))
    )


def _holds(wanted: frozenset[str], there: Iterable[str]) -> bool:
    return not wanted or not wanted.isdisjoint(there)
