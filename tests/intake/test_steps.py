"""What a message means for its conversation: the whole decision as a table a page manager can check."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.channel.inbound import Heard
from chalicelib.intake.small_talk import is_small_talk, stars
from chalicelib.intake.steps import Step, next_step
from chalicelib.intake.wishes import Ask, Wish
from chalicelib.ticket.conversation import Conversation
from chalicelib.ticket.ticket import Lane
from chalicelib.ticket.workflow import Status
from tests.builders import SLUG, World, at, changed, heard, photo

NOW = at("2026-11-18 09:00")
HOUR = timedelta(hours=1)
TALK = Conversation(tenant=SLUG, channel="facebook", account="2001", alias="a", joined_at=NOW - timedelta(minutes=5))
OLD_TALK = Conversation(tenant=SLUG, channel="facebook", account="2001", alias="a", joined_at=NOW - timedelta(days=3))
TICKET = World().opened()
WAITING = changed(TICKET, status=Status.WAITING)
ANSWERED = changed(TICKET, status=Status.ANSWERED)
JUST_ANSWERED = changed(TICKET, status=Status.ANSWERED, answered_at=NOW + timedelta(minutes=1))
RATED = changed(TICKET, status=Status.ANSWERED, rating=4)
COMMENTED = changed(TICKET, origin=replace(TICKET.origin, lane=Lane.COMMENT, ref="1_2"))
MERGED = changed(TICKET, status=Status.MERGED)
CLOSED = changed(TICKET, status=Status.CLOSED, rating=4)


@pytest.mark.parametrize(("why", "message", "talk", "ticket", "step"), [
    ("a first petition", heard("Đường trước nhà ngập nước"), TALK, None, Step.OPEN),
    ("a greeting is greeted", heard("Xin chào ad"), TALK, None, Step.GREET),
    ("a sticker never opens a ticket", heard(heard=Heard.STICKER), TALK, None, Step.GREET),
    ("a sticker on an open ticket says nothing", heard(heard=Heard.STICKER), TALK, TICKET, Step.IGNORE),
    ("a new follower is greeted", heard(heard=Heard.HELLO), TALK, None, Step.GREET),
    ("a photo after the text belongs to it", heard(attachments=(photo(),)), TALK, TICKET, Step.JOIN),
    ("a photo days later still belongs to the open ticket", heard(attachments=(photo(),)), OLD_TALK, TICKET, Step.JOIN),
    ("a photo alone opens a ticket", heard(attachments=(photo(),)), TALK, None, Step.OPEN),
    ("further words soon after belong to it", heard("Chỗ đó gần trường học"), TALK, TICKET, Step.JOIN),
    ("words days later are another matter", heard("Hôm nay lại mất điện cả phố"), OLD_TALK, TICKET, Step.OPEN),
    ("any word is a reply when we asked", heard("vâng"), OLD_TALK, WAITING, Step.JOIN),
    ("thanks are no petition", heard("Cảm ơn anh chị nhiều ạ"), TALK, ANSWERED, Step.GREET),
    ("a number after the answer rates it", heard("5"), TALK, ANSWERED, Step.RATE),
    ("a rating button", heard(heard=Heard.CHOICE, payload="RATE:SM-1:4"), TALK, ANSWERED, Step.RATE),
    ("a second rating is not counted", heard("1"), TALK, RATED, Step.IGNORE),
    ("words after the answer are a new matter: somebody must answer them", heard("Hôm nay lại mất điện cả phố"), TALK, ANSWERED, Step.OPEN),
    ("words written before the answer and read after it are about that matter", heard("Chỗ đó gần trường học"), TALK, JUST_ANSWERED, Step.JOIN),
    ("unless they say that it is not done", heard("Chưa xong đâu, vẫn còn hố"), TALK, ANSWERED, Step.PLEAD),
    ("typed without diacritics, too", heard("de nghi mo lai"), TALK, CLOSED, Step.PLEAD),
    ("the button says it", heard(heard=Heard.CHOICE, payload="REOPEN:SM-1"), TALK, ANSWERED, Step.PLEAD),
    ("nobody reopens what is not answered", heard(heard=Heard.CHOICE, payload="REOPEN:SM-1"), TALK, TICKET, Step.GREET),
    ("look at it again", heard("Đề nghị xem xét lại, tôi không đồng ý"), TALK, RATED, Step.PLEAD),
    ("never mind", heard("Tôi xin rút phản ánh"), TALK, TICKET, Step.PLEAD),
    ("what is answered cannot be withdrawn any more", heard("Tôi xin rút phản ánh này vì đã ổn"), TALK, ANSWERED, Step.OPEN),
    ("a duplicate takes further words", heard("Chỗ đó gần trường học"), TALK, MERGED, Step.JOIN),
    ("below another post it is not meant", heard("Vẫn chưa xong", lane=Lane.COMMENT, ref="9_7"), TALK, changed(COMMENTED, status=Status.ANSWERED), Step.IGNORE),
    ("a photo after the answer still goes with it", heard(attachments=(photo(),)), TALK, ANSWERED, Step.JOIN),
    ("a bare number that belongs to nothing opens nothing", heard("12"), TALK, None, Step.GREET),
    ("a firm that writes in Korean is heard", heard("도로가 파손되었습니다"), TALK, None, Step.OPEN),
    ("a comment below another post is another matter", heard("Đèn đường ở đây hỏng mấy hôm rồi", lane=Lane.COMMENT, ref="9_7"), TALK, COMMENTED, Step.OPEN),
    ("a comment below the same post belongs to it", heard("Chỗ này gần trường học đấy", lane=Lane.COMMENT, ref="1_7"), TALK, COMMENTED, Step.JOIN),
    ("a rating before the answer is no rating", heard(heard=Heard.CHOICE, payload="RATE:SM-1:4"), TALK, TICKET, Step.GREET),
    ("an old ticket that is closed takes nothing", heard("Chỗ đó gần trường học"), TALK, CLOSED, Step.OPEN),
    ("a short comment is talk among readers", heard("chuẩn quá luôn", lane=Lane.COMMENT), TALK, None, Step.IGNORE),
    ("a comment that says something opens a ticket", heard("Bãi rác cạnh chợ bốc mùi cả tuần", lane=Lane.COMMENT), TALK, None, Step.OPEN),
    ("nobody is greeted in public", heard("Xin chào", lane=Lane.COMMENT), TALK, None, Step.IGNORE),
])  # fmt: skip
def test_the_step_a_message_asks_for(why, message, talk, ticket, step) -> None:  # type: ignore[no-untyped-def]
    assert next_step(message, talk, ticket, HOUR, NOW) is step, why


ON_THE_WAY = replace(TALK, asked="text")
FOLLOW, MENU = Wish(Ask.FOLLOW, "SM-1"), Wish(Ask.MENU)
OTHER_LANE = changed(COMMENTED, chat="a")


@pytest.mark.parametrize(("why", "message", "talk", "ticket", "more", "step"), [
    ("the menu is asked for", heard("menu"), TALK, TICKET, {"wish": MENU}, Step.WISH),
    ("the reply to our question, whatever it sounds like", heard("menu"), TALK, WAITING, {"wish": MENU}, Step.JOIN),
    ("a link that follows a petition", heard(heard=Heard.REFERRAL), TALK, None, {"wish": FOLLOW}, Step.WISH),
    ("any other link", heard(heard=Heard.REFERRAL), TALK, None, {}, Step.GREET),
    ("a button of the menu", heard(heard=Heard.CHOICE, payload="MENU:new"), TALK, TICKET, {"wish": MENU}, Step.WISH),
    ("a telephone number is a way to reach them", heard("0912345678"), TALK, TICKET, {"contact": True}, Step.CONTACT),
    ("unless we asked: then it is a reply as well", heard("0912345678"), TALK, WAITING, {"contact": True}, Step.JOIN),
    ("on the guided way words are a new petition", heard("Hôm nay mất điện cả phố"), ON_THE_WAY, TICKET, {}, Step.OPEN),
    ("and a nod is none", heard("vâng ạ"), ON_THE_WAY, TICKET, {}, Step.IGNORE),
    ("a number answers the question for the kind", heard("2"), replace(TALK, asked="kind"), ANSWERED, {"wish": Wish(Ask.KIND, "x")}, Step.WISH),
    ("words that quote us belong there, days later", heard("Gần trường học"), OLD_TALK, TICKET, {"cited": True}, Step.JOIN),
    ("but an ended one is answered by nobody", heard("Gần trường học"), OLD_TALK, CLOSED, {"cited": True}, Step.OPEN),
    ("the chat of whoever wrote the comment", heard("Gần trường học"), TALK, OTHER_LANE, {}, Step.JOIN),
    ("another chat than theirs", heard("Gần trường học đấy"), replace(TALK, alias="b"), OTHER_LANE, {}, Step.OPEN),
])  # fmt: skip
def test_what_the_bot_is_asked_and_what_is_meant_for_a_petition(why, message, talk, ticket, more, step) -> None:  # type: ignore[no-untyped-def]
    assert next_step(message, talk, ticket, HOUR, NOW, **more) is step, why


def test_greetings_are_not_repeated_within_the_hour() -> None:
    greeted = Conversation(tenant=SLUG, channel="f", account="1", alias="a", greeted_at=NOW - timedelta(minutes=30))
    assert next_step(heard("alo"), greeted, None, HOUR, NOW) is Step.IGNORE


@pytest.mark.parametrize(
    "text",
    ["Xin chào", "xin chao ad", "Alo", "cảm ơn nhiều ạ", "ok", "👍👍", "...", "Dạ vâng", "Hello admin"],
)
def test_small_talk(text: str) -> None:
    assert is_small_talk(text)


@pytest.mark.parametrize("text", [
    "Xin chào, cho hỏi thủ tục cấp đổi sổ đỏ", "Cảm ơn nhưng đường vẫn ngập", "Mất điện", "chào ad, rác đầy đường", "12 Trần Phú",
])  # fmt: skip
def test_words_that_say_something(text: str) -> None:
    assert not is_small_talk(text)


@pytest.mark.parametrize(("text", "given_stars"), [
    ("5", 5), ("4 sao", 4), ("5/5", 5), ("3 điểm", 3), ("★★★★", 4), ("1 ⭐", 1), ("6", None), ("0", None), ("5 người bị thương", None), ("số 5", None), ("", None),
])  # fmt: skip
def test_a_rating_in_words(text: str, given_stars: int | None) -> None:
    assert stars(text) == given_stars


@given(st.text(max_size=60))
def test_no_text_crashes_the_reading(text: str) -> None:
    assert is_small_talk(text) in (True, False)
    assert stars(text) in (None, 1, 2, 3, 4, 5)
