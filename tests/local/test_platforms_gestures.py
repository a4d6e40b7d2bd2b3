"""What people do besides writing, and what the platforms tell of it: in the shapes of the recorded payloads."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.local.conftest import HOUR, OA, PAGE, Town, graph
from tests.local.test_platforms import error_of

DATA = Path(__file__).parents[1] / "data"
MAYBE = {"post", "message", "photo", "user_id_by_app", "metadata", "app_id", "reason", "text"}  # not in every capture


def shape(value: Any) -> Any:
    """The names of a document, without its values and without what is not in every capture."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in sorted(value.items()) if name not in MAYBE}
    return [shape(value[0])] if isinstance(value, list) and value and isinstance(value[0], dict) else None


def like(channel: str, name: str) -> Any:
    return shape(json.loads((DATA / channel / f"{name}.json").read_text("utf-8")))


@pytest.mark.parametrize(
    ("name", "first", "gesture", "what"),
    [
        ("message_edit", {"text": "Đèn"}, {"kind": "edit", "text": "Đèn đường"}, "edit"),
        ("reaction_react", {"text": "Đèn"}, {"kind": "react", "text": "😢"}, "react"),
        ("reaction_unreact", {"text": "Đèn"}, {"kind": "react"}, "react"),
        ("referral_mme", {"text": "Đèn"}, {"kind": "referral", "ref": "TM-1.1"}, "message"),
        ("feed_comment_edited", {"kind": "comment", "text": "Rác"}, {"kind": "edit", "text": "Rác chợ"}, "edit"),
        ("feed_comment_remove", {"kind": "comment", "text": "Rác"}, {"kind": "delete"}, "delete"),
        ("feed_reaction_add_on_comment", {"kind": "comment", "text": "Rác"}, {"kind": "react", "text": "👍"}, "react"),
        ("feed_post_remove", {"kind": "visitor_post", "text": "Rác"}, {"kind": "delete"}, "delete"),
    ],
)
def test_a_gesture_on_facebook_is_told_as_it_was_recorded(
    town: Town, name: str, first: dict[str, Any], gesture: dict[str, Any], what: str
) -> None:
    key = town.say(**first)["key"]
    town.say(of=key, **gesture)
    assert shape(town.told(what)[-1]) == like("facebook", name)


def test_the_first_referral_of_a_newcomer_comes_inside_get_started(town: Town) -> None:
    town.say(kind="referral", ref="TM-1.1")
    assert shape(town.told("message")[0]) == like("facebook", "postback_get_started")
    assert town.send({"id": "1"}).status_code == 200, "it opens the window"


@pytest.mark.parametrize(
    ("name", "gesture", "what"),
    [
        ("user_submit_info", {"kind": "contact", "phone": "84912345678"}, "message"),
        ("user_submit_info_legacy", {"kind": "contact", "phone": "84912345678", "legacy": True}, "message"),
        ("user_withdraw", {"kind": "withdraw"}, "message"),
        ("user_click_chatnow", {"kind": "chatnow"}, "message"),
        ("user_send_business_card", {"kind": "card", "phone": "84912345678"}, "message"),
        ("user_send_video", {"kind": "video"}, "message"),
        ("user_send_gif", {"kind": "gif"}, "message"),
        ("unfollow", {"kind": "unfollow"}, "message"),
        ("anonymous_send_text", {"kind": "text", "text": "Cho tôi hỏi", "visitor": True}, "message"),
    ],
)
def test_a_gesture_on_zalo_is_told_as_it_was_recorded(
    town: Town, name: str, gesture: dict[str, Any], what: str
) -> None:
    town.zalo_says(**gesture)
    assert shape(town.told(what)[-1]) == like("zalo", name)


def test_a_reaction_on_zalo_names_the_message_and_the_icon(town: Town) -> None:
    key = town.zalo_says(text="Cho tôi hỏi")["key"]
    town.zalo_says(kind="react", of=key, text="/-heart")
    assert shape(town.told("react")[0]) == like("zalo", "user_reacted_message")
    assert town.told("react")[0]["message"] == {"msg_id": key, "react_icon": "/-heart"}


def test_an_edit_counts_and_the_thread_shows_the_last_words(town: Town) -> None:
    key = town.say(text="Đèn")["key"]
    for words in ("Đèn đường", "Đèn đường hỏng"):
        town.say(kind="edit", of=key, text=words)
    assert [e["entry"][0]["messaging"][0]["message_edit"]["num_edit"] for e in town.told("edit")] == ["1", "2"]
    (shown,) = town.client.get(f"/control/thread?channel=facebook&account={PAGE}&person=1").json["messages"]
    assert (shown["text"], shown["edits"]) == ("Đèn đường hỏng", 2)


def test_nobody_edits_what_somebody_else_said_or_what_is_gone(town: Town) -> None:
    key = town.say(text="Đèn")["key"]
    order = {"channel": "facebook", "account": PAGE, "kind": "edit", "of": key, "text": "x"}
    assert town.client.post("/control/say", json=order | {"person": "2"}).status_code == 400
    town.say(kind="delete", of=key)
    assert town.client.post("/control/say", json=order | {"person": "1"}).status_code == 400


def test_a_deleted_comment_can_be_answered_no_more(town: Town) -> None:
    comment = town.say(kind="comment", text="Rác nhiều quá")["key"]
    town.say(kind="delete", of=comment)
    below = town.client.post(graph(f"{comment}/comments"), json={"message": "Đã nhận"})
    hidden = town.client.post(graph(comment), json={"is_hidden": True})
    for answer in (below, hidden, town.send({"comment_id": comment})):
        assert {error_of(answer)[name] for name in ("code", "error_subcode")} == {100, 33}
    assert town.breaches() == []


def test_a_reaction_in_the_chat_opens_the_window_again_and_one_below_a_post_does_not(town: Town) -> None:
    key = town.say(text="Đèn hỏng")["key"]
    comment = town.say(kind="comment", text="Rác")["key"]
    town.clock.seconds += 25 * HOUR
    town.say(kind="react", of=comment, text="👍")
    assert town.send({"id": "1"}).status_code == 400
    town.say(kind="react", of=key, text="👍")
    assert town.send({"id": "1"}).status_code == 200


def test_a_quick_reply_with_a_telephone_number_carries_it_as_payload(town: Town) -> None:
    town.say(kind="contact", phone="+84912345678")
    message = town.told("message")[0]["entry"][0]["messaging"][0]["message"]
    assert message["quick_reply"] == {"payload": "+84912345678"}


def test_what_is_quoted_is_named(town: Town) -> None:
    key = town.say(text="Đèn hỏng")["key"]
    town.say(text="Dạ đúng", quote=key)
    assert shape(town.told("message")[1]) == like("facebook", "message_reply_to")


def test_somebody_in_the_page_inbox_is_heard_as_an_echo_of_another_app(town: Town) -> None:
    town.say(text="Đèn hỏng")
    town.orders("reply", person="1", text="Em là cán bộ trực trang ạ.")
    (echo,) = town.told("echo")
    assert shape(echo) == like("facebook", "echo_page_inbox_staff")
    assert echo["entry"][0]["messaging"][0]["message"]["app_id"] == 263902037430900


def test_somebody_at_the_oa_console_is_heard_with_their_id(town: Town) -> None:
    town.zalo_says(text="Cho tôi hỏi")
    town.orders("reply", channel="zalo", person="1", text="Chị cho em xin thêm ảnh nhé.")
    (echo,) = town.told("echo")
    assert shape(echo) == like("zalo", "oa_send_text_via_admin_chat")


def test_somebody_of_the_page_answers_below_a_comment(town: Town) -> None:
    comment = town.say(kind="comment", text="Rác nhiều quá")["key"]
    town.orders("reply", comment=comment, text="Xã sẽ dọn ạ.")
    (event,) = town.told("feed")
    assert shape(event) == like("facebook", "feed_comment_by_page_itself")


def test_a_thread_another_app_holds_is_told_in_standby_and_must_not_be_answered(town: Town) -> None:
    town.say(text="Đèn hỏng")
    town.orders("hold", person="1")
    assert shape(town.told("control")[0]) == like("facebook", "take_thread_control")
    town.say(text="Bao giờ xong ạ?")
    assert shape(town.told("message")[-1]) == like("facebook", "standby_message")
    assert error_of(town.send({"id": "1"}))["code"] == 10
    town.orders("hold", person="1", held=False)
    assert town.send({"id": "1"}).status_code == 200
    assert town.breaches() == ["standby"]


def test_a_page_that_broke_the_policy_may_not_send_until_it_is_unblocked(town: Town) -> None:
    town.say(text="Đèn hỏng")
    town.orders("policy", action="block")
    assert shape(town.told("policy")[0]) == like("facebook", "policy_enforcement_block")
    assert error_of(town.send({"id": "1"}))["error_subcode"] == 1893063
    town.orders("policy", action="unblock")
    assert town.send({"id": "1"}).status_code == 200


def test_a_comment_the_page_hides_by_hand_is_told_too(town: Town) -> None:
    comment = town.say(kind="comment", text="Số của tôi là 0900000000")["key"]
    for hidden, name in ((True, "feed_comment_hide"), (False, "feed_comment_unhide")):
        town.orders("hide", key=comment, hidden=hidden)
        assert shape(town.told("hide")[-1]) == like("facebook", name)


def test_a_visitor_is_answered_by_conversation_only(town: Town) -> None:
    visitor = town.zalo_says(text="Cho tôi hỏi", visitor=True)["person"]
    talk = town.told("message")[0]["message"]["conversation_id"]
    url, headers = "/zalo/v2.0/oa/message", {"access_token": "first-access"}
    body = {"recipient": {"anonymous_id": visitor, "conversation_id": talk}, "message": {"text": "Xin chào"}}
    wrong = body | {"recipient": {"anonymous_id": visitor, "conversation_id": "CONV_0"}}
    assert town.client.post(url, json=wrong, headers=headers).json["error"] == -201
    assert town.client.post(url, json=body, headers=headers).json["error"] == 0
    assert shape(town.told("echo")[0]) == like("zalo", "oa_send_anonymous_text")
    assert town.told("received") == []


def test_asking_for_the_contact_brings_the_form_and_a_wrong_form_is_refused(town: Town) -> None:
    town.zalo_says(text="Cho tôi hỏi")
    element = {"title": "Phường Mẫu", "subtitle": "Xin số điện thoại", "image_url": "https://example.vn/a.png"}
    payload = {"template_type": "request_user_info", "elements": [element]}
    assert town.consult(attachment={"type": "template", "payload": payload})["error"] == 0
    payload = payload | {"elements": [{"title": "x"}]}
    assert town.consult(attachment={"type": "template", "payload": payload})["error"] == -201
    thread = town.client.get(f"/control/thread?channel=zalo&account={OA}&person=1").json["messages"]
    assert thread[-1]["more"]["asks_contact"] is True


def test_what_arrived_and_what_was_seen_is_shown(town: Town) -> None:
    town.say(text="Đèn hỏng")
    town.send({"id": "1"})
    query = f"channel=facebook&account={PAGE}&person=1"
    sent = town.client.get(f"/control/thread?{query}").json["messages"][-1]
    assert (sent["delivered"], sent["seen"]) == (True, False)
    town.client.get(f"/window/thread?{query}")
    assert town.client.get(f"/control/thread?{query}").json["messages"][-1]["seen"] is True
    assert shape(town.told("seen")[0]) == like("facebook", "read")
