"""Reports go out by themselves: each once to each, whatever dies on the way; what was missed is made up for."""

from datetime import date

import pytest

from chalicelib.briefing.order import Kind, State
from chalicelib.ticket.owed import Purpose
from tests.briefing.office import Office
from tests.builders import at
from tests.fakes_briefing import Killed

DIGEST_TO = ["dm", "ld", "tct"]
UNITS_WITH_HEADS = {"": ["dm", "ld"], "so-xay-dung": ["xd-gd"], "p90001": ["bd-ct"]}


@pytest.fixture
def office() -> Office:
    return Office()


def test_the_digest_goes_out_once_each_working_day_to_those_the_province_names(office: Office) -> None:
    office.says(person="1")
    for hour in ("06:59", "07:00", "07:20", "12:00", "23:50"):
        office.tick(f"2026-11-17 {hour}")
    assert sorted(office.mails()) == [(staff, "digest", "Ngày 16/11/2026") for staff in DIGEST_TO]
    assert len(office.bell.keys) >= len(DIGEST_TO)


def test_after_a_weekend_and_a_holiday_one_digest_covers_all_days(office: Office) -> None:
    document = office.document()
    document["calendar"]["days_off"] = [{"date": "2026-11-20", "name": "Nghỉ"}]
    document["briefings"] = {"addressees": {"digest": ["leadership"], "week": []}}
    office.provinces.put(document, "test")
    for day in range(17, 26):
        office.tick(f"2026-11-{day} 08:00")
    spans = [span for staff, kind, span in office.mails() if kind == "digest"]
    assert spans == [
        "Ngày 16/11/2026", "Ngày 17/11/2026", "Ngày 18/11/2026", "19/11/2026 – 22/11/2026",
        "23/11/2026 – 24/11/2026",  # the 24th is a holiday of the nation
    ]  # fmt: skip


def test_a_night_that_is_not_folded_yet_is_waited_for(office: Office) -> None:
    office.clock.at = at("2026-11-17 07:30")
    assert office.ticking.run() == 0
    assert [order.state for order in office.orders.orders.values()] == [State.MAKING]
    office.nights.run()
    assert office.ticking.run() == 1
    assert [span for *_, span in office.mails()] == ["Ngày 16/11/2026"] * 3


def test_killed_at_any_write_nobody_gets_anything_twice_and_nobody_is_missed() -> None:
    """A Monday: digest, week of the province and of the units with a head. The run after the kill goes on."""
    whole = Office()
    whole.tick("2026-11-23 07:30")
    writes, wanted = whole.reaper.writes, sorted(whole.mails())
    assert len(wanted) == len(DIGEST_TO) + sum(map(len, UNITS_WITH_HEADS.values()))
    for late in (False, True):
        for number in range(1 + 2 * late, writes + 1, 6):
            office = Office()
            office.reaper.die_at, office.reaper.late = number, late
            with pytest.raises(Killed):
                office.tick("2026-11-23 07:30")
            office.tick("2026-11-23 08:30")
            office.tick("2026-11-24 06:30")
            assert sorted(office.mails()) == wanted, (number, late)
            assert len(office.drawer.kept) == 1 + len(UNITS_WITH_HEADS)


def test_a_digest_decided_on_before_a_kill_is_the_same_the_day_after(office: Office) -> None:
    office.reaper.die_at = 3
    with pytest.raises(Killed):
        office.tick("2026-11-17 07:30")
    office.reaper.die_at = 0
    office.tick("2026-11-18 07:30")
    spans = {span for _, kind, span in office.mails()}
    assert spans == {"Ngày 16/11/2026", "Ngày 17/11/2026"}, "each day once, and no digest of both"


def test_weeks_that_were_missed_are_made_one_by_one(office: Office) -> None:
    office.tick("2026-12-09 08:00")
    weeks = [one for one in office.orders.orders.values() if one.kind is Kind.WEEK and not one.unit]
    assert sorted(one.period for one in weeks) == ["2026-W49"], "at first only the newest"
    office.tick("2026-12-30 08:00")
    weeks = [one for one in office.orders.orders.values() if one.kind is Kind.WEEK and not one.unit]
    assert sorted(one.period for one in weeks) == ["2026-W49", "2026-W50", "2026-W51", "2026-W52"]
    assert all(one.state is State.MADE for one in office.orders.orders.values())
    months = [one.period for one in office.orders.orders.values() if one.kind is Kind.MONTH]
    assert months == ["2026-11"]


def test_units_get_their_own_pack_and_the_chair_the_provinces(office: Office) -> None:
    office.tick("2026-11-23 07:30")
    week = [(staff, span) for staff, kind, span in office.mails() if kind == "week"]
    assert sorted(staff for staff, _ in week) == ["bd-ct", "dm", "ld", "xd-gd"]
    assert {span for _, span in week} == {"Tuần 47 năm 2026, 16/11/2026 – 22/11/2026"}


def test_a_province_that_fails_does_not_stop_the_others(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    office.provinces.put(office.document() | {"slug": "tinh-khac", "accounts": [], "routing": []}, "test")
    office.clock.at = at("2026-11-17 00:30")
    office.nights.run()
    office.orders.claims["tinh-khac", Kind.DIGEST] = "broken"  # type: ignore[assignment]
    office.tick("2026-11-17 07:30")
    assert len(office.mails()) == len(DIGEST_TO)
    assert "the reports of a province could not be made" in caplog.text


def test_what_the_bucket_does_not_take_is_made_by_the_next_run(office: Office) -> None:
    office.files.refuse = True
    office.tick("2026-11-17 07:30")
    assert office.mails() == []
    office.files.refuse = False
    office.tick("2026-11-17 08:30")
    assert len(office.mails()) == len(DIGEST_TO)


def test_what_the_time_does_not_suffice_for_is_left_to_the_next_run(office: Office) -> None:
    office.clock.at = at("2026-11-17 07:30")
    office.nights.run()
    assert office.ticking.run(until=office.clock()) == 0
    assert [one.state for one in office.orders.orders.values()] == [State.MAKING]
    assert office.tick("2026-11-17 08:30") == 1


def test_a_published_week_stays_and_what_came_late_is_a_correction_of_the_next(office: Office) -> None:
    office.says(person="1")
    office.opened("Rác ở chợ", person="2")  # its record is stuck
    office.tick("2026-11-23 07:30")
    week = (date(2026, 11, 16), date(2026, 11, 22))
    before = office.figures(*week)
    assert before["published"]
    assert before["total"]["received"] == 1
    papers = dict(office.drawer.kept)
    office.clock.at = at("2026-11-24 09:00")
    office.stream()
    office.tick("2026-11-30 07:30")
    assert office.figures(*week) == before
    assert papers.items() <= office.drawer.kept.items()
    following = office.figures(date(2026, 11, 23), date(2026, 11, 29))
    assert following["corrections"]["figures"]["received"] == 1


def test_a_week_for_which_something_came_in_this_hour_waits_for_the_run_that_counts_it(office: Office) -> None:
    office.says(person="1")
    office.opened("Rác ở chợ", person="2")  # its record is stuck
    office.clock.at = at("2026-11-23 07:15")
    office.nights.run()
    office.stream()
    office.clock.at = at("2026-11-23 07:30")
    office.ticking.run()
    week = (date(2026, 11, 16), date(2026, 11, 22))
    assert not office.figures(*week)["published"]
    office.tick("2026-11-23 07:45")
    shown = office.figures(*week)
    assert (shown["published"], shown["total"]["received"]) == (True, 2)


def test_a_letter_says_the_figures_of_its_paper_whatever_came_while_nobody_ran(office: Office) -> None:
    """Killed after the paper was kept, before anybody was told; then a record that was stuck comes."""
    office.says(person="1")
    office.opened("Rác ở chợ", person="2")  # its record is stuck
    office.clock.at = at("2026-11-17 07:30")
    office.nights.run()
    office.drawer.on_owe = dies
    with pytest.raises(Killed):
        office.ticking.run()
    office.drawer.on_owe = lambda: None
    office.stream()
    office.tick("2026-11-17 08:30")
    assert office.figures(date(2026, 11, 16), date(2026, 11, 16))["total"]["received"] == 2
    (kept,) = office.drawer.kept.values()
    letters = {one.facts["figures"] for one in office.shelf.notices.values() if one.purpose is Purpose.REPORT}
    assert letters == {"\n".join(kept.figures)}
    assert kept.figures[0] == "Tiếp nhận: 1"


def dies() -> None:
    raise Killed
