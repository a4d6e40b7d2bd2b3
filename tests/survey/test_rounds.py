"""A round's life, who may do what with it, and what a body must be."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from chalicelib.errors import Conflict, Forbidden, NotFound, StaleTicket, Unprocessable
from chalicelib.survey.record import round_of, said_of
from chalicelib.survey.round import NEXT, Act, Group, State, after
from chalicelib.ticket.workflow import Role
from tests.builders import COORDINATOR, HANDLER, HEAD, LEADER, SLUG, officer
from tests.survey.bureau import OWNER, QUESTIONS, Bureau, body

ADMIN = officer(Role.PROVINCE_ADMIN, "so-khcn")


def test_a_round_goes_its_way_and_no_other() -> None:
    bureau = Bureau()
    round_ = bureau.staff.make(SLUG, body(), OWNER)
    for state, act in product(State, Act):
        if (state, act) in NEXT:
            assert after(replace(round_, state=state), act) is NEXT[state, act]
            continue
        with pytest.raises(Conflict) as refusal:
            after(replace(round_, state=state), act)
        assert refusal.value.facts["acts"] == [str(each) for whose, each in NEXT if whose is state]
    bureau.staff.open(SLUG, round_.id, OWNER)
    bureau.staff.close(SLUG, round_.id, COORDINATOR)
    assert bureau.staff.publish(SLUG, round_.id, LEADER).state is State.PUBLISHED


def test_questions_are_fixed_once_the_round_is_open() -> None:
    bureau = Bureau()
    round_ = bureau.staff.make(SLUG, body(), OWNER)
    changed = bureau.staff.change(SLUG, round_.id, body(title={"vi": "Tên khác"}), ADMIN, seen=1)
    assert (changed.title.vi, changed.author, changed.version) == ("Tên khác", OWNER.id, 2)
    with pytest.raises(StaleTicket):
        bureau.staff.change(SLUG, round_.id, body(), OWNER, seen=1)
    bureau.staff.open(SLUG, round_.id, OWNER)
    with pytest.raises(Conflict):
        bureau.staff.change(SLUG, round_.id, body(), OWNER, seen=None)


def test_who_writes_and_who_publishes() -> None:
    bureau = Bureau()
    for actor in (HANDLER, HEAD, LEADER, officer(Role.ANALYST, "so-khcn"), officer(Role.OBSERVER, "")):
        with pytest.raises(Forbidden):
            bureau.staff.make(SLUG, body(), actor)
    round_ = bureau.opened(COORDINATOR)
    bureau.staff.close(SLUG, round_.id, ADMIN)
    for actor in (OWNER, COORDINATOR, ADMIN, HEAD):
        with pytest.raises(Forbidden):
            bureau.staff.publish(SLUG, round_.id, actor)
    with pytest.raises(Forbidden):
        bureau.staff.read(SLUG, round_.id, HANDLER)


def test_figures_that_were_frozen_by_a_publishing_that_was_cut_off_are_nobodys_yet() -> None:
    bureau = Bureau()
    round_ = bureau.opened(COORDINATOR)
    bureau.staff.close(SLUG, round_.id, ADMIN)
    bureau.rounds.freeze(SLUG, round_.id, {"units": []})  # killed before the round was kept
    with pytest.raises(NotFound, match="not published"):
        bureau.people.results(SLUG, round_.id)
    bureau.staff.publish(SLUG, round_.id, officer(Role.LEADERSHIP, "ubnd-tinh"))
    assert bureau.people.results(SLUG, round_.id)["survey"] == round_.id


def test_another_province_learns_nothing() -> None:
    bureau = Bureau()
    round_ = bureau.opened()
    stranger = officer(Role.PROVINCE_ADMIN, "so-khcn", tenant="tinh-khac")
    for call in (bureau.staff.read, bureau.staff.figures, bureau.staff.rows, bureau.staff.close):
        with pytest.raises(NotFound):
            call(SLUG, round_.id, stranger)  # type: ignore[operator]
    assert bureau.rounds.find("tinh-khac", round_.id) is None


def test_units_are_grouped_by_what_they_are_unless_the_round_says_otherwise() -> None:
    bureau = Bureau()
    units = [{"unit": "phong-ha-tang"}, {"unit": "p90001"}, {"unit": "p90002", "group": "departments"}]
    round_ = bureau.staff.make(SLUG, body(units=units), OWNER)
    groups = {"phong-ha-tang": Group.DEPARTMENTS, "p90001": Group.LOCALITIES, "p90002": Group.DEPARTMENTS}
    assert round_.units == groups


@pytest.mark.parametrize(("why", "given", "pointer"), [
    ("a unit there is not", {"units": [{"unit": "so-la"}]}, "/units/0/unit"),
    ("a unit twice", {"units": [{"unit": "p90001"}, {"unit": "p90001"}]}, "/units/1/unit"),
    ("a question twice", {"questions": [QUESTIONS[0], QUESTIONS[0]]}, "/questions/1/id"),
    ("a choice of one", {"questions": [{"id": "a", "kind": "one", "vi": "?", "options": [{"id": "x", "vi": "x"}]}]},
     "/questions/0/options"),
    ("a scale with options", {"questions": [{**QUESTIONS[0], "options": QUESTIONS[2]["options"]}]},
     "/questions/0/options"),
    ("it ends before it begins", {"closes_at": "2026-11-19T08:00:00+07:00"}, "/closes_at"),
    ("no such day", {"closes_at": "2026-11-31T08:00:00+07:00"}, "/closes_at"),
    ("days that are not over", {"invite": {"from": "2026-11-18", "to": "2026-11-20"}}, "/invite/to"),
    ("a reminder after the end",
     {"invite": {"from": "2026-11-18", "to": "2026-11-19", "remind_at": "2027-01-01T08:00:00+07:00"}},
     "/invite/remind_at"),
    ("nobody may answer", {"audience": []}, "/audience"),
    ("something else", {"surprise": 1}, ""),
])  # fmt: skip
def test_a_body_with_a_fault_is_refused_where_it_is(why: str, given: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Unprocessable) as refusal:
        Bureau().staff.make(SLUG, body(**given), OWNER)
    assert pointer in [fault["pointer"] for fault in refusal.value.facts["faults"]], why


def test_a_round_is_stored_whole() -> None:
    bureau = Bureau()
    for given in ({}, {"invite": {"from": "2026-11-18", "to": "2026-11-19"}, "channels": ["zalo"]}):
        round_ = bureau.staff.make(SLUG, body(**given), OWNER)
        assert round_of(SLUG, said_of(round_), round_.version) == round_


def test_pages_go_on_where_they_ended() -> None:
    bureau = Bureau()
    made = [bureau.staff.make(SLUG, body(), OWNER).id for _ in range(5)]
    first = bureau.staff.page(SLUG, OWNER, 3, None)
    rest = bureau.staff.page(SLUG, OWNER, 3, first.cursor)
    assert [each.id for each in (*first.rounds, *rest.rounds)] == made[::-1]
    assert rest.cursor is None
