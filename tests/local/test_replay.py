"""The replay loses nothing, counts truthfully, and says the same thing when it is repeated."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from chalicelib.channel import facebook, zalo
from chalicelib.channel.signature import verify_facebook, verify_zalo
from infra.local.platforms.outside import Outside
from infra.local.replay import Replay
from infra.local.replay_count import Tickets
from infra.local.replay_report import as_table
from infra.local.replay_rows import Petition, Writer, rows_of
from infra.local.replay_send import Sender, percentile
from tests.local.conftest import APP_SECRET, NOON, OA, PAGE


def code_of(prefix: str, message_key: str, attempt: int = 0) -> str:
    return f"{prefix}-{message_key}" + (f"~{attempt}" if attempt else "")


def ticket(message_key: str, alias: str, code: str | None = None) -> dict[str, Any]:
    origin = json.dumps({"channel": "facebook", "account": PAGE, "alias": alias})
    pk = f"T#tinh-mau#{code or code_of('TM', message_key)}"
    return {"pk": pk, "sk": "TICKET", "key": message_key, "origin": origin}


def event(message_key: str, number: int, act: str) -> dict[str, Any]:
    return {"pk": f"T#tinh-mau#{code_of('TM', message_key)}", "sk": f"E#{number:06d}", "act": act}


@dataclass
class Shelf:
    """A table as far as counting asks it; `late` rows appear from the third look on."""

    items: list[dict[str, Any]] = field(default_factory=list)
    late: list[dict[str, Any]] = field(default_factory=list)
    looks: int = 0

    def batch_get_item(self, **asked: Any) -> dict[str, Any]:
        self.looks += 1
        if self.looks == 3:
            self.items += self.late
        wanted = {key["pk"]["S"] for key in asked["RequestItems"]["petitions"]["Keys"]}
        rows = [row for row in self.items if row["pk"] in wanted and row["sk"] == "TICKET"]
        found = [{"pk": {"S": row["pk"]}, "key": {"S": row["key"]}} for row in rows]
        return {"Responses": {"petitions": found}, "UnprocessedKeys": {}}

    def get_paginator(self, _: str) -> "Shelf":
        return self

    def paginate(self, **_: Any) -> list[dict[str, Any]]:
        return [{"Items": [{name: {"S": value} for name, value in row.items()} for row in self.items]}]


def tickets_of(shelf: Shelf) -> Tickets:
    return Tickets(shelf, "petitions", "tinh-mau", "TM", code_of)


def petition(row: str, channel: str = "facebook") -> Petition:
    who = {"row": row, "person": row, "message_key": f"k{row}", "channel": channel, "account": PAGE}
    return Petition(**who, path="/", headers={}, body=b"")


@dataclass
class Answers:
    """A door that answers the given statuses in turn, then 200; every call takes 10 ms of its clock."""

    statuses: list[int] = field(default_factory=list)
    seconds: float = 0.0

    def __call__(self, _: Petition) -> int:
        self.seconds += 0.01
        return self.statuses.pop(0) if self.statuses else 200

    def clock(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds


def sender(door: Answers) -> Sender:
    return Sender(door, door.sleep, door.clock)


@pytest.mark.parametrize("channel", ["facebook", "zalo", "http", "mixed"])
def test_the_same_run_and_row_always_give_the_same_message(outside: Outside, channel: str) -> None:
    first = Writer(outside, "tinh-mau", "run", NOON).petition(channel, "r1", "Đèn hỏng")
    again = Writer(outside, "tinh-mau", "run", NOON + 60).petition(channel, "r1", "Đèn hỏng")
    other = Writer(outside, "tinh-mau", "another", NOON).petition(channel, "r1", "Đèn hỏng")
    assert (first.message_key, first.person) == (again.message_key, again.person)
    assert first.message_key != other.message_key


def test_rows_of_one_run_are_different_people(outside: Outside) -> None:
    writer = Writer(outside, "tinh-mau", "run", NOON)
    assert len({writer.petition("facebook", str(row), "Đèn hỏng").person for row in range(500)}) == 500


def test_a_mixed_run_uses_every_lane(outside: Outside) -> None:
    writer = Writer(outside, "tinh-mau", "run", NOON)
    lanes = {writer.petition("mixed", str(row), "Đèn hỏng").channel for row in range(60)}
    assert lanes == {"facebook", "zalo", "http"}


def test_the_product_verifies_a_facebook_petition_and_derives_the_same_key(outside: Outside) -> None:
    sent = Writer(outside, "tinh-mau", "run", NOON).petition("facebook", "r1", "Đèn hỏng/tắt")
    verify_facebook(sent.body, sent.headers["X-Hub-Signature-256"], [APP_SECRET])
    entry = json.loads(sent.body)["entry"][0]
    heard = facebook.inbound(entry["messaging"][0], entry["id"], "918273645546372")
    assert (heard.key, heard.person, heard.text) == (sent.message_key, sent.person, "Đèn hỏng/tắt")


def test_the_product_verifies_a_zalo_petition_and_derives_the_same_key(outside: Outside) -> None:
    sent = Writer(outside, "tinh-mau", "run", NOON).petition("zalo", "r1", "Đèn hỏng")
    app_id = "3891027745120936614"
    verify_zalo(sent.body, sent.headers["X-ZEvent-Signature"], app_id, ["zalo-oa-secret-for-tests-only"])
    heard = zalo.inbound(json.loads(sent.body), OA, app_id)
    assert (heard.key, heard.person, heard.text) == (sent.message_key, sent.person, "Đèn hỏng")


def test_rows_without_text_are_left_out_and_the_id_column_names_the_row(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("id,text\nr1,một\nr2,  \nr3,ba\nr4,bốn\n", encoding="utf-8")
    assert list(rows_of(file, "text", 2)) == [("r1", "một"), ("r3", "ba")]
    with pytest.raises(ValueError, match="id, text"):
        list(rows_of(file, "noi_dung", None))


@pytest.mark.parametrize(
    ("why", "channel", "statuses", "accepted", "tries"),
    [
        ("taken at once", "facebook", [200], True, 1),
        ("taken at the third try", "zalo", [500, 0, 200], True, 3),
        ("the API answers 201", "http", [201], True, 1),
        ("a webhook must be answered with 200", "facebook", [201] * 8, False, 8),
        ("a wrong signature will not get right", "facebook", [403], False, 1),
        ("busy is not refused", "http", [429, 201], True, 2),
        ("given up after eight tries", "facebook", [503] * 8, False, 8),
    ],
)
def test_a_petition_is_sent_until_it_is_taken(
    why: str, channel: str, statuses: list[int], accepted: bool, tries: int
) -> None:
    sent = sender(Answers(statuses)).deliver(petition("1", channel))
    assert (sent.accepted, sent.tries) == (accepted, tries), why


def test_the_rate_is_kept() -> None:
    door = Answers()
    sent = sender(door).send_all([petition(str(n)) for n in range(20)], rate=10, told=lambda _: None)
    assert len(sent) == 20
    assert door.seconds == pytest.approx(19 / 10, abs=0.4)


def replayed(shelf: Shelf, statuses: list[int] | None = None, rows: int = 3) -> Any:
    door = Answers(statuses or [])
    replay = Replay(sender(door), tickets_of(shelf), lambda _: None, patience=5.0)
    return replay.run("run", [petition(str(n)) for n in range(rows)], rate=100)


def test_a_clean_run_says_so() -> None:
    shelf = Shelf(late=[row for n in range(3) for row in (ticket(f"k{n}", f"a{n}"), event(f"k{n}", 1, "open"))])
    report = replayed(shelf, [500])
    assert (report.received, report.tickets, report.duplicates, report.lost) == (3, 3, 0, 0)
    assert (report.before, report.retries, report.clean) == (0, 1, True)
    assert "Tickets     3" in as_table(report)


def test_a_repeated_run_finds_the_tickets_of_the_first() -> None:
    report = replayed(Shelf([ticket(f"k{n}", f"a{n}") for n in range(3)]))
    assert (report.before, report.tickets, report.clean) == (3, 3, True)


def test_an_accepted_row_without_a_ticket_is_lost() -> None:
    report = replayed(Shelf([ticket("k0", "a0"), ticket("k2", "a2")]))
    assert (report.lost, report.lost_rows, report.clean) == (1, ["1"], False)


def test_a_row_the_door_never_took_makes_the_run_unclean() -> None:
    report = replayed(Shelf([ticket("k0", "a0")]), statuses=[503] * 8, rows=1)
    assert (report.received, report.lost, report.clean) == (0, 0, False)


@pytest.mark.parametrize(("share", "value"), [(0.5, 5), (0.95, 10), (0.0, 1), (1.0, 10)])
def test_a_percentile_is_one_of_the_values(share: float, value: int) -> None:
    assert percentile(list(range(10, 0, -1)), share) == value


def test_a_percentile_of_nothing_is_nothing() -> None:
    assert percentile([], 0.5) == 0.0
