"""What reports ask of their store. DynamoRollups answers in AWS; tests hold a fake to the same contract."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol


class Sheet(StrEnum):
    """What is kept of a day; each may be long."""

    FLOWS = "flows"  # the tallies of what happened
    STANDING = "standing"  # the tallies of what lay open as the day ended
    PILE = "pile"  # what lay open as the day ended, petition by petition
    VIOLATIONS = "violations"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a province is folded: its days from `since` to `rolled`, and what came late up to `late_until` (UTC).

    again  the first of the days up to `rolled` that must be folded anew, for something came late; None: none
    """

    since: date
    rolled: date
    late_until: datetime
    again: date | None = None


class Rollups(Protocol):
    def progress(self, tenant: str) -> Progress | None:
        """None before the first night."""

    def advance(self, tenant: str, progress: Progress) -> None:
        """Write how far it is folded; two runs at once write the same."""

    def days(self, tenant: str, sheet: Sheet, first: date, last: date, published: bool) -> Mapping[date, Any]:
        """What is kept of these days, as JSON values; a number of reads that grows with the days only.

        published  as it was published, for the days that were: whose flows are there; else as it is known today
        """

    def keep(self, tenant: str, sheet: Sheet, day: date, value: Any) -> None:
        """Write a day as it is known today, over what was there."""

    def publish(self, tenant: str, sheet: Sheet, day: date, value: Any) -> None:
        """Write a sheet of a day as it is published. With its flows the day is published, and all of it stays as it is;
        until then what a run that was killed has left is written over.

        raises  Conflict when somebody else publishes it at this moment
        """
