"""Published once: whatever is lost on the way, whoever is killed in the middle."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.content.post import Reading, Sent, State
from chalicelib.errors import Expired, NotFound, Refused, Stopped, TooFast, TryAgain, Unsure
from tests.builders import SLUG, at
from tests.content.newsroom import AUTHOR, OA, PAGE, WARD_PAGE, Newsroom
from tests.fakes_content import Killed, ShelfPosts


@pytest.fixture
def room() -> Newsroom:
    return Newsroom()


def test_a_post_goes_to_each_of_its_accounts_once(room: Newsroom) -> None:
    post = room.approved(PAGE, WARD_PAGE, OA, links=["https://songmau.example/lich"], uploads=[f"photo-{1:032x}"])
    room.passes(5)
    assert sorted(account for account, *_ in room.wall.up) == ["2001", "2002", "3001"]
    now = room.now(post)
    assert (now.state, now.due) == (State.PUBLISHED, None)
    assert {copy.id for copy in now.copies} == {copy for _, copy, *_ in room.wall.up}
    assert room.wall.up[0][2].endswith("https://songmau.example/lich")
    assert room.wall.pictures[0][0].startswith("https://files.example/media/")


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("write", range(1, 9))
def test_killed_before_or_after_any_write_it_goes_out_once(write: int, late: bool) -> None:
    """Three writes make a post, two publish a copy of two; the rest kills nobody."""
    room = Newsroom()
    post = room.approved(PAGE, WARD_PAGE)
    room.posts.die_at, room.posts.late = 3 + write, late
    room.passes(12)
    assert sorted(account for account, *_ in room.wall.up) == ["2001", "2002"]
    assert room.now(post).state is State.PUBLISHED
    assert len(room.posts.marks) == 2


def test_killed_while_the_platform_works_it_is_looked_for_and_not_sent_again(room: Newsroom) -> None:
    post = room.approved()
    room.wall.unheard = [Killed()]
    room.passes(3)
    assert len(room.wall.up) == 1
    assert room.now(post).copies[0].id == "2001_1"
    assert room.wall.looks == 1


def test_killed_before_the_platform_heard_it_is_sent_after_a_look(room: Newsroom) -> None:
    post = room.approved()
    room.wall.errors = [Killed()]
    room.passes(3)
    assert (len(room.wall.up), room.wall.looks) == (1, 1)
    assert room.now(post).state is State.PUBLISHED


def test_a_lost_answer_is_waited_for_before_the_page_is_looked_at(room: Newsroom) -> None:
    post = room.approved()
    room.wall.unheard = [Unsure("no answer")]
    room.round()
    assert room.now(post).copies[0].state is Sent.UNSURE
    room.clock.pass_by(minutes=4)
    room.round()
    assert room.wall.looks == 0, "the page may not show it yet"
    room.clock.pass_by(minutes=2)
    room.round()
    assert (room.wall.looks, len(room.wall.up)) == (1, 1)
    assert room.now(post).state is State.PUBLISHED


def test_two_posts_of_the_same_words_are_two_and_none_is_taken_for_the_other(room: Newsroom) -> None:
    room.wall.unheard = [Unsure("no answer"), Unsure("no answer")]
    first, second = room.approved(), room.approved()
    third = room.approved()
    room.passes(4)
    ids = {room.now(post).copies[0].id for post in (first, second, third)}
    assert len(ids) == len(room.wall.up) == 3


def test_an_older_post_of_the_same_words_is_not_taken_for_it(room: Newsroom) -> None:
    room.wall.up.append(("2001", "by-hand", "Lịch tiếp doanh nghiệp\n\nSở tiếp doanh nghiệp vào thứ Sáu hằng tuần.",
                         room.clock() - timedelta(minutes=30)))  # fmt: skip
    post = room.approved()
    room.wall.errors = [Unsure("nothing arrived")]
    room.passes(3)
    assert room.now(post).copies[0].id == "2001_1"


def test_two_rounds_at_once_send_one(room: Newsroom) -> None:
    post = room.approved()
    stale = room.now(post)

    class Behind(ShelfPosts):
        """Reads what was there before the other round."""

        def find(self, tenant: str, post: str) -> object:  # type: ignore[override]
            return stale

    other = room.process()
    room.round()
    behind = Behind(posts=room.posts.posts, marks=room.posts.marks)
    assert replace(other, posts=behind).attend(room.province, post.id) == 0
    assert len(room.wall.up) == 1


@pytest.mark.parametrize(
    ("error", "minutes"),
    [(TryAgain("nobody there"), 2), (TooFast("slower"), 10)],
)
def test_what_was_not_sent_is_tried_again_without_a_look(room: Newsroom, error: Exception, minutes: int) -> None:
    post = room.approved()
    room.wall.errors = [error]
    room.round()
    assert room.now(post).copies[0].at == room.clock() + timedelta(minutes=minutes)
    room.clock.pass_by(minutes=minutes)
    room.round()
    assert (len(room.wall.up), room.wall.looks) == (1, 0)


@pytest.mark.parametrize("error", [Refused("no", code=100), Stopped("no", code=190), Expired("no", code=-216)])
def test_what_is_refused_fails_on_that_account_only_and_can_be_sent_again(room: Newsroom, error: Exception) -> None:
    post = room.approved(PAGE, WARD_PAGE)
    room.wall.errors = [error]
    room.passes(3)
    failed = room.now(post)
    assert failed.state is State.FAILED
    assert [copy.state for copy in failed.copies] == [Sent.FAILED, Sent.PUBLISHED]
    assert failed.copies[0].why.split()[0] == error.code  # type: ignore[attr-defined]
    assert [one.id for one in room.editing.page(SLUG, "failed", AUTHOR, 10, None)[0]] == [post.id]
    room.editing.resend(SLUG, post.id, None, AUTHOR)
    room.passes(2)
    assert sorted(account for account, *_ in room.wall.up) == ["2001", "2002"]
    assert room.now(post).state is State.PUBLISHED


def test_what_stays_unclear_fails_in_the_end_and_sent_again_is_looked_for_first(room: Newsroom) -> None:
    post = room.approved()
    room.wall.errors = [Unsure("no answer")] * 8
    room.passes(12)
    assert room.now(post).state is State.FAILED
    room.wall.up.append(("2001", "late", post.words, room.clock()))
    room.editing.resend(SLUG, post.id, None, AUTHOR)
    room.passes(1)
    assert room.now(post).copies[0].id == "late"
    assert len(room.wall.up) == 1


def test_an_account_the_province_no_longer_has_fails(room: Newsroom) -> None:
    post = room.approved()
    held = dict(room.provinces.versions.document(SLUG, room.province.version))
    held["accounts"] = [one for one in held["accounts"] if one["id"] != "2001"]
    room.provinces.put(held, "test")
    room.passes(1)
    assert room.now(post).copies[0].why == "not_found"
    assert room.wall.up == []


def test_what_came_of_it_is_read_each_day_for_four_weeks(room: Newsroom) -> None:
    room.approved()
    room.round()
    room.wall.readings["2001_1"] = Reading(at=at("2026-11-19 09:00"), reactions=7, comments=0, shares=1, reach=300)
    room.clock.pass_by(hours=25)
    room.round()
    (mark,) = room.posts.marks.values()
    assert mark.reading == room.wall.readings["2001_1"]
    assert mark.read_at == room.clock() + timedelta(days=1)
    room.passes(30, days=1)
    (mark,) = room.posts.marks.values()
    assert mark.read_at is None


@pytest.mark.parametrize("error", [NotFound("no such secret"), KeyError("facebook")])
def test_a_reading_that_fails_is_left_for_tomorrow_and_stops_nobody(room: Newsroom, error: Exception) -> None:
    room.approved()
    room.round()
    room.clock.pass_by(hours=25)
    room.wall.unreadable = error
    room.round()
    (mark,) = room.posts.marks.values()
    assert (mark.reading, mark.read_at) == (None, room.clock() + timedelta(days=1))
