"""What time takes: words and files, once the regulation's months have passed since a petition ended."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.channel.inbound import Heard
from chalicelib.errors import TryAgain
from chalicelib.rights.retention import BUDGET, months_before
from chalicelib.ticket.chain import first_break
from chalicelib.ticket.ticket import Lane, Ticket
from chalicelib.ticket.workflow import Act
from tests.builders import HANDLER, SLUG, World, at, photo

WORDS = "Tôi là Lê Thị Hoa, số 0912345678, mặt đường có ổ gà"


def ended(world: World, months: int = 12, **given: Any) -> Ticket:
    """A petition that was answered and closed on 18 November 2026, in a province that keeps words so long."""
    document = world.document()
    document.setdefault("messaging", {})["retention"] = {"words_months": months, "article": "mẫu"}
    world.provinces.put(document, "test")
    ticket = world.opened(WORDS, attachments=(photo(),), **given)
    world.does(ticket.code, "answer", HANDLER, text="Đã vá")
    return world.tickets.get(SLUG, ticket.code)


def night(world: World, day: str, hour: str = "02:00") -> int:
    world.clock.at = at(f"{day} {hour}")
    return world.retention.run()


def test_words_and_files_go_when_their_months_have_passed() -> None:
    world = World()
    ticket = ended(world)
    assert night(world, "2027-11-17") == 0
    assert world.tickets.timeline(SLUG, ticket.code)[0].text == WORDS
    assert night(world, "2027-12-20") == 1
    events = world.tickets.timeline(SLUG, ticket.code)
    assert (events[0].text, events[0].attachments, events[0].erased) == ("", (), True)
    assert events[-1].facts["cause"] == "retention"
    assert first_break(ticket.code, events) is None
    assert not world.cupboard.kept
    assert world.tickets.get(SLUG, ticket.code).excerpt == ""


def test_it_is_done_once() -> None:
    world = World()
    ticket = ended(world)
    night(world, "2027-12-20")
    events = world.tickets.timeline(SLUG, ticket.code)
    assert night(world, "2027-12-21") == 0
    assert world.tickets.timeline(SLUG, ticket.code) == events


def test_what_is_said_after_that_goes_as_well() -> None:
    world = World()
    comment = {"lane": Lane.COMMENT, "ref": "1_2", "key": "fb#2001#comment#1_2"}
    ticket = ended(world, **comment)
    night(world, "2027-12-20")
    by_hand = {"parent": "1_2", "ref": "1_9", "person": "2001", "by_us": True, "lane": Lane.COMMENT}
    world.hears("Chị Hoa ơi, gọi 0987654321 nhé", heard=Heard.ECHO, **by_hand)
    assert world.tickets.get(SLUG, ticket.code).erased_at is None
    assert night(world, "2027-12-21") == 1
    assert [e.text for e in world.tickets.timeline(SLUG, ticket.code) if e.act is Act.ECHO] == [""]


def test_where_the_bucket_keeps_something_nothing_counts_as_erased() -> None:
    world = World()
    ticket = ended(world)
    world.cupboard.refusals = [TryAgain("the bucket kept something")]
    assert night(world, "2027-12-20") == 0
    assert world.tickets.get(SLUG, ticket.code).erased_at is None
    assert night(world, "2027-12-21") == 1
    assert not world.cupboard.kept


def test_by_day_nobody_is_kept_waiting_for_it() -> None:
    world = World()
    ended(world)
    assert night(world, "2027-12-20", "09:00") == 0
    assert night(world, "2027-12-20", "05:00") == 0
    assert night(world, "2027-12-20", "04:59") == 1


def test_an_open_petition_keeps_its_words_however_old() -> None:
    world = World()
    ended(world)
    still = world.opened("Đèn đường hỏng cả tuần nay", person="7002")
    night(world, "2037-12-20")
    assert world.tickets.timeline(SLUG, still.code)[0].text == "Đèn đường hỏng cả tuần nay"


def test_who_may_still_object_is_waited_for() -> None:
    """The regulation keeps words for a month, and lets a petition be reopened within forty working days."""
    world = World()
    ended(world, months=1)
    document = world.document()
    document["regulation"]["reopening"]["within"] = {"working_days": 40}
    world.provinces.put(document, "test")
    assert night(world, "2027-01-10") == 0
    assert night(world, "2027-01-25") == 1


def test_a_petition_that_cannot_be_erased_does_not_keep_the_others() -> None:
    world = World()
    stuck, fine = ended(world), ended(world, person="7002")
    world.shelf.tickets[SLUG, stuck.code] = replace(stuck, into="x", origin=None)  # type: ignore[arg-type]
    assert night(world, "2027-12-20") == 1
    assert world.tickets.get(SLUG, fine.code).erased_at


def test_one_that_cannot_be_erased_is_counted_for_its_province_and_for_the_alarm(
    capsys: pytest.CaptureFixture[str],
) -> None:
    world = World()
    stuck = ended(world)
    world.shelf.tickets[SLUG, stuck.code] = replace(stuck, into="x", origin=None)  # type: ignore[arg-type]
    night(world, "2027-12-20")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "ErasuresFailed" in line]
    assert [line["tenant"] for line in lines] == [SLUG, "-"]


def test_a_run_stops_when_its_time_is_over_and_the_next_goes_on() -> None:
    world = World()
    for person in ("7001", "7002", "7003"):
        ended(world, person=person)
    world.clock.at = at("2027-12-20 02:00")
    rights = world.rights
    slow = replace(rights, bucket=Slow(world))
    assert replace(world.retention, rights=slow).run() == 1
    assert world.retention.run() == 2


class Slow:
    """A bucket that takes its time."""

    def __init__(self, world: World) -> None:
        self.world = world

    def delete(self, prefix: str) -> None:
        self.world.cupboard.delete(prefix)
        self.world.clock.at += BUDGET


@pytest.mark.parametrize(("moment", "months", "before"), [
    ("2026-11-18 09:00", 12, "2025-11-18 09:00"),
    ("2026-03-31 09:00", 1, "2026-02-28 09:00"),
    ("2026-01-15 09:00", 1, "2025-12-15 09:00"),
    ("2026-01-15 09:00", 60, "2021-01-15 09:00"),
])  # fmt: skip
def test_months_are_those_of_the_calendar(moment: str, months: int, before: str) -> None:
    assert months_before(at(moment), months) == at(before)


def test_anonymised_petitions_still_count() -> None:
    """Everything a report is made of is the same before and after."""
    world = World()
    ticket = ended(world)
    world.clock.pass_by(hours=1)
    world.tracking.rate(SLUG, ticket.code, "123456", 2)
    before = world.tickets.get(SLUG, ticket.code)
    night(world, "2027-12-20")
    after = world.tickets.get(SLUG, ticket.code)
    gone = {"excerpt", "erased_at", "events", "head", "version", "origin", "next_at"}
    names = [name for name in before.__dataclass_fields__ if name not in gone]
    assert [getattr(after, name) for name in names] == [getattr(before, name) for name in names]
    assert after.rating == 2
    assert after.erased_at
    assert after.erased_at - at("2027-12-20 02:00") < timedelta(seconds=1)
