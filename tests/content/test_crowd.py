"""How many follow each page and OA: counted once a day, told as growth, and never in the way of a post."""

from datetime import date, timedelta
from typing import Any

from chalicelib.content.figures import ContentFigures
from chalicelib.ticket.workflow import Role
from tests.builders import SLUG, officer
from tests.content.newsroom import OWNER, PAGE, WARD_MANAGER, Newsroom
from tests.described import faults_of

TODAY = date(2026, 11, 18)


def followers(room: Newsroom, last: int = 0, who: Any = OWNER) -> dict[str, Any]:
    figures = ContentFigures(room.posts, room.provinces, room.clock)
    told = figures.of(SLUG, TODAY, TODAY + timedelta(days=last), who)
    assert faults_of("ContentFigures", told) == []
    return {one["account"]: (one["first"], one["last"], one["growth"]) for one in told["followers"]}


def test_each_account_is_asked_once_a_day_and_its_growth_is_told() -> None:
    room = Newsroom()
    room.wall.crowd = {"2001": 100, "2002": 50, "3001": 8}
    room.passes(3)
    assert room.wall.counts == 3
    room.clock.pass_by(days=1)
    room.wall.crowd |= {"2001": 130, "2002": 45}
    room.round()
    assert followers(room, last=1) == {"2001": (100, 130, 30), "2002": (50, 45, -5), "3001": (8, 8, 0)}
    assert followers(room)["2001"] == (100, 100, 0), "of the days that are asked for"


def test_another_process_does_not_ask_again_and_asks_for_what_is_missing() -> None:
    room = Newsroom()
    room.wall.crowd = {"2001": 100, "2002": None}
    room.round()
    room.wall.crowd |= {"2002": 50, "3001": 8}
    room.wall.counts = 0
    room.publisher = room.process()
    room.round()
    assert room.wall.counts == 2
    assert followers(room) == {"2001": (100, 100, 0), "2002": (50, 50, 0), "3001": (8, 8, 0)}


def test_a_platform_that_does_not_answer_stands_in_no_posts_way() -> None:
    room = Newsroom()
    post = room.approved(PAGE)
    room.round()
    assert [text for _, _, text, _ in room.wall.up] == [post.words]
    assert followers(room)["2001"] == (None, None, None)


def test_nobody_is_asked_about_a_training_province() -> None:
    room = Newsroom(change=lambda held: held.update(training=True))
    room.round()
    assert room.wall.counts == 0


def test_a_page_manager_sees_the_own_page() -> None:
    room = Newsroom()
    assert list(followers(room, who=WARD_MANAGER)) == ["2002"]
    assert followers(room, who=officer(Role.HANDLER, "so-tai-chinh")) == {}
