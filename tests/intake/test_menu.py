"""The menu and plain words: what a person can ask of the bot, with or without diacritics."""

import pytest

from chalicelib.intake.wishes import Ask, wish_of
from chalicelib.ticket.conversation import Conversation
from chalicelib.ticket.owed import Purpose
from chalicelib.ticket.ticket import Lane
from tests.builders import SLUG, World, heard
from tests.intake.chat import presses, said, types

TALK = Conversation(tenant=SLUG, channel="facebook", account="2001", alias="a")


@pytest.mark.parametrize(("text", "ask"), [
    ("menu", Ask.MENU), ("Bắt đầu", Ask.MENU), ("bat dau", Ask.MENU), ("Hướng dẫn giúp em với ạ", Ask.MENU),
    ("Gửi phản ánh", Ask.NEW), ("gui pa", Ask.NEW), ("Tôi muốn phản ánh", Ask.NEW),
    ("Tra cứu", Ask.FOLLOW), ("tra cuu", Ask.FOLLOW), ("theo doi phan anh", Ask.FOLLOW),
    ("Hồ sơ", Ask.DOSSIER), ("tra cuu hs", Ask.DOSSIER), ("cho toi xem ho so", Ask.DOSSIER),
    ("đường dây nóng", Ask.HOTLINE), ("duong day nong", Ask.HOTLINE), ("Hotline?", Ask.HOTLINE),
    ("Cho tôi gặp cán bộ với ạ", Ask.HUMAN), ("gap can bo", Ask.HUMAN), ("gap cb", Ask.HUMAN), ("gap nguoi that", Ask.HUMAN),
    ("English please", Ask.ENGLISH), ("tieng viet", Ask.VIETNAMESE),
])  # fmt: skip
def test_plain_words_mean_a_button_with_or_without_diacritics(text: str, ask: Ask) -> None:
    wish = wish_of(heard(text), TALK, World().province)
    assert wish
    assert wish.ask is ask


@pytest.mark.parametrize("text", [
    "Hồ sơ của tôi nộp ba tuần chưa trả", "Đường dây nóng không ai nghe máy", "Muốn gặp cán bộ phường mà không ai tiếp",
    "Tra cứu trên cổng không được", "Phản ánh rác ở phường Bến Đá", "Bắt đầu từ hôm qua mất nước", "Menu quán này bẩn",
    "Xin chào", "ok", "",
])  # fmt: skip
def test_words_that_say_more_are_no_wish(text: str) -> None:
    assert wish_of(heard(text), TALK, World().province) is None


def test_below_a_post_nobody_talks_to_the_bot() -> None:
    assert wish_of(heard("menu", lane=Lane.COMMENT, ref="1_2"), TALK, World().province) is None


@pytest.mark.parametrize(("payload", "purpose"), [
    ("MENU:dossier", Purpose.DOSSIER), ("MENU:hotline", Purpose.HOTLINE), ("MENU:human", Purpose.HUMAN),
    ("MENU:new", Purpose.FORM), ("MENU:follow", Purpose.FORM), ("MENU:english", Purpose.MENU), ("MENU:no-such", Purpose.MENU),
])  # fmt: skip
def test_every_button_of_the_menu_is_answered(payload: str, purpose: Purpose) -> None:
    world = World()
    presses(world, payload)
    assert [n.purpose for n in said(world)] == [purpose]


def test_the_menu_comes_as_often_as_it_is_asked_for() -> None:
    world = World()
    types(world, "menu")
    types(world, "menu")
    assert [n.purpose for n in said(world)] == [Purpose.MENU] * 2
    assert not world.shelf.tickets


def test_the_hotlines_are_those_of_the_page_the_tray_and_the_province() -> None:
    world = World()
    document = world.document()
    numbers = {"p90001": "0203 111 111", "so-khcn": "0203 222 222", "ubnd-tinh": "1022", "so-xay-dung": "0203 333 333"}
    for unit in document["units"]:
        unit["hotline"] = numbers.get(unit["id"])
    world.provinces.put(document, "test")
    world.hears("hotline", account="2002")
    lines = said(world)[0].facts["lines"].split("\n")
    assert lines == ["UBND phường Bến Đá: 0203 111 111", "UBND tỉnh: 1022", "Sở Khoa học và Công nghệ: 0203 222 222"]


def test_the_dossier_is_looked_up_where_the_province_says() -> None:
    world = World()
    world.provinces.put(world.document() | {"messaging": {"bot": {"dossier_url": "https://dichvucong.gov.vn"}}}, "test")
    types(world, "hồ sơ")
    assert said(world)[0].facts["url"] == "https://dichvucong.gov.vn"


def test_english_stays_until_vietnamese_is_asked_for() -> None:
    world = World()
    types(world, "english")
    ticket = world.opened("The road is broken at the market")
    types(world, "tiếng Việt")
    (ack,) = world.owed(ticket.code, Purpose.ACK)
    assert [n.facts.get("locale") for n in (said(world)[0], ack, said(world)[-1])] == ["en", "en", None]
