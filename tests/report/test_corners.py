"""Histories that are rare and true: upheld re-checks, what comes late at the edges of what is folded and published."""

from datetime import date, timedelta

import pytest

from chalicelib.desk.callbacks import Callbacks
from chalicelib.errors import Conflict
from chalicelib.intake.calls import Calls
from chalicelib.report.figures import By
from chalicelib.report.store import Sheet
from chalicelib.ticket.workflow import Role
from tests.builders import COORDINATOR, HANDLER, HEAD, SLUG, at, officer
from tests.report.town import CHIEF, Town

EVE, DAY = date(2026, 11, 17), date(2026, 11, 18)


@pytest.fixture
def town() -> Town:
    """A province whose reports began on the 17th; it is Wednesday the 18th, 09:00."""
    made = Town()
    made.clock.at = at("2026-11-18 00:30")
    made.nights.run()
    made.clock.at = at("2026-11-18 09:00")
    return made


def killed() -> None:
    raise RuntimeError("killed")


def night(town: Town, when: str) -> int:
    town.clock.at = at(when)
    return town.nights.run()


def test_what_is_upheld_is_asked_for_anew_and_its_answer_is_timed_from_then(town: Town) -> None:
    document = town.document()
    document["staff"].append(
        {"id": "hh-01", "name": "Hiệp hội", "role": "observer", "unit": "ubnd-tinh", "email": None, "phone": None}
    )
    town.provinces.put(document, "test")
    submitter = {"kind": "business", "name": "Công ty Mẫu", "phone": "0912345678"}
    code = town.form.file(town.province, {"text": "Mặt đường có ổ gà", "submitter": submitter}, "k").code
    town.stream()
    town.acts(code, "answer", HANDLER, text="Đã vá xong.")
    town.acts(code, "contest", officer(Role.OBSERVER, "ubnd-tinh", staff="hh-01"), reason="Vẫn còn ổ gà.")
    town.clock.at = at("2026-11-19 09:00")
    town.acts(code, "uphold", CHIEF, reason="Đã xem tại chỗ.")
    town.clock.at = at("2026-11-19 09:30")
    town.acts(code, "answer", HANDLER, text="Nay đã vá xong.")
    shown = town.figures(DAY + timedelta(days=1), DAY + timedelta(days=1))["total"]
    assert (shown["answered"], shown["same_day"]) == (1, 1)
    assert shown["lead"]["answer"]["mean"] == 30, "not the day on which an older answer was still good"
    night(town, "2026-11-20 00:30")
    for day, counted in ((DAY, (1, 0)), (DAY + timedelta(days=1), (0, 1))):
        told = town.figures(day, day, by=By.UNIT)
        roads = next(one for one in told["groups"] if one["key"] == "phong-ha-tang")
        for part in (told["total"], roads):
            assert (part["contested"], part["upheld"]) == counted, "against the unit that answered"


def test_what_came_late_and_is_not_counted_yet_is_never_published_without_it(town: Town) -> None:
    """Published without it, it would be no correction either: it came before."""
    town.says(person="1")
    town.opened("Rác ở chợ", person="2")  # its record is stuck
    night(town, "2026-11-23 00:30")
    week = (DAY, date(2026, 11, 22))
    town.clock.at = at("2026-11-23 07:00")
    town.stream()
    with pytest.raises(Conflict, match="anew"):
        town.reports.publish(SLUG, *week)
    assert night(town, "2026-11-23 07:15") == 5
    town.reports.publish(SLUG, *week)
    assert town.figures(*week)["total"]["received"] == 2
    assert town.figures(date(2026, 11, 23), date(2026, 11, 29))["corrections"]["entries"] == []


def test_days_that_wait_to_be_folded_anew_are_not_published_and_others_are(town: Town) -> None:
    town.says(person="1")
    night(town, "2026-11-20 00:30")
    town.opened("Rác ở chợ", person="2")
    night(town, "2026-11-25 00:30")
    town.stream()  # of the 20th, on the 25th
    town.reports.publish(SLUG, EVE, date(2026, 11, 19))
    town.rollups.on_keep = lambda: town.clock.pass_by(minutes=1)
    town.clock.pass_by(hours=1)
    assert town.nights.run(until=town.clock() + timedelta(minutes=1)) == 1
    with pytest.raises(Conflict, match="anew"):
        town.reports.publish(SLUG, date(2026, 11, 20), date(2026, 11, 24))


@pytest.mark.parametrize("sheet", Sheet)
def test_a_day_whose_publication_was_cut_off_is_published_whole_or_not_at_all(town: Town, sheet: Sheet) -> None:
    """What a killed run has left is neither shown nor kept: its sheets are of one count, or they contradict each other."""
    town.says(person="1")
    town.opened("Rác ở chợ", person="2")  # its record is stuck
    night(town, "2026-11-19 00:30")

    def cut_off(which: Sheet, day: date) -> None:
        if (which, day) == (sheet, DAY):
            killed()

    town.rollups.on_publish = cut_off
    with pytest.raises(RuntimeError):
        town.reports.publish(SLUG, EVE, DAY)
    assert town.figures(EVE, EVE)["published"]
    town.rollups.on_publish = lambda *_: None
    town.stream()
    night(town, "2026-11-19 01:00")
    for published in (False, True):
        shown = town.figures(DAY, DAY)
        lying = town.reports.lying(SLUG, DAY, "", CHIEF, 10, None, late=False)[0]
        assert (shown["published"], shown["total"]["received"]) == (published, 2)
        assert len(lying) == shown["total"]["standing"]["open"] == 2
        town.reports.publish(SLUG, EVE, DAY)
    assert town.figures(date(2026, 11, 19), date(2026, 11, 19))["corrections"]["entries"] == []


def test_days_that_are_counted_anew_while_they_are_read_are_not_published(town: Town) -> None:
    """Else the standing of a day would be of one count, and its flows of the next."""
    town.says(person="1")
    town.opened("Rác ở chợ", person="2")
    night(town, "2026-11-19 00:30")
    town.clock.at = at("2026-11-19 01:00")

    def between(sheet: Sheet) -> None:
        if sheet is Sheet.STANDING:
            town.rollups.on_read = lambda _: None
            town.stream()
            town.nights.run()

    town.rollups.on_read = between
    with pytest.raises(Conflict, match="anew"):
        town.reports.publish(SLUG, DAY, DAY)
    night(town, "2026-11-19 01:15")
    town.reports.publish(SLUG, DAY, DAY)
    total = town.figures(DAY, DAY)["total"]
    assert total["received"] == total["standing"]["open"] == 2


@pytest.mark.parametrize("listed_on", [date(2026, 11, 20), date(2026, 11, 21)])
def test_what_was_noted_late_on_two_days_is_one_correction_of_the_first(town: Town, listed_on: date) -> None:
    """Cut off before the entry was written, it is noted again after midnight; the period begins before that, or then."""
    code = town.opened("Rác ở chợ", person="2").code
    night(town, "2026-11-19 00:30")
    town.reports.publish(SLUG, DAY, DAY)
    town.clock.at, stuck = at("2026-11-20 23:58"), town.records()
    town.timeline.on_put = killed
    with pytest.raises(RuntimeError):
        town.noter.note(stuck)
    town.timeline.on_put = lambda: None
    town.clock.at = at("2026-11-21 00:03")
    town.noter.note(stuck)
    assert len({late.noted for late in town.timeline.late(SLUG, DAY, date(2026, 11, 21))}) == 2
    told = town.figures(listed_on, date(2026, 11, 21))["corrections"]
    once = 1 if listed_on == date(2026, 11, 20) else 0
    assert ([one["code"] for one in told["entries"] if one["act"] == "open"], told["figures"]["received"]) == (
        [code] * once,
        once,
    )


def test_what_comes_late_for_the_first_day_of_all_is_counted_in_it() -> None:
    town = Town()
    town.says(person="1")
    town.opened("Rác ở chợ", person="2")  # its record is stuck
    night(town, "2026-11-19 00:30")
    before = town.figures(DAY, DAY)["total"]
    assert (before["received"], before["standing"]["open"]) == (1, 2), "what lies there was read off the desks"
    town.clock.at = at("2026-11-19 09:00")
    town.stream()
    night(town, "2026-11-20 00:30")
    after = town.figures(DAY, DAY)["total"]
    assert (after["received"], after["standing"]["open"]) == (2, 2)
    following = town.figures(DAY + timedelta(days=1), DAY + timedelta(days=1))["total"]
    assert (following["received"], following["standing"]["open"]) == (0, 2)


def test_who_heard_the_answer_in_a_call_back_was_not_asked_for_stars_and_the_figures_say_so(town: Town) -> None:
    """Neither what they are asked before there is an answer, nor a call that nobody picked up, is an answer unasked."""
    back, codes = Callbacks(town.desk, town.clock), []
    for number in range(3):
        call = {"text": "Mặt đường có ổ gà rất sâu", "consent": "", "caller": {"phone": f"0203381234{number}"}}
        codes.append(Calls(town.form).log(town.province, call, COORDINATOR, f"k{number}").code)
    town.does(codes[2], "accept", HANDLER)
    town.does(codes[2], "ask", HANDLER, text="Ở đoạn nào ạ?")
    for code in codes[:2]:
        town.does(code, "answer", HANDLER, text="Đã vá xong ổ gà.")
    town.post()
    for code, reached in zip(codes, (True, False, True), strict=True):
        back.called(SLUG, code, {"reached": reached, "text": "Đã gọi"}, HANDLER)
        town.stream()
    for when in ("2026-11-18 12:00", "2026-11-19 00:30"):
        night(town, when)
        shown = town.figures(DAY, DAY, by=By.UNIT)
        told = {group["key"]: group["satisfaction"] for group in shown["groups"]}
        assert (shown["total"]["satisfaction"]["unasked"], shown["total"]["answered"]) == (1, 2), when
        assert told["phong-ha-tang"]["unasked"] == 1
        assert (told["phong-ha-tang"]["n"], told["phong-ha-tang"]["mean"]) == (0, None)


def test_a_call_back_about_what_no_unit_answered_is_no_answer_unasked(town: Town) -> None:
    """Nothing asks for stars after the tray has closed a petition, heard or not."""
    call = {"text": "Xin hỏi về một chuyện không rõ ràng lắm", "consent": "", "caller": {"phone": "02033812341"}}
    code = Calls(town.form).log(town.province, call, COORDINATOR, "k").code
    town.does(code, "close", COORDINATOR, text="Đã hướng dẫn qua điện thoại.")
    town.post()
    Callbacks(town.desk, town.clock).called(SLUG, code, {"reached": True, "text": "Đã gọi"}, COORDINATOR)
    town.stream()
    night(town, "2026-11-19 00:30")
    assert town.figures(DAY, DAY)["total"]["satisfaction"]["unasked"] == 0


def test_a_correction_is_listed_for_every_unit_whose_figures_it_would_have_changed(town: Town) -> None:
    code = town.opened(person="1").code
    stuck = town.records()
    town.does(code, "transfer", HEAD, unit="so-tai-chinh", reason="Không thuộc thẩm quyền")
    stuck += town.records()
    night(town, "2026-11-19 00:30")
    town.reports.publish(SLUG, DAY, DAY)
    town.clock.at = at("2026-11-19 09:00")
    town.noter.note(stuck)
    for unit, name in (("phong-ha-tang", "transferred"), ("so-tai-chinh", "assigned")):
        told = town.figures(DAY + timedelta(days=1), DAY + timedelta(days=1), unit=unit)["corrections"]
        assert told["figures"][name] == 1, unit
        assert code in {one["code"] for one in told["entries"] if one["act"] == "transfer"}, unit
    told = town.figures(DAY + timedelta(days=1), DAY + timedelta(days=1), unit="p90001")["corrections"]
    assert told["entries"] == []
