"""A change becomes true by the schedule: on its day, for every open petition, once, whoever else acts meanwhile."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.admin import keeping
from chalicelib.province.chore import Chore, Kind
from chalicelib.province.registry import Registry
from chalicelib.ticket.chain import first_break
from chalicelib.ticket.ticket import Ticket
from chalicelib.ticket.workflow import Act, Status
from tests.admin.hall import ADMIN, MERGER, Hall, answer_in, day_off
from tests.builders import COORDINATOR, HANDLER, SLUG, at, changed, document
from tests.fakes import ShelfTickets


@pytest.fixture
def hall() -> Hall:
    return Hall()


def test_case_05_calendar_changed_open_deadlines_are_recomputed_closed_ones_are_not(hall: Hall) -> None:
    """zammad#534. A storm day on Thursday (24 November is a holiday already): what is open gains a day, what was answered keeps its verdict."""
    waiting = hall.opened(person="a")
    answered = hall.opened(person="b")
    hall.does(answered.code, "accept", HANDLER)
    hall.does(answered.code, "answer", HANDLER, text="Đã vá")
    before = hall.now(answered.code)
    assert waiting.promised_at == at("2026-11-26 17:00")

    hall.decides(day_off("2026-11-19"))
    assert hall.now(waiting.code) == waiting, "the request itself touches no petition"
    assert hall.minute() == 1

    then = hall.now(waiting.code)
    assert then.promised_at == at("2026-11-27 17:00")
    (event,) = hall.said(waiting.code, Act.RECKON)
    assert event.facts["promised_at_old"] == waiting.promised_at.isoformat()
    assert event.facts["promised_at_new"] == then.promised_at.isoformat()
    assert hall.now(answered.code) == before
    assert first_break(waiting.code, hall.tickets.timeline(SLUG, waiting.code)) is None


def test_what_is_right_already_is_not_written(hall: Hall) -> None:
    ticket = hall.opened()
    hall.decides(lambda held: held.update(name="Sông Mẫu Mới"))
    assert hall.minute(5) == 0
    assert hall.now(ticket.code).version == ticket.version
    assert hall.chores.waiting(SLUG) == []


def test_the_schedule_looks_twice_for_a_process_may_act_by_the_old_version_for_a_minute(hall: Hall) -> None:
    hall.decides(day_off("2026-11-19"))
    hall.minute()
    (chore,) = hall.chores.waiting(SLUG)
    assert chore.at == chore.since + keeping.LAG
    old = hall.opened()
    late = changed(old, code="SM-LATE", version=0, promised_at=at("2026-11-26 17:00"), key="k")
    hall.shelf.tickets[SLUG, "SM-LATE"] = late
    hall.shelf.events[SLUG, "SM-LATE"] = hall.tickets.timeline(SLUG, old.code)
    assert hall.minute() == 1
    assert hall.now("SM-LATE").promised_at == at("2026-11-27 17:00")
    assert hall.chores.waiting(SLUG) == []


def test_two_runs_at_once_and_a_run_that_lost_the_race_change_nothing_twice(hall: Hall) -> None:
    ticket = hall.opened()
    hall.decides(day_off("2026-11-19"))
    hall.shelf.refuse_commits = 1
    assert hall.minute() == 1, "read again, decided again"
    (chore,) = hall.chores.waiting(SLUG)
    hall.chores.owe(replace(chore, at=chore.since, after=""))
    assert replace(hall.keeper, provinces=Registry(hall.versions, hall.clock)).run() == 0
    assert len(hall.said(ticket.code, Act.RECKON)) == 1


def test_a_petition_that_cannot_be_reckoned_does_not_keep_the_others_waiting(hall: Hall) -> None:
    broken, fine = hall.opened(person="a"), hall.opened(person="b")
    hall.shelf.events[SLUG, broken.code] = []
    hall.decides(day_off("2026-11-19"))
    assert hall.minute() == 1
    assert hall.said(fine.code, Act.RECKON)


def test_a_run_stops_in_time_and_the_next_goes_on_from_there(hall: Hall) -> None:
    tickets = [hall.opened(person=f"p{n}") for n in range(4)]
    hall.decides(day_off("2026-11-19"))

    class Slow(ShelfTickets):
        def timeline(self, tenant: str, code: str) -> list:  # type: ignore[type-arg]
            hall.clock.pass_by(seconds=15)
            return super().timeline(tenant, code)

    hall.keeper = replace(hall.keeper, tickets=Slow(hall.shelf))
    assert hall.minute() == 3, "15 s each, 40 s in all"
    (chore,) = hall.chores.waiting(SLUG)
    assert chore.after == "phong-ha-tang#" + sorted(t.code for t in tickets)[2]
    assert hall.minute() == 1
    assert all(hall.said(ticket.code, Act.RECKON) for ticket in tickets)


def test_a_run_that_was_killed_is_made_good_by_the_next(hall: Hall) -> None:
    class Killed(BaseException):
        pass

    class Fatal(ShelfTickets):
        def timeline(self, tenant: str, code: str) -> list:  # type: ignore[type-arg]
            if code == codes[1]:
                raise Killed
            return super().timeline(tenant, code)

    codes = sorted(hall.opened(person=f"p{n}").code for n in range(3))
    hall.decides(day_off("2026-11-19"))
    hall.clock.pass_by(minutes=1)
    with pytest.raises(Killed):
        replace(hall.keeper, tickets=Fatal(hall.shelf)).run()
    assert hall.minute() == 2
    assert [len(hall.said(code, Act.RECKON)) for code in codes] == [1, 1, 1]


def test_a_version_becomes_active_on_its_day_at_local_midnight(hall: Hall) -> None:
    ticket = hall.opened()
    decision = hall.decides(answer_in(3), day=date(2026, 11, 20))
    assert (decision.active, decision.at) == (1, at("2026-11-20 00:00"))
    hall.minute(3)
    assert hall.active == 1
    hall.clock.at = at("2026-11-19 23:58")
    assert hall.minute() == 0
    hall.minute(2)
    assert hall.active == 2
    assert hall.now(ticket.code).promised_at == at("2026-11-23 17:00")
    assert [a.author for a in hall.versions.history(SLUG)[0].activations] == [ADMIN.id]


def test_an_activation_that_a_killed_run_has_made_is_not_made_twice(hall: Hall) -> None:
    hall.decides(answer_in(3), day=date(2026, 11, 20))
    hall.clock.at = at("2026-11-20 00:00")
    hall.provinces.activate(SLUG, 2, 1, ADMIN.id)
    assert hall.keeper.run() == 0
    assert [chore.kind for chore in hall.chores.waiting(SLUG)] == [Kind.SETTLE]
    assert len(hall.versions.history(SLUG)[0].activations) == 1


def test_an_activation_that_no_longer_fits_is_told_and_stays_to_be_seen(hall: Hall) -> None:
    hall.decides(answer_in(3), day=date(2026, 11, 20))
    hall.versions.put(SLUG, document(), "somebody at the database", hall.clock())
    hall.clock.at = at("2026-11-20 00:00")
    hall.keeper.run()
    assert hall.active == 3
    (failed,) = [chore for chore in hall.chores.waiting(SLUG) if chore.kind is Kind.ACTIVATE]
    assert failed.reason
    hall.minute(3)
    assert hall.active == 3, "it is not tried again"
    hall.decides(answer_in(4))
    assert failed not in hall.chores.waiting(SLUG), "a later decision clears it away"


def test_one_chore_that_fails_does_not_keep_the_others_waiting(hall: Hall) -> None:
    hall.opened()
    hall.chores.owe(
        Chore(
            slug=SLUG, kind=Kind.SETTLE, number=9, seen=99,
            since=hall.clock() - timedelta(hours=1), at=hall.clock(), author="x",
        )
    )  # fmt: skip
    hall.decides(day_off("2026-11-19"))
    assert hall.minute() == 1


def rubbish(hall: Hall, where: str = "phường Bến Đá", **given: str) -> Ticket:
    return hall.opened(f"Rác thải bốc mùi hôi ở {where}", **given)


def test_petitions_follow_their_commune_and_come_home_when_it_is_taken_back(hall: Hall) -> None:
    one, two, other = rubbish(hall, person="a"), rubbish(hall, "xã Đồng Sim", person="b"), hall.opened(person="c")
    assert (one.unit, two.unit) == ("p90001", "p90002")
    hall.admin.reorganise(SLUG, MERGER, ADMIN)
    assert hall.minute(4) == 2

    moved = hall.now(one.code)
    assert (moved.unit, moved.formerly, moved.code) == ("p90009", "p90001", one.code)
    assert (moved.status, moved.promised_at, moved.stage_due_at) == (one.status, one.promised_at, one.stage_due_at)
    (event,) = hall.said(one.code, Act.REHOME)
    assert (event.facts["from"], event.facts["to"]) == ("p90001", "p90009")
    assert hall.now(other.code) == other
    assert [card.code for card in hall.tickets.worklist(SLUG, "p90001", 9, None).cards] == []

    hall.admin.undo(SLUG, ADMIN)
    assert hall.minute(4) == 2
    assert (hall.now(one.code).unit, hall.now(two.code).unit) == ("p90001", "p90002")
    assert first_break(one.code, hall.tickets.timeline(SLUG, one.code)) is None
    assert hall.minute(5) == 0, "and there it stays"


def test_into_an_existing_unit_and_back_each_to_its_own(hall: Hall) -> None:
    """After a merger into a neighbour nobody could tell whose petition it was, but for what the ticket keeps."""
    mine, theirs = rubbish(hall, person="a"), rubbish(hall, "xã Đồng Sim", person="b")
    plan = MERGER | {"steps": [{"close": "p90001", "successor": "p90002"}]}
    hall.admin.reorganise(SLUG, plan, ADMIN)
    hall.minute(4)
    assert {hall.now(mine.code).unit, hall.now(theirs.code).unit} == {"p90002"}
    hall.admin.undo(SLUG, ADMIN)
    hall.minute(4)
    assert (hall.now(mine.code).unit, hall.now(theirs.code).unit) == ("p90001", "p90002")


def test_what_somebody_has_moved_since_is_not_taken_from_them(hall: Hall) -> None:
    ticket = rubbish(hall)
    plan = MERGER | {"steps": [{"close": "p90001", "successor": "p90002"}]}
    hall.admin.reorganise(SLUG, plan, ADMIN)
    hall.minute(4)
    hall.does(ticket.code, "assign", COORDINATOR, unit="phong-ha-tang")
    hall.admin.undo(SLUG, ADMIN)
    hall.minute(4)
    assert hall.now(ticket.code).unit == "phong-ha-tang"


def test_what_was_answered_follows_too_for_it_may_be_reopened(hall: Hall) -> None:
    ticket = rubbish(hall)
    hall.shelf.tickets[SLUG, ticket.code] = changed(
        hall.now(ticket.code), status=Status.ANSWERED, stage=None, stage_due_at=None, next_at=None
    )
    hall.admin.reorganise(SLUG, MERGER, ADMIN)
    hall.minute(4)
    assert hall.now(ticket.code).unit == "p90009"
    hall.admin.undo(SLUG, ADMIN)
    hall.minute(4)
    assert hall.now(ticket.code).unit == "p90001"


def test_a_revert_to_a_version_that_never_knew_the_unit_loses_no_petition(hall: Hall) -> None:
    """Not taken back but replaced: what lies with an unknown unit goes where it was before, else to the tray."""
    moved = rubbish(hall, person="old")
    hall.admin.reorganise(SLUG, MERGER, ADMIN)
    hall.minute(4)
    born = rubbish(hall, "phường Sông Mới")
    assert born.unit == "p90009"
    hall.admin.activate(SLUG, 1, 2, ADMIN)
    hall.minute(4)
    assert hall.now(moved.code).unit == "p90001", "where it was"
    assert hall.now(born.code).unit == "so-khcn", "the tray"


def test_the_tray_moves_with_everything_in_it(hall: Hall) -> None:
    ticket = hall.opened("Chuyện gì đó không rõ ở đâu")
    assert ticket.status is Status.IN_TRAY
    hall.decides(lambda held: held.update(tray="ubnd-tinh", task_force="ubnd-tinh"))
    hall.minute()
    assert hall.now(ticket.code).unit == "ubnd-tinh"


def test_missing_holidays_are_told_in_time(hall: Hall, capsys: pytest.CaptureFixture[str]) -> None:
    """From September on the next year must be there; the alarm stands on the sum over all provinces."""
    hall.keeper.run()
    assert _counted(capsys, "CalendarYearsMissing") == {"-": 0}
    hall.decides(lambda held: held.update(calendar=held["calendar"] | {"base": None}))
    hall.keeper.run()
    assert _counted(capsys, "CalendarYearsMissing") == {"-": 2, SLUG: 2}


def test_holidays_that_are_only_expected_are_told_apart(hall: Hall, capsys: pytest.CaptureFixture[str]) -> None:
    hall.clock.at = at("2026-12-01 08:00")
    hall.keeper.run()
    assert _counted(capsys, "CalendarYearsProvisional") == {"-": 1}


def _counted(capsys: pytest.CaptureFixture[str], name: str) -> dict[str, float]:
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if f'"{name}"' in line]
    return {line["tenant"]: line[name][0] for line in lines if name in line}
