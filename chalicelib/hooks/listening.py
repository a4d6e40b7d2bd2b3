"""What happened is noted for whoever wants to hear of it; nothing is sent: a slow receiver must not hold up others."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from chalicelib import observe
from chalicelib.hooks.dynamo_stream import Noticed, noticed
from chalicelib.hooks.hook import Delivery, Hook
from chalicelib.hooks.store import Hooks

FRESH_FOR = timedelta(seconds=30)  # so long a new subscription may miss what happens


@dataclass
class Listener:
    hooks: Hooks
    now: Callable[[], datetime]
    _known: dict[str, tuple[datetime, list[Hook]]] = field(default_factory=dict)

    def note(self, records: Iterable[Mapping[str, Any]]) -> int:
        """Owe every piece of news to every subscription that wants it; returns how many deliveries that are.

        A record that cannot be read is told of and passed over: it would stop all that happens after it.
        Whatever the store raises goes out, and the stream brings the records again.
        """
        owed, woken = 0, set[tuple[str, str]]()
        for record in records:
            if found := _read(record):
                for delivery in self._deliveries(found):
                    self.hooks.put(delivery)
                    woken.add((found.tenant, delivery.hook))
                    owed += 1
        for tenant, hook in sorted(woken):
            self.hooks.wake(tenant, hook, self.now())
        return owed

    def _deliveries(self, found: Noticed) -> Iterable[Delivery]:
        at = self.now()
        for place, news in enumerate(found.news):
            for hook in self._of(found.tenant, at):
                if news.type in hook.events:
                    key = f"{found.place}-{place:02d}-{news.message_id}"
                    yield Delivery(key=key, hook=hook.id, news=news, at=at)

    def _of(self, tenant: str, now: datetime) -> list[Hook]:
        known = self._known.get(tenant)
        if known is None or abs(now - known[0]) > FRESH_FOR:  # a training province's clock may be put back
            known = self._known[tenant] = (now, self.hooks.all(tenant))
        return known[1]


def _read(record: Mapping[str, Any]) -> Noticed | None:
    try:
        return noticed(record)
    except Exception:
        observe.alarm("a change could not be read", record=str(record.get("eventID", "")))
        observe.count("ChangesUnread")
        return None
