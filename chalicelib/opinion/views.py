"""What staff, and those who said them, are shown of words that are no petition."""

from datetime import datetime
from typing import Any

from chalicelib.opinion.signal import Item

_THEIRS = ("kind", "text", "link", "at", "expires_at", "channel", "account")


def item(found: Item) -> dict[str, Any]:
    """`petition`: what a petition made of it would be opened with, for whoever files it; nobody is named."""
    place = found.sign.place
    return {
        "id": found.id,
        "kind": found.sign.kind,
        "text": found.text,
        "link": found.link or None,
        "at": _at(found.at),
        "expires_at": _at(found.expires_at),
        "channel": place.channel,
        "account": place.account,
        "unit": place.unit,
        "topic": place.topic or None,
        "day": place.day.isoformat(),
        "label": found.label or None,
        "substantiated": found.substantiated,
        "labelled_by": found.by or None,
        "labelled_at": _at(found.labelled_at),
        "petition": {"text": found.text, "category": place.topic} if place.topic else {"text": found.text},
        "version": found.version,
    }


def own(found: Item) -> dict[str, Any]:
    """The same for whoever said it; what staff think of it is theirs, and stays with them."""
    shown = item(found)
    return {name: shown[name] for name in _THEIRS}


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
