"""Stand-ins for outgoing webhooks: their store, and other systems that listen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from chalicelib.errors import StaleTicket
from chalicelib.hooks.hook import Delivery, Health, Hook, State


@dataclass
class ShelfHooks:
    """`Hooks` in memory; while it is `away`, nothing can be owed."""

    kept: dict[tuple[str, str], Hook] = field(default_factory=dict)
    healths: dict[tuple[str, str], Health] = field(default_factory=dict)
    deliveries: dict[tuple[str, str, State, str], Delivery] = field(default_factory=dict)
    away: bool = False
    asked: list[str] = field(default_factory=list)  # the provinces whose subscriptions were asked for

    def all(self, tenant: str) -> list[Hook]:
        self.asked.append(tenant)
        return [hook for (slug, _), hook in sorted(self.kept.items()) if slug == tenant]

    def find(self, tenant: str, hook: str) -> Hook | None:
        return self.kept.get((tenant, hook))

    def save(self, hook: Hook) -> Hook:
        stored = self.find(hook.tenant, hook.id)
        if (stored.version if stored else 0) != hook.version:
            raise StaleTicket("somebody else changed this subscription", hook=hook.id)
        saved = self.kept[hook.tenant, hook.id] = replace(hook, version=hook.version + 1)
        self.healths.setdefault((hook.tenant, hook.id), Health(tenant=hook.tenant, id=hook.id))
        return saved

    def delete(self, hook: Hook) -> None:
        self.kept.pop((hook.tenant, hook.id), None)
        self.healths.pop((hook.tenant, hook.id), None)

    def health(self, tenant: str, hook: str) -> Health | None:
        return self.healths.get((tenant, hook))

    def claim(self, seen: Health, feared: Health) -> bool:
        stored = self.health(seen.tenant, seen.id)
        if stored is None or stored.paused_at or stored.at != seen.at:
            return False
        self._write(replace(feared, woken=stored.woken))
        return True

    def keep(self, health: Health, now: datetime) -> None:
        stored = self.health(health.tenant, health.id)
        if stored and not stored.paused_at:
            at = health.at if stored.woken == health.woken else health.held_until or now
            self._write(replace(health, at=at, woken=stored.woken))

    def pause(self, tenant: str, hook: str, by: str, at: datetime) -> None:
        stored = self.health(tenant, hook)
        if stored and not stored.paused_at:
            self._write(replace(stored, paused_at=at, paused_by=by, at=None))

    def resume(self, tenant: str, hook: str, at: datetime) -> None:
        if stored := self.health(tenant, hook):
            gone = {"paused_at": None, "held_until": None, "failing_since": None, "visit_at": None}
            self._write(replace(stored, paused_by="", failures=0, at=at, **gone))

    def wake(self, tenant: str, hook: str, at: datetime) -> None:
        if stored := self.health(tenant, hook):
            free = not stored.paused_at and (stored.held_until is None or stored.held_until <= at)
            self._write(replace(stored, woken=stored.woken + 1, at=at if free else stored.at))

    def due(self, tenant: str, until: datetime) -> Iterator[str]:
        found = sorted((h.at, h.id) for h in self.healths.values() if h.tenant == tenant and h.at and h.at <= until)
        yield from (hook for _, hook in found)

    def put(self, delivery: Delivery) -> None:
        if self.away:
            raise OSError("the store is away")
        self.deliveries[delivery.news.tenant, delivery.hook, delivery.state, delivery.key] = delivery

    def move(self, delivery: Delivery, was: State) -> None:
        self.put(delivery)
        self.deliveries.pop((delivery.news.tenant, delivery.hook, was, delivery.key), None)

    def owed(self, tenant: str, hook: str) -> Iterator[Delivery]:
        yield from self.page(tenant, hook, State.WAITING, len(self.deliveries), "")

    def page(self, tenant: str, hook: str, state: State, limit: int, after: str) -> list[Delivery]:
        listed = sorted(item for item in self.deliveries.items() if item[0][:3] == (tenant, hook, state))
        return [delivery for key, delivery in listed if key[3] > after][:limit]

    def one(self, tenant: str, hook: str, state: State, key: str) -> Delivery | None:
        return self.deliveries.get((tenant, hook, state, key))

    def _write(self, health: Health) -> None:
        self.healths[health.tenant, health.id] = health


@dataclass
class Listening:
    """Other systems: a wire that notes what it was given, and answers as told (200 unless told otherwise)."""

    heard: list[tuple[str, bytes, dict[str, str]]] = field(default_factory=list)
    answers: dict[str, int | BaseException] = field(default_factory=dict)  # by a part of the body or of the URL

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        self.heard.append((url, body, dict(headers)))
        for part, answer in self.answers.items():
            if part in url or part in body.decode():
                if isinstance(answer, BaseException):
                    raise answer
                return answer
        return 200
