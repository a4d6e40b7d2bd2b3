"""API keys: made, given a new secret, revoked and looked at by the province's administrator; taken at the door."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from chalicelib import observe, schema
from chalicelib.access.key import BY_KEY, SECRET_BYTES, Key, KeyStore, Use, digest_of, read, written
from chalicelib.errors import Conflict, Forbidden, NotFound, StaleTicket, Unauthorised, Unprocessable
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Role
from chalicelib.vietnamese import clean

MOST = 100  # keys of a province that are good at the same time
OVERLAP_HOURS = 24
LAST_YEAR = 2200  # as in every date of the API; the last hours of 9999 have no name in UTC
EVERY = timedelta(minutes=1)  # one write of its use a key and process in this time


@dataclass
class _Tally:
    calls: int
    written_at: datetime


@dataclass(frozen=True)
class Keys:
    store: KeyStore
    mint: Callable[[int], str]  # so many bytes of chance, hexadecimal
    now: Callable[[], datetime]
    _tallies: dict[str, _Tally] = field(default_factory=dict)

    def create(self, slug: str, body: Any, actor: Actor, wish: str) -> tuple[Key, str]:
        """A new key, and how its holder writes it: shown now and never again.

        wish    the caller's Idempotency-Key: it makes one key however often it comes. As the secret is not kept,
                it cannot be told twice; who lost the answer rotates the key
        raises  NotFound, Forbidden, Unprocessable; Conflict when the wish was granted before, or there are MOST
        """
        _keeps(slug, actor)
        schema.check("access/key", body)
        now, secret = self.now(), self.mint(SECRET_BYTES)
        until = _end(body.get("expires_at"), now)
        if sum(held.holds(now) for held, _ in self.store.of(slug)) >= MOST:
            raise Conflict(f"a province has at most {MOST} keys")
        key = Key(
            id=sha256(f"{slug}#{actor.id}#{wish}".encode()).hexdigest()[:16],
            tenant=slug, name=clean(body["name"]), scopes=tuple(sorted(body["scopes"])), digest=digest_of(secret),
            created_at=now, created_by=actor.id, expires_at=until, version=1,
        )  # fmt: skip
        if not self.store.add(key):
            raise Conflict("this Idempotency-Key has made a key before: give that one a new secret", key=key.id)
        observe.note("key made", tenant=slug, key=key.id, by=actor.id)
        return key, written(key.id, secret)

    def listing(self, slug: str, actor: Actor) -> list[tuple[Key, Use]]:
        """Every key, newest first, with when it was last used (days are left out).

        raises  NotFound, Forbidden
        """
        _keeps(slug, actor)
        return [(key, Use(at=at)) for key, at in self.store.of(slug)]

    def one(self, slug: str, key_id: str, actor: Actor) -> tuple[Key, Use]:
        """raises  NotFound, Forbidden"""
        key = self._held(slug, key_id, actor)
        return key, self.store.use(key_id)

    def rotate(self, slug: str, key_id: str, body: Any, actor: Actor, seen: int | None = None) -> tuple[Key, str]:
        """A new secret; the old one stays good for the overlap, and one older than that no longer.

        seen    the version the caller looked at, when the request says so
        raises  NotFound, Forbidden, Unprocessable, StaleTicket; Conflict for a key that was revoked or has expired
        """
        key, now, secret = self._held(slug, key_id, actor), self.now(), self.mint(SECRET_BYTES)
        schema.check("access/rotation", body)
        _unchanged(key, seen)
        if not key.holds(now):
            raise Conflict("this key is no longer good: make another", key=key_id)
        hours = body.get("overlap_hours", OVERLAP_HOURS)
        fresh = replace(key, digest=digest_of(secret), rotated_at=now, former="", former_until=None)
        if hours:
            fresh = replace(fresh, former=key.digest, former_until=now + timedelta(hours=hours))
        observe.note("key rotated", tenant=slug, key=key_id, by=actor.id)
        return self.store.save(fresh), written(key_id, secret)

    def revoke(self, slug: str, key_id: str, actor: Actor, seen: int | None = None) -> tuple[Key, Use]:
        """It lets nobody in any more, within a minute (the gateway remembers for so long). Once more: as it was.

        seen    the version the caller looked at, when the request says so
        raises  NotFound, Forbidden, StaleTicket
        """
        key, use = self.one(slug, key_id, actor)
        if key.revoked_at:
            return key, use
        _unchanged(key, seen)
        observe.note("key revoked", tenant=slug, key=key_id, by=actor.id)
        gone = replace(key, revoked_at=self.now(), revoked_by=actor.id, former="", former_until=None)
        return self.store.save(gone), use

    def actor(self, token: str) -> Actor:
        """Who comes with `cnk_…`.

        raises  Unauthorised, which does not say why
        """
        refusal = Unauthorised("the key is not valid")
        told = read(token)
        key = self.store.find(told[0]) if told else None
        if told is None or key is None:
            raise refusal
        now = self.now()
        if not key.fits(told[1], now) or not key.holds(now):
            raise refusal
        return key.actor()

    def holds(self, slug: str, actor_id: str) -> bool:
        """False for the id of a key that was revoked, has expired or is not of this province; True for anybody else."""
        if not actor_id.startswith(BY_KEY):
            return True
        key = self.store.find(actor_id.removeprefix(BY_KEY))
        return key is not None and key.tenant == slug and key.holds(self.now())

    def used(self, actor: Actor) -> None:
        """Count a call of a key, written at once the first time and then once a minute a process.

        What a process counted in its last minute goes with it: the figure shows use, it is no bill. So a call whose
        count cannot be written is answered all the same, and is in the next one.
        """
        if actor.role is not Role.INTEGRATOR:
            return
        key_id, now = actor.id.removeprefix(BY_KEY), self.now()
        tally = self._tallies.get(key_id)
        if tally and now - tally.written_at < EVERY:
            tally.calls += 1
            return
        calls = (tally.calls if tally else 0) + 1
        try:
            self.store.used(actor.tenant, key_id, calls, now)
            calls = 0
        except Exception as error:
            observe.note("calls of a key could not be counted", tenant=actor.tenant, why=type(error).__name__)
        self._tallies[key_id] = _Tally(calls, now)

    def _held(self, slug: str, key_id: str, actor: Actor) -> Key:
        _keeps(slug, actor)
        key = self.store.find(key_id)
        if key is None or key.tenant != slug:
            raise NotFound("no such key", key=key_id)
        return key


def _keeps(slug: str, actor: Actor) -> None:
    if actor.tenant != slug:
        raise NotFound("no such province", province=slug)  # a token of A learns nothing about B
    if actor.role is not Role.PROVINCE_ADMIN:
        raise Forbidden("only an administrator of the province keeps its keys")


def _unchanged(key: Key, seen: int | None) -> None:
    if seen is not None and seen != key.version:
        raise StaleTicket("somebody else changed this key", key=key.id, version=key.version)


def _end(given: str | None, now: datetime) -> datetime | None:
    """raises  Unprocessable for what is no instant, or lies behind us"""
    if given is None:
        return None
    fault = {"pointer": "/expires_at", "message": "an instant to come, RFC 3339 with offset"}
    try:
        until = datetime.fromisoformat(given)
    except ValueError as error:
        raise Unprocessable("no such instant", faults=[fault]) from error
    if until.tzinfo is None or until <= now or until.year > LAST_YEAR:
        raise Unprocessable("no such instant", faults=[fault])
    return until
