"""Zalo's tokens: 25 hours of access, a refresh token that works once, and old access that dies with it.

source  Zalo OAuth v4 for OAs; the number of a used-up refresh token is from memory
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, replace
from typing import Any

from infra.local.platforms.bench import LETTERS, Bench, fresh
from infra.local.platforms.faults import SENT, UNSENT, AnswerLost
from infra.local.platforms.outside import Account
from infra.local.platforms.signing import appsecret_proof, same
from infra.local.platforms.zalo_rules import BAD_TOKEN, DEAD_TOKEN, Refusal

ACCESS_SECONDS = 90_000
# Whoever sends while a token is renewed cannot know yet: refused, but no rule is broken.
SPREADING = 15.0
JUST_DIED = replace(DEAD_TOKEN, rule="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What an OA holds now. `dead` are access tokens that once worked."""

    oa: str
    seed: str  # the refresh token of secrets.json this chain began with
    access: str
    access_until: int  # epoch s; 0: until it is exchanged
    refresh: str
    dead: tuple[str, ...] = ()
    used: tuple[str, ...] = ()  # refresh tokens that were exchanged: a second try breaks the chain


def oauth_error(name: str, number: int = -14002) -> dict[str, Any]:
    return {
        "error_name": name,
        "error_reason": "",
        "ref_doc": "https://developers.zalo.me/docs/social-api",
        "error_description": "",
        "error": number,
    }


class Tokens:
    """The chain of each OA, begun by the pair in secrets.json; a new pair there begins a new chain.

    That first pair does not expire by itself: a local run may be picked up after days. Refreshed ones do.
    """

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._lock = threading.Lock()

    def holder(self, access: str) -> Account | Refusal:
        """The OA that may speak with this token."""
        for account in self._oas():
            pair = self._pair(account)
            if pair is None or not access:
                continue
            if same(pair.access, access):
                alive = pair.access_until == 0 or pair.access_until > self._bench.now()
                return account if alive else DEAD_TOKEN
            if access in pair.dead:
                renewed = pair.access_until - ACCESS_SECONDS
                return JUST_DIED if self._bench.now() - renewed < SPREADING else DEAD_TOKEN
        return BAD_TOKEN

    def proved(self, account: Account, access: str, proof: str) -> bool:
        """Whether an appsecret_proof, which is optional, is right when it is there."""
        secret = str(self._bench.outside.app(account).get("app_secret") or "")
        return not proof or same(proof, appsecret_proof(access, secret))

    def refresh(self, app_id: str, secret_key: str, refresh_token: str) -> dict[str, Any]:
        """Exchange a refresh token, once. A used one that comes again breaks the chain: a person must grant anew.

        raises  AnswerLost when that was ordered: the tokens have changed all the same
        """
        with self._lock:
            for account in self._oas():
                app, pair = self._bench.outside.app(account), self._pair(account)
                if pair is None or str(app.get("app_id")) != app_id or not refresh_token:
                    continue
                if refresh_token in pair.used:
                    self._bench.breaches.note("zalo", account.id, "used_refresh_token", "-14002")
                    self._save(replace(pair, refresh="", access="", dead=(*pair.dead, pair.access)[-20:]))
                if not same(pair.refresh, refresh_token) or refresh_token in pair.used:
                    continue
                if not same(str(app.get("app_secret") or ""), secret_key):
                    return oauth_error("Invalid secret key")
                return self._exchanged(account, pair)
        return oauth_error("Invalid refresh token")

    def _exchanged(self, account: Account, pair: Pair) -> dict[str, Any]:
        fault = self._bench.faults.take("oauth", account.id)
        if fault in UNSENT:
            raise AnswerLost(fault)
        answer = self._renew(pair)
        if fault in SENT:
            raise AnswerLost(fault)
        return oauth_error("Refused by order", int(fault)) if fault else answer

    def begin(self, account: Account) -> dict[str, Any]:
        """A new pair for an OA whose administrator has just agreed."""
        with self._lock:
            pair = self._pair(account)
            return self._renew(pair) if pair else oauth_error("Invalid OA")

    def grant(self, account: Account) -> None:
        """An administrator of the OA grants the app again: the pair of secrets.json works once more."""
        self._bench.store.write("DELETE FROM zalo_tokens WHERE oa=?", account.id)

    def _renew(self, pair: Pair) -> dict[str, Any]:
        new = Pair(
            oa=pair.oa,
            seed=pair.seed,
            access=fresh(LETTERS, 64),
            refresh=fresh(LETTERS, 64),
            access_until=int(self._bench.now()) + ACCESS_SECONDS,
            dead=(*pair.dead, pair.access)[-20:],
            used=(*pair.used, pair.refresh)[-20:],
        )
        self._save(new)
        return {"access_token": new.access, "refresh_token": new.refresh, "expires_in": str(ACCESS_SECONDS)}

    def _pair(self, account: Account) -> Pair | None:
        given = self._bench.outside.secret(f"zalo/oa/{account.id}")
        if not given.get("access_token"):
            return None
        seed = str(given.get("refresh_token") or "")
        row = self._bench.store.row("SELECT * FROM zalo_tokens WHERE oa=? AND seed=?", account.id, seed)
        if row is None:
            pair = Pair(
                oa=account.id,
                seed=seed,
                access=str(given["access_token"]),
                refresh=seed,
                access_until=0,
            )
            self._save(pair)
            return pair
        return Pair(
            oa=row["oa"],
            seed=row["seed"],
            access=row["access"],
            access_until=row["access_until"],
            refresh=row["refresh"],
            dead=tuple(json.loads(row["dead"])),
            used=tuple(json.loads(row["used"] or "[]")),
        )

    def _save(self, pair: Pair) -> None:
        self._bench.store.write(
            "INSERT OR REPLACE INTO zalo_tokens (oa, seed, access, access_until, refresh, dead, used) "
            "VALUES (?,?,?,?,?,?,?)",
            pair.oa,
            pair.seed,
            pair.access,
            pair.access_until,
            pair.refresh,
            json.dumps(pair.dead),
            json.dumps(pair.used),
        )

    def _oas(self) -> list[Account]:
        return [account for account in self._bench.outside.accounts() if account.channel == "zalo"]
