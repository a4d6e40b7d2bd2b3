"""The channels through the deployed stack: every recorded webhook, letters that come back, tokens that die, people."""

import json
import re
from hashlib import sha256
from typing import Any

import pytest

from chalicelib.channel.split import facebook_pieces
from infra import redrive
from tests.channel.recorded import OA as RECORDED_OA
from tests.channel.recorded import PAGE as RECORDED_PAGE
from tests.channel.recorded import RECORDED, channel_of, posts_of
from tests.deployed import Deployed
from tests.journeys.functions import cloud, tick
from tests.journeys.province import FIELD, FIELD_UNIT, OA, PAGE, PROVINCE, document, officer_of
from tests.journeys.signing import facebook_body, facebook_signature
from tests.journeys.town import Answer, Town, eventually

# A page and an OA that the other journeys do not use: one of the recordings says that the page is blocked.
QUIET_PAGE, QUIET_OA = (
    [a["id"] for a in document()["accounts"] if a["channel"] == channel][-1] for channel in ("facebook", "zalo")
)


def posted(town: Town, deployed: Deployed, channel: str, post: Any) -> Answer:
    """A recorded POST, to our own page or OA, signed as its platform signs it."""
    ours = json.loads(json.dumps(post).replace(RECORDED_PAGE, QUIET_PAGE).replace(RECORDED_OA, QUIET_OA))
    if channel == "facebook":
        body = facebook_body(ours)
        return town.door(
            "POST", "/webhooks/facebook/cau-noi", body, X_Hub_Signature_256=facebook_signature(deployed, body)
        )
    body = json.dumps(ours, ensure_ascii=False, separators=(",", ":")).encode()
    app = deployed.secrets["/zalo/app/cau-noi"]
    stamp = str(ours.get("timestamp", ""))
    mac = sha256(app["app_id"].encode() + body + stamp.encode() + app["oa_secret_key"]["current"].encode()).hexdigest()
    return town.door("POST", "/webhooks/zalo/cau-noi", body, X_ZEvent_Signature=f"mac={mac}")


def test_every_recorded_webhook_passes_the_door_and_none_is_parked(town: Town, deployed: Deployed) -> None:
    for name in RECORDED:
        for post in posts_of(name):
            answer = posted(town, deployed, channel_of(name), post)
            assert answer.status == 200, name
            assert answer.body["kept"] >= 1, name
    sqs, queues = cloud(deployed, "sqs"), deployed.outputs
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]

    def waiting() -> int:
        asked = sqs.get_queue_attributes(QueueUrl=queues["InboundQueueUrl"], AttributeNames=names)
        return sum(map(int, asked["Attributes"].values()))

    eventually(waiting, lambda number: number == 0, "every piece to be worked on")
    ours = {QUIET_PAGE, QUIET_OA}
    parked = [
        (why, body) for why, body in redrive.parked(sqs, queues["ParkedQueueUrl"]) if any(a in body for a in ours)
    ]
    assert parked == []
    coordinator = officer_of(town, "coordinator")
    accounts = {a["id"]: a for a in coordinator.tries("GET", "accounts").body["accounts"]}
    assert accounts[QUIET_PAGE]["state"] == "stopped", "the platform said so"
    resumed = coordinator.tries("POST", f"accounts/facebook/{QUIET_PAGE}/resume")
    assert (resumed.status, resumed.body["state"]) == (200, "ok")


def test_one_hostile_byte_spoils_a_signature(town: Town, deployed: Deployed) -> None:
    body = facebook_body({"object": "page", "entry": []})
    right = facebook_signature(deployed, body)
    assert town.door("POST", "/webhooks/facebook/cau-noi", body, X_Hub_Signature_256=right).status == 200
    assert town.door("POST", "/webhooks/facebook/cau-noi", body + b" ", X_Hub_Signature_256=right).status == 401
    assert facebook_pieces("cau-noi", body) == []


def access_token(deployed: Deployed) -> str:
    name = f"/cau-noi/local/zalo/oa/{OA}"
    kept = cloud(deployed, "ssm").get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]
    return str(json.loads(kept)["access_token"])


def test_a_dead_zalo_token_is_renewed_once_and_the_answer_arrives(town: Town, deployed: Deployed) -> None:
    citizen = town.person("zalo", OA)
    citizen.says(f"Cống thoát nước ở {FIELD} tắc đã lâu")
    code = citizen.code()
    dead = access_token(deployed)
    town.control("fail", {"channel": "zalo", "account": OA, "error": -216, "times": 2})
    handler = officer_of(town, "handler", officer_of(town, "coordinator").reads(code)["ticket"]["unit"])
    handler.does(code, "answer", text="Đã nạo vét xong cống.")
    notice = eventually(
        lambda: next(n for n in handler.reads(code)["notices"] if n["purpose"] == "answer"),
        lambda n: n["status"] == "owed" and "expired" in str(n["reason"]),
        "the dead token to be noticed",
    )
    assert notice["tries"] == 0, "the token was in the way, not the message"
    town.control("fail", {"error": None, "channel": "zalo"})
    eventually(
        lambda: (tick(deployed, "TendAccounts"), access_token(deployed))[1],
        lambda token: token != dead,
        "a new token",
    )
    citizen.waits_for("nạo vét xong")
    accounts = officer_of(town, "coordinator").tries("GET", "accounts").body["accounts"]
    assert next(a for a in accounts if a["id"] == OA)["state"] == "ok"


@pytest.fixture
def written(town: Town) -> tuple[str, str, str]:
    """(code, pin, address) of a petition sent by a form with an e-mail address."""
    address = f"nguoidan-{town.person('facebook', PAGE).name}@example.com"
    body = {
        "text": "Vỉa hè trước trường bị chiếm dụng, số 0912 345 678",
        "submitter": {"name": "Lê Thị An", "email": address},
    }
    filed = town.door("POST", f"/v1/{PROVINCE}/petitions", body)
    assert filed.status == 201, filed.body
    code = filed.body["code"]
    coordinator = officer_of(town, "coordinator")
    if coordinator.reads(code)["ticket"]["status"] == "in_tray":
        coordinator.does(code, "assign", unit=FIELD_UNIT)
    return code, filed.body["pin"], address


def test_an_answer_by_mail_is_rated_by_its_link_once(town: Town, written: tuple[str, str, str]) -> None:
    code, _, address = written
    handler = officer_of(town, "handler", officer_of(town, "coordinator").reads(code)["ticket"]["unit"])
    handler.does(code, "answer", text="Đã giải tỏa vỉa hè.")
    mail = eventually(
        lambda: [str(m) for m in town.mails() if address in str(m) and "/ratings/" in str(m)],
        lambda found: bool(found),
        "the answer with its link",
    )[0]
    token = re.search(r"/ratings/([\w.-]+)", mail)
    assert token
    path = f"/v1/{PROVINCE}/ratings/{token[1]}"
    page = town.door("GET", path)
    assert page.status == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "vỉa hè" not in page.body, "a link may be forwarded: none of the words stand there"
    form = {"Content_Type": "application/x-www-form-urlencoded"}
    assert town.door("POST", path, b"stars=9", **form).status == 422
    rated = town.door("POST", path, "stars=2&text=Vẫn còn xe".encode(), **form)
    assert (rated.status, "2/5" in rated.body) == (200, True)
    assert town.door("POST", path, b"stars=5", **form).status == 409
    assert town.door("GET", f"/v1/bac-ninh/ratings/{token[1]}").status == 404
    assert handler.reads(code)["ticket"]["rating"] == 2


def test_a_bounced_letter_is_seen_by_staff_and_sent_again(
    town: Town, deployed: Deployed, written: tuple[str, str, str]
) -> None:
    code, _, address = written
    coordinator = officer_of(town, "coordinator")
    eventually(
        lambda: next(n for n in coordinator.reads(code)["notices"] if n["purpose"] == "ack"),
        lambda n: n["status"] == "sent", "the acknowledgement by e-mail",
    )  # fmt: skip
    mail = next(m for m in town.mails() if address in str(m))
    bounce = {"bounceType": "Permanent", "timestamp": "2026-11-18T02:00:00.000Z"}
    message = {
        "eventType": "Bounce",
        "mail": {"messageId": mail["MessageId"], "destination": [address]},
        "bounce": bounce | {"bouncedRecipients": [{"emailAddress": address}]},
    }
    # As if it had not been possible to note it: it lies where Lambda puts what it could not do, and is brought back.
    sqs, parked = cloud(deployed, "sqs"), deployed.outputs["MailEventsParkedQueueUrl"]
    heard = {"Sns": {"Subject": "Amazon SES Email Event Notification", "Message": json.dumps(message)}}
    sqs.send_message(QueueUrl=parked, MessageBody=json.dumps({"Records": [heard]}))
    assert redrive.retold(sqs, cloud(deployed, "sns"), parked, deployed.outputs["MailEventsTopicArn"]) == 1
    assert redrive.parked(sqs, parked) == []
    failed = eventually(
        lambda: next(n for n in coordinator.reads(code)["notices"] if n["purpose"] == "ack"),
        lambda n: n["status"] == "failed", "the bounce to be heard",
    )  # fmt: skip
    assert "bounced" in failed["reason"]
    seen = coordinator.tries("GET", "notices/failed?limit=100").body["notices"]
    assert (code, failed["id"]) in [(n["ticket"], n["id"]) for n in seen]
    again = coordinator.tries("POST", "notices/resend", {"ticket": code, "id": failed["id"]})
    assert (again.status, again.body["status"]) == (202, "owed")


def test_who_a_sender_is_can_be_seen_with_a_reason_and_forgotten(
    town: Town, deployed: Deployed, written: tuple[str, str, str]
) -> None:
    code, _, address = written
    coordinator = officer_of(town, "coordinator")
    unit = coordinator.reads(code)["ticket"]["unit"]
    head, handler = officer_of(town, "head", unit), officer_of(town, "handler", unit)
    assert handler.tries("POST", f"senders/{code}", {"reason": "Cần gọi điện hỏi thêm"}).status == 403
    assert head.tries("POST", f"senders/{code}", {}).status == 422
    person = head.tries("POST", f"senders/{code}", {"reason": "Cần gọi điện hỏi thêm địa chỉ"})
    assert (person.status, person.body["email"], person.body["name"]) == (200, address, "Lê Thị An")
    assert head.reads(code)["timeline"][-1]["act"] == "unveil"
    found = coordinator.tries("POST", f"senders/{code}/export", {"reason": "Đơn số 12 ngày 18/11/2026"})
    assert address in json.dumps(found.body, ensure_ascii=False)
    stranger = officer_of(town, "coordinator", province="bac-ninh")
    stranger.province = PROVINCE
    for wish in ("export", "erase"):
        assert stranger.tries("POST", f"senders/{code}/{wish}", {"reason": "Đơn số 12 ngày 18/11/2026"}).status == 404

    handler.does(code, "answer", text="Đã giải tỏa.")
    before = handler.does(code, "close")
    asked = coordinator.tries("POST", f"senders/{code}/erase", {"reason": "Đơn số 13 ngày 19/11/2026"})
    assert asked.status == 202, asked.body
    tick(deployed, "TendPeople")
    whole = coordinator.reads(code)
    assert "0912" not in json.dumps(whole, ensure_ascii=False)
    counts = ("category", "kind", "unit", "opened_at", "outcome")
    assert {name: whole["ticket"][name] for name in counts} == {name: before[name] for name in counts}
    gone = head.tries("POST", f"senders/{code}", {"reason": "Xem lại người gửi"})
    assert (gone.status, gone.body["erased"]) == (200, True)


def test_what_others_would_read_can_be_seen_before(town: Town) -> None:
    answer = officer_of(town, "coordinator").tries("POST", "redaction", {"text": "Gọi 0912345678 hoặc 0987 654 321"})
    assert answer.status == 200
    assert [finding["kind"] for finding in answer.body["findings"]] == ["phone", "phone"]
    letters = officer_of(town, "coordinator").tries("GET", "letters").body["letters"]
    assert [letter["faults"] for letter in letters if letter["faults"]] == []
