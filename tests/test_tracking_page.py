"""The page behind the link in letters: what it tells before the pin, what after it, and what never."""

from datetime import datetime

import pytest

from chalicelib import tracking_page
from chalicelib.errors import NotFound
from chalicelib.intake.following import STATUS_NAMES
from chalicelib.ticket.ticket import Event, Ticket
from chalicelib.ticket.workflow import Act, Status
from chalicelib.views_citizens import _SHOWN_TO_CITIZEN
from tests.builders import HANDLER, SLUG, World

WORDS = "Mặt đường trước nhà <b>bà Hoa</b> có ổ gà rất sâu"


@pytest.fixture
def world() -> World:
    return World()


def opened(world: World, pin: str = "") -> tuple[str, int]:
    """The page of a petition that was answered; without a pin as the link opens it."""
    code = world.opened(WORDS).code
    world.does(code, "note", HANDLER, text="Chỉ nội bộ")
    world.does(code, "answer", HANDLER, text="Đã vá\nxong")

    def look() -> tuple[Ticket, list[Event]]:
        if pin != "123456":
            raise NotFound("no petition with this code and pin")
        return world.tickets.get(SLUG, code), world.tickets.timeline(SLUG, code)

    if not pin:
        return tracking_page.asking(world.province, code)
    return tracking_page.following(world.province, code, look, world.clock(), world.cupboard.link)


def test_a_link_alone_shows_a_form_and_nothing_of_the_petition(world: World) -> None:
    page, status = opened(world)
    assert status == 200
    assert 'name="pin"' in page
    assert "Hoa" not in page
    assert STATUS_NAMES[Status.ANSWERED][0] not in page
    unknown, _ = tracking_page.asking(world.province, "QN-0000-0000-0")
    assert unknown.count("<input") == page.count("<input"), "nor whether there is such a petition"


def test_with_the_pin_it_shows_where_the_petition_stands_and_every_word_said_to_the_citizen(world: World) -> None:
    page, status = opened(world, "123456")
    assert status == 200
    assert STATUS_NAMES[Status.ANSWERED][0] in page
    assert "Đã vá\nxong" in page
    assert "&lt;b&gt;bà Hoa&lt;/b&gt;" in page, "what people wrote stays text"
    assert "Chỉ nội bộ" not in page
    assert world.clock().astimezone(world.province.calendar.zone).strftime("%d/%m/%Y") in page


def test_a_wrong_pin_asks_again(world: World) -> None:
    page, status = opened(world, "000000")
    assert (status, "không đúng" in page, 'name="pin"' in page) == (404, True, True)
    assert "Hoa" not in page


def test_whatever_stands_in_an_address_stays_text(world: World) -> None:
    assert "<script>" not in tracking_page.asking(world.province, "<script>")[0]


@pytest.mark.parametrize("act", sorted(_SHOWN_TO_CITIZEN | {Act.ESCALATE, Act.ECHO}))
def test_every_act_a_citizen_may_see_has_a_name(act: Act) -> None:
    assert all(tracking_page.ACT_NAMES[act])


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_a_name(status: Status) -> None:
    assert all(STATUS_NAMES[status])


def test_instants_are_told_in_the_provinces_time(world: World) -> None:
    page, _ = opened(world, "123456")
    first = datetime.fromisoformat(page.split('datetime="')[1].split('"')[0])
    assert f"{first.astimezone(world.province.calendar.zone):%H:%M ngày %d/%m/%Y}" in page
