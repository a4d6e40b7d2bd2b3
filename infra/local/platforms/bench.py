"""Everything a stand-in works with, handed to each of them once."""

from __future__ import annotations

import secrets as chance
import string
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from infra.local.platforms.breaches import Breaches
from infra.local.platforms.deliver import WAITS, Postroom, http_knock
from infra.local.platforms.facebook_files import Found, found_at
from infra.local.platforms.faults import SENT, UNSENT, AnswerLost, Faults, Paces
from infra.local.platforms.line import Knock, Waits
from infra.local.platforms.marks import Marks
from infra.local.platforms.outside import Account, Outside
from infra.local.platforms.parcels import Parcels
from infra.local.platforms.store import Store
from infra.local.platforms.templates import Templates
from infra.local.platforms.weather import Weather
from infra.local.platforms.world import World

LETTERS = string.ascii_letters + string.digits
OPEN_SECONDS = 6.0
# Longer than the product waits for an answer.
TIMEOUT_SECONDS = 20.0


@dataclass(frozen=True)
class Bench:
    outside: Outside
    store: Store
    world: World
    marks: Marks
    parcels: Parcels
    post: Postroom
    base_url: str  # of this process, as the product reaches it
    now: Callable[[], float]  # epoch seconds
    sleep: Callable[[float], None]
    faults: Faults
    paces: Paces
    weather: Weather
    templates: Templates
    breaches: Breaches
    look: Callable[[str], Found | None] = found_at  # what lies at the address of a file a page sends
    opened: dict[tuple[str, str, str], float] = field(default_factory=dict)  # threads on somebody's screen

    def now_ms(self) -> int:
        return int(self.now() * 1000)

    def is_open(self, account: Account, person: str) -> bool:
        """Whether the person has this thread on the screen (the window asks for it every two seconds)."""
        return self.opened.get((account.channel, account.id, person), 0.0) > self.now() - OPEN_SECONDS

    def media_url(self, name: str) -> str:
        return name if name.startswith("http") else f"{self.base_url}/media/{name}"

    def stumble(self, channel: str, account: str, refuse: Callable[[Any], None]) -> str:
        """Meet the failure ordered for this send, or what the weather brings.

        refuse   raises the platform's own error for what was ordered
        returns  how the answer gets lost after the message has gone out: lost, cut, or empty for not at all
        raises   AnswerLost where nothing goes out
        """
        error = self.faults.take(channel, account)
        if error is None:
            error = self.weather.send(channel)
        if error == "timeout":
            self.sleep(TIMEOUT_SECONDS)
        if error in UNSENT:
            raise AnswerLost(error)
        if error is not None and error not in SENT:
            refuse(error)
        return error or ""


def a_bench(
    outside: Outside,
    base_url: str,
    *,
    database: Path | str,
    knock: Knock | None = None,
    now: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
    waits: Waits = WAITS,
    look: Callable[[str], Found | None] = found_at,
) -> Bench:
    store = Store(database)
    parcels, weather = Parcels(store), Weather()
    post = Postroom(parcels, knock or http_knock(outside.api_url), now, waits, weather)
    return Bench(
        outside=outside,
        store=store,
        world=World(store),
        marks=Marks(store),
        parcels=parcels,
        post=post,
        base_url=base_url,
        now=now,
        sleep=sleep,
        faults=Faults(),
        paces=Paces(now),
        weather=weather,
        templates=Templates(store, outside),
        breaches=Breaches(store, now),
        look=look,
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
