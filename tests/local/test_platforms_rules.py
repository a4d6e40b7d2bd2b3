"""Every rule that is broken is written down; templates, quotas and telephones behave as Zalo's and Facebook's."""

from typing import Any

import pytest

from infra.local.platforms import facebook_errors, zalo_errors
from infra.local.platforms.breaches import RULES
from tests.local.conftest import APP_SECRET, HOUR, OA, PAGE, PAGE_TOKEN, Town, graph
from tests.local.test_platforms import HUMAN, TEMPLATE, UTILITY, error_of
from tests.local.test_platforms_gestures import like, shape

DEAD_TAG = {"messaging_type": "MESSAGE_TAG", "tag": "CONFIRMED_EVENT_UPDATE"}
BUTTON = {"content_type": "text", "title": "b", "payload": "P"}
# Meta's list of what the product must tell apart
CODES = [1, 2, 4, 17, 32, 613, 80004, 100, 190, 200, 230, 368, 551, 10900, "1/1357046", "10/2018278", "10/2534022"]
CODES += ["10/2018065", "10/2018108", "10/1893063", "100/33", "100/2018047", "190/463", "190/460", "190/458"]
NUMBERS = [-32, -100, -108, -114, -118, -124, -131, -133, -144, -200, -211, -213, -216, -220, -227, -230, -232, -234]
NUMBERS += [-240, -305, -311, -320, -321, -1121, -1122, -1124, -14003]
CODES += ["200/1545041", "551/1545041", "100/2018109"]


@pytest.mark.parametrize(
    ("rule", "hours", "how"),
    [
        ("window", 24.1, {}),
        ("window", 7 * 24 + 1, HUMAN),
        ("tag", 1, DEAD_TAG),
        ("tag_without_human", 25, {**HUMAN, "message": {"text": "Mời đánh giá", "quick_replies": [BUTTON]}}),
        ("too_long", 1, {"message": {"text": "ă" * 2001}}),
        ("unapproved_template", 30, {**UTILITY, "message": {"template": {**TEMPLATE, "name": "chua_duyet"}}}),
        ("template_data", 30, {**UTILITY, "message": {"template": {**TEMPLATE, "components": []}}}),
    ],
)
def test_a_rule_of_facebooks_that_is_broken_is_counted(
    town: Town, rule: str, hours: float, how: dict[str, Any]
) -> None:
    town.say(text="Đèn hỏng")
    town.clock.seconds += hours * HOUR
    town.send({"id": "1"}, **how)
    assert town.breaches() == [rule]


def test_calls_without_proof_and_second_or_late_private_replies_are_counted(town: Town) -> None:
    old = town.say(kind="comment", text="Rác")["key"]
    town.clock.seconds += 7 * 24 * HOUR + 1
    comment = town.say(kind="comment", text="Rác nhiều quá")["key"]
    for remark in (comment, comment, old):
        town.send({"comment_id": remark})
    town.client.post(f"/facebook/v25.0/{PAGE}/messages?access_token={PAGE_TOKEN}", json={})
    assert town.breaches() == ["second_private_reply", "late_private_reply", "no_proof"]


def test_without_the_platforms_leave_neither_the_tag_nor_a_template_may_be_used(town: Town) -> None:
    """The second page belongs to the same province here; a third province has asked for no leave."""
    province = town.bench.outside.provinces_dir / "tinh-mau.json"
    province.write_text(
        province.read_text("utf-8").replace('"messenger_human_agent", "messenger_utility"', ""), "utf-8"
    )
    town.say(text="Đèn hỏng")
    assert [error_of(town.send({"id": "1"}, **how))["code"] for how in (HUMAN, UTILITY)] == [200, 200]
    assert town.breaches() == ["tag_without_leave"] * 2


def test_what_keeps_the_rules_is_no_breach(town: Town) -> None:
    town.say(text="Đèn hỏng")
    town.send({"id": "1"}, message={"text": "ă" * 2000})
    town.clock.seconds += 25 * HOUR
    assert town.send({"id": "1"}, **HUMAN).status_code == 200
    assert town.send({"id": "1"}, **UTILITY).status_code == 200
    town.client.post("/control/fail", json={"channel": "facebook", "error": "10/2018278"})
    assert town.send({"id": "1"}, **HUMAN).status_code == 400
    assert town.breaches() == [], "an error a test ordered is not the product's doing"


def test_every_breach_has_a_meaning_and_a_place(town: Town) -> None:
    town.say(text="Đèn hỏng")
    town.client.post("/control/pace", json={"channel": "facebook", "per_second": 0})
    town.send({"id": "1"})
    (row,) = town.client.get("/control/breaches").json["breaches"]
    assert (row["rule"], row["account"], row["told"]) == ("too_fast", PAGE, "613/0")
    assert row["meaning"] == RULES["too_fast"]
    assert town.client.get(f"/control/breaches?since={row['n']}").json == {"many": 1, "breaches": []}


@pytest.mark.parametrize("ordered", CODES, ids=str)
def test_every_error_of_facebook_can_be_ordered(town: Town, ordered: Any) -> None:
    town.say(text="Đèn hỏng")
    town.client.post("/control/fail", json={"channel": "facebook", "error": ordered})
    error = error_of(town.send({"id": "1"}))
    code, _, subcode = str(ordered).partition("/")
    assert error["code"] == int(code)
    assert error.get("error_subcode") == int(subcode) if subcode else str(code) in facebook_errors.KNOWN


@pytest.mark.parametrize("number", NUMBERS)
def test_every_error_of_zalo_can_be_ordered(town: Town, number: int) -> None:
    assert number in zalo_errors.KNOWN
    town.zalo_says(text="Cho tôi hỏi")
    town.client.post("/control/fail", json={"channel": "zalo", "error": number})
    assert [town.consult()["error"], town.consult()["error"]] == [number, 0]
    assert town.breaches() == []


@pytest.mark.parametrize(
    ("why", "template", "data", "number"),
    [
        ("sent as approved", "412233", {"ma_ho_so": "TM-1"}, 0),
        ("a template nobody made", "999", {"ma_ho_so": "TM-1"}, -109),
        ("a parameter left out", "412233", {}, -1122),
        ("a parameter too long", "412233", {"ma_ho_so": "x" * 21}, -1121),
    ],
)
def test_a_template_goes_out_as_it_was_approved_only(
    town: Town, why: str, template: str, data: dict[str, str], number: int
) -> None:
    town.zalo_says(text="Cho tôi hỏi")
    assert town.by_uid(template, **data)["error"] == number, why
    assert town.by_phone(template=template, data=data)["error"] == number, why
    assert len(town.breaches()) == (0 if number == 0 else 2)


def test_a_template_that_loses_its_approval_is_refused_and_the_change_told(town: Town) -> None:
    town.zalo_says(text="Cho tôi hỏi")
    town.orders("template", channel="zalo", id="412233", status="REJECT")
    assert shape(town.told("news")[0]) == like("zalo", "change_template_status")
    assert [town.by_uid(ma_ho_so="TM-1")["error"], town.by_phone()["error"]] == [-131, -131]


@pytest.mark.parametrize(
    ("why", "change", "value", "number"),
    [
        ("a parameter of the wrong kind", {"parameters": [{"name": "ngay", "type": "date"}]}, "mai", -1124),
        ("and of the right one", {"parameters": [{"name": "ngay", "type": "date"}]}, "20/11/2026", 0),
        ("a template made for telephone numbers", {"by_uid": False}, "x", -249),
        ("advertising by day", {"tag": 3}, "x", 0),
    ],
)
def test_a_template_has_its_own_conditions(
    town: Town, why: str, change: dict[str, Any], value: str, number: int
) -> None:
    town.zalo_says(text="Cho tôi hỏi")
    town.orders("template", channel="zalo", id="500", **change)
    assert town.by_uid("500", ngay=value)["error"] == number, why


def test_advertising_at_night_is_refused_and_a_notice_is_not(town: Town) -> None:
    town.orders("template", channel="zalo", id="500", tag=3)
    town.clock.seconds += 13.5 * HOUR  # 22:45
    assert town.by_phone(template="500")["error"] == -133
    assert town.by_phone()["error"] == 0
    assert town.breaches() == ["night"]


@pytest.mark.parametrize(
    ("phone", "state", "number"),
    [
        ("84912345678", "", 0),
        ("0912345678", "", 0),
        ("912345678", "", -108),
        ("+84912345678", "", -108),
        ("84912345678", "no_zalo", -118),
        ("84912345678", "unreachable", -114),
        ("84912345678", "refuses", -139),
    ],
)
def test_a_telephone_may_not_be_reachable(town: Town, phone: str, state: str, number: int) -> None:
    town.orders("telephone", phone=phone, state=state)
    assert town.by_phone(phone)["error"] == number


def test_a_template_by_telephone_arrives_where_the_number_was_given_and_is_told_with_its_mark(town: Town) -> None:
    town.zalo_says(kind="contact", phone="84912345678")
    answer = town.by_phone(tracking_id="TM-1.000003.answer")
    assert set(answer["data"]) == {"msg_id", "sent_time", "sending_mode", "quota"}
    (event,) = town.told("received")
    assert shape(event) == like("zalo", "zns_user_received_message")
    assert event["recipient"] == {"id": "84912345678"}
    assert event["message"]["tracking_id"] == "TM-1.000003.answer"
    (parcel,) = [parcel for parcel in town.door.parcels if parcel.what == "received"]
    assert parcel.headers["X-ZEvent-Server"] == "ZNS"
    assert town.told("echo") == [], "the OA's own echo does not tell of it"
    thread = town.client.get(f"/control/thread?channel=zalo&account={OA}&person=1").json["messages"]
    assert thread[-1]["text"] == "ma_ho_so: TM-1"


def test_stars_of_a_rating_template_come_back_without_a_name(town: Town) -> None:
    town.zalo_says(kind="contact", phone="84912345678")
    key = town.by_phone(template="412299", tracking_id="TM-1.000003.rating", data={"x": "1"})["data"]["msg_id"]
    town.zalo_says(kind="rate", of=key, stars=5, text="Nhanh", feedbacks=["Đúng hạn"])
    (event,) = town.told("rating")
    assert shape(event) == like("zalo", "user_feedback_rating")
    assert (event["message"]["rate"], event["message"]["tracking_id"]) == (5, "TM-1.000003.rating")


def test_what_an_oa_may_send_is_used_up(town: Town) -> None:
    town.zalo_says(text="Cho tôi hỏi")
    town.orders("quota", channel="zalo", daily=1, reply=1)
    assert shape(town.told("news")[0]) == like("zalo", "change_oa_daily_quota")
    assert [town.by_phone()["error"], town.by_phone()["error"]] == [0, -144]
    assert [town.consult()["error"] for _ in range(2)] == [0, 0], "free within 48 hours"
    town.clock.seconds += 49 * HOUR
    assert [town.consult()["error"] for _ in range(2)] == [0, -211]
    headers = {"access_token": "first-access"}
    left = town.client.post("/zalo/v3.0/oa/quota/message", json={"user_id": "1"}, headers=headers).json["data"]
    assert left["sub_quota"]["remain"] == 0


def test_the_business_api_has_its_own_number_for_a_dead_token(town: Town) -> None:
    body = {"phone": "84912345678", "template_id": "412233", "template_data": {}}
    answer = town.client.post("/zalo-business/message/template", json=body, headers={"access_token": "nobody's"})
    assert answer.json["error"] == -124


def test_both_platforms_tell_how_much_was_used(town: Town) -> None:
    town.say(text="Đèn hỏng")
    town.client.post("/control/pace", json={"channel": "facebook", "per_second": 4})
    answers = [town.send({"id": "1"}) for _ in range(3)]
    assert '"call_count": 75' in answers[2].headers["X-App-Usage"]
    assert PAGE in answers[2].headers["X-Business-Use-Case-Usage"]
    headers = {"access_token": "first-access"}
    told = town.client.post("/zalo/v3.0/oa/quota/message", json={"user_id": "1"}, headers=headers).headers
    assert (told["X-RateLimit-Limit"], int(told["X-RateLimit-Remain"]) < 4000) == ("4000", True)


def test_a_subscription_can_be_lost_and_made_good(town: Town) -> None:
    url = graph(f"{PAGE}/subscribed_apps")
    assert "message_edits" in town.client.get(url).json["data"][0]["subscribed_fields"]
    town.orders("subscription", fields=[])
    assert town.client.get(url).json == {"data": []}
    assert town.client.post(f"{url}&subscribed_fields=feed,messages").json == {"success": True}
    assert town.client.get(url).json["data"][0]["subscribed_fields"] == ["feed", "messages"]


def test_an_administrator_grants_with_a_code_that_works_once_and_only_for_whoever_asked(town: Town) -> None:
    challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"  # RFC 7636, appendix B
    asked = {"app_id": "3891027745120936614", "redirect_uri": "https://x.vn/back", "state": "s", "code_challenge": challenge}  # fmt: skip

    def exchange(code: str, verifier: str) -> Any:
        form = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}
        url, headers = "/zalo-oauth/v4/oa/access_token", {"secret_key": "zalo-app-secret"}
        return town.client.post(url, data=form, headers=headers).json

    def consent() -> str:
        back = town.client.get("/zalo-oauth/v4/oa/permission", query_string=asked).headers["Location"]
        assert back.startswith("https://x.vn/back?code=")
        assert back.endswith(f"&oa_id={OA}&state=s")
        return str(back.partition("code=")[2].partition("&")[0])

    assert exchange(consent(), "another's verifier")["error"] == -14002
    code = consent()
    assert set(exchange(code, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")) == {
        "access_token", "refresh_token", "expires_in"
    }  # fmt: skip
    assert exchange(code, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")["error"] == -14002


def test_the_answer_of_a_refresh_may_be_lost_although_the_tokens_changed(town: Town) -> None:
    town.zalo_says(text="Cho tôi hỏi")
    town.client.post("/control/fail", json={"channel": "oauth", "account": OA, "error": "cut"})
    form = {"grant_type": "refresh_token", "refresh_token": "first-refresh", "app_id": "3891027745120936614"}
    url, headers = "/zalo-oauth/v4/oa/access_token", {"secret_key": "zalo-app-secret"}
    assert town.client.post(url, data=form, headers=headers).status_code == 500
    assert town.consult()["error"] == -220
    assert APP_SECRET not in str(town.client.get("/control/breaches").json)
