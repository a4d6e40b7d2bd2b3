"""What those drawn by lot said, counted: for the unit that answered, and silence by the day of the question."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from chalicelib.report.figures import figures, summed
from chalicelib.report.fold import fold
from chalicelib.report.samples import MINIMUM, confirmation
from chalicelib.ticket.workflow import Act, Status
from chalicelib.timeline.entry import Entry
from tests.builders import at
from tests.timeline.samples import BARE

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
WEDNESDAY = at("2026-11-25 09:00")
ANSWERED = replace(BARE, was=Status.ANSWERED, was_unit="so-xay-dung", status=Status.ANSWERED, unit="so-xay-dung")


def asked(number: int, when: datetime = WEDNESDAY, word: str = "asked") -> Entry:
    return replace(ANSWERED, act=Act.SAMPLE, code=f"SM-{number}", at=when, sample=word)


def said(number: int, word: str, asked_at: datetime = WEDNESDAY, **fields: object) -> Entry:
    return replace(
        ANSWERED, act=Act.CONFIRM, code=f"SM-{number}", at=WEDNESDAY + timedelta(days=1), sample=word,
        sampled_at=asked_at, **fields,
    )  # type: ignore[arg-type]  # fmt: skip


def counted(entries: list[Entry], since: date | None) -> dict[str, object]:
    return confirmation(summed(fold(entries, ZONE)), since)


def test_who_was_asked_before_the_period_is_not_missed_in_it() -> None:
    """A reply to last week's question is a reply of this week, and silences nobody of this week."""
    before = WEDNESDAY - timedelta(days=7)
    entries = [asked(1), asked(2), asked(3, word="unreachable"), said(1, "yes"), said(9, "no", before)]
    assert counted(entries, date(2026, 11, 23)) == {
        "asked": 2, "confirmed": 1, "denied": 1, "silent": 1, "unreachable": 1, "confirmed_share": None,
    }  # fmt: skip


def test_the_day_of_the_question_is_the_local_one() -> None:
    midnight = at("2026-11-25 00:10").astimezone(UTC)
    assert midnight.date() == date(2026, 11, 24)
    assert counted([asked(1, midnight), said(1, "yes", midnight)], date(2026, 11, 25))["silent"] == 0


def test_few_answers_make_no_share() -> None:
    yes = [said(n, "yes") for n in range(MINIMUM - 1)]
    assert counted(yes, None)["confirmed_share"] is None
    assert counted([*yes, said(9, "no")], None)["confirmed_share"] == (MINIMUM - 1) / MINIMUM


def test_a_no_that_takes_it_up_again_counts_for_the_unit_that_answered() -> None:
    entry = said(1, "no", status=Status.IN_TRAY, unit="so-khcn")
    (cell,) = {
        cell[0] for cell, tally in fold([replace(entry, act=Act.REOPEN)], ZONE).items() if "sample" in str(tally)
    }
    assert cell == "so-xay-dung"


def test_a_case_counts_its_members_beside_the_petition() -> None:
    tally = summed(fold([replace(BARE, members=20), BARE], ZONE))
    shown = figures(tally, None)
    assert (shown["received"], shown["members"]) == (2, 20)
    assert figures(Counter(), None)["members"] == 0
