"""A day looked back on: its figures as it goes, folded and sealed when it is over, and proved by whoever holds a receipt.

In the second province, whose clock is put forward by a day: the figures of the first go on as the others need them.
"""

import json
import subprocess
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from infra.local import launch
from tests.deployed import Deployed
from tests.journeys.functions import cloud, tick
from tests.journeys.later import later
from tests.journeys.province import OTHER_PROVINCE, document, officer_of
from tests.journeys.town import Officer, Town, eventually

ZONE = ZoneInfo(document(OTHER_PROVINCE)["zone"])
UNIT = next(unit["id"] for unit in document(OTHER_PROVINCE)["units"] if unit["place"])
COUNTED = ("received", "answered", "on_time")
SETTLED = time(0, 45)  # half an hour after midnight, and a little: what is on its way has come


@dataclass(frozen=True)
class Day:
    """A day with a petition that was answered on it; `figures` as they stood in the evening."""

    day: str
    code: str
    pin: str
    figures: dict[str, Any]


def figures(leader: Officer, day: str) -> dict[str, Any]:
    told = leader.tries("GET", f"reports/figures?from={day}&to={day}")
    assert told.status == 200, told.body
    return {name: told.body["total"][name] for name in COUNTED}


def forget_nights(deployed: Deployed) -> None:
    """An earlier run on this stack has folded and sealed this very day, before it was over: its nights never were."""
    store = cloud(deployed, "dynamodb")
    table = next(name for name in store.list_tables()["TableNames"] if name.endswith("-petitions"))
    for what in ("RU", "LB"):
        place = {":pk": {"S": f"{what}#{OTHER_PROVINCE}"}}
        pages = store.get_paginator("query").paginate(
            TableName=table, KeyConditionExpression="pk = :pk", ExpressionAttributeValues=place
        )
        for row in [row for page in pages for row in page["Items"]]:
            store.delete_item(TableName=table, Key={name: row[name] for name in ("pk", "sk")})


@pytest.fixture(scope="module")
def today(town: Town, deployed: Deployed) -> Day:
    forget_nights(deployed)
    tick(deployed, "FoldDays")  # a province has figures, and a ledger, from its first night on
    leader, day = officer_of(town, "leadership", province=OTHER_PROVINCE), str(datetime.now(ZONE).date())
    before = figures(leader, day)
    body = {"text": "Vỉa hè trước chợ bị chiếm dụng từ sáng đến tối"}
    filed = town.door("POST", f"/v1/{OTHER_PROVINCE}/petitions", body)
    assert filed.status == 201, filed.body
    code = filed.body["code"]
    officer_of(town, "coordinator", province=OTHER_PROVINCE).does(code, "assign", unit=UNIT)
    officer_of(town, "handler", UNIT, OTHER_PROVINCE).does(code, "answer", text="Đã giải tỏa vỉa hè.")
    wanted = {name: before[name] + 1 for name in COUNTED}
    return Day(day, code, filed.body["pin"], eventually(
        lambda: figures(leader, day), lambda seen: seen == wanted, "the acts of the day in its figures",
    ))  # fmt: skip


@pytest.fixture(scope="module")
def sealed(deployed: Deployed, today: Day) -> Day:
    """The same day once it is over: folded and sealed in the night after it."""
    over = datetime.combine(datetime.now(ZONE).date() + timedelta(days=1), SETTLED, ZONE)
    later(deployed, OTHER_PROVINCE, over - datetime.now(ZONE), "nights", "ledger")
    return today


def verified(deployed: Deployed, *options: str) -> "subprocess.CompletedProcess[str]":
    """`python -m infra.ledger verify`, against the public address of the province and this local cloud."""
    place = f"{deployed.api_url.rstrip('/')}/v1/{OTHER_PROVINCE}"
    port = {"CAU_NOI_CLOUD_PORT": str(deployed.place.cloud_port)}
    return launch.module(deployed.place, ["infra.ledger", "verify", place, *options], port)


def test_a_day_that_is_folded_says_what_it_said_while_it_went_on(town: Town, sealed: Day) -> None:
    leader = officer_of(town, "leadership", province=OTHER_PROVINCE)
    assert figures(leader, sealed.day) == sealed.figures


def test_the_ledger_of_the_day_holds_and_so_does_a_citizens_receipt(
    town: Town, deployed: Deployed, sealed: Day, tmp_path: Path
) -> None:
    pages = town.door("GET", f"/v1/{OTHER_PROVINCE}/ledger").body["pages"]
    page = next(page for page in pages if page["day"] == sealed.day)
    assert page["events"] >= 3
    asked = f"/v1/{OTHER_PROVINCE}/petitions/{sealed.code}/receipt?pin="
    wrong = f"{(int(sealed.pin) + 1) % 1_000_000:06}"
    assert town.door("GET", f"{asked}{wrong}").status == 404
    receipt = town.door("GET", f"{asked}{sealed.pin}")
    assert (receipt.status, receipt.body["page"]["seal"]) == (200, page["seal"])
    paper = tmp_path / "receipt.json"
    paper.write_text(json.dumps(receipt.body), "utf-8")
    done = verified(deployed, "--receipt", str(paper))
    assert (done.returncode, "everything holds" in done.stdout) == (0, True), done.stdout + done.stderr
    earlier = datetime.fromisoformat(receipt.body["filed_at"]) - timedelta(hours=1)
    paper.write_text(json.dumps(receipt.body | {"filed_at": earlier.isoformat()}), "utf-8")
    forged = verified(deployed, "--receipt", str(paper))
    assert (forged.returncode, "proves nothing" in forged.stdout) == (1, True)


def test_one_byte_changed_in_the_store_names_the_petition_and_the_day(deployed: Deployed, sealed: Day) -> None:
    store = cloud(deployed, "dynamodb")
    table = next(name for name in store.list_tables()["TableNames"] if name.endswith("-petitions"))
    place = {"pk": {"S": f"T#{OTHER_PROVINCE}#{sealed.code}"}, "sk": {"S": "E#000001"}}
    kept = store.get_item(TableName=table, Key=place)["Item"]
    words = kept["text"]["S"]
    assert verified(deployed, "--stored", "local").returncode == 0
    store.put_item(TableName=table, Item=kept | {"text": {"S": chr(ord(words[0]) ^ 1) + words[1:]}})
    try:
        found = verified(deployed, "--stored", "local")
    finally:
        store.put_item(TableName=table, Item=kept)
    named = [line for line in found.stdout.splitlines() if sealed.code in line]
    assert found.returncode == 1
    assert len(named) == 1, found.stdout + found.stderr
    assert named[0].startswith(f"{sealed.day}, petition {sealed.code}, event 1: ")
    assert verified(deployed, "--stored", "local").returncode == 0
