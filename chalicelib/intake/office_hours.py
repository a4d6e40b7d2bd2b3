"""The hours of an office as people say them: «07:30–11:30, 13:30–17:00 (thứ Hai – thứ Sáu)»."""

from itertools import groupby

from chalicelib.sla.workdays import Shifts, WorkCalendar

_DAYS = {
    "": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


def office_hours(calendar: WorkCalendar, locale: str) -> str:
    """The usual week; days with the same hours together. Holidays are left out."""
    names = _DAYS.get(locale, _DAYS[""])
    runs: list[str] = []
    for shifts, run in groupby(range(len(names)), key=lambda day: calendar.week[day]):
        days = list(run)
        if shifts:
            span = names[days[0]] if len(days) == 1 else f"{names[days[0]]} – {names[days[-1]]}"
            runs.append(f"{_clock(shifts)} ({span})")
    return "; ".join(runs)


def _clock(shifts: Shifts) -> str:
    return ", ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in shifts)
