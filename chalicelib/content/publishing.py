"""The round that publishes: each copy claimed before it is sent, and looked for before it is sent again.

No platform takes a key by which it would know a repetition. So what may be out already (the process died, the answer
was lost) is never sent before the account has been looked at for the very words, since the first such try; what is
found there and is no other post's is this one. The look waits SETTLE, for a page shows late what it has just taken.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib import observe
from chalicelib.content.carrier import Carrier
from chalicelib.content.crowd import Crowd
from chalicelib.content.daily import Dailies
from chalicelib.content.post import GOING_OUT, Copy, Mark, Picture, Post, Sent, with_copy
from chalicelib.content.store import Posts
from chalicelib.errors import NotFound, NotNow, StaleTicket, SupplierError, TooFast, TryAgain, Unsure
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry, in_turn

BUDGET = timedelta(seconds=35)  # of the function's 55: a last copy and the calls it waits for come on top
SETTLE = timedelta(minutes=5)  # longer than any send, and than a page needs to show what it took
SKEW = timedelta(minutes=5)  # the platform's clock may be behind ours
PAUSE = timedelta(minutes=10)
TRIES = 8
NEXT_READING = timedelta(days=1)
READ_FOR = timedelta(days=28)  # after it went out; then what came of it hardly changes


@dataclass(frozen=True)
class Publisher:
    posts: Posts
    provinces: Registry
    carriers: Mapping[str, Carrier]  # by channel
    link: Callable[[Picture], str]  # good for minutes
    dailies: Dailies
    crowd: Crowd
    now: Callable[[], datetime]

    def run(self) -> int:
        """Publish and read until the budget is spent; returns how many copies went out. The next run goes on."""
        begun, done = self.now(), 0
        for province in in_turn(self.provinces.all(), begun):
            try:
                self.dailies.make(province, begun)
            except Exception:
                observe.alarm("the daily post could not be made", tenant=province.slug)
            for post in list(self.posts.due(province.slug, begun)):
                if self.now() - begun >= BUDGET:
                    observe.count("PublishingCutShort")
                    return done
                try:
                    done += self.attend(province, post)
                except Exception:
                    observe.alarm("a post could not be attended", tenant=province.slug, post=post)
            self._read(province, begun)
            if self.now() - begun < BUDGET:
                self._count(province, begun)
        return done

    def _count(self, province: Province, begun: datetime) -> None:
        try:
            self.crowd.count(province, begun)
        except Exception:
            observe.alarm("followers could not be counted", tenant=province.slug)

    def attend(self, province: Province, post_id: str) -> int:
        """Every copy of a post that is due, each in turn; returns how many went out."""
        post, done = self.posts.find(province.slug, post_id), 0
        try:
            for place in range(len(post.copies) if post else 0):
                if post is None or post.state not in GOING_OUT:
                    break
                at = post.copies[place].at
                if at and at <= self.now():
                    post = self._copy(province, post, place)
                    done += post.copies[place].state is Sent.PUBLISHED
        except StaleTicket:
            observe.note("a post is being attended already", tenant=province.slug, post=post_id)
        return done

    def _copy(self, province: Province, post: Post, place: int) -> Post:
        was, now = post.copies[place], self.now()
        claim = replace(was, state=Sent.SENDING, at=now + SETTLE, tries=was.tries + 1, since=was.since or now)
        claimed = self.posts.save(with_copy(post, place, claim, now))
        try:
            province.account(was.channel, was.account)
            carrier = self.carriers[was.channel]
            if was.since:
                found = self._looked_for(province, claimed, place, carrier)
                if found:
                    return found
            copy = carrier.publish(was.account, post, [self.link(one) for one in post.pictures])
        except (SupplierError, NotFound) as error:
            return self._failed(claimed, place, was, error)
        return self._out(province, claimed, place, copy) or self._unclear(claimed, place)

    def _looked_for(self, province: Province, post: Post, place: int, carrier: Carrier) -> Post | None:
        copy = post.copies[place]
        assert copy.since
        for found in carrier.found(copy.account, post, copy.since - SKEW):
            if saved := self._out(province, post, place, found):
                observe.count("PostsFoundAgain", tenant=post.tenant)
                return saved
        return None

    def _out(self, province: Province, post: Post, place: int, found: str) -> Post | None:
        """The copy is out under this id; None when the id is another post's."""
        now, copy = self.now(), post.copies[place]
        mark = Mark(
            tenant=post.tenant, channel=copy.channel, account=copy.account, id=found, post=post.id, unit=post.unit,
            topic=post.topic, procedure=post.procedure, day=now.astimezone(province.calendar.zone).date(),
            published_at=now, read_at=now + NEXT_READING,
        )  # fmt: skip
        done = replace(copy, state=Sent.PUBLISHED, at=None, id=found, why="")
        saved = self.posts.publish(with_copy(post, place, done, now), mark)
        if saved:
            observe.count("PostsPublished", tenant=post.tenant)
            observe.note("post published", tenant=post.tenant, post=post.id, channel=copy.channel, account=copy.account)
        return saved

    def _unclear(self, post: Post, place: int) -> Post:
        copy = replace(post.copies[place], state=Sent.UNSURE, at=self.now() + SETTLE, why="id known already")
        return self.posts.save(with_copy(post, place, copy, self.now()))

    def _failed(self, post: Post, place: int, was: Copy, error: SupplierError | NotFound) -> Post:
        """What becomes of a copy that the platform did not take; `was`: before this try."""
        now, copy = self.now(), post.copies[place]
        why = f"{error.code} {error.facts.get('code') or ''}".strip()
        if not isinstance(error, TryAgain) or copy.tries >= TRIES:
            # What surely did not go out leaves no try behind to look for; what may have, does.
            since = copy.since if isinstance(error, Unsure) else was.since
            observe.count("PostsFailed", tenant=post.tenant)
            observe.note("post failed", tenant=post.tenant, post=post.id, channel=copy.channel, why=why)
            left = replace(copy, state=Sent.FAILED, at=None, since=since, why=why)
        elif isinstance(error, Unsure):
            left = replace(copy, state=Sent.UNSURE, at=now + SETTLE, why=why)
        else:
            wait = PAUSE if isinstance(error, TooFast | NotNow) else timedelta(minutes=2**copy.tries)
            left = replace(copy, state=Sent.WAITING, at=now + wait, since=was.since, why=why)
        return self.posts.save(with_copy(post, place, left, now))

    def _read(self, province: Province, begun: datetime) -> None:
        for mark in list(self.posts.unread(province.slug, begun)):
            if self.now() - begun >= BUDGET:
                return
            now = self.now()
            again = now + NEXT_READING if now - mark.published_at < READ_FOR else None
            read = replace(mark, read_at=again)
            try:
                read = replace(read, reading=self.carriers[mark.channel].reading(mark.account, mark.id, now))
            except (SupplierError, NotFound) as error:  # what was read before stands; the account may be gone
                observe.note("post not read", tenant=mark.tenant, post=mark.post, why=error.code)
            except Exception:  # nor may one that cannot be read keep the other provinces from publishing
                observe.alarm("what came of a post could not be read", tenant=mark.tenant, post=mark.post)
            self.posts.keep_reading(read)
