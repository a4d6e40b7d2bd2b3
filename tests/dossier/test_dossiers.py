"""Other systems write dossiers, applicants look them up: who may, what is kept, what a stranger can find out."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.dossier import views
from chalicelib.dossier.dossiers import PATIENCE, Dossiers
from chalicelib.dossier.lookup import OF_ALL, OF_AN_ADDRESS, WRONG_A_DAY, Asker
from chalicelib.dossier.order import code_typed
from chalicelib.errors import BadInput, Conflict, Forbidden, NotFound, StaleTicket, TooOften, Unprocessable
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Role
from tests.admin.hall import ADMIN
from tests.builders import COORDINATOR, HANDLER, SECRET, SLUG, at, officer
from tests.dossier.office import CODE, WARD, Office, asked, body, key


@pytest.fixture
def office() -> Office:
    return Office()


def test_a_dossier_is_created_changed_and_read_back_with_its_steps(office: Office) -> None:
    assert office.put() == "created"
    assert office.put(status="done", missing_papers=[], updated_at="2026-11-18T01:00:00.5Z") == "updated"
    shown = views.reading(office.room.read(SLUG, CODE, key()))
    done = {
        "agency": "Sở Xây dựng", "status": "done", "status_vi": "Đã xử lý xong", "result_on": "2026-12-01",
        "missing_papers": [], "updated_at": "2026-11-18T01:00:00.500+00:00",
    }  # fmt: skip
    before = done | {
        "status": "more_papers", "status_vi": "Yêu cầu bổ sung giấy tờ", "missing_papers": ["Bản sao giấy phép"],
        "updated_at": "2026-11-17T02:00:00.000+00:00",
    }  # fmt: skip
    assert shown == {
        "code": CODE, **done, "procedure": None, "version": 2, "factors": ["phone", "id_number"], "history": [done, before],
    }  # fmt: skip


def test_the_same_again_is_no_write_and_no_step(office: Office) -> None:
    assert [office.put() for _ in range(3)] == ["created", "unchanged", "unchanged"]
    assert office.cabinet.saved == 1


def test_what_is_older_or_contradicts_is_a_conflict_and_changes_nothing(office: Office) -> None:
    office.put()
    refused = [
        {"status": "received", "updated_at": "2026-11-16T09:00:00+07:00"},
        {"status": "done"},
        {"status": "done", "updated_at": "2026-11-18T10:00:01+07:00"},
    ]
    results = []
    for given_facts in refused:
        with pytest.raises(Conflict) as refusal:
            office.put(**given_facts)
        results.append(str(refusal.value.facts["result"]))
    assert results == ["outdated", "conflict", "ahead"]
    assert office.cabinet.saved == 1


def test_a_version_that_was_seen_guards_the_write(office: Office) -> None:
    with pytest.raises(StaleTicket):
        office.room.put(SLUG, CODE, body(), key(), seen=1)
    assert office.room.put(SLUG, CODE, body(), key(), seen=0).dossier.version == 1
    newer = body(status="done", updated_at="2026-11-18T08:00:00+07:00")
    assert office.room.put(SLUG, CODE, newer, key(), seen=1).dossier.version == 2
    with pytest.raises(StaleTicket):
        office.room.put(SLUG, CODE, newer, key(), seen=1)


def test_a_lost_race_is_decided_afresh_and_given_up_after_three(office: Office) -> None:
    office.cabinet.refuse_saves = 2
    assert office.put() == "created"
    office.cabinet.refuse_saves = 3
    with pytest.raises(Conflict) as refusal:
        office.put(status="done", updated_at="2026-11-18T08:00:00+07:00")
    assert refusal.value.facts["result"] == "try_again"


def test_a_bulk_tells_every_row_in_its_order_and_one_bad_row_stops_no_other(office: Office) -> None:
    office.put()
    second = CODE[:-1] + "2"
    rows = [
        body(code=CODE),
        body(code=second),
        body(code=second, status="done", updated_at="2026-11-18T08:00:00+07:00"),
        body(code=CODE, status="done"),
        body(code=CODE, updated_at="2026-11-01T08:00:00+07:00"),
    ]
    told = views.outcomes(office.room.put_many(SLUG, {"dossiers": rows}, key()))
    assert told == {"results": [
        {"code": CODE, "result": "unchanged"}, {"code": second, "result": "created"},
        {"code": second, "result": "updated"}, {"code": CODE, "result": "conflict"}, {"code": CODE, "result": "outdated"},
    ]}  # fmt: skip
    again = office.room.put_many(SLUG, {"dossiers": rows[:3]}, key())
    assert [row.result for row in again] == ["unchanged", "outdated", "unchanged"]


def test_when_time_runs_out_the_rest_is_told_to_come_again(office: Office) -> None:
    room = Dossiers(office.cabinet, office.world.provinces, lambda: SECRET, _Hurried(office.world.clock()))
    rows = [body(code=f"H49.17-261118-{n:04}") for n in range(1, 7)]
    results = [row.result for row in room.put_many(SLUG, {"dossiers": rows}, key())]
    assert results[0] == "created"
    assert results[-1] == "try_again"
    assert len(office.cabinet.kept) == results.count("created") < 6


class _Hurried:
    """A clock on which every look takes a sixth of a bulk's patience."""

    def __init__(self, start: Any) -> None:
        self.at = start

    def __call__(self) -> Any:
        self.at += PATIENCE / 6
        return self.at


def test_a_bulk_with_a_fault_is_refused_as_a_whole_and_names_the_row(office: Office) -> None:
    rows = [body(code=CODE), body(code="H49-1", status="lost", more=1)]
    with pytest.raises(Unprocessable) as refusal:
        office.room.put_many(SLUG, {"dossiers": rows}, key())
    assert {fault["pointer"] for fault in refusal.value.facts["faults"]} == {
        "/dossiers/1", "/dossiers/1/code", "/dossiers/1/status",
    }  # fmt: skip
    assert office.cabinet.kept == {}
    for many in ([], [body(code=CODE)] * 501):
        with pytest.raises(Unprocessable):
            office.room.put_many(SLUG, {"dossiers": many}, key())


@pytest.mark.parametrize("moment", [
    "2026-11-17", "2026-11-17T09:00:00", "2026-02-30T09:00:00Z", "2025-02-29T09:00:00Z", "2026-13-01T09:00:00Z",
    "2026-11-17T24:00:00Z", "2026-11-17T09:00:60Z", "1999-11-17T09:00:00Z", "2026-11-17T09:00:00Z\n",
])  # fmt: skip
def test_a_moment_that_is_none_is_refused_by_the_schema(office: Office, moment: str) -> None:
    with pytest.raises(Unprocessable) as refusal:
        office.put(updated_at=moment)
    assert {fault["pointer"] for fault in refusal.value.facts["faults"]} <= {"/updated_at"}
    assert office.cabinet.kept == {}


@given(
    st.datetimes(
        min_value=at("2000-01-02 00:00").replace(tzinfo=None), max_value=at("2026-11-18 00:00").replace(tzinfo=None)
    )
)
def test_every_moment_there_is_passes_the_schema(moment: Any) -> None:
    office = Office()
    assert office.put(updated_at=moment.isoformat() + "Z", result_on=moment.date().isoformat()) == "created"


@pytest.mark.parametrize(
    "actor", [HANDLER, COORDINATOR, officer(Role.PROVINCE_ADMIN, "so-khcn"), key(scopes=frozenset())]
)
def test_only_a_key_with_the_scope_writes(office: Office, actor: Actor) -> None:
    with pytest.raises(Forbidden):
        office.room.put(SLUG, CODE, body(), actor)
    with pytest.raises(Forbidden):
        office.room.put_many(SLUG, {"dossiers": [body(code=CODE)]}, actor)


def test_a_key_reads_what_it_has_written_and_an_administrator_all_of_the_province(office: Office) -> None:
    office.put()
    assert office.room.read(SLUG, CODE, officer(Role.PROVINCE_ADMIN, "so-khcn")).dossier.code == CODE
    with pytest.raises(NotFound):
        office.room.read(SLUG, CODE, key("key:2"))
    with pytest.raises(NotFound):
        office.room.read(SLUG, CODE.lower(), key())
    with pytest.raises(Forbidden):
        office.room.read(SLUG, CODE, HANDLER)


def test_only_the_key_that_wrote_it_first_writes_a_dossier_until_it_is_released(office: Office) -> None:
    office.put()
    other, news = key("key:2"), body(status="done", updated_at="2026-11-17T10:00:00+07:00")
    with pytest.raises(Conflict, match="another key writes this dossier"):
        office.room.put(SLUG, CODE, news, other)
    assert [row.result for row in office.room.put_many(SLUG, {"dossiers": [news | {"code": CODE}]}, other)] == [
        "foreign"
    ]
    for nobody in (other, officer(Role.LEADERSHIP, "ubnd-tinh")):
        with pytest.raises(Forbidden):
            office.room.release(SLUG, CODE, nobody)
    with pytest.raises(NotFound):
        office.room.release(SLUG, CODE, replace(ADMIN, tenant="tinh-khac"))
    with pytest.raises(NotFound):
        office.room.release(SLUG, CODE[:-1] + "9", ADMIN)
    assert office.room.release(SLUG, CODE, ADMIN) == office.room.release(SLUG, CODE, ADMIN)
    assert office.room.put(SLUG, CODE, news, other).result == "updated"
    with pytest.raises(Conflict):
        office.room.put(SLUG, CODE, body(updated_at="2026-11-17T11:00:00+07:00", status="returned"), key())


def test_a_release_goes_on_after_a_lost_race_and_gives_up_after_three(office: Office) -> None:
    office.put()
    office.cabinet.refuse_saves = 1
    assert office.room.release(SLUG, CODE, ADMIN).by == ""
    office.room.put(SLUG, CODE, body(), key("key:2"))
    office.cabinet.refuse_saves = 3
    with pytest.raises(Conflict, match="at this moment"):
        office.room.release(SLUG, CODE, ADMIN)


def test_another_province_s_key_learns_nothing_and_changes_nothing(office: Office) -> None:
    office.put()
    stranger = key(tenant="tinh-khac")
    calls: list[Any] = [
        lambda: office.room.put(SLUG, CODE, body(status="done"), stranger),
        lambda: office.room.put_many(SLUG, {"dossiers": [body(code=CODE)]}, stranger),
        lambda: office.room.read(SLUG, CODE, stranger),
        lambda: office.room.look_up("tinh-khac", asked(), WARD),
    ]
    for call in calls:
        with pytest.raises(NotFound):
            call()
    assert office.cabinet.saved == 1


@pytest.mark.parametrize(("factor", "tail"), [("phone", "4567"), ("id_number", "0001")])
def test_the_receipt_and_the_last_digits_show_the_four_facts_and_no_more(
    office: Office, factor: str, tail: str
) -> None:
    office.put()
    found = office.room.look_up(SLUG, asked(code=" h49.17 - 261118-0001 ", factor=factor, tail=tail), WARD)
    assert set(views.dossier(found)) == {
        "code", "agency", "status", "status_vi", "result_on", "missing_papers", "updated_at",
    }  # fmt: skip


def test_a_stranger_cannot_tell_a_dossier_that_is_there_from_one_that_is_not(office: Office) -> None:
    """Wrong digits, digits nobody gave, an unknown code: the same words, the same count, the same end."""
    office.put(applicant={"phone_tail": "4567"})
    there = [office.wrong(tail="0000") for _ in range(WRONG_A_DAY + 2)]
    other = CODE[:-1] + "2"
    office.room.put(SLUG, other, body(applicant={"phone_tail": "4567"}), key())
    not_given = [office.wrong(code=other, factor="id_number") for _ in range(WRONG_A_DAY + 2)]
    nowhere = [office.wrong(code=CODE[:-1] + "3") for _ in range(WRONG_A_DAY + 2)]

    def answers(refusals: list[Any]) -> list[Any]:
        return [(type(each), str(each), each.facts) for each in refusals]

    assert answers(there) == answers(not_given) == answers(nowhere)
    assert [type(each) for each in there] == [NotFound] * WRONG_A_DAY + [TooOften] * 2


def test_after_too_many_wrong_tries_even_the_right_digits_wait_for_the_next_day(office: Office) -> None:
    office.put()
    for _ in range(WRONG_A_DAY):
        office.wrong(tail="0000")
    refusal = office.wrong()
    assert isinstance(refusal, TooOften)
    office.world.clock.pass_by(seconds=refusal.facts["retry_after"])
    assert office.room.look_up(SLUG, asked(), WARD).code == CODE


def test_nobody_shuts_a_dossier_to_others_from_one_address_and_guessing_from_many_stays_hopeless(
    office: Office,
) -> None:
    """The sums of lookup.py, counted out: what one caller gets, what it takes to keep all others out."""
    office.put()

    def tries(caller: str, times: int, tail: str = "0000") -> list[type[Exception]]:
        return [type(office.wrong(asker=Asker(caller, OF_AN_ADDRESS), tail=tail)) for _ in range(times)]

    assert tries("stranger", 200).count(NotFound) == WRONG_A_DAY
    assert office.room.look_up(SLUG, asked(), WARD).code == CODE, "two hundred tries of a stranger count for five"
    for number in range(3):
        assert tries(f"more-{number}", 6).count(NotFound) == WRONG_A_DAY
    assert tries("after twenty", 5).count(NotFound) == 1, "of all callers there were twenty: one each from here on"
    assert office.room.look_up(SLUG, asked(), WARD).code == CODE, "who errs not gets in"
    spent = 5
    while office.cabinet.tries[SLUG, CODE, date(2026, 11, 18)] < OF_ALL:
        tries(f"net-{spent}", 3)
        spent += 1
    assert spent == 84, "addresses, for one day"
    assert isinstance(office.wrong(), TooOften)
    targeted, at_large = OF_ALL / 10_000, 2 * OF_AN_ADDRESS / 10_000  # a day; two factors on the page
    assert (targeted, at_large) == (0.01, 0.012)


def test_tries_that_were_refused_as_too_often_count_for_nothing_more(office: Office) -> None:
    office.put()
    for _ in range(WRONG_A_DAY * 4):
        office.wrong(tail="0000")
    assert sorted(office.cabinet.tries.values()) == [WRONG_A_DAY] * 3, "the caller here, the caller, the code"


def test_right_digits_are_no_try(office: Office) -> None:
    office.put()
    for _ in range(WRONG_A_DAY * 3):
        assert office.room.look_up(SLUG, asked(), WARD).code == CODE


def test_no_digits_are_stored_and_a_dossier_without_any_is_shown_to_nobody(office: Office) -> None:
    office.put(applicant={"phone_tail": "4567"})
    assert "4567" not in repr(office.cabinet.kept)
    office.wrong(factor="id_number", tail="0001")
    bare = CODE[:-1] + "9"
    given_facts = body()
    del given_facts["applicant"]
    office.room.put(SLUG, bare, given_facts, key())
    assert isinstance(office.wrong(code=bare), NotFound)


@pytest.mark.parametrize("typed", ["", "x", "H49.17-261118", "H49.17-26111-0001", "H49.17-261118-001", "H#9-261118-0001",
                                   "H49.17-261118-0001-1", ".H49-261118-0001", "Đ49-261118-0001", "H49-26111٨-0001"])  # fmt: skip
def test_what_is_no_code_is_neither_kept_nor_counted(office: Office, typed: str) -> None:
    assert code_typed(typed) is None
    with pytest.raises(BadInput):
        office.room.put(SLUG, typed, body(), key())
    with pytest.raises((NotFound, Unprocessable)):
        office.room.look_up(SLUG, asked(code=typed), WARD)
    assert office.cabinet.tries == {}


@given(st.from_regex(r"\A[0-9A-Z][0-9A-Z.]{0,27}-[0-9]{6}-[0-9]{4,8}\Z"))
def test_every_code_of_the_schema_is_one_for_the_look_up(code: str) -> None:
    assert code_typed(code.lower()) == code


def test_the_wait_ends_at_midnight(office: Office) -> None:
    office.world.clock.at = at("2026-11-18 23:59") + timedelta(seconds=59)  # local; 16:59:59 UTC
    refusals = [office.wrong() for _ in range(WRONG_A_DAY + 1)]
    assert refusals[-1].facts == {"retry_after": 2}  # type: ignore[attr-defined]
