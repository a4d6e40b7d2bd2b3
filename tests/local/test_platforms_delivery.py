"""Webhooks arrive signed, in order, unchanged, and again until they are taken; logins and pages."""

import json
from pathlib import Path
from typing import Any

import pytest

from infra.local.platforms.bench import a_bench
from infra.local.platforms.outside import Outside
from infra.local.platforms.parcels import Parcel
from infra.local.platforms.signing import (
    appsecret_proof,
    facebook_bytes,
    facebook_headers,
    zalo_bytes,
    zalo_headers,
)
from tests.local.conftest import APP_SECRET, OA, PAGE, Door, Town

PAGES = Path(__file__).parents[2] / "infra" / "local" / "platforms" / "pages"
WAITS = {"facebook": (0.0,) * 9, "zalo": (0.0,) * 5}


def test_facebook_bytes_and_signature_are_those_worked_out_by_hand() -> None:
    text = (
        "Chào anh/chị, đoạn đường trước cổng Trường Tiểu học Đồng Sơn bị sụt lún hơn một tuần nay, mưa xuống "
        "là ngập. Nhờ phường kiểm tra giúp ạ."
    )
    mid = "m_Zk3vQ9wXbT7aLr0PnYc2HsUe1JdGfMo4Ki8RqBtVwNxCyEzAlDhSpFgOuIjWmTkX5rQ6uB1nL0vYpZcEsRtGaQ"
    message = {
        "sender": {"id": "7182930465120394"}, "recipient": {"id": PAGE}, "timestamp": 1794968142117,
        "message": {"mid": mid, "text": text},
    }  # fmt: skip
    entry = {"id": PAGE, "time": 1794968142431, "messaging": [message]}
    body = facebook_bytes({"object": "page", "entry": [entry]})
    assert b"Ch\\u00e0o anh\\/ch\\u1ecb" in body
    headers = facebook_headers(body, "fb-app-secret-for-tests-only")
    assert headers["X-Hub-Signature-256"] == ("sha256=1ac8f42bbb21381f40b04bdafb8f7fca9ef51d7fec5e2a2f9c398de9c9fb6607")
    assert headers["X-Hub-Signature"] == "sha1=0a430e7c7096876c2c32677f88eef488d1dcfa34"


def test_zalo_bytes_and_signature_are_those_worked_out_by_hand() -> None:
    event = {
        "oa_id": OA, "follower": {"id": "6412908837751204498"}, "user_id_by_app": "5530917264418820931",
        "event_name": "follow", "source": "oa_profile", "app_id": "3891027745120936614",
        "timestamp": "1794968142205",
    }  # fmt: skip
    body = zalo_bytes(event)
    headers = zalo_headers(body, "3891027745120936614", "1794968142205", "zalo-oa-secret-for-tests-only")
    assert headers["X-ZEvent-Signature"] == ("mac=11d3e68781ce4f64b8bccad65375968f37161ea461e6083b0f48f05ecf1f6db8")


def test_the_proof_of_a_token_is_that_worked_out_by_hand() -> None:
    assert appsecret_proof("EAAGtestPageToken", APP_SECRET) == (
        "b0ba2f0c240da50e138127c95f77dd99c4c3c7321f06ad9e094939cb39c78788"
    )


@pytest.mark.parametrize(
    ("order", "found"),
    [
        ({"kind": "text", "text": "a/ă"}, {"text": "a/ă"}),
        ({"kind": "quick_reply", "text": "Rác", "payload": "C:1"},
         {"text": "Rác", "quick_reply": {"payload": "C:1"}}),
        ({"kind": "location", "lat": 20.5, "lon": 107.5},
         {"attachments": [{"type": "location", "payload": {"coordinates": {"lat": 20.5, "long": 107.5}}}]}),
        ({"kind": "image", "media": "o-ga.jpg"},
         {"attachments": [{"type": "image", "payload": {"url": "http://127.0.0.1:4600/media/o-ga.jpg"}}]}),
    ],
)  # fmt: skip
def test_what_a_person_sends_arrives_in_facebooks_shape(
    town: Town, order: dict[str, Any], found: dict[str, Any]
) -> None:
    key = town.say(**order)["key"]
    (event,) = town.told("message")
    assert event["entry"][0]["messaging"][0]["message"] == {"mid": key, **found}


def test_a_postback_carries_its_payload(town: Town) -> None:
    key = town.say(kind="postback", text="Bắt đầu", payload="GET_STARTED")["key"]
    postback = town.told("message")[0]["entry"][0]["messaging"][0]["postback"]
    assert postback == {"mid": key, "title": "Bắt đầu", "payload": "GET_STARTED"}


def test_a_refused_webhook_comes_again_with_the_same_bytes_before_the_next_one(town: Town) -> None:
    town.door.answers = [500, 503]
    town.say(text="một")
    town.say(text="hai")
    town.rest()
    bodies = [parcel.body for parcel in town.door.parcels]
    assert bodies[0] == bodies[1] == bodies[2] != bodies[3]


@pytest.mark.parametrize("town", [(0.0, 0.0, 60.0)], indirect=True)
def test_a_webhook_nobody_takes_steps_aside_for_the_next_one(town: Town) -> None:
    town.door.answers = [400, 400, 400]
    for text in ("một", "hai"):
        town.zalo_says(text=text)
    town.clock.seconds += 61
    town.zalo_says(text="ba")
    town.rest()
    texts = [json.loads(parcel.body)["message"]["text"] for parcel in town.door.parcels]
    assert texts[:4] == ["một", "một", "một", "hai"]
    assert sorted(texts[4:]) == ["ba", "một"]


def test_zalo_counts_its_tries_in_a_header_and_gives_up_after_the_last(town: Town) -> None:
    town.door.answers = [500] * 9
    town.zalo_says(text="một")
    town.rest()
    assert [parcel.headers.get("num_retry") for parcel in town.door.parcels] == [None, "1", "2", "3"]


def test_the_same_webhook_can_be_posted_many_times_at_once(town: Town) -> None:
    key = town.say(text="một")["key"]
    town.door.answers = [200, 500, 200]
    answer = town.client.post("/control/redeliver", json={"key": key, "times": 3, "concurrency": 3}).json
    assert sorted(answer["statuses"]) == [200, 200, 500]
    assert len({(parcel.body, parcel.headers["X-Hub-Signature-256"]) for parcel in town.door.parcels}) == 1


def test_an_unreachable_door_is_told_at_once_and_waited_for(town: Town) -> None:
    town.door.answers = [0, 0, 0, 0, 0, 0]
    assert town.say(text="một")["delivered"] == 0
    assert len(town.told("message")) == 7


def test_what_was_not_taken_survives_a_restart(outside: Outside, tmp_path: Path) -> None:
    def closed(_: object) -> int:
        return 0

    before = a_bench(outside, "http://127.0.0.1:4600", database=tmp_path / "p.db", knock=closed)
    parcel = Parcel(key="k", what="message", channel="zalo", account=OA, path="/p", headers={}, body=b"{}")
    before.post.send(parcel).result(timeout=5)
    before.post.close()
    before.store.close()
    door = Door()
    after = a_bench(outside, "http://127.0.0.1:4600", database=tmp_path / "p.db", knock=door, waits=WAITS)
    after.post.resume()
    assert door.came.wait(timeout=5)
    after.post.close()
    after.store.close()
    assert [one.body for one in door.parcels] == [b"{}"]
