"""Messenger beyond what was recorded: rarer kinds, and what is missing or odd in the usual ones."""

from typing import Any

import pytest

from chalicelib.channel.facebook import inbound, quick_replies
from chalicelib.channel.inbound import Contact, Heard
from tests.channel.recorded import AN, OUR_APP, PAGE, messenger


def attached(*entries: dict[str, Any], **more: Any) -> tuple[Heard, list[tuple[str, str, str]]]:
    found = messenger(message={"mid": "m_1", "attachments": list(entries), **more})
    return found.heard, [(one.kind, one.url, one.name) for one in found.attachments]


@pytest.mark.parametrize(("why", "entry", "kept"), [
    ("a reel has its address in the payload", {"type": "ig_reel", "payload": {"title": "Đường ngập", "url": "https://fb.example/r/1"}}, ("link", "https://fb.example/r/1", "Đường ngập")),
    ("a template in its first element", {"type": "template", "payload": {"elements": [{"title": "Tin", "url": "https://fb.example/t"}]}}, ("link", "https://fb.example/t", "Tin")),
    ("or one deeper", {"type": "template", "payload": {"generic": {"elements": [{"url": "https://fb.example/g"}]}}}, ("link", "https://fb.example/g", "")),
    ("a shared post beside the payload", {"type": "share", "url": "https://fb.example/p", "payload": None}, ("link", "https://fb.example/p", "")),
    ("a post without an address is still seen", {"type": "post", "payload": {"id": "1"}}, ("unsupported", "", "")),
    ("so is a photo without one", {"type": "image", "payload": {}}, ("unsupported", "", "")),
    ("so is a place that is none", {"type": "location", "payload": {"coordinates": {"lat": 91, "long": 0}}}, ("unsupported", "", "")),
    ("and an address that is no web address", {"type": "fallback", "url": "javascript:alert(1)"}, ("unsupported", "", "")),
    ("a kind not yet invented", {"type": "hologram", "payload": {"url": "https://fb.example/h"}}, ("link", "https://fb.example/h", "")),
    ("no kind at all", {}, ("unsupported", "", "")),
])  # fmt: skip
def test_what_is_attached(why: str, entry: dict[str, Any], kept: tuple[str, str, str]) -> None:
    assert attached(entry) == (Heard.WORDS, [kept]), why


def test_a_place_keeps_the_title_it_comes_with() -> None:
    entry = {"type": "location", "title": "Chợ Quán Hàu", "payload": {"coordinates": {"lat": 17.4, "long": 106.6}}}
    assert attached(entry)[1] == [("location", "", "Chợ Quán Hàu")]


@pytest.mark.parametrize("message", [
    {"attachments": [{"type": "sticker", "payload": {}}]},
    {"attachments": [{"type": "image", "payload": {"url": "https://fb.example/s.png", "sticker_id": 369239263222822}}]},
    {"sticker_id": 369239263222822, "attachments": [{"type": "image", "payload": {"url": "https://fb.example/s.png"}}]},
    {"sticker_id": "369239263222822"},
    {},
])  # fmt: skip
def test_a_sticker_of_any_age_is_no_petition(message: dict[str, Any]) -> None:
    assert messenger(message={"mid": "m_1"} | message).heard is Heard.STICKER


def test_a_message_facebook_cannot_show_is_not_nothing() -> None:
    found = messenger(message={"mid": "m_1", "is_unsupported": True})
    assert (found.heard, found.attachments[0].kind) == (Heard.WORDS, "unsupported")


def test_a_deleted_message_names_the_one_that_is_gone() -> None:
    found = messenger(message={"mid": "m_1", "is_deleted": True})
    assert (found.heard, found.of, found.key) == (Heard.REMOVED, f"fb#{PAGE}#m_1", f"fb#{PAGE}#m_1#gone")


@pytest.mark.parametrize(("payload", "given"), [
    ("+84912345678", Contact(phone="+84912345678")),
    ("0912 345 678", Contact(phone="+84912345678")),
    ("mai.hoa@example.vn", Contact(email="mai.hoa@example.vn")),
    ("+16505551234", Contact()),
])  # fmt: skip
def test_a_number_given_by_facebooks_own_button_is_a_contact_and_no_words(payload: str, given: Contact) -> None:
    found = messenger(message={"mid": "m_1", "text": payload, "quick_reply": {"payload": payload}})
    assert (found.heard, found.contact) == (Heard.CONTACT, given)
    assert (found.text, found.payload) == ("", "")


@pytest.mark.parametrize("payload", ["RATE:QN-7K3F-9XM2-4DTC:5", "MENU:new", "CONTACT:skip", "KIND:field_report"])
def test_a_button_of_ours_is_never_taken_for_a_number(payload: str) -> None:
    found = messenger(message={"mid": "m_1", "text": "Bấm", "quick_reply": {"payload": payload}})
    assert (found.heard, found.payload, found.text) == (Heard.CHOICE, payload, "Bấm")


@pytest.mark.parametrize(("why", "what", "heard", "payload"), [
    ("the first button", {"postback": {"mid": "m_1", "payload": "GET_STARTED"}}, Heard.HELLO, ""),
    ("by a link that carries a code", {"postback": {"payload": "GET_STARTED", "referral": {"ref": "QN-1.2222"}}}, Heard.REFERRAL, "QN-1.2222"),
    ("a referral into a thread that exists", {"referral": {"ref": "QN-1.2222", "source": "SHORTLINK"}}, Heard.REFERRAL, "QN-1.2222"),
    ("an advertisement without a code", {"referral": {"source": "ADS", "type": "OPEN_THREAD"}}, Heard.HELLO, ""),
    ("a plug-in's opt-in", {"optin": {"ref": "QN-1.2222"}}, Heard.REFERRAL, "QN-1.2222"),
    ("an opt-in of a kind that is dead", {"optin": {"type": "one_time_notif_req", "payload": "x"}}, Heard.OTHER, ""),
    ("our menu", {"postback": {"mid": "m_1", "title": "Gửi phản ánh", "payload": "MENU:new"}}, Heard.CHOICE, "MENU:new"),
    ("something new", {"telepathy": {"mid": "m_1"}}, Heard.OTHER, ""),
    ("a key without an object", {"postback": "x"}, Heard.OTHER, ""),
])  # fmt: skip
def test_how_a_thread_is_opened(why: str, what: dict[str, Any], heard: Heard, payload: str) -> None:
    found = messenger(**what)
    assert (found.heard, found.payload) == (heard, payload), why


def test_in_standby_everything_is_heard_and_marked() -> None:
    pressed = messenger(kind="standby", postback={"mid": "m_1", "title": "Bắt đầu"})
    assert (pressed.heard, pressed.standby, pressed.text, pressed.payload) == (Heard.CHOICE, True, "Bắt đầu", "")
    assert not messenger(message={"mid": "m_1", "text": "Xin chào"}).standby


@pytest.mark.parametrize(("name", "body", "holder", "ours"), [
    ("pass_thread_control", {"new_owner_app_id": OUR_APP}, OUR_APP, True),
    ("pass_thread_control", {"new_owner_app_id": 263902037430900}, "263902037430900", False),
    ("take_thread_control", {"previous_owner_app_id": OUR_APP, "new_owner_app_id": "77"}, "77", False),
    ("request_thread_control", {"requested_owner_app_id": OUR_APP}, "", False),
    ("app_roles", {OUR_APP: ["primary_receiver"], "77": ["secondary_receiver"]}, OUR_APP, True),
    ("app_roles", {OUR_APP: None, "77": [["x"]]}, "", False),
])  # fmt: skip
def test_who_holds_the_conversation(name: str, body: dict[str, Any], holder: str, ours: bool) -> None:
    found = messenger(**{name: body})
    assert (found.heard, found.payload, found.text, found.by_us) == (Heard.CONTROL, name, holder, ours)


def test_an_unblocked_page_is_news_too() -> None:
    found = messenger(person="", policy_enforcement={"action": "unblock"})
    assert (found.heard, found.person, found.payload, found.text) == (Heard.ACCOUNT, "", "policy", "unblock")


def test_a_delivery_may_come_without_ids() -> None:
    found = messenger(delivery={"watermark": 1794968147230})
    assert (found.heard, found.message_ids, found.occurred_at.microsecond) == (Heard.DELIVERED, (), 230000)


def test_a_receipt_without_a_watermark_is_as_old_as_its_update() -> None:
    assert messenger(read={}).occurred_at == messenger(message={"mid": "m"}).occurred_at


def test_what_the_page_says_is_an_echo_even_without_its_flag() -> None:
    found = messenger(person=PAGE, message={"mid": "m_1", "text": "Đã tiếp nhận", "app_id": OUR_APP})
    assert (found.heard, found.by_us) == (Heard.ECHO, True)


def test_an_echo_without_an_app_is_not_ours() -> None:
    assert not messenger(person=PAGE, message={"mid": "m_1", "is_echo": True}).by_us


def test_while_our_app_is_unknown_nothing_is_ours() -> None:
    ends = {"sender": {"id": PAGE}, "recipient": {"id": AN}}
    assert not inbound(ends | {"message": {"mid": "m_1", "is_echo": True}}, PAGE, "").by_us
    assert not inbound(ends | {"pass_thread_control": {}}, PAGE, "").by_us


def test_the_same_edit_counted_as_a_number_or_as_text_is_one() -> None:
    as_text, as_number = (messenger(message_edit={"mid": "m_1", "text": "mới", "num_edit": n}) for n in ("2", 2))
    assert as_text.key == as_number.key == f"fb#{PAGE}#m_1#edit#2"
    assert messenger(message_edit={"mid": "m_1", "text": "mới nữa", "num_edit": "3"}).key != as_text.key


def test_two_messages_without_ids_in_one_millisecond_are_two() -> None:
    keys = {messenger(message={"text": text}).key for text in ("một", "hai")}
    assert len(keys) == 2
    assert not any(AN in key for key in keys)


def test_buttons_are_at_most_thirteen_with_titles_of_twenty_letters() -> None:
    made = quick_replies(tuple((f"Lựa chọn rất dài số {n}", f"KIND:{n}") for n in range(20)))
    assert len(made) == 13
    assert made[0] == {"content_type": "text", "title": "Lựa chọn rất dài số ", "payload": "KIND:0"}


def test_asking_for_a_contact_takes_two_of_the_thirteen() -> None:
    made = quick_replies(tuple((f"{n}", f"{n}") for n in range(20)), asks_contact=True)
    assert [one["content_type"] for one in made] == ["text"] * 11 + ["user_phone_number", "user_email"]
    assert made[-1] == {"content_type": "user_email"}
