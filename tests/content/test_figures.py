"""Frequency and engagement: sums over the copies of a period, equal to a recount."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.content import views
from chalicelib.content.figures import ContentFigures
from chalicelib.content.post import Mark, Reading
from chalicelib.errors import BadInput, NotFound
from chalicelib.ticket.workflow import Role
from tests.builders import SLUG, at, officer
from tests.content.newsroom import OWNER, WARD_MANAGER, Newsroom
from tests.described import faults_of

FIRST = date(2026, 11, 1)


def marks(chance: random.Random) -> list[Mark]:
    accounts = [("facebook", "2001"), ("facebook", "2002"), ("zalo", "3001")]
    found = []
    for number in range(60):
        channel, account = chance.choice(accounts)
        numbers = [chance.choice([None, chance.randrange(50)]) for _ in range(4)]
        reading = Reading(at=at("2026-11-18 09:00"), reactions=numbers[0], comments=numbers[1], shares=numbers[2],
                          reach=numbers[3])  # fmt: skip
        found.append(
            Mark(
                tenant=SLUG, channel=channel, account=account, id=f"c{number}", post=f"p{chance.randrange(30)}",
                unit=chance.choice(["so-xay-dung", "phong-ha-tang", "p90001"]), topic="",
                procedure=chance.choice(["", "1.001"]), day=FIRST + timedelta(days=chance.randrange(14)),
                published_at=at("2026-11-01 09:00"), reading=chance.choice([None, reading]),
            )
        )  # fmt: skip
    return found


def test_figures_equal_a_recount_of_the_copies() -> None:
    chance = random.Random(7)
    for _ in range(20):
        room, held = Newsroom(), marks(chance)
        room.posts.marks = {(m.tenant, m.channel, m.account, m.id): m for m in held}
        told = ContentFigures(room.posts, room.provinces, room.clock).of(SLUG, FIRST, date(2026, 11, 7), OWNER)
        inside = [m for m in held if FIRST <= m.day <= date(2026, 11, 7)]
        assert faults_of("ContentFigures", told) == []
        for group, whose in (("units", lambda m: m.unit), ("accounts", lambda m: m.account)):
            for one in told[group]:
                own = [m for m in inside if whose(m) == one.get("unit", one.get("account"))]
                assert (one["copies"], one["posts"]) == (len(own), len({m.post for m in own}))
                for name in ("reactions", "comments", "shares", "reach"):
                    known = [v for m in own if m.reading and (v := getattr(m.reading, name)) is not None]
                    assert one[name] == (sum(known) if known else None)
            assert sum(one["copies"] for one in told[group]) == told["total"]["copies"] == len(inside)
        assert told["total"]["posts_per_week"] == len({m.post for m in inside})


def test_a_page_manager_sees_the_own_unit_and_the_own_page() -> None:
    room = Newsroom()
    base = marks(random.Random(1))[0]
    cases = [("a", "2002", "so-xay-dung"), ("b", "2001", "p90001"), ("c", "2001", "so-xay-dung")]
    for name, account, unit in cases:
        mark = replace(base, id=name, post=name, channel="facebook", account=account, unit=unit, day=FIRST)
        room.posts.marks[SLUG, "facebook", account, name] = mark
    figures = ContentFigures(room.posts, room.provinces, room.clock)
    assert figures.of(SLUG, FIRST, FIRST, WARD_MANAGER)["total"]["posts"] == 2
    assert figures.of(SLUG, FIRST, FIRST, officer(Role.HANDLER, "p90001"))["total"]["posts"] == 1


@pytest.mark.parametrize(("first", "last"), [(date(2026, 11, 2), FIRST), (date(2026, 1, 1), FIRST)])
def test_a_period_has_an_end_and_at_most_92_days(first: date, last: date) -> None:
    room = Newsroom()
    figures = ContentFigures(room.posts, room.provinces, room.clock)
    with pytest.raises(BadInput):
        figures.of(SLUG, first, last, OWNER)
    with pytest.raises(NotFound):
        figures.of(SLUG, FIRST, FIRST, officer(Role.CONTENT_OWNER, "so-khcn", tenant="tinh-khac"))


def test_posts_are_shown_as_the_catalogue_says() -> None:
    room = Newsroom()
    post = room.approved(uploads=[f"photo-{1:032x}"], at="2026-12-01T08:00:00+07:00", topic="giao-thong")
    room.round()
    for shown in (views.post(post), views.post(room.now(post), lambda one: f"https://files.example/{one.key}")):
        assert faults_of("PostRead", shown) == []
    assert faults_of("PostPage", {"posts": [views.post(post)], "next": None}) == []
