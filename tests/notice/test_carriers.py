"""What goes over the wire to Facebook and Zalo, and what is made of the answers."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.channel.signature import appsecret_proof
from chalicelib.errors import Expired, LaneClosed, Refused, Stopped, TooFast, Unsure
from chalicelib.identity.vault import Person
from chalicelib.notice import usage
from chalicelib.notice.enclosures import Enclosure
from chalicelib.notice.facebook_api import FacebookApi
from chalicelib.notice.letter import Letter
from chalicelib.notice.token import Vouchers
from chalicelib.notice.ways import Way
from chalicelib.notice.zalo_api import ZaloApi
from chalicelib.ticket.owed import By, Notice, Purpose
from chalicelib.ticket.ticket import Channel, Lane, Origin
from tests.builders import SLUG, World

NOW = World().clock()
MARK = "T#song-mau#SM-1|000001#ack#citizen|0|1"


@dataclass
class Wire:
    """A platform's server: answers what it is told to, the last answer for ever; keeps what it was sent."""

    url: str = ""
    answers: list[tuple[int, Any, dict[str, str]]] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str], dict[str, Any], dict[str, list[str]]]] = field(default_factory=list)

    def says(self, body: Any, status: int = 200, **headers: str) -> None:
        self.answers.append((status, body, {name.replace("_", "-"): value for name, value in headers.items()}))


@pytest.fixture
def wire() -> Iterator[Wire]:
    kept = Wire()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            parts = urlsplit(self.path)
            kept.asked.append((parts.path, dict(self.headers), body, parse_qs(parts.query)))
            status, answer, headers = kept.answers.pop(0) if len(kept.answers) > 1 else kept.answers[0]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *words: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    kept.url = f"http://127.0.0.1:{server.server_port}"
    yield kept
    server.shutdown()
    server.server_close()


@dataclass
class Safe:
    """Secrets of one page and one OA; what is put in `newer` is found once the old one is forgotten."""

    newer: dict[str, str] = field(default_factory=dict)
    forgotten: list[str] = field(default_factory=list)

    def get(self, name: str) -> dict[str, Any]:
        if name == "facebook/app/cau-noi":
            return {"app_secret": {"current": "fb-secret", "previous": None}}
        if name == "zalo/app/cau-noi":
            return {"app_secret": "zalo-secret"}
        token = self.newer.get(name, "old") if name in self.forgotten else "old"
        return {"access_token": token, "app": "cau-noi"}

    def forget(self, name: str) -> None:
        self.forgotten.append(name)

    @property
    def vouchers(self) -> Vouchers:
        return Vouchers(self.get, self.forget)


def notice(channel: Channel, lane: Lane = Lane.DIRECT, ref: str = "") -> Notice:
    account = "2001" if channel is Channel.FACEBOOK else "3001"
    return Notice(
        tenant=SLUG, parent="T#song-mau#SM-1", id="000001#ack#citizen", purpose=Purpose.ACK, by=By.ORIGIN,
        to=("citizen",), origin=Origin(channel=channel, account=account, alias="a", lane=lane, ref=ref),
        facts={}, since=NOW, at=NOW,
    )  # fmt: skip


PERSON = Person(tenant=SLUG, alias="a", channel="x", account="x", platform_id="7001", phone="+84912345678")
WORDS = Letter(subject="", body="Đã tiếp nhận")
PICTURED = Letter(subject="", body="Đã vá xong", picture="https://media.example/a")
PAPER = Letter(subject="", body="", file=Enclosure(kind="file", url="https://media.example/b"))
TEMPLATE = Letter(
    subject="", body="", template="412233", parameters={"ma": "SM-1", "han": "26/11"}, tracking="SM-1.000001.ack"
)


def facebook(wire: Wire, way: Way, of: Notice, part: Letter = WORDS, safe: Safe | None = None) -> Any:
    return FacebookApi(wire.url, (safe or Safe()).vouchers).send(way, of, PERSON, part, MARK)


def zalo(wire: Wire, way: Way, of: Notice, part: Letter = WORDS, safe: Safe | None = None) -> Any:
    api = ZaloApi(wire.url, f"{wire.url}/business", (safe or Safe()).vouchers)
    return api.send(way, of, PERSON, part, MARK)


FACEBOOK_BODIES: list[tuple[Way, Notice, Letter, str, dict[str, Any]]] = [
    (
        Way.MESSENGER, notice(Channel.FACEBOOK), WORDS, "/v25.0/2001/messages",
        {"recipient": {"id": "7001"}, "messaging_type": "RESPONSE", "message": {"text": "Đã tiếp nhận", "metadata": MARK}},
    ),
    (
        Way.HUMAN_AGENT, notice(Channel.FACEBOOK), WORDS, "/v25.0/2001/messages",
        {"recipient": {"id": "7001"}, "messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT", "message": {"text": "Đã tiếp nhận", "metadata": MARK}},
    ),
    (
        Way.PRIVATE_REPLY, notice(Channel.FACEBOOK, Lane.COMMENT, "1_2"), WORDS, "/v25.0/2001/messages",
        {"recipient": {"comment_id": "1_2"}, "message": {"text": "Đã tiếp nhận", "metadata": MARK}},
    ),
    (
        Way.PRIVATE_REPLY, notice(Channel.FACEBOOK, Lane.POST, "2001_5"), WORDS, "/v25.0/2001/messages",
        {"recipient": {"post_id": "2001_5"}, "message": {"text": "Đã tiếp nhận", "metadata": MARK}},
    ),
    (Way.COMMENT, notice(Channel.FACEBOOK, Lane.COMMENT, "1_2"), WORDS, "/v25.0/1_2/comments", {"message": "Đã tiếp nhận"}),
    (
        Way.COMMENT, notice(Channel.FACEBOOK, Lane.COMMENT, "1_2"), PICTURED, "/v25.0/1_2/comments",
        {"message": "Đã vá xong", "attachment_url": "https://media.example/a"},
    ),
    (
        Way.HUMAN_AGENT, notice(Channel.FACEBOOK), PAPER, "/v25.0/2001/messages",
        {
            "recipient": {"id": "7001"}, "messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT",
            "message": {"attachment": {"type": "file", "payload": {"url": "https://media.example/b"}}, "metadata": MARK},
        },
    ),
    (
        Way.UTILITY, notice(Channel.FACEBOOK), TEMPLATE, "/v25.0/2001/messages",
        {
            "recipient": {"id": "7001"}, "messaging_type": "UTILITY",
            "message": {"metadata": MARK, "template": {
                "name": "412233", "language": {"code": "vi"},
                "components": [{"type": "body", "parameters": [{"type": "text", "text": "SM-1"}, {"type": "text", "text": "26/11"}]}],
            }},
        },
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("way", "of", "part", "path", "body"),
    FACEBOOK_BODIES,
    ids=["chat", "human", "comment's author", "post's author", "comment", "picture", "file", "template"],
)
def test_what_facebook_is_asked(
    wire: Wire, way: Way, of: Notice, part: Letter, path: str, body: dict[str, Any]
) -> None:
    wire.says({"recipient_id": "880055", "message_id": "m_1", "id": "1_9"})
    taken = facebook(wire, way, of, part)
    ((asked, _, sent, query),) = wire.asked
    assert (asked, sent) == (path, body)
    assert query == {"access_token": ["old"], "appsecret_proof": [appsecret_proof("old", "fb-secret")]}
    assert (taken.id, taken.recipient) == (("1_9" if way is Way.COMMENT else "m_1"), "880055")


def test_a_picture_facebook_does_not_take_does_not_hold_up_the_words(wire: Wire) -> None:
    below = notice(Channel.FACEBOOK, Lane.COMMENT, "1_2")
    wire.says({"error": {"code": 100, "error_subcode": 2018047}}, 400)
    wire.says({"id": "1_9"})
    assert facebook(wire, Way.COMMENT, below, PICTURED).id == "1_9"
    assert [body for _, _, body, _ in wire.asked] == [
        {"message": "Đã vá xong", "attachment_url": "https://media.example/a"}, {"message": "Đã vá xong"},
    ]  # fmt: skip


@pytest.mark.parametrize(("status", "body", "error"), [
    (400, {"error": {"code": 100, "error_subcode": 33}}, Refused),
    (500, None, Unsure),
], ids=["the comment is gone", "it may stand there already"])  # fmt: skip
def test_words_are_not_said_again_where_they_may_stand_or_have_no_place(
    wire: Wire, status: int, body: Any, error: type[Exception]
) -> None:
    wire.says(body, status)
    with pytest.raises(error):
        facebook(wire, Way.COMMENT, notice(Channel.FACEBOOK, Lane.COMMENT, "1_2"), PICTURED)
    assert len(wire.asked) == 1


def test_buttons_and_the_form_for_a_contact_go_with_the_message(wire: Wire) -> None:
    wire.says({"message_id": "m_1"})
    asking = Letter(subject="", body="a", choices=(("Bỏ qua", "CONTACT:skip"),), asks_contact=True)
    facebook(wire, Way.MESSENGER, notice(Channel.FACEBOOK), asking)
    replies = wire.asked[0][2]["message"]["quick_replies"]
    assert [reply["content_type"] for reply in replies] == ["text", "user_phone_number", "user_email"]


def test_no_tag_but_the_human_one_is_ever_written(wire: Wire) -> None:
    wire.says({"message_id": "m_1", "id": "1_9"})
    for way, of, part, _, _ in FACEBOOK_BODIES:
        facebook(wire, way, of, part)
    assert {(body.get("tag"), body.get("messaging_type")) for _, _, body, _ in wire.asked if "tag" in body} == {
        ("HUMAN_AGENT", "MESSAGE_TAG")
    }


@pytest.mark.parametrize(("status", "body", "error"), [
    (200, {}, Unsure),
    (200, None, Unsure),
    (500, None, Unsure),
    (400, {"error": {"code": 10, "error_subcode": 2018278}}, LaneClosed),
    (400, {"error": {"code": 613}}, TooFast),
    (400, {"error": {"code": 100, "error_subcode": 33}}, Refused),
])  # fmt: skip
def test_what_is_made_of_facebooks_answers(wire: Wire, status: int, body: Any, error: type[Exception]) -> None:
    wire.says(body, status)
    with pytest.raises(error):
        facebook(wire, Way.MESSENGER, notice(Channel.FACEBOOK))


def test_facebooks_headers_say_how_much_is_used_up_and_how_long_to_wait(wire: Wire) -> None:
    spent = json.dumps(
        {"2001": [{"type": "messenger", "call_count": 81, "total_time": 3, "estimated_time_to_regain_access": 2}]}
    )
    wire.says({"message_id": "m_1"}, X_App_Usage='{"call_count": 40}', X_Business_Use_Case_Usage=spent)
    assert facebook(wire, Way.MESSENGER, notice(Channel.FACEBOOK)).usage == 81
    wire.answers.clear()
    wire.says({"error": {"code": 4}}, 400, X_Business_Use_Case_Usage=spent)
    with pytest.raises(TooFast) as caught:
        facebook(wire, Way.MESSENGER, notice(Channel.FACEBOOK))
    assert caught.value.facts["retry_after"] == 120


@pytest.mark.parametrize(("headers", "expected"), [
    ({}, 0),
    ({"x-app-usage": "no json"}, 0),
    ({"x-app-usage": '{"call_count": "many"}'}, 0),
    ({"x-app-usage": '{"call_count": 1e400}'}, 0),
    ({"x-app-usage": '{"call_count": 5, "total_time": 99}'}, 99),
    ({"x-app-usage": "[" * 100_000}, 0),
])  # fmt: skip
def test_usage_headers_that_cannot_be_read_say_nothing(headers: dict[str, str], expected: int) -> None:
    assert usage.of_facebook(headers) == expected


@pytest.mark.parametrize(("limit", "left", "expected"), [
    ("4000", "4000", 0), ("4000", "1000", 75), ("4000", "0", 100), ("0", "0", 0), ("x", "1", 0), ("", "", 0), ("10", "20", 0),
])  # fmt: skip
def test_what_zalos_headers_say(limit: str, left: str, expected: int) -> None:
    assert usage.of_zalo({"x-ratelimit-limit": limit, "x-ratelimit-remain": left}) == expected


DATA = {"error": 0, "message": "Success", "data": {"message_id": "z-1", "msg_id": "zns-1", "user_id": "7001"}}
ZALO_BODIES: list[tuple[Way, Notice, Letter, str, dict[str, Any]]] = [
    (
        Way.ZALO, notice(Channel.ZALO), WORDS, "/v3.0/oa/message/cs",
        {"recipient": {"user_id": "7001"}, "message": {"text": "Đã tiếp nhận"}},
    ),
    (
        Way.ZALO, notice(Channel.ZALO, ref="CONV_9"), WORDS, "/v2.0/oa/message",
        {"recipient": {"anonymous_id": "7001", "conversation_id": "CONV_9"}, "message": {"text": "Đã tiếp nhận"}},
    ),
    (
        Way.ZALO_TEMPLATE_UID, notice(Channel.ZALO), TEMPLATE, "/v3.0/oa/message/template",
        {"user_id": "7001", "template_id": "412233", "template_data": {"ma": "SM-1", "han": "26/11"}},
    ),
    (
        Way.ZALO_TEMPLATE_PHONE, notice(Channel.ZALO), TEMPLATE, "/business/message/template",
        {"phone": "84912345678", "template_id": "412233", "template_data": {"ma": "SM-1", "han": "26/11"}, "tracking_id": "SM-1.000001.ack"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("way", "of", "part", "path", "body"), ZALO_BODIES, ids=["chat", "visitor", "uid", "phone"])
def test_what_zalo_is_asked(wire: Wire, way: Way, of: Notice, part: Letter, path: str, body: dict[str, Any]) -> None:
    wire.says(DATA)
    taken = zalo(wire, way, of, part)
    ((asked, headers, sent, _),) = wire.asked
    assert (asked, sent) == (path, body)
    assert headers["access_token"] == "old"
    assert headers["appsecret_proof"] == appsecret_proof("old", "zalo-secret")
    assert taken.id == ("zns-1" if way is Way.ZALO_TEMPLATE_PHONE else "z-1")


@pytest.mark.parametrize(("quota", "said"), [
    ({"quota_type": "reply", "remain": 8}, ""),
    ({"quota_type": "purchase_quota", "remain": 4821}, "quota 4821"),
    ({"dailyQuota": "500", "remainingQuota": "499"}, "quota 499"),
    (None, "quota 0: charged"),
])  # fmt: skip
def test_what_a_message_cost_is_noted(wire: Wire, quota: Any, said: str) -> None:
    wire.says({"error": 0, "data": {"message_id": "z-1"} | ({"quota": quota} if quota else {})})
    assert zalo(wire, Way.ZALO_QUOTA, notice(Channel.ZALO)).note == said


def test_zalos_form_for_a_contact_follows_the_words_and_its_failure_is_none_of_theirs(wire: Wire) -> None:
    wire.says(DATA)
    wire.says({"error": -201, "message": "bad"})
    picture = "https://cau-noi.example/form.png"
    asking = Letter(subject="", body="Xin để lại số điện thoại", asks_contact=True, picture=picture)
    assert zalo(wire, Way.ZALO, notice(Channel.ZALO), asking).id == "z-1"
    (_, _, words, _), (_, _, form, _) = wire.asked
    assert words["message"] == {"text": "Xin để lại số điện thoại"}
    payload = form["message"]["attachment"]["payload"]
    assert payload["template_type"] == "request_user_info"
    assert payload["elements"][0]["image_url"] == picture


def test_without_a_picture_zalo_has_no_form_and_the_words_ask_alone(wire: Wire) -> None:
    wire.says(DATA)
    zalo(wire, Way.ZALO, notice(Channel.ZALO), Letter(subject="", body="Xin để lại số điện thoại", asks_contact=True))
    assert len(wire.asked) == 1


@pytest.mark.parametrize("dead", [-216, -220])
def test_a_token_that_was_renewed_elsewhere_is_read_again_and_nobody_is_troubled(wire: Wire, dead: int) -> None:
    wire.says({"error": dead})
    wire.says(DATA)
    safe = Safe(newer={"zalo/oa/3001": "new"})
    assert zalo(wire, Way.ZALO, notice(Channel.ZALO), safe=safe).id == "z-1"
    assert [headers["access_token"] for _, headers, _, _ in wire.asked] == ["old", "new"]


def test_a_dead_token_is_not_used_a_second_time(wire: Wire) -> None:
    wire.says({"error": -216})
    with pytest.raises(Expired):
        zalo(wire, Way.ZALO, notice(Channel.ZALO))
    assert len(wire.asked) == 1


def test_a_page_that_was_connected_again_is_not_stopped_by_the_old_token(wire: Wire) -> None:
    wire.says({"error": {"code": 190}}, 400)
    wire.says({"message_id": "m_1"})
    assert (
        facebook(wire, Way.MESSENGER, notice(Channel.FACEBOOK), safe=Safe(newer={"facebook/page/2001": "new"})).id
        == "m_1"
    )
    wire.answers.clear()
    wire.says({"error": {"code": 190}}, 400)
    with pytest.raises(Stopped):
        facebook(wire, Way.MESSENGER, notice(Channel.FACEBOOK))
