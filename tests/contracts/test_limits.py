"""The fakes and DynamoDB count calls and wrong PINs alike."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from chalicelib.limits.guesses import Tries
from chalicelib.limits.limits import Counters
from tests.fakes_limits import ShelfCounters, ShelfTries

NOW = 1_763_434_800


@dataclass
class Stores:
    counters: Counters
    tries: Tries


@pytest.fixture(params=["shelf", "dynamo"])
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    if request.param == "shelf":
        yield Stores(ShelfCounters(), ShelfTries())
    else:
        petitions, _ = request.getfixturevalue("fresh_tables")
        from chalicelib.limits.dynamo import DynamoCounters, DynamoTries

        yield Stores(DynamoCounters(petitions), DynamoTries(petitions))


def test_calls_add_up_within_their_minute(stores: Stores) -> None:
    window = NOW // 60
    assert stores.counters.add("song-mau#staff#a", window, 3, NOW + 900) == 3
    assert stores.counters.add("song-mau#staff#a", window, 4, NOW + 900) == 7
    assert stores.counters.add("song-mau#staff#a", window + 1, 1, NOW + 960) == 1
    assert stores.counters.add("song-mau#staff#b", window, 2, NOW + 900) == 2


def test_a_debt_grows_from_where_it_ends_while_it_runs(stores: Stores) -> None:
    assert stores.tries.until("song-mau#pin#SM-1") == 0
    assert stores.tries.add("song-mau#pin#SM-1", NOW, 180, 60) == NOW + 180
    assert stores.tries.add("song-mau#pin#SM-1", NOW + 10, 180, 60) == NOW + 360
    assert stores.tries.until("song-mau#pin#SM-1") == NOW + 360
    assert stores.tries.until("song-mau#pin#SM-2") == 0


def test_a_debt_that_is_paid_begins_anew(stores: Stores) -> None:
    stores.tries.add("song-mau#pin#SM-1", NOW, 180, 60)
    assert stores.tries.add("song-mau#pin#SM-1", NOW + 180, 180, 60) == NOW + 360
    assert stores.tries.add("song-mau#pin#SM-1", NOW + 5000, 180, 60) == NOW + 5180
