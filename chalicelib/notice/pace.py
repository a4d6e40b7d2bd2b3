"""Not faster than an account may send. Each courier keeps its own share: nothing is stored or asked."""

from collections.abc import Callable
from dataclasses import dataclass, field

# channels.md 2.4 and 5.5: a page is braked above 40 messages a second, of them 10 with a film; an app at 4,000 calls
# a minute.
A_SECOND = {"facebook": 40.0, "zalo": 60.0, "facebook file": 10.0}
COURIERS = 6  # that may run at once: the concurrency of the outbox queue
PATIENCE = 1.0  # seconds one message may be waited for; what takes longer is put off


@dataclass(frozen=True)
class Pace:
    """`seconds`: a clock that only runs forward; `sleep`: waits so many of them."""

    seconds: Callable[[], float]
    sleep: Callable[[float], None]
    _free_at: dict[str, float] = field(default_factory=dict)

    def granted(self, channel: str, account: str) -> bool:
        """True when the next message may go now, after a short wait if need be; False when that would be long."""
        gap = COURIERS / A_SECOND[channel] if channel in A_SECOND else 0.0
        key, now = f"{channel}#{account}", self.seconds()
        free_at = max(self._free_at.get(key, now), now)
        if free_at - now > PATIENCE:
            return False
        self._free_at[key] = free_at + gap
        if free_at > now:
            self.sleep(free_at - now)
        return True
