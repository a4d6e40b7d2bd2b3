"""The webhook doors: signed or refused, kept or refused, nothing in between."""

import hmac
import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from chalicelib.errors import BadInput, Forbidden, NotFound, TooLarge, Unauthorised, Unavailable
from chalicelib.intake.door import FACEBOOK_LIMIT, ZALO_LIMIT, Door
from chalicelib.intake.sqs import batches
from tests.fakes import PocketQueue

SECRETS: dict[str, dict[str, Any]] = {
    "facebook/app/cau-noi": {"verify_token": "word", "app_secret": {"current": "new", "previous": "old"}},
    "zalo/app/cau-noi": {"app_id": "77", "oa_secret_key": {"current": "oa-key", "previous": None}},
}
POST = json.dumps(
    {
        "object": "page",
        "entry": [{"id": "1", "messaging": [{"sender": {"id": "2"}, "message": {"mid": "m", "text": "a"}}]}],
    }
).encode()


def secret(name: str) -> dict[str, Any]:
    if name not in SECRETS:
        raise NotFound("no such secret", name=name)
    return SECRETS[name]


@pytest.fixture
def queue() -> PocketQueue:
    return PocketQueue()


@pytest.fixture
def door(queue: PocketQueue) -> Door:
    return Door(secret, queue)


def signed(body: bytes, key: str = "new") -> str:
    return "sha256=" + hmac.new(key.encode(), body, sha256).hexdigest()


def zalo_signed(body: bytes, timestamp: str = "5", key: str = "oa-key") -> str:
    return "mac=" + sha256(b"77" + body + timestamp.encode() + key.encode()).hexdigest()


@pytest.mark.parametrize("key", ["new", "old"])
def test_a_signed_post_is_kept(door: Door, queue: PocketQueue, key: str) -> None:
    assert door.facebook("cau-noi", POST, signed(POST, key)) == 1
    assert json.loads(queue.pieces[0].body)["update"]["message"]["text"] == "a"


@pytest.mark.parametrize(
    "header", ["", "sha256=", "sha1=abc", signed(POST, "verify-token"), signed(POST + b" "), "sha256=é"]
)
def test_a_forged_post_leaves_nothing(door: Door, queue: PocketQueue, header: str) -> None:
    with pytest.raises(Unauthorised):
        door.facebook("cau-noi", POST, header)
    assert not queue.pieces


def test_an_app_we_do_not_have(door: Door) -> None:
    with pytest.raises(NotFound):
        door.facebook("stranger", POST, signed(POST))


def test_a_queue_that_did_not_take_it_is_an_error_so_that_the_platform_comes_again(
    door: Door, queue: PocketQueue
) -> None:
    queue.broken = True
    with pytest.raises(Unavailable):
        door.facebook("cau-noi", POST, signed(POST))


@pytest.mark.parametrize(("call", "size"), [
    (Door.facebook, FACEBOOK_LIMIT),
    (Door.zalo, ZALO_LIMIT),
])  # fmt: skip
def test_a_body_too_large_is_refused_before_it_is_read(door: Door, call: Callable[..., int], size: int) -> None:
    with pytest.raises(TooLarge):
        call(door, "cau-noi", b"x" * (size + 1), "")


def test_a_signed_body_that_is_no_json(door: Door) -> None:
    with pytest.raises(BadInput):
        door.facebook("cau-noi", b"oops", signed(b"oops"))


def test_what_is_not_about_a_page_is_answered_and_dropped(door: Door, queue: PocketQueue) -> None:
    body = b'{"object":"instagram","entry":[]}'
    assert door.facebook("cau-noi", body, signed(body)) == 0
    assert not queue.pieces


def test_a_lone_surrogate_does_not_stop_the_queue(door: Door, queue: PocketQueue) -> None:
    body = b'{"object":"page","entry":[{"id":"1","messaging":[{"sender":{"id":"2"},"message":{"mid":"m","text":"\\ud83d"}}]}]}'
    assert door.facebook("cau-noi", body, signed(body)) == 1
    queue.pieces[0].body.encode("utf-8")


def test_zalos_unsigned_probe_is_answered_and_nothing_is_done(door: Door, queue: PocketQueue) -> None:
    assert door.zalo("cau-noi", b"{}", "") == 0
    assert not queue.pieces


def test_what_can_be_no_name_of_an_app_is_not_there(door: Door) -> None:
    for call in (
        lambda app: door.zalo(app, b"{}", ""),
        lambda app: door.facebook(app, b"{}", ""),
        lambda app: door.challenge(app, "subscribe", "x", "1"),
    ):
        with pytest.raises(NotFound):
            call("a" * 61)


def test_a_signed_zalo_event_is_kept_and_an_unsigned_one_is_not(door: Door, queue: PocketQueue) -> None:
    body = b'{"app_id":"77","event_name":"user_send_text","sender":{"id":"9"},"recipient":{"id":"3"},"message":{"text":"a","msg_id":"x"},"timestamp":"5"}'
    assert door.zalo("cau-noi", body, zalo_signed(body)) == 1
    for header in ("", "mac=", zalo_signed(body, key="app-secret"), zalo_signed(body, timestamp="6")):
        with pytest.raises(Unauthorised):
            door.zalo("cau-noi", body, header)
    assert len(queue.pieces) == 1


@pytest.mark.parametrize(("mode", "token", "challenge", "answer"), [
    ("subscribe", "word", "1158201444", "1158201444"),
    ("subscribe", "wrong", "1158201444", None),
    ("subscribe", "", "1158201444", None),
    ("unsubscribe", "word", "1158201444", None),
    ("subscribe", "word", "<script>", None),
])  # fmt: skip
def test_the_challenge(door: Door, mode: str, token: str, challenge: str, answer: str | None) -> None:
    if answer:
        assert door.challenge("cau-noi", mode, token, challenge) == answer
    else:
        with pytest.raises(Forbidden):
            door.challenge("cau-noi", mode, token, challenge)


def test_batches_keep_order_and_the_queues_limits(door: Door, queue: PocketQueue) -> None:
    updates = [
        {"sender": {"id": "2"}, "message": {"mid": f"m{n}", "text": "x" * 60_000 if n % 5 == 0 else "a"}}
        for n in range(43)
    ]
    body = json.dumps({"object": "page", "entry": [{"id": "1", "messaging": updates}]}).encode()
    door.facebook("cau-noi", body, signed(body))
    kept = [json.loads(piece.body)["update"]["message"]["mid"] for piece in queue.pieces]
    assert kept == [f"m{n}" for n in range(43)], "every update, in its order"
    cut = list(batches(queue.pieces))
    assert [piece for batch in cut for piece in batch] == queue.pieces
    assert all(len(batch) <= 10 and sum(len(piece.body) for piece in batch) <= 250_000 for batch in cut)


def test_the_longest_post_facebook_knows_is_kept(door: Door, queue: PocketQueue) -> None:
    """63,206 letters, escaped as Facebook sends them, are 380 KB: refusing one would refuse its whole batch for good."""
    value = {
        "item": "post",
        "verb": "add",
        "from": {"id": "9"},
        "post_id": "1_2",
        "message": "ệ" * 63_200 + "\ud83d\ufffe",
    }
    body = json.dumps(
        {"object": "page", "entry": [{"id": "1", "changes": [{"field": "feed", "value": value}]}]}
    ).encode()
    assert door.facebook("cau-noi", body, signed(body)) == 1
    (piece,) = queue.pieces
    assert piece.size <= 250_000
    assert json.loads(piece.body)["update"]["value"]["message"].startswith("ệ" * 63_200)
