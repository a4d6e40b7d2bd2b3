"""Time goes by in training provinces: each round of the product is done there by their own clock, step by step.

A clock that is put forward stops on its way wherever something falls due, and at least once an hour: every rung of a
ladder is climbed at its own time and in its own order. What one call has no time for, the next minute goes on with.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib import observe, staged
from chalicelib.errors import StaleTicket
from chalicelib.province.registry import Registry, in_turn
from chalicelib.ticket.store import Tickets
from chalicelib.training.clock import Clock, Clocks
from chalicelib.training.footprint import Tracker

STEP = timedelta(hours=1)
WRITES = 2  # of the clock, a step
LEASE = timedelta(minutes=2)  # longer than any step: who holds it longer is dead
BUDGET = timedelta(seconds=40)  # of the function's 120: a last step comes on top
LEISURE = timedelta(seconds=80)  # of the same 120: nothing at leisure is begun later

Rounds = Mapping[str, Callable[[], int]]


@dataclass(frozen=True)
class Rehearsal:
    """rounds   of one province, in the order they are done at each step
    leisurely  those that catch up by themselves with whatever time has passed: done once a minute, nothing begun after
               an instant (of the province's time)
    """

    clocks: Clocks
    tickets: Tickets
    provinces: Registry
    rounds: Callable[[str], Rounds]
    leisurely: Callable[[str, datetime], Rounds]
    world: Callable[[], datetime]
    tracker: Tracker

    def run(self) -> int:
        """What every minute brings to each training province; returns how many steps that were."""
        begun, steps = self.world(), 0
        for province in in_turn(self.provinces.training(), begun):
            if self.world() - begun >= BUDGET:
                observe.note("rehearsal cut short", tenant=province.slug)
                break
            try:
                steps += self._minute(province.slug, begun)
            except StaleTicket:
                continue  # another run has this clock
            except Exception:
                observe.alarm("a training province could not be rehearsed", tenant=province.slug)
        return steps

    def _minute(self, slug: str, begun: datetime) -> int:
        clock = self.clocks.of(slug)
        if clock.clearing:
            return 0
        before = clock.version
        clock = self.go_on(clock, BUDGET - (self.world() - begun))
        with self._played(clock):
            if clock.version == before:
                _done(self.rounds(slug))
            _done(self.leisurely(slug, clock.now(begun + LEISURE)))
        return (clock.version - before) // WRITES or 1

    def go_on(self, clock: Clock, budget: timedelta) -> Clock:
        """Towards the goal until it is reached or the budget is spent; a step that was begun is finished.

        raises  StaleTicket when another run moves this clock
        """
        begun = self.world()
        if clock.goal and clock.held_until and clock.held_until > begun:
            raise StaleTicket("this clock is being put forward already", goal=clock.goal.isoformat())
        while clock.goal and self.world() - begun < budget:
            clock = self._step(clock, clock.goal)
        return clock

    def _step(self, clock: Clock, goal: datetime) -> Clock:
        now = clock.now(self.world())
        to = min(goal, self._next_due(clock.tenant, now))
        arrived = to >= goal or now >= goal
        ahead, held_until = max(clock.ahead, to - self.world()), self.world() + LEASE
        moved = self.clocks.save(replace(clock, ahead=ahead, held_until=held_until))
        with self._played(moved):
            happened = self._lived(moved)
        total = Counter(moved.happened) + Counter(happened)
        left = None if arrived else goal
        return self.clocks.save(replace(moved, happened=dict(total), goal=left, held_until=None))

    def _played(self, clock: Clock) -> AbstractContextManager[None]:
        return staged.played(clock.tenant, clock.ahead, self.tracker.of(clock))

    def _next_due(self, tenant: str, now: datetime) -> datetime:
        """When the next petition falls due, within a step from now."""
        found = (self.tickets.find(tenant, code) for code in self.tickets.due(tenant, now + STEP))
        moments = (ticket.next_at for ticket in found if ticket and ticket.next_at)
        return min((moment for moment in moments if moment > now), default=now + STEP)

    def _lived(self, clock: Clock) -> dict[str, int]:
        """All rounds at this moment; returns what happened: acts of petitions, and what each round did."""
        since = clock.now(self.world())
        codes = list(dict.fromkeys(self.tickets.due(clock.tenant, since)))
        happened = Counter({f"round.{name}": count for name, count in _done(self.rounds(clock.tenant)).items()})
        for code in codes:
            happened.update(str(event.act) for event in self.tickets.timeline(clock.tenant, code) if event.at >= since)
        return {name: count for name, count in happened.items() if count}


def _done(rounds: Rounds) -> dict[str, int]:
    """Every round, also after one that failed."""
    counts = dict[str, int]()
    for name, run in rounds.items():
        try:
            counts[name] = run()
        except Exception:
            observe.alarm("a round of a training province failed", tenant=staged.tenant(), round=name)
    return counts
