"""What citizens and staff read: in every letter its point, in every way its form."""

import json
import re
import unicodedata
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.errors import BadTemplate
from chalicelib.intake.wishes import wish_of
from chalicelib.notice import letter, wording
from chalicelib.notice.lanes import Way
from chalicelib.notice.letter import Letter
from chalicelib.notice.manners import TO_CITIZENS, manner
from chalicelib.province import letters
from chalicelib.province.letter_faults import forbidden
from chalicelib.province.province import Province
from chalicelib.ticket.conversation import Conversation
from chalicelib.ticket.owed import Notice, Purpose
from chalicelib.ticket.ticket import Channel, Lane
from tests.builders import SLUG, heard
from tests.notice.cases import CODE, EQUIPPED, PLAIN, notice, province

URL = "https://cau-noi.example"
LINK = f"{URL}/{SLUG}/{CODE}"
TO_STAFF = [purpose for purpose in Purpose if purpose not in (*TO_CITIZENS, Purpose.FILE)]  # a file has no words
PERSONAL = "Anh gọi 0912345678 hoặc viết a.b@example.com, CCCD 022085001234, xe 29A-123.45 nhé."


def written(asked: Notice, way: Way = Way.MESSENGER, told: Province = PLAIN, **given: Any) -> tuple[Letter, ...]:
    base: dict[str, Any] = {"text": "Đã vá xong ổ gà.", "pin": "123456", "public_url": URL}
    return letter.to_citizen(told, asked, way, **(base | given))


def one(asked: Notice, way: Way = Way.MESSENGER, told: Province = PLAIN, **given: Any) -> Letter:
    (only,) = written(asked, way, told, **given)
    return only


def placeholders(words: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", words))


def test_vietnamese_and_english_say_the_same() -> None:
    vi, en = wording.shipped("vi"), wording.shipped("en")
    assert list(vi) == list(en)
    assert {name: placeholders(words) for name, words in vi.items()} == {n: placeholders(w) for n, w in en.items()}


def test_what_a_province_may_reword_is_what_is_shipped() -> None:
    assert set(letters.CITIZENS) == set(wording.shipped("vi"))
    assert set(letters.STAFF) == set(wording.shipped("staff"))


def test_the_shipped_words_hold_what_a_provinces_own_must() -> None:
    for kind, known in (("vi", letters.CITIZENS), ("en", letters.CITIZENS), ("staff", letters.STAFF)):
        for name, words in wording.shipped(kind).items():
            assert set(known[name]) <= placeholders(words) <= letters.PLACEHOLDERS, name
            assert unicodedata.is_normalized("NFC", words), name
            assert list(forbidden(words)) == [], name
            assert name not in letters.PUBLIC or not placeholders(words) & letters.SECRET, name


def test_what_may_go_by_template_is_what_a_province_may_have_templates_for() -> None:
    assert set(letters.TEMPLATES) == {purpose for purpose in TO_CITIZENS if manner(purpose).template}


@pytest.mark.parametrize("locale", ["vi", "en"])
@pytest.mark.parametrize("purpose", TO_CITIZENS)
def test_every_purpose_is_said_in_the_chat_with_nothing_left_open(purpose: Purpose, locale: str) -> None:
    for way in (Way.MESSENGER, Way.ZALO, Way.EMAIL):
        said = one(notice(purpose, facts={"asked": "kind"}), way, locale=locale)
        assert said.body.strip()
        assert not re.search(r"[{}]|\bNone\b|\n\n\n| \.", said.body), said.body
        assert said.locale == locale


@pytest.mark.parametrize("purpose", [p for p in TO_CITIZENS if manner(p).sms and p is not Purpose.ALERT])
def test_every_purpose_that_may_go_by_text_message_has_its_news(purpose: Purpose) -> None:
    assert f"sms.news.{purpose}" in wording.shipped("vi")
    assert CODE in one(notice(purpose), Way.SMS).body


def test_the_bot_says_that_it_is_one_and_offers_a_person() -> None:
    for purpose in (Purpose.GREETING, Purpose.ACK):
        body = one(notice(purpose)).body
        assert "tự động" in body
        assert "(bot)" in body
        assert "«gặp cán bộ»" in body


def test_the_menu_has_buttons_where_there_are_buttons() -> None:
    menu = one(notice(Purpose.MENU, code=""))
    assert [payload for _, payload in menu.choices] == [
        "MENU:new", "MENU:follow", "MENU:dossier", "MENU:hotline", "MENU:human", "MENU:english",
    ]  # fmt: skip
    assert all(len(title) <= 20 for title, _ in menu.choices)


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_where_there_are_none_the_words_to_type_are_listed_and_they_are_understood(locale: str) -> None:
    buttons = one(notice(Purpose.MENU), locale=locale).choices
    menu = one(notice(Purpose.MENU, channel=Channel.ZALO), Way.ZALO, locale=locale)
    assert menu.choices == ()
    talk = Conversation(tenant=SLUG, channel="zalo", account="3001", alias="a")
    listed = re.findall(r"^• (.+)$", menu.body, re.M)
    for words, (_, payload) in zip(listed, buttons, strict=True):
        wish = wish_of(heard(words), talk, PLAIN)
        assert wish
        assert f"MENU:{wish.ask}" == payload


def test_a_form_asks_with_the_choices_it_was_given() -> None:
    facts = {
        "asked": "kind",
        "choices": json.dumps([["Hỏi đáp", "KIND:question"], ["Đề xuất, sáng kiến cải cách", "KIND:proposal"]]),
    }
    form = one(notice(Purpose.FORM, code="", facts=facts))
    assert form.choices == (("Hỏi đáp", "KIND:question"), ("Đề xuất, sáng kiến…", "KIND:proposal"))
    zalo = one(notice(Purpose.FORM, code="", facts=facts), Way.ZALO)
    assert "• Đề xuất, sáng kiến cải cách" in zalo.body


@pytest.mark.parametrize("asked", ["kind", "place", "text", "contact", "code"])
def test_each_question_of_the_form_has_words_of_its_own(asked: str) -> None:
    others = [
        one(notice(Purpose.FORM, facts={"asked": a})).body
        for a in ("kind", "place", "text", "contact", "code")
        if a != asked
    ]
    assert one(notice(Purpose.FORM, facts={"asked": asked})).body not in others


@pytest.mark.parametrize(("why", "asked", "way", "asks"), [
    ("the receipt, where it was wanted", notice(Purpose.ACK, facts={"ask_contact": "1"}), Way.MESSENGER, True),
    ("and on Zalo", notice(Purpose.ACK, facts={"ask_contact": "1"}), Way.ZALO, True),
    ("not where a contact is known", notice(Purpose.ACK), Way.MESSENGER, False),
    ("not by e-mail: that is one", notice(Purpose.ACK, facts={"ask_contact": "1"}), Way.EMAIL, False),
    ("before the chat closes", notice(Purpose.CONTACT), Way.MESSENGER, True),
    ("in the form", notice(Purpose.FORM, facts={"asked": "contact"}), Way.MESSENGER, True),
    ("an answer asks for nothing", notice(), Way.MESSENGER, False),
])  # fmt: skip
def test_another_contact_is_asked_for_once_and_may_be_refused(why: str, asked: Notice, way: Way, asks: bool) -> None:
    last = written(asked, way)[-1]
    assert last.asks_contact == asks, why
    assert ("Không bắt buộc" in last.body) == asks, why
    if way is Way.MESSENGER:
        assert (("Bỏ qua", "CONTACT:skip") in last.choices) == asks, why


def test_the_consent_text_of_the_channel_stands_at_the_first_contact_only() -> None:
    told = province(consent={"version": "1", "text": {"*": "Dữ liệu dùng để trả lời.", "zalo": "Riêng Zalo."}})
    first = {"consent": "1"}
    for purpose in (Purpose.GREETING, Purpose.ACK):
        assert one(notice(purpose, facts=first), told=told).body.endswith("Dữ liệu dùng để trả lời.")
        assert one(notice(purpose, channel=Channel.ZALO, facts=first), Way.ZALO, told).body.endswith("Riêng Zalo.")
        assert "Dữ liệu" not in one(notice(purpose), told=told).body
    assert "Dữ liệu" not in one(notice(Purpose.ACK, lane=Lane.COMMENT, facts=first), Way.COMMENT, told).body


def test_the_rating_has_five_buttons_and_words_that_do_without() -> None:
    asked = notice(Purpose.RATING)
    rating = one(asked)
    assert [payload for _, payload in rating.choices] == [f"RATE:{CODE}:{n}:{asked.event}" for n in range(1, 6)]
    assert "từ 1" in one(notice(Purpose.RATING, channel=Channel.ZALO), Way.ZALO).body


def test_what_human_agent_carries_has_no_button_of_the_bots() -> None:
    for purpose in TO_CITIZENS:
        assert one(notice(purpose), Way.HUMAN_AGENT).choices == ()


def test_after_a_bad_rating_the_citizen_may_go_on() -> None:
    thanks = one(notice(Purpose.THANKS, facts={"again": "1"}))
    assert thanks.choices == (("Mở lại", f"REOPEN:{CODE}"), ("Xem xét lại", f"APPEAL:{CODE}"))
    assert "«Mở lại»" in thanks.body
    assert one(notice(Purpose.THANKS)).choices == ()


def test_a_dossier_and_a_hotline_that_nobody_named_are_not_named() -> None:
    for purpose, fact in ((Purpose.DOSSIER, "url"), (Purpose.HOTLINE, "lines")):
        with_it, without = one(notice(purpose)).body, one(notice(purpose, facts={fact: ""})).body
        assert notice(purpose).facts[fact] in with_it
        assert with_it != without
        assert not without.rstrip().endswith(":")


LONG = "Đơn vị đã kiểm tra thực tế và khắc phục xong.\n\n" * 100


@pytest.mark.parametrize("way", [Way.MESSENGER, Way.ZALO, Way.COMMENT, Way.HUMAN_AGENT])
def test_a_long_answer_goes_in_parts_that_end_with_sentences(way: Way) -> None:
    said = written(notice(), way, text=unicodedata.normalize("NFD", LONG))
    assert len(said) == 3
    assert all(len(part.body) <= 2000 and part.body.endswith(".") for part in said)
    assert sum(part.body.count("khắc phục xong.") for part in said) == 100, "nothing is lost, and it is composed"


@pytest.mark.parametrize("way", [Way.MESSENGER, Way.ZALO, Way.COMMENT, Way.PRIVATE_REPLY])
@pytest.mark.parametrize(
    "text", [LONG.replace("xong.", "xong 🙏🙏🙏."), "👍" * 3000, "👨‍👩‍👧" * 700, "a" * 1700 + "🙏" * 90]
)
def test_an_emoji_counts_twice_as_platforms_that_write_utf_16_count_it(way: Way, text: str) -> None:
    said = written(
        notice(lane=Lane.COMMENT if way in (Way.COMMENT, Way.PRIVATE_REPLY) else Lane.DIRECT), way, text=text
    )
    assert all(len(part.body.encode("utf-16-le")) // 2 <= 2000 for part in said)
    if way is not Way.PRIVATE_REPLY:
        whole = "".join(part.body for part in said)
        assert [whole.count(sign) for sign in "🙏👍👧"] == [text.count(sign) for sign in "🙏👍👧"], "nothing is lost"


def test_buttons_and_forms_go_with_the_last_part() -> None:
    facts = {"ask_contact": "1", "procedure": "Gửi đơn. " * 300}
    said = written(notice(Purpose.ACK, facts=facts))
    assert len(said) > 1
    assert [part.asks_contact for part in said] == [False] * (len(said) - 1) + [True]
    assert [bool(part.choices) for part in said] == [False] * (len(said) - 1) + [True]


def test_by_mail_a_long_answer_is_one_letter() -> None:
    said = one(notice(), Way.EMAIL, text=LONG)
    assert said.body.count("khắc phục xong.") == 100
    assert said.subject == f"[{CODE}] Sông Mẫu: về phản ánh của ông/bà"
    assert LINK in said.body
    assert one(notice(Purpose.ACK), Way.EMAIL).body.count(LINK) == 1


def test_a_private_reply_is_one_message_and_says_where_the_rest_is() -> None:
    said = one(notice(lane=Lane.COMMENT), Way.PRIVATE_REPLY, text=LONG)
    assert len(said.body) <= 2000
    assert said.body.endswith(f"(Còn nữa. Xin đọc toàn văn tại {LINK})")


def test_by_mail_nobody_is_told_to_write_here() -> None:
    for purpose in TO_CITIZENS:
        if manner(purpose).email:
            body = one(notice(purpose, facts={"missing": "ảnh", "ask_contact": "1"}), Way.EMAIL).body
            assert "tại đây" not in body, purpose
            assert "gặp cán bộ" not in body, purpose


@pytest.mark.parametrize("purpose", [purpose for purpose in TO_CITIZENS if manner(purpose).public])
def test_in_public_nothing_opens_a_case_or_tells_who_somebody_is(purpose: Purpose) -> None:
    facts = {
        "name": "Trần Thị Mai",
        "phone": "0912345678",
        "rating_link": f"{URL}/r/x",
        "reason": f"xem {CODE.lower()}",
        "consent": "1",
    }
    text = f"{PERSONAL} Phiếu {CODE}, mã 123456, xem {LINK}."
    said = " ".join(
        part.body for part in written(notice(purpose, lane=Lane.COMMENT, facts=facts), Way.COMMENT, text=text)
    )
    for secret in (
        CODE,
        CODE.lower(),
        "123456",
        "0912345678",
        "a.b@example.com",
        "022085001234",
        "29A-123.45",
        "Trần",
        "/r/x",
    ):
        assert secret not in said, purpose
    assert "[]" not in said
    assert all(part.choices == () and not part.asks_contact for part in written(notice(purpose), Way.COMMENT))


def test_a_provinces_own_words_tell_no_more_in_public_than_ours() -> None:
    told = province(letters={"vi": {"progress": "{text} Mã {code}, {pin}, {link}, {rating_link}. Hẹn {promised}."}})
    said = one(notice(Purpose.PROGRESS, facts={"rating_link": f"{URL}/r/x"}), Way.COMMENT, told)
    assert said.body == "Đã vá xong ổ gà. Mã , , , . Hẹn 17:00 ngày 26/11/2026."


def test_in_private_an_officers_words_are_left_as_they_are() -> None:
    assert PERSONAL in one(notice(), text=PERSONAL).body


def test_what_an_officer_writes_is_never_read_as_a_placeholder() -> None:
    assert "mã {pin} và {code}" in one(notice(), text="mã {pin} và {code}").body


def test_a_template_is_filled_with_facts_cut_at_a_word() -> None:
    told = province(templates=[{
        "purpose": "answer", "lane": "zalo_template_phone", "id": "77",
        "parameters": [{"name": "ma", "fact": "code", "most": 30}, {"name": "noi_dung", "fact": "text", "most": 24}, {"name": "dg", "fact": "rating_link", "most": 9}],
    }])  # fmt: skip
    said = one(notice(), Way.ZALO_TEMPLATE_PHONE, told, text="Đã vá xong\n\n ổ gà  trước cổng trường học.")
    assert (said.template, said.body, said.tracking) == ("77", "", f"{CODE}.000003.answer")
    assert said.parameters == {"ma": CODE, "noi_dung": "Đã vá xong ổ gà trước…", "dg": "-"}
    assert all(len(value) <= 30 for value in said.parameters.values())


def test_a_template_of_the_conversations_language_is_taken_where_there_is_one() -> None:
    rows = [
        {"purpose": "answer", "lane": "zalo_template_uid", "id": locale, "locale": locale} for locale in ("vi", "en")
    ]
    told = province(templates=rows)
    asked = notice(facts={"locale": "en"})
    assert one(asked, Way.ZALO_TEMPLATE_UID, told).template == "en"
    assert one(asked, Way.ZALO_TEMPLATE_UID, province(templates=rows[:1])).template == "vi"


def test_a_way_without_its_template_is_closed() -> None:
    with pytest.raises(BadTemplate):
        written(notice(), Way.UTILITY, PLAIN)
    assert one(notice(), Way.UTILITY, EQUIPPED).template


def test_who_asked_for_english_reads_english_also_the_dates() -> None:
    said = one(notice(Purpose.ACK, facts={"locale": "en"})).body
    assert "promised before 17:00 on 26/11/2026" in said
    assert one(notice(Purpose.ACK, facts={"locale": "fr"})).locale == "vi"


def test_a_provinces_own_words_stand_for_the_shipped_ones() -> None:
    told = province(letters={"vi": {"answer": "Kính gửi ông/bà, {text}", "news.subject": "Tin: {headline} [{code}]"}})
    assert one(notice(), told=told).body == "Kính gửi ông/bà, Đã vá xong ổ gà."
    assert one(notice(facts={"locale": "en"}), told=told).body.startswith(f"[{CODE}]"), "which are Vietnamese"
    staff = replace(notice(Purpose.NEWS), facts={**notice().facts, "headline": "Đã gia hạn"})
    assert letter.to_staff(told, staff, URL).subject == f"Tin: Đã gia hạn [{CODE}]"


@pytest.mark.parametrize("purpose", TO_STAFF)
def test_staff_are_told_what_and_until_when(purpose: Purpose) -> None:
    facts = {
        "headline": "Đã gia hạn",
        "step": "Quá hạn",
        "level": "2",
        "account": "Trang Mẫu",
        "channel": "facebook",
        "why": "190",
        "urgency": "emergency",
        "title": "Báo cáo tuần",
        "links": f"PDF: {LINK}",
        "task": "Lắp đèn trước chợ",
    }
    said = letter.to_staff(PLAIN, notice(purpose, facts=facts), URL)
    assert said.subject
    assert "\n" not in said.subject
    assert not re.search(r"[{}]|\[\]", said.subject + said.body)
    if purpose in (Purpose.HUMAN_WANTED, Purpose.ACCOUNT_STOPPED):
        assert "Trang Mẫu" in said.body
    elif purpose is Purpose.TASK:
        assert "Lắp đèn trước chợ" in said.body
    elif purpose is Purpose.LEAGUE:
        assert f"Ngày cuối cùng nhận góp ý: {notice().facts['due']}" in said.body
    else:
        assert LINK in said.body


@pytest.mark.parametrize("purpose", [Purpose.NEW_DATE, Purpose.INTERIM])
def test_what_was_written_to_one_of_a_delay_is_not_posted_for_all(purpose: Purpose) -> None:
    asked = notice(purpose, lane=Lane.COMMENT, facts={"reason": "Chờ bà Nguyễn Thị C đồng ý", "promised": "12/12/2026"})
    said = one(asked, Way.COMMENT, text="Bà Nguyễn Thị C chưa đồng ý")
    assert "Nguyễn" not in said.body
    assert said.body
