"""The fake and DynamoDB keep content posts alike."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.content.post import Copy, Mark, Picture, Post, Reading, Sent, State
from chalicelib.content.store import Posts
from chalicelib.errors import StaleTicket
from tests.builders import SLUG, at
from tests.fakes_content import ShelfPosts

NOW = at("2026-11-18 09:00")


@pytest.fixture(params=["shelf", "dynamo"])
def posts(request: pytest.FixtureRequest) -> Iterator[Posts]:
    if request.param == "shelf":
        yield ShelfPosts()
    else:
        petitions, _ = request.getfixturevalue("fresh_tables")
        from chalicelib.content.dynamo import DynamoPosts

        yield DynamoPosts(petitions)


def test_what_was_counted_is_found_by_account_and_days(posts: Posts) -> None:
    day = date(2026, 11, 18)
    for number in range(4):
        posts.count_followers(SLUG, "zalo", "3001", day + timedelta(days=number), 100 + number)
    posts.count_followers(SLUG, "zalo", "3002", day, 7)
    posts.count_followers("tinh-khac", "zalo", "3001", day, 9)
    posts.count_followers(SLUG, "zalo", "3001", day, 99)
    found = posts.followers(SLUG, "zalo", "3001", day, day + timedelta(days=2))
    assert found == {day: 99, day + timedelta(days=1): 101, day + timedelta(days=2): 102}
    assert posts.followers(SLUG, "facebook", "3001", day, day) == {}


def post(**given: Any) -> Post:
    base: dict[str, Any] = {
        "tenant": SLUG, "id": "20261118T020000-a", "unit": "so-xay-dung", "title": "Lịch tiếp", "text": "Thứ Sáu",
        "author": "cv-1", "editor": "cv-1", "created_at": NOW, "copies": (Copy(channel="facebook", account="2001"),),
    }  # fmt: skip
    return Post(**(base | given))


def mark(**given: Any) -> Mark:
    base: dict[str, Any] = {
        "tenant": SLUG, "channel": "facebook", "account": "2001", "id": "2001_1", "post": "20261118T020000-a",
        "unit": "so-xay-dung", "topic": "giao-thong", "procedure": "", "day": date(2026, 11, 18), "published_at": NOW,
        "read_at": NOW + timedelta(days=1),
    }  # fmt: skip
    return Mark(**(base | given))


WHOLE = post(
    id="20261118T020001-b", links=("https://songmau.example",), pictures=(Picture(key="k", media_type="image/png"),),
    source="central", topic="giao-thong", procedure="1.001", at=NOW, state=State.APPROVED, reason="Thiếu",
    approver="nd-1", decided_at=NOW, published_at=NOW, daily=True,
    copies=(
        Copy(channel="facebook", account="2001", state=Sent.UNSURE, at=NOW, tries=2, since=NOW, why="unsure 2"),
        Copy(channel="zalo", account="3001", state=Sent.PUBLISHED, id="z1", tries=1),
    ),
)  # fmt: skip


def test_a_post_comes_back_as_it_was_kept(posts: Posts) -> None:
    assert posts.find(SLUG, post().id) is None
    for one in (post(), WHOLE):
        assert posts.save(one) == replace(one, version=1)
        assert posts.find(SLUG, one.id) == replace(one, version=1)
        assert posts.find("tinh-khac", one.id) is None


def test_of_two_with_the_same_copy_the_second_is_refused(posts: Posts) -> None:
    first = posts.save(post())
    for stale in (post(), first):
        if stale is first:
            posts.save(replace(first, title="Đã sửa"))
        with pytest.raises(StaleTicket):
            posts.save(stale)
        with pytest.raises(StaleTicket):
            posts.publish(stale, mark())
    assert posts.mark(SLUG, "facebook", "2001", "2001_1") is None


def test_no_platform_id_belongs_to_two_posts(posts: Posts) -> None:
    first, second = posts.save(post()), posts.save(post(id="20261118T020002-c"))
    saved = posts.publish(replace(first, state=State.PUBLISHED), mark())
    assert saved is not None
    assert saved.version == 2
    assert posts.publish(replace(second, state=State.PUBLISHED), mark(post=second.id)) is None
    assert posts.find(SLUG, second.id) == second
    assert posts.mark(SLUG, "facebook", "2001", "2001_1") == mark(read_at=None)
    assert posts.mark("tinh-khac", "facebook", "2001", "2001_1") is None
    assert posts.publish(second, mark(post=second.id, id="2001_2")) is not None


def test_what_goes_out_is_due_at_its_time_and_nothing_else_is(posts: Posts) -> None:
    later = replace(
        post(id="x-later"), state=State.SCHEDULED, copies=(replace(WHOLE.copies[0], at=NOW + timedelta(1)),)
    )
    drafted = replace(WHOLE, id="x-draft", state=State.DRAFT)
    for one in (WHOLE, later, drafted):
        posts.save(one)
    assert list(posts.due(SLUG, NOW)) == [WHOLE.id]
    assert sorted(posts.due(SLUG, NOW + timedelta(days=2))) == sorted([WHOLE.id, later.id])
    assert list(posts.due("tinh-khac", NOW)) == []
    posts.save(replace(WHOLE, version=1, state=State.WITHDRAWN))
    assert list(posts.due(SLUG, NOW)) == []


def test_posts_are_listed_the_newest_first(posts: Posts) -> None:
    ids = [f"2026111{day}T020000-a" for day in range(5)]
    for name in ids:
        posts.save(post(id=name))
    posts.save(post(tenant="tinh-khac"))
    first = posts.page(SLUG, 2, "")
    assert [one.id for one in first] == [ids[4], ids[3]]
    assert [one.id for one in posts.page(SLUG, 9, first[-1].id)] == [ids[2], ids[1], ids[0]]


def test_copies_are_found_by_day_and_read_when_it_is_time(posts: Posts) -> None:
    posts.publish(post(), mark())
    posts.publish(post(id="20261118T020002-c"), mark(id="2001_2", post="20261118T020002-c", day=date(2026, 11, 19)))
    assert posts.of_day(SLUG, date(2026, 11, 18)) == [mark()]
    assert posts.of_day("tinh-khac", date(2026, 11, 18)) == []
    assert list(posts.unread(SLUG, NOW)) == []
    assert {one.id for one in posts.unread(SLUG, NOW + timedelta(days=1))} == {"2001_1", "2001_2"}
    read = mark(reading=Reading(at=NOW, reactions=0, comments=3), read_at=None)
    posts.keep_reading(read)
    assert posts.of_day(SLUG, date(2026, 11, 18)) == [read]
    assert {one.id for one in posts.unread(SLUG, NOW + timedelta(days=1))} == {"2001_2"}
