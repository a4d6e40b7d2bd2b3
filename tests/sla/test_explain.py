"""The account of a due instant: every stretch counted, every day skipped with its reason."""

from datetime import timedelta

from chalicelib.sla.deadline import allowance_from, explain
from tests.sla.offices import at, province

OFFICE = province()
HOUR = timedelta(hours=1)


def told(start: str, allow: dict[str, int]) -> list[tuple[str, float, str]]:
    return [
        (f"{line.day:%d/%m}", line.counted / HOUR, line.note)
        for line in explain(at(start), allowance_from(allow), OFFICE)
    ]


def test_hours_are_explained_stretch_by_stretch() -> None:
    assert told("2026-01-01 Thursday 09:00", {"working_hours": 9}) == [
        ("01/01", 0, "nghỉ lễ: Tết Dương lịch"),
        ("02/01", 0, "nghỉ lễ: hoán đổi với thứ Bảy 10/01/2026"),
        ("03/01", 0, "cuối tuần"),
        ("04/01", 0, "cuối tuần"),
        ("05/01", 4, ""),
        ("05/01", 3.5, ""),
        ("06/01", 1.5, ""),
    ]
    assert told("2026-01-09 Friday 18:00", {"working_hours": 1}) == [
        ("09/01", 0, "ngoài giờ làm việc"),
        ("10/01", 1, "làm bù: thay thứ Sáu 02/01/2026"),
    ]
    assert told("2026-03-06 Friday 17:00", {"working_hours": 1}) == [
        ("06/03", 0, "ngoài giờ làm việc"),
        ("07/03", 0, "cuối tuần"),
        ("08/03", 0, "cuối tuần"),
        ("09/03", 1, ""),
    ]


def test_days_are_explained_day_by_day() -> None:
    assert told("2026-04-29 Wednesday 09:00", {"working_days": 1}) == [
        ("29/04", 0, "ngày bắt đầu không tính"),
        ("30/04", 0, "nghỉ lễ: Ngày Chiến thắng"),
        ("01/05", 0, "nghỉ lễ: Ngày Quốc tế Lao động"),
        ("02/05", 0, "cuối tuần"),
        ("03/05", 0, "cuối tuần"),
        ("04/05", 24, ""),
    ]
    assert told("2026-03-05 Thursday 09:00", {"calendar_days": 2}) == [
        ("05/03", 0, "ngày bắt đầu không tính"),
        ("06/03", 24, ""),
        ("07/03", 24, "cuối tuần"),
        ("08/03", 0, "cuối tuần"),
        ("09/03", 0, "hạn chuyển sang ngày làm việc"),
    ]


def test_no_days_at_all_count_nothing() -> None:
    assert told("2026-03-02 Monday 09:00", {"working_days": 0}) == [("02/03", 0, "")]
    assert told("2026-03-02 Monday 18:00", {"working_days": 0}) == [("02/03", 0, ""), ("03/03", 0, "")]


def test_minutes_are_explained_in_one_line() -> None:
    assert told("2026-03-02 Monday 09:00", {"minutes": 30}) == [
        ("02/03", 0.5, "tính liên tục theo đồng hồ, kể cả ngoài giờ")
    ]
