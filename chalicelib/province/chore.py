"""What a change of a province still owes: a version to be made active on its day, tickets to be brought in line."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum


class Kind(StrEnum):
    ACTIVATE = "activate"  # make version `number` active, if `seen` still is
    SETTLE = "settle"  # version `number` took the place of `seen`: open tickets follow


@dataclass(frozen=True, slots=True, kw_only=True)
class Chore:
    """One thing the schedule has to do. All instants are UTC."""

    slug: str
    kind: Kind
    number: int
    seen: int | None
    since: datetime  # when it first could be done; with kind and number its name
    at: datetime  # when it is to be looked at next
    author: str
    back: bool = False  # the change takes an earlier one back: tickets go home
    after: str = ""  # the last unit that is done, by id
    reason: str = ""  # why it can never be done; it stays to be seen and is not tried again

    @property
    def id(self) -> str:
        return f"{self.kind}#{stamp(self.since)}#{self.number:06d}"


def stamp(moment: datetime) -> str:
    """An instant that sorts as text."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
