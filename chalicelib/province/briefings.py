"""When a province's periodical reports go out, and to whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ADDRESSEES: Mapping[str, tuple[str, ...]] = {
    "digest": ("leadership", "task_force", "coordinator"),
    "week": ("leadership", "coordinator"),
    "month": ("leadership", "coordinator"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefings:
    """
    digest_at   local time at which reports go out
    week_on     0 = Monday: the day on which the week that is over is reported, or the first working day after it
    addressees  kind of report → roles; a unit's own pack goes to its head
    """

    digest_at: time = time(7)
    week_on: int = 0
    addressees: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: dict(ADDRESSEES))


def briefings_from(document: Mapping[str, Any]) -> Briefings:
    """The part `briefings` of a province document that has passed its schema, if it has one."""
    rows = document.get("briefings", {})
    named = {kind: tuple(roles) for kind, roles in rows.get("addressees", {}).items()}
    return Briefings(
        digest_at=time.fromisoformat(rows.get("digest_at", "07:00")),
        week_on=WEEKDAYS.index(rows.get("week_on", "mon")),
        addressees={**ADDRESSEES, **named},
    )
