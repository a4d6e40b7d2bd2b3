"""What lies open: the newest entry of a petition counts, in whatever order they come."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from chalicelib.report.lying import carried, lying_of, overdue, read, rewound, said, standing
from chalicelib.report.nights import end_of
from chalicelib.ticket.workflow import Status
from tests.builders import World
from tests.timeline.samples import BARE, DAY, NOW

OPEN = replace(BARE, n=5, status=Status.IN_PROGRESS)
ENDED = replace(OPEN, n=6, was=Status.IN_PROGRESS, was_unit="so-khcn", status=Status.ANSWERED)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def test_of_several_entries_the_newest_counts() -> None:
    again = replace(OPEN, n=7, was=Status.ANSWERED, unit="so-tai-chinh")
    assert carried({}, [OPEN, ENDED]) == carried({}, [ENDED, OPEN]) == {}
    assert carried({}, [again, OPEN, ENDED])[OPEN.code].unit == "so-tai-chinh"


def test_what_is_known_already_is_not_made_older_by_an_entry_that_was_on_its_way() -> None:
    """The desks were read after it happened, and before it was noted."""
    pile = {OPEN.code: lying_of(OPEN)}
    assert carried(pile, [replace(BARE, n=3, unit="elsewhere")]) == pile
    assert carried(pile, [ENDED]) == {}


def test_what_happened_since_is_taken_off_again() -> None:
    pile = {OPEN.code: lying_of(replace(OPEN, n=7, unit="so-tai-chinh"))}
    handed = replace(OPEN, n=6, was=Status.ASSIGNED, was_unit="so-khcn", unit="so-tai-chinh")
    (before,) = rewound(pile, [replace(handed, n=7, was=Status.ASSIGNED, was_unit="so-tai-chinh"), handed]).values()
    assert (before.n, before.status, before.unit) == (5, Status.ASSIGNED, "so-khcn")
    assert rewound({}, [ENDED])[OPEN.code].status == Status.IN_PROGRESS
    assert rewound({OPEN.code: lying_of(BARE)}, [BARE]) == {}, "it was opened since"


@pytest.mark.parametrize(("days", "bucket"), [(0, "2"), (2, "2"), (3, "7"), (8, "15"), (30, "30"), (31, "older")])
def test_ages_are_counted_in_local_days(days: int, bucket: str) -> None:
    one = lying_of(replace(OPEN, opened_at=NOW - timedelta(days=days)))
    ((_, tally),) = standing([one], NOW, DAY, ZONE).items()
    assert {name for name in tally if tally[name] and name.startswith("age.")} == {f"age.{bucket}"}


def test_nothing_is_overdue_while_the_citizen_is_asked_nor_at_its_very_moment() -> None:
    due = replace(OPEN, promised_at=end_of(World().province, DAY))
    assert not overdue(lying_of(due), due.promised_at)
    assert overdue(lying_of(due), due.promised_at + timedelta(milliseconds=1))
    waiting = replace(due, status=Status.WAITING)
    assert not overdue(lying_of(waiting), due.promised_at + timedelta(days=9))


def test_a_row_is_read_as_it_was_kept() -> None:
    assert read(said(lying_of(OPEN))) == lying_of(OPEN)
