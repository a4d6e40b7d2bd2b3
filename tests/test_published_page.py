"""Published petitions as a page: everybody may read it, on any telephone; what people wrote stays text."""

import re

import pytest

from chalicelib import published_page
from chalicelib.publish.published import PublishedPage, Wanted
from tests.builders import COORDINATOR, HANDLER, SLUG, World, photo
from tests.fakes_training import School
from tests.publish.town import library, published, shown

WORDS = "Mặt đường <b>trước</b> nhà có ổ gà & nước đọng"


@pytest.fixture
def world() -> World:
    return World()


def listed(world: World, text: str = "", limit: int = 20, cursor: str | None = None) -> str:
    found = library(world)[0].page(SLUG, Wanted(text=text), limit, cursor)
    return published_page.several(world.province, found, text)


def test_a_petition_stands_there_with_where_it_stands_and_its_answer(world: World) -> None:
    code = world.opened(WORDS, attachments=(photo(),)).code
    world.does(code, "publish", COORDINATOR, attachments=[{"event": 1, "index": 0}])
    page = published_page.one(world.province, shown(world, code))
    assert "Mặt đường &lt;b&gt;trước&lt;/b&gt; nhà có ổ gà &amp; nước đọng" in page
    assert "Đang giải quyết" in page
    assert "Chưa có nội dung trả lời công khai" in page
    assert f'href="../../v1/{SLUG}/published/{code}/media/0">Ảnh 1<' in page
    world.does(code, "answer", HANDLER, text="Đã vá\nxong, gọi 0912345678")
    world.does(code, "publish", COORDINATOR)
    page = published_page.one(world.province, shown(world, code))
    assert "Đã trả lời" in page
    assert "Đã vá\nxong, gọi [số điện thoại]" in page
    assert world.province.units[shown(world, code).unit].name in page


def test_the_list_shows_the_newest_first_and_leads_to_each(world: World) -> None:
    older, newer = published(world, "Đèn đường hỏng"), published(world, WORDS)
    page = listed(world)
    assert 'href="xep-hang"' in page, "and to the league table"
    assert page.index(f'href="cong-khai/{newer}"') < page.index(f'href="cong-khai/{older}"')
    assert "&lt;b&gt;" in page


def test_what_was_searched_for_stands_in_the_field_and_in_the_way_on(world: World) -> None:
    for _ in range(3):
        published(world, 'Ổ gà "sâu" ở ngõ')
    published(world, "Đèn đường hỏng")
    page = listed(world, 'gà "sâu"', limit=2)
    assert 'value="gà &quot;sâu&quot;"' in page
    assert page.count("<li><time") == 2
    on = re.search(r'href="\?text=g%C3%A0\+%22s%C3%A2u%22&amp;cursor=([^"]+)"', page)
    assert on
    assert listed(world, 'gà "sâu"', limit=2, cursor=on[1]).count("<li><time") == 1


def test_nothing_found_says_so(world: World) -> None:
    page = published_page.several(world.province, PublishedPage(publications=(), cursor=None), "<i>")
    assert "Không tìm thấy" in page
    assert "&lt;i&gt;" in page
    assert "<script" not in page


def test_the_list_leads_to_the_chats_and_to_the_dossiers(world: World) -> None:
    page = listed(world)
    for account in world.province.accounts:
        host = {"facebook": "https://m.me", "zalo": "https://zalo.me"}[account.channel]
        assert f'<a href="{host}/{account.id}" rel="noreferrer">' in page
    assert f'href="../v1/{SLUG}/dossiers"' in page
    school = School()
    shown = published_page.several(school.province, PublishedPage(publications=(), cursor=None), "")
    assert "m.me" not in shown, "an account that was invented may be somebody's"
    for each in (page, shown):
        assert 'href="gui-phan-anh"' in each
        assert 'href="theo-doi"' in each
