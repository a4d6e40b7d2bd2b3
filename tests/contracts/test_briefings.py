"""The fakes and DynamoDB keep reports, meetings and tasks alike."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.briefing.meeting import Meeting
from chalicelib.briefing.order import Claim, Kind, Order
from chalicelib.briefing.order import State as Owed
from chalicelib.briefing.store import Orders, Tasks
from chalicelib.briefing.task import Moved, State, Target, Task
from chalicelib.errors import Conflict, StaleTicket
from tests.builders import SLUG, at
from tests.fakes_briefing import ShelfOrders, ShelfTasks

NOW = at("2026-11-23 07:00")
OTHER = "tinh-khac"


@pytest.fixture(params=["shelf", "dynamo"])
def stores(request: pytest.FixtureRequest) -> Iterator[tuple[Orders, Tasks]]:
    if request.param == "shelf":
        yield ShelfOrders(), ShelfTasks()
    else:
        petitions, _ = request.getfixturevalue("fresh_tables")
        from chalicelib.briefing.dynamo import DynamoOrders
        from chalicelib.briefing.dynamo_tasks import DynamoTasks

        yield DynamoOrders(petitions), DynamoTasks(petitions)


@pytest.fixture
def orders(stores: tuple[Orders, Tasks]) -> Orders:
    return stores[0]


@pytest.fixture
def tasks(stores: tuple[Orders, Tasks]) -> Tasks:
    return stores[1]


def order(unit: str = "", last: str = "2026-11-22", **given: Any) -> Order:
    base: dict[str, Any] = {
        "tenant": SLUG, "kind": Kind.WEEK, "period": "2026-W47", "unit": unit, "first": date(2026, 11, 16),
        "last": date.fromisoformat(last), "due_at": NOW,
    }  # fmt: skip
    return Order(**(base | given))


def task(number: int = 1, **given: Any) -> Task:
    base: dict[str, Any] = {
        "tenant": SLUG, "id": f"20261123T000000-a-{number:02d}", "meeting": "20261123T000000-a", "text": "Trả lời",
        "unit": "p90001", "due": date(2026, 11, 27), "created_at": NOW, "remind_at": NOW + timedelta(days=3),
    }  # fmt: skip
    return Task(**(base | given))


def meeting(*tasks: Task, tenant: str = SLUG) -> Meeting:
    return Meeting(
        tenant=tenant, id="20261123T000000-a", held_on=date(2026, 11, 23), title="Giao ban", units=("p90001", "x"),
        by="dm", created_at=NOW, tasks=tuple(one.id for one in tasks),
    )  # fmt: skip


def test_of_two_runs_that_decide_on_a_period_one_wins(orders: Orders) -> None:
    assert orders.claim(SLUG, Kind.WEEK) is None
    claim = Claim(tenant=SLUG, kind=Kind.WEEK, first=date(2026, 11, 16), last=date(2026, 11, 22))
    assert orders.save_claim(claim)
    assert not orders.save_claim(claim)
    assert orders.claim(SLUG, Kind.WEEK) == replace(claim, version=1)
    assert orders.save_claim(replace(claim, version=1, spread=True))
    assert not orders.save_claim(replace(claim, version=1))
    assert orders.claim(SLUG, Kind.WEEK) == replace(claim, version=2, spread=True)
    assert orders.claim(SLUG, Kind.MONTH) is None
    assert orders.claim(OTHER, Kind.WEEK) is None


def test_an_order_comes_back_and_stands_on_the_agenda_while_it_is_owed(orders: Orders) -> None:
    one = order("p90001", send=True)
    assert orders.save(one)
    assert not orders.save(one)
    assert orders.find(SLUG, one.place) == replace(one, version=1)
    assert orders.find(OTHER, one.place) is None
    assert list(orders.due(SLUG, NOW)) == [one.place]
    assert list(orders.due(SLUG, NOW - timedelta(seconds=1))) == []
    assert list(orders.due(OTHER, NOW)) == []
    made = replace(one, version=1, state=Owed.MADE, paper="week-1")
    assert orders.save(made)
    assert not orders.save(made)
    assert orders.find(SLUG, one.place) == replace(made, version=2)
    assert list(orders.due(SLUG, NOW)) == []


def test_orders_are_listed_by_the_end_of_their_period(orders: Orders) -> None:
    made = [order(last=last) for last in ("2026-11-22", "2026-11-29", "2026-11-24")]
    for one in (*made, order(tenant=OTHER)):
        assert orders.save(one)
    assert orders.save_claim(Claim(tenant=SLUG, kind=Kind.WEEK, first=date(2026, 11, 16), last=date(2026, 11, 22)))
    places = [one.place for one in orders.newest(SLUG, "", 10)]
    assert places == [made[1].place, made[2].place, made[0].place]
    assert [one.place for one in orders.newest(SLUG, places[0], 1)] == [made[2].place]


def test_a_meeting_is_kept_once_with_its_tasks(tasks: Tasks) -> None:
    rows = [task(1), task(2, tickets=("SM-1",), target=Target(figure="overdue", most=5), remind_at=None)]
    tasks.hold(meeting(*rows), rows)
    assert tasks.meeting(SLUG, meeting().id) == meeting(*rows)
    assert tasks.meeting(OTHER, meeting().id) is None
    assert [tasks.find(SLUG, one.id) for one in rows] == [replace(one, version=1) for one in rows]
    assert tasks.find(OTHER, rows[0].id) is None
    with pytest.raises(Conflict):
        tasks.hold(meeting(), [])
    assert [one.id for one in tasks.newest(SLUG, "", 10)] == [rows[1].id, rows[0].id]
    assert [one.id for one in tasks.newest(SLUG, rows[1].id, 10)] == [rows[0].id]
    assert tasks.newest(OTHER, "", 10) == []


def test_unfinished_tasks_stand_apart_from_finished_ones(tasks: Tasks) -> None:
    rows = [task(1), task(2, remind_at=None), task(3)]
    tasks.hold(meeting(*rows), rows)
    assert [one.id for one in tasks.unfinished(SLUG)] == [one.id for one in rows]
    assert sorted(tasks.due(SLUG, NOW + timedelta(days=400))) == [rows[0].id, rows[2].id]
    done = tasks.save(replace(rows[0], version=1, state=State.DONE, closed_on=date(2026, 11, 25), told=("soon",)))
    assert done.version == 2
    with pytest.raises(StaleTicket):
        tasks.save(replace(rows[0], version=1))
    assert [one.id for one in tasks.unfinished(SLUG)] == [rows[1].id, rows[2].id]
    assert tasks.finished(SLUG, date(2026, 11, 25)) == [done]
    assert tasks.finished(SLUG, date(2026, 11, 26)) == []
    assert tasks.finished(OTHER, date(2026, 11, 1)) == []
    assert list(tasks.due(SLUG, NOW)) == []
    assert list(tasks.due(SLUG, NOW + timedelta(days=3))) == [rows[2].id]


def test_how_a_day_was_moved_comes_back(tasks: Tasks) -> None:
    moves = (
        Moved(at=NOW, by="ld", was=date(2026, 11, 27), due=date(2026, 11, 30), words="Chờ vật tư"),
        Moved(at=NOW + timedelta(days=1), by="dm", was=date(2026, 11, 30), due=date(2026, 12, 4), words="Mưa lũ"),
    )
    tasks.hold(meeting(task()), [task()])
    saved = tasks.save(replace(task(), version=1, due=date(2026, 12, 4), moves=moves))
    assert tasks.find(SLUG, task().id) == saved == replace(task(), version=2, due=date(2026, 12, 4), moves=moves)


def test_meetings_are_listed_the_newest_first(tasks: Tasks) -> None:
    held = [replace(meeting(), id=f"20261123T00000{number}-a") for number in (1, 3, 2)]
    for one in (*held, replace(meeting(), tenant=OTHER)):
        tasks.hold(one, [task(int(one.id[14]), id=f"{one.id}-01", tenant=one.tenant)])
    assert tasks.held(SLUG, "", 10) == [held[1], held[2], held[0]]
    assert tasks.held(SLUG, held[1].id, 1) == [held[2]]
