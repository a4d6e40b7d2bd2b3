"""The working calendar: what a province writes down, and which spans are open because of it."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

import pytest

from chalicelib.sla.workdays import calendar_from, overlaid
from tests.sla.offices import WEEK, at, day, province


def test_a_calendar_without_a_base_knows_no_year() -> None:
    calendar = province(base=None)
    assert calendar.known_years == frozenset()
    assert calendar.shifts_on(day("2026-02-17 Tuesday")), "nobody entered Tết"


def test_a_working_day_of_the_province_cancels_a_day_off_of_the_base() -> None:
    calendar = province(working_days=[{"date": "2026-11-24", "name": "chưa có quy định nghỉ"}])
    assert calendar.shifts_on(day("2026-11-24 Tuesday"))
    assert date(2026, 11, 24) not in calendar.days_off
    assert calendar.reason(day("2026-11-24 Tuesday")) == "giờ làm riêng: chưa có quy định nghỉ"


def test_a_day_off_of_the_province_cancels_a_make_up_day_of_the_base() -> None:
    calendar = province(days_off=[{"date": "2026-01-10", "name": "mất điện toàn trụ sở"}])
    assert not calendar.shifts_on(day("2026-01-10 Saturday"))
    assert calendar.reason(day("2026-01-10 Saturday")) == "nghỉ lễ: mất điện toàn trụ sở"


def test_a_make_up_saturday_keeps_the_hours_of_a_monday_unless_it_names_its_own() -> None:
    half = province(working_days=[{"date": "2026-01-10", "name": "bù nửa ngày", "shifts": [["07:30", "11:30"]]}])
    saturday = day("2026-01-10 Saturday")
    assert province().shifts_on(saturday) == province().shifts_on(day("2026-01-12 Monday"))
    assert [f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in half.shifts_on(saturday)] == ["07:30-11:30"]


def test_where_monday_is_closed_a_make_up_day_keeps_the_hours_of_the_first_open_weekday() -> None:
    calendar = province(week={**WEEK, "mon": [], "tue": [["08:00", "12:00"]]})
    assert [f"{opens:%H:%M}" for opens, _ in calendar.shifts_on(day("2026-01-10 Saturday"))] == ["08:00"]
    assert calendar.reason(day("2026-01-12 Monday")) == "ngày cơ quan không làm việc"


@pytest.mark.parametrize(
    ("when", "reason"),
    [
        ("2026-03-04 Wednesday", ""),
        ("2026-03-07 Saturday", "cuối tuần"),
        ("2026-02-17 Tuesday", "nghỉ lễ: Tết Nguyên đán"),
        ("2026-01-02 Friday", "nghỉ lễ: hoán đổi với thứ Bảy 10/01/2026"),
        ("2026-01-10 Saturday", "làm bù: thay thứ Sáu 02/01/2026"),
        ("2026-04-26 Sunday", "nghỉ lễ: Ngày Giỗ Tổ Hùng Vương"),
    ],
)
def test_a_day_out_of_the_ordinary_gives_its_reason(when: str, reason: str) -> None:
    assert province().reason(day(when)) == reason


@pytest.mark.parametrize(
    ("moment", "is_open", "why"),
    [
        ("2026-03-02 Monday 07:29:59", False, "a second before opening"),
        ("2026-03-02 Monday 07:30", True, "the opening instant is open"),
        ("2026-03-02 Monday 11:30", False, "the closing instant is closed"),
        ("2026-03-02 Monday 12:00", False, "lunch"),
        ("2026-03-02 Monday 16:59:59", True, "a second before closing"),
        ("2026-03-02 Monday 17:00", False, "closed"),
        ("2026-03-07 Saturday 09:00", False, "weekend"),
        ("2026-01-10 Saturday 09:00", True, "make-up day"),
        ("2026-02-17 Tuesday 09:00", False, "Tết"),
    ],
)
def test_an_office_is_open(moment: str, is_open: bool, why: str) -> None:
    assert province().is_open(at(moment)) is is_open, why


def test_spans_run_forward_clipped_at_the_moment() -> None:
    spans = list(islice(province().spans_from(at("2026-03-06 Friday 10:00")), 3))
    assert spans == [
        (at("2026-03-06 Friday 10:00"), at("2026-03-06 Friday 11:30")),
        (at("2026-03-06 Friday 13:30"), at("2026-03-06 Friday 17:00")),
        (at("2026-03-09 Monday 07:30"), at("2026-03-09 Monday 11:30")),
    ]
    assert all(edge.tzinfo is UTC for span in spans for edge in span)


def test_spans_run_backward_clipped_at_the_moment() -> None:
    spans = list(islice(province().spans_until(at("2026-03-09 Monday 08:00")), 3))
    assert spans == [
        (at("2026-03-09 Monday 07:30"), at("2026-03-09 Monday 08:00")),
        (at("2026-03-06 Friday 13:30"), at("2026-03-06 Friday 17:00")),
        (at("2026-03-06 Friday 07:30"), at("2026-03-06 Friday 11:30")),
    ]


def test_no_span_is_empty() -> None:
    calendar = province()
    assert next(calendar.spans_from(at("2026-03-06 Friday 17:00")))[0] == at("2026-03-09 Monday 07:30")
    assert next(calendar.spans_until(at("2026-03-09 Monday 07:30")))[1] == at("2026-03-06 Friday 17:00")


def test_case_10_a_holiday_stays_on_its_local_date() -> None:
    """1 Jan 2026 in Hanoi begins on 31 December 17:00 UTC; that afternoon in UTC the office still works."""
    calendar = province()
    assert calendar.is_open(datetime(2025, 12, 31, 9, 59, tzinfo=UTC))  # 16:59 on Wednesday
    assert not calendar.is_open(datetime(2026, 1, 1, 1, 0, tzinfo=UTC))
    assert calendar.local_day(datetime(2025, 12, 31, 17, 0, tzinfo=UTC)) == date(2026, 1, 1)


@pytest.mark.parametrize("zone", ["Asia/Ho_Chi_Minh", "UTC", "America/Los_Angeles", "Pacific/Kiritimati"])
def test_case_10_a_holiday_begins_and_ends_with_the_day_on_the_wall(zone: str) -> None:
    calendar = calendar_from({"base": "vietnam", "week": {name: [["00:00", "23:59"]] for name in WEEK}}, zone=zone)
    off = datetime(2026, 2, 17, tzinfo=calendar.zone)
    assert not calendar.is_open(off)
    assert not calendar.is_open(off + timedelta(hours=23, minutes=59))
    eve = calendar.spans_on(date(2026, 2, 13))[0]
    assert eve[0].astimezone(calendar.zone).date() == date(2026, 2, 13)


def test_the_walk_ends_after_ten_years() -> None:
    spans = list(province().spans_from(at("2026-03-02 Monday 07:30")))
    assert timedelta(days=3640) < spans[-1][1] - spans[0][0] <= timedelta(days=3653)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"week": {**WEEK, "mon": [["13:30", "11:30"]]}}, "mon: the shift 13:30-11:30 ends before it begins"),
        ({"week": {**WEEK, "tue": [["08:00", "08:00"]]}}, "tue: the shift 08:00-08:00 ends before it begins"),
        (
            {"week": {**WEEK, "wed": [["07:30", "11:30"], ["11:00", "17:00"]]}},
            "wed: the shift 11:00-17:00 overlaps",
        ),
        ({"week": {**WEEK, "thu": [["sáng", "chiều"]]}}, "sáng"),
        ({"base": "atlantis"}, "unknown base calendar 'atlantis'"),
        ({"days_off": [{"date": "2026-03-02", "name": "a"}, {"date": "2026-03-02", "name": "b"}]}, "twice"),
        (
            {
                "days_off": [{"date": "2026-03-02", "name": "a"}],
                "working_days": [{"date": "2026-03-02", "name": "b"}],
            },
            "both a day off and a working day",
        ),
    ],
)
def test_a_calendar_that_cannot_be_meant_is_refused(change: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        province(**change)


@pytest.mark.parametrize("week", [{}, {name: [] for name in WEEK}, {"sat": [], "sun": []}])
def test_case_08_an_empty_calendar_is_rejected_not_a_crash(week: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="the week has no open shift: nothing could ever fall due"):
        province(week=week)


def test_case_08_a_unit_that_never_opens_is_rejected_too() -> None:
    with pytest.raises(ValueError, match="no open shift"):
        overlaid(province(), {"week": {name: [] for name in WEEK}})


def test_shifts_may_be_written_in_any_order_and_may_touch() -> None:
    calendar = province(week={**WEEK, "mon": [["11:30", "17:00"], ["07:30", "11:30"]]})
    assert [f"{opens:%H:%M}" for opens, _ in calendar.shifts_on(day("2026-03-02 Monday"))] == [
        "07:30",
        "11:30",
    ]


@pytest.mark.parametrize("zone", ["Asia/Atlantis", "../etc/passwd"])
def test_an_unknown_zone_is_refused(zone: str) -> None:
    with pytest.raises(ValueError, match="unknown time zone"):
        calendar_from({"week": WEEK}, zone=zone)


@pytest.mark.parametrize(
    ("moment", "says"),
    [
        (datetime(2026, 3, 2, 9, 0), "has no zone"),
        (datetime(9999, 12, 31, tzinfo=UTC), "outside every working calendar"),
        (datetime(1, 1, 1, tzinfo=UTC), "outside every working calendar"),
    ],
)
def test_a_moment_no_calendar_can_speak_of_is_refused(moment: datetime, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        province().is_open(moment)
