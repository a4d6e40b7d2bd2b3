"""The page with one field for a code: what people note down leads on; a slip is told."""

import pytest

from chalicelib import code_page
from chalicelib.ticket.code import ticket_code
from tests.builders import World
from tests.fakes_training import School

CODE = ticket_code("SM", "http#1")


@pytest.fixture(scope="module")
def world() -> World:
    return World()


@pytest.mark.parametrize("written", [
    CODE, CODE.lower(), CODE.replace("-", ""), CODE.replace("-", " "), CODE.removeprefix("SM-"), f"  {CODE}\n",
])  # fmt: skip
def test_a_code_is_known_however_it_was_noted_down(world: World, written: str) -> None:
    assert code_page.code_of(world.province, written) == CODE


def test_a_slip_is_told_and_stands_in_the_field_again(world: World) -> None:
    wrong = CODE[:-1] + ("0" if CODE[-1] != "0" else "1")
    assert code_page.code_of(world.province, wrong) is None
    html, status = code_page.asking(world.province, wrong)
    assert (status, "ký tự kiểm tra" in html, f'value="{wrong}"' in html) == (422, True, True)


@pytest.mark.parametrize("typed", [
    "x", "SM-1", CODE + "0", "x\x00", "\u202e" + "1" * 12, "<script>", "ĐĐ" + CODE[2:], "\ud800", "\r\nSet-Cookie: a",
])  # fmt: skip
def test_what_is_no_code_leads_nowhere(world: World, typed: str) -> None:
    assert code_page.code_of(world.province, typed) is None
    html, status = code_page.asking(world.province, typed)
    assert status == 422
    assert html.encode()
    assert "<script" not in html
    assert "ký tự kiểm tra" not in html or len(typed) >= 12


def test_at_first_it_only_asks_and_says_where_it_is_training(world: World) -> None:
    html, status = code_page.asking(world.province, "")
    assert (status, "Trang tập huấn." in html, 'name="code"' in html) == (200, False, True)
    assert 'href="gui-phan-anh"' in html
    assert "Trang tập huấn." in code_page.asking(School().province, "")[0]
