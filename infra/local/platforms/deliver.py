"""Posts webhooks to the product's door: one line an account, in order, again until they are taken.

Facebook tries at falling frequency for 36 hours, Zalo five times within two hours; here minutes are seconds.
A door that cannot be reached at all is not counted as a try: locally it may not be deployed yet.
"""

from __future__ import annotations

import heapq
import logging
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import urllib3

from infra.local.platforms.parcels import Parcel, Parcels

log = logging.getLogger(__name__)

Waits = Mapping[str, tuple[float, ...]]  # seconds between tries, a channel

WAITS: Waits = {
    "facebook": (1, 2, 4, 8, 15, 30, 60, 120, 300, 600),
    "zalo": (1, 3, 10, 30, 60),
}
UNREACHABLE = 0
# After so many refusals a parcel steps out of the line, so that one bad event does not stop an account.
HELD_TRIES = 2
# The platforms give 5 s and 2 s; a first call of a local Lambda on a small machine may need longer.
DOOR_SECONDS = 20.0

Knock = Callable[[Parcel], int]


def http_knock(address: Callable[[], str | None]) -> Knock:
    """A knock that posts over HTTP and answers with the status, 0 if nobody opened."""
    pool = urllib3.PoolManager(maxsize=16, retries=False, timeout=DOOR_SECONDS)

    def knock(parcel: Parcel) -> int:
        base = address()
        if base is None:
            return UNREACHABLE
        try:
            return pool.request("POST", base + parcel.path, body=parcel.body, headers=dict(parcel.headers)).status
        except urllib3.exceptions.HTTPError:
            return UNREACHABLE

    return knock


@dataclass(order=True)
class Turn:
    """A parcel's place in its line: those that stepped aside come back when they are due."""

    due: float
    n: int
    parcel: Parcel = field(compare=False)
    first: Future[int] = field(compare=False)


class Line(threading.Thread):
    """The deliveries of one account."""

    def __init__(self, name: str, parcels: Parcels, knock: Knock, now: Callable[[], float], waits: Waits) -> None:
        super().__init__(name=name, daemon=True)
        self._parcels, self._knock, self._now, self._waits = parcels, knock, now, waits
        self._turns: list[Turn] = []
        self._held_until = 0.0
        self._shut = False  # the door could not be reached at the last try
        self._changed = threading.Condition()
        self._open = True

    def put(self, turn: Turn) -> None:
        with self._changed:
            heapq.heappush(self._turns, turn)
            self._answer_those_waiting()
            self._changed.notify()

    def close(self) -> None:
        with self._changed:
            self._open = False
            self._changed.notify()

    def run(self) -> None:
        while (turn := self._next()) is not None:
            started = time.monotonic()
            status = self._knock(turn.parcel)
            if not turn.first.done():
                turn.first.set_result(status)
            self._settle(turn, status, (time.monotonic() - started) * 1000)

    def _next(self) -> Turn | None:
        with self._changed:
            while self._open:
                wait = max(self._turns[0].due, self._held_until) - self._now() if self._turns else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self._turns)
                self._changed.wait(wait)
        return None

    def _settle(self, turn: Turn, status: int, millis: float) -> None:
        waits = self._waits[turn.parcel.channel]
        self._shut = status == UNREACHABLE
        tries = turn.parcel.tries + (status != UNREACHABLE)
        done = status == 200 or tries > len(waits)
        self._parcels.tried(turn.n, tries=tries, status=status, now=self._now(), millis=millis, done=done)
        if done:
            if status != 200:
                log.warning("given up after %s tries: %s of %s, status %s", tries, turn.parcel.what, self.name, status)
            return
        wait = waits[max(tries - 1, 0)]
        due = 0.0
        if tries <= HELD_TRIES:
            self._held_until = self._now() + wait
        else:
            due = self._now() + wait
        self.put(Turn(due, turn.n, _again(turn.parcel, tries), turn.first))

    def _answer_those_waiting(self) -> None:
        """Behind a door that cannot be reached nobody gets a better answer by waiting."""
        if self._shut:
            for turn in self._turns:
                if not turn.first.done():
                    turn.first.set_result(UNREACHABLE)


class Postroom:
    """All lines. `send` never blocks; the future gives the door's first answer."""

    def __init__(
        self, parcels: Parcels, knock: Knock, now: Callable[[], float] = time.time, waits: Waits = WAITS
    ) -> None:
        self._parcels, self._knock, self._now, self._waits = parcels, knock, now, waits
        self._lines: dict[str, Line] = {}
        self._lock = threading.Lock()

    def send(self, parcel: Parcel) -> Future[int]:
        return self._enter(replace(parcel, n=self._parcels.write_down(parcel, self._now())))

    def resume(self) -> None:
        """Take up what a former process left undelivered."""
        for parcel in self._parcels.unfinished():
            self._enter(parcel)

    def again(self, parcel: Parcel, times: int, concurrency: int) -> list[int]:
        """Post the same bytes so many times, so many at once; the statuses."""
        with ThreadPoolExecutor(max_workers=max(1, min(concurrency, 64))) as threads:
            return list(threads.map(self._knock, [_again(parcel, 1)] * times))

    def close(self) -> None:
        with self._lock:
            lines = list(self._lines.values())
        for line in lines:
            line.close()
        for line in lines:
            line.join(timeout=2)

    def _enter(self, parcel: Parcel) -> Future[int]:
        name = f"{parcel.channel}#{parcel.account}"
        with self._lock:
            line = self._lines.get(name)
            if line is None:
                line = self._lines[name] = Line(name, self._parcels, self._knock, self._now, self._waits)
                line.start()
        first: Future[int] = Future()
        line.put(Turn(0.0, parcel.n, parcel, first))
        return first


def _again(parcel: Parcel, tries: int) -> Parcel:
    """The same parcel for a further try; only Zalo tells how many there were."""
    headers = parcel.headers
    if parcel.channel == "zalo" and tries:
        headers = {**headers, "num_retry": str(tries)}
    return replace(parcel, tries=tries, headers=headers)
