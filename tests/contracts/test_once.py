"""The fake and DynamoDB keep calls under their keys alike."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from chalicelib.once.once import Call, Record, Records
from tests.fakes_once import ShelfRecords

NOW = 1_763_434_800
CALL = Call(tenant="song-mau", caller="staff#song-mau/cb-01", key="k", digest="d")


@pytest.fixture(params=["shelf", "dynamo"])
def records(request: pytest.FixtureRequest) -> Iterator[Records]:
    if request.param == "shelf":
        yield ShelfRecords()
    else:
        petitions, _ = request.getfixturevalue("fresh_tables")
        from chalicelib.once.dynamo import DynamoRecords

        yield DynamoRecords(petitions)


def test_only_the_first_begins(records: Records) -> None:
    assert records.begin(CALL, NOW, NOW + 30) is None
    assert records.begin(replace(CALL, digest="other"), NOW + 1, NOW + 31) == Record(digest="d", until=NOW + 30)


def test_what_is_finished_is_there_until_its_time_is_over(records: Records) -> None:
    done = Record(digest="d", until=NOW + 100, sealed="sealed")
    records.begin(CALL, NOW, NOW + 30)
    records.finish(CALL, done)
    assert records.begin(CALL, NOW + 99, NOW + 129) == done
    assert records.begin(CALL, NOW + 100, NOW + 130) is None, "though the row may still lie there"
    assert records.begin(CALL, NOW + 101, NOW + 131) == Record(digest="d", until=NOW + 130)


def test_a_key_that_was_given_up_is_free(records: Records) -> None:
    records.begin(CALL, NOW, NOW + 30)
    records.release(CALL)
    records.release(CALL)
    assert records.begin(CALL, NOW, NOW + 30) is None


@pytest.mark.parametrize("other", [{"tenant": "tinh-khac"}, {"caller": "key#k9"}, {"key": "K"}])
def test_calls_of_others_are_others(records: Records, other: dict[str, str]) -> None:
    records.begin(CALL, NOW, NOW + 30)
    assert records.begin(replace(CALL, **other), NOW, NOW + 30) is None
