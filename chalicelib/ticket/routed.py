"""Where triage sends a petition."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed:
    """`unit` is always set: the unit that keeps the tray is the floor. `rule` names the rule that decided.

    legal     complaint or denunciation when the words pass a gate of the regulation: no petition in law
    concerns  "staff:<id>" and "unit:<id>" of whom the petition is about; they may not handle it
    """

    kind: str
    category: str | None
    urgency: str
    place: str | None
    unit: str
    rule: str
    legal: str = ""
    concerns: tuple[str, ...] = ()
