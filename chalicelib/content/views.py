"""What editors are shown of posts."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from chalicelib.content.post import Copy, Picture, Post


def post(found: Post, link: Callable[[Picture], str] | None = None) -> dict[str, Any]:
    """`link`: where a photo is seen, good for minutes; lists show none."""
    return {
        "id": found.id,
        "state": found.state,
        "unit": found.unit,
        "title": found.title,
        "text": found.text,
        "links": list(found.links),
        "photos": [{"type": one.media_type, "url": link(one) if link else None} for one in found.pictures],
        "source": found.source,
        "topic": found.topic or None,
        "procedure": found.procedure or None,
        "at": _at(found.at),
        "author": found.author,
        "editor": found.editor,
        "created_at": _at(found.created_at),
        "approver": found.approver or None,
        "decided_at": _at(found.decided_at),
        "reason": found.reason or None,
        "published_at": _at(found.published_at),
        "daily": found.daily,
        "copies": [_copy(one) for one in found.copies],
        "version": found.version,
    }


def _copy(copy: Copy) -> dict[str, Any]:
    return {
        "channel": copy.channel,
        "account": copy.account,
        "state": copy.state,
        "id": copy.id or None,
        "tries": copy.tries,
        "why": copy.why or None,
    }


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
