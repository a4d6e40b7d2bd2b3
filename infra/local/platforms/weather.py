"""How badly the world behaves: webhooks that come twice or late, sends that fail or whose answer is lost.

A storm is drawn from a seed, so that it can be had again; threads take their draws in whatever order they come.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

# What a supplier says when it fails, as `fail` takes it; the last ones brake, and are the rarer.
ERRORS: Mapping[str, tuple[Any, ...]] = {
    "facebook": ("http500", 2, "http500", 2, "lost", 2, "http500", 2, 613),
    "zalo": ("http500", -200, "http500", "lost", "http500", -200, -32),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Storm:
    """Shares of all webhooks (duplicated, reordered) and of all sends (errors, cuts: accepted, never answered)."""

    duplicated: float = 0.0
    reordered: float = 0.0
    errors: float = 0.0
    cuts: float = 0.0
    late_seconds: float = 4.0  # how late a reordered or second webhook comes at most
    seed: int = 0


class Weather:
    """The storm that blows now, and what it has done since it began."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.become(Storm())

    def become(self, storm: Storm) -> None:
        with self._lock:
            self._storm = storm
            self._chance = random.Random(storm.seed)  # noqa: S311 - a storm, not a secret
            self._done = dict.fromkeys(("webhooks", "duplicated", "reordered", "sends", "errors", "cuts"), 0)

    def webhook(self) -> tuple[float, float | None]:
        """Seconds until a webhook sets out, and until it is posted a second time, if it is."""
        with self._lock:
            self._done["webhooks"] += 1
            late = self._late() if self._draw("reordered") else 0.0
            return late, late + self._late() if self._draw("duplicated") else None

    def send(self, channel: str) -> Any:
        """What goes wrong with a send, as `fail` takes it; None: nothing."""
        with self._lock:
            self._done["sends"] += 1
            if self._draw("cuts"):
                return "cut"
            return self._chance.choice(ERRORS[channel]) if self._draw("errors") else None

    def done(self) -> dict[str, int]:
        with self._lock:
            return dict(self._done)

    def _late(self) -> float:
        return self._chance.uniform(0.05, max(self._storm.late_seconds, 0.05))

    def _draw(self, what: str) -> bool:
        share = getattr(self._storm, what)
        happens = bool(share) and self._chance.random() < share
        self._done[what] += happens
        return happens


def storm_from(order: Mapping[str, Any]) -> Storm:
    """The storm a control order asks for; what it does not name is calm."""
    return Storm(**{field.name: order[field.name] for field in fields(Storm) if field.name in order})
