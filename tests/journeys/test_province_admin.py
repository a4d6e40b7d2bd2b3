"""A province changes while people wait for answers: tried, kept, made active, taken back, through the deployed stack.

All of it happens in the second province, and each test leaves the version active that it found.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from infra.local.place import KEYS
from infra.package import ROOT
from tests.deployed import Deployed
from tests.journeys.province import OTHER_PROVINCE, PROVINCE, document
from tests.journeys.town import Officer, Town

_COMMUNES = [unit for unit in document(OTHER_PROVINCE)["units"] if unit["place"]]
FIRST, SECOND = _COMMUNES[-1], _COMMUNES[-2]
NEW = "p99001"
TICK = {  # what a rule of EventBridge sends
    "version": "0", "id": "1", "detail-type": "Scheduled Event", "source": "aws.events", "account": "1",
    "time": "2026-11-22T00:00:00Z", "region": "ap-southeast-1", "resources": [], "detail": {},
}  # fmt: skip


def member(town: Town, role: str, province: str = OTHER_PROVINCE) -> Officer:
    found = next(s["id"] for s in document(province)["staff"] if s["role"] == role)
    return town.officer(province, found)


@pytest.fixture
def admin(town: Town) -> Iterator[Officer]:
    """The administrator; what was active before is active again afterwards."""
    officer = member(town, "province_admin")
    before = officer.tries("GET", "config").body["active"]
    yield officer
    active = officer.tries("GET", "config").body["active"]
    if active != before:
        undone = officer.tries("POST", f"config/{before}/activate", {}, If_Match=f'"{active}"')
        assert undone.status == 200, undone.body


@pytest.fixture
def a_minute_passes(deployed: Deployed) -> Callable[[], None]:
    """The schedule's turn, now: the deployed function is called as the schedule calls it, and has done when it returns."""
    access = boto3.client(
        "lambda", endpoint_url=deployed.cloud_url, region_name=deployed.region,
        aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"], aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
    )  # fmt: skip
    names = [
        row["FunctionName"] for page in access.get_paginator("list_functions").paginate() for row in page["Functions"]
    ]
    (keep_up,) = (name for name in names if "KeepUp" in name)

    def turn() -> None:
        answer = access.invoke(FunctionName=keep_up, Payload=json.dumps(TICK).encode())
        assert "FunctionError" not in answer, answer["Payload"].read()

    return turn


def petition(town: Town, admin: Officer, unit: dict[str, Any]) -> tuple[str, str]:
    """(code, pin) of a petition that lies with a commune."""
    name = unit["name"].removeprefix("UBND ")
    body = {
        "text": f"Rác thải đổ trộm bên đường ở {name}, mùi hôi rất khó chịu",
        "place": {"commune": unit["place"]["code"]},
    }
    filed = town.door("POST", f"/v1/{OTHER_PROVINCE}/petitions", body)
    assert filed.status == 201, filed.body
    code = filed.body["code"]
    coordinator = member(town, "coordinator")
    if coordinator.reads(code)["ticket"]["unit"] != unit["id"]:
        coordinator.does(code, "assign", unit=unit["id"])
    return code, filed.body["pin"]


def with_slower_answers(held: dict[str, Any]) -> dict[str, Any]:
    """Forty working days for every answer."""
    regulation = held["regulation"]
    rows = [row for row in regulation["limits"] if row["stage"] != "answer"]
    rows.append({"stage": "answer", "allow": {"working_days": 40}, "article": "Mẫu"})
    return held | {"regulation": regulation | {"limits": rows, "version": "2099-01"}}


def test_a_regulation_is_tried_kept_made_active_and_taken_back(
    town: Town, admin: Officer, a_minute_passes: Callable[[], None]
) -> None:
    code, _ = petition(town, admin, FIRST)
    coordinator = member(town, "coordinator")
    promised = coordinator.reads(code)["ticket"]["promised_at"]
    start = admin.tries("GET", "config")
    active = start.body["active"]
    assert start.headers["etag"] == f'"{active}"'
    held = admin.tries("GET", f"config/{active}").body
    draft = with_slower_answers(held)

    review = admin.tries("POST", "config/check", draft).body
    assert review["fit"], review["faults"]
    assert review["tickets"]["later"] >= 1
    assert "regulation/limits" in {section["section"] for section in review["differences"]}
    faulty = admin.tries("POST", "config/check", draft | {"tray": "nobody"})
    assert [fault["pointer"] for fault in faulty.body["faults"]] == ["/tray"]

    kept = admin.tries("POST", "config?note=th%E1%BB%AD", draft)
    assert kept.status == 201, kept.body
    number = kept.body["version"]
    assert kept.headers["location"] == f"/v1/{OTHER_PROVINCE}/config/{number}"
    assert admin.tries("GET", "config").body["active"] == active, "kept, not active"
    simulated = admin.tries("POST", f"config/{number}/simulate", {}).body
    assert simulated["partial"] is False

    assert admin.tries("POST", f"config/{number}/activate", {}).status == 400, "says nothing of what it has seen"
    assert admin.tries("POST", f"config/{number}/activate", {}, If_Match='"999"').status == 412
    done = admin.tries("POST", f"config/{number}/activate", {}, If_Match=f'"{active}"')
    assert (done.status, done.body["active"]) == (200, number)
    a_minute_passes()
    whole = coordinator.reads(code)
    assert whole["ticket"]["promised_at"] != promised
    (event,) = [e for e in whole["timeline"] if e["act"] == "reckon"]
    assert datetime.fromisoformat(event["facts"]["promised_at_old"]) == datetime.fromisoformat(promised)
    text = town.door("GET", f"/v1/{OTHER_PROVINCE}/regulation?format=text")
    assert text.headers["content-type"].startswith("text/plain")
    assert town.door("GET", f"/v1/{OTHER_PROVINCE}/regulation").body["articles"]

    back = admin.tries("POST", f"config/{active}/activate", {}, If_Match=f'"{number}"')
    assert back.status == 200, back.body
    a_minute_passes()
    assert coordinator.reads(code)["ticket"]["promised_at"] == promised
    newest = admin.tries("GET", "config").body["versions"][0]
    assert (newest["number"], newest["note"], len(newest["activations"])) == (number, "thử", 1)


def test_what_is_scheduled_waits_and_can_be_cancelled(town: Town, admin: Officer) -> None:
    active = admin.tries("GET", "config").body["active"]
    draft = with_slower_answers(admin.tries("GET", f"config/{active}").body)
    number = admin.tries("POST", "config", draft).body["version"]
    planned = admin.tries("POST", f"config/{number}/activate", {"at": "2099-01-01"}, If_Match=f'"{active}"')
    assert planned.body["scheduled_at"] == "2098-12-31T17:00:00+00:00"
    waiting = admin.tries("GET", "config").body["waiting"]
    assert [w["version"] for w in waiting if w["kind"] == "activate"] == [number]
    assert admin.tries("POST", "config/undo", {}).body["cancelled"] == [number]
    assert admin.tries("GET", "config").body["active"] == active


def test_two_communes_become_one_and_their_petition_follows_and_comes_back(
    town: Town, admin: Officer, a_minute_passes: Callable[[], None]
) -> None:
    code, pin = petition(town, admin, FIRST)
    coordinator = member(town, "coordinator")
    before = coordinator.reads(code)["ticket"]
    place = FIRST["place"] | {"code": "99001", "aliases": []}
    today = (datetime.now(UTC) + timedelta(hours=7)).date()
    into = {"id": NEW, "name": "UBND xã Hợp Nhất Thử", "kind": "commune", "place": place}
    plan = {
        "valid_from": today.isoformat(),
        "decision": "Nghị quyết thử",
        "steps": [{"merge": [FIRST["id"], SECOND["id"]], "into": into}],
    }
    dry = admin.tries("POST", "config/reorganise", plan)
    assert dry.status == 200, dry.body
    assert dry.body["fit"], dry.body["faults"]
    assert dry.body["tickets"]["follow"] >= 1
    refused = admin.tries("POST", "config/reorganise", plan | {"steps": [{"close": "nobody", "successor": NEW}]})
    assert [fault["pointer"] for fault in refused.body["faults"]] == ["/steps/0/close", "/steps/0/successor"]

    done = admin.tries("POST", "config/reorganise?dry=false", plan)
    assert done.status == 201, done.body
    a_minute_passes()
    moved = coordinator.reads(code)
    assert moved["ticket"]["unit"] == NEW, "it has followed its commune"
    assert moved["ticket"]["promised_at"] == before["promised_at"]
    assert [e["act"] for e in moved["timeline"]].count("rehome") == 1
    seen = town.door("GET", f"/v1/{OTHER_PROVINCE}/petitions/{code}?pin={pin}")
    assert (seen.status, seen.body["code"]) == (200, code), "code and link stay"

    undone = admin.tries("POST", "config/undo", {})
    assert undone.status == 200, undone.body
    a_minute_passes()
    assert coordinator.reads(code)["ticket"]["unit"] == FIRST["id"], "it has come home"


def test_who_may_not(town: Town, admin: Officer) -> None:
    stranger = member(town, "province_admin", PROVINCE)
    stranger.province = OTHER_PROVINCE
    handler = member(town, "handler")
    for method, path, body in [
        ("GET", "config", None),
        ("GET", "config/1", None),
        ("POST", "config/check", {}),
        ("POST", "config", {"slug": OTHER_PROVINCE}),
        ("POST", "config/1/activate", {}),
        ("POST", "config/1/simulate", {}),
        ("POST", "config/reorganise", {}),
        ("POST", "config/undo", {}),
    ]:
        assert stranger.tries(method, path, body).status == 404, path
        assert handler.tries(method, path, body).status == 403, path
        assert town.door(method, f"/v1/{OTHER_PROVINCE}/{path}", body).status in (401, 403), path
    coordinator = member(town, "coordinator")
    assert coordinator.tries("GET", "config").status == 200
    assert coordinator.tries("POST", "config/undo", {}).status == 403
    assert admin.tries("GET", "config/abc").status == 404
    assert admin.tries("GET", "config/999999").status == 404


def test_the_same_from_a_desk(town: Town, admin: Officer, deployed: Deployed) -> None:
    """The command finds the stack, takes the settings of its function, and acts with the credentials of the desk."""
    place = deployed.place
    port = {"CAU_NOI_CLOUD_PORT": str(place.cloud_port), "PATH": os.environ["PATH"]}

    def types(*words: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "infra.province", "--stage", "local", "--author", "journey", *words]
        return subprocess.run(command, cwd=ROOT, env=port, capture_output=True, text=True, check=False)

    read = types("read", OTHER_PROVINCE)
    assert read.returncode == 0, read.stderr
    assert "Mẫu" in read.stdout
    history = types("history", OTHER_PROVINCE)
    assert f"* {admin.tries('GET', 'config').body['active']} " in history.stdout
    refused = types("check", "README.md")
    assert (refused.returncode, len(refused.stderr.splitlines())) == (2, 1)
