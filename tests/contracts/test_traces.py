"""The fake traces and DynamoDB's answer the same questions alike."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from chalicelib.notice.traces import Traces
from tests.builders import at
from tests.fakes import ShelfTraces

NOW = at("2026-11-18 09:00")
NFD, NFC = "Đã va\u0301 xong", "Đã vá xong"


@pytest.fixture(params=["shelf", "dynamo"])
def traces(request: pytest.FixtureRequest) -> Iterator[Traces]:
    if request.param == "shelf":
        yield ShelfTraces()
    else:
        petitions, _ = request.getfixturevalue("fresh_tables")
        from chalicelib.notice.dynamo import DynamoTraces

        yield DynamoTraces(petitions)


def test_a_message_is_found_by_its_id_on_its_own_account(traces: Traces) -> None:
    traces.sent("facebook", "2001", "m_1", "T#song-mau#SM-1", "000001#ack#citizen", NOW)
    assert traces.find("facebook", "2001", "m_1") == ("T#song-mau#SM-1", "000001#ack#citizen")
    assert traces.find("facebook", "2002", "m_1") is None
    assert traces.find("zalo", "2001", "m_1") is None
    assert traces.find("facebook", "2001", "m_2") is None


def test_the_same_message_noted_twice_is_one(traces: Traces) -> None:
    for _ in range(2):
        traces.sent("facebook", "2001", "m_1", "T#song-mau#SM-1", "000001#ack#citizen", NOW)
    assert traces.find("facebook", "2001", "m_1") == ("T#song-mau#SM-1", "000001#ack#citizen")


def test_an_echo_is_found_by_place_and_words_since_an_instant(traces: Traces) -> None:
    traces.heard("zalo", "3001", "alias", NFC, "z-1", NOW)
    assert traces.echoed("zalo", "3001", "alias", NFC, NOW) == "z-1"
    assert traces.echoed("zalo", "3001", "alias", NFC, NOW - timedelta(hours=1)) == "z-1"
    assert traces.echoed("zalo", "3001", "alias", NFC, NOW + timedelta(seconds=1)) is None
    assert traces.echoed("zalo", "3001", "other", NFC, NOW) is None
    assert traces.echoed("zalo", "3002", "alias", NFC, NOW) is None
    assert traces.echoed("zalo", "3001", "alias", "Đã lấp xong", NOW) is None


@pytest.mark.parametrize("repeated", [NFD, f" {NFC}\n", NFC.replace(" ", "  "), NFC.replace(" ", "\n"), f"{NFC}\u0000"])
def test_what_platforms_do_to_words_does_not_hide_them(traces: Traces, repeated: str) -> None:
    traces.heard("zalo", "3001", "alias", repeated, "z-1", NOW)
    assert traces.echoed("zalo", "3001", "alias", NFC, NOW) == "z-1"


def test_of_several_echoes_the_newest_is_meant_in_whatever_order_they_came(traces: Traces) -> None:
    for minute, message_id in ((1, "z-1"), (3, "z-3"), (2, "z-2")):
        traces.heard("zalo", "3001", "alias", NFC, message_id, NOW + timedelta(minutes=minute))
    assert traces.echoed("zalo", "3001", "alias", NFC, NOW) == "z-3"
    assert traces.repeated("zalo", "3001", "alias", NFC, NOW, 9) == ["z-3", "z-2", "z-1"]
    assert traces.repeated("zalo", "3001", "alias", NFC, NOW + timedelta(minutes=2), 9) == ["z-3", "z-2"]
    assert traces.repeated("zalo", "3001", "alias", NFC, NOW, 2) == ["z-3", "z-2"]
    assert traces.repeated("zalo", "3001", "other", NFC, NOW, 9) == []


def test_place_and_words_do_not_run_into_each_other(traces: Traces) -> None:
    traces.heard("facebook", "2001", "1_2", "3 a", "1_9", NOW)
    assert traces.echoed("facebook", "2001", "1_2 3", "a", NOW) is None
