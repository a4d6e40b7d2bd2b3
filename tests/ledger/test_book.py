"""The book: a page a local day, sealed once, in the night after it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from chalicelib.errors import BadInput, Conflict, NotFound, TryAgain
from chalicelib.ledger.checking import findings, receipt_holds
from chalicelib.ledger.page import mark_of, read, written
from chalicelib.ledger.store import Kept
from chalicelib.timeline.entry import Entry
from tests.builders import HANDLER, SLUG, document
from tests.fakes_ledger import ShelfHeads
from tests.fakes_timeline import ShelfTimeline
from tests.ledger.days import PIN, Days, three_days


def test_a_day_is_sealed_half_an_hour_after_local_midnight_and_once() -> None:
    days = Days()
    days.note(days.world.opened())  # 18 November, nine in the morning in Vietnam
    days.world.clock.pass_by(hours=15, minutes=29)
    assert days.book.close_due(SLUG) == 1, "the day before: the ledger begins there"
    assert days.heads.last(SLUG).head.day == date(2026, 11, 17)  # type: ignore[union-attr]
    days.world.clock.pass_by(minutes=1)
    assert (days.book.close_due(SLUG), days.book.close_due(SLUG)) == (1, 0)
    page = days.pages[-1]
    assert (page.head.day, page.head.count) == (date(2026, 11, 18), len(page.leaves))
    assert {leaf.ticket for leaf in page.leaves} == {
        mark_of(SLUG, ticket.code) for ticket in days.world.shelf.tickets.values()
    }


def test_days_without_events_and_days_nobody_sealed_have_their_pages() -> None:
    days, _ = three_days()
    days.world.clock.pass_by(days=4)
    assert days.book.close_due(SLUG) == 4
    held = [page.head for page in days.pages]
    assert [b.day - a.day for a, b in pairwise(held)] == [timedelta(days=1)] * (len(held) - 1)
    assert held[-1].count == 0
    assert findings(days.pages) == []


def test_what_happened_before_the_ledger_began_comes_with_the_petitions_first_event_on_it() -> None:
    days, codes = three_days()
    first = days.pages[0]
    assert next(leaf.n for leaf in first.leaves if leaf.ticket == mark_of(SLUG, codes[0])) == 1
    assert findings(days.pages) == []


@dataclass
class Torn(ShelfTimeline):
    """Reads a day as it is told to."""

    how: Callable[[str, date], Iterator[Entry]] = field(kw_only=True)

    def day(self, tenant: str, day: date) -> Iterator[Entry]:
        return self.how(tenant, day)


@dataclass
class Beaten(ShelfHeads):
    """Somebody else always seals a moment earlier."""

    def save(self, kept: Kept) -> bool:
        super().save(replace(kept, key="of the other"))
        return super().save(kept)


def test_two_who_seal_at_once_make_one_page() -> None:
    days = Days(heads=Beaten())
    days.note(days.world.opened())
    days.world.clock.pass_by(days=1)
    assert days.book.close_due(SLUG) == 0
    assert [kept.key for kept in days.heads.kept.values()] == ["of the other"]


def test_what_comes_after_its_day_was_sealed_stands_on_the_page_of_the_day_it_came_on_and_is_named() -> None:
    days, codes = three_days()
    ticket = days.world.does(codes[1], "note", HANDLER, text="Ghi nhận")
    event = days.world.tickets.timeline(SLUG, codes[1])[-1]
    days.to_next_night()
    days.in_the_morning()
    days.note_late(ticket, event)
    days.to_next_night()
    found = findings(days.pages)
    assert [(one.day, one.ticket, one.n) for one in found] == [
        (days.pages[-1].head.day, mark_of(SLUG, codes[1]), event.n)
    ]
    days.in_the_morning()
    days.note_late(ticket, event)  # told once more: it stands there already
    days.to_next_night()
    assert days.pages[-1].head.count == 0


def test_the_beginnings_of_an_old_petition_come_with_its_first_event_also_when_that_one_comes_late() -> None:
    days = Days()
    old = days.world.opened()
    days.note(old)
    days.world.clock.pass_by(days=1)  # the ledger begins the day after
    days.to_next_night()
    days.in_the_morning()
    accepted = days.world.does(old.code, "accept", HANDLER)
    days.noted.add((old.code, accepted.events))  # its record is stuck
    days.to_next_night()
    days.in_the_morning()
    days.note_late(accepted, days.world.tickets.timeline(SLUG, old.code)[-1])
    days.note(days.world.does(old.code, "note", HANDLER, text="Đã xem xét tại chỗ"))
    days.to_next_night()
    here = [leaf.n for leaf in days.pages[-1].leaves if leaf.ticket == mark_of(SLUG, old.code)]
    assert sorted(here) == list(range(1, accepted.events + 2))
    assert [one.what for one in findings(days.pages)] == [f"of {days.pages[-2].head.day}, not of this day"]


def test_pages_that_are_not_begun_in_time_are_left_to_the_next_run() -> None:
    days = Days()
    days.note(days.world.opened())
    days.world.clock.pass_by(days=1)
    assert days.book.run(until=days.world.clock()) == 0
    assert days.book.run(until=days.world.clock() + timedelta(seconds=1)) == 1


def test_a_page_comes_back_from_its_file_and_what_is_no_page_is_refused() -> None:
    days, _ = three_days()
    page = days.pages[1]
    assert read(written(page)) == page
    assert (
        "70" not in written(page).decode().split("\n")[0].replace(page.head.root, "").replace(page.head.before, "")[:80]
    )
    for spoilt in (b"", b"\xff", b"{}", b"[]\n", written(page)[1:], written(page).replace(b'"count":', b'"counted":')):
        with pytest.raises(BadInput):
            read(spoilt)


def test_no_page_holds_a_code_a_word_a_name_or_what_these_could_be_guessed_from() -> None:
    days, codes = three_days()
    text = "".join(data.decode() for data in days.files.kept.values())
    assert not [e.hash for code in codes for e in days.world.tickets.timeline(SLUG, code) if e.hash in text]
    assert text
    assert not [code for code in codes if code in text]
    assert "ổ gà" not in text
    assert "phong-ha-tang" not in text


def test_a_citizen_gets_a_receipt_once_the_day_is_sealed() -> None:
    days = Days()
    days.note(ticket := days.world.opened())
    with pytest.raises(Conflict):
        days.book.receipt(SLUG, ticket.code, PIN)
    days.to_next_night()
    days.to_next_night()
    receipt = days.book.receipt(SLUG, ticket.code.lower(), PIN)
    assert (receipt.code, receipt.leaf.n, receipt.leaf.at) == (ticket.code, 1, ticket.opened_at)
    assert receipt.leaf.ticket == mark_of(SLUG, ticket.code)
    assert receipt_holds(receipt.leaf, receipt.index, receipt.head, receipt.path)
    for code, pin in ((ticket.code, "000000"), ("SM-0000-0000-0000", PIN), ("x", PIN)):
        with pytest.raises(NotFound):
            days.book.receipt(SLUG, code, pin)


def test_what_stands_on_a_later_page_has_its_receipt_too() -> None:
    """A petition that was open before the ledger began, and one whose record came the morning after."""
    days, codes = three_days()
    receipt = days.book.receipt(SLUG, codes[0], PIN)
    assert receipt.head.day == days.pages[0].head.day
    assert receipt.leaf.at < days.pages[0].leaves[-1].at
    assert receipt_holds(receipt.leaf, receipt.index, receipt.head, receipt.path)
    new = days.world.opened("Rác ở chợ", person="909")
    days.to_next_night()
    days.in_the_morning()
    days.note_late(new, days.world.tickets.timeline(SLUG, new.code)[0])
    days.to_next_night()
    late = days.book.receipt(SLUG, new.code, PIN)
    assert late.head.day == days.pages[-1].head.day
    assert receipt_holds(late.leaf, late.index, late.head, late.path)
    with pytest.raises(NotFound):
        days.book.receipt(SLUG, new.code, "\ud800")


def test_what_came_two_days_late_and_the_late_first_event_of_an_old_petition_have_their_receipts() -> None:
    days = Days()
    old, other = (days.world.opened("Mặt đường có ổ gà rất sâu", person=person) for person in "12")
    days.note(other)
    days.world.clock.pass_by(days=1)
    days.note(days.world.does(other.code, "accept", HANDLER))
    days.to_next_night()
    days.in_the_morning()
    old, stuck = days.world.does(old.code, "accept", HANDLER), days.world.opened("Rác ở chợ", person="9")
    days.to_next_night()
    days.in_the_morning()
    days.note_late(old, days.world.tickets.timeline(SLUG, old.code)[1])
    came = days.to_next_night() and days.pages[-1].head.day
    days.in_the_morning()
    assert days.book.receipt(SLUG, old.code, PIN).head.day == came
    days.note_late(stuck, days.world.tickets.timeline(SLUG, stuck.code)[0])
    days.to_next_night()
    assert days.book.receipt(SLUG, stuck.code, PIN).head.day == days.pages[-1].head.day


def test_pages_are_listed_newest_first_with_a_cursor() -> None:
    days, _ = three_days()
    first, cursor = days.book.page(SLUG, 2, None)
    second, end = days.book.page(SLUG, 2, cursor)
    assert [kept.head for kept in [*first, *second]] == [page.head for page in reversed(days.pages)]
    assert end is None
    with pytest.raises(BadInput):
        days.book.page(SLUG, 2, "x")
    with pytest.raises(NotFound):
        days.book.one(SLUG, date(2020, 1, 1))


def test_a_province_whose_ledger_cannot_be_sealed_holds_up_no_other() -> None:
    days = Days()
    text = json.dumps(document() | {"slug": "tinh-khac"})
    for account in document()["accounts"]:
        text = text.replace(f'"{account["id"]}"', f'"9{account["id"]}"')
    days.world.provinces.put(json.loads(text), "test")
    days.note(days.world.opened())
    days.world.clock.pass_by(days=1)
    whole = days.timeline.day

    def torn(tenant: str, day: date) -> Iterator[Entry]:
        if tenant == SLUG:
            raise TryAgain("the table does not answer")
        return whole(tenant, day)

    book = replace(days.book, timeline=Torn(how=torn))
    assert book.run() == 1
    assert [tenant for tenant, _ in days.heads.kept] == ["tinh-khac"]
    assert days.book.run() == 1
