"""Failures ordered through the control API, the pace of calls, and what became of an answer that never comes."""

from __future__ import annotations

import socket
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from flask import Response, request

# Facebook allows about 300 messages a second and page, Zalo 4,000 requests a minute and app.
PER_SECOND = {"facebook": 300.0, "zalo": 66.0}
# The message goes out, and the sender does not hear of it: `lost` answers with an error, `cut` not at all.
SENT = ("lost", "cut")
UNSENT = ("timeout", "http500", "gone")


class AnswerLost(Exception):
    """A test ordered no answer, or a broken one; `how` is the order."""

    def __init__(self, how: str) -> None:
        super().__init__(how)
        self.how = how


class Faults:
    """What was ordered; each order is used up by so many sends."""

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
            calls = self._recent(channel, account)
            if len(calls) >= self._limits[channel]:
                return True
            calls.append(self._now())
            return False

    def share(self, channel: str, account: str) -> float:
        """How much of what is allowed was used in the last second, 0 to 1: the platforms tell it in headers."""
        with self._lock:
            return min(1.0, len(self._recent(channel, account)) / self._limits[channel])

    def _recent(self, channel: str, account: str) -> deque[float]:
        now, calls = self._now(), self._calls.setdefault((channel, account), deque())
        while calls and calls[0] <= now - 1:
            calls.popleft()
        return calls


def hang_up() -> Response:
    """Close the connection of this request without a word. Without one (in a test) the answer is an empty 500."""
    wire = request.environ.get("werkzeug.socket")
    if isinstance(wire, socket.socket):
        wire.shutdown(socket.SHUT_RDWR)
    return Response(status=500)
