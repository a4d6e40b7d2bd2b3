"""The worker behind the queue: each message to whom it concerns; poison put aside, alone."""

import json
from typing import Any

import pytest

from chalicelib.channel.inbound import Heard, Inbound
from chalicelib.channel.split import facebook_pieces
from chalicelib.errors import BadInput, NotFound, StaleTicket
from chalicelib.intake.batch import PARK_AT, work
from chalicelib.intake.reader import Reader
from chalicelib.ticket.workflow import Act
from tests.builders import HANDLER, World, document
from tests.channel.test_formats import recorded
from tests.fakes import Ears, RawDrawer


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


PAGE = "104857600123456"


class Desk:
    """A reader with everything around it that can be looked at."""

    def __init__(self) -> None:
        self.world, self.raw, self.ears = World(), RawDrawer(), Ears()
        self.receipts: list[Inbound] = []
        page = {"channel": "facebook", "id": PAGE, "app": "cau-noi", "unit": "so-khcn", "name": "Trang mẫu"}
        self.world.provinces.put(document() | {"accounts": [*document()["accounts"], page]}, "test")
        self.reader = Reader(
            self.world.provinces, lambda name: {"app_id": "918273645546372"}, self.world.inbox,
            lambda province, heard: self.receipts.append(heard), self.ears.forget, self.ears.news, self.ears.live,
            self.raw, self.world.clock,
        )  # fmt: skip

    def reads(self, name: str) -> None:
        self.reader.take(piece(name))


@pytest.fixture
def desk() -> Desk:
    return Desk()


def piece(name: str) -> str:
    return facebook_pieces("cau-noi", json.dumps(recorded(name)).encode())[0].body


def zalo(event: dict[str, Any]) -> str:
    said = {"app_id": "918273645546372", "timestamp": "1795338000000"} | event
    return json.dumps({"channel": "zalo", "app": "cau-noi", "account": "3001", "update": said})


def changed(value: dict[str, Any], update: dict[str, Any] | None = None) -> str:
    """A change of the feed of our page."""
    base = {"field": "feed", "time": 1795338000, "value": {"created_time": 1795338000, **value}}
    return json.dumps({"channel": "facebook", "app": "cau-noi", "account": PAGE, "update": base | (update or {})})


COMMENT = {"item": "comment", "verb": "add", "comment_id": "1_2", "post_id": f"{PAGE}_1", "parent_id": f"{PAGE}_1"}
CITIZEN = {"from": {"id": "7001", "name": "Trần Thị Mai"}, "message": "Bãi rác cạnh chợ bốc mùi cả tuần"}


def test_words_become_a_ticket(desk: Desk) -> None:
    desk.reads("facebook/message_text")
    assert len(desk.world.shelf.tickets) == 1


def test_echoes_of_our_own_go_to_the_courier_alone(desk: Desk) -> None:
    desk.reads("facebook/echo_own_app")
    assert desk.receipts[0].metadata == "out:01JD2Q8Y5T7N9C3W"
    assert not desk.world.shelf.talks


def test_what_a_person_typed_in_the_pages_inbox_silences_the_bot(desk: Desk) -> None:
    desk.reads("facebook/echo_page_inbox_staff")
    (talk,) = desk.world.shelf.talks.values()
    assert talk.silent_until
    assert not desk.receipts


def test_receipts_go_to_the_courier_and_a_read_mark_to_the_conversation_too(desk: Desk) -> None:
    desk.reads("facebook/message_text")
    for name in ("delivery", "read"):
        desk.reads(f"facebook/{name}")
    assert [heard.heard for heard in desk.receipts] == [Heard.DELIVERED, Heard.SEEN]
    (talk,) = desk.world.shelf.talks.values()
    assert talk.read_at


def test_an_edit_reaches_the_petition_it_is_about(desk: Desk) -> None:
    desk.reads("facebook/message_edit")
    assert len(desk.world.shelf.tickets) == 1, "it came before its message: it is what was said"


def test_the_pages_own_comment_is_looked_at_by_the_courier_and_kept_with_the_case(desk: Desk) -> None:
    desk.reader.take(changed(COMMENT | CITIZEN))
    (ticket,) = desk.world.shelf.tickets.values()
    answer = {"comment_id": "1_9", "parent_id": "1_2", "from": {"id": PAGE}, "message": "Phường đã cho dọn rồi ạ"}
    desk.reader.take(changed(COMMENT | answer))
    assert [heard.heard for heard in desk.receipts] == [Heard.ECHO]
    assert [e.act for e in desk.world.tickets.timeline("song-mau", ticket.code)] == [Act.OPEN, Act.ECHO]


def test_hidden_and_deleted_comments_reach_their_petition(desk: Desk) -> None:
    desk.reader.take(changed(COMMENT | CITIZEN))
    (ticket,) = desk.world.shelf.tickets.values()
    for verb, gone in (("hide", "hidden"), ("unhide", ""), ("remove", "removed")):
        desk.reader.take(changed(COMMENT | CITIZEN | {"verb": verb}))
        assert desk.world.tickets.get("song-mau", ticket.code).gone == gone


def test_a_comment_whose_author_nobody_names_is_a_petition_all_the_same(desk: Desk) -> None:
    desk.reader.take(changed(COMMENT | {"message": CITIZEN["message"]}))
    assert len(desk.world.shelf.tickets) == 1


def test_the_likes_of_a_page_are_counted_and_cost_no_row(desk: Desk) -> None:
    like = {"item": "reaction", "verb": "add", "reaction_type": "like", "post_id": f"{PAGE}_1", "from": {"id": "7001"}}
    desk.reader.take(changed(like))
    assert not desk.world.shelf.talks
    assert not desk.raw.kept


def test_whoever_withdraws_consent_is_forgotten_and_hears_nothing_more(desk: Desk) -> None:
    desk.reader.take(zalo({"event_name": "user_send_text", "sender": {"id": "9"}, "recipient": {"id": "3001"},
                           "message": {"text": "Mặt đường có ổ gà", "msg_id": "m1"}}))  # fmt: skip
    owed = len(desk.world.shelf.notices)
    desk.reader.take(zalo({"event_name": "user_withdraw", "oa_id": "3001", "user_id": "9", "sender": {"id": "9"}}))
    (alias,) = {t.origin.alias for t in desk.world.shelf.tickets.values()}
    assert desk.ears.forgotten == [("song-mau", alias)]
    assert len(desk.world.shelf.notices) == owed


def test_stars_come_without_a_person(desk: Desk) -> None:
    desk.reader.take(zalo({"event_name": "user_send_text", "sender": {"id": "9"}, "recipient": {"id": "3001"},
                           "message": {"text": "Mặt đường có ổ gà", "msg_id": "m1"}}))  # fmt: skip
    (ticket,) = desk.world.shelf.tickets.values()
    desk.world.does(ticket.code, "answer", HANDLER, text="Đã vá xong")
    desk.reader.take(zalo({"event_name": "user_feedback", "oa_id": "3001", "message": {
        "msg_id": "t1", "rate": 2, "note": "Chậm", "tracking_id": f"{ticket.code}.000002.answer",
    }}))  # fmt: skip
    assert desk.world.tickets.get("song-mau", ticket.code).rating == 2


def test_news_of_the_account_goes_to_its_keepers(desk: Desk) -> None:
    desk.reads("facebook/policy_enforcement_block")
    assert [heard.payload for heard in desk.ears.told] == ["policy"]


@pytest.mark.parametrize(
    "name", ["message_text", "read", "policy_enforcement_block", "feed_reaction_add", "feed_share_add"]
)
def test_every_webhook_says_that_the_account_is_alive(desk: Desk, name: str) -> None:
    desk.reads(f"facebook/{name}")
    assert len(desk.ears.alive) == 1


def test_what_we_do_not_understand_is_kept(desk: Desk) -> None:
    desk.reader.take(changed({"item": "album", "verb": "add", "post_id": f"{PAGE}_5", "from": {"id": "7001"}}))
    desk.reader.take(zalo({"event_name": "user_join_group", "user_id": "9"}))
    assert [tenant for tenant, _ in desk.raw.kept] == ["song-mau"] * 2
    assert not desk.world.shelf.tickets


@pytest.mark.parametrize("update", [
    {"value": {"item": 5, "verb": ["x"], "from": None}, "field": "feed"}, {"optin": {}}, {"Trần Thị Mai": "0912345678"}, {},
])  # fmt: skip
def test_nothing_of_a_person_is_in_the_line_about_it(desk: Desk, update: dict[str, Any], capsys: Any) -> None:
    desk.reader.take(json.dumps({"channel": "facebook", "app": "cau-noi", "account": PAGE, "update": update}))
    assert len(desk.raw.kept) == 1
    assert "Mai" not in capsys.readouterr().out


def test_an_account_no_province_has_is_parked_not_lost(desk: Desk) -> None:
    desk.world.versions.owners.clear()
    desk.world.clock.pass_by(minutes=5)
    with pytest.raises(NotFound):
        desk.reads("facebook/message_text")


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"channel":"fax","app":"a","account":"b","update":{}}', '{"channel":1}']
)
def test_what_is_no_piece_of_ours(desk: Desk, body: str) -> None:
    with pytest.raises(BadInput):
        desk.reader.take(body)


def test_an_app_speaks_only_for_its_own_accounts(desk: Desk) -> None:
    """Whoever holds the secret of one province's app must not file petitions in another's name."""
    with pytest.raises(BadInput):
        desk.reader.take(piece("facebook/message_text").replace('"app":"cau-noi"', '"app":"khac"'))
    assert not desk.world.shelf.tickets
