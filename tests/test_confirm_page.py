"""The page behind the link that asks whether it is really solved."""

from chalicelib import confirm_page
from chalicelib.errors import Conflict, IllegalMove, NotFound, Unprocessable
from chalicelib.ticket.ticket import Ticket
from tests.builders import World, changed


def raising(error: Exception) -> Ticket:
    raise error


def test_the_question_has_a_yes_a_no_and_room_for_words_and_names_nobody() -> None:
    world = World()
    ticket = world.opened("Ông Nguyễn Văn A ở số 12 xả rác")
    html, status = confirm_page.asking(world.province, lambda: ticket)
    assert status == 200
    assert 'name="solved" value="yes"' in html
    assert 'name="solved" value="no"' in html
    assert ticket.code in html
    assert "Nguyễn" not in html


def test_whoever_says_no_reads_how_it_is_taken_up_again() -> None:
    world = World()
    ticket = world.opened()
    yes, _ = confirm_page.answering(world.province, lambda: changed(ticket, solved="yes"))
    no, status = confirm_page.answering(world.province, lambda: changed(ticket, solved="no"))
    assert status == 200
    assert "Mở lại" in no
    assert "Mở lại" not in yes


def test_every_refusal_is_a_page_that_says_why() -> None:
    province = World().province
    for error, status, words in [
        (NotFound("no such link"), 404, "không đúng hoặc đã hết hạn"),
        (Conflict("this question is not open any more"), 409, "đã được trả lời"),
        (IllegalMove("cannot confirm", acts=[]), 409, "đã được trả lời"),
        (Unprocessable("say yes or no"), 422, "Xin chọn"),
    ]:
        for page in (confirm_page.asking, confirm_page.answering):
            html, given = page(province, lambda error=error: raising(error))  # type: ignore[misc]
            assert given == status
            assert words in html, error
