"""The public rows say nothing of whom they are about, and are read back as they were written."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from chalicelib.errors import BadInput
from chalicelib.league import case as cases
from chalicelib.league.case import Case, Group
from chalicelib.league.rows import ALIKE, OTHER, STEP, Row, anonymous, read, written
from chalicelib.province.league import Measure
from tests.league.samples import rows

CODE = "SM-2026-000"


def case(number: int, unit: str = "so-xay-dung", category: str = "giao-thong", kind: str = "question") -> Case:
    return Case(
        code=f"{CODE}{number:03d}", group=Group.DEPARTMENTS, unit=unit, kind=kind, category=category,
        worked=10 + number, limit=480, marks={Measure.ON_TIME: (1, 1), Measure.SATISFACTION: (number % 5, 4)},
    )  # fmt: skip


def alike(found: list[Row]) -> Counter[tuple[str, str, str]]:
    return Counter((row.unit, row.kind, row.category) for row in found)


def test_fewer_than_five_that_look_alike_are_folded() -> None:
    given = [case(n) for n in range(6)] + [case(10 + n, category="dat-dai") for n in range(3)]
    given += [case(20 + n, category="moi-truong") for n in range(2)]
    found = alike(anonymous(given, {}))
    assert found == {("so-xay-dung", "question", "giao-thong"): 6, ("so-xay-dung", "question", OTHER): 5}


def test_by_chance_too_nobody_stands_alone_but_in_a_unit_that_has_so_few() -> None:
    for seed in range(200):
        chance = Random(seed)
        given = [
            case(n, chance.choice(["a", "b"]), chance.choice("vwxyz"), chance.choice(["question", "proposal"]))
            for n in range(chance.randint(0, 60))
        ]
        found = anonymous(given, {})
        of_unit = Counter(row.unit for row in found)
        for (unit, kind, category), n in alike(found).items():
            assert n >= ALIKE or (kind, category, of_unit[unit]) == (OTHER, OTHER, n), seed
        assert len(found) == len(given)


def test_minutes_are_those_of_half_days_and_are_shared_by_five_or_withheld_from_five() -> None:
    """When a published petition was opened and answered everybody can read: its minutes must not lead to its row."""
    told = 0
    for seed in range(200):
        chance = Random(seed)
        given = [
            replace(
                case(n, chance.choice(["a", "b"]), chance.choice("vw")),
                worked=chance.randint(0, 700), limit=chance.choice([1200, 1337]),
            )
            for n in range(chance.randint(0, 150))
        ]  # fmt: skip
        found = anonymous(given, {})
        of_unit = Counter(row.unit for row in found)
        shared = Counter((row.unit, row.kind, row.category, row.worked, row.limit) for row in found)
        for (unit, *_, worked, limit), n in shared.items():
            assert n >= ALIKE or of_unit[unit] < ALIKE, seed
            assert (worked is None) is (limit is None)
            assert not (worked or 0) % STEP
            assert not (limit or 0) % STEP
        told += sum(row.worked is not None for row in found)
        for row in found:
            assert row.worked is None or of_unit[row.unit] >= ALIKE, seed
    assert told > 1000, "they are told where they can be"


def test_minutes_are_rounded_up_to_the_half_day_that_was_begun() -> None:
    given = [replace(case(n), worked=worked, limit=2400) for n, worked in enumerate((1, 100, 239, 240, 240, 241))]
    given += [replace(case(10 + n), worked=480, limit=2400) for n in range(4)]
    shown = Counter((row.worked, row.limit) for row in anonymous(given, {}))
    assert shown == {(240, 2400): 5, (480, 2400): 5}


def test_rows_hold_no_code_and_their_order_says_nothing() -> None:
    given = [case(n) for n in range(30)]
    first = written(anonymous(given, {}))
    assert CODE.encode() not in first
    Random(1).shuffle(given)
    assert written(anonymous(given, {})) == first
    lines = first.decode("utf-8-sig").splitlines()
    assert lines[1:] == sorted(lines[1:], key=lambda line: line.split(","))


def test_what_is_excluded_stays_with_its_reason() -> None:
    found = anonymous([case(n) for n in range(6)], {(f"{CODE}002", "so-xay-dung"): "=Thiên tai"})
    assert [row.excluded for row in found if row.excluded] == ["=Thiên tai"]
    assert "'=Thiên tai" in written(found).decode(), "no spreadsheet takes it for a formula"


def test_rows_are_read_as_they_were_written() -> None:
    for seed in range(100):
        data = written(rows(Random(seed)))
        assert written(read(data)) == data, seed


def test_cases_are_read_as_they_were_kept() -> None:
    given = [case(n) for n in range(5)]
    assert cases.read(cases.written(given)) == given


@pytest.mark.parametrize(
    ("why", "old", "new"),
    [
        ("another header", "worked_minutes", "minutes"),
        ("another group", "departments,", "ministries,"),
        ("no number", ",480,", ",48o,"),
        ("more than there is", ",1,1,", ",2,1,"),
        ("of nothing", ",1,1,", ",0,0,"),
        ("half a figure", ",1,1,", ",1,,"),
        ("a cell too many", ",480,", ",480,1,"),
    ],
)
def test_what_is_no_row_set_is_refused(why: str, old: str, new: str) -> None:
    text = written(anonymous([case(n) for n in range(6)], {})).decode()
    assert old in text
    with pytest.raises(BadInput):
        read(text.replace(old, new, 1).encode())
    with pytest.raises(BadInput):
        read(b"\xff\xfe")
    with pytest.raises(BadInput):
        read(b"")
