"""The fakes and DynamoDB keep followers and broadcasts alike."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib import staged
from chalicelib.broadcast.broadcast import Audience, Broadcast, Kind, State
from chalicelib.broadcast.census import Census
from chalicelib.broadcast.follower import SHARDS, Follower, shard_of
from chalicelib.broadcast.message import message
from chalicelib.broadcast.store import Broadcasts, Page, Register, Whom
from chalicelib.broadcast.tally import Tally
from chalicelib.errors import StaleTicket
from chalicelib.ticket.store import Outbox
from tests.builders import SLUG, World, at
from tests.fakes import ShelfOutbox
from tests.fakes_broadcast import ShelfBroadcasts, ShelfRegister, everybody

NOW = at("2026-11-18 09:00")
MONTH = date(2026, 11, 1)


@dataclass
class Stores:
    broadcasts: Broadcasts
    register: Register
    outbox: Outbox


@pytest.fixture(params=["shelf", "dynamo"])
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    if request.param == "shelf":
        kept = ShelfBroadcasts()
        yield Stores(kept, ShelfRegister(), ShelfOutbox(kept.shelf))
    else:
        petitions, _ = request.getfixturevalue("fresh_tables")
        from chalicelib.broadcast.dynamo import DynamoBroadcasts
        from chalicelib.broadcast.dynamo_register import DynamoRegister
        from chalicelib.ticket.dynamo_outbox import DynamoOutbox

        yield Stores(DynamoBroadcasts(petitions), DynamoRegister(petitions, lambda: NOW), DynamoOutbox(petitions))


def broadcast(**given: Any) -> Broadcast:
    base: dict[str, Any] = {
        "tenant": SLUG, "id": "01a1ec61e10000000001", "kind": Kind.POLICY, "topic": "", "title": "Tin", "text": "Lời",
        "audience": Audience(areas=frozenset({"90002", "90001"}), unplaced=True), "by": "cb-1", "unit": "so-khcn",
        "created_at": NOW,
    }  # fmt: skip
    return Broadcast(**(base | given))


def follower(number: int, **given: Any) -> Follower:
    base: dict[str, Any] = {
        "tenant": SLUG, "channel": "facebook", "account": "2001", "alias": f"p{number:05}", "heard_at": NOW,
    }  # fmt: skip
    return Follower(**(base | given))


def page(number: int, **given: Any) -> Page:
    base: dict[str, Any] = {
        "whom": (Whom("zalo", "3001", "p1", "en"),), "left_out": {"muted": 2}, "shard": 4, "after": "k",
        "until": NOW,
    }  # fmt: skip
    return Page(number=number, **(base | given))


def test_a_broadcast_comes_back_as_it_was_kept(stores: Stores) -> None:
    whole = broadcast(
        topic="giao-thong", title_en="News", text_en="Words", link="https://a.vn", state=State.RUNNING,
        submitted_by="a", decided_by="b", decided_at=NOW, reason="r", at=NOW, started_at=NOW, done_at=NOW, shard=3,
        after="facebook#2001#p1", pages=7, counted=2, rounds=1, next_at=NOW + timedelta(minutes=2),
        reserved={"dong": 400}, reserved_in="2026-11-01", round_at=NOW + timedelta(hours=1),
        fares=Tally(owed=9, left_out={"muted": 2}, settled={"sent zalo": 7}, waiting=((0, 3), (11, 99))),
        round=Tally(owed=4, settled={"sent zalo": 4}),
    )  # fmt: skip
    assert stores.broadcasts.find(SLUG, whole.id) is None
    saved = stores.broadcasts.save(whole)
    assert saved == replace(whole, version=1)
    assert stores.broadcasts.find(SLUG, whole.id) == saved
    assert stores.broadcasts.find("tinh-khac", whole.id) is None
    bare = stores.broadcasts.save(broadcast(id="01a1ec61e10000000002", audience=Audience()))
    assert stores.broadcasts.find(SLUG, bare.id) == bare


def test_of_two_who_save_the_same_version_one_is_refused(stores: Stores) -> None:
    saved = stores.broadcasts.save(broadcast())
    stores.broadcasts.save(replace(saved, pages=1))
    for stale in (replace(saved, pages=2), broadcast()):
        with pytest.raises(StaleTicket):
            stores.broadcasts.save(stale)
    found = stores.broadcasts.find(SLUG, saved.id)
    assert found
    assert (found.pages, found.version) == (1, 2)


def test_what_is_spent_is_kept_with_the_broadcast_or_not_at_all(stores: Stores) -> None:
    assert stores.broadcasts.spent(SLUG, MONTH) == {}
    saved = stores.broadcasts.save(broadcast(), {"dong": 400, "3001": 2}, MONTH)
    saved = stores.broadcasts.save(saved, {"dong": 100}, MONTH)
    with pytest.raises(StaleTicket):
        stores.broadcasts.save(broadcast(), {"dong": 1}, MONTH)
    assert stores.broadcasts.spent(SLUG, MONTH) == {"dong": 500, "3001": 2}
    assert stores.broadcasts.spent(SLUG, date(2026, 12, 1)) == {}
    assert stores.broadcasts.spent("tinh-khac", MONTH) == {}


def test_what_is_taken_of_a_month_that_has_moved_is_not_kept_nor_is_its_broadcast(stores: Stores) -> None:
    first, second = (stores.broadcasts.save(broadcast(id=f"01a1ec61e1000000000{n}")) for n in range(2))
    stores.broadcasts.save(first, {"dong": 400}, MONTH, {})
    for known in ({}, {"dong": 399}, {"dong": 400, "3001": 1}):
        with pytest.raises(StaleTicket):
            stores.broadcasts.save(second, {"dong": 400}, MONTH, known)
    assert stores.broadcasts.find(SLUG, second.id) == second
    assert stores.broadcasts.spent(SLUG, MONTH) == {"dong": 400}
    stores.broadcasts.save(second, {"dong": 1, "3001": 2}, MONTH, {"dong": 400})
    assert stores.broadcasts.spent(SLUG, MONTH) == {"dong": 401, "3001": 2}


def test_they_are_listed_newest_first_and_due_when_the_clock_must_look(stores: Stores) -> None:
    ids = [f"01a1ec61e1000000000{number}" for number in range(4)]
    for number, one in enumerate(ids):
        stores.broadcasts.save(broadcast(id=one, next_at=NOW + timedelta(hours=number) if number else None))
    assert [one.id for one in stores.broadcasts.newest(SLUG, 2, "")] == [ids[3], ids[2]]
    assert [one.id for one in stores.broadcasts.newest(SLUG, 9, ids[2])] == [ids[1], ids[0]]
    assert stores.broadcasts.newest("tinh-khac", 9, "") == []
    assert set(stores.broadcasts.due(SLUG, NOW + timedelta(hours=2))) == {ids[1], ids[2]}
    first = stores.broadcasts.find(SLUG, ids[1])
    assert first
    stores.broadcasts.save(replace(first, next_at=None))
    assert set(stores.broadcasts.due(SLUG, NOW + timedelta(hours=9))) == {ids[2], ids[3]}


def test_the_first_decision_on_a_page_stands(stores: Stores) -> None:
    assert stores.broadcasts.page(SLUG, "b", 0) is None
    assert stores.broadcasts.page(SLUG, "b", -3) is None
    assert stores.broadcasts.keep_page(SLUG, "b", page(0)) == page(0)
    assert stores.broadcasts.keep_page(SLUG, "b", page(0, shard=9)) == page(0)
    stores.broadcasts.keep_page(SLUG, "b", page(11, whom=(), left_out={}))
    assert stores.broadcasts.page(SLUG, "b", 0) == page(0)
    assert stores.broadcasts.page(SLUG, "b", 11) == page(11, whom=(), left_out={})
    assert stores.broadcasts.page(SLUG, "c", 0) is None


def test_how_far_it_is_counted_is_kept(stores: Stores) -> None:
    assert stores.broadcasts.census(SLUG, "b") is None
    begun = Census(
        of="x", at=NOW, begun_at=NOW, saved_at=NOW, shard=3, after="k", people=9, without={"left": 2},
        groups={("zalo", "3001", "en", 3600): 7},
    )  # fmt: skip
    kept = stores.broadcasts.keep_census(SLUG, "b", begun)
    assert stores.broadcasts.census(SLUG, "b") == kept == replace(begun, version=1)
    with pytest.raises(StaleTicket):
        stores.broadcasts.keep_census(SLUG, "b", begun)
    assert stores.broadcasts.census("tinh-khac", "b") is None


def test_a_message_is_owed_once_and_stands_on_the_agenda_of_what_goes_to_many(stores: Stores) -> None:
    province = World().province
    one = message(province, broadcast(started_at=NOW), Whom("zalo", "3001", "p1", ""), NOW)
    two = message(province, broadcast(started_at=NOW), Whom("zalo", "3001", "p2", ""), NOW)
    assert stores.broadcasts.owe([one]) == 1
    assert stores.broadcasts.owe([replace(one, since=NOW + timedelta(hours=1)), two]) == 1
    keys = [(each.parent, each.id) for each in (one, two)]
    assert sorted(each.parent for each in stores.broadcasts.owed([*keys, (one.parent, "nothing")])) == sorted(
        each.parent for each in (one, two)
    )
    assert stores.outbox.get(one.parent, one.id) == one
    assert list(stores.outbox.due(SLUG, NOW)) == []
    assert sorted(stores.outbox.due(SLUG, NOW, bulk=True)) == sorted(keys)


def test_where_a_training_province_leaves_its_notices_is_told(fresh_tables: tuple[str, str]) -> None:
    from chalicelib.broadcast.dynamo import DynamoBroadcasts

    told: list[str] = []
    people = [Whom("zalo", "3001", f"p{number}", "") for number in range(20)]
    notices = [message(World().province, broadcast(started_at=NOW), whom, NOW) for whom in people]
    with staged.played(SLUG, timedelta(0), lambda _, partition: told.append(partition)):
        assert DynamoBroadcasts(fresh_tables[0]).owe(notices) == 20
    assert sorted(told) == sorted(notice.parent for notice in notices)


def test_followers_come_in_slices_of_a_shard_and_all_at_once(stores: Stores) -> None:
    people = [follower(number, locale="en" if number % 2 else "") for number in range(200)]
    for one in people:
        stores.register.met(one)
    stores.register.met(follower(1, tenant="tinh-khac"))
    assert sorted(everybody(stores.register, SLUG), key=lambda one: one.alias) == people
    walked: list[Follower] = []
    for shard in range(SHARDS):
        after = ""
        while True:
            found = stores.register.slice(SLUG, shard, after, 3)
            walked += found.followers
            assert [shard_of(one.key) for one in found.followers] == [shard] * len(found.followers)
            after = found.after
            if not after:
                break
    assert sorted(walked, key=lambda one: one.alias) == people


def test_what_petitions_say_stays_when_the_conversation_moves_on(stores: Stores) -> None:
    one = follower(1)
    stores.register.asked(SLUG, one.key, "SM-2", ("dau-tu", "", "business"))
    assert everybody(stores.register, SLUG) == [], "no conversation has spoken of them yet"
    stores.register.met(one)
    stores.register.asked(SLUG, one.key, "SM-1", ("giao-thong", "90001", "person"))
    stores.register.met(replace(one, muted=True, left=True, heard_at=NOW + timedelta(hours=1)))
    (found,) = everybody(stores.register, SLUG)
    assert (set(found.fields), set(found.places), set(found.submitters)) == (
        {"dau-tu", "giao-thong"}, {"90001"}, {"business", "person"},
    )  # fmt: skip
    assert (found.muted, found.left, found.heard_at) == (True, True, NOW + timedelta(hours=1))
    stores.register.asked(SLUG, one.key, "SM-1", ("dau-tu", "", "person"))
    stores.register.asked(SLUG, one.key, "SM-2", None)
    stores.register.asked(SLUG, "facebook#2001#nobody", "SM-2", None)
    (found,) = everybody(stores.register, SLUG)
    assert (set(found.fields), set(found.places), set(found.submitters)) == ({"dau-tu"}, set(), {"person"})


def test_who_is_forgotten_is_gone(stores: Stores) -> None:
    one = follower(1)
    stores.register.met(one)
    stores.register.asked(SLUG, one.key, "SM-1", ("giao-thong", "90001", "person"))
    for _ in range(2):
        stores.register.forget(SLUG, one.key)
        assert everybody(stores.register, SLUG) == []
