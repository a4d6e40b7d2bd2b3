"""Days are folded in the night after them, as local calendar days; what was published stays as it was."""

import json
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from chalicelib.errors import BadInput, Conflict, Forbidden, NotFound
from chalicelib.province.province import Province
from chalicelib.report.desks import Desks
from chalicelib.report.figures import By
from chalicelib.report.nights import Nights
from chalicelib.report.reports import Asked
from chalicelib.report.store import Progress
from chalicelib.ticket.ticket import Ticket
from chalicelib.ticket.workflow import Role
from tests.builders import COORDINATOR, HANDLER, SLUG, at, document, officer
from tests.report.town import CHIEF, Town

EVE, DAY, NEXT = date(2026, 11, 17), date(2026, 11, 18), date(2026, 11, 19)


@pytest.fixture
def town() -> Town:
    """A province whose reports began on the 17th; it is Wednesday the 18th, 09:00."""
    made = Town()
    made.clock.at = at("2026-11-18 00:30")
    assert made.nights.run() == 1
    made.clock.at = at("2026-11-18 09:00")
    return made


def answered(town: Town, person: str) -> str:
    code = town.says(person=person)
    town.acts(code, "accept", HANDLER)
    town.acts(code, "answer", HANDLER, text="Đã vá xong ổ gà.")
    return code


def night(town: Town, when: str) -> int:
    town.clock.at = at(when)
    return town.nights.run()


def test_today_is_the_local_calendar_day_so_far(town: Town) -> None:
    """23:30 in Vietnam is half past four in the afternoon in London, and 00:10 is still yesterday there."""
    town.clock.at = at("2026-11-18 23:30")
    town.says(person="1")
    assert town.figures(DAY, DAY)["total"]["received"] == 1
    town.clock.at = at("2026-11-19 00:10")
    town.says("Cho hỏi thủ tục đất đai", person="2")
    assert [town.figures(day, day)["total"]["received"] for day in (DAY, NEXT)] == [1, 1]
    assert town.figures(NEXT, NEXT)["total"]["standing"]["open"] == 2
    assert town.reports.figures(SLUG, Asked(first=NEXT), CHIEF)["to"] == "2026-11-19"


def test_a_day_is_folded_once_it_is_over_and_all_of_it_has_come(town: Town) -> None:
    answered(town, "1")
    assert night(town, "2026-11-18 23:59") == 0
    assert night(town, "2026-11-19 00:10") == 0, "what happened before midnight is on its way for some minutes"
    live = town.figures(DAY, DAY)
    assert night(town, "2026-11-19 00:20") == 1
    assert night(town, "2026-11-19 01:20") == 0
    assert town.figures(DAY, DAY) == live
    assert (live["total"]["answered"], live["total"]["same_day_share"], live["since"]) == (1, 1.0, "2026-11-17")


def test_nights_nobody_ran_are_made_up_for(town: Town) -> None:
    answered(town, "1")
    assert night(town, "2026-11-23 03:00") == 5
    groups = town.figures(DAY, DAY + timedelta(days=4), by=By.DAY)["groups"]
    assert [group["answered"] for group in groups] == [1, 0, 0, 0, 0]


def test_the_first_night_begins_with_what_lies_on_the_desks() -> None:
    """Of before there are no entries: what is open is read once, and what happened since midnight is taken off again."""
    town = Town()
    old, gone = town.opened(person="1").code, town.opened(person="2").code
    town.records()  # nobody listened yet
    town.clock.at = at("2026-11-20 00:05")
    town.acts(gone, "answer", officer(Role.HEAD, town.tickets.get(SLUG, gone).unit), text="Đã dọn.")
    town.says("Cây đổ", person="3")
    assert night(town, "2026-11-20 00:30") == 1
    yesterday = town.reports.lying(SLUG, NEXT, "", CHIEF, 10, None, late=False)[0]
    assert sorted(one["code"] for one in yesterday) == sorted([old, gone])
    now = town.reports.lying(SLUG, None, "", CHIEF, 10, None, late=False)[0]
    assert len(now) == 2
    assert gone not in {one["code"] for one in now}


def test_what_comes_late_is_counted_where_it_belongs(town: Town) -> None:
    town.says(person="1")
    town.opened("Rác ở chợ", person="2")  # its record is stuck
    assert night(town, "2026-11-19 00:30") == 1
    assert night(town, "2026-11-20 00:30") == 1
    assert town.figures(DAY, DAY)["total"]["received"] == 1
    town.stream()
    assert night(town, "2026-11-20 01:30") == 2, "its day, and the day that carried it on"
    assert town.figures(DAY, DAY)["total"]["received"] == 2
    assert town.figures(NEXT, NEXT)["total"]["standing"]["open"] == 2
    assert town.figures(DAY, DAY)["corrections"]["entries"] == [], "nothing was published"


def test_a_late_edit_does_not_rewrite_a_published_week(town: Town) -> None:
    """It is a correction of the week in which it came: listed, with what it would have counted."""
    town.says(person="1")
    late = town.opened("Rác ở chợ", person="2").code
    night(town, "2026-11-23 00:30")
    week = (DAY, date(2026, 11, 22))
    town.reports.publish(SLUG, *week)
    before, listed = town.figures(*week), town.reports.lying(SLUG, week[1], "", CHIEF, 10, None, late=False)
    assert before["published"]
    assert before["total"]["received"] == 1
    town.clock.at = at("2026-11-23 09:00")
    town.stream()
    assert night(town, "2026-11-24 00:30") >= 5, "what is known of those days is counted anew"
    assert town.figures(*week) == before
    assert town.reports.lying(SLUG, week[1], "", CHIEF, 10, None, late=False) == listed
    town.reports.publish(SLUG, *week)
    assert town.figures(*week) == before, "published once"
    following = town.figures(date(2026, 11, 23), date(2026, 11, 29))
    assert not following["published"]
    assert [(one["day"], one["code"]) for one in following["corrections"]["entries"]] == [("2026-11-18", late)]
    assert following["corrections"]["figures"]["received"] == 1
    assert following["total"]["received"] == 0
    assert following["total"]["standing"]["open"] == 2, "it lies there"


def test_only_what_is_folded_is_published(town: Town) -> None:
    with pytest.raises(Conflict, match="not counted yet"):
        town.reports.publish(SLUG, DAY, DAY)


def test_one_province_that_fails_does_not_stop_the_others(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    class Burnt:
        def open(self, province: Province) -> Iterator[Ticket]:
            raise OSError("the desk burns")

    town.rollups.at.clear()
    broken = Nights(town.rollups, town.timeline, town.nights.gaps, Burnt(), town.provinces, town.clock)
    assert broken.run() == 0
    assert "DaysUnfolded" in capsys.readouterr().out
    assert town.nights.run() == 1


@pytest.mark.parametrize(
    ("role", "unit", "sees"),
    [
        (Role.LEADERSHIP, "ubnd-tinh", 1), (Role.ANALYST, "so-khcn", 1), (Role.PROVINCE_ADMIN, "so-khcn", 1),
        (Role.HEAD, "so-xay-dung", 1), (Role.HEAD, "phong-ha-tang", 1), (Role.HEAD, "so-tai-chinh", 0),
        (Role.PAGE_MANAGER, "p90001", 0),
    ],
)  # fmt: skip
def test_units_see_their_own_part_of_the_tree(town: Town, role: Role, unit: str, sees: int) -> None:
    code = town.says()
    assert town.tickets.get(SLUG, code).unit == "phong-ha-tang"
    reader = officer(role, unit)
    assert town.reports.figures(SLUG, Asked(first=DAY), reader)["total"]["received"] == sees
    assert len(town.reports.lying(SLUG, None, "", reader, 10, None, late=False)[0]) == sees


def test_who_may_not_read_and_what_cannot_be_asked(town: Town) -> None:
    head = officer(Role.HEAD, "so-tai-chinh")
    for reader, asked, refusal in (
        (officer(Role.OBSERVER, "so-khcn"), Asked(), Forbidden),
        (officer(Role.HANDLER, "so-khcn"), Asked(), Forbidden),
        (officer(Role.LEADERSHIP, "ubnd-tinh", tenant="tinh-khac"), Asked(), NotFound),
        (head, Asked(unit="so-xay-dung"), Forbidden),
        (CHIEF, Asked(unit="no-such-unit"), NotFound),
        (CHIEF, Asked(first=NEXT, last=DAY), BadInput),
        (CHIEF, Asked(first=date(2025, 11, 17), last=DAY), BadInput),
    ):
        with pytest.raises(refusal):
            town.reports.figures(SLUG, asked, reader)
    with pytest.raises(BadInput):
        town.reports.lying(SLUG, NEXT, "", CHIEF, 10, None, late=False)
    assert town.figures(date(2025, 11, 18), DAY)["from"] == "2025-11-18", "a year to the day"


def test_before_the_first_night_what_happened_and_what_lies_open_is_told_all_the_same() -> None:
    town = Town()
    old = town.says(person="1")
    town.clock.at = at("2026-11-19 09:00")
    town.acts(old, "accept", HANDLER)
    town.acts(old, "answer", HANDLER, text="Đã vá xong ổ gà.")
    new = town.says("Rác ở chợ", person="2")
    live = [town.figures(day, day)["total"] for day in (EVE, DAY, NEXT)]
    assert [(day["received"], day["answered"], day["standing"]["open"]) for day in live] == [
        (0, 0, 0), (1, 0, 1), (1, 1, 1),
    ]  # fmt: skip
    lie = [town.reports.lying(SLUG, day, "", CHIEF, 10, None, late=False)[0] for day in (DAY, NEXT)]
    assert [[one["code"] for one in day] for day in lie] == [[old], [new]]
    assert town.figures(EVE, NEXT)["since"] is None
    assert night(town, "2026-11-19 09:15") == 1
    assert [town.figures(day, day)["total"] for day in (DAY, NEXT)] == live[1:], "the first night changes nothing"


def test_what_was_late_is_told_before_the_first_night_too() -> None:
    town, nights = Town(), Town()
    nights.clock.at = at("2026-11-17 00:30")
    nights.nights.run()
    nights.clock.at = town.clock.at
    for each in (town, nights):
        code = each.says(person="1")
        each.clock.at = at("2026-12-18 09:00")
        each.acts(code, "accept", HANDLER)
        each.acts(code, "answer", HANDLER, text="Đã vá xong ổ gà.")
    whole = Asked(first=EVE, last=date(2026, 12, 18))
    told = [each.reports.violations(SLUG, whole, CHIEF, 10, None)[0] for each in (town, nights)]
    assert told[0]
    assert len(told[0]) == len(told[1])


def test_every_page_of_every_desk_is_read_and_each_petition_once(town: Town) -> None:
    for number in range(101):
        town.opened(person=str(number))
    shared = town.opened("Tôi có chuyện muốn trình bày với lãnh đạo", person="x").code
    town.does(shared, "assign", COORDINATOR, unit="so-tai-chinh", contributors=["phong-ha-tang"])
    found = [ticket.code for ticket in Desks(town.tickets).open(town.province)]
    assert len(found) == len(set(found)) == 102


def second_home(town: Town) -> None:
    """Another province, whose reports begin with the town's."""
    text = json.dumps(document() | {"slug": "tinh-khac"})
    for account in document()["accounts"]:
        text = text.replace(f'"{account["id"]}"', f'"9{account["id"]}"')
    town.provinces.put(json.loads(text), "test")


def test_provinces_take_turns_and_what_there_is_no_time_for_is_left_to_the_next_run(town: Town) -> None:
    second_home(town)
    began = Progress(since=EVE, rolled=EVE, late_until=at("2026-11-18 00:30"))
    town.rollups.at |= {"tinh-khac": began}
    town.clock.at = at("2026-11-28 00:30")
    town.rollups.on_keep = lambda: town.clock.pass_by(seconds=5)  # four sheets a day
    assert town.nights.run(until=at("2026-11-28 00:31")) == 3
    reached = sorted(progress.rolled for progress in town.rollups.at.values())
    assert reached == [date(2026, 11, 18), date(2026, 11, 19)], "ten days are due of each"
    assert town.nights.run(until=at("2026-11-28 00:31")) == 0, "its time is up"
    assert town.nights.run(until=at("2026-11-29")) == 17


def test_days_that_are_folded_anew_are_gone_on_with_however_little_time_a_run_has(town: Town) -> None:
    """Else a correction of long ago would begin with its first day in every run, and never come to the last."""
    town.opened("Rác ở chợ", person="2")  # its record is stuck
    assert night(town, "2026-11-26 00:30") == 8
    town.stream()
    town.clock.pass_by(hours=1)
    runs, town.rollups.on_keep = 0, lambda: town.clock.pass_by(seconds=5)
    while town.nights.run(until=town.clock() + timedelta(seconds=50)):
        runs += 1
        town.clock.pass_by(minutes=15)
        assert runs < 9
    assert runs == 3, "eight days, three a run"
    assert town.figures(date(2026, 11, 25), date(2026, 11, 25))["total"]["standing"]["open"] == 1
