"""The page behind a rating link: what stands on it, and what never does."""

import pytest

from chalicelib import rating_page
from chalicelib.errors import Conflict, NotFound, PetitionError, Unprocessable
from chalicelib.ticket.ticket import Ticket
from tests.builders import HANDLER, SLUG, World


@pytest.fixture
def answered() -> tuple[World, Ticket]:
    world = World()
    code = world.opened("Mặt đường trước nhà bà Hoa có ổ gà rất sâu").code
    world.does(code, "answer", HANDLER, text="Đã xử lý")
    return world, world.tickets.get(SLUG, code)


def test_it_asks_with_five_stars_and_without_anybodys_words(answered: tuple[World, Ticket]) -> None:
    world, ticket = answered
    page, status = rating_page.asking(world.province, lambda: ticket)
    assert status == 200
    assert page.count('type="radio"') == 5
    assert ticket.code in page
    assert "Hoa" not in page
    assert "Đã xử lý" not in page


@pytest.mark.parametrize("error", [NotFound("x"), Conflict("x"), Unprocessable("x")])
def test_a_link_that_is_over_says_so_in_a_sentence(answered: tuple[World, Ticket], error: PetitionError) -> None:
    def look() -> Ticket:
        raise error

    page, status = rating_page.asking(answered[0].province, look)
    assert (status, "Không ghi nhận được" in page) == (error.status, True)


def test_names_are_escaped(answered: tuple[World, Ticket]) -> None:
    world, ticket = answered
    document = world.document()
    document["name"] = "<script>alert(1)</script>"
    world.provinces.put(document, "test")
    world.clock.pass_by(minutes=2)
    page, _ = rating_page.asking(world.province, lambda: ticket)
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(("typed", "stars"), [("5", 5), ("", 0), ("abc", 0), ("-1", 0), ("55", 0), ("٣", 0)])
def test_stars_are_a_digit_or_nothing(typed: str, stars: int) -> None:
    assert rating_page.stars_of(typed) == stars


@pytest.mark.parametrize(("stars", "led"), [(1, True), (5, False)])
def test_after_few_stars_it_leads_to_where_one_says_what_is_not_done(
    answered: tuple[World, Ticket], stars: int, led: bool
) -> None:
    world, ticket = answered
    page, status = rating_page.rating(world.province, lambda: world.tracking.rate(SLUG, ticket.code, "123456", stars))
    assert (status, f"Đã ghi nhận {stars}/5 sao." in page) == (200, True)
    assert (f'href="../../../{SLUG}/{ticket.code}"' in page) is led, "the page lies at /v1/…/ratings/…"
