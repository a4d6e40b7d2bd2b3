"""Owes a broadcast to its followers, a page at a time: killed at any point, the next run owes what is missing.

A page is decided once and kept; its messages are owed by ids that derive from it; only then the place in the register
is saved, on the version that was read. Whoever loses that race stops: somebody else goes on from there.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib import observe
from chalicelib.broadcast.broadcast import Act, Broadcast, Kind, State, moved
from chalicelib.broadcast.counting import begun, counted, looked_again, looked_at, settled
from chalicelib.broadcast.follower import SHARDS, left_out, widened
from chalicelib.broadcast.message import message, place_of
from chalicelib.broadcast.store import Broadcasts, Page, Register, Whom
from chalicelib.broadcast.tally import Tally
from chalicelib.errors import StaleTicket
from chalicelib.notice.quiet import quiet_until
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry, in_turn

SIZE = 100  # followers a page
BUDGET = timedelta(seconds=6)  # of the clock's function, which has letters to deliver as well
# Seconds between two pages: emergencies take most of what the couriers can carry, policies a quarter (docs/adr/0025).
PACE = {Kind.EMERGENCY: 3, Kind.POLICY: 10}
FORSAKEN = timedelta(minutes=2)  # after which the clock starts a fan-out again that has stopped
SLACK = timedelta(milliseconds=200)  # between the clocks of two machines
YIELD = timedelta(minutes=1)  # a policy's, while an emergency goes out
BEHIND = 12  # pages after which a page is counted for the first time
COUNT_AFTER = (timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1), timedelta(days=1), timedelta(days=3))
COUNTED_AT_ONCE = 10  # pages
LOOKS = 10  # between two rounds, at those who wait
KEPT = timedelta(days=90)  # a page, and the aliases on it: counted for three days, unless it is held meanwhile
NEWEST = 30  # broadcasts of a province among which a running emergency is looked for

Wake = Callable[[Iterable[tuple[str, str]], int], None]  # keys, and in how many seconds
FAN_OUT = "FAN-OUT"


def chain(tenant: str, broadcast: str) -> tuple[str, str]:
    """The key under which the queue brings a broadcast back to its fan-out."""
    return f"B#{tenant}#{broadcast}", FAN_OUT


@dataclass(frozen=True)
class FanOut:
    broadcasts: Broadcasts
    register: Register
    provinces: Registry
    wake: Wake
    now: Callable[[], datetime]

    def run(self) -> int:
        """A step of every broadcast that is due, in all provinces; returns how many."""
        begun, worked = self.now(), 0
        for province in in_turn(self.provinces.all(), begun):
            for broadcast in list(self.broadcasts.due(province.slug, begun)):
                if self.now() - begun > BUDGET:
                    observe.count("FanOutsCutShort")
                    return worked
                self.attend(*chain(province.slug, broadcast))
                worked += 1
        return worked

    def attend(self, parent: str, _: str) -> None:
        """`step`, but what cannot be worked on keeps nothing else from being sent: the clock brings it again."""
        _, tenant, broadcast = parent.split("#", 2)
        try:
            self.step(tenant, broadcast)
        except StaleTicket:
            observe.count("FanOutsRaced", tenant=tenant)
        except Exception:
            observe.alarm("a broadcast could not go on", tenant=tenant, broadcast=broadcast)
            observe.count("FanOutsFailed", tenant=tenant)

    def step(self, tenant: str, broadcast_id: str) -> None:
        """What is due of one broadcast: begin it, owe a page, or count.

        raises  StaleTicket when another run, or an officer, was faster
        """
        found, now = self.broadcasts.find(tenant, broadcast_id), self.now()
        if found is None or found.next_at is None:
            return
        province = self.provinces.get(tenant)
        due = found.next_at <= now
        if found.state is State.SCHEDULED and due:
            started = moved(found, Act.START, started_at=found.started_at or now, next_at=now)
            self._page(province, self.broadcasts.save(started), now)
        elif found.state is State.RUNNING and now >= found.next_at - FORSAKEN - SLACK:
            self._page(province, found, now)  # else woken twice: what is under way comes in its own time
        elif found.state in (State.DONE, State.CANCELLED) and due:
            self._count(found, now)

    def _page(self, province: Province, broadcast: Broadcast, now: datetime) -> None:
        if until := self._held(province, broadcast, now):
            self.broadcasts.save(replace(broadcast, next_at=until))
            return
        page = self._decided(province, broadcast)
        if page is None:
            first = now + COUNT_AFTER[0]
            done = moved(
                broadcast, Act.FINISH, done_at=now, next_at=first, round_at=first, shard=SHARDS, after=""
            )  # fmt: skip
            self.broadcasts.save(done)
            observe.count("BroadcastsDone", tenant=broadcast.tenant)
            return
        self.broadcasts.owe([message(province, broadcast, whom, now) for whom in page.whom])
        fares = self._fared(broadcast, page)
        spent = int((self.now() - now).total_seconds())  # the pace is from page to page, however long one takes
        pause = max(0, -(-PACE[broadcast.kind] * len(page.whom) // SIZE) - spent)
        again = now + timedelta(seconds=pause) + FORSAKEN
        self.broadcasts.save(
            replace(broadcast, shard=page.shard, after=page.after, pages=page.number + 1, fares=fares, next_at=again)
        )
        places = [place_of(broadcast, whom) for whom in page.whom]
        self.wake(places[: SIZE // 2], 0)
        # Amid the page: the next one is owed while the couriers carry what is left, and no sooner if they are behind.
        self.wake([chain(broadcast.tenant, broadcast.id)], pause)
        self.wake(places[SIZE // 2 :], 0)

    def _fared(self, broadcast: Broadcast, page: Page) -> Tally:
        """With `page`, and with how an earlier one has fared; no warning waits because that could not be read."""
        fares = begun(broadcast.fares, page)
        try:
            earlier = self.broadcasts.page(broadcast.tenant, broadcast.id, page.number - BEHIND)
            return looked_at(self.broadcasts, broadcast, fares, earlier) if earlier else fares
        except Exception:
            observe.alarm("a page could not be counted", tenant=broadcast.tenant, broadcast=broadcast.id)
            return fares

    def _held(self, province: Province, broadcast: Broadcast, now: datetime) -> datetime | None:
        """Until when a policy waits: for the morning, or for an emergency. An emergency waits for nothing."""
        if broadcast.kind is Kind.EMERGENCY:
            return None
        newest = self.broadcasts.newest(broadcast.tenant, NEWEST, "")
        urgent = any(one.kind is Kind.EMERGENCY and one.state is State.RUNNING for one in newest)
        return quiet_until(province, now) or (now + YIELD if urgent else None)

    def _decided(self, province: Province, broadcast: Broadcast) -> Page | None:
        """The next page, as it was decided before if it was; None when the register is at its end."""
        if kept := self.broadcasts.page(broadcast.tenant, broadcast.id, broadcast.pages):
            return kept
        shard, after, audience = broadcast.shard, broadcast.after, widened(province, broadcast.audience)
        while shard < SHARDS:
            found = self.register.slice(broadcast.tenant, shard, after, SIZE)
            shard, after = (shard, found.after) if found.after else (shard + 1, "")
            if found.followers:
                reasons = [(one, left_out(broadcast.kind, audience, one)) for one in found.followers]
                whom = tuple(Whom(f.channel, f.account, f.alias, f.locale) for f, why in reasons if not why)
                without = Counter(why for _, why in reasons if why)
                page = Page(
                    number=broadcast.pages, whom=whom, left_out=without, shard=shard, after=after,
                    until=(self.now() + KEPT).replace(microsecond=0),
                )  # fmt: skip
                return self.broadcasts.keep_page(broadcast.tenant, broadcast.id, page)
        return None

    def _count(self, broadcast: Broadcast, now: datetime) -> None:
        """Some pages of a round, or between two rounds a look at those who wait; after the last one nobody looks."""
        if broadcast.round_at and now < broadcast.round_at:
            seen = looked_again(self.broadcasts, broadcast)
            again = _looked_at_again(seen, now, broadcast.rounds, broadcast.round_at)
            self.broadcasts.save(replace(broadcast, fares=seen, next_at=again))
            return
        there, found = broadcast.pages + 1, broadcast.round  # one more may have been begun when it was called off
        so_far = broadcast.counted + COUNTED_AT_ONCE
        for number in range(broadcast.counted, min(so_far, there)):
            if page := self.broadcasts.page(broadcast.tenant, broadcast.id, number):
                found = counted(self.broadcasts, broadcast, found, page)
        if so_far < there:
            self.broadcasts.save(replace(broadcast, counted=so_far, round=found, next_at=now))
            self.wake([chain(broadcast.tenant, broadcast.id)], 1)
            return
        rounds, fares = broadcast.rounds + 1, settled(replace(broadcast, round=found))
        later = now + COUNT_AFTER[rounds] if rounds < len(COUNT_AFTER) else None
        self.broadcasts.save(replace(
            broadcast, counted=0, rounds=rounds, fares=fares, round=Tally(), round_at=later,
            next_at=later and _looked_at_again(fares, now, rounds, later),
        ))  # fmt: skip


def _looked_at_again(fares: Tally, now: datetime, rounds: int, round_at: datetime) -> datetime:
    """Who waits is looked at ten times before the next round: after a minute while it is young."""
    return min(now + COUNT_AFTER[rounds] / LOOKS, round_at) if fares.waiting else round_at
