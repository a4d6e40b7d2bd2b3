"""Where triage sends a petition."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed:
    """`unit` is always set: the unit that keeps the tray is the floor. `rule` names the rule that decided."""

    kind: str
    category: str | None
    urgency: str
    place: str | None
    unit: str
    rule: str
