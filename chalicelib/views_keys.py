"""API keys as the province's administrator sees them. The secret is shown by whoever has just made it, once."""

from datetime import datetime
from typing import Any

from chalicelib.access.key import Key, Use


def key(shown: Key, use: Use, now: datetime) -> dict[str, Any]:
    """A key in a list. `state`: active, expired or revoked."""
    rotating = shown.former_until if shown.former_until and shown.former_until > now else None
    return {
        "id": shown.id,
        "name": shown.name,
        "scopes": list(shown.scopes),
        "state": "revoked" if shown.revoked_at else "active" if shown.holds(now) else "expired",
        "created_at": _at(shown.created_at),
        "created_by": shown.created_by,
        "expires_at": _at(shown.expires_at),
        "rotated_at": _at(shown.rotated_at),
        "former_until": _at(rotating),
        "revoked_at": _at(shown.revoked_at),
        "revoked_by": shown.revoked_by or None,
        "last_used_at": _at(use.at),
        "version": shown.version,
    }


def key_with_use(shown: Key, use: Use, now: datetime) -> dict[str, Any]:
    """With its calls a UTC day, newest first."""
    return key(shown, use, now) | {"usage": [{"day": day, "calls": calls} for day, calls in use.days.items()]}


def with_secret(shown: Key, secret: str, now: datetime) -> dict[str, Any]:
    """Right after it was made or rotated: the only time the secret is told."""
    return key(shown, Use(), now) | {"secret": secret}


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
