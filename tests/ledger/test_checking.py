"""Whatever is changed in a ledger or in the store beneath it, the check names the petition and the day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from chalicelib.ledger.checking import findings, receipt_holds, stored_findings
from chalicelib.ledger.page import Leaf, Page, bound, mark_of
from chalicelib.ticket.ticket import Event
from tests.builders import SLUG, at
from tests.ledger.days import PIN, Days, three_days, veil

DAY = date(2026, 11, 18)


@pytest.fixture(scope="module")
def sealed() -> tuple[Days, list[str]]:
    return three_days()


def resealed(pages: list[Page]) -> list[Page]:
    """What somebody would publish who changed a page and sealed it and all that follow anew."""
    done: list[Page] = []
    for page in pages:
        head = page.head
        done.append(bound(head.tenant, head.zone, head.day, page.leaves, done[-1].head.seal if done else ""))
    return done


def with_leaf(pages: list[Page], place: int, change: Callable[[Leaf], Leaf | None]) -> list[Page]:
    """The second event of a petition on a page, changed or left out, everything sealed anew."""
    page = pages[place]
    left = [new for index, leaf in enumerate(page.leaves) if (new := change(leaf) if index == 1 else leaf)]
    return resealed([*pages[:place], replace(page, leaves=tuple(left)), *pages[place + 1 :]])


def test_an_honest_ledger_has_no_findings(sealed: tuple[Days, list[str]]) -> None:
    days, codes = sealed
    assert len(days.pages) == 3
    assert findings(days.pages) == []
    assert findings(resealed(days.pages)) == []
    assert stored_findings(SLUG, days.pages, {c: days.world.tickets.timeline(SLUG, c) for c in codes}, veil) == []


CHANGES: dict[str, Callable[[Leaf], Leaf | None]] = {
    "changed": lambda leaf: replace(leaf, hash="0" * 64),
    "changed before": lambda leaf: replace(leaf, prev="0" * 64),
    "removed": lambda leaf: None,
    "dated back": lambda leaf: replace(leaf, at=leaf.at - timedelta(days=1)),
    "dated ahead": lambda leaf: replace(leaf, at=leaf.at + timedelta(days=1)),
    "another number": lambda leaf: replace(leaf, n=leaf.n + 1),
    "another petition": lambda leaf: replace(leaf, ticket="f" * 32),
}


# Of what was open before the first page nobody can say any more when it began.
TAMPERED = [(place, what) for place in (0, 1) for what in CHANGES if (place, what) != (0, "dated back")]


@pytest.mark.parametrize(("place", "what"), TAMPERED)
def test_an_event_that_was_tampered_with_is_found_though_all_was_sealed_anew(
    sealed: tuple[Days, list[str]], place: int, what: str
) -> None:
    days, _ = sealed
    touched = days.pages[place].leaves[1].ticket
    found = findings(with_leaf(days.pages, place, CHANGES[what]))
    assert found
    assert any(one.ticket == touched for one in found)


def test_a_page_that_was_changed_left_out_or_taken_from_elsewhere_is_found(sealed: tuple[Days, list[str]]) -> None:
    pages = sealed[0].pages
    first, second, third = pages
    flipped = replace(second, leaves=(replace(second.leaves[0], hash="0" * 64), *second.leaves[1:]))
    cases = {
        second.head.day: [first, flipped, third],
        third.head.day: [first, third],
        first.head.day: [replace(first, leaves=first.leaves[1:]), second, third],
    }
    for day, case in cases.items():
        assert day in {one.day for one in findings(case)}
    assert findings([second, third])[0].what == "the pages before it are missing"
    stranger = replace(second, head=replace(second.head, tenant="tinh-khac"))
    assert "it is another province's" in {one.what for one in findings([first, stranger])}


def chain_of(ticket: str, *moments: datetime) -> list[Leaf]:
    """Events of one petition at these moments, in the order of their numbers."""
    seals = ["", *(f"{n:064x}" for n in range(1, len(moments) + 1))]
    return [
        Leaf(ticket=ticket, n=n, at=when, prev=seals[n - 1], hash=seals[n]) for n, when in enumerate(moments, start=1)
    ]


def paged(first: date, *leaves: list[Leaf]) -> list[Page]:
    """Pages of days that follow each other, with these leaves."""
    return resealed([
        bound(SLUG, "Asia/Ho_Chi_Minh", first + timedelta(days=n), here, "") for n, here in enumerate(leaves)
    ])  # fmt: skip


def test_a_clock_that_is_a_moment_behind_accuses_nobody_over_midnight_either() -> None:
    """A sweep says of all it does when it began: somebody may have acted since, and on the next day."""
    same = chain_of("a" * 32, at("2026-11-18 09:00"), at("2026-11-18 10:00"), at("2026-11-18 09:59"))
    over = chain_of("b" * 32, at("2026-11-18 23:59"), at("2026-11-19 00:01"), at("2026-11-18 23:59"))
    assert findings(paged(DAY, [*same, over[0], over[2]], [over[1]])) == []
    long = chain_of("c" * 32, at("2026-11-18 09:00"), at("2026-11-18 10:00"), at("2026-11-18 09:30"))
    assert [(one.what, one.n) for one in findings(paged(DAY, long))] == [("it is older than the event before it", 3)]
    gone = findings(paged(DAY, [over[0], over[2]], []))
    assert [(one.day, one.what, one.n) for one in gone] == [(DAY, "an event is missing before it", 3)]


def test_what_is_dated_back_to_before_the_first_page_is_found_where_nothing_happened_to_it_since() -> None:
    old = chain_of("a" * 32, at("2026-11-10 09:00"), at("2026-11-19 09:00"))
    made_up = chain_of("b" * 32, at("2026-11-10 09:00"), at("2026-11-11 09:00"))
    assert findings(paged(DAY, [], old)) == []
    told = findings(paged(DAY, [], [*old, *made_up]))
    assert {(one.day, one.ticket, one.what) for one in told} == {
        (DAY + timedelta(days=1), "b" * 32, f"of 2026-11-{day}, not of this day") for day in (10, 11)
    }


def flips(event: Event) -> list[Event]:
    """The event with one thing changed, whichever that is."""
    return [
        replace(event, text=event.text + " "),
        replace(event, text="".join(chr(ord(c) ^ 1) if i == 0 else c for i, c in enumerate(event.text)) or "x"),
        replace(event, by=event.by + "x"),
        replace(event, unit="another"),
        replace(event, at=event.at - timedelta(milliseconds=1)),
        replace(event, facts={**event.facts, "more": 1}),
        replace(event, hash="0" * 64),
    ]


def test_one_byte_in_one_stored_event_names_the_petition_and_the_day(sealed: tuple[Days, list[str]]) -> None:
    days, codes = sealed
    for code in codes:
        events = days.world.tickets.timeline(SLUG, code)
        for place, event in enumerate(events):
            page = next(
                p for p in days.pages if (mark_of(SLUG, code), event.n) in {(le.ticket, le.n) for le in p.leaves}
            )
            for flipped in flips(event):
                told = stored_findings(SLUG, days.pages, {code: [*events[:place], flipped, *events[place + 1 :]]}, veil)
                assert (page.head.day, code, event.n) in {(one.day, one.ticket, one.n) for one in told}
            gone = stored_findings(SLUG, days.pages, {code: [*events[:place], *events[place + 1 :]]}, veil)
            assert (page.head.day, code, event.n) in {(one.day, one.ticket, one.n) for one in gone}


def test_a_receipt_holds_for_its_own_event_place_and_page_only(sealed: tuple[Days, list[str]]) -> None:
    days, codes = sealed
    receipt = days.book.receipt(SLUG, codes[1], PIN)
    leaf, index, head, path = receipt.leaf, receipt.index, receipt.head, receipt.path
    assert receipt_holds(leaf, index, head, path)
    assert not receipt_holds(replace(leaf, at=leaf.at - timedelta(hours=1)), index, head, path)
    assert not receipt_holds(leaf, index + 1, head, path)
    assert not receipt_holds(leaf, index, days.pages[-1].head, path)
    assert not receipt_holds(leaf, index, head, ("zz", *path))
