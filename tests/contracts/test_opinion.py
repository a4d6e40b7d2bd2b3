"""The fake and DynamoDB keep opinion alike."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.errors import StaleTicket
from chalicelib.opinion.signal import Change, Item, Kind, Place, Sign, Slot, relabelled
from chalicelib.opinion.store import Opinions
from tests.builders import SLUG, at
from tests.fakes_opinion import ShelfOpinions

NOW = at("2026-11-18 09:00")
DAY = date(2026, 11, 18)
HERE = Place(day=DAY, channel="facebook", account="2001", unit="so-khcn", topic="giao-thong")
THERE = replace(HERE, topic="")
SIGN = Sign(place=HERE, kind=Kind.COMMENT)


@pytest.fixture(params=["shelf", "dynamo"])
def store(request: pytest.FixtureRequest) -> Iterator[Opinions]:
    if request.param == "shelf":
        yield ShelfOpinions()
    else:
        petitions, _ = request.getfixturevalue("fresh_tables")
        from chalicelib.opinion.dynamo import DynamoOpinions

        yield DynamoOpinions(petitions)


def item(number: int = 1, **given: Any) -> Item:
    base: dict[str, Any] = {
        "tenant": SLUG, "id": f"20261118T02000{number}-{'a' * 16}", "sign": SIGN, "text": "Rất tốt", "link": "",
        "at": NOW, "expires_at": NOW + timedelta(days=30),
    }  # fmt: skip
    return Item(**(base | given))


def change(key: str = "k1", version: int = 0, **given: Any) -> Change:
    slot = Slot(tenant=SLUG, key=key, at=NOW, rank=0, sign=SIGN, item=item().id, version=version)
    return Change(**({"slot": slot, "deltas": {HERE: {"comments": 1}}, "item": item(), "person": (DAY, "m1")} | given))


def test_a_sign_is_written_whole(store: Opinions) -> None:
    assert store.slot(SLUG, "k1") is None
    store.write(change())
    assert store.slot(SLUG, "k1") == replace(change().slot, version=1)
    assert store.slot("tinh-khac", "k1") is None
    assert store.counted(SLUG, DAY) == {HERE: {"comments": 1}}
    assert (store.known(SLUG, DAY, "m1"), store.known(SLUG, DAY, "m2")) == (True, False)
    assert store.item(SLUG, item().id) == item()
    assert (store.counted("tinh-khac", DAY), store.known("tinh-khac", DAY, "m1")) == ({}, False)
    assert store.item("tinh-khac", item().id) is None


def test_of_two_that_saw_the_same_the_second_writes_nothing(store: Opinions) -> None:
    store.write(change())
    with pytest.raises(StaleTicket):
        store.write(change())
    assert store.counted(SLUG, DAY) == {HERE: {"comments": 1}}


def test_a_sign_that_moves_takes_its_count_along_and_what_is_nothing_is_not_shown(store: Opinions) -> None:
    store.write(change())
    moved = replace(SIGN, place=THERE)
    after = replace(change().slot, sign=moved, version=1)
    deltas = {HERE: {"comments": -1}, THERE: {"comments": 1}}
    new = item(sign=moved, text="Chưa tốt")
    store.write(Change(slot=after, deltas=deltas, gone=item(), item=new))
    assert store.counted(SLUG, DAY) == {THERE: {"comments": 1}}
    assert store.item(SLUG, item().id) == new
    gone = replace(after, sign=None, item="", version=2)
    store.write(Change(slot=gone, deltas={THERE: {"comments": -1}}, gone=new))
    assert store.counted(SLUG, DAY) == {}
    assert store.item(SLUG, item().id) is None
    assert store.slot(SLUG, "k1") == replace(gone, version=3)


def test_many_signs_add_up(store: Opinions) -> None:
    for number in range(12):
        deltas = {HERE: {"reactions": 1, "love": 1, "people": 1}}
        slot = Slot(tenant=SLUG, key=f"k{number}", at=NOW, rank=0, sign=None)
        store.write(Change(slot=slot, deltas=deltas, person=(DAY, f"m{number}")))
    assert store.counted(SLUG, DAY) == {HERE: {"reactions": 12, "love": 12, "people": 12}}
    assert store.counted(SLUG, DAY + timedelta(days=1)) == {}


def test_whoever_two_saw_for_the_first_time_is_counted_once(store: Opinions) -> None:
    store.write(change())
    with pytest.raises(StaleTicket):
        store.write(change(key="k2", item=item(2)))
    assert store.slot(SLUG, "k2") is None


def test_somebody_is_forgotten_and_nobody_else(store: Opinions) -> None:
    days = [DAY - timedelta(days=n) for n in range(130)]  # more than one call to the store
    for number, (day, mark) in enumerate(((DAY, "m1"), (days[120], "m2"), (DAY, "n1"))):
        whose = item(number + 1, owner=f"{day.isoformat()}#{mark}")
        store.write(change(key=f"k{number}", item=whose, person=(day, mark)))
    mine = store.item(SLUG, item(2).id)
    assert mine is not None
    store.relabel(mine, replace(mine, label="negative"), {})
    marks = dict.fromkeys(days, "m0") | {DAY: "m1", days[120]: "m2"}
    assert [one.id for one in store.said_by(SLUG, marks)] == [item(2).id, item(1).id], "labelled or not"
    assert (store.said_by("tinh-khac", marks), store.said_by(SLUG, {DAY: "m0"})) == ([], [])
    assert store.forget("tinh-khac", marks) == 0
    assert store.forget(SLUG, marks) == 2
    assert [store.item(SLUG, item(number).id) is None for number in (1, 2, 3)] == [True, True, False]
    assert [store.known(SLUG, *whose) for whose in ((DAY, "m1"), (days[120], "m2"), (DAY, "n1"))] == [
        False,
        False,
        True,
    ]
    assert store.counted(SLUG, DAY) == {HERE: {"comments": 3}}
    assert (store.said_by(SLUG, marks), store.forget(SLUG, marks)) == ([], 0)


def test_words_are_listed_the_newest_first_by_whether_they_are_labelled(store: Opinions) -> None:
    for number in range(1, 5):
        store.write(change(key=f"k{number}", item=item(number), person=(DAY, f"m{number}")))
    assert [one.id for one in store.items(SLUG, False, 2, "")] == [item(4).id, item(3).id]
    assert [one.id for one in store.items(SLUG, False, 9, item(3).id)] == [item(2).id, item(1).id]
    after = replace(item(2), label="negative", substantiated=False, by="pt-1", labelled_at=NOW)
    saved = store.relabel(item(2), after, relabelled(item(2), after))
    assert saved == replace(after, version=1)
    assert store.items(SLUG, True, 9, "") == [saved]
    assert [one.id for one in store.items(SLUG, False, 9, "")] == [item(n).id for n in (4, 3, 1)]
    assert store.item(SLUG, item(2).id) == saved
    assert store.counted(SLUG, DAY) == {HERE: {"comments": 4, "negative": 1, "unsubstantiated": 1}}
    again = replace(saved, label="positive", substantiated=None)
    assert store.relabel(saved, again, relabelled(saved, again)).version == 2
    assert store.counted(SLUG, DAY) == {HERE: {"comments": 4, "positive": 1}}
    with pytest.raises(StaleTicket):
        store.relabel(saved, again, {HERE: {"neutral": 1}})


def test_words_that_were_labelled_meanwhile_are_not_taken_away_unseen(store: Opinions) -> None:
    store.write(change())
    after = replace(item(), label="negative")
    store.relabel(item(), after, relabelled(item(), after))
    slot = replace(change().slot, sign=None, item="", version=1)
    for new in (None, item(text="Đã sửa")):
        with pytest.raises(StaleTicket):
            store.write(Change(slot=slot, deltas={}, gone=item(), item=new))
    assert store.item(SLUG, item().id) == replace(after, version=1)
