"""The guided way to a petition, and that nobody who just writes is held up by it."""

import json

import pytest

from chalicelib.ticket.ticket import Attachment
from chalicelib.ticket.workflow import Act
from tests.builders import HANDLER, SLUG, World, photo
from tests.intake.chat import presses, said, talk_of, types


def test_the_guided_way_asks_for_kind_place_and_words_and_opens_what_was_chosen() -> None:
    world = World()
    presses(world, "MENU:new")
    kinds = json.loads(said(world)[0].facts["choices"])
    assert ["Hỏi đáp", "KIND:question"] in kinds
    presses(world, "KIND:proposal")
    assert json.loads(said(world)[1].facts["choices"]) == [["Bỏ qua", "PLACE:skip"]]
    types(world, "phuong ben da")
    types(world, "Nên trồng thêm cây xanh")
    assert [n.facts["asked"] for n in said(world)] == ["kind", "place", "text"]
    (ticket,) = world.shelf.tickets.values()
    assert (ticket.kind, ticket.place) == ("proposal", "90001")
    assert (talk_of(world).asked, dict(talk_of(world).form)) == ("contact", {}), "nothing of it is asked again"


@pytest.mark.parametrize("text", ["Bến Đá", "ben da", "ở phường Bến Đá ạ", "P. Bến Đá", "Chợ Cũ", "phuong cho cu"])
def test_a_commune_is_known_by_its_names_old_and_new(text: str) -> None:
    world = World()
    presses(world, "KIND:question")
    types(world, text)
    assert talk_of(world).form["place"] == "90001"


def test_without_buttons_a_kind_is_chosen_by_its_number_or_its_name() -> None:
    for typed in ("2", "phan anh hien truong"):
        world = World()
        presses(world, "MENU:new")
        types(world, typed)
        assert talk_of(world).form["kind"] == "field_report"


def test_a_location_answers_the_question_for_the_place_and_goes_with_the_petition() -> None:
    world = World()
    presses(world, "KIND:field_report")
    world.clock.pass_by(seconds=20)
    world.hears(attachments=(Attachment(kind="location", latitude=21.01, longitude=107.02),))
    assert not world.shelf.tickets
    ticket = world.opened("Mặt đường có ổ gà")
    (here,) = world.tickets.event(SLUG, ticket.code, 1).attachments
    assert (here.latitude, here.longitude) == (21.01, 107.02)


def test_the_place_may_be_skipped_in_words() -> None:
    world = World()
    presses(world, "KIND:question")
    types(world, "không rõ")
    assert (talk_of(world).asked, dict(talk_of(world).form)) == ("text", {"kind": "question"})


@pytest.mark.parametrize(
    "steps", [(), ("MENU:new",), ("MENU:new", "KIND:question"), ("MENU:follow",), ("KIND:question", "PLACE:skip")]
)
@pytest.mark.parametrize("text", ["Mất nước ở phường Bến Đá", "Đường hỏng nặng", "Số 5 đường Trần Phú"])
def test_whoever_just_writes_has_a_petition_wherever_the_bot_had_got_to(steps: tuple[str, ...], text: str) -> None:
    world = World()
    for step in steps:
        presses(world, step)
    world.clock.pass_by(seconds=20)
    ticket = world.opened(text)
    assert world.tickets.event(SLUG, ticket.code, 1).text == text
    assert ticket.kind == ("question" if "KIND:question" in steps else ticket.kind)


def test_a_photo_opens_a_petition_in_the_middle_of_the_form() -> None:
    world = World()
    presses(world, "MENU:new")
    world.hears(attachments=(photo(),))
    assert len(world.shelf.tickets) == 1


def test_a_form_left_alone_is_forgotten_after_the_session() -> None:
    world = World()
    presses(world, "KIND:proposal")
    world.clock.pass_by(minutes=61)
    ticket = world.opened("Mặt đường có ổ gà")
    assert ticket.kind == "field_report"


def test_a_new_petition_by_the_menu_is_another_matter_though_one_is_open() -> None:
    world = World()
    first = world.opened("Mặt đường có ổ gà")
    presses(world, "MENU:new")
    presses(world, "KIND:field_report")
    presses(world, "PLACE:skip")
    second = world.opened("Rác đầy đường, hôi thối")
    assert second.code != first.code


def test_an_officers_question_overtakes_a_form_that_was_left() -> None:
    world = World()
    code = world.opened().code
    world.does(code, "accept", HANDLER)
    presses(world, "MENU:new")
    world.clock.pass_by(minutes=5)
    world.does(code, "ask", HANDLER, text="Ở đoạn nào?")
    world.clock.pass_by(minutes=5)
    types(world, "Trước cổng chợ Bến Đá")
    assert [e.act for e in world.tickets.timeline(SLUG, code)][-1] is Act.HEAR
    assert len(world.shelf.tickets) == 1


def test_a_number_that_answers_the_bot_is_no_rating() -> None:
    world = World()
    code = world.opened().code
    world.does(code, "answer", HANDLER, text="Đã vá xong")
    presses(world, "MENU:new")
    types(world, "3")
    assert world.tickets.get(SLUG, code).rating is None
