"""Heads are told once by when they may comment, whatever is cut off in between; nobody is told of what is over."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from chalicelib.league.round import Round, State
from chalicelib.notice import letter
from chalicelib.ticket.owed import By, Notice, Purpose
from tests.builders import COORDINATOR, SLUG, at
from tests.league.hall import BUILDING, FINANCE, Hall
from tests.league.test_rounds import busy, contested, fails


def told(hall: Hall) -> list[Notice]:
    return [one for one in hall.letterbox.notices.values() if one.purpose is Purpose.LEAGUE]


def addressed(hall: Hall, *units: str) -> list[str]:
    heads = (one for unit in units for one in hall.province.people("head", unit))
    return sorted(one.id for one in heads if one.email and one.role == "head")


def test_heads_of_the_units_in_the_table_are_told_the_last_day_once() -> None:
    hall, _, round_ = contested()
    assert told(hall) == []
    assert (hall.computing.run(), hall.computing.run()) == (0, 0)
    (notice,) = told(hall)
    assert list(notice.to) == addressed(hall, BUILDING)
    assert set(notice.to).isdisjoint(addressed(hall, FINANCE)), "which has no case in it"
    assert (notice.by, notice.code, notice.tenant) == (By.EMAIL, "", SLUG)
    assert hall.nudged == [(notice.parent, notice.id)]
    mail = letter.to_staff(hall.province, notice, "https://phan-anh.example.vn")
    assert "24/11/2026" in mail.subject, "it ends as the 24th does"
    assert hall.province.units[BUILDING].name in mail.body
    assert "18/11/2026 – 18/11/2026" in mail.body
    assert hall.found(round_).told


def test_who_was_told_before_a_crash_is_not_told_again_and_the_others_are() -> None:
    hall, _, round_ = contested()
    hall.leagues.on_save = fails
    hall.computing.run()
    assert len(told(hall)) == 1
    hall.leagues.on_save = lambda: None
    assert not hall.found(round_).told
    hall.clock.pass_by(minutes=60)
    hall.computing.run()
    assert len(told(hall)) == len(hall.nudged) == 1
    assert hall.found(round_).told


def test_a_draft_is_told_to_nobody_and_neither_is_what_is_over() -> None:
    hall, _ = busy()
    draft = hall.computed()
    hall.computing.run()
    assert told(hall) == []
    hall.running.open(SLUG, draft.id, COORDINATOR)
    hall.to(at("2026-11-25 00:00"))
    hall.computing.run()
    assert told(hall) == []
    assert list(hall.leagues.due(SLUG, hall.clock())) == [], "it does not come back"


def test_a_head_of_several_units_gets_one_letter_that_names_them_all() -> None:
    hall, _, round_ = contested()
    both: dict[str, Any] = {BUILDING: "departments", FINANCE: "departments"}
    document = hall.document()
    document["staff"] = [one for one in document["staff"] if one["role"] != "head"]
    chief = {
        "id": "ct",
        "name": "Chủ tịch",
        "role": "head",
        "unit": root(hall),
        "email": "ct@example.vn",
        "phone": None,
    }
    document["staff"].append(chief)
    hall.provinces.put(document, "test")
    hall.leagues.save(Round(**fields(replace(round_, groups=both, version=round_.version + 1))))
    hall.computing.run()
    (notice,) = told(hall)
    assert notice.to == ("ct",)
    assert all(hall.province.units[unit].name in notice.facts["unit"] for unit in both)


def test_comments_may_be_made_while_heads_are_being_told() -> None:
    hall, _, round_ = contested()
    assert round_.state is State.CONTEST
    hall.computing.run()
    assert hall.found(round_).contest_until == round_.contest_until
    assert hall.found(round_).version == round_.version + 1
    assert hall.clock() + timedelta(days=1) < (round_.contest_until or hall.clock())


def root(hall: Hall) -> str:
    return next(unit.id for unit in hall.province.units.values() if unit.parent is None)


def fields(round_: Round) -> dict[str, Any]:
    return {name: getattr(round_, name) for name in round_.__dataclass_fields__}
