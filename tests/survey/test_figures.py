"""Figures equal a recount, and give nobody away."""

import random
from statistics import mean

import pytest

from chalicelib.errors import Conflict, NotFound
from chalicelib.survey import views
from chalicelib.survey.answering import MARKS_KEPT
from chalicelib.survey.figures import EXACT
from chalicelib.survey.link import mark_of
from chalicelib.survey.store import Invited
from tests.builders import HEAD, LEADER, SECRET, SLUG
from tests.survey.bureau import FINANCE, OWNER, WARD, Bureau

UNITS = ("so-xay-dung", FINANCE, WARD)


def filled(seed: int, **sizes: int) -> tuple[Bureau, str]:
    """So many answers about each unit: roads, finance, ward."""
    die, bureau = random.Random(seed), Bureau()
    round_ = bureau.opened()
    for unit, size in zip(UNITS, (sizes.get("roads", 8), sizes.get("finance", 7), sizes.get("ward", 6)), strict=True):
        for number in range(size):
            kind = (sizes and "person") or die.choice(["person", "person", "business"])
            more = {"kenh": die.choice(["zalo", "web"])} if die.random() < 0.8 else {}
            said = {"chung": die.randint(1, 5), "dung-hen": die.choice(["yes", "no"])} | more
            bureau.answers(round_, f"{unit}{number}", unit, str(kind), **said)
    return bureau, round_.id


@pytest.mark.parametrize("seed", range(5))
def test_they_equal_a_recount(seed: int) -> None:
    bureau, round_id = filled(seed)
    found = bureau.staff.figures(SLUG, round_id, OWNER)
    for row in found["units"]:
        kept = [each.answers for each in bureau.rounds.kept[SLUG, round_id, row["unit"]]]
        by_id = {each["id"]: each for each in row["questions"]}
        marks = [each["chung"] for each in kept]
        assert by_id["chung"]["mean"] == round(mean(marks), EXACT)
        assert by_id["chung"]["satisfied"] == round(sum(each >= 4 for each in marks) / len(marks), EXACT)
        assert by_id["chung"]["distribution"] == {str(point): marks.count(point) for point in range(1, 6)}
        on_time = [each["dung-hen"] for each in kept]
        assert by_id["dung-hen"]["satisfied"] == round(on_time.count("yes") / len(on_time), EXACT)
    assert found["answers"] == sum(row["answers"] for row in found["units"]) == 21
    (departments, localities) = found["groups"]
    assert (departments["answers"], localities["answers"]) == (15, 6)


def test_fewer_than_the_minimum_are_withheld_and_not_left_over_as_a_difference() -> None:
    bureau, round_id = filled(1, roads=8, finance=4, ward=5)
    found = bureau.staff.figures(SLUG, round_id, OWNER)
    shown = {row["unit"]: (row["withheld"], bool(row["questions"])) for row in found["units"]}
    assert shown == {"so-xay-dung": (False, True), FINANCE: (True, False), WARD: (False, True)}
    departments = found["groups"][0]
    assert departments["answers"] == 8, "those of finance are not in the sum of its group"
    assert found["kinds"][0]["answers"] == 13
    bureau.staff.close(SLUG, round_id, OWNER)
    _, rows = bureau.staff.rows(SLUG, round_id, OWNER)
    assert {each.unit for each in rows} == {"so-xay-dung", WARD}


def test_what_is_withheld_of_a_question_is_not_left_over_as_a_difference_either() -> None:
    """Eight of roads and three of finance name their channel: the sum of the group must not give the three away."""
    bureau = Bureau()
    round_ = bureau.opened()
    for number in range(8):
        bureau.answers(round_, f"d{number}", "so-xay-dung", "business" if number < 5 else "person", kenh="zalo")
        bureau.answers(round_, f"t{number}", FINANCE, "person", **({"kenh": "web"} if number < 3 else {}))
    found = bureau.staff.figures(SLUG, round_.id, OWNER)
    roads, finance, departments = found["units"][0], found["units"][1], found["groups"][0]
    asked = [part["questions"][2] for part in (roads, finance, departments)]
    assert [row["distribution"] for row in asked] == [{"zalo": 8, "web": 0}, None, {"zalo": 8, "web": 0}]
    kinds = {row["kind"]: row["questions"][2]["distribution"] for row in found["kinds"]}
    assert kinds == {"person": None, "business": None}, "three persons named theirs: five of eight would tell"
    assert {row["questions"][0]["answers"] for row in found["kinds"]} == {11, 5}


def test_while_a_round_is_open_a_head_reads_counts_only_and_nobody_single_responses() -> None:
    bureau, round_id = filled(2)
    found = bureau.staff.figures(SLUG, round_id, HEAD)
    assert (found["units"][0]["answers"], found["units"][0]["questions"]) == (8, [])
    assert (found["groups"][0]["questions"], found["kinds"]) == ([], [])
    assert bureau.staff.figures(SLUG, round_id, OWNER)["units"][0]["questions"]
    with pytest.raises(Conflict):
        bureau.staff.rows(SLUG, round_id, OWNER)


def test_links_that_were_handed_out_are_counted_after_the_end_too() -> None:
    bureau = Bureau()
    round_ = bureau.opened()
    bureau.staff.hand_out(SLUG, round_.id, {"unit": FINANCE, "count": 2, "kind": "business"}, OWNER)
    bureau.world.clock.at = round_.closes_at
    bureau.clock.run()
    assert bureau.staff.figures(SLUG, round_.id, OWNER)["invited"] == 2
    assert set(bureau.rounds.until.values()) == {round_.closes_at + MARKS_KEPT}


def test_answers_with_code_and_pin_are_no_answers_of_those_invited() -> None:
    """Two were invited and one of them answered; three more came by themselves: half of the invited, not two of one."""
    bureau = Bureau()
    round_ = bureau.opened()
    for who in ("a", "b"):
        mark = mark_of(SECRET, SLUG, round_.id, "so-xay-dung", who)
        seen = Invited(mark=mark, unit="so-xay-dung", kind="person")
        bureau.rounds.invite(SLUG, round_.id, seen, round_.closes_at + MARKS_KEPT)
    for who in ("a", "x", "y", "z"):
        bureau.answers(round_, who)
    bureau.answers(round_, "v", FINANCE)
    found = bureau.staff.figures(SLUG, round_.id, OWNER)
    roads, finance = found["units"][:2]
    for part, answers in ((roads, 4), (found, 5)):
        said = [part[name] for name in ("answers", "invited", "invited_answers", "response_rate")]
        assert said == [answers, 2, 1, 0.5]
    assert (finance["answers"], finance["invited_answers"], finance["response_rate"]) == (1, 0, None)


def test_figures_that_were_frozen_before_the_invited_were_counted_apart_say_that_they_do_not_know() -> None:
    bureau, round_id = filled(3)
    bureau.staff.close(SLUG, round_id, OWNER)
    kept = dict(bureau.staff.figures(SLUG, round_id, OWNER))
    del kept["invited_answers"]
    kept["units"] = [{n: v for n, v in row.items() if n != "invited_answers"} for row in kept["units"]]
    shown = views.figures(bureau.world.province, kept)
    assert [shown["invited_answers"], *(row["invited_answers"] for row in shown["units"])] == [None] * 4


def test_kinds_are_shown_all_or_none() -> None:
    bureau, round_id = filled(1, roads=8)
    round_ = bureau.rounds.find(SLUG, round_id)
    assert round_
    assert [row["kind"] for row in bureau.staff.figures(SLUG, round_id, OWNER)["kinds"]] == ["person"]
    bureau.answers(round_, "cong-ty", kind="business")
    assert bureau.staff.figures(SLUG, round_id, OWNER)["kinds"] == []


def test_a_question_few_have_answered_is_withheld_too() -> None:
    bureau, round_id = filled(1, roads=8)
    round_ = bureau.rounds.find(SLUG, round_id)
    assert round_
    bureau.answers(round_, "ai-do", **{"can-cai-thien": ["thai-do"]})
    row = bureau.staff.figures(SLUG, round_id, OWNER)["units"][0]["questions"][3]
    assert (row["id"], row["answers"], row["distribution"]) == ("can-cai-thien", 1, None)


def test_a_head_sees_their_own_units_beside_the_groups() -> None:
    bureau, round_id = filled(2)
    bureau.staff.close(SLUG, round_id, OWNER)
    found = bureau.staff.figures(SLUG, round_id, HEAD)
    assert [row["unit"] for row in found["units"]] == ["so-xay-dung"]
    assert len(found["groups"]) == 2
    assert {each.unit for each in bureau.staff.rows(SLUG, round_id, HEAD)[1]} == {"so-xay-dung"}


def test_what_is_published_stays_as_it_was_and_is_everybodys() -> None:
    bureau, round_id = filled(3)
    with pytest.raises(NotFound):
        bureau.people.results(SLUG, round_id)
    bureau.staff.close(SLUG, round_id, OWNER)
    before = bureau.staff.figures(SLUG, round_id, OWNER)
    bureau.staff.publish(SLUG, round_id, LEADER)
    bureau.rounds.kept.clear()
    assert bureau.people.results(SLUG, round_id) == before == bureau.staff.figures(SLUG, round_id, OWNER)


def test_the_sheet_has_a_row_a_response_and_executes_nothing() -> None:
    bureau, round_id = filled(4, roads=5, finance=0, ward=0)
    round_ = bureau.rounds.find(SLUG, round_id)
    assert round_
    bureau.answers(round_, "ai-do", **{"y-kien": "=HYPERLINK(1)", "can-cai-thien": ["thoi-gian", "thai-do"]})
    bureau.staff.close(SLUG, round_id, OWNER)
    lines = views.sheet(bureau.world.province, *bureau.staff.rows(SLUG, round_id, OWNER)).splitlines()
    assert lines[0].startswith("\ufeffNhóm,Đơn vị,")
    assert len(lines) == 7
    assert any("'=HYPERLINK(1)" in line and "thai-do; thoi-gian" in line for line in lines)
    assert not any("person" in line or "2026-11" in line for line in lines)
