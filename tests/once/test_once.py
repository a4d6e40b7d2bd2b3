"""A creating call that is sent twice is done once."""

from dataclasses import dataclass, field, replace

import pytest

from chalicelib.errors import Conflict
from chalicelib.once.once import DAY, LEASE, MOST, Answer, Call, Once, Record, digest
from chalicelib.once.seal import AesSeal
from tests.builders import SECRET
from tests.fakes import Clock
from tests.fakes_once import ShelfRecords

CALL = Call(tenant="song-mau", caller="staff#song-mau/cb-01", key="k-1", digest="d-1")
MADE = Answer(status=201, headers={"Location": "/v1/x"}, body='{"secret":"whs_TELL-NOBODY"}')


@dataclass
class Maker:
    """Makes something each time it is asked to."""

    answer: Answer = MADE
    made: int = 0

    def __call__(self) -> Answer:
        self.made += 1
        return self.answer


@dataclass
class Desk:
    clock: Clock = field(default_factory=Clock)
    records: ShelfRecords = field(default_factory=ShelfRecords)
    ids: int = 0

    def once(self) -> Once:
        return Once(self.records, AesSeal(lambda: SECRET, self._id), self.clock)

    def _id(self) -> str:
        self.ids += 1
        return f"id-{self.ids}"


def test_a_repeat_is_answered_as_the_first_and_makes_nothing() -> None:
    once, make = Desk().once(), Maker()
    assert once.answer(CALL, make) == (MADE, False)
    assert once.answer(CALL, make) == (MADE, True)
    assert make.made == 1


@pytest.mark.parametrize("other", [{"tenant": "tinh-khac"}, {"caller": "staff#tinh-khac/cb-01"}, {"key": "k-2"}])
def test_another_province_caller_or_key_is_another_call(other: dict[str, str]) -> None:
    once, make = Desk().once(), Maker()
    once.answer(CALL, make)
    assert once.answer(replace(CALL, **other), make) == (MADE, False)
    assert make.made == 2


def test_a_key_that_came_with_another_call_is_refused() -> None:
    once, make = Desk().once(), Maker()
    once.answer(CALL, make)
    with pytest.raises(Conflict):
        once.answer(replace(CALL, digest="d-2"), make)
    assert make.made == 1


def test_two_at_the_same_moment_make_one_thing() -> None:
    desk, make = Desk(), Maker()

    def meanwhile() -> Answer:
        with pytest.raises(Conflict) as refused:
            desk.once().answer(CALL, make)
        assert refused.value.facts == {"retry_after": LEASE}
        return make()

    assert desk.once().answer(CALL, meanwhile) == (MADE, False)
    assert make.made == 1


@pytest.mark.parametrize("status", [400, 404, 409, 422, 429, 500, 503])
def test_what_was_refused_may_be_put_right_under_the_same_key(status: int) -> None:
    once, make = Desk().once(), Maker()
    once.answer(CALL, Maker(replace(MADE, status=status)))
    assert once.answer(replace(CALL, digest="d-2"), make) == (MADE, False)


def test_a_call_that_broke_frees_its_key() -> None:
    once = Desk().once()

    def breaks() -> Answer:
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        once.answer(CALL, breaks)
    assert once.answer(CALL, Maker()) == (MADE, False)


def test_a_process_that_died_holds_the_key_for_its_lease_only() -> None:
    desk = Desk()
    desk.records.begin(CALL, int(desk.clock().timestamp()), int(desk.clock().timestamp()) + LEASE)
    desk.clock.pass_by(seconds=LEASE - 1)
    with pytest.raises(Conflict):
        desk.once().answer(CALL, Maker())
    desk.clock.pass_by(seconds=1)
    assert desk.once().answer(CALL, Maker()) == (MADE, False)


def test_the_answer_is_forgotten_after_a_day() -> None:
    desk, make = Desk(), Maker()
    desk.once().answer(CALL, make)
    desk.clock.pass_by(seconds=DAY - 1)
    assert desk.once().answer(CALL, make)[1]
    desk.clock.pass_by(seconds=1)
    assert desk.once().answer(CALL, make) == (MADE, False)


def test_an_answer_too_long_to_be_kept_is_given_all_the_same() -> None:
    once, long = Desk().once(), replace(MADE, body="x" * (MOST + 1))
    assert once.answer(CALL, Maker(long)) == (long, False)
    assert once.answer(CALL, Maker(long)) == (long, False)


def test_what_is_kept_fits_into_a_row_whatever_its_letters() -> None:
    desk, room = Desk(), 400 * 1024 - 2_000  # bytes; the rest is for keys and names
    for letter in "aáệ😀":
        for length in (60_000, 100_000, 150_000, 224_000):
            said = replace(MADE, body=letter * length)
            assert desk.once().answer(replace(CALL, key=f"{letter}{length}"), Maker(said)) == (said, False)
    kept = {key for _, _, key in desk.records.kept}
    assert kept == {"a60000", "a100000", "a150000", "a224000", "á60000", "á100000", "ệ60000"}
    assert max(len(record.sealed) for record in desk.records.kept.values()) < room


def test_an_answer_that_cannot_be_kept_goes_out_all_the_same() -> None:
    """What it tells of was made; a fault would have it made again."""

    class Full(ShelfRecords):
        def finish(self, call: Call, record: Record) -> None:
            raise OSError("no room")

    once, make = Desk(records=Full()).once(), Maker()
    assert once.answer(CALL, make) == (MADE, False)
    with pytest.raises(Conflict):
        once.answer(CALL, make)
    assert make.made == 1


def test_who_reads_the_table_learns_no_secret() -> None:
    desk = Desk()
    desk.once().answer(CALL, Maker())
    (record,) = desk.records.kept.values()
    assert record.sealed
    assert "TELL-NOBODY" not in record.sealed
    seal = AesSeal(lambda: SECRET, lambda: "id")
    with pytest.raises(ValueError, match="another key"):
        seal.open(replace(CALL, key="guessed"), record.sealed)
    with pytest.raises(ValueError, match="another key"):
        AesSeal(lambda: bytes(32), lambda: "id").open(CALL, record.sealed)


def test_no_two_answers_are_sealed_alike() -> None:
    desk = Desk()
    seal = AesSeal(lambda: SECRET, desk._id)
    assert seal.close(CALL, "x") != seal.close(CALL, "x")


def test_the_parts_of_a_call_do_not_run_into_each_other() -> None:
    assert digest(b"ab", b"c") != digest(b"a", b"bc")
