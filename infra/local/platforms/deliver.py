"""Posts webhooks to the product's door: one line an account, in order, again until they are taken.

Facebook tries at falling frequency for 36 hours, Zalo five times within two hours; here minutes are seconds.
A door that cannot be reached at all is not counted as a try: locally it may not be deployed yet.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import urllib3

from infra.local.platforms.line import UNREACHABLE, Knock, Line, Turn, Waits, tried_again
from infra.local.platforms.parcels import Parcel, Parcels
from infra.local.platforms.weather import Weather

WAITS: Waits = {
    "facebook": (1, 2, 4, 8, 15, 30, 60, 120, 300, 600),
    "zalo": (1, 3, 10, 30, 60),
}
# The platforms give 5 s and 2 s; a first call of a local Lambda on a small machine may need longer.
DOOR_SECONDS = 20.0


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


class Postroom:
    """All lines. `send` never blocks; the future gives the door's first answer."""

    def __init__(
        self,
        parcels: Parcels,
        knock: Knock,
        now: Callable[[], float] = time.time,
        waits: Waits = WAITS,
        weather: Weather | None = None,
    ) -> None:
        self._parcels, self._knock, self._now, self._waits = parcels, knock, now, waits
        self._weather = weather or Weather()
        self._lines: dict[str, Line] = {}
        self._lock = threading.Lock()

    def send(self, parcel: Parcel) -> Future[int]:
        """Hand it in; in a storm it may set out late, or be posted a second time later."""
        late, again = self._weather.webhook()
        first = self._enter(self._written(parcel), late)
        if again is not None:
            self._enter(self._written(parcel), again)
        return first

    def _written(self, parcel: Parcel) -> Parcel:
        return replace(parcel, n=self._parcels.write_down(parcel, self._now()))

    def resume(self) -> None:
        """Take up what a former process left undelivered."""
        for parcel in self._parcels.unfinished():
            self._enter(parcel)

    def wake(self) -> bool:
        """The clock was moved: what has come due sets out now. False while anything is still under way."""
        with self._lock:
            lines = list(self._lines.values())
        for line in lines:
            line.wake()
        return all(line.is_idle() for line in lines)

    def again(self, parcel: Parcel, times: int, concurrency: int) -> list[int]:
        """Post the same bytes so many times, so many at once; the statuses."""
        with ThreadPoolExecutor(max_workers=max(1, min(concurrency, 64))) as threads:
            return list(threads.map(self._knock, [tried_again(parcel, 1)] * times))

    def close(self) -> None:
        with self._lock:
            lines = list(self._lines.values())
        for line in lines:
            line.close()
        for line in lines:
            line.join(timeout=2)

    def _enter(self, parcel: Parcel, late: float = 0.0) -> Future[int]:
        name = f"{parcel.channel}#{parcel.account}"
        with self._lock:
            line = self._lines.get(name)
            if line is None:
                line = self._lines[name] = Line(name, self._parcels, self._knock, self._now, self._waits)
                line.start()
        first: Future[int] = Future()
        line.put(Turn(self._now() + late if late else 0.0, parcel.n, parcel, first))
        return first
