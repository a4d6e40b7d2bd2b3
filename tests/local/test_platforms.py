"""Facebook's stand-in keeps Facebook's rules."""

from typing import Any

import pytest

from tests.local.conftest import HOUR, PAGE, PAGE_TOKEN, Town, graph

WINDOW_ERROR = {
    "message": "(#10) This message is sent outside of allowed window. Learn more about the new policy here: "
    "https://developers.facebook.com/docs/messenger-platform/policy-overview",
    "type": "OAuthException",
    "code": 10,
    "error_subcode": 2018278,
}
UNAVAILABLE_ERROR = {
    "message": "(#551) This person isn't available right now.",
    "type": "OAuthException",
    "code": 551,
    "error_subcode": 1545041,
}
TAG_ERROR = {"message": "(#100) Message tag is no longer supported", "type": "OAuthException", "code": 100}
RATE_ERROR = {
    "message": "(#613) Calls to this api have exceeded the rate limit.",
    "type": "OAuthException",
    "code": 613,
}
BUTTON = {"content_type": "text", "title": "b", "payload": "P"}
TEMPLATE = {"name": "ket_qua", "language": {"code": "vi"},
            "components": [{"type": "body", "parameters": [{"type": "text", "text": "TM-1"}]}]}  # fmt: skip
UTILITY = {"messaging_type": "UTILITY", "message": {"template": TEMPLATE}}
HUMAN = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}


def error_of(answer: Any) -> dict[str, Any]:
    """The error body without its trace id, which every error must carry."""
    assert 400 <= answer.status_code <= 500
    assert answer.json["error"]["fbtrace_id"].startswith("A")
    assert set(answer.json) == {"error"}
    return {name: value for name, value in answer.json["error"].items() if name != "fbtrace_id"}


@pytest.mark.parametrize(
    ("why", "how", "hours", "error"),
    [
        ("an answer within the day", {}, 23.9, None),
        ("an answer after the day", {}, 24.1, WINDOW_ERROR),
        ("an update keeps the same window", {"messaging_type": "UPDATE"}, 24.1, WINDOW_ERROR),
        ("a human may answer for seven days", HUMAN, 7 * 24 - 0.1, None),
        ("and not longer", HUMAN, 7 * 24 + 0.1, WINDOW_ERROR),
        ("a tag that died in 2026", {"messaging_type": "MESSAGE_TAG", "tag": "ACCOUNT_UPDATE"}, 1, TAG_ERROR),
        ("a utility template at any time", UTILITY, 20 * 24, None),
    ],
)
def test_the_window_counts_from_the_persons_last_act(
    town: Town, why: str, how: dict[str, Any], hours: float, error: dict[str, Any] | None
) -> None:
    town.say(text="Đèn hỏng")
    town.clock.seconds += hours * HOUR
    answer = town.send({"id": "1"}, **how)
    assert (answer.status_code == 200) if error is None else (error_of(answer) == error), why


@pytest.mark.parametrize(
    ("why", "change", "code"),
    [
        ("no type", {"messaging_type": None}, 100),
        ("2,001 characters", {"message": {"text": "ă" * 2001}}, 100),
        ("nothing to say", {"message": {"text": ""}}, 100),
        ("metadata too long", {"message": {"text": "a", "metadata": "m" * 1001}}, 100),
        ("14 buttons", {"message": {"text": "a", "quick_replies": [BUTTON] * 14}}, 100),
        ("21 characters on a button",
         {"message": {"text": "a", "quick_replies": [BUTTON | {"title": "b" * 21}]}}, 100),
        ("two recipients", {"recipient": {"id": "1", "comment_id": "2"}}, 100),
        ("nobody we know", {"recipient": {"id": "2"}}, 100),
    ],
)  # fmt: skip
def test_a_badly_formed_message_is_refused(town: Town, why: str, change: dict[str, Any], code: int) -> None:
    town.say(text="Đèn hỏng")
    assert error_of(town.send(**({"recipient": {"id": "1"}} | change)))["code"] == code, why
    assert town.bench.world.sent(0) == [], why


def test_exactly_2000_characters_and_13_buttons_pass(town: Town) -> None:
    town.say(text="Đèn hỏng")
    buttons = [BUTTON | {"title": "b" * 20}] * 13
    assert town.send({"id": "1"}, message={"text": "ă" * 2000, "quick_replies": buttons}).status_code == 200


@pytest.mark.parametrize(
    ("why", "url", "code"),
    [
        ("no token", f"/facebook/v25.0/{PAGE}/messages", 190),
        ("a token nobody gave", graph(f"{PAGE}/messages", "stolen"), 190),
        ("the token of another page", graph(f"{PAGE}/messages", "token-of-99"), 190),
        ("no proof", f"/facebook/v25.0/{PAGE}/messages?access_token={PAGE_TOKEN}", 100),
        (
            "a wrong proof",
            f"/facebook/v25.0/{PAGE}/messages?access_token={PAGE_TOKEN}&appsecret_proof=00",
            100,
        ),
    ],
)
def test_only_the_page_itself_may_speak_for_it(town: Town, why: str, url: str, code: int) -> None:
    town.say(text="Đèn hỏng")
    assert error_of(town.client.post(url, json={"recipient": {"id": "1"}}))["code"] == code, why


def test_the_token_may_come_as_a_bearer(town: Town) -> None:
    url = graph(f"{PAGE}/subscribed_apps").replace(f"access_token={PAGE_TOKEN}&", "")
    answer = town.client.get(url, headers={"Authorization": f"Bearer {PAGE_TOKEN}"})
    assert answer.json["data"][0]["id"] == "918273645546372"


def test_a_person_who_blocked_the_page_is_not_available(town: Town) -> None:
    town.say(text="Đèn hỏng")
    town.client.post("/control/block", json={"channel": "facebook", "account": PAGE, "person": "1"})
    assert error_of(town.send({"id": "1"})) == UNAVAILABLE_ERROR


def test_a_comment_may_be_answered_privately_once_and_opens_no_window(town: Town) -> None:
    comment = town.say(kind="comment", text="Rác nhiều quá")["key"]
    assert error_of(town.send({"id": "1"}))["code"] == 10
    first = town.send({"comment_id": comment}, messaging_type=None)
    assert first.json["recipient_id"] == "1"
    assert error_of(town.send({"comment_id": comment}))["code"] == 10900
    assert error_of(town.send({"id": "1"}))["code"] == 10


def test_a_comment_may_be_answered_privately_for_seven_days(town: Town) -> None:
    comment = town.say(kind="comment", text="Rác nhiều quá")["key"]
    post = town.say(kind="visitor_post", text="Mất nước từ hôm qua")["key"]
    town.clock.seconds += 7 * 24 * HOUR
    assert town.send({"post_id": post}).status_code == 200
    town.clock.seconds += 1
    assert error_of(town.send({"comment_id": comment}))["code"] == 10900


def test_a_private_reply_to_nothing_or_to_the_page_itself_is_refused(town: Town) -> None:
    comment = town.say(kind="comment", text="Rác nhiều quá")["key"]
    ours = town.client.post(graph(f"{comment}/comments"), json={"message": "Đã nhận"}).json["id"]
    assert error_of(town.send({"comment_id": ours}))["code"] == 100
    assert error_of(town.send({"comment_id": "1_1"}))["code"] == 100


def test_a_public_answer_comes_back_as_a_comment_of_the_page(town: Town) -> None:
    comment = town.say(kind="comment", text="Rác nhiều quá")["key"]
    answer = town.client.post(graph(f"{comment}/comments"), json={"message": "Đã nhận"})
    (event,) = town.told("feed")
    change = event["entry"][0]["changes"][0]
    assert change["field"] == "feed"
    assert change["value"]["from"] == {"id": PAGE, "name": "UBND Phường Mẫu"}
    assert change["value"]["comment_id"] == answer.json["id"]
    assert (change["value"]["parent_id"], change["value"]["verb"]) == (comment, "add")


def test_a_hidden_comment_is_told_as_hidden(town: Town) -> None:
    comment = town.say(kind="comment", text="Số của tôi là 0900000000")["key"]
    assert town.client.post(graph(comment), json={"is_hidden": True}).json == {"success": True}
    assert town.told("hide")[0]["entry"][0]["changes"][0]["value"]["verb"] == "hide"


def test_what_the_page_sent_is_echoed_with_its_mark_and_then_delivered(town: Town) -> None:
    town.say(text="Đèn hỏng")
    answer = town.send({"id": "1"}, message={"text": "Đã tiếp nhận", "metadata": "out:1"})
    assert set(answer.json) == {"recipient_id", "message_id"}
    echo = town.told("echo")[0]["entry"][0]["messaging"][0]
    assert echo == {
        "sender": {"id": PAGE},
        "recipient": {"id": "1"},
        "timestamp": 1794968142000,
        "message": {"mid": answer.json["message_id"], "is_echo": True, "app_id": 918273645546372,
                    "metadata": "out:1", "text": "Đã tiếp nhận"},
    }  # fmt: skip
    delivery = town.told("delivery")[0]["entry"][0]["messaging"][0]
    assert delivery["delivery"] == {"mids": [answer.json["message_id"]], "watermark": 1794968142000}


def test_a_profile_is_told_once_the_person_wrote(town: Town) -> None:
    town.say(kind="comment", text="Rác nhiều quá", name="Người dân 7")
    assert error_of(town.client.get(graph("1")))["code"] == 100
    town.say(text="Rác nhiều quá")
    found = town.client.get(graph("1") + "&fields=first_name,last_name").json
    assert found == {"first_name": "7", "last_name": "Người dân", "id": "1"}
