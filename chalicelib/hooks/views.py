"""What owners of subscriptions are shown."""

from datetime import datetime
from typing import Any

from chalicelib.hooks.hook import Delivery, Health
from chalicelib.hooks.posting import Outcome, message
from chalicelib.hooks.subscriptions import Subscription


def subscription(found: Subscription) -> dict[str, Any]:
    """The secret stands in it only when it was made just now."""
    hook, health = found.hook, found.health
    shown = {
        "id": hook.id,
        "url": hook.url,
        "events": sorted(hook.events),
        "note": hook.note,
        "created_by": hook.by,
        "created_at": _at(hook.created_at),
        "old_secret_until": _at(hook.old_until),
        "state": _state(health),
        "paused_at": _at(health.paused_at),
        "paused_by": health.paused_by or None,
        "failures": health.failures,
        "failing_since": _at(health.failing_since),
        "delivered_at": _at(health.delivered_at),
        "last_status": health.status or None,
        "version": hook.version,
    }
    return shown | ({"secret": found.secret} if found.secret else {})


def delivery(found: Delivery) -> dict[str, Any]:
    return {
        "id": found.key,
        "state": found.state,
        "at": _at(found.at),
        "tries": found.tries,
        "last_status": found.status or None,
        "why": found.why or None,
        "message": message(found.news),
    }


def outcome(found: Outcome) -> dict[str, Any]:
    return {"taken": found.taken, "status": found.status or None, "why": found.why or None}


def _state(health: Health) -> str:
    if health.paused_at:
        return "paused"
    return "failing" if health.failures else "active"


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
