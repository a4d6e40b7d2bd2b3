"""The form of the tracking page: whoever was asked by e-mail or text message answers where the link leads."""

import re

import pytest

from chalicelib import tracking_page
from chalicelib.intake.photos import Taken
from chalicelib.ticket.workflow import Act, Status
from tests.builders import HANDLER, SLUG
from tests.intake.web import Web

PIN = "123456"


def sent(web: Web, code: str, text: str = "", act: str = "hear", seen: str = "", pin: str = PIN) -> tuple[str, int]:
    """The page as the door makes it."""
    form, world = {"pin": pin, "text": text, "act": act, "seen": seen}, web.world
    say = lambda: web.messages.say(SLUG, code, form)  # noqa: E731
    typed = tracking_page.Typed(pin=pin, text=text, send=say, take=unasked)
    return tracking_page.following(
        world.province, code, lambda: world.tracking.follow(SLUG, code, pin), world.clock(), world.cupboard.link, typed
    )


def unasked() -> Taken:
    raise AssertionError("no photo was sent")


def offered(page: str) -> list[str]:
    return re.findall(r'name="act" value="(\w+)"', page)


def heard(web: Web, code: str) -> list[str]:
    return [event.text for event in web.world.tickets.timeline(SLUG, code) if event.act is Act.HEAR]


def asked(web: Web) -> str:
    code = web.world.opened().code
    web.world.does(code, "accept", HANDLER)
    web.world.does(code, "ask", HANDLER, text="Ở đoạn nào?")
    return code


def answered(web: Web) -> str:
    code = web.world.opened().code
    web.world.does(code, "answer", HANDLER, text="Đã vá xong")
    return code


def test_a_question_is_answered_on_the_page_it_is_read_on() -> None:
    web = Web()
    code = asked(web)
    page, _ = sent(web, code)
    assert "Trả lời đơn vị" in page
    assert offered(page) == ["hear"]
    assert heard(web, code) == []
    page, status = sent(web, code, "Trước <b>cổng</b> chợ")
    assert (status, heard(web, code)) == (200, ["Trước <b>cổng</b> chợ"])
    assert web.world.tickets.get(SLUG, code).status is Status.IN_PROGRESS
    assert "Đã ghi nhận" in page
    assert "Trước &lt;b&gt;cổng&lt;/b&gt; chợ" in page, "it stands in the timeline, as text"


def test_the_same_page_sent_twice_says_it_once_and_other_words_are_not_lost() -> None:
    web = Web()
    code = asked(web)
    (seen,) = re.findall(r'name="seen" value="(\d+)"', sent(web, code)[0])
    for text in ("Trước cổng chợ", "Trước cổng chợ", "Gần cột điện"):
        assert sent(web, code, text, seen=seen)[1] == 200
    assert heard(web, code) == ["Trước cổng chợ", "Gần cột điện"]


def test_after_the_answer_one_says_that_it_is_not_done_and_after_bad_stars_a_higher_level_may_look() -> None:
    web = Web()
    code = answered(web)
    assert offered(sent(web, code)[0]) == ["hear", "reopen"]
    web.world.tracking.rate(SLUG, code, PIN, 1)
    assert offered(sent(web, code)[0]) == ["hear", "reopen", "appeal"]
    page, status = sent(web, code, "Vẫn còn ổ gà", "reopen")
    assert (status, "Đã ghi nhận" in page) == (200, True)
    assert web.world.tickets.get(SLUG, code).reopened == 1


def test_what_comes_too_late_is_refused_in_words_and_stays_in_the_form() -> None:
    web = Web()
    code = answered(web)
    web.world.clock.pass_by(days=200)
    page, status = sent(web, code, "Vẫn còn <ổ gà>", "reopen")
    assert (status, "không còn thực hiện được" in page) == (409, True)
    assert "Vẫn còn &lt;ổ gà&gt;</textarea>" in page
    assert web.world.tickets.get(SLUG, code).reopened == 0


@pytest.mark.parametrize("pin", ["000000", ""])
def test_without_the_pin_nothing_is_written_and_nothing_shown(pin: str) -> None:
    web = Web()
    code = asked(web)
    page, status = sent(web, code, "Trước cổng chợ", pin=pin)
    assert (status, heard(web, code)) == (404, [])
    assert "Trước cổng chợ" not in page
    assert "<textarea" not in page


def test_a_plea_the_page_does_not_offer_is_further_words() -> None:
    """To withdraw is final: a form somebody made up does not do it."""
    web = Web()
    code = asked(web)
    assert sent(web, code, "Thôi", "withdraw")[1] == 200
    assert web.world.tickets.get(SLUG, code).outcome == ""
    assert heard(web, code) == ["Thôi"]


def test_too_many_words_are_refused() -> None:
    web = Web()
    code = asked(web)
    assert sent(web, code, "a" * 10_001)[1] == 422
    assert heard(web, code) == []
