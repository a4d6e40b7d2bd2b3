"""Whether a broadcast still goes out, as the courier asks before each message."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chalicelib.broadcast.broadcast import State
from chalicelib.broadcast.store import Broadcasts

FRESH_FOR = timedelta(seconds=5)
_HELD = (State.PAUSED, State.CANCELLED)


@dataclass
class CalledOff:
    """«paused», «cancelled» or nothing; known for some seconds."""

    broadcasts: Broadcasts
    now: Callable[[], datetime]
    _known: dict[tuple[str, str], tuple[datetime, str]] = field(default_factory=dict)

    def __call__(self, tenant: str, broadcast: str) -> str:
        known = self._known.get((tenant, broadcast))
        if known is None or self.now() - known[0] > FRESH_FOR:
            found = self.broadcasts.find(tenant, broadcast)
            state = found.state if found else State.CANCELLED
            known = self._known[tenant, broadcast] = self.now(), str(state) if state in _HELD else ""
        return known[1]
