"""A message to many through the deployed stack: approved by another, once each whatever dies, and only to whom it may."""

import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from infra.client.cau_noi import ApiProblem
from infra.local.storm_kill import kill
from tests.deployed import Deployed
from tests.journeys import api
from tests.journeys.functions import cloud
from tests.journeys.later import later
from tests.journeys.province import OA, PAGE, PROVINCE, document
from tests.journeys.town import Person, Town, eventually

# A commune no other journey writes about: its people are this file's alone.
HERE, ELSEWHERE = [unit for unit in document()["units"] if unit["place"]][-3:-1]
TOPIC = "ha-tang-giao-thong"
MESSENGER, ZALO, MUTED, GONE, AWAY = 90, 70, 6, 4, 6
LEASES = (3, 6)  # minutes: what died while it was sent is taken over, then sent if nobody has repeated it to us
COUNTING = ["fan_out"] * 6  # some pages a turn
KILLS = 3
A_LITTLE = 12  # people who have heard it between two kills


@dataclass(frozen=True)
class Crowd:
    """Who wrote: of here and reachable, of here but wanting no news, of here but gone, of elsewhere."""

    told: list[Person]
    muted: list[Person]
    gone: list[Person]
    away: list[Person]

    @property
    def of_here(self) -> list[Person]:
        return [*self.told, *self.muted, *self.gone]


def name_of(unit: dict[str, Any]) -> str:
    return str(unit["name"].removeprefix("UBND "))


def side_by_side(do: Any, many: Iterable[Any]) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(do, many))


@pytest.fixture(scope="module")
def crowd(town: Town) -> Crowd:
    people = [town.person("facebook", PAGE) for _ in range(MESSENGER)] + [town.person("zalo", OA) for _ in range(ZALO)]
    mixed = people[::2] + people[1::2]
    away, muted, gone = mixed[:AWAY], mixed[AWAY : AWAY + MUTED], mixed[-GONE:]
    told = mixed[AWAY + MUTED : -GONE]
    side_by_side(lambda p: p.says(f"Ổ gà rất sâu trên đường ở {name_of(ELSEWHERE if p in away else HERE)}"), mixed)
    side_by_side(lambda p: p.says("dừng tin"), muted)
    side_by_side(Person.code, mixed)
    for person in gone:
        who = {"channel": person.channel, "account": person.account, "person": person.name}
        town.control("block", who | {"blocked": True})
    return Crowd(told, muted, gone, away)


def written(town: Town, mark: str) -> str:
    """The id of a policy for the field and commune of the crowd, approved; whoever wrote it could not."""
    coordinator, leader = api.officer(town, "coordinator"), api.officer(town, "leadership")
    body: Any = {
        "kind": "policy", "topic": TOPIC, "title": f"Sửa đường {mark}", "text": "Đường được sửa từ thứ Hai.",
        "audience": {"areas": [HERE["place"]["code"]], "fields": ["giao-thong"]},
    }  # fmt: skip
    made = coordinator.make_broadcast(body=body).body["id"]
    coordinator.submit_broadcast(broadcast=made)
    with pytest.raises(ApiProblem) as refusal:
        coordinator.approve_broadcast(broadcast=made, body={})
    assert refusal.value.status == 403
    assert leader.approve_broadcast(broadcast=made, body={}).body["state"] == "approved"
    return str(made)


def heard(town: Town, mark: str, since: int) -> Counter[str]:
    """How often each person (platform id) was told it."""
    found: Counter[str] = Counter()
    while rows := town.control("sent", since=since)["messages"]:
        found.update(row["person"] for row in rows if mark in row["text"])
        since = rows[-1]["n"]
    return found


def some_have_heard(town: Town, mark: str, since: int, least: int) -> None:
    eventually(lambda: len(heard(town, mark, since)), lambda many: many >= least, "some to hear")


def newest(town: Town) -> int:
    since = 0
    while rows := town.control("sent", since=since)["messages"]:
        since = rows[-1]["n"]
    return since


def ids(town: Town, people: Iterable[Person]) -> set[str]:
    def who(person: Person) -> str:
        told = town.control("thread", channel=person.channel, account=person.account, person=person.name)
        return str(told["person"])

    return {who(person) for person in people}


def queue_is_empty(deployed: Deployed) -> None:
    names = [f"ApproximateNumberOfMessages{more}" for more in ("", "NotVisible", "Delayed")]
    sqs, url = cloud(deployed, "sqs"), deployed.outputs["OutboxQueueUrl"]
    eventually(
        lambda: sum(map(int, sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"].values())),
        lambda number: number == 0,
        "the courier to be through",
    )


def test_killed_again_and_again_it_tells_everybody_once_and_nobody_it_should_not(
    town: Town, deployed: Deployed, crowd: Crowd
) -> None:
    mark = f"dot-{time.time_ns()}"
    coordinator, made = api.officer(town, "coordinator"), written(town, mark)
    meant = len(crowd.told) + len(crowd.gone)
    forecast = eventually(
        lambda: coordinator.estimate_broadcast(broadcast=made).body, lambda told: told["meant"] == meant,
        "the register to know all of them",
    )  # fmt: skip
    assert forecast["left_out"]["asked for no such news"] == MUTED
    before, breaches = newest(town), town.control("breaches")["many"]
    coordinator.schedule_broadcast(broadcast=made)
    for number in range(1, KILLS + 1):
        some_have_heard(town, mark, before, number * A_LITTLE)
        assert kill(deployed.place.run) > 0
    eventually(
        lambda: coordinator.read_broadcast(broadcast=made).body["state"], lambda state: state == "done", "its end"
    )
    queue_is_empty(deployed)
    for minutes in LEASES:
        later(deployed, PROVINCE, timedelta(minutes=minutes), "courier")
    told, right = heard(town, mark, before), ids(town, crowd.told)
    assert set(told) == right, "neither muted, nor of elsewhere, nor gone"
    assert set(told.values()) == {1}
    assert town.control("breaches")["many"] == breaches
    later(deployed, PROVINCE, timedelta(minutes=11), *COUNTING)
    progress = coordinator.read_broadcast(broadcast=made).body["progress"]
    assert progress["owed"] == meant
    assert sum(progress["ways"].values()) == len(right), progress
    assert sum(progress["reasons"].values()) == len(crowd.gone), progress
    assert progress["left_out"]["asked for no such news"] == MUTED


def test_called_off_the_rest_is_never_told(town: Town, deployed: Deployed, crowd: Crowd) -> None:
    mark = f"huy-{time.time_ns()}"
    coordinator, made, before = api.officer(town, "coordinator"), written(town, mark), newest(town)
    coordinator.schedule_broadcast(broadcast=made)
    some_have_heard(town, mark, before, 3)
    called_off = coordinator.cancel_broadcast(broadcast=made, body={"reason": "Có sai sót trong nội dung"})
    assert called_off.body["state"] == "cancelled"
    queue_is_empty(deployed)
    told = heard(town, mark, before)
    assert 3 <= len(told) < len(crowd.told)
    later(deployed, PROVINCE, timedelta(minutes=11), *COUNTING)
    progress = coordinator.read_broadcast(broadcast=made).body["progress"]
    assert sum(progress["ways"].values()) == len(told), progress
    assert progress["states"].get("owed", 0) == 0, "what was not sent is owed no more"
