"""Stars: in the chat, by a platform's template, by a signed link. Once a resolution, and with the words that go with them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.channel.inbound import Heard
from chalicelib.errors import Conflict, IllegalMove, NotFound, Unprocessable
from chalicelib.intake.ratings import of_this_resolution
from chalicelib.intake.tracking import Tracking
from chalicelib.ticket.chain import next_event
from chalicelib.ticket.owed import Purpose
from chalicelib.ticket.rating_link import rating_token, rating_until, read_rating_token
from chalicelib.ticket.workflow import Act
from tests.builders import COORDINATOR, HANDLER, SECRET, SLUG, World, at, heard

PIN = "123456"


def answered(world: World) -> str:
    code = world.opened().code
    world.does(code, "answer", HANDLER, text="Đã vá xong")
    return code


def again(world: World, code: str) -> None:
    """Reopened and answered once more."""
    world.tracking.plead(SLUG, code, {"pin": PIN, "act": "reopen", "text": "Vẫn còn hố"})
    world.does(code, "answer", HANDLER, text="Lần này đã vá kỹ")


def template(world: World, tracking: str, stars: int = 2, text: str = "Làm ẩu") -> None:
    """Zalo names nobody: only our mark says what the stars are for."""
    said = heard(
        text, heard=Heard.RATED, person="", stars=stars, tracking=tracking, channel="zalo", account="3001",
        occurred_at=world.clock(),
    )  # fmt: skip
    world.inbox.take(world.province, said)


def test_the_stars_of_a_template_find_their_petition_and_keep_their_words() -> None:
    world = World()
    code = answered(world)
    template(world, f"{code}.000002.answer")
    assert world.tickets.get(SLUG, code).rating == 2
    event = world.tickets.timeline(SLUG, code)[-1]
    assert (event.act, event.text, event.facts["stars"]) == (Act.RATE, "Làm ẩu", 2)
    assert world.owed(code, Purpose.THANKS)[0].facts["again"] == "1"


def test_case_19_the_same_rating_twice_is_counted_once() -> None:
    world = World()
    code = answered(world)
    template(world, f"{code}.000002.answer", stars=2)
    template(world, f"{code}.000002.answer", stars=5)
    world.hears("4")
    world.hears(heard=Heard.CHOICE, payload=f"RATE:{code}:1")
    assert world.tickets.get(SLUG, code).rating == 2
    assert [e.act for e in world.tickets.timeline(SLUG, code)].count(Act.RATE) == 1
    assert len(world.owed(code, Purpose.THANKS)) == 1


def test_stars_for_an_older_answer_do_not_count_for_the_newer_one() -> None:
    world = World()
    code = answered(world)
    again(world, code)
    template(world, f"{code}.000002.answer")
    world.hears(heard=Heard.CHOICE, payload=f"RATE:{code}:1:2")
    assert world.tickets.get(SLUG, code).rating is None
    template(world, f"{code}.000004.answer", stars=5)
    assert world.tickets.get(SLUG, code).rating == 5


def test_a_button_that_names_the_newest_answer_counts() -> None:
    world = World()
    code = answered(world)
    again(world, code)
    world.hears(heard=Heard.CHOICE, payload=f"RATE:{code}:4:4")
    assert world.tickets.get(SLUG, code).rating == 4


def test_while_it_is_worked_on_again_nothing_is_rated() -> None:
    world = World()
    code = answered(world)
    world.tracking.plead(SLUG, code, {"pin": PIN, "act": "reopen", "text": "Vẫn còn hố"})
    template(world, f"{code}.000002.answer")
    world.hears(heard=Heard.CHOICE, payload=f"RATE:{code}:1")
    assert world.tickets.get(SLUG, code).rating is None


@pytest.mark.parametrize("tracking", ["", "không phải mã", "SM-0000-0000-0000.000002.answer", "a.b.c"])
def test_stars_for_nothing_of_ours_are_nothing(tracking: str) -> None:
    world = World()
    code = answered(world)
    template(world, tracking)
    assert world.tickets.get(SLUG, code).rating is None


def linked(world: World) -> Tracking:
    return replace(world.tracking, secret=lambda: SECRET)


def token(world: World, code: str, event: int = 2, tenant: str = SLUG) -> str:
    until = rating_until(world.province, world.clock())
    return rating_token(SECRET, tenant, code, event, until)


def test_a_signed_link_shows_the_answer_and_rates_it_without_code_and_pin() -> None:
    world = World()
    code = answered(world)
    link, tracking = token(world, code), linked(world)
    ticket, event = tracking.look_by_link(SLUG, link)
    assert (ticket.code, event.text) == (code, "Đã vá xong")
    assert tracking.rate_by_link(SLUG, link, 1, "Chỉ vá qua loa").rating == 1
    assert world.tickets.timeline(SLUG, code)[-1].text == "Chỉ vá qua loa"
    with pytest.raises(Conflict):
        tracking.rate_by_link(SLUG, link, 5)
    assert tracking.look_by_link(SLUG, link)[0].rating == 1, "who opens it again sees that it is done"


def test_the_link_is_safe_in_an_address() -> None:
    world = World()
    link = token(world, answered(world))
    assert link.replace(".", "").replace("-", "").replace("_", "").isalnum()
    assert len(link) < 64


@pytest.mark.parametrize(
    "spoilt", ["{link}A", "{link}\ud800", "", "...", "{code}", "{code}.2.9999999999.{seal}", "{code}.4.{rest}"]
)
def test_a_link_that_was_tampered_with_is_none(spoilt: str) -> None:
    world = World()
    code = answered(world)
    link = token(world, code)
    rest, seal = link.split(".", 2)[2], link.rpartition(".")[2]
    with pytest.raises(NotFound):
        linked(world).rate_by_link(SLUG, spoilt.format(link=link, code=code, rest=rest, seal=seal), 1)


def test_a_link_of_another_province_or_another_secret_is_none() -> None:
    world = World()
    code = answered(world)
    with pytest.raises(NotFound):
        linked(world).rate_by_link(SLUG, token(world, code, tenant="tinh-khac"), 1)
    with pytest.raises(NotFound):
        replace(world.tracking, secret=lambda: b"another").rate_by_link(SLUG, token(world, code), 1)
    with pytest.raises(NotFound):
        world.tracking.rate_by_link(SLUG, token(world, code), 1)


def test_a_link_lives_as_long_as_one_may_object() -> None:
    world = World()
    code = answered(world)
    link = token(world, code)
    world.clock.at = at("2026-12-03 17:00")  # ten working days later, to the minute
    assert linked(world).look_by_link(SLUG, link)
    world.clock.at = at("2026-12-03 17:01")
    with pytest.raises(Conflict):
        linked(world).look_by_link(SLUG, link)


def test_where_the_regulation_knows_no_reopening_it_lives_thirty_days() -> None:
    world = World()
    document = world.document()
    del document["regulation"]["reopening"]
    world.provinces.put(document, "test")
    assert rating_until(world.province, world.clock()) == world.clock() + timedelta(days=30)


def test_after_a_reopening_the_old_link_rates_nothing() -> None:
    world = World()
    code = answered(world)
    link = token(world, code)
    again(world, code)
    with pytest.raises(Conflict):
        linked(world).rate_by_link(SLUG, link, 1)
    assert linked(world).rate_by_link(SLUG, token(world, code, 4), 5).rating == 5


def test_a_link_to_what_is_not_there_yet_opens_nothing() -> None:
    world = World()
    code = world.opened().code
    with pytest.raises(NotFound):
        linked(world).look_by_link(SLUG, token(world, code, 9))
    with pytest.raises(IllegalMove):
        linked(world).rate_by_link(SLUG, token(world, code, 1), 5)


@pytest.mark.parametrize(
    ("stars", "text"), [(0, ""), (6, ""), (True, ""), ("5", ""), (None, ""), (5, None), (5, "a" * 2001), (5, ["x"])]
)
def test_stars_are_checked_before_anything_is_looked_up(stars: object, text: object) -> None:
    world = World()
    code = answered(world)
    with pytest.raises(Unprocessable):
        linked(world).rate_by_link(SLUG, "no link", stars, text)
    with pytest.raises(Unprocessable):
        world.tracking.rate(SLUG, code, PIN, stars, text)


def test_on_the_web_too_a_rating_may_say_why() -> None:
    world = World()
    code = answered(world)
    world.tracking.rate(SLUG, code, PIN, 3, "Tạm được")
    assert world.tickets.timeline(SLUG, code)[-1].text == "Tạm được"


def test_a_token_is_read_back_as_it_was_made() -> None:
    link = rating_token(SECRET, SLUG, "SM-0000-0000-0000", 7, at("2026-12-01 09:00"))
    with pytest.raises(NotFound):
        read_rating_token(SECRET, "tinh-khac", link, at("2026-11-30 09:00"))
    assert read_rating_token(SECRET, SLUG, link, at("2026-11-30 09:00")) == ("SM-0000-0000-0000", 7)


def test_stars_for_the_answer_an_arbiter_overruled_do_not_count_for_the_next_one() -> None:
    """A re-check that is upheld begins another resolution, as a reopening does."""
    world = World()
    code = answered(world)
    upheld = next_event(world.tickets.get(SLUG, code), Act.UPHOLD, COORDINATOR, world.clock())
    events = [*world.tickets.timeline(SLUG, code), upheld]
    assert not of_this_resolution(events, 2)
    assert of_this_resolution(events, upheld.n + 1)


def test_what_was_withdrawn_is_rated_by_nobody() -> None:
    world = World()
    code = world.opened().code
    world.tracking.plead(SLUG, code, {"pin": PIN, "act": "withdraw"})
    with pytest.raises(Conflict):
        world.tracking.rate(SLUG, code, PIN, 1)
    assert world.tickets.get(SLUG, code).rating is None
