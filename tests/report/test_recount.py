"""More than a thousand random histories: every figure of every report equals a recount by hand."""

from datetime import date
from functools import cache
from typing import Any

import pytest

from chalicelib.report.figures import By
from chalicelib.report.freeze import Freezer
from chalicelib.report.nights import Nights, days, end_of
from chalicelib.report.opinions import Voices
from chalicelib.report.reports import Asked, Reports
from chalicelib.report.rollup import Look
from chalicelib.ticket.workflow import Role
from chalicelib.timeline.gaps import Gaps
from chalicelib.timeline.noting import Noter
from tests.builders import SLUG, at, officer
from tests.fakes import Clock
from tests.fakes_report import ShelfRollups
from tests.fakes_timeline import ShelfTimeline
from tests.report import recount
from tests.report.histories import Partitions, Provinces, as_read, histories, province, records

CHIEF = officer(Role.LEADERSHIP, "ubnd-tinh")
FIRST, LAST = date(2026, 11, 18), date(2027, 4, 26)
PERIODS = [
    (FIRST, LAST),
    (date(2026, 11, 23), date(2026, 11, 29)),
    (date(2026, 12, 1), date(2026, 12, 31)),
    (date(2027, 2, 3), date(2027, 2, 4)),
]
NOBODYS: Any = type("Nothing", (), {"open": lambda *_: iter(())})()


SILENT = Voices(lambda *_: {}, lambda *_: {})


class Archive:
    """A province whose petitions were all noted, and whose days were folded, one a night."""

    def __init__(self) -> None:
        self.clock = Clock(at("2026-11-18 00:30"))
        self.timeline, self.rollups = ShelfTimeline(), ShelfRollups()
        self.partitions = Partitions(histories())
        homes: Any = Provinces()
        gaps = Gaps(self.timeline, self.partitions, homes, self.clock)
        self.nights = Nights(self.rollups, self.timeline, gaps, NOBODYS, homes, self.clock)
        self.noter = Noter(self.timeline, self.partitions, homes, as_read, self.clock)
        self.freezer = Freezer(self.rollups, self.timeline, homes, self.clock)
        self.look = Look(self.rollups, self.timeline, NOBODYS, self.clock)
        self.reports = Reports(self.look, self.freezer, SILENT, homes, self.clock)
        self.nights.run()
        self.noter.note(records(histories()))
        self.clock.at = at("2027-04-27 00:30")
        self.nights.run()

    def figures(self, first: date, last: date, by: By | None = None, unit: str = "") -> dict[str, Any]:
        return self.reports.figures(SLUG, Asked(first=first, last=last, by=by, unit=unit), CHIEF)


@cache
def archive() -> Archive:
    return Archive()


@cache
def counted() -> list[recount.Fact]:
    return recount.facts(histories())


def without_zeros(shown: dict[str, Any]) -> dict[str, Any]:
    return shown | {"outcomes": {key: n for key, n in shown["outcomes"].items() if n}}


def within(first: date, last: date) -> list[recount.Fact]:
    return [fact for fact in counted() if first <= fact.day <= last]


@pytest.mark.parametrize(("first", "last"), PERIODS)
def test_the_figures_of_a_period_are_those_of_a_recount(first: date, last: date) -> None:
    shown = archive().figures(first, last)
    by_hand = recount.figures(within(first, last), recount.open_at(histories(), last), end_of(province(), last), first)
    assert without_zeros(shown["total"]) == by_hand
    assert shown["total"]["received"] + shown["total"]["standing"]["open"] > 0


@pytest.mark.parametrize("by", [By.UNIT, By.CATEGORY, By.CHANNEL, By.KIND, By.SUBMITTER])
@pytest.mark.parametrize(("first", "last"), PERIODS[:3])
def test_broken_down_they_are_those_of_a_recount_of_each_part(first: date, last: date, by: By) -> None:
    key = recount.KEYS[by]
    facts, lying = within(first, last), recount.open_at(histories(), last)
    shown = archive().figures(first, last, by)["groups"]
    keys = sorted({key(f.unit, f.of) for f in facts} | {key(t.unit, t) for t in lying})
    assert [group["key"] for group in shown] == keys
    for group in shown:
        mine = [fact for fact in facts if key(fact.unit, fact.of) == group["key"]]
        open_here = [ticket for ticket in lying if key(ticket.unit, ticket) == group["key"]]
        by_hand = recount.figures(mine, open_here, end_of(province(), last), first)
        assert {"key": group["key"], "name": group["name"], **by_hand} == without_zeros(group), group["key"]


def test_day_by_day_they_are_those_of_a_recount_of_each_day() -> None:
    first, last = PERIODS[2]
    for group in archive().figures(first, last, By.DAY)["groups"]:
        day = date.fromisoformat(group.pop("key"))
        assert group.pop("name") is None
        assert without_zeros(group) == recount.figures(within(day, day), None, end_of(province(), day), day), day


def test_of_a_unit_with_those_below_it_they_are_those_of_a_recount_of_these() -> None:
    below = {unit for unit in province().units if province().within(unit, "so-xay-dung")}
    assert len(below) > 1
    mine = [fact for fact in within(FIRST, LAST) if fact.unit in below]
    lying = [ticket for ticket in recount.open_at(histories(), LAST) if ticket.unit in below]
    shown = archive().figures(FIRST, LAST, unit="so-xay-dung")["total"]
    assert without_zeros(shown) == recount.figures(mine, lying, end_of(province(), LAST), FIRST)
    assert shown["answered"] > 0


def test_of_those_drawn_by_lot_some_say_yes_some_no_and_some_nothing() -> None:
    said = archive().figures(FIRST, LAST)["total"]["confirmation"]
    assert min(said[name] for name in ("asked", "confirmed", "denied", "silent", "unreachable")) > 0, said
    assert said["asked"] == said["confirmed"] + said["denied"] + said["silent"]
    assert said["confirmed_share"] == round(said["confirmed"] / (said["confirmed"] + said["denied"]), 9)


def test_what_was_late_is_named_with_its_article() -> None:
    found, cursor = archive().reports.violations(SLUG, Asked(first=FIRST, last=LAST), CHIEF, 100_000, None)
    late = sum(1 for fact in counted() if fact.what == "late" or fact.what.startswith("overrun "))
    assert cursor is None
    assert sum(1 for each in found if each.rule != "unaccepted" or each.ended_at > each.due_at) == late
    assert {each.rule for each in found} >= {"assign", "receive", "answer", "transfer", "unaccepted"}
    articles = {"assign": "Điều 6", "receive": "Điều 7", "answer": "Điều 8", "transfer": "Điều 9"}
    assert all(each.article == articles.get(each.rule, each.article) for each in found)
    assert {each.article for each in found if each.rule == "unaccepted"} == {"Điều 9"}


def test_the_unanswered_are_listed_by_code_page_by_page_as_they_lay_open() -> None:
    day = date(2026, 12, 4)
    by_hand = recount.open_at(histories(), day)
    found, cursor = archive().reports.lying(SLUG, day, "", CHIEF, 7, None, late=False)
    codes = [one["code"] for one in found]
    while cursor:
        found, cursor = archive().reports.lying(SLUG, day, "", CHIEF, 100, cursor, late=False)
        codes += [one["code"] for one in found]
    assert sorted(codes) == sorted(ticket.code for ticket in by_hand)
    assert len(codes) == archive().figures(day, day)["total"]["standing"]["open"] > 100


def test_folded_again_every_day_is_the_same() -> None:
    before = dict(archive().rollups.known)
    for day in days(FIRST, LAST):
        archive().nights.recount(province(), day)
    assert archive().rollups.known == before


def test_a_month_costs_the_same_reads_however_many_petitions_there_are() -> None:
    """Five questions to the sheets and none to the timeline, for a thousand petitions and for none."""

    def reads(first: date, last: date) -> tuple[int, int]:
        was = archive().rollups.reads, archive().timeline.reads
        archive().figures(first, last, By.UNIT)
        return archive().rollups.reads - was[0], archive().timeline.reads - was[1]

    full, empty = (date(2026, 11, 18), date(2026, 12, 17)), (date(2026, 9, 1), date(2026, 9, 30))
    assert reads(*full) == reads(*empty) == (5, 0)
    assert archive().figures(*full)["total"]["received"] > 500
    assert archive().figures(*empty)["total"]["received"] == 0


def test_the_histories_are_worth_folding() -> None:
    names = {fact.what for fact in counted()}
    assert len(histories()) > 1000
    assert names >= {"received", "late", "on_time", "same_day", "relayed", "returned", "unaccepted", "stars", "appealed",
                     "reopened", "extended", "transferred", "overrun transfer", "outcome withdrawn", "contested", "upheld"}  # fmt: skip
