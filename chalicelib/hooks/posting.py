"""One delivery on the wire: what is said, and what came of it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.errors import Refused, TryAgain
from chalicelib.hooks import signing
from chalicelib.hooks.hook import Hook, News
from chalicelib.hooks.wire import Wire

SILENCE = "silence"  # why a try failed: no answer came, or we never heard of it
GONE = 410  # the receiver asks never to be called again


@dataclass(frozen=True, slots=True)
class Outcome:
    """status: of the answer, 0 when none came; why: one word, empty when it was taken."""

    status: int
    why: str

    @property
    def taken(self) -> bool:
        return not self.why


def message(news: News) -> dict[str, Any]:
    """The body, as docs/webhooks.md describes it to integrators."""
    return {
        "type": news.type,
        "timestamp": news.at.isoformat(timespec="seconds"),
        "id": news.message_id,
        "province": news.tenant,
        "sequence": news.sequence,
        "data": dict(news.facts),
    }


@dataclass(frozen=True)
class Poster:
    wire: Wire
    key: Callable[[], bytes]
    now: Callable[[], datetime]

    def post(self, hook: Hook, news: News) -> Outcome:
        """Only an answer from 200 to 299 is a yes."""
        body = json.dumps(message(news), ensure_ascii=False, separators=(",", ":")).encode()
        try:
            status = self.wire.post(
                hook.url, body, signing.headers(self.key(), hook, news.message_id, body, self.now())
            )
        except Refused:
            return Outcome(0, "address")
        except TryAgain:
            return Outcome(0, SILENCE)
        return Outcome(status, "" if 200 <= status < 300 else "refused")
