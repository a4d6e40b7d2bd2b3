"""Before anything counts: faults, doubts, differences, and what the draft would do to petitions."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.admin.diff import Changed
from chalicelib.errors import BadInput, NotFound, Unprocessable
from chalicelib.province.regulation import Stage
from chalicelib.province.reorganisation import reorganised
from chalicelib.ticket.workflow import Role
from tests.admin.hall import ADMIN, MERGER, Hall, answer_in, day_off
from tests.builders import HANDLER, LEADER, SLUG, changed, document, officer


@pytest.fixture
def hall() -> Hall:
    return Hall()


def draft(*changes: Any) -> dict[str, Any]:
    held = document()
    for change in changes:
        change(held)
    return held


def test_a_draft_with_faults_tells_them_all_and_nothing_else(hall: Hall) -> None:
    review = hall.trials.check(SLUG, draft() | {"tray": "a", "leadership": "b"}, ADMIN, None)
    assert [fault["pointer"] for fault in review.faults] == ["/tray", "/leadership"]
    assert (review.impact, review.sections) == (None, ())
    nothing: tuple[Any, ...] = ([], None, {"slug": "tinh-khac"}, {"slug": SLUG})
    for nonsense in nothing:
        assert hall.trials.check(SLUG, nonsense, ADMIN, None).faults


def test_the_same_document_changes_nothing(hall: Hall) -> None:
    hall.opened()
    review = hall.trials.check(SLUG, document(), LEADER, None)
    assert (review.faults, review.sections) == ((), ())
    assert review.impact
    assert (review.impact.read, review.impact.partial) == (1, False)
    assert [review.impact.total(what) for what in ("earlier", "later", "late_now", "follow")] == [0, 0, 0, 0]


def test_differences_are_told_by_section(hall: Hall) -> None:
    changed = draft(day_off("2026-12-24"), answer_in(3))
    changed["staff"][0] = changed["staff"][0] | {"name": "Người khác"}
    changed["accounts"] = changed["accounts"][1:]
    changed["routing"] = changed["routing"][::-1]
    changed["name"] = "Sông Mẫu Mới"
    found = {s.name: s for s in hall.trials.check(SLUG, changed, ADMIN, None).sections}
    assert found["staff"].changed == (Changed("ld", ("name",)),)
    assert found["accounts"].removed == ("facebook#2001",)
    assert found["calendar/days_off"].added == ("2026-12-24",)
    assert found["routing"].reordered
    assert not found["routing"].changed
    assert found["province"].changed == (Changed("name", ()),)
    assert found["regulation"].changed == (Changed("version", ()),)
    limits = found["regulation/limits"]
    assert limits.changed == (Changed("answer", ("allow",)),)
    assert len(limits.removed) == 2


def test_doubts_are_warnings(hall: Hall) -> None:
    changed = draft()
    changed["routing"].append({"id": "chet", "when": {"category": ["giao-thong"]}, "to": "so-khcn"})
    review = hall.trials.check(SLUG, changed, ADMIN, None)
    assert "/routing/5" in [warning["pointer"] for warning in review.warnings]
    assert review.faults == ()


def test_what_would_become_of_open_petitions(hall: Hall) -> None:
    """Opened on Wednesday; looked at on Friday, when two working days would have been over."""
    ticket = hall.opened()
    hall.does(ticket.code, "accept", HANDLER)
    hall.opened("Doanh nghiệp hỏi về giấy phép đầu tư", person="b")
    hall.clock.pass_by(days=2, hours=9)
    before = dict(hall.shelf.tickets)
    impact = hall.trials.check(SLUG, draft(answer_in(1)), ADMIN, None).impact
    assert impact
    rows = {row.unit: row for row in impact.units}
    roads = rows["phong-ha-tang"]
    assert (roads.open, roads.earlier, roads.later, roads.late_now) == (1, 1, 0, 1)
    assert roads.examples == (ticket.code,)
    assert hall.shelf.tickets == before, "a dry run writes nothing"
    kinder = hall.trials.check(SLUG, draft(answer_in(9)), ADMIN, None).impact
    assert kinder
    assert (kinder.total("later"), kinder.total("late_now")) == (2, 0)


def test_what_is_late_today_may_be_in_time_under_the_draft(hall: Hall) -> None:
    ticket = hall.opened()
    hall.does(ticket.code, "accept", HANDLER)
    hall.clock.pass_by(days=9)
    impact = hall.trials.check(SLUG, draft(answer_in(30)), ADMIN, None).impact
    assert impact
    assert impact.total("saved_now") == 1


def test_what_would_have_to_move_because_its_unit_closes(hall: Hall) -> None:
    ticket = hall.opened("Rác thải bốc mùi hôi ở phường Bến Đá")
    impact = hall.trials.check(SLUG, reorganised(document(), MERGER), ADMIN, None).impact
    assert impact
    (row,) = impact.units
    assert (row.unit, row.follow, row.earlier, row.later) == ("p90001", 1, 0, 0)
    assert hall.now(ticket.code) == ticket


def test_a_dry_run_is_bounded_and_says_so(hall: Hall) -> None:
    for number in range(7):
        hall.opened(person=f"p{number}")
    hall.opened("Rác thải bốc mùi hôi ở phường Bến Đá", person="q")
    impact = hall.trials.check(SLUG, draft(answer_in(3)), ADMIN, 4).impact
    assert impact
    assert (impact.read, impact.partial) == (4, True)
    whole = hall.trials.check(SLUG, draft(answer_in(3)), ADMIN, 8).impact
    assert whole
    assert (whole.read, whole.partial) == (8, False)


def test_a_bound_cuts_all_units_alike(hall: Hall) -> None:
    """A page of each in turn: a unit with thousands does not hide the others; without a bound all are read."""
    sample, events = hall.opened("Rác thải bốc mùi hôi ở phường Bến Đá"), hall.shelf.events
    for number in range(120):
        code = f"SM-{number:04d}"
        hall.shelf.tickets[SLUG, code] = changed(sample, code=code)
        events[SLUG, code] = events[SLUG, sample.code]
    hall.opened(person="q")
    few = hall.trials.check(SLUG, draft(answer_in(3)), ADMIN, 60).impact
    whole = hall.trials.check(SLUG, draft(answer_in(3)), ADMIN, None).impact
    assert few
    assert whole
    assert {row.unit: row.open for row in few.units} == {"p90001": 59, "phong-ha-tang": 1}
    assert {row.unit: row.open for row in whole.units} == {"p90001": 121, "phong-ha-tang": 1}


def test_a_dry_run_stops_in_time_and_says_so(hall: Hall) -> None:
    for number in range(3):
        hall.opened(person=f"p{number}")
    ticking = hall.clock.at

    def now() -> Any:
        nonlocal ticking
        ticking += timedelta(seconds=4)
        return ticking

    from chalicelib.admin.trial import Trials

    impatient = Trials(hall.admin, hall.tickets, now, timedelta(seconds=10))
    impact = impatient.check(SLUG, draft(answer_in(3)), ADMIN, None).impact
    assert impact
    assert impact.partial
    assert impact.read < 3


def answered(hall: Hall, days: float, **given: Any) -> str:
    """A petition taken on at once and answered so many days later."""
    ticket = hall.opened(**given)
    hall.does(ticket.code, "accept", HANDLER)
    opened_at = hall.clock.at
    hall.clock.pass_by(days=days)
    hall.does(ticket.code, "answer", HANDLER, text="Đã vá")
    hall.clock.at = opened_at
    return ticket.code


def test_a_draft_regulation_is_tried_on_past_petitions(hall: Hall) -> None:
    """Five working days today. Under two, what was answered on the following Monday would have been late."""
    quick, slow = answered(hall, 1, person="a"), answered(hall, 5, person="b")
    ever_late = answered(hall, 30, person="c")
    strict = draft(answer_in(2))["regulation"]
    found = hall.trials.simulate(SLUG, strict, LEADER, None)
    assert (found.read, found.partial) == (3, False)
    simulation = found.simulation
    assert simulation.become_late == (slow,)
    assert simulation.no_longer_late == ()
    answer = next(row for row in simulation.stages if row.stage is Stage.ANSWER)
    assert (answer.judged, answer.earlier, answer.later) == (3, 3, 0)
    assert answer.earlier_by == timedelta(hours=22, minutes=30), "three working days of 7.5 hours"
    receive = next(row for row in simulation.stages if row.stage is Stage.RECEIVE)
    assert (receive.judged, receive.earlier, receive.later) == (3, 0, 0)
    (unit,) = simulation.units
    assert (unit.unit, unit.petitions, unit.late, unit.late_then) == ("phong-ha-tang", 3, 1, 2)
    assert not {quick, ever_late} & {*simulation.become_late}


def test_a_kinder_draft_frees_the_late(hall: Hall) -> None:
    code = answered(hall, 12)
    found = hall.trials.simulate(SLUG, draft(answer_in(20)), LEADER, None).simulation
    assert (found.no_longer_late, found.become_late) == ((code,), ())


def test_the_rules_of_today_change_nothing(hall: Hall) -> None:
    answered(hall, 5)
    found = hall.trials.simulate_version(SLUG, 1, LEADER, None).simulation
    assert (found.become_late, found.no_longer_late) == ((), ())
    assert all(row.earlier == row.later == 0 for row in found.stages)


def test_a_draft_that_is_none_is_refused(hall: Hall) -> None:
    with pytest.raises(BadInput):
        hall.trials.simulate(SLUG, [], ADMIN, None)
    with pytest.raises(Unprocessable):
        hall.trials.simulate(SLUG, {"id": "x"}, ADMIN, None)
    with pytest.raises(Unprocessable):
        hall.trials.simulate(SLUG, document() | {"slug": "tinh-khac"}, ADMIN, None)
    with pytest.raises(NotFound):
        hall.trials.simulate_version(SLUG, 9, ADMIN, None)
    with pytest.raises(NotFound):
        hall.trials.simulate(SLUG, document(), officer(Role.PROVINCE_ADMIN, "so-khcn", "tinh-khac"), None)
