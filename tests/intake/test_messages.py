"""Further words and photos over the web, by code and pin."""

from typing import Any

import pytest

from chalicelib.errors import Conflict, IllegalMove, NotFound, StaleTicket, Unprocessable
from chalicelib.ticket.conversation import Conversation
from chalicelib.ticket.owed import Purpose
from chalicelib.ticket.workflow import Act, Status
from tests.builders import COORDINATOR, HANDLER, SLUG
from tests.intake.web import NUMBER, Web
from tests.pictures import jpeg

PHOTO = f"photo-{NUMBER}"


def opened(web: Web, **heard: Any) -> str:
    return web.world.opened(**heard).code


def adds(web: Web, code: str, key: str = "k", **body: Any) -> tuple[Any, int]:
    return web.messages.add(SLUG, code, {"pin": "123456", **body}, key)


def test_words_and_photos_go_onto_the_petition_and_move_no_clock() -> None:
    web = Web()
    code = opened(web)
    before = web.world.tickets.get(SLUG, code)
    web.yard.sent[f"uploads/{SLUG}/{PHOTO}"] = jpeg()
    ticket, number = adds(web, code, text="Sáng nay hố đã rộng hơn", uploads=[PHOTO])
    event = web.world.tickets.event(SLUG, code, number)
    assert (event.act, event.text, event.by) == (Act.HEAR, "Sáng nay hố đã rộng hơn", before.origin.alias)
    assert event.attachments[0].key in web.world.cupboard.kept
    assert (ticket.status, ticket.stage_due_at) == (before.status, before.stage_due_at)
    assert ticket == web.world.tickets.get(SLUG, code)


def test_a_reply_to_a_question_lets_the_unit_go_on_and_tells_it() -> None:
    web = Web()
    code = opened(web)
    web.world.does(code, "accept", HANDLER)
    web.world.does(code, "ask", HANDLER, text="Ở đoạn nào?")
    ticket, _ = adds(web, code, text="Trước cổng chợ")
    assert ticket.status is Status.IN_PROGRESS
    (notice,) = web.world.owed(code, Purpose.CITIZEN_SPOKE)
    assert (notice.parent, notice.id) in web.world.bell.keys


def test_the_chat_it_came_from_stays_as_it_is() -> None:
    """Words from the web open no platform's window."""
    web = Web()
    code = opened(web)
    origin = web.world.tickets.get(SLUG, code).origin

    def talk() -> Conversation:
        return web.world.tickets.conversation(SLUG, origin.channel, origin.account, origin.alias)

    before = talk()
    web.world.clock.pass_by(hours=30)
    adds(web, code, text="Vẫn chưa thấy ai đến")
    assert talk() == before


def test_the_same_key_is_written_once_and_other_words_under_it_are_a_mistake() -> None:
    web = Web()
    code = opened(web)
    first = adds(web, code, text="Thêm một ý")
    assert adds(web, code, text="Thêm một ý")[1] == first[1]
    assert len(web.world.tickets.timeline(SLUG, code)) == 2
    with pytest.raises(Conflict):
        adds(web, code, text="Một ý khác")
    assert adds(web, code, key="k2", text="Một ý khác")[1] == 3


def test_who_is_not_the_sender_adds_nothing() -> None:
    web = Web()
    code = opened(web)
    for slug, wanted, pin in [(SLUG, code, "000000"), (SLUG, "SM-0000-0000-0000", "123456"), ("x", code, "123456")]:
        with pytest.raises(NotFound):
            web.messages.add(slug, wanted, {"pin": pin, "text": "Xin chào"}, "k")
    assert len(web.world.tickets.timeline(SLUG, code)) == 1


@pytest.mark.parametrize(("body", "pointer"), [
    ({"pin": "123456"}, ""),
    ({"text": "a"}, ""),
    ({"pin": "123456", "text": "  "}, "/text"),
    ({"pin": "123456", "text": "x" * 10_001}, "/text"),
    ({"pin": "123456", "uploads": []}, "/uploads"),
    ({"pin": "123456", "text": "a", "uploads": [PHOTO]}, "/uploads/0"),
    ({"pin": "123456", "text": "a", "more": 1}, ""),
])  # fmt: skip
def test_a_message_has_words_or_uploads_that_arrived(body: dict[str, Any], pointer: str) -> None:
    web = Web()
    code = opened(web)
    with pytest.raises(Unprocessable) as refusal:
        web.messages.add(SLUG, code, body, "k")
    assert refusal.value.facts["faults"][0]["pointer"] == pointer


def test_a_closed_petition_takes_no_more_words() -> None:
    web = Web()
    code = opened(web)
    web.world.does(code, "answer", HANDLER, text="Đã vá")
    web.world.does(code, "close", COORDINATOR)
    with pytest.raises(IllegalMove):
        adds(web, code, text="Còn một chỗ nữa")


@pytest.mark.parametrize(("races", "lost"), [(3, False), (4, True)])
def test_a_lost_race_is_run_again_a_few_times(races: int, lost: bool) -> None:
    web = Web()
    code = opened(web)
    web.world.shelf.refuse_commits = races
    if lost:
        with pytest.raises(StaleTicket):
            adds(web, code, text="Thêm một ý")
    else:
        assert adds(web, code, text="Thêm một ý")[1] == 2


def test_danger_in_further_words_counts_as_it_does_in_a_chat() -> None:
    web = Web()
    code = opened(web)
    ticket, _ = adds(web, code, text="Bây giờ sạt lở rồi, nguy hiểm lắm")
    assert ticket.urgency == "emergency"
