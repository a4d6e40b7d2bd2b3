"""What staff read and label: within their reach, without names, as the catalogue says."""

from datetime import date, timedelta

import pytest

from chalicelib.errors import BadInput, NotFound, StaleTicket, Unprocessable
from chalicelib.opinion import views
from chalicelib.opinion.monitor import BY
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Role
from tests.builders import SLUG, officer
from tests.described import faults_of
from tests.opinion.square import ANALYST, HEAD, LEADER, WARD_MANAGER, Square, comment, reaction


@pytest.fixture
def square() -> Square:
    found = Square(ours={"2002_12": ("so-xay-dung", "giao-thong")})
    found.hears(
        comment("Đường đẹp quá"),
        comment("Rác nhiều", number=2, page="2002"),
        comment("Tốt lắm", number=3, post="12", page="2002"),
        reaction("love", page="2002"),
    )
    return found


def test_figures_are_shown_as_the_catalogue_says_and_each_grouping_adds_up(square: Square) -> None:
    for by in BY:
        told = square.monitor.figures(SLUG, None, None, by, LEADER)
        assert faults_of("Opinion", told) == [], by
        if by != "label":
            assert sum(one["comments"] for one in told["groups"]) == told["total"]["comments"] == 3


@pytest.mark.parametrize(
    ("who", "comments", "people"),
    [(LEADER, 3, 2), (ANALYST, 3, 2), (WARD_MANAGER, 2, 1), (HEAD, 1, 0), (officer(Role.HEAD, "so-tai-chinh"), 0, 0)],
)
def test_each_sees_what_lies_within_their_reach(square: Square, who: Actor, comments: int, people: int) -> None:
    """The ward's manager: her page, whoever posts there. A head: what is said below posts of the own units."""
    total = square.monitor.figures(SLUG, None, None, "account", who)["total"]
    assert (total["comments"], total["people"]) == (comments, people)
    assert len(square.monitor.items(SLUG, False, who, 10, None)[0]) == comments


def test_words_wait_until_somebody_labels_them_and_a_label_may_change(square: Square) -> None:
    waiting, _ = square.monitor.items(SLUG, False, ANALYST, 10, None)
    item = waiting[0]
    labelled = square.monitor.label(SLUG, item.id, {"label": "negative", "substantiated": True}, item.version, ANALYST)
    assert (labelled.by, labelled.label) == ("pt-1", "negative")
    assert [one.id for one in square.monitor.items(SLUG, True, ANALYST, 10, None)[0]] == [item.id]
    assert len(square.monitor.items(SLUG, False, ANALYST, 10, None)[0]) == 2
    with pytest.raises(StaleTicket):
        square.monitor.label(SLUG, item.id, {"label": "neutral"}, item.version, ANALYST)
    square.monitor.label(SLUG, item.id, {"label": "neutral"}, labelled.version, ANALYST)
    counted = {one["key"]: one["items"] for one in square.monitor.figures(SLUG, None, None, "label", LEADER)["groups"]}
    assert counted == {"positive": 0, "neutral": 1, "negative": 0, "substantiated": 0, "unsubstantiated": 0}


def test_words_are_shown_without_a_name_and_with_what_a_petition_would_begin_with(square: Square) -> None:
    found, _ = square.monitor.items(SLUG, False, LEADER, 10, None)
    shown = [views.item(one) for one in found]
    assert faults_of("OpinionItems", {"items": shown, "next": None}) == []
    assert {one["petition"]["category"] for one in shown if one["topic"]} == {"ve-sinh-moi-truong", "giao-thong"}


def test_when_their_time_has_passed_they_are_gone_and_the_figures_stay(square: Square) -> None:
    item = square.monitor.items(SLUG, False, ANALYST, 10, None)[0][0]
    square.monitor.label(SLUG, item.id, {"label": "positive"}, None, ANALYST)
    square.clock.pass_by(days=31)
    assert square.monitor.items(SLUG, False, ANALYST, 10, None) == ([], None)
    with pytest.raises(NotFound):
        square.monitor.label(SLUG, item.id, {"label": "neutral"}, None, ANALYST)
    told = square.monitor.figures(SLUG, date(2026, 11, 1), date(2026, 11, 30), "account", LEADER)
    assert (told["total"]["comments"], told["total"]["labels"]["positive"]) == (3, 1)


def test_lists_are_paged(square: Square) -> None:
    square.hears(*(comment(f"Ý kiến {n}", number=50 + n) for n in range(6)))
    seen: list[str] = []
    cursor = None
    for _ in range(5):
        found, cursor = square.monitor.items(SLUG, False, ANALYST, 2, cursor)
        seen += [one.id for one in found]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 9
    _, other = square.monitor.items(SLUG, False, ANALYST, 2, None)
    with pytest.raises(BadInput):
        square.monitor.items(SLUG, True, ANALYST, 2, other)


def test_another_province_and_a_wrong_question_are_refused(square: Square) -> None:
    stranger = officer(Role.LEADERSHIP, "ubnd-tinh", tenant="tinh-khac")
    for call in (
        lambda: square.monitor.figures(SLUG, None, None, "day", stranger),
        lambda: square.monitor.items(SLUG, False, stranger, 10, None),
        lambda: square.monitor.label(SLUG, "x", {"label": "neutral"}, None, stranger),
        lambda: square.monitor.label(SLUG, "x", {"label": "neutral"}, None, ANALYST),
    ):
        with pytest.raises(NotFound):
            call()
    item = square.monitor.items(SLUG, False, ANALYST, 10, None)[0][0]
    with pytest.raises(Unprocessable):
        square.monitor.label(SLUG, item.id, {"label": "good"}, None, ANALYST)
    today = square.clock().date()
    with pytest.raises(BadInput):
        square.monitor.figures(SLUG, today, today - timedelta(days=1), "day", LEADER)
    with pytest.raises(BadInput):
        square.monitor.figures(SLUG, today - timedelta(days=92), today, "day", LEADER)
