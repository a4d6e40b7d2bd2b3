"""Stand-ins of the room of content posts; the store is held to its contract in tests/contracts/test_content.py."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import count

from chalicelib.content.post import Mark, Post, Reading
from chalicelib.errors import StaleTicket, TryAgain


class Killed(BaseException):
    """The process is gone: nothing may catch it."""


@dataclass
class ShelfPosts:
    """Posts in memory. Before write number `die_at` the process is killed; right after it when `late`."""

    posts: dict[tuple[str, str], Post] = field(default_factory=dict)
    marks: dict[tuple[str, str, str, str], Mark] = field(default_factory=dict)
    crowds: dict[tuple[str, str, str], dict[date, int]] = field(default_factory=dict)
    writes: int = 0
    die_at: int = 0
    late: bool = False

    def find(self, tenant: str, post: str) -> Post | None:
        return self.posts.get((tenant, post))

    def save(self, post: Post) -> Post:
        return self._written(post)

    def publish(self, post: Post, mark: Mark) -> Post | None:
        if self._version(post) == post.version and (mark.tenant, mark.channel, mark.account, mark.id) in self.marks:
            return None
        return self._written(post, mark)

    def _version(self, post: Post) -> int:
        stored = self.posts.get((post.tenant, post.id))
        return stored.version if stored else 0

    def _written(self, post: Post, mark: Mark | None = None) -> Post:
        if self._version(post) != post.version:
            raise StaleTicket("somebody else changed this post", post=post.id)
        self.writes += 1
        if self.writes == self.die_at and not self.late:
            raise Killed
        saved = replace(post, version=post.version + 1)
        self.posts[post.tenant, post.id] = saved
        if mark:
            self.marks[mark.tenant, mark.channel, mark.account, mark.id] = mark
        if self.writes == self.die_at:
            raise Killed
        return saved

    def due(self, tenant: str, until: datetime) -> Iterator[str]:
        found = [one for one in self.posts.values() if one.tenant == tenant and one.due and one.due <= until]
        return iter([one.id for one in found])

    def page(self, tenant: str, limit: int, before: str) -> list[Post]:
        ids = sorted((key for slug, key in self.posts if slug == tenant and (not before or key < before)), reverse=True)
        return [self.posts[tenant, key] for key in ids[:limit]]

    def mark(self, tenant: str, channel: str, account: str, copy: str) -> Mark | None:
        found = self.marks.get((tenant, channel, account, copy))
        return replace(found, reading=None, read_at=None) if found else None

    def of_day(self, tenant: str, day: date) -> list[Mark]:
        found = [one for one in self.marks.values() if (one.tenant, one.day) == (tenant, day)]
        return sorted(found, key=lambda one: (one.channel, one.account, one.id))

    def unread(self, tenant: str, until: datetime) -> Iterator[Mark]:
        ready = [one for one in self.marks.values() if one.tenant == tenant and one.read_at and one.read_at <= until]
        return iter(ready)

    def keep_reading(self, mark: Mark) -> None:
        self.marks[mark.tenant, mark.channel, mark.account, mark.id] = mark

    def count_followers(self, tenant: str, channel: str, account: str, day: date, followers: int) -> None:
        self.crowds.setdefault((tenant, channel, account), {})[day] = followers

    def followers(self, tenant: str, channel: str, account: str, first: date, last: date) -> Mapping[date, int]:
        counted = self.crowds.get((tenant, channel, account), {})
        return {day: followers for day, followers in counted.items() if first <= day <= last}


@dataclass
class Wall:
    """A platform on which posts are shown. `errors`: what the next calls of `publish` come to, before or after.

    An error in `unheard` is raised after the post is up: the answer was lost.
    """

    up: list[tuple[str, str, str, datetime]] = field(default_factory=list)  # account, id, words, when
    errors: list[Exception | BaseException | None] = field(default_factory=list)
    unheard: list[Exception | BaseException | None] = field(default_factory=list)
    blind: int = 0  # so many looks show nothing yet
    now: datetime | None = None
    readings: dict[str, Reading] = field(default_factory=dict)
    unreadable: Exception | None = None
    pictures: list[tuple[str, ...]] = field(default_factory=list)
    looks: int = 0
    crowd: dict[str, int | None] = field(default_factory=dict)  # account → who follows it; of others no answer comes
    counts: int = 0

    def __post_init__(self) -> None:
        self.numbers = count(1)

    def publish(self, account: str, post: Post, pictures: Sequence[str]) -> str:
        if error := self.errors.pop(0) if self.errors else None:
            raise error
        assert self.now
        copy = f"{account}_{next(self.numbers)}"
        self.up.append((account, copy, post.words, self.now))
        self.pictures.append(tuple(pictures))
        if error := self.unheard.pop(0) if self.unheard else None:
            raise error
        return copy

    def found(self, account: str, post: Post, since: datetime) -> list[str]:
        self.looks += 1
        if self.blind:
            self.blind -= 1
            return []
        return [copy for held, copy, words, at in self.up if (held, words) == (account, post.words) and at >= since]

    def reading(self, account: str, copy: str, now: datetime) -> Reading:
        if self.unreadable:
            raise self.unreadable
        return self.readings.get(copy, Reading(at=now))

    def followers(self, account: str) -> int | None:
        self.counts += 1
        if account not in self.crowd:
            raise TryAgain("no answer came")
        return self.crowd[account]
