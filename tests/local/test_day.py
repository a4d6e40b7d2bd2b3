"""The built-in days can be played, and are written with care."""

import json
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from infra.local.platforms.media import MADE, content
from infra.local.platforms.say import KINDS
from infra.local.replay_day import ROLES, Day
from tests.local.conftest import OA, PAGE, PROVINCE, Town

DAYS = sorted((Path(__file__).parents[2] / "infra" / "local" / "day").glob("*.json"))


def read(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", DAYS, ids=lambda path: path.stem)
def test_a_day_is_well_written(path: Path) -> None:
    day = read(path)
    assert path.read_text(encoding="utf-8") == unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
    ids = [message["id"] for message in day["messages"]]
    assert len(set(ids)) == len(ids)
    for message in day["messages"]:
        assert message["kind"] in KINDS[message["channel"]], message["id"]
        assert 0 < message["minutes_ago"] < 240, message["id"]
        photo = message.get("media")
        assert photo is None or photo in MADE or content(photo), message["id"]
    for step in day["desk"]:
        assert step["ticket"] in ids
        assert ("act" in step and step["act"] in ROLES) or "rate" in step or "say" in step


@pytest.mark.parametrize("path", DAYS, ids=lambda path: path.stem)
def test_a_day_shows_every_kind_of_thing_and_two_old_emergencies(path: Path) -> None:
    messages = read(path)["messages"]
    assert {"text", "image", "comment", "sticker", "visitor_post"} <= {message["kind"] for message in messages}
    urgent = ("cháy nhà", "sạt lở đất", "đường dây điện bị đứt", "rò rỉ khí gas")
    old = [m for m in messages if 60 < m["minutes_ago"] < 181 and any(w in m.get("text", "").lower() for w in urgent)]
    assert len(old) == 2


def call_of(town: Town) -> Any:
    def call(method: str, path: str, body: Any, headers: Mapping[str, str]) -> tuple[int, Any]:
        answer = town.client.open(path, method=method, json=body, headers=dict(headers))
        return answer.status_code, answer.get_json(silent=True)

    return call


@pytest.mark.parametrize("path", DAYS, ids=lambda path: path.stem)
def test_the_messages_of_a_day_reach_the_door_with_their_own_times(town: Town, path: Path) -> None:
    said: list[str] = []
    day = read(path)
    played = Day(town.bench.outside, PROVINCE, call_of(town), said.append, now=town.clock())
    assert played.play({"messages": day["messages"]}) == 0, said
    events = town.told("message")
    assert len(events) == len(day["messages"])
    first = day["messages"][0]
    account = PAGE if first["channel"] == "facebook" else OA
    query = f"channel={first['channel']}&account={account}&person={first['person']}"
    thread = town.client.get(f"/control/thread?{query}").json["messages"]
    assert thread[0]["at"] == int(town.clock() - 60 * first["minutes_ago"]) * 1000
    assert "{place}" not in thread[0]["text"]


def test_a_step_about_a_ticket_that_never_came_is_counted_and_the_day_goes_on(town: Town) -> None:
    said: list[str] = []
    played = Day(town.bench.outside, PROVINCE, call_of(town), said.append, now=town.clock(), sleep=lambda _: None)
    message = {
        "id": "a",
        "minutes_ago": 1,
        "channel": "facebook",
        "person": "1",
        "kind": "text",
        "text": "Đèn hỏng",
    }
    steps = [{"ticket": "a", "act": "accept"}, {"ticket": "a", "act": "answer", "text": "Đã sửa"}]
    assert (
        played.play({"messages": [message, message | {"id": "b"}], "desk": [*steps, {"ticket": "b", "say": "Ạ"}]}) == 1
    )
    assert any("has not become a ticket" in line for line in said)
    assert len(town.told("message")) == 3
