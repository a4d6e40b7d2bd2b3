"""The benchmark's own arithmetic: what AWS charges for an item, an index entry, a page."""

import json
from pathlib import Path

import pytest

from chalicelib.province.document import province_from
from chalicelib.ticket import clock
from infra.bench.crowd import tickets
from infra.bench.due import in_working_hours
from infra.bench.sizes import Index, Item, indexes_of, item_bytes, read_units, write_units
from infra.bench.stage import table_properties
from infra.bench.stub import answer
from infra.bench.table import Row, as_facts, as_table
from tests.builders import document

AGENDA = Index(name="agenda", key=("a_pk", "a_at"), holds=frozenset({"pk", "sk", "a_pk", "a_at"}))
DESK = Index(name="desk", key=("d_pk",), holds=frozenset({"pk", "sk", "d_pk", "status"}))


def row(size: int = 100, **text: str) -> Item:
    """An item of `size` bytes in all."""
    item = {"pk": {"S": "p"}, "sk": {"S": "s"}, **{name: {"S": value} for name, value in text.items()}}
    return item | {"pad": {"S": "x" * (size - item_bytes(item) - 3)}}


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ({"S": "abc"}, 3),
        ({"S": "ổ"}, 3),  # UTF-8, not characters
        ({"N": "0"}, 1),
        ({"N": "7"}, 2),  # a byte for two digits, and one
        ({"N": "1763434800"}, 5),  # zeros at the ends are free
        ({"N": "-12"}, 3),
        ({"BOOL": True}, 1),
        ({"NULL": True}, 1),
        ({"B": b"1234"}, 4),
        ({"L": [{"S": "ab"}, {"N": "1"}]}, 3 + 1 + 2 + 1 + 2),
        ({"M": {"k": {"S": "ab"}}}, 3 + 1 + 1 + 2),
    ],
)
def test_an_attribute_is_as_large_as_its_name_and_value(value: dict, size: int) -> None:
    assert item_bytes({"name": value}) == len("name") + size


@pytest.mark.parametrize(
    ("before", "after", "units", "why"),
    [
        (None, row(1024), {"table": 2}, "a new row of a kilobyte, in a transaction"),
        (None, row(1025), {"table": 4}, "one byte more begins another kilobyte"),
        (row(1025), row(100), {"table": 4}, "the larger of old and new counts"),
        (None, row(a_pk="x", a_at="1"), {"table": 2, "agenda": 1}, "a row enters an index"),
        (None, row(a_pk="x"), {"table": 2}, "half a key is no entry: the index is sparse"),
        (row(a_pk="x", a_at="1"), row(a_pk="x", a_at="2"), {"table": 2, "agenda": 2}, "an entry moves"),
        (row(a_pk="x", a_at="1"), row(), {"table": 2, "agenda": 1}, "an entry leaves"),
        (row(d_pk="x", status="a"), row(d_pk="x", status="b"), {"table": 2, "desk": 1}, "an entry changes"),
        (
            row(d_pk="x", z="a"),
            row(d_pk="x", z="b"),
            {"table": 2},
            "what is not projected costs the index nothing",
        ),
    ],
)
def test_write_units_of_a_transaction(before: Item | None, after: Item, units: dict, why: str) -> None:
    assert write_units(before, after, (AGENDA, DESK), transaction=True) == units, why


def test_a_single_write_costs_half_of_a_transactional_one() -> None:
    assert write_units(None, row(a_pk="x", a_at="1"), (AGENDA,), transaction=False) == {
        "table": 1,
        "agenda": 1,
    }


@pytest.mark.parametrize(
    ("items", "consistent", "units", "why"),
    [
        ([], True, 1.0, "a miss is charged as the smallest read"),
        ([row(4096)], True, 1.0, "four kilobytes a unit"),
        ([row(4096)], False, 0.5, "half for a read that may be a moment old"),
        ([row(1000)] * 5, False, 1.0, "a page is rounded up once, not item by item"),
    ],
)
def test_read_units(items: list[Item], consistent: bool, units: float, why: str) -> None:
    assert read_units(items, consistent=consistent) == units, why


def test_the_indexes_measured_are_those_of_the_template() -> None:
    agenda, desk, _ = indexes_of(table_properties()["PetitionsTable"])
    assert agenda == Index(
        name="agenda", key=("agenda_pk", "agenda_at"), holds=frozenset({"pk", "sk", "agenda_pk", "agenda_at"})
    )
    assert {"desk_pk", "desk_at", "code", "excerpt"} <= (desk.holds or set())


def test_the_stub_answers_what_a_door_asks_and_nothing_else() -> None:
    batch = {"Entries": [{"Id": "0", "MessageBody": "a"}, {"Id": "1", "MessageBody": "b"}]}
    assert [kept["Id"] for kept in answer("AmazonSQS.SendMessageBatch", batch, {})["Successful"]] == [
        "0",
        "1",
    ]
    assert answer("AmazonSSM.GetParameter", {"Name": "/n"}, {"/n": "v"})["Parameter"]["Value"] == "v"
    with pytest.raises(KeyError):
        answer("AmazonSQS.ReceiveMessage", {}, {})


def test_a_sweep_is_measured_while_offices_are_open() -> None:
    """At night and on Sundays a sweep puts off what is due instead of taking rungs."""
    province = province_from(document(), 1)
    assert province.calendar.is_open(in_working_hours(province))


def test_the_crowd_has_exactly_one_rung_due_or_none() -> None:
    province = province_from(document(), 1)
    now = in_working_hours(province)
    made = list(tickets(province, now, due=20, still=30))
    assert [sum(task.moment <= now for task in clock.tasks(province, each)) for each in made] == [1] * 20 + [0] * 30
    assert len({each.code for each in made}) == 50


def test_a_row_over_its_budget_is_seen(tmp_path: Path) -> None:
    rows = [
        Row(what="đường", budget="≤ 3", reference="2", measured="4", fits=False, notes=("nặng",)),
        Row(what="x", measured="1"),
    ]
    printed = as_table(rows).splitlines()
    assert printed[2].endswith("OVER")
    assert printed[2].index("≤ 3") == printed[0].index("budget")  # Vietnamese letters take one column
    assert printed[-1] == "đường: nặng"
    assert [found["fits"] for found in json.loads(json.dumps(as_facts(rows)))] == [False, None]
