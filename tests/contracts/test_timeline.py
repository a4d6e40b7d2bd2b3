"""The fake and DynamoDB keep the timeline alike."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.ticket.life import Change
from chalicelib.ticket.workflow import Status
from chalicelib.timeline.gaps import Counted
from chalicelib.timeline.store import Late, Timeline
from tests.builders import HANDLER, SLUG, World
from tests.fakes_timeline import ShelfTimeline
from tests.report.town import ShelfPartitions
from tests.timeline.samples import BARE, DAY, NOW, WHOLE

NEXT = date(2026, 11, 19)


@pytest.fixture(params=["shelf", "dynamo"])
def timeline(request: pytest.FixtureRequest) -> Iterator[Timeline]:
    if request.param == "shelf":
        yield ShelfTimeline()
    else:
        petitions, _ = request.getfixturevalue("fresh_tables")
        from chalicelib.timeline.dynamo import DynamoTimeline

        yield DynamoTimeline(petitions)


def test_an_entry_comes_back_as_it_was_put_on_its_day_and_nowhere_else(timeline: Timeline) -> None:
    timeline.put([WHOLE, BARE, BARE])
    timeline.put([replace(BARE, tenant="tinh-khac", code="X-1"), replace(BARE, day=NEXT, code="SM-9")])
    assert list(timeline.day(SLUG, DAY)) == [BARE, WHOLE]
    assert [entry.code for entry in timeline.day("tinh-khac", DAY)] == ["X-1"]
    assert list(timeline.day(SLUG, date(2026, 11, 20))) == []


def test_a_row_of_a_newer_version_is_read_as_far_as_it_is_known() -> None:
    from chalicelib.timeline.dynamo import _entry, _said

    assert [_entry(_said(entry)) for entry in (BARE, WHOLE)] == [BARE, WHOLE]
    assert _entry([*_said(WHOLE), "something new"]) == WHOLE


def test_a_day_is_in_the_order_in_which_things_happened(timeline: Timeline) -> None:
    later = [replace(BARE, code=code, n=n, at=NOW + timedelta(seconds=s)) for code, n, s in (
        ("SM-2", 10, 5), ("SM-2", 9, 5), ("SM-1", 11, 5), ("SM-3", 1, 0),
    )]  # fmt: skip
    timeline.put(later)
    assert [(e.code, e.n) for e in timeline.day(SLUG, DAY)] == [("SM-3", 1), ("SM-1", 11), ("SM-2", 9), ("SM-2", 10)]


def test_more_than_a_batch_of_entries_is_put(timeline: Timeline) -> None:
    timeline.put(replace(BARE, n=n) for n in range(1, 61))
    assert [entry.n for entry in timeline.day(SLUG, DAY)] == list(range(1, 61))


def test_an_event_that_is_put_again_is_there_once(timeline: Timeline) -> None:
    assert not timeline.has(WHOLE)
    timeline.put([WHOLE])
    timeline.put([WHOLE])
    assert timeline.has(WHOLE)
    assert not timeline.has(BARE)
    assert len(list(timeline.day(SLUG, DAY))) == 1


def test_what_came_late_is_remembered_by_the_day_on_which_it_came(timeline: Timeline) -> None:
    first = Late(noted=NEXT, noted_at=NOW + timedelta(days=1), entry=WHOLE)
    again = replace(first, noted_at=NOW + timedelta(days=1, hours=1))
    other = replace(first, noted=date(2026, 11, 21), entry=BARE)
    timeline.put_late([first])
    timeline.put_late([again, other])
    assert timeline.late(SLUG, NEXT, NEXT) == [first]
    assert timeline.late(SLUG, DAY, date(2026, 11, 21)) == [first, other]
    assert timeline.late(SLUG, DAY, DAY) == []
    assert timeline.late("tinh-khac", DAY, date(2026, 11, 21)) == []


@pytest.fixture(params=["shelf", "dynamo"])
def lived(request: pytest.FixtureRequest) -> Iterator[tuple[Counted, World, str]]:
    """A petition of two events, as the store keeps it."""
    world = World()
    code = world.opened().code
    first, opened = world.tickets.get(SLUG, code), world.tickets.timeline(SLUG, code)
    world.does(code, "accept", HANDLER)
    if request.param == "shelf":
        yield ShelfPartitions(world.tickets), world, code
    else:
        petitions, _ = request.getfixturevalue("fresh_tables")
        from chalicelib.ticket.dynamo import DynamoTickets
        from chalicelib.timeline.dynamo import DynamoTimeline

        tickets, (_, accepted) = DynamoTickets(petitions), world.tickets.timeline(SLUG, code)
        tickets.commit(Change(ticket=first, events=tuple(opened)))
        now = world.tickets.get(SLUG, code)
        tickets.commit(Change(before=tickets.get(SLUG, code), ticket=now, events=(accepted,)))
        yield DynamoTimeline(petitions), world, code


def test_petitions_say_what_happened_to_them_and_how_much(lived: tuple[Counted, World, str]) -> None:
    partitions, world, code = lived
    opened, accepted = world.tickets.timeline(SLUG, code)
    keys = [(SLUG, code, 1), (SLUG, code, 2), (SLUG, code, 3)]
    assert dict(partitions.events(keys)) == {keys[0]: opened, keys[1]: accepted}
    assert partitions.timeline(SLUG, code) == [opened, accepted]
    assert dict(partitions.counts(SLUG, [code])) == {code: 2}
    assert not partitions.events([])
    assert not partitions.counts(SLUG, [])
    found = partitions.find(SLUG, code)
    assert found is not None
    assert (found.status, found.events) == (Status.IN_PROGRESS, 2)
    assert partitions.find(SLUG, "no-such-code") is None
