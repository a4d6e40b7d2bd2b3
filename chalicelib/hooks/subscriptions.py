"""Subscriptions as their owners meet them: made, changed, tried out, paused; and what could not be delivered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any

from chalicelib import cursor as cursors
from chalicelib import observe, schema
from chalicelib.errors import Conflict, NotFound, Refused, StaleTicket, Unprocessable
from chalicelib.hooks import signing
from chalicelib.hooks.address import public, target
from chalicelib.hooks.hook import MOST, PING, Delivery, Health, Hook, News, State
from chalicelib.hooks.posting import Outcome, Poster
from chalicelib.hooks.store import Hooks
from chalicelib.province.registry import Registry
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Role

AT_ONCE = 100  # failed deliveries sent again in one call


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A hook and how its end stands; `secret` only in the answer that made it."""

    hook: Hook
    health: Health
    secret: str = ""


@dataclass(frozen=True)
class Subscriptions:
    """Every call raises NotFound for another province, and for what another key has made."""

    hooks: Hooks
    provinces: Registry
    poster: Poster
    key: Callable[[], bytes]
    new_id: Callable[[], str]
    now: Callable[[], datetime]

    def all(self, slug: str, actor: Actor) -> list[Subscription]:
        """What an administrator of the province may see: all. What a key may see: what it has made itself."""
        self._at_home(slug, actor)
        return [self._stands(hook) for hook in self.hooks.all(slug) if _is_of(hook, actor)]

    def one(self, slug: str, hook_id: str, actor: Actor) -> Subscription:
        return self._stands(self._own(slug, hook_id, actor))

    def make(self, slug: str, body: Any, actor: Actor) -> Subscription:
        """raises  Unprocessable listing every fault; Conflict when the province has MOST already"""
        self._at_home(slug, actor)
        wanted = _admitted(body)
        if len(self.hooks.all(slug)) >= MOST:
            raise Conflict(f"a province has at most {MOST} subscriptions", limit=MOST)
        made = Hook(tenant=slug, id=self.new_id(), by=actor.id, created_at=self.now(), **wanted)
        hook = self.hooks.save(made)
        observe.note("subscription made", tenant=slug, hook=hook.id, by=actor.id)
        return replace(self._stands(hook), secret=signing.shown(self.key(), hook))

    def change(self, slug: str, hook_id: str, body: Any, seen: int | None, actor: Actor) -> Subscription:
        """seen  the version the caller looked at, or None for whatever there is

        raises  Unprocessable, StaleTicket
        """
        hook = self._seen(slug, hook_id, seen, actor)
        saved = self.hooks.save(replace(hook, **_admitted(body)))
        observe.note("subscription changed", tenant=slug, hook=hook_id, by=actor.id)
        return self._stands(saved)

    def drop(self, slug: str, hook_id: str, seen: int | None, actor: Actor) -> None:
        """raises  StaleTicket"""
        self.hooks.delete(self._seen(slug, hook_id, seen, actor))
        observe.note("subscription deleted", tenant=slug, hook=hook_id, by=actor.id)

    def rotate(self, slug: str, hook_id: str, body: Any, actor: Actor, seen: int | None = None) -> Subscription:
        """A new secret; for `overlap_hours` (24 if not given) deliveries carry a signature by the old one, too.

        seen    as in change
        raises  Unprocessable, StaleTicket
        """
        schema.check("hooks/rotation", body)
        hook, overlap = self._seen(slug, hook_id, seen, actor), timedelta(hours=body.get("overlap_hours", 24))
        saved = self.hooks.save(replace(hook, generation=hook.generation + 1, old_until=self.now() + overlap))
        observe.note("subscription's secret rotated", tenant=slug, hook=hook_id, by=actor.id)
        return replace(self._stands(saved), secret=signing.shown(self.key(), saved))

    def pause(self, slug: str, hook_id: str, actor: Actor) -> Subscription:
        """What happens meanwhile is kept for 30 days."""
        hook = self._own(slug, hook_id, actor)
        self.hooks.pause(slug, hook_id, actor.id, self.now())
        observe.note("subscription paused", tenant=slug, hook=hook_id, by=actor.id)
        return self._stands(hook)

    def resume(self, slug: str, hook_id: str, actor: Actor) -> Subscription:
        """All that waits goes out, the oldest first; what was held back after failures, too."""
        hook = self._own(slug, hook_id, actor)
        self.hooks.resume(slug, hook_id, self.now())
        observe.note("subscription resumed", tenant=slug, hook=hook_id, by=actor.id)
        return self._stands(hook)

    def try_out(self, slug: str, hook_id: str, actor: Actor) -> Outcome:
        """A ping, now and once; neither counts as a failure nor resumes anything."""
        hook, at = self._own(slug, hook_id, actor), self.now()
        subject = f"{PING}#{self.new_id()}"
        ping = News(tenant=slug, type=PING, subject=subject, sequence=0, at=at, facts={})
        return self.poster.post(hook, ping)

    def deliveries(
        self, slug: str, hook_id: str, state: State, actor: Actor, limit: int, cursor: str | None
    ) -> tuple[list[Delivery], str | None]:
        """A page of one state in the order things happened, and the cursor of the next.

        raises  BadInput for a cursor of another list
        """
        self._own(slug, hook_id, actor)
        question = (slug, "hook", hook_id, state)
        after = cursors.opened(cursor, ("key",), *question)["key"] if cursor else ""
        found = self.hooks.page(slug, hook_id, state, limit, after)
        following = cursors.sealed({"key": found[-1].key}, *question) if len(found) == limit else None
        return found, following

    def resend(self, slug: str, hook_id: str, body: Any, actor: Actor) -> tuple[int, bool]:
        """Send given-up deliveries again: those named, or with `all` the oldest hundred; (how many, are there more).

        raises  Unprocessable; NotFound when one of those named is not among the failed: then none is sent
        """
        schema.check("hooks/resend", body)
        self._own(slug, hook_id, actor)
        if "deliveries" in body:
            found = [self._failed(slug, hook_id, key) for key in dict.fromkeys(body["deliveries"])]
        else:
            found = self.hooks.page(slug, hook_id, State.FAILED, AT_ONCE + 1, "")
        now = self.now()
        for delivery in found[:AT_ONCE]:
            anew = replace(delivery, state=State.WAITING, tries=0, tried_since=None, at=now)
            self.hooks.move(anew, State.FAILED)
        self.hooks.wake(slug, hook_id, now)
        observe.note("deliveries sent again", tenant=slug, hook=hook_id, by=actor.id, count=len(found[:AT_ONCE]))
        return len(found[:AT_ONCE]), len(found) > AT_ONCE

    def _failed(self, slug: str, hook_id: str, key: str) -> Delivery:
        found = self.hooks.one(slug, hook_id, State.FAILED, key)
        if found is None:
            raise NotFound("no such failed delivery", delivery=key)
        return found

    def _at_home(self, slug: str, actor: Actor) -> None:
        if actor.tenant != slug:
            raise NotFound("no such province", province=slug)
        self.provinces.get(slug)

    def _own(self, slug: str, hook_id: str, actor: Actor) -> Hook:
        self._at_home(slug, actor)
        hook = self.hooks.find(slug, hook_id)
        if hook is None or not _is_of(hook, actor):
            raise NotFound("no such subscription", hook=hook_id)
        return hook

    def _seen(self, slug: str, hook_id: str, seen: int | None, actor: Actor) -> Hook:
        hook = self._own(slug, hook_id, actor)
        if seen is not None and seen != hook.version:
            raise StaleTicket("somebody else changed this subscription", hook=hook_id)
        return hook

    def _stands(self, hook: Hook) -> Subscription:
        return Subscription(hook=hook, health=self.hooks.health(hook.tenant, hook.id) or _nothing_known(hook))


def _nothing_known(hook: Hook) -> Health:
    return Health(tenant=hook.tenant, id=hook.id)


def _is_of(hook: Hook, actor: Actor) -> bool:
    return actor.role is not Role.INTEGRATOR or hook.by == actor.id


def _admitted(body: Any) -> Mapping[str, Any]:
    """The fields of a hook that a body carries.

    raises  Unprocessable
    """
    schema.check("hooks/hook", body)
    try:
        host, _, _ = target(body["url"])
        if host.replace(".", "").isdecimal() or ":" in host:
            public([str(ip_address(host))])
    except (Refused, ValueError) as refusal:
        fault = {"pointer": "/url", "message": "https, a public host, no user and no fragment"}
        raise Unprocessable("we cannot call this address", faults=[fault]) from refusal
    return {"url": body["url"], "events": frozenset(body["events"]), "note": body.get("note", "")}
