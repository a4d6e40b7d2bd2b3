"""No event is missed in silence: what the stream never brought is found in the night, noted and counted."""

from datetime import date

import pytest

from chalicelib.timeline.entry import Entry
from tests.builders import HANDLER, SLUG, at
from tests.report.town import CHIEF, Town

DAY, NEXT = date(2026, 11, 18), date(2026, 11, 19)


def town_of(*lost: int) -> tuple[Town, str, dict[int, Entry]]:
    """A petition of four events on the 18th, of which the timeline lacks some; and what it should hold."""
    town = Town()
    town.clock.at = at("2026-11-18 00:30")
    town.nights.run()
    town.clock.at = at("2026-11-18 09:00")
    code = town.says()
    town.clock.pass_by(minutes=10)
    town.acts(code, "accept", HANDLER)
    town.acts(code, "note", HANDLER, text="Chờ nhà thầu")
    town.clock.pass_by(minutes=10)
    town.acts(code, "answer", HANDLER, text="Đã xong")
    whole = {entry.n: entry for entry in town.timeline.day(SLUG, DAY)}
    assert list(whole) == [1, 2, 3, 4]
    for n in lost:
        del town.timeline.kept[SLUG, DAY][whole[n].key]
    return town, code, whole


@pytest.mark.parametrize("lost", [(1,), (2,), (3,), (4,), (2, 3), (1, 2), (3, 4), (1, 2, 3)])
def test_what_is_lacking_is_read_from_the_petition_and_is_as_it_would_have_been(
    lost: tuple[int, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    town, _, whole = town_of(*lost)
    town.clock.at = at("2026-11-19 00:30")
    town.nights.run()
    found = {entry.n: entry for entry in town.timeline.day(SLUG, DAY)}
    accounts = ("act", "was", "status", "unit", "hash", "stage", "stage_ms", "answered_by", "held", "answer_ms")
    assert {n: [getattr(e, name) for name in accounts] for n, e in found.items()} == {
        n: [getattr(e, name) for name in accounts] for n, e in whole.items()
    }
    assert f'"TimelineGaps":[{float(len(lost))}]' in capsys.readouterr().out
    assert town.figures(DAY, DAY)["total"]["answered"] == 1


def test_where_nothing_is_lacking_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    town, _, _ = town_of()
    town.clock.at = at("2026-11-19 00:30")
    town.nights.run()
    assert "TimelineGaps" not in capsys.readouterr().out


def test_the_only_event_of_a_day_is_missed_too() -> None:
    """Nothing of the petition came that day: its own row says that something happened."""
    town = Town()
    town.clock.at = at("2026-11-18 00:30")
    town.nights.run()
    code = town.says()
    town.clock.at = at("2026-11-19 09:00")
    town.nights.run()
    town.does(code, "answer", HANDLER, text="Đã xong")
    town.records()  # lost
    town.clock.at = at("2026-11-20 00:30")
    town.nights.run()
    assert town.figures(NEXT, NEXT)["total"]["answered"] == 1
    assert town.reports.lying(SLUG, NEXT, "", CHIEF, 10, None, late=False) == ([], None)


def test_a_day_that_was_folded_without_it_is_folded_anew() -> None:
    """A gap of yesterday that only today's entry betrays."""
    town, code, whole = town_of()
    town.clock.at = at("2026-11-19 00:30")
    town.nights.run()
    del town.timeline.kept[SLUG, DAY][whole[4].key]
    town.nights.recount(town.province, DAY)
    assert town.figures(DAY, DAY)["total"]["answered"] == 0
    town.clock.at = at("2026-11-19 10:00")
    town.acts(code, "note", HANDLER, text="Đã gọi lại")
    town.clock.at = at("2026-11-20 00:30")
    town.nights.run()
    assert town.figures(DAY, DAY)["total"]["answered"] == 1


def test_what_happened_before_there_was_a_timeline_is_no_gap(capsys: pytest.CaptureFixture[str]) -> None:
    town = Town()
    lying, answered = town.opened(person="1").code, town.opened(person="2").code
    town.does(answered, "answer", HANDLER, text="Đã xong")
    town.records()
    town.clock.at = at("2026-11-20 00:30")
    town.nights.run()
    town.acts(lying, "accept", HANDLER)
    town.acts(answered, "note", HANDLER, text="Đã gọi lại")
    town.clock.at = at("2026-11-21 00:30")
    town.nights.run()
    assert "TimelineGaps" not in capsys.readouterr().out
    assert [entry.n for entry in town.timeline.day(SLUG, date(2026, 11, 20))] in ([2, 3], [3, 2])
    assert list(town.timeline.day(SLUG, DAY)) == []
