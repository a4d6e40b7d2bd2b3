"""Time told to a citizen: the allowance, and line by line how its end was reached."""

import unicodedata
from datetime import timedelta

import pytest
from hypothesis import given

from chalicelib.sla.deadline import Allowance, Unit, allowance_from, explain
from chalicelib.sla.words import allowance_words, day_words, told
from tests.sla.offices import at, day, province
from tests.sla.test_deadline_properties import ALLOWANCES, CALENDARS, MOMENTS, Moment, Office

OFFICE = province()


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"working_days": 5}, "5 ngày làm việc"),
        ({"working_hours": 2}, "2 giờ làm việc"),
        ({"calendar_days": 20}, "20 ngày"),
        ({"minutes": 5}, "5 phút"),
        ({"working_hours": -4}, "4 giờ làm việc"),
    ],
)
def test_an_allowance_in_words(document: dict[str, int], words: str) -> None:
    assert allowance_words(allowance_from(document)) == words


def test_a_day_in_words() -> None:
    assert day_words(day("2026-11-18 Wednesday")) == "Thứ Tư 18/11/2026"
    assert day_words(day("2026-11-22 Sunday")) == "Chủ Nhật 22/11/2026"


@pytest.mark.parametrize(
    ("why", "start", "allow", "lines"),
    [
        (
            "hours: every stretch with its times",
            "2026-11-17 Tuesday 16:00",
            {"working_hours": 9},
            [
                "Thứ Ba 17/11/2026: tính 1 giờ (16:00–17:00)",
                "Thứ Tư 18/11/2026: tính 4 giờ (07:30–11:30)",
                "Thứ Tư 18/11/2026: tính 3 giờ 30 phút (13:30–17:00)",
                "Thứ Năm 19/11/2026: tính 30 phút (07:30–08:00)",
            ],
        ),
        (
            "a make-up day says why it counts",
            "2026-08-21 Friday 16:30",
            {"working_hours": 1},
            [
                "Thứ Sáu 21/08/2026: tính 30 phút (16:30–17:00)",
                "Thứ Bảy 22/08/2026: tính 30 phút (07:30–08:00), làm bù: thay thứ Hai 31/08/2026",
            ],
        ),
        (
            "days off in a row share a line",
            "2026-11-20 Friday 16:00",
            {"working_hours": 2},
            [
                "Thứ Sáu 20/11/2026: tính 1 giờ (16:00–17:00)",
                "Thứ Bảy 21/11/2026 đến Chủ Nhật 22/11/2026: không tính – cuối tuần",
                "Thứ Hai 23/11/2026: tính 1 giờ (07:30–08:30)",
            ],
        ),
        (
            "working days are counted out",
            "2026-04-29 Wednesday 09:00",
            {"working_days": 2},
            [
                "Thứ Tư 29/04/2026: ngày bắt đầu, không tính",
                "Thứ Năm 30/04/2026 đến Chủ Nhật 03/05/2026: không tính – nghỉ lễ: Ngày Chiến thắng; "
                "nghỉ lễ: Ngày Quốc tế Lao động; cuối tuần",
                "Thứ Hai 04/05/2026: ngày thứ 1",
                "Thứ Ba 05/05/2026: ngày thứ 2",
            ],
        ),
        (
            "calendar days count weekends, and may be moved",
            "2026-03-05 Thursday 09:00",
            {"calendar_days": 2},
            [
                "Thứ Năm 05/03/2026: ngày bắt đầu, không tính",
                "Thứ Sáu 06/03/2026: ngày thứ 1",
                "Thứ Bảy 07/03/2026: ngày thứ 2 (cuối tuần)",
                "Chủ Nhật 08/03/2026: không tính – cuối tuần",
                "Thứ Hai 09/03/2026: hết hạn, vì hạn chuyển sang ngày làm việc",
            ],
        ),
        (
            "minutes ask no calendar",
            "2026-02-16 Monday 23:58",
            {"minutes": 65},
            ["23:58 Thứ Hai 16/02/2026 đến 01:03 Thứ Ba 17/02/2026: tính liên tục theo đồng hồ, kể cả ngoài giờ, 1 giờ 5 phút"],
        ),
        ("none: the same day", "2026-03-02 Monday 08:00", {"working_days": 0}, ["Thứ Hai 02/03/2026: hết hạn trong ngày"]),
        (
            "backward, days are counted from the end",
            "2026-03-10 Tuesday 09:00",
            {"working_days": -2},
            [
                "Thứ Sáu 06/03/2026: ngày thứ 2",
                "Thứ Bảy 07/03/2026 đến Chủ Nhật 08/03/2026: không tính – cuối tuần",
                "Thứ Hai 09/03/2026: ngày thứ 1",
                "Thứ Ba 10/03/2026: ngày bắt đầu, không tính",
            ],
        ),
    ],
)  # fmt: skip
def test_an_account_is_told(why: str, start: str, allow: dict[str, int], lines: list[str]) -> None:
    allowance = allowance_from(allow)
    assert told(explain(at(start), allowance, OFFICE), allowance, OFFICE.zone) == lines, why


def test_less_than_a_minute_is_told_as_none() -> None:
    start = at("2026-03-02 Monday 16:59") + timedelta(seconds=30)
    allowance = Allowance(Unit.WORKING_HOURS, 1)
    lines = told(explain(start, allowance, OFFICE), allowance, OFFICE.zone)
    assert lines[0] == "Thứ Hai 02/03/2026: tính 0 phút (16:59–17:00)"


@given(CALENDARS, MOMENTS, ALLOWANCES)
def test_every_counted_stretch_is_told_and_nothing_is_left_open(
    calendar: Office, start: Moment, allowance: Allowance
) -> None:
    segments = explain(start, allowance, calendar)
    lines = told(segments, allowance, calendar.zone)
    assert 1 <= len(lines) <= len(segments)
    assert all(unicodedata.is_normalized("NFC", line) and not line.endswith((" ", "–", ":")) for line in lines)
    counted = [segment for segment in segments if segment.counted]
    assert sum("không tính" not in line and "hết hạn" not in line for line in lines) in {len(counted), len(segments)}
    if allowance.unit in {Unit.WORKING_DAYS, Unit.CALENDAR_DAYS}:
        numbers = [int(line.split("ngày thứ ")[1].split()[0]) for line in lines if "ngày thứ " in line]
        assert sorted(numbers) == list(range(1, abs(allowance.amount) + 1))
