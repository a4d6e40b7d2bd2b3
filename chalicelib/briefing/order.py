"""What report is owed, of which period and unit; and the period that was last decided on, a kind each."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Kind(StrEnum):
    DIGEST = "digest"
    WEEK = "week"
    MONTH = "month"
    UNIT_REPORT = "unit_report"


class State(StrEnum):
    MAKING = "making"  # owed: the clock makes it
    MADE = "made"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One paper that is owed or was made. Its key says all that makes it another one: asked for twice, it is the same.

    first, last  local days, both included; unit  with those below it, empty for the whole province
    send         to those the province names; else it only stands in the list
    due_at       UTC: the clock looks at it from then on; paper  its id, when it is made
    """

    tenant: str
    kind: Kind
    period: str
    unit: str
    first: date
    last: date
    due_at: datetime
    send: bool = False
    state: State = State.MAKING
    paper: str = ""
    version: int = 0

    @property
    def place(self) -> str:
        """Sorts by the end of the period."""
        return place(self.last, self.kind, self.period, self.unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The newest period of a kind. It is decided on before anything is owed, so no crash can decide it twice.

    spread  its orders are written
    """

    tenant: str
    kind: Kind
    first: date
    last: date
    spread: bool = False
    version: int = 0


def place(last: date, kind: str, period: str, unit: str) -> str:
    return f"{last.isoformat()}#{kind}#{period}#{unit}"
