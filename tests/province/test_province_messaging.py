"""The messaging of a province looked over: words with a hole in them, templates nobody fills, citizens nobody reaches."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from chalicelib import schema
from chalicelib.province.document import province_from
from chalicelib.province.review import loose_ends, warnings
from tests.province.files import DOCUMENTS, PROVINCES, each_province

SONG_MAU = (Path(__file__).parents[1] / "data/province.json").read_text("utf-8")
TODAY = date(2026, 6, 1)
ACK = "Mã {code}, mã bí mật {pin}, hẹn {promised}."


def speaking(**messaging: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(SONG_MAU) | {"messaging": messaging}
    assert schema.faults("province/province", document) == []
    return document


def worded(name: str, words: str, locale: str = "vi") -> dict[str, Any]:
    return speaking(letters={locale: {name: words}})


def template(
    purpose: str = "answer", lane: str = "zalo_template_uid", fact: str = "text", **given: Any
) -> dict[str, Any]:
    row = {"purpose": purpose, "lane": lane, "id": "1", "parameters": [{"name": "noi_dung", "fact": fact, "most": 100}]}
    return row | given


@pytest.mark.parametrize(("why", "name", "words", "says"), [
    ("a letter nobody sends", "anwser", "{text}", "there is no letter 'anwser'"),
    ("a fact nobody knows", "answer", "{text} {ten}", "there is no fact 'ten'"),
    ("a brace too many", "answer", "{text} {", "braces that do not fit together"),
    ("a brace too few", "answer", "{text} }", "braces that do not fit together"),
    ("nothing in the braces", "answer", "{text} {}", "a placeholder is a name"),
    ("more than a name in them", "answer", "{text.__class__}", "there is no fact 'text.__class__'"),
    ("a width", "answer", "{text:>9999999}", "a placeholder is a name"),
    ("a turn", "answer", "{text!r}", "a placeholder is a name"),
    ("an answer without the answer", "answer", "Đã trả lời.", "must hold {text}"),
    ("a receipt without the code", "ack", "Hẹn {promised}, mã bí mật {pin}", "must hold {code}"),
    ("a receipt without the date", "ack", "Mã {code}, mã bí mật {pin}", "must hold {promised}"),
    ("a receipt without the second factor", "ack", "Mã {code}, hẹn {promised}", "must hold {pin}"),
    ("the code for all to read", "answer_public", "{text} {code}", "{code} must not stand there"),
    ("the pin for all to read", "ack_public", "{promised} {pin}", "{pin} must not stand there"),
    ("the link for all to read", "answer_public", "{text} {link}", "{link} must not stand there"),
    ("too long for a message", "greeting", "rất dài " * 248 + "{unit}", "a message holds 2000"),
    ("too long for a button", "button.new", "Gửi phản ánh kiến nghị", "22 characters, a button holds 20"),
    ("too long for a text message", "sms.citizen", "{code} {news} {link} " + "rất dài " * 40, "text messages, 2 at most"),
    ("letters no telephone shows", "sms.citizen", "{code} {news} {link} 你好", "telephones cannot show 你 好"),
    ("a text message without its link", "sms.citizen", "{code} {news}", "must hold {link}"),
    ("a hidden address", "answer", "{text} Xem https://bit.ly/3xYz", "a shortened link (bit.ly)"),
    ("asking for a paper", "question", "{text}\nXin gửi ảnh căn cước công dân hai mặt.", "asks for 'can cuoc'"),
    ("asking for a password", "greeting", "Xin nhắn mật khẩu để đăng nhập", "asks for 'mat khau'"),
    ("asking without diacritics", "greeting", "Vui long gui ma OTP", "asks for 'otp'"),
    ("use is no warning", "greeting", "Dùng ảnh CCCD để xác minh", "asks for 'cccd'"),
])  # fmt: skip
def test_words_that_may_not_be_kept(why: str, name: str, words: str, says: str) -> None:
    found = loose_ends(worded(name, words))
    assert [each for each in found if each["pointer"] == f"/messaging/letters/vi/{name}" and says in each["message"]], (
        why,
        found,
    )


@pytest.mark.parametrize(("why", "name", "words"), [
    ("whole", "ack", ACK),
    ("a warning is no request", "greeting", "Cán bộ không bao giờ hỏi mật khẩu hay mã OTP."),
    ("another one", "question", "{text}\nXin đừng gửi ảnh căn cước công dân."),
    ("our own pin is not theirs", "ack", ACK + " Xin giữ kín mã bí mật."),
    ("an address that is whole", "answer", "{text} Xem https://dichvucong.gov.vn/bit.lyrics"),
    ("staff's letters too", "assigned", "Phiếu {code}: {link}"),
    ("Vietnamese with all its marks goes by text message", "sms.citizen", "«{code}» – ẩm ướt… {news} {link}"),
])  # fmt: skip
def test_words_that_may_be_kept(why: str, name: str, words: str) -> None:
    assert loose_ends(worded(name, words)) == [], why


def test_staff_are_written_to_in_vietnamese_only() -> None:
    (found,) = loose_ends(worded("assigned", "Case {code}: {link}", "en"))
    assert found == {"pointer": "/messaging/letters/en/assigned", "message": "there is no letter 'assigned'"}


def test_the_consent_text_asks_for_no_papers_either() -> None:
    (found,) = loose_ends(speaking(consent={"version": "1", "text": {"zalo": "Gửi CMND để xác nhận."}}))
    assert found["pointer"] == "/messaging/consent/text/zalo"


@pytest.mark.parametrize("messaging", [
    {"consent": {"version": "1", "text": {}}},
    {"consent": {"version": "1", "text": {"*": " "}}},
    {"lanes": {"costs": {"brieftaube": 1}}},
    {"lanes": {"approved": ["sms"]}},
    {"lanes": {"off": ["fax"]}},
    {"letters": {"vi": {"answer": ""}}},
])  # fmt: skip
def test_what_the_schema_already_refuses(messaging: dict[str, Any]) -> None:
    assert schema.faults("province/province", json.loads(SONG_MAU) | {"messaging": messaging})


@pytest.mark.parametrize(("why", "messaging", "pointer", "says"), [
    ("nothing says that by template", {"templates": [template("menu")]}, "/messaging/templates/0/purpose", "'menu' is said by template"),
    ("nor what does not exist", {"templates": [template("anwser")]}, "/messaging/templates/0/purpose", "'anwser'"),
    ("a parameter nothing fills", {"templates": [template(fact="reason")]}, "/messaging/templates/0/parameters/0/fact", "answer has no fact 'reason'"),
    ("the pin of an answer", {"templates": [template(fact="pin")]}, "/messaging/templates/0/parameters/0/fact", "no fact 'pin'"),
    ("two for one thing", {"templates": [template(), template(id="2")]}, "/messaging/templates/1", "zalo_template_uid, answer, vi is there twice"),
    ("one parameter twice", {"templates": [template(parameters=[{"name": "a", "fact": "code", "most": 9}] * 2)]}, "/messaging/templates/0/parameters", "'a' is there twice"),
    ("hours that are none", {"lanes": {"quiet": ["22:00", "22:00"]}}, "/messaging/lanes/quiet", "begins when it ends"),
])  # fmt: skip
def test_messaging_that_may_not_be_kept(why: str, messaging: dict[str, Any], pointer: str, says: str) -> None:
    (found,) = loose_ends(speaking(**messaging))
    assert found["pointer"] == pointer, why
    assert says in found["message"], why


def test_one_template_a_language_is_no_repetition() -> None:
    assert loose_ends(speaking(templates=[template(), template(id="2", locale="en")])) == []


CONSENT = {"consent": {"version": "1", "text": {"*": "Dữ liệu dùng để trả lời."}}}


@pytest.mark.parametrize(("why", "messaging", "pointer", "says"), [
    ("approved for nothing", {"lanes": {"approved": ["messenger_utility"]}}, "/messaging/lanes/approved/0", "no template goes by it"),
    ("approved and off", {"lanes": {"approved": ["messenger_human_agent"], "off": ["messenger_human_agent"]}}, "/messaging/lanes/approved/0", "approved, and off"),
    ("a template that waits for its approval", {"templates": [template(lane="messenger_utility")]}, "/messaging/templates/0", "never used"),
    ("a template of a lane that is off", {"templates": [template()], "lanes": {"off": ["zalo_template_uid"]}}, "/messaging/templates/0", "never used"),
    ("a template that costs too much", {"templates": [template()], "lanes": {"costs": {"zalo_template_uid": 9}, "most": 8}}, "/messaging/templates/0", "never used"),
    ("a rating Zalo does not send that way", {"templates": [template("rating", fact="code")]}, "/messaging/templates/0/lane", "no template that is answered"),
    ("no mail, no text message", {"lanes": {"off": ["email", "sms"]}}, "/messaging/lanes", "after 7 days"),
    ("text messages that cost too much", {"lanes": {"off": ["email"], "costs": {"sms": 400}, "most": 799}}, "/messaging/lanes", "after 7 days"),
    ("a template, but of a receipt", {"lanes": {"off": ["email", "sms"]}, "templates": [template("ack", fact="code")]}, "/messaging/lanes", "after 7 days"),
])  # fmt: skip
def test_messaging_that_is_doubted(why: str, messaging: dict[str, Any], pointer: str, says: str) -> None:
    document = speaking(**CONSENT, **messaging)
    assert loose_ends(document) == []
    found = {each["pointer"]: each["message"] for each in warnings(document, TODAY)}
    assert says in found.get(pointer, ""), (why, found)


@pytest.mark.parametrize("messaging", [
    {},
    {"lanes": {"off": ["email", "sms"]}, "templates": [template()]},
    {"lanes": {"off": ["email"], "costs": {"sms": 400}, "most": 800}},
    {"templates": [template(lane="messenger_utility")], "lanes": {"approved": ["messenger_utility"]}},
])  # fmt: skip
def test_messaging_nobody_doubts(messaging: dict[str, Any]) -> None:
    found = [
        each for each in warnings(speaking(**CONSENT, **messaging), TODAY) if each["pointer"].startswith("/messaging")
    ]
    assert found == []


def test_a_province_that_speaks_without_a_consent_text_is_doubted_and_one_that_says_nothing_of_it_is_not() -> None:
    found = {each["pointer"] for each in warnings(speaking(bot={}), TODAY)}
    assert "/messaging" in found
    assert not {each["pointer"] for each in warnings(json.loads(SONG_MAU), TODAY)} & {"/messaging"}


@each_province
def test_the_starting_files_tell_citizens_what_becomes_of_their_data(province: Any) -> None:
    for channel in ("facebook", "zalo", "api"):
        assert "91/2025/QH15" in province.messaging.consent.of(channel)
    assert province.messaging.consent.version == "2026-01"
    for purpose in ("ack", "answer", "question", "new_date", "rating"):
        assert province.messaging.template("zalo_template_phone", purpose), purpose


def test_daughter_pages_belong_to_their_wards() -> None:
    """Accounts of communes on both platforms, each a unit's own, and each leads there."""
    province = PROVINCES["quang-ninh"]
    daughters = [account for account in province.accounts if province.unit(account.unit).kind == "commune"]
    assert len([account for account in daughters if account.channel == "facebook"]) >= 2
    assert len([account for account in daughters if account.channel == "zalo"]) == 1
    (rule,) = [rule for rule in province.routing if rule.id == "trang-dia-phuong"]
    assert set(rule.when["account"]) == {account.id for account in daughters}
    for account in daughters:
        assert any(p.role == "page_manager" and p.unit == account.unit for p in province.staff), account.name


def test_every_part_of_messaging_arrives_in_the_value() -> None:
    messaging = province_from(DOCUMENTS["quang-ninh"], 1).messaging
    assert messaging.lanes.cost("zalo_template_phone") == 120
    assert messaging.lanes.approved == {"messenger_human_agent", "messenger_utility"}
    assert messaging.template("zalo_template_uid", "answer", "en"), "Vietnamese where there is no English one"
    assert messaging.template("zalo_template_uid", "rating") is None
    assert [p.fact for p in messaging.templates[0].parameters] == ["code", "unit", "text"]
