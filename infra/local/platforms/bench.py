"""Everything a stand-in works with, handed to each of them once."""

from __future__ import annotations

import secrets as chance
import string
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from infra.local.platforms.deliver import WAITS, Knock, Postroom, Waits, http_knock
from infra.local.platforms.outside import Account, Outside
from infra.local.platforms.parcels import Parcels
from infra.local.platforms.store import Store
from infra.local.platforms.world import World

LETTERS = string.ascii_letters + string.digits
# Facebook allows about 300 messages a second and page, Zalo 4,000 requests a minute and app.
PER_SECOND = {"facebook": 300.0, "zalo": 66.0}
OPEN_SECONDS = 6.0
# Longer than the product waits for an answer.
TIMEOUT_SECONDS = 20.0


class Faults:
    """Failures ordered through the control API; each is used up by one send."""

    def __init__(self) -> None:
        self._orders: list[dict[str, Any]] = []
        self._lock = threading.Lock()

    def order(self, channel: str, account: str | None, error: Any, times: int) -> None:
        with self._lock:
            self._orders.append({"channel": channel, "account": account, "error": error, "times": times})

    def clear(self) -> None:
        with self._lock:
            self._orders.clear()

    def take(self, channel: str, account: str) -> Any:
        """The error the next send of this account must meet, or None."""
        with self._lock:
            for order in self._orders:
                if order["channel"] == channel and order["account"] in (None, account):
                    order["times"] -= 1
                    if order["times"] <= 0:
                        self._orders.remove(order)
                    return order["error"]
        return None


class AnswerLost(Exception):
    """A test ordered no answer, or a broken one."""


def stumble(bench: Bench, channel: str, account: str, refuse: Callable[[Any], None]) -> bool:
    """Meet the failure ordered for this send. True: the message goes out, but its answer gets lost.

    refuse  raises the platform's own error for what was ordered
    raises  AnswerLost after a time-out or for a broken answer
    """
    error = bench.faults.take(channel, account)
    if error is None or error == "lost":
        return error is not None
    if error == "timeout":
        bench.sleep(TIMEOUT_SECONDS)
    if error in ("timeout", "http500"):
        raise AnswerLost(error)
    refuse(error)
    return False


class Paces:
    """How many calls an account made within the last second, and whether one more is too many."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._calls: dict[tuple[str, str], deque[float]] = {}
        self._limits = dict(PER_SECOND)
        self._lock = threading.Lock()

    def limit(self, channel: str, per_second: float | None) -> None:
        self._limits[channel] = PER_SECOND[channel] if per_second is None else per_second

    def too_fast(self, channel: str, account: str) -> bool:
        with self._lock:
            now, calls = self._now(), self._calls.setdefault((channel, account), deque())
            while calls and calls[0] <= now - 1:
                calls.popleft()
            if len(calls) >= self._limits[channel]:
                return True
            calls.append(now)
            return False


@dataclass(frozen=True)
class Bench:
    outside: Outside
    store: Store
    world: World
    parcels: Parcels
    post: Postroom
    base_url: str  # of this process, as the product reaches it
    now: Callable[[], float]  # epoch seconds
    sleep: Callable[[float], None]
    faults: Faults
    paces: Paces
    opened: dict[tuple[str, str, str], float] = field(default_factory=dict)  # threads on somebody's screen

    def now_ms(self) -> int:
        return int(self.now() * 1000)

    def is_open(self, account: Account, person: str) -> bool:
        """Whether the person has this thread on the screen (the window asks for it every two seconds)."""
        return self.opened.get((account.channel, account.id, person), 0.0) > self.now() - OPEN_SECONDS

    def media_url(self, name: str) -> str:
        return name if name.startswith("http") else f"{self.base_url}/media/{name}"


def a_bench(
    outside: Outside,
    base_url: str,
    *,
    database: Path | str,
    knock: Knock | None = None,
    now: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
    waits: Waits = WAITS,
) -> Bench:
    store = Store(database)
    parcels = Parcels(store)
    post = Postroom(parcels, knock or http_knock(outside.api_url), now, waits)
    return Bench(
        outside=outside,
        store=store,
        world=World(store),
        parcels=parcels,
        post=post,
        base_url=base_url,
        now=now,
        sleep=sleep,
        faults=Faults(),
        paces=Paces(now),
    )


def fresh(alphabet: str, length: int) -> str:
    """A new id or token of this length."""
    return "".join(chance.choice(alphabet) for _ in range(length))


def fresh_mid() -> str:
    return "m_" + fresh(LETTERS + "-_", 86)


def fresh_msg_id() -> str:
    return fresh("0123456789abcdef", 20)


def fresh_number() -> str:
    return fresh("123456789", 1) + fresh(string.digits, 15)
