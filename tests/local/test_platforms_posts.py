"""Posts and articles: the product's own carriers against the stand-ins."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from werkzeug.serving import make_server

from chalicelib.content.facebook_posts import FacebookPosts
from chalicelib.content.post import Copy, Post
from chalicelib.content.zalo_articles import ZaloArticles
from chalicelib.errors import Refused, Stopped, Unsure
from chalicelib.notice.token import Vouchers
from infra.local.platforms.__main__ import ZaloFriendly
from tests.builders import at
from tests.local.conftest import OA, PAGE, SECRETS, Town

NOW = at("2026-11-18 09:15")
WORDS = Post(
    tenant="tinh-mau", id="p", unit="so-xay-dung", title="Lịch tiếp doanh nghiệp", text="Thứ Sáu hằng tuần.",
    author="a", editor="a", created_at=NOW, links=("https://tinhmau.example/lich",),
    copies=(Copy(channel="facebook", account=PAGE),),
)  # fmt: skip


@pytest.fixture
def base(town: Town) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, town.client.application, threaded=True, request_handler=ZaloFriendly)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def vouchers(**changed: Any) -> Vouchers:
    return Vouchers(lambda name: {**SECRETS[f"/{name}"], **changed}, lambda name: None)


def facebook(base: str) -> FacebookPosts:
    return FacebookPosts(f"{base}/facebook", vouchers())


def zalo(base: str) -> ZaloArticles:
    return ZaloArticles(f"{base}/zalo", vouchers())


def test_a_post_is_put_up_found_again_and_read(town: Town, base: str) -> None:
    page = facebook(base)
    copy = page.publish(PAGE, WORDS, ["https://files.example/a.jpg", "https://files.example/b.jpg"])
    entry = town.bench.world.entry(copy)
    assert entry is not None
    assert (entry.text, entry.more["media"]) == (
        WORDS.words, ["https://files.example/a.jpg", "https://files.example/b.jpg"],
    )  # fmt: skip
    assert page.found(PAGE, WORDS, NOW - timedelta(minutes=5)) == [copy]
    assert page.found(PAGE, replace(WORDS, text="Khác"), NOW - timedelta(minutes=5)) == []
    assert page.found(PAGE, WORDS, NOW + timedelta(hours=1)) == []
    town.say(place="comment", post=copy, text="Cảm ơn", kind="comment")
    reading = page.reading(PAGE, copy, NOW)
    assert (reading.comments, reading.reactions, reading.shares, reading.at) == (1, 0, 0, NOW)
    (told,) = [one for one in town.told("feed") if one["entry"][0]["changes"][0]["value"]["item"] == "status"]
    assert told["entry"][0]["changes"][0]["value"]["post_id"] == copy


def test_without_photos_the_first_link_is_shown(town: Town, base: str) -> None:
    entry = town.bench.world.entry(facebook(base).publish(PAGE, WORDS, []))
    assert entry is not None
    assert entry.more["link"] == "https://tinhmau.example/lich"


def test_a_lost_answer_is_unsure_and_the_post_is_found(town: Town, base: str) -> None:
    town.orders("fail", error="lost", times=1)
    with pytest.raises(Unsure):
        facebook(base).publish(PAGE, WORDS, [])
    assert len(facebook(base).found(PAGE, WORDS, NOW - timedelta(minutes=5))) == 1


def test_refusals_are_sorted_by_their_numbers(town: Town, base: str) -> None:
    with pytest.raises(Refused):
        facebook(base).publish(PAGE, replace(WORDS, title="", text="", links=()), [])
    with pytest.raises(Stopped):
        FacebookPosts(f"{base}/facebook", vouchers(access_token="old")).publish(PAGE, WORDS, [])
    with pytest.raises(Refused):
        facebook(base).reading(PAGE, f"{PAGE}_404", NOW)


def test_an_article_is_made_found_again_and_read(town: Town, base: str) -> None:
    oa = zalo(base)
    copy = oa.publish(OA, WORDS, ["https://files.example/a.jpg", "https://files.example/b.jpg"])
    entry = town.bench.world.entry(copy)
    assert entry is not None
    assert entry.text == "Thứ Sáu hằng tuần.\n\nhttps://tinhmau.example/lich"
    assert json.loads(json.dumps(entry.more))["media"] == ["https://files.example/a.jpg", "https://files.example/b.jpg"]
    assert oa.found(OA, WORDS, NOW - timedelta(minutes=5)) == [copy]
    assert oa.found(OA, WORDS, NOW + timedelta(hours=1)) == []
    assert oa.found(OA, replace(WORDS, title="Khác"), NOW - timedelta(minutes=5)) == []
    reading = oa.reading(OA, copy, NOW)
    assert (reading.reach, reading.shares, reading.comments) == (0, 0, None)
    with pytest.raises(Unsure):
        oa.reading(OA, "không có", NOW)


def test_both_say_how_many_follow(town: Town, base: str) -> None:
    town.say(text="Xin chào")
    assert facebook(base).followers(PAGE) == town.bench.world.followers("facebook", PAGE) > 0
    assert zalo(base).followers(OA) == town.bench.world.followers("zalo", OA)
    with pytest.raises(Stopped):
        FacebookPosts(f"{base}/facebook", vouchers(access_token="old")).followers(PAGE)


def test_what_zalo_refuses_was_not_made(town: Town, base: str) -> None:
    with pytest.raises(Refused):
        zalo(base).publish(OA, replace(WORDS, title=""), [])
    assert zalo(base).found(OA, replace(WORDS, title=""), NOW - timedelta(minutes=5)) == []
