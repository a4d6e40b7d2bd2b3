"""The webhooks of one account: one after the other, again until they are taken."""

from __future__ import annotations

import heapq
import logging
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace

from infra.local.platforms.parcels import Parcel, Parcels

log = logging.getLogger(__name__)

Waits = Mapping[str, tuple[float, ...]]  # seconds between tries, a channel
Knock = Callable[[Parcel], int]
UNREACHABLE = 0
# After so many refusals a parcel steps out of the line, so that one bad event does not stop an account.
HELD_TRIES = 2


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
        self._open, self._busy = True, False

    def put(self, turn: Turn) -> None:
        with self._changed:
            heapq.heappush(self._turns, turn)
            self._answer_those_waiting()
            self._changed.notify()

    def wake(self) -> None:
        with self._changed:
            self._changed.notify()

    def is_idle(self) -> bool:
        """Nothing is under way, and nothing is due."""
        with self._changed:
            return not self._busy and not (self._turns and self._wait() <= 0)

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
                self._busy = False
                wait = self._wait() if self._turns else None
                if wait is not None and wait <= 0:
                    self._busy = True
                    return heapq.heappop(self._turns)
                self._changed.wait(wait)
        return None

    def _wait(self) -> float:
        return max(self._turns[0].due, self._held_until) - self._now()

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
        self.put(Turn(due, turn.n, tried_again(turn.parcel, tries), turn.first))

    def _answer_those_waiting(self) -> None:
        """Behind a door that cannot be reached nobody gets a better answer by waiting."""
        if self._shut:
            for turn in self._turns:
                if not turn.first.done():
                    turn.first.set_result(UNREACHABLE)


def tried_again(parcel: Parcel, tries: int) -> Parcel:
    """The same parcel for a further try; only Zalo tells how many there were."""
    headers = parcel.headers
    if parcel.channel == "zalo" and tries:
        headers = {**headers, "num_retry": str(tries)}
    return replace(parcel, tries=tries, headers=headers)
