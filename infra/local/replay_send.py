"""Posts petitions to the product's doors at a chosen rate, again until each is taken."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import ceil

import urllib3

from infra.local.replay_rows import Petition

UNREACHABLE = 0
TRIES = 8
# Answers that another try cannot change: the request itself is wrong.
FINAL = frozenset({400, 401, 403, 404, 409, 413, 415, 422})
Post = Callable[[Petition], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of one petition at the door."""

    petition: Petition
    accepted: bool
    status: int  # of the last try; 0: nobody opened
    tries: int
    millis: float  # of the last try
    at: float  # monotonic seconds at which it was settled


def http_post(api_url: str, seconds: float = 30.0) -> Post:
    """A post over HTTP; gives the status, 0 if nobody opened."""
    pool = urllib3.PoolManager(maxsize=64, retries=False, timeout=seconds)

    def post(petition: Petition) -> int:
        try:
            answer = pool.request("POST", api_url + petition.path, body=petition.body, headers=dict(petition.headers))
        except urllib3.exceptions.HTTPError:
            return UNREACHABLE
        return answer.status

    return post


@dataclass(frozen=True)
class Sender:
    post: Post
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic

    def send_all(self, petitions: Sequence[Petition], rate: float, told: Callable[[int], None]) -> list[Sent]:
        """Start `rate` petitions a second, each in its own time; `told` hears how many are settled."""
        settled = 0
        lock = threading.Lock()

        def deliver(petition: Petition) -> Sent:
            nonlocal settled
            sent = self.deliver(petition)
            with lock:
                settled += 1
                told(settled)
            return sent

        workers = max(4, min(64, int(rate * 4)))
        with ThreadPoolExecutor(max_workers=workers) as threads:
            return [waiting.result() for waiting in [threads.submit(deliver, p) for p in self._paced(petitions, rate)]]

    def deliver(self, petition: Petition) -> Sent:
        """Try until the door takes it, it is refused for good, or the tries are used up."""
        for tries in range(1, TRIES + 1):
            started = self.clock()
            status = self.post(petition)
            ended = self.clock()
            accepted = status == 200 or (petition.channel == "http" and 200 <= status < 300)
            if accepted or tries == TRIES or status in FINAL:
                break
            self.sleep(min(0.25 * 2 ** (tries - 1), 8.0))
        return Sent(
            petition=petition,
            accepted=accepted,
            status=status,
            tries=tries,
            millis=(ended - started) * 1000,
            at=ended,
        )

    def _paced(self, petitions: Sequence[Petition], rate: float) -> Iterable[Petition]:
        begun = self.clock()
        for number, petition in enumerate(petitions):
            wait = begun + number / rate - self.clock()
            if wait > 0:
                self.sleep(wait)
            yield petition


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of all do not exceed; 0 of nothing."""
    ordered = sorted(values)
    return ordered[max(0, ceil(len(ordered) * share) - 1)] if ordered else 0.0
