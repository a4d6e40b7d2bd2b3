"""Zalo beyond what was recorded: rarer events, and what is missing or odd in the usual ones."""

from typing import Any

import pytest

from chalicelib.channel.inbound import Contact, Heard
from tests.channel.recorded import MAI, OA, VISITOR, from_zalo, heard_from


def attached(name: str, kind: str, **payload: Any) -> list[tuple[str, str, str]]:
    message = {"msg_id": "x1", "attachments": [{"type": kind, "payload": payload}]}
    return [(one.kind, one.url, one.name) for one in from_zalo(name, message).attachments]


def test_an_album_is_several_events_of_one_person_with_a_photo_each() -> None:
    first, second = heard_from("sequences/zalo_two_images_two_posts")
    assert first.person == second.person == MAI
    assert first.key != second.key
    assert [len(one.attachments) for one in (first, second)] == [1, 1]


@pytest.mark.parametrize(("name", "message", "heard"), [
    ("anonymous_send_image", {"attachments": [{"type": "image", "payload": {"url": "https://zdn.example/1.jpg"}}]}, Heard.WORDS),
    ("anonymous_send_file", {"attachments": [{"type": "file", "payload": {"url": "https://zdn.example/1.pdf"}}]}, Heard.WORDS),
    ("anonymous_send_sticker", {"attachments": [{"type": "sticker", "payload": {"id": "1"}}]}, Heard.STICKER),
])  # fmt: skip
def test_a_visitor_who_does_not_log_in_is_heard_all_the_same(name: str, message: dict[str, Any], heard: Heard) -> None:
    found = from_zalo(name, message | {"msg_id": "x1", "conversation_id": "CONV_1"}, sender={"id": VISITOR})
    assert (found.heard, found.person, found.anonymous) == (heard, VISITOR, "CONV_1")


def test_a_card_is_seen_but_its_number_goes_nowhere() -> None:
    (found,) = heard_from("zalo/user_send_business_card")
    assert "912345678" not in repr(found)
    message = {"msg_id": "x1", "text": "Gọi 0912345678 gặp anh Hùng"}
    assert from_zalo("user_send_business_card", message).text == "Gọi [số điện thoại] gặp anh Hùng"


def test_a_card_sent_as_a_link_is_known_by_its_address_or_what_it_holds() -> None:
    held = attached("user_send_link", "link", url="https://qr.zdn.example/1", description='{"phone":"84912345678"}')
    assert held == [("card", "", "")]
    assert attached("user_send_link", "link", url="https://zalo.me/84912345678") == [("card", "", "")]
    assert attached("user_send_link", "link", url="https://zalo.me/baoquangtri")[0][0] == "link"


@pytest.mark.parametrize(("name", "kind", "payload", "kept"), [
    ("user_send_image", "image", {"url": ""}, ("unsupported", "", "")),
    ("user_send_image", "image", {}, ("unsupported", "", "")),
    ("user_send_location", "location", {"coordinates": {"latitude": "nan", "longitude": "106"}}, ("unsupported", "", "")),
    ("user_send_poll", "poll", {"url": "https://zdn.example/poll", "title": "Bình chọn"}, ("link", "https://zdn.example/poll", "Bình chọn")),
])  # fmt: skip
def test_what_we_cannot_show_stays_visible(
    name: str, kind: str, payload: dict[str, Any], kept: tuple[str, str, str]
) -> None:
    assert attached(name, kind, **payload) == [kept]


@pytest.mark.parametrize(("why", "phone", "kept"), [
    ("as text", "84912345678", "+84912345678"), ("as a number", 84912345678, "+84912345678"), ("as people say it", "0912345678", "+84912345678"),
    ("a float has lost digits", 912345678.0, ""), ("nothing", None, ""), ("words", "không có", ""),
])  # fmt: skip
def test_a_submitted_number_is_kept_in_one_shape(why: str, phone: Any, kept: str) -> None:
    found = from_zalo("user_submit_info", info={"phone": phone, "email": "Mai@example.vn"})
    assert found.contact == Contact(phone=kept, email="mai@example.vn"), why


def test_birthday_and_sex_are_not_taken() -> None:
    (found,) = heard_from("zalo/user_submit_info")
    assert "1990" not in repr(found)
    assert "Nữ" not in repr(found)


@pytest.mark.parametrize(("rate", "heard", "stars"), [
    (2, Heard.RATED, 2), ("4", Heard.RATED, 4), (0, Heard.OTHER, None), (6, Heard.OTHER, None), (4.5, Heard.OTHER, None), (None, Heard.OTHER, None),
    (True, Heard.OTHER, None),
])  # fmt: skip
def test_stars_go_from_one_to_five(rate: Any, heard: Heard, stars: int | None) -> None:
    found = from_zalo("user_feedback", {"rate": rate, "msg_id": "x1", "tracking_id": "t"}, oa_id=OA)
    assert (found.heard, found.stars) == (heard, stars)


def test_nobody_is_named_in_a_rating_or_the_receipt_of_a_template() -> None:
    for name in ("zalo/user_feedback_rating", "zalo/zns_user_received_message"):
        assert heard_from(name)[0].person == ""


def test_a_templates_button_is_a_choice_only_when_it_says_whose() -> None:
    pressed = from_zalo(
        "user_click_response_button", {"data": "RATE:QN-1:5"}, oa_id=OA, user_id=MAI, sender=None, recipient=None
    )
    assert (pressed.heard, pressed.payload, pressed.person) == (Heard.CHOICE, "RATE:QN-1:5", MAI)


def test_a_reaction_taken_back_is_empty() -> None:
    found = from_zalo("user_reacted_message", {"msg_id": "x1", "react_icon": "/-remove"})
    assert (found.heard, found.text, found.message_ids) == (Heard.REACTION, "", ("x1",))


def test_two_reactions_to_one_message_are_two() -> None:
    keys = {
        from_zalo("user_reacted_message", {"msg_id": "x1"}, timestamp=n).key for n in (1794968142000, "1794968143000")
    }
    assert len(keys) == 2


@pytest.mark.parametrize("name", [
    "user_send_group_text", "oa_send_group_text", "anonymous_send_group_text", "oa_send_consent", "user_call_oa", "oa_call_user",
    "remove_tag", "update_user_info", "widget_interaction_accepted", "", "user_send_", "follow_up",
])  # fmt: skip
def test_what_concerns_nobodys_petition_is_kept_raw(name: str) -> None:
    found = from_zalo(name, {"msg_id": "x1", "text": "chào cả nhóm"})
    assert found.heard is Heard.OTHER
    assert found.key


def test_the_quality_of_a_template_is_news_of_the_account() -> None:
    quality = {"prev_quality": "HIGH", "new_quality": "LOW"}
    found = from_zalo("change_template_quality", oa_id=OA, template_id=412233, quality=quality, sender=None)
    assert (found.heard, found.payload, found.text) == (Heard.ACCOUNT, "template_quality", "412233: HIGH > LOW")


def test_a_word_of_a_kind_not_yet_invented_is_a_word() -> None:
    assert from_zalo("user_send_poem", {"msg_id": "x1", "text": "Đường lầy"}).heard is Heard.WORDS
    assert from_zalo("user_send_poem", {"msg_id": "x1"}).heard is Heard.OTHER


def test_times_come_in_four_shapes() -> None:
    for stamp in (1794968142205, "1794968142205", 1794968142, "1794968142"):
        assert from_zalo("follow", timestamp=stamp).occurred_at.isoformat()[:19] == "2026-11-18T02:15:42"


@pytest.mark.parametrize(("name", "more"), [
    ("oa_call_user", {"sender": {"id": OA}, "recipient": {"id": MAI}}),
    ("user_seen_message", {"oa_id": OA, "sender": {"id": OA}, "recipient": {"id": MAI}}),
    ("user_send_text", {"oa_id": OA, "sender": {"id": MAI}, "recipient": {"id": OA}}),
])  # fmt: skip
def test_which_end_is_the_oa_is_found_whatever_names_it(name: str, more: dict[str, Any]) -> None:
    found = from_zalo(name, {"msg_id": "x1"}, **more)
    assert (found.account, found.person) == (OA, MAI)


def test_an_echo_shows_only_what_can_be_shown() -> None:
    """Whoever wrote it saw it; that something could not be read is of no use to them."""
    message = {"msg_id": "x1", "text": "Đã sửa", "attachments": [{"type": "image", "payload": {}}, {"type": "list"}]}
    assert from_zalo("oa_send_list", message, sender={"id": OA}, recipient={"id": MAI}).attachments == ()
