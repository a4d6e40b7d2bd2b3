"""A citizen's text message: every telephone can show it, it is short, and its link survives."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.notice import letter
from chalicelib.notice.lanes import Way
from chalicelib.notice.manners import TO_CITIZENS, manner
from chalicelib.ticket.owed import Purpose
from chalicelib.vietnamese import sms_parts
from tests.builders import SLUG
from tests.notice.cases import CODE, PLAIN, notice, province

URL = "https://phan-anh.songmau.example"
LINK = f"{URL}/{SLUG}/{CODE}"
BY_SMS = [purpose for purpose in TO_CITIZENS if manner(purpose).sms and purpose is not Purpose.ALERT]
# GSM 03.38 as far as it is ASCII; the last ten take the room of two.
SEVEN_BIT = set("@$_ !\"#%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz\n\r^{}\\[~]|")


def sent(purpose: Purpose = Purpose.ANSWER, told: Any = PLAIN, **facts: str) -> str:
    (only,) = letter.to_citizen(
        told, notice(purpose, facts=facts), Way.SMS, text="Đã vá xong?", pin="123456", public_url=URL
    )
    return only.body


def test_an_emergency_is_about_no_petition_and_is_cut_at_a_word() -> None:
    assert sent(Purpose.ALERT) == "Song Mau KHAN CAP: Bao so 9. Khong ra khoi."
    long = sent(Purpose.ALERT, said="Sơ tán ngay theo hướng dẫn của xã. " * 20)
    assert (sms_parts(long), set(long) <= SEVEN_BIT, long.startswith("Song Mau KHAN CAP: Bao so 9. So tan")) == (
        2, True, True,
    )  # fmt: skip


@pytest.mark.parametrize("locale", ["vi", "en"])
@pytest.mark.parametrize("purpose", BY_SMS)
def test_case_20_a_vietnamese_text_message_is_not_full_of_question_marks(purpose: Purpose, locale: str) -> None:
    body = sent(purpose, locale=locale)
    assert set(body) <= SEVEN_BIT
    assert "?" not in body
    assert sms_parts(body) <= 2
    assert body.endswith(LINK)
    assert "  " not in body


def test_it_reads_as_vietnamese_without_diacritics() -> None:
    assert sent() == f"Song Mau: phan anh {CODE} da co tra loi. Xem {LINK}"
    assert sms_parts(sent()) == 1


def test_an_answer_brings_the_link_to_rate_it_where_there_is_room() -> None:
    assert sent(rating_link=f"{URL}/r/abc").endswith(f"{LINK}. Danh gia: {URL}/r/abc")
    assert sent(rating_link=f"{URL}/r/{'x' * 300}").endswith(LINK), "else the rating goes first"
    assert sent(Purpose.QUESTION, rating_link=f"{URL}/r/abc").endswith(LINK), "there is nothing to rate yet"


def test_long_news_shrink_and_the_link_stays() -> None:
    body = sent(Purpose.REJECTED, reason_name="Không đủ thông tin để xử lý theo quy định của pháp luật " * 9)
    assert sms_parts(body) == 2
    assert body.endswith(f"Xem {LINK}")
    assert "khong duoc tiep nhan" in body


def test_of_a_name_that_leaves_no_room_code_and_link_remain() -> None:
    assert sent(province="Một tỉnh có tên rất dài " * 20) == f"{CODE} {LINK}"


@given(st.text(max_size=400), st.text(max_size=700))
def test_whatever_a_province_is_called_two_parts_at_most_and_the_link_whole(name: str, reason: str) -> None:
    body = sent(Purpose.REJECTED, reason_name=reason, province=name)
    assert sms_parts(body) <= 2
    assert set(body) <= SEVEN_BIT
    assert body.endswith(LINK)
    assert CODE in body


def test_a_provinces_own_words_go_through_the_same_sieve() -> None:
    told = province(letters={"vi": {"sms.citizen": "«{code}» – {news}… {link}"}})
    assert sent(told=told) == f'"{CODE}" - da co tra loi... {LINK}'


def test_staff_are_rung_in_the_same_letters() -> None:
    body = letter.sms_to_staff(
        PLAIN, notice(Purpose.ESCALATION, facts={"step": "Quá hạn «khẩn cấp»", "level": "2"}), URL
    )
    assert set(body) <= SEVEN_BIT
    assert "khan cap" in body
