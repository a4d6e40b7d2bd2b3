"""When which report is due: working days, weekends, holidays, make-up days, and what was missed."""

from datetime import date

import pytest

from chalicelib.briefing.order import Claim, Kind
from chalicelib.briefing.plan import before, due, following, period_of, year_ago
from chalicelib.province.province import Province
from tests.builders import SLUG, World, at


def province(**briefings: object) -> Province:
    world = World()
    document = world.document()
    document["calendar"]["days_off"] = [{"date": "2026-11-20", "name": "Nghỉ"}]
    document["briefings"] = briefings
    world.provinces.put(document, "test")
    return world.province


def claim(kind: Kind, first: str, last: str) -> Claim:
    return Claim(tenant=SLUG, kind=kind, first=date.fromisoformat(first), last=date.fromisoformat(last))


@pytest.mark.parametrize(
    ("now", "last_before", "first", "last"),
    [
        ("2026-11-18 06:59", "2026-11-16", None, None),  # Wednesday, before the hour
        ("2026-11-18 07:00", "2026-11-16", "2026-11-17", "2026-11-17"),
        ("2026-11-18 23:00", "2026-11-17", None, None),  # had its digest
        ("2026-11-20 09:00", "2026-11-18", None, None),  # Friday, a day off
        ("2026-11-21 09:00", "2026-11-18", None, None),  # Saturday
        ("2026-11-23 07:00", "2026-11-18", "2026-11-19", "2026-11-22"),  # Monday: since the last one
        ("2026-11-23 07:00", None, "2026-11-19", "2026-11-22"),  # the first one: since the last working day
        ("2026-11-26 07:00", "2026-11-22", "2026-11-23", "2026-11-25"),  # nobody ran for days: one digest of all
    ],
)
def test_a_digest_covers_what_is_over_since_the_last(
    now: str, last_before: str | None, first: str | None, last: str | None
) -> None:
    known = claim(Kind.DIGEST, "2026-11-01", last_before) if last_before else None
    found = following(province(), Kind.DIGEST, known, at(now))
    assert found == (date.fromisoformat(first), date.fromisoformat(last) if last else None) if first else found is None


@pytest.mark.parametrize(
    ("kind", "now", "before_it", "found"),
    [
        (Kind.WEEK, "2026-11-23 06:59", "2026-11-15", None),  # Monday
        (Kind.WEEK, "2026-11-23 07:00", "2026-11-15", "2026-11-16 2026-11-22"),
        (Kind.WEEK, "2026-12-02 10:00", "2026-11-15", "2026-11-16 2026-11-22"),  # one after the other
        (Kind.WEEK, "2026-12-02 10:00", "2026-11-22", "2026-11-23 2026-11-29"),
        (Kind.WEEK, "2026-11-23 06:00", None, "2026-11-09 2026-11-15"),  # first ever: the newest that is due
        (Kind.WEEK, "2026-11-24 06:00", None, "2026-11-16 2026-11-22"),
        (Kind.MONTH, "2026-12-01 06:59", "2026-10-31", None),  # Tuesday
        (Kind.MONTH, "2026-12-01 07:00", "2026-10-31", "2026-11-01 2026-11-30"),
        (Kind.MONTH, "2026-11-02 07:00", "2026-09-30", "2026-10-01 2026-10-31"),  # the 1st was a Sunday
        (Kind.MONTH, "2026-11-01 12:00", None, "2026-09-01 2026-09-30"),
    ],
)
def test_weeks_and_months_are_due_on_a_working_day_after_them(
    kind: Kind, now: str, before_it: str | None, found: str | None
) -> None:
    known = claim(kind, "2026-01-01", before_it) if before_it else None
    days = following(province(), kind, known, at(now))
    assert (" ".join(map(str, days)) if days else None) == found


def test_the_province_says_when() -> None:
    home = province(week_on="fri", digest_at="06:15")
    assert due(home, Kind.WEEK, date(2026, 11, 8)) == at("2026-11-13 06:15")
    assert due(home, Kind.WEEK, date(2026, 11, 15)) == at("2026-11-23 06:15"), "its Friday is a day off"
    assert following(home, Kind.DIGEST, claim(Kind.DIGEST, "2026-11-16", "2026-11-16"), at("2026-11-18 06:15"))


def test_periods_have_names_and_neighbours() -> None:
    week, month = (date(2026, 12, 28), date(2027, 1, 3)), (date(2028, 2, 1), date(2028, 2, 29))
    names = {period_of(Kind.WEEK, *week), period_of(Kind.MONTH, *month), period_of(Kind.DIGEST, *week)}
    assert names == {"2026-W53", "2028-02", "2026-12-28_2027-01-03"}
    assert period_of(Kind.DIGEST, week[0], week[0]) == "2026-12-28"
    assert before(Kind.WEEK, *week) == (date(2026, 12, 21), date(2026, 12, 27))
    assert before(Kind.MONTH, *month) == (date(2028, 1, 1), date(2028, 1, 31))
    assert year_ago(*month) == (date(2027, 2, 1), date(2027, 2, 28))
    assert year_ago(*week) is None
