"""One event of a petition as reports need it: what was done, how it stood just after. No words, no names."""

from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.province.regulation import Stage
from chalicelib.ticket.workflow import Act, Role, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Instants are UTC, `day` is the local day of `at` in the province's zone, spans are milliseconds.

    was, was_unit    how it stood just before; None and empty: it was opened by this
    status … hops    how it stood just after; category is empty when none was found
    held …           whose time ended with this, elapsed and working (ticket/holding.py); empty: nobody's
    stage …          the stage that ended with this, whose it was, since and until when, and its working time
    sample           of those drawn by lot: asked, unreachable; yes or no, and when it was asked
    members          of a case that was opened by this: for how many
    from_tray        1: the answer that was relayed by this had been given from the tray
    promise …        of an answer: by when it was promised, whose it was, since when it was asked for, working time
    """

    tenant: str
    code: str
    n: int
    at: datetime
    day: date
    act: Act
    role: Role
    by_unit: str  # of whoever acted; empty: the citizen or the clock
    hash: str
    prev: str
    was: Status | None
    was_unit: str
    status: Status
    unit: str
    kind: str
    category: str
    channel: str
    account: str
    submitter: str  # person, business, organisation; empty: nobody said
    urgency: str
    place: str
    regulation: str
    opened_at: datetime
    promised_at: datetime
    answered_at: datetime | None = None
    outcome: str = ""
    rating: int | None = None
    level: int = 0
    hops: int = 0
    held: str = ""
    held_ms: int = 0
    worked_ms: int = 0
    stage: Stage | None = None
    stage_unit: str = ""
    stage_from: datetime | None = None
    stage_due: datetime | None = None
    stage_ms: int = 0
    promise: datetime | None = None
    answered_by: str = ""
    asked_at: datetime | None = None
    answer_ms: int = 0
    sample: str = ""
    sampled_at: datetime | None = None
    members: int = 0
    from_tray: int = 0

    @property
    def key(self) -> tuple[datetime, str, int]:
        """Its place in the day."""
        return self.at, self.code, self.n
