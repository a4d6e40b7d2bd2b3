"""The round that delivers: every subscription that is owed something, each in turn, none at the cost of another.

What may go wrong is written down before it can: a visit that is cut off in the middle is a failure like any other.
The first failure ends the visit: a receiver that is down is asked once, then left alone for a while that grows. A
delivery that failed waits for its own time, and what happened later to the same petition waits behind it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib import observe
from chalicelib.hooks.hook import LAPSED, Delivery, Health, Hook, State
from chalicelib.hooks.posting import GONE, SILENCE, Outcome, Poster
from chalicelib.hooks.store import Hooks
from chalicelib.province.registry import Registry, in_turn
from chalicelib.ticket.ticket import CLOCK

BUDGET = timedelta(seconds=30)  # of the function's 55: a last visit and the call it waits for come on top
VISIT = timedelta(seconds=10)  # then the next one has its turn
PATIENCE = timedelta(days=3)  # from the first try; then it is given up
PAUSE_AFTER, PAUSE_TRIES = timedelta(days=1), 5  # nothing taken so long, and so often: a person must look
_MINUTES = (1, 5, 30, 120, 300, 600, 720)  # until the next try; the last from then on
_HOLD = (1, 2, 5, 10, 30, 60)  # minutes a receiver is left alone after so many failures; none ends before a visit


@dataclass
class _Visit:
    """What a visit has come to."""

    health: Health
    next_at: datetime | None = None
    done: int = 0


@dataclass(frozen=True)
class Deliverer:
    hooks: Hooks
    provinces: Registry
    poster: Poster
    holds: Callable[[str, str], bool]  # tenant, who subscribed: is it still let in?
    now: Callable[[], datetime]

    def run(self) -> int:
        """Deliver until the budget is spent; returns how many were taken. The next run goes on."""
        begun, taken = self.now(), 0
        for province in in_turn(self.provinces.all(), begun):
            for hook in list(self.hooks.due(province.slug, begun)):
                if self.now() - begun >= BUDGET:
                    observe.count("HookRoundsCutShort")
                    return taken
                try:
                    taken += self.attend(province.slug, hook)
                except Exception:
                    observe.alarm("a subscription could not be attended", tenant=province.slug, hook=hook)
        return taken

    def attend(self, tenant: str, hook_id: str) -> int:
        """One visit to one subscription; returns how many deliveries were taken."""
        hook, health = self.hooks.find(tenant, hook_id), self.hooks.health(tenant, hook_id)
        now = self.now()
        if hook is None or health is None or health.at is None or health.at > now:
            return 0  # deleted, paused or attended since the index was read
        if not self.holds(tenant, hook.by):
            return self._pause(hook, health, LAPSED)
        if health.visit_at and _hopeless(health, now):
            return self._pause(hook, health)  # each visit is cut off: none comes to its end to say so
        if not self.hooks.claim(health, _feared(health, now)):
            return 0
        visit = _Visit(replace(health, held_until=None, visit_at=None))
        self._deliver(hook, visit)
        self.hooks.keep(replace(visit.health, at=visit.health.held_until or visit.next_at), self.now())
        if _hopeless(visit.health, self.now()):
            self._pause(hook, visit.health)
        return visit.done

    def _deliver(self, hook: Hook, visit: _Visit) -> None:
        begun, behind = self.now(), dict[str, datetime]()
        for delivery in self.hooks.owed(hook.tenant, hook.id):
            now, subject = self.now(), delivery.news.subject
            if now - begun >= VISIT:
                visit.next_at = now
                return
            if subject in behind or delivery.at > now:
                behind.setdefault(subject, delivery.at)
                visit.next_at = min(visit.next_at or delivery.at, behind[subject])
                continue
            tried = self._tried(delivery)
            outcome = self.poster.post(hook, delivery.news)
            self._settle(tried, outcome)
            visit.health = _after(visit.health, outcome, self.now())
            if not outcome.taken:
                return
            visit.done += 1

    def _tried(self, delivery: Delivery) -> Delivery:
        """One try more, as it stands if we never hear what came of it."""
        now, tries = self.now(), delivery.tries + 1
        since, unheard = delivery.tried_since or now, replace(delivery, tries=tries, status=0, why=SILENCE)
        tried = replace(unheard, tried_since=since, at=now + _wait(tries))
        self.hooks.put(tried)
        return tried

    def _settle(self, delivery: Delivery, outcome: Outcome) -> None:
        now = self.now()
        tried = replace(delivery, status=outcome.status, why=outcome.why, at=now)
        if outcome.taken:
            self.hooks.move(replace(tried, state=State.DELIVERED), State.WAITING)
        elif now - (tried.tried_since or now) >= PATIENCE:
            self.hooks.move(replace(tried, state=State.FAILED), State.WAITING)
            observe.count("HookDeliveriesFailed", tenant=delivery.news.tenant)
        else:
            self.hooks.put(replace(tried, at=now + _wait(tried.tries)))

    def _pause(self, hook: Hook, health: Health, by: str = CLOCK) -> int:
        """Returns 0, as nothing is taken any more."""
        self.hooks.pause(hook.tenant, hook.id, by, self.now())
        observe.note("subscription paused", tenant=hook.tenant, hook=hook.id, status=health.status, by=by)
        observe.count("HooksPaused")
        observe.count("HooksPaused", tenant=hook.tenant)
        return 0


def _wait(tries: int) -> timedelta:
    return timedelta(minutes=_MINUTES[min(tries, len(_MINUTES)) - 1])


def _feared(health: Health, now: datetime) -> Health:
    """How it stands if the visit that begins now never ends."""
    failed = _after(health, Outcome(0, SILENCE), now)
    return replace(failed, at=failed.held_until, visit_at=now)


def _after(health: Health, outcome: Outcome, now: datetime) -> Health:
    if outcome.taken:
        return replace(health, failures=0, failing_since=None, held_until=None, delivered_at=now, status=outcome.status)
    failures = health.failures + 1
    hold = timedelta(minutes=_HOLD[min(failures, len(_HOLD)) - 1])
    return replace(
        health, failures=failures, failing_since=health.failing_since or now, held_until=now + hold,
        status=outcome.status,
    )  # fmt: skip


def _hopeless(health: Health, now: datetime) -> bool:
    if health.status == GONE:
        return True
    since = health.failing_since
    return since is not None and now - since >= PAUSE_AFTER and health.failures >= PAUSE_TRIES
