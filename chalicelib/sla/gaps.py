"""Years of a calendar whose holidays nobody can vouch for: told in time, not found out by a wrong deadline."""

from datetime import date

from chalicelib.sla.workdays import WorkCalendar

MISSING, PROVISIONAL = "missing", "provisional"


def gaps(calendar: WorkCalendar, today: date) -> tuple[tuple[int, str], ...]:
    """The years a deadline given on the local `today` could reach whose holidays are missing or not final.

    Each as (year, state). This year is always looked at; the next from 1 September on whether it is there at
    all, from 1 December on whether it is final. Without a base a year is there once a day off was entered in it.
    """
    known = calendar.known_years or {day.year for day in calendar.days_off}
    needed = [today.year, *([today.year + 1] if today.month >= 9 else ())]
    found: list[tuple[int, str]] = []
    for year in needed:
        if year not in known:
            found.append((year, MISSING))
        elif year in calendar.provisional_years and (year == today.year or today.month == 12):
            found.append((year, PROVISIONAL))
    return tuple(found)
