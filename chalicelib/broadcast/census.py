"""How many followers a broadcast means: counted in steps, so that a province of any size can be counted.

A follower is counted into a group of those whom the platforms' rules treat alike; what a group would cost and by which
way it goes is reckoned of the group (estimate.py). A count names the words and the audience it is of.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256

from chalicelib.broadcast.broadcast import Audience, Broadcast
from chalicelib.broadcast.follower import SHARDS, Follower, left_out

# The platforms' windows: within one of these ages every follower of a channel is reached by the same ways.
_AGES = (timedelta(hours=24), timedelta(hours=48), timedelta(days=7))
_OLD = timedelta(days=365)
_HOUR = timedelta(hours=1)
Group = tuple[str, str, str, int]  # channel, account, locale, age in seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Census:
    """of  whose words and audience (`aim_of`); at  when it would begin (UTC): windows are reckoned from then

    shard, after  where in the register it goes on
    people        followers counted so far; without: of those, not meant, by reason; groups: the others
    """

    of: str
    at: datetime
    begun_at: datetime
    saved_at: datetime
    shard: int = 0
    after: str = ""
    people: int = 0
    without: Mapping[str, int] = field(default_factory=dict)
    groups: Mapping[Group, int] = field(default_factory=dict)
    version: int = 0  # 0 means never saved

    @property
    def done(self) -> bool:
        return self.shard >= SHARDS


def aim_of(broadcast: Broadcast) -> str:
    """The same for all broadcasts that reach the same people by the same ways."""
    chosen = broadcast.audience
    lists = (chosen.areas, chosen.fields, chosen.submitters, chosen.channels, chosen.accounts)
    said = (str(broadcast.kind), chosen.unplaced, list(map(sorted, lists)), bool(broadcast.text_en))
    return sha256(repr(said).encode()).hexdigest()[:16]


def counted_in(
    census: Census, broadcast: Broadcast, audience: Audience, followers: Iterable[Follower], shard: int, after: str
) -> Census:
    """With a slice more; it goes on at `shard` after `after`. `audience` is widened."""
    people, without, groups = census.people, Counter(census.without), Counter(census.groups)
    for one in followers:
        people += 1
        if why := left_out(broadcast.kind, audience, one):
            without[why] += 1
        else:
            groups[one.channel, one.account, one.locale, _age(census.at - one.heard_at)] += 1
    return replace(census, people=people, without=dict(without), groups=dict(groups), shard=shard, after=after)


def _age(passed: timedelta) -> int:
    """One age for all within a window. The register knows the hour only: the last one of a window counts as over."""
    age = next((age - _HOUR for age in _AGES if passed <= age - _HOUR), _OLD)
    return int(age.total_seconds())
