"""Zalo's stand-in keeps Zalo's rules. Errors are HTTP 200 with a number."""

from typing import Any

import pytest

from tests.local.conftest import HOUR, OA, Town

TOO_LATE = {"error": -230, "message": "User has not interacted with the OA in the past 7 days"}
EXPIRED = {
    "error": -232,
    "message": "User has not interacted with the OA, or the last interaction has expired",
}
NO_FOLLOWER = {"error": -213, "message": "User has not followed OA"}
GONE = {"error": -227, "message": "User is banned or has been inactive for more than 45 days"}
BAD_USER = {"error": -201, "message": "user_id is invalid!"}
BAD_TOKEN = {"error": -216, "message": "Access token is invalid"}
DEAD_TOKEN = {"error": -220, "message": "access_token is expired or removed"}
CLOSED = {"error": -240, "message": "MessageV2 API has been shut down, please switch to MessageV3"}
APP_SECRET_OF_ZALO = "zalo-app-secret"


@pytest.mark.parametrize(
    ("why", "kind", "hours", "error"),
    [
        ("free for 48 hours", "text", 47.9, None),
        ("charged until seven days", "text", 7 * 24 - 0.1, None),
        ("refused afterwards", "text", 7 * 24 + 0.1, TOO_LATE),
        ("gone after 45 days", "text", 45 * 24 + 1, GONE),
        ("a new follower may be greeted", "follow", 47.9, None),
        ("a follow alone expires after 48 hours", "follow", 48.1, EXPIRED),
    ],
)
def test_the_window_counts_from_the_last_interaction(
    town: Town, why: str, kind: str, hours: float, error: dict[str, Any] | None
) -> None:
    town.zalo_says(kind=kind, text="Cho tôi hỏi")
    town.clock.seconds += hours * HOUR
    answer = town.consult()
    assert (answer["error"] == 0) if error is None else (answer == error), why


def test_who_never_spoke_to_the_oa_cannot_be_written_to(town: Town) -> None:
    assert town.consult(person="555") == NO_FOLLOWER
    assert town.consult(person="khong-phai-so") == BAD_USER


def test_within_48_hours_the_answer_shows_the_free_quota_and_later_none(town: Town) -> None:
    town.zalo_says(text="Cho tôi hỏi")
    free = town.consult()["data"]["quota"]
    assert free == {
        "quota_type": "reply", "remain": 8, "total": 8, "expired_date": "2026-11-20 09:15:42",
        "owner_type": "OA", "owner_id": OA,
    }  # fmt: skip
    town.clock.seconds += 49 * HOUR
    paid = town.consult()["data"]
    assert set(paid) == {"message_id", "user_id", "sent_time"}


@pytest.mark.parametrize(
    ("why", "message", "number"),
    [
        ("2,001 characters", {"text": "ă" * 2001}, -210),
        ("nothing to say", {"text": ""}, -201),
        ("an attachment without payload", {"attachment": {"type": "file"}}, -201),
        ("a token of no upload", {"attachment": {"type": "file", "payload": {"token": "x"}}}, -201),
    ],
)
def test_a_badly_formed_message_is_refused(town: Town, why: str, message: dict[str, Any], number: int) -> None:
    town.zalo_says(text="Cho tôi hỏi")
    assert town.consult(**message)["error"] == number, why


def test_the_old_message_api_is_closed_but_still_takes_reactions(town: Town) -> None:
    said = town.zalo_says(text="Cho tôi hỏi")
    react = {"react_icon": "/-strong", "react_message_id": said["key"]}
    old, url = {"recipient": {"user_id": "1"}}, "/zalo/v2.0/oa/message"
    headers = {"access_token": "first-access"}
    assert town.client.post(url, json=old | {"message": {"text": "x"}}, headers=headers).json == CLOSED
    assert town.client.post(url, json=old | {"sender_action": react}, headers=headers).json["error"] == 0


def refresh(town: Town, token: str, secret: str = APP_SECRET_OF_ZALO) -> dict[str, Any]:
    form = {"grant_type": "refresh_token", "refresh_token": token, "app_id": "3891027745120936614"}
    answer = town.client.post("/zalo-oauth/v4/oa/access_token", data=form, headers={"secret_key": secret})
    assert answer.status_code == 200
    return dict(answer.json)


def test_a_refresh_token_works_once_and_the_old_access_token_dies(town: Town) -> None:
    town.zalo_says(text="Cho tôi hỏi")
    pair = refresh(town, "first-refresh")
    assert set(pair) == {"access_token", "refresh_token", "expires_in"}
    assert pair["expires_in"] == "90000"
    assert town.consult() == DEAD_TOKEN
    assert town.consult(token=pair["access_token"])["error"] == 0
    assert "access_token" in refresh(town, pair["refresh_token"])


def test_a_refresh_token_used_twice_breaks_the_chain_until_a_new_grant(town: Town) -> None:
    town.zalo_says(text="Cho tôi hỏi")
    pair = refresh(town, "first-refresh")
    assert refresh(town, "first-refresh")["error"] == -14002
    assert refresh(town, pair["refresh_token"])["error"] == -14002
    town.clock.seconds += 20
    assert town.consult(token=pair["access_token"]) == DEAD_TOKEN
    assert town.breaches() == ["used_refresh_token", "dead_token"]
    town.client.post("/control/grant", json={"account": OA})
    assert town.consult()["error"] == 0


def test_who_sends_the_moment_a_token_is_renewed_breaks_no_rule(town: Town) -> None:
    town.zalo_says(text="Cho tôi hỏi")
    refresh(town, "first-refresh")
    assert town.consult() == DEAD_TOKEN, "refused all the same"
    assert town.breaches() == []


def test_a_wrong_app_secret_does_not_use_the_refresh_token_up(town: Town) -> None:
    assert refresh(town, "first-refresh", secret="zalo-oa-secret-for-tests-only")["error"] == -14002
    assert "access_token" in refresh(town, "first-refresh")


def test_a_refreshed_access_token_lives_25_hours(town: Town) -> None:
    town.zalo_says(text="Cho tôi hỏi")
    fresh = refresh(town, "first-refresh")["access_token"]
    assert town.consult(token=fresh)["error"] == 0
    town.clock.seconds += 25 * HOUR + 1
    assert town.consult(token=fresh) == DEAD_TOKEN
    assert town.consult(token="nobody's") == BAD_TOKEN


def test_a_wrong_proof_is_refused_although_none_is_needed(town: Town) -> None:
    headers = {"access_token": "first-access", "appsecret_proof": "00"}
    answer = town.client.post("/zalo/v3.0/oa/quota/message", json={"user_id": "1"}, headers=headers)
    assert answer.json["error"] == -242


def test_a_new_grant_revives_the_first_pair(town: Town) -> None:
    town.zalo_says(text="Cho tôi hỏi")
    refresh(town, "first-refresh")
    town.client.post("/control/grant", json={"account": OA})
    assert town.consult()["error"] == 0


def test_what_the_oa_sent_is_echoed_and_received_and_seen_only_on_an_open_screen(town: Town) -> None:
    town.zalo_says(text="Cho tôi hỏi")
    first = town.consult(text="Đã tiếp nhận")["data"]["message_id"]
    echo = town.told("echo")[0]
    assert echo["event_name"] == "oa_send_text"
    assert (echo["sender"], echo["recipient"]) == ({"id": OA}, {"id": "1"})
    assert echo["message"] == {"text": "Đã tiếp nhận", "msg_id": first}
    assert town.told("received")[0]["event_name"] == "user_received_message"
    assert town.told("seen") == []
    town.client.get(f"/window/thread?channel=zalo&account={OA}&person=1")
    second = town.consult(text="Đã giao đơn vị")["data"]["message_id"]
    assert [event["message"]["msg_ids"] for event in town.told("seen")] == [[first], [second]]


def test_a_template_reaches_people_after_the_window(town: Town) -> None:
    town.zalo_says(text="Cho tôi hỏi")
    town.clock.seconds += 20 * 24 * HOUR
    assert town.by_uid(ma_ho_so="TM-1")["data"]["quota"]["quota_type"] == "purchase_quota"
    assert town.told("echo")[0]["event_name"] == "oa_send_template"


def upload(town: Town, picture: bytes) -> dict[str, Any]:
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
    headers = {"access_token": "first-access", "Content-Type": "multipart/form-data; boundary=b"}
    answer = town.client.post("/zalo/v2.0/oa/upload/image", data=head + picture + b"\r\n--b--\r\n", headers=headers)
    return dict(answer.json)


def test_an_uploaded_picture_is_sent_and_can_be_fetched(town: Town) -> None:
    town.zalo_says(text="Cho tôi hỏi")
    picture = b"\xff\xd8\xff" + b"0" * 100
    element = {"media_type": "image", "attachment_id": upload(town, picture)["data"]["attachment_id"]}
    payload = {"template_type": "media", "elements": [element]}
    assert town.consult(text="Sau khi sửa", attachment={"type": "template", "payload": payload})["error"] == 0
    (attachment,) = town.told("echo")[0]["message"]["attachments"]
    assert town.client.get(attachment["payload"]["url"].partition(":4600")[2]).data == picture


def test_a_picture_over_a_megabyte_is_refused(town: Town) -> None:
    assert upload(town, b"\xff\xd8\xff" + bytes(1024 * 1024))["error"] == -210


def test_an_album_is_told_as_one_event_a_picture(town: Town) -> None:
    said = town.zalo_says(kind="image", text="Ảnh sáng nay", media=["o-ga.jpg", "rac-thai.jpg"])
    events = town.told("message")
    assert [event["message"]["msg_id"] for event in events] == said["keys"]
    assert [event["message"].get("text") for event in events] == ["Ảnh sáng nay", None]
    assert {event["event_name"] for event in events} == {"user_send_image"}


def test_a_place_is_told_in_decimal_text(town: Town) -> None:
    town.zalo_says(kind="location", lat=17.468912, lon=106.622341)
    assert town.told("message")[0]["message"]["attachments"] == [
        {
            "payload": {"coordinates": {"latitude": "17.4689120", "longitude": "106.6223410"}},
            "type": "location",
        }
    ]
