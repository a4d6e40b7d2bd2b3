"""The fakes and DynamoDB keep the clock of a training province, and what would have gone out, alike."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.errors import StaleTicket
from chalicelib.training.captured import Book, Captured
from chalicelib.training.clock import Clock, Clocks
from tests.builders import SLUG, at
from tests.fakes_training import ShelfBook, ShelfClocks

FIRST = Captured(
    tenant=SLUG, id="a1", at=at("2026-11-18 09:00"), purpose="ack", way="messenger", to=("alias-1",),
    text="Đã nhận phản ánh", code="TH-1",
)  # fmt: skip
SECOND = replace(
    FIRST, id="b2", at=FIRST.at + timedelta(hours=1), way="email", subject="Quá hạn", to=("cb-01", "cb-02")
)
SAME = replace(SECOND, id="c3", code="")


@pytest.fixture(params=["shelf", "dynamo"])
def clocks(request: pytest.FixtureRequest) -> Clocks:
    if request.param == "shelf":
        return ShelfClocks()
    from chalicelib.training.dynamo import DynamoClocks

    return DynamoClocks(request.getfixturevalue("fresh_tables")[0])


@pytest.fixture(params=["shelf", "dynamo"])
def book(request: pytest.FixtureRequest) -> Book:
    if request.param == "shelf":
        found: Book = ShelfBook()
    else:
        from chalicelib.training.dynamo import DynamoBook

        found = DynamoBook(request.getfixturevalue("fresh_tables")[0])
    for number, one in enumerate((SECOND, FIRST, SAME, replace(FIRST, tenant="tinh-khac"))):
        found.add(one, 2_000_000_000 + number)
    return found


def test_a_clock_comes_back_as_it_was_put_to_the_millisecond(clocks: Clocks) -> None:
    assert clocks.of(SLUG) == Clock(tenant=SLUG)
    put = Clock(
        tenant=SLUG, ahead=timedelta(days=3, microseconds=1999), goal=at("2026-12-01 08:00"),
        held_until=at("2026-11-18 09:02"), happened={"escalate": 2, "round.sweep": 3},
    )  # fmt: skip
    saved = clocks.save(put)
    assert saved == replace(put, ahead=timedelta(days=3, milliseconds=1), version=1)
    assert clocks.of(SLUG) == saved
    assert clocks.of("tinh-khac") == Clock(tenant="tinh-khac")
    again = clocks.save(replace(saved, goal=None, held_until=None, happened={}))
    assert clocks.of(SLUG) == again == Clock(tenant=SLUG, ahead=saved.ahead, version=2)


def test_of_two_who_put_it_forward_one_is_told_to_look_again(clocks: Clocks) -> None:
    seen = clocks.save(Clock(tenant=SLUG))
    clocks.save(replace(seen, ahead=timedelta(hours=1)))
    for stale in (replace(seen, ahead=timedelta(hours=2)), Clock(tenant=SLUG)):
        with pytest.raises(StaleTicket):
            clocks.save(stale)
    assert clocks.of(SLUG).ahead == timedelta(hours=1)


def test_what_would_have_gone_out_is_read_newest_first_a_tenant_by_itself(book: Book) -> None:
    assert list(book.newest(SLUG, 10, "")) == [SAME, SECOND, FIRST]
    assert list(book.newest(SLUG, 2, "")) == [SAME, SECOND]
    assert list(book.newest(SLUG, 2, SECOND.place)) == [FIRST]
    assert list(book.newest(SLUG, 2, FIRST.place)) == []
    assert [one.tenant for one in book.newest("tinh-khac", 10, "")] == ["tinh-khac"]


def test_the_clock_is_no_message(clocks: Clocks, book: Book) -> None:
    clocks.save(Clock(tenant=SLUG))
    assert len(book.newest(SLUG, 10, "")) == 3
