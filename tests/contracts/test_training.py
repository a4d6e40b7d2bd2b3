"""The fakes and DynamoDB keep the clock of a training province, and what would have gone out, alike."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import boto3
import pytest

from chalicelib import staged
from chalicelib.errors import StaleTicket
from chalicelib.identity.vault import Person
from chalicelib.province.registry import Registry
from chalicelib.training.afresh import Afresh
from chalicelib.training.captured import Book, Captured
from chalicelib.training.clock import Clock, Clocks
from chalicelib.training.footprint import Footprints, Place, Tracker
from tests.builders import SLUG, at
from tests.fakes import Clock as Hands
from tests.fakes import ShelfVersions
from tests.fakes_training import ShelfBook, ShelfClocks, ShelfFootprints, training_document

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
        held_until=at("2026-11-18 09:02"), since=at("2026-11-17 08:00"), clearing=at("2026-11-18 09:00"),
        happened={"escalate": 2, "round.sweep": 3},
    )  # fmt: skip
    saved = clocks.save(put)
    assert saved == replace(put, ahead=timedelta(days=3, milliseconds=1), version=1)
    assert clocks.of(SLUG) == saved
    assert clocks.of("tinh-khac") == Clock(tenant="tinh-khac")
    again = clocks.save(replace(saved, goal=None, held_until=None, since=None, clearing=None, happened={}))
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


OURS = "tinh-tap-huan"


@pytest.fixture(params=["shelf", "dynamo"])
def footprints(request: pytest.FixtureRequest) -> Footprints:
    if request.param == "shelf":
        return ShelfFootprints()
    from chalicelib.training.dynamo_footprint import DynamoFootprints

    return DynamoFootprints(*request.getfixturevalue("fresh_tables"))


def test_places_are_kept_once_a_tenant_by_itself_until_they_are_empty(footprints: Footprints) -> None:
    ticket, person = Place(False, f"T#{OURS}#TH-1"), Place(True, f"P#{OURS}#alias")
    for place in (ticket, person, ticket):
        footprints.mark(OURS, place)
    footprints.mark("tinh-khac", Place(False, "T#tinh-khac#TK-1"))
    assert sorted(footprints.some(OURS, 10), key=str) == sorted([ticket, person], key=str)
    assert len(footprints.some(OURS, 1)) == 1
    assert footprints.empty(OURS, ticket)
    assert list(footprints.some(OURS, 10)) == [person]
    for foreign in (Place(False, "T#tinh-khac#TK-1"), Place(False, f"P#{OURS}"), Place(True, "P#tinh-khac#alias")):
        with pytest.raises(ValueError, match="not a place"):
            footprints.empty(OURS, foreign)


def test_what_is_written_in_a_training_province_is_found_again_and_nothing_else_is_deleted(
    fresh_tables: tuple[str, str],
) -> None:
    """By every way to write there is: pynamodb's rows, batches and transactions, and the vault's own client."""
    from chalicelib.identity.dynamo import DynamoVault
    from chalicelib.ticket.dynamo import transaction
    from chalicelib.ticket.dynamo_models import Row
    from chalicelib.training.dynamo import DynamoBook, DynamoClocks
    from chalicelib.training.dynamo_footprint import DynamoFootprints

    petitions, people = fresh_tables
    clocks, world = DynamoClocks(petitions), Hands()
    footprints = DynamoFootprints(petitions, people)
    tracker = Tracker(clocks, footprints, people, world)

    def lived(tenant: str) -> None:
        Row(pk=f"D#{tenant}#H49", sk="DOSSIER").save()
        Row(pk=f"C#{tenant}#facebook#1#a", sk="CONVERSATION").update(actions=[Row.agenda_at.set("2026")])
        with transaction() as act:
            act.save(Row(pk=f"T#{tenant}#TH-1", sk="TICKET", agenda_pk=f"ticket#{tenant}#0", agenda_at="2026"))
        with Row.batch_write() as batch:
            for number in range(620):
                batch.save(Row(pk=f"L#{tenant}#2026-11-18", sk=f"{number:04}"))
        for kept in ("P#{}", "AU#{}#2026-11", "H#{}", "K#T#{}", "R#{}#staff#x"):
            Row(pk=kept.format(tenant), sk="row").save()
        DynamoVault(people).remember(Person(tenant=tenant, alias="a", channel="facebook", account="1", platform_id="7"))
        DynamoBook(petitions).add(replace(FIRST, tenant=tenant), 2_000_000_000)

    others = (SLUG, f"{OURS}-2", "tinh")
    for tenant in others:
        lived(tenant)
    with staged.played(OURS, timedelta(0), tracker.of(clocks.of(OURS))):
        lived(OURS)
    assert len(footprints.some(OURS, 100)) == 5, "a partition each, of those that must go"
    before = {table: everything(table) for table in fresh_tables}
    clocks.save(Clock(tenant=OURS, ahead=timedelta(days=9), clearing=world()))
    world.pass_by(minutes=1)
    provinces = Registry(ShelfVersions(), world)
    provinces.put(training_document() | {"slug": OURS}, "test")
    afresh = Afresh(provinces, clocks, footprints, lambda prefix: None, world)
    afresh.run(world() + timedelta(minutes=1))
    assert clocks.of(OURS).since == world()
    after = {table: everything(table) for table in fresh_tables}
    stay = {"P", "AU", "H", "K", "R"}
    for table in fresh_tables:
        gone = {key for key in before[table] if key not in after[table]}
        assert {pk.split("#")[1] for pk, _ in gone} == {OURS}
        theirs = {key: row for key, row in before[table].items() if f"#{OURS}" not in key[0] or f"#{OURS}-2" in key[0]}
        assert {key: after[table][key] for key in theirs} == theirs, "byte for byte"
        left = {pk.split("#")[0] for pk, _ in after[table].keys() - theirs.keys()}
        assert left == (stay | {"TR"} if table == petitions else set())
    assert [row for (pk, _), row in after[petitions].items() if pk == f"TR#{OURS}" and "held_until" in row] == []


def everything(table: str) -> dict[tuple[str, str], Any]:
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=table)
    return {(row["pk"]["S"], row["sk"]["S"]): row for page in pages for row in page["Items"]}
