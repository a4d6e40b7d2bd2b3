"""The worker behind the queue: each message to whom it concerns; poison put aside, alone."""

import json
from typing import Any

import pytest

from chalicelib.channel.inbound import Inbound
from chalicelib.channel.split import facebook_pieces
from chalicelib.errors import BadInput, NotFound, StaleTicket
from chalicelib.intake.batch import PARK_AT, work
from chalicelib.intake.reader import Reader
from tests.builders import World, document
from tests.channel.test_formats import recorded
from tests.fakes import RawDrawer


def record(message_id: str, body: str, group: str, received: int = 1) -> dict[str, Any]:
    return {
        "messageId": message_id,
        "body": body,
        "attributes": {"MessageGroupId": group, "ApproximateReceiveCount": str(received)},
        "eventSource": "aws:sqs",
        "receiptHandle": message_id,
        "messageAttributes": {},
    }


class Hands:
    """Takes every body but those told to fail, and remembers the order."""

    def __init__(self, **failing: Exception) -> None:
        self.failing = failing
        self.taken: list[str] = []
        self.parked: list[tuple[str, str]] = []

    def take(self, body: str) -> None:
        if body in self.failing:
            raise self.failing[body]
        self.taken.append(body)

    def park(self, raw: dict[str, Any], why: str) -> None:
        self.parked.append((raw["body"], why))


def failures(answer: dict[str, Any]) -> list[str]:
    return [item["itemIdentifier"] for item in answer["batchItemFailures"]]


def test_a_good_batch_is_taken_in_order() -> None:
    hands = Hands()
    batch = {"Records": [record("1", "a", "g"), record("2", "b", "g"), record("3", "c", "h")]}
    assert failures(work(batch, hands.take, hands.park)) == []
    assert hands.taken == ["a", "b", "c"]


def test_a_failure_holds_back_its_own_conversation_only() -> None:
    hands = Hands(a=RuntimeError("down"))
    batch = {"Records": [record("1", "a", "g"), record("2", "b", "g"), record("3", "c", "h")]}
    assert failures(work(batch, hands.take, hands.park)) == ["1", "2"]
    assert hands.taken == ["c"]


def test_at_its_last_try_poison_is_parked_and_its_followers_go_on() -> None:
    hands = Hands(a=RuntimeError("poison"))
    batch = {"Records": [record("1", "a", "g", PARK_AT), record("2", "b", "g", PARK_AT)]}
    assert failures(work(batch, hands.take, hands.park)) == []
    assert hands.parked == [("a", "RuntimeError")]
    assert hands.taken == ["b"]


@pytest.mark.parametrize(("error", "parked"), [(BadInput("x"), True), (NotFound("x"), True), (StaleTicket("x"), False)])
def test_what_can_never_succeed_is_parked_at_once(error: Exception, parked: bool) -> None:
    hands = Hands(a=error)
    work({"Records": [record("1", "a", "g")]}, hands.take, hands.park)
    assert bool(hands.parked) is parked


def test_a_batch_of_one_bad_record_is_no_failure_of_the_function() -> None:
    hands = Hands(a=RuntimeError("down"))
    assert failures(work({"Records": [record("1", "a", "g")]}, hands.take, hands.park)) == ["1"]


@pytest.fixture
def reading() -> tuple[World, RawDrawer, list[Inbound], Reader]:
    world, raw, receipts = World(), RawDrawer(), list[Inbound]()
    page = {"channel": "facebook", "id": "104857600123456", "app": "cau-noi", "unit": "so-khcn", "name": "Trang mẫu"}
    world.provinces.put(document() | {"accounts": [*document()["accounts"], page]}, "test")
    reader = Reader(
        world.provinces, lambda name: {"app_id": "918273645546372"}, world.inbox,
        lambda province, heard: receipts.append(heard), raw, world.clock,
    )  # fmt: skip
    return world, raw, receipts, reader


def piece(name: str) -> str:
    return facebook_pieces("cau-noi", json.dumps(recorded(name)).encode())[0].body


def test_words_become_a_ticket(reading: Any) -> None:
    world, _, _, reader = reading
    reader.take(piece("facebook/message_text"))
    assert len(world.shelf.tickets) == 1


def test_echoes_go_to_the_courier(reading: Any) -> None:
    _, _, receipts, reader = reading
    reader.take(piece("facebook/echo_own_app"))
    assert receipts[0].metadata == "out:01JD2Q8Y5T7N9C3W"


def test_what_we_do_not_understand_is_kept(reading: Any) -> None:
    world, raw, _, reader = reading
    reader.take(piece("facebook/message_edit"))
    assert raw.kept[0][0] == "song-mau"
    assert not world.shelf.tickets


def test_an_account_no_province_has_is_parked_not_lost(reading: Any) -> None:
    world, _, _, reader = reading
    world.versions.owners.clear()
    world.clock.pass_by(minutes=5)
    with pytest.raises(NotFound):
        reader.take(piece("facebook/message_text"))


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"channel":"fax","app":"a","account":"b","update":{}}', '{"channel":1}']
)
def test_what_is_no_piece_of_ours(reading: Any, body: str) -> None:
    with pytest.raises(BadInput):
        reading[3].take(body)


def test_an_app_speaks_only_for_its_own_accounts(reading: Any) -> None:
    """Whoever holds the secret of one province's app must not file petitions in another's name."""
    world, _, _, reader = reading
    with pytest.raises(BadInput):
        reader.take(piece("facebook/message_text").replace('"app":"cau-noi"', '"app":"khac"'))
    assert not world.shelf.tickets
