"""Each day the petitions made public the day before: once a page, only where the province wants it."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.content.post import State
from chalicelib.publish.published import Publication
from tests.builders import SLUG, at
from tests.content.newsroom import OWNER, Newsroom
from tests.fakes import Clock


def wants(**daily: Any) -> Any:
    accounts = [{"channel": "facebook", "id": "2001"}, {"channel": "zalo", "id": "3001"}]

    def change(document: dict[str, Any]) -> None:
        document["content"] = {"daily": {"at": "07:30", "accounts": accounts} | daily}

    return change


def publication(code: str, published_at: datetime, **given: Any) -> Publication:
    base: dict[str, Any] = {
        "code": code, "category": "giao-thong", "kind": "field_report", "unit": "so-xay-dung", "place": "", "latitude": None,
        "longitude": None, "address": "", "text": f"Đèn đường hỏng ({code})", "answer": "", "status": "open",
        "opened_at": published_at - timedelta(days=3), "published_at": published_at, "answered_at": None,
        "updated_at": published_at,
    }  # fmt: skip
    return Publication(**(base | given))


def room_of(change: Any, *held: Publication, moment: str = "2026-11-18 07:29") -> Newsroom:
    room = Newsroom(clock=Clock(at=at(moment)), change=change)
    room.library.held = list(held)
    return room


YESTERDAY = [publication(f"SM-{n}", at(f"2026-11-17 {hour}")) for n, hour in enumerate(("00:00", "09:00", "23:59"))]
OTHERS = [publication("SM-8", at("2026-11-16 23:59")), publication("SM-9", at("2026-11-18 00:00"))]


def test_at_its_hour_each_account_gets_a_draft_of_yesterdays_petitions() -> None:
    room = room_of(wants(), *YESTERDAY, *OTHERS)
    room.round()
    assert room.posts.posts == {}
    room.clock.pass_by(minutes=1)
    room.passes(20)
    facebook, zalo = sorted(room.posts.posts.values(), key=lambda one: one.id)
    assert [one.id for one in (facebook, zalo)] == [
        "20261118T000000-daily-facebook-2001",
        "20261118T000000-daily-zalo-3001",
    ]
    assert (facebook.state, facebook.daily, facebook.unit) == (State.DRAFT, True, "so-khcn")
    assert facebook.title == "Phản ánh, kiến nghị được công bố ngày 17/11/2026"
    for code in ("SM-0", "SM-1", "SM-2"):
        assert f"https://cau-noi.example/{SLUG}/{code}" in facebook.text
    assert "SM-8" not in facebook.text
    assert "SM-9" not in facebook.text
    assert "[Giao thông] Đèn đường hỏng" in facebook.text
    assert "Đơn vị xử lý: Sở Xây dựng" in facebook.text
    assert room.wall.up == [], "nobody has approved it"


def test_a_draft_that_made_itself_is_approved_by_people() -> None:
    room = room_of(wants(), *YESTERDAY, moment="2026-11-18 08:00")
    room.round()
    room.editing.submit(SLUG, "20261118T000000-daily-facebook-2001", None, OWNER)
    room.editing.decide(SLUG, "20261118T000000-daily-facebook-2001", {"decision": "approve"}, None, OWNER)
    room.round()
    assert len(room.wall.up) == 1


def test_where_the_regulation_says_so_it_goes_out_by_itself() -> None:
    room = room_of(wants(approved=True, article="Điều 9"), *YESTERDAY, moment="2026-11-18 08:00")
    room.passes(10)
    assert sorted(account for account, *_ in room.wall.up) == ["2001", "3001"]
    assert {post.approver for post in room.posts.posts.values()} == {"clock: Điều 9"}


@pytest.mark.parametrize("write", range(1, 7))
def test_killed_anywhere_each_page_shows_it_once(write: int) -> None:
    room = room_of(wants(approved=True, article="Điều 9"), *YESTERDAY, moment="2026-11-18 08:00")
    room.posts.die_at = write
    room.passes(12)
    assert sorted(account for account, *_ in room.wall.up) == ["2001", "3001"]


@pytest.mark.parametrize("change", [lambda document: None, wants()])
def test_without_the_wish_or_without_petitions_there_is_none(change: Any) -> None:
    room = room_of(change, *(OTHERS if change.__name__ == "change" else YESTERDAY), moment="2026-11-18 08:00")
    room.passes(3)
    assert room.posts.posts == {}


def test_each_day_has_its_own_and_a_long_list_is_cut() -> None:
    many = [publication(f"SM-{n:02}", at("2026-11-17 09:00") + timedelta(minutes=n)) for n in range(23)]
    room = room_of(wants(), *many, publication("SM-X", at("2026-11-18 10:00")), moment="2026-11-18 08:00")
    room.round()
    room.clock.pass_by(days=1)
    room.round()
    first, second = (room.posts.posts[SLUG, f"202611{day}T000000-daily-facebook-2001"] for day in (18, 19))
    assert first.text.count("https://") == 20
    assert first.text.endswith("… và 3 phản ánh, kiến nghị khác.")
    assert "SM-X" in second.text


def test_a_name_of_the_regulation_is_needed_to_go_out_unapproved() -> None:
    from chalicelib.errors import Unprocessable

    with pytest.raises(Unprocessable):
        room_of(wants(approved=True))
