"""The fake and DynamoDB keep followers of dossiers, what they are owed and their stars alike."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest

from chalicelib.dossier.cabinet import Cabinet
from chalicelib.dossier.dossier import Came, Dossier, Owed, Status
from chalicelib.dossier.followers import Follower, Followers, Rating
from chalicelib.dossier.telling import news
from chalicelib.rights.erasures import Erasures
from chalicelib.ticket.ticket import Lane
from tests.builders import SLUG, World, at
from tests.contracts.test_dossiers import CODE, dossier, facts
from tests.fakes import ShelfErasures
from tests.fakes_dossier import ShelfCabinet, ShelfFollowers

NOW = at("2026-11-18 09:00")
CAME = (Came("Bản vẽ"), Came("Giấy phép", "b" * 16))
OWES = Owed(version=2, changed=("status", "missing"), at=NOW, received=CAME, received_at=NOW)


class Stores(NamedTuple):
    cabinet: Cabinet
    followers: Followers
    erasures: Erasures


@pytest.fixture(params=["shelf", "dynamo"])
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    if request.param == "shelf":
        cabinet = ShelfCabinet()
        yield Stores(cabinet, ShelfFollowers(cabinet), ShelfErasures())
    else:
        petitions, _ = request.getfixturevalue("fresh_tables")
        from chalicelib.dossier.dynamo import DynamoCabinet
        from chalicelib.dossier.dynamo_followers import DynamoFollowers
        from chalicelib.rights.dynamo import DynamoErasures

        yield Stores(DynamoCabinet(petitions), DynamoFollowers(petitions), DynamoErasures(petitions))


def follower(alias: str = "a" * 16, **given: Any) -> Follower:
    base: dict[str, Any] = {
        "tenant": SLUG, "code": CODE, "channel": "zalo", "account": "3001", "alias": alias, "lane": Lane.DIRECT, "since": NOW,
    }  # fmt: skip
    return Follower(**(base | given))


def kept(stores: Stores, *aliases: str) -> Dossier:
    """A dossier that is followed by these, as it is stored then."""
    stores.cabinet.save(dossier(), step=True)
    for alias in aliases:
        found = stores.cabinet.find(SLUG, CODE)
        assert found
        assert stores.followers.add(found, follower(alias * 16))
    found = stores.cabinet.find(SLUG, CODE)
    assert found
    return found


def changed(stores: Stores, before: Dossier) -> Dossier:
    """The next version, which owes news."""
    done = replace(changed_to(before, Status.DONE), owes=OWES)
    assert stores.cabinet.save(done, step=True)
    return done


def changed_to(before: Dossier, status: Status) -> Dossier:
    return replace(before, facts=facts(status=status, at=NOW), version=before.version + 1)


def test_who_follows_is_found_by_dossier_person_and_place(stores: Stores) -> None:
    whole = follower("c" * 16, locale="en", ends_at=NOW, asked_at=NOW, lane=Lane.API, channel="api", account="http")
    found = kept(stores, "a", "b")
    assert found.followed
    assert stores.followers.add(found, whole)
    assert stores.followers.find(SLUG, CODE, "c" * 16) == whole
    assert stores.followers.find(SLUG, CODE, "d" * 16) is None
    assert stores.followers.find("tinh-khac", CODE, "a" * 16) is None
    assert stores.followers.of(follower("b" * 16).place) == [follower("b" * 16)]
    assert stores.followers.of(whole.place) == [whole]
    assert [each.alias[0] for each in stores.followers.after(SLUG, CODE, "", 2)] == ["a", "b"]
    assert [each.alias[0] for each in stores.followers.after(SLUG, CODE, "b" * 16, 2)] == ["c"]
    assert stores.followers.after("tinh-khac", CODE, "", 2) == []
    stores.followers.remove(whole)
    stores.followers.remove(whole)
    assert stores.followers.of(whole.place) == []
    assert stores.followers.find(SLUG, CODE, "c" * 16) is None


def test_of_a_change_and_a_new_follower_one_comes_first_and_the_other_must_look_again(stores: Stores) -> None:
    seen = kept(stores)
    assert stores.followers.add(seen, follower())
    assert not stores.cabinet.save(replace(seen, version=2), step=False), "it did not know of the follower"
    assert not stores.followers.add(seen, follower("b" * 16)), "nor did the second follower"
    found = stores.cabinet.find(SLUG, CODE)
    assert found
    changed(stores, found)
    assert not stores.followers.add(found, follower("b" * 16)), "what they were shown is old"
    assert stores.followers.of(follower("b" * 16).place) == []


def test_what_is_owed_is_found_when_it_is_due_and_told_in_steps(stores: Stores) -> None:
    before = kept(stores, "a", "b")
    assert list(stores.followers.owing(SLUG, NOW)) == []
    owing = changed(stores, before)
    assert stores.cabinet.find(SLUG, CODE) == owing
    assert list(stores.followers.owing(SLUG, NOW - timedelta(seconds=1))) == []
    assert list(stores.followers.owing("tinh-khac", NOW)) == []
    assert list(stores.followers.owing(SLUG, NOW)) == [CODE]
    notices = news(World().province, owing, OWES, follower())
    left = replace(OWES, after="a" * 16)
    told = follower(ends_at=NOW)
    assert stores.followers.told(owing, left, notices, [told])
    assert not stores.followers.told(owing, left, notices, []), "somebody has told them already"
    after = stores.cabinet.find(SLUG, CODE)
    assert after
    assert after.owes == left
    assert not stores.followers.told(after, None, notices, []), "nobody is owed the same notice twice"
    assert not stores.followers.told(after, None, [], [follower("c" * 16)]), "who has left is not brought back"
    assert stores.followers.find(SLUG, CODE, "a" * 16) == told
    assert stores.followers.told(after, None, [], [follower()])
    assert stores.followers.find(SLUG, CODE, "a" * 16) == follower(), "it is followed without end again"
    assert list(stores.followers.owing(SLUG, NOW)) == []


def test_who_is_known_in_one_place_only_keeps_nobody_from_being_told(stores: Stores) -> None:
    """A row that has lost its other half is let go; what is written of both would be refused for ever."""
    before = kept(stores, "a", "b")
    half(stores, follower())
    assert stores.cabinet.save(replace(changed_to(before, Status.RETURNED), owes=OWES), step=True)
    world = World()
    newsroom = replace(world.newsroom, cabinet=stores.cabinet, followers=stores.followers, now=lambda: NOW)
    assert newsroom.tell(world.province, CODE) > 0
    assert list(stores.followers.owing(SLUG, NOW)) == []
    assert [each.alias[0] for each in stores.followers.after(SLUG, CODE, "", 9)] == ["b"]
    told = stores.followers.find(SLUG, CODE, "b" * 16)
    assert told
    assert told.ends_at


def half(stores: Stores, lost: Follower) -> None:
    if isinstance(stores.followers, ShelfFollowers):
        stores.followers.halves.add(lost.alias)
    else:
        from chalicelib.ticket.dynamo_models import Row

        Row(lost.place, f"SUB#{lost.code}").delete()


def test_an_emptied_conversation_leaves_whoever_began_to_follow_meanwhile_whole(stores: Stores) -> None:
    """Who follows is let go as a pair, by `remove` alone."""
    kept(stores, "a")
    stores.erasures.forget_thread(SLUG, "zalo", "3001", "a" * 16)
    assert stores.followers.of(follower().place) == [follower()]
    assert stores.followers.find(SLUG, CODE, "a" * 16) == follower()


def test_stars_are_kept_once_and_found_by_month(stores: Stores) -> None:
    kept(stores, "a", "b")
    rating = Rating(tenant=SLUG, code=CODE, at=NOW, stars=4, agency="Sở Xây dựng", unit="so-xay-dung", procedure="")
    other = replace(rating, at=NOW + timedelta(days=20), stars=1, unit="", procedure="1.004873")
    assert stores.followers.rate(follower(), rating)
    assert not stores.followers.rate(follower(), rating)
    assert not stores.followers.rate(follower("c" * 16), rating), "who does not follow it"
    assert stores.followers.rate(follower("b" * 16), other)
    assert stores.followers.find(SLUG, CODE, "a" * 16) == follower(stars=4)
    year = (at("2026-01-01 00:00"), at("2027-01-01 00:00"))
    assert list(stores.followers.ratings(SLUG, *year)) == [rating, other]
    assert list(stores.followers.ratings(SLUG, rating.at, other.at)) == [rating], "without what is of its end"
    assert list(stores.followers.ratings(SLUG, other.at, year[1])) == [other]
    assert list(stores.followers.ratings("tinh-khac", *year)) == []


def test_days_are_kept_as_they_were_counted(stores: Stores) -> None:
    first, last = date(2026, 11, 30), date(2026, 12, 1)
    stores.followers.keep_day(SLUG, first, [["Sở Xây dựng", "", "", [0, 1, 0, 0, 2]]])
    stores.followers.keep_day(SLUG, last, [])
    stores.followers.keep_day("tinh-khac", first, ["other"])
    assert stores.followers.days(SLUG, first, last) == {first: [["Sở Xây dựng", "", "", [0, 1, 0, 0, 2]]], last: []}
    assert list(stores.followers.days(SLUG, last, last)) == [last]
