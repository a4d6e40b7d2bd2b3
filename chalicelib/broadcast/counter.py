"""Counts whom a broadcast means: at once where the register is small, else in steps that the queue brings."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib import observe
from chalicelib.broadcast.broadcast import Broadcast
from chalicelib.broadcast.census import Census, aim_of, counted_in
from chalicelib.broadcast.fanout import Wake
from chalicelib.broadcast.follower import SHARDS, widened
from chalicelib.broadcast.store import Broadcasts, Register
from chalicelib.errors import StaleTicket
from chalicelib.province.registry import Registry

SIZE = 1000  # followers a read
BUDGET = timedelta(seconds=4)  # of one step: the API answers within 20 s, the queue's function has 30
GOOD_FOR = timedelta(hours=1)  # a count that took more than one step; any other is made anew each time
FORSAKEN = timedelta(seconds=20)  # after which whoever asks takes a count up whose step was lost
COUNT = "COUNT"


def counting(tenant: str, broadcast: str) -> tuple[str, str]:
    """The key under which the queue brings a count back."""
    return f"B#{tenant}#{broadcast}", COUNT


@dataclass(frozen=True)
class Counter:
    broadcasts: Broadcasts
    register: Register
    provinces: Registry
    wake: Wake
    now: Callable[[], datetime]

    def of(self, broadcast: Broadcast) -> Census:
        """How far it is counted, after a step of our own unless somebody else is at it; `done` says whether wholly."""
        now, kept = self.now(), self.broadcasts.census(broadcast.tenant, broadcast.id)
        at = max(broadcast.at or now, now)
        if kept is None or kept.of != aim_of(broadcast) or max(now - kept.begun_at, abs(at - kept.at)) > GOOD_FOR:
            version = kept.version if kept else 0
            kept = Census(of=aim_of(broadcast), at=at, begun_at=now, saved_at=now, version=version)
            return self._carried(broadcast, kept)
        return kept if kept.done or now - kept.saved_at <= FORSAKEN else self._carried(broadcast, kept)

    def attend(self, parent: str, _: str) -> None:
        """A step of a count that the queue brings; what cannot be counted is asked for again by whoever waits."""
        _, tenant, broadcast = parent.split("#", 2)
        try:
            found, kept = self.broadcasts.find(tenant, broadcast), self.broadcasts.census(tenant, broadcast)
            if found and kept and not kept.done and kept.of == aim_of(found):
                self._carried(found, kept)
        except Exception:
            observe.alarm("a broadcast could not be counted", tenant=tenant, broadcast=broadcast)

    def _carried(self, broadcast: Broadcast, census: Census) -> Census:
        """A step further, and kept if it is one of several; a race is left to whoever wins it."""
        begun, audience = self.now(), widened(self.provinces.get(broadcast.tenant), broadcast.audience)
        several = census.shard > 0 or bool(census.after)
        while not census.done and self.now() - begun <= BUDGET:
            found = self.register.slice(broadcast.tenant, census.shard, census.after, SIZE)
            shard, after = (census.shard, found.after) if found.after else (census.shard + 1, "")
            census = counted_in(census, broadcast, audience, found.followers, shard, after)
        if census.shard >= SHARDS and not several:
            return census
        try:
            kept = self.broadcasts.keep_census(broadcast.tenant, broadcast.id, replace(census, saved_at=self.now()))
        except StaleTicket:
            return self.broadcasts.census(broadcast.tenant, broadcast.id) or census
        if not kept.done:
            self.wake([counting(broadcast.tenant, broadcast.id)], 0)
        return kept
