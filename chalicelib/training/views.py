"""What those who train are shown."""

from datetime import datetime, timedelta
from typing import Any

from chalicelib.ticket.ticket import Ticket
from chalicelib.training.captured import Captured
from chalicelib.training.clock import Clock

_ROUND = "round."


def clock(found: Clock, world: datetime) -> dict[str, Any]:
    acts = {name: count for name, count in sorted(found.happened.items()) if not name.startswith(_ROUND)}
    rounds = {name: count for name, count in sorted(found.happened.items()) if name.startswith(_ROUND)}
    return {
        "now": found.now(world).isoformat(),
        "ahead_minutes": found.ahead // timedelta(minutes=1),
        "goal": found.goal.isoformat() if found.goal else None,
        "arrived": found.goal is None,
        "clearing": found.clearing.isoformat() if found.clearing else None,
        "happened": {"acts": acts, "rounds": {name.removeprefix(_ROUND): count for name, count in rounds.items()}},
    }


def captured(found: Captured) -> dict[str, Any]:
    return {
        "id": found.id,
        "at": found.at.isoformat(),
        "purpose": found.purpose,
        "way": found.way,
        "to": list(found.to),
        "subject": found.subject,
        "text": found.text,
        "code": found.code or None,
    }


def said(ticket: Ticket | None) -> dict[str, Any]:
    """What came of a word: none of a greeting, a question of a menu, or what still waits to become a petition."""
    return {"code": ticket.code if ticket else None, "status": str(ticket.status) if ticket else None}
