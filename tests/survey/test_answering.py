"""One answer a person about each unit, by whoever proves who they are; and nothing that leads back to them."""

from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.errors import Conflict, NotFound, Unprocessable
from chalicelib.survey.answering import petition_named
from chalicelib.survey.round import State
from chalicelib.ticket.code import ticket_code
from tests.builders import LEADER, SLUG, at
from tests.survey.bureau import FINANCE, GOOD, OWNER, Bureau, body


def everything(bureau: Bureau) -> list[Any]:
    return [response for found in bureau.rounds.kept.values() for response in found]


def test_an_invitation_is_used_once() -> None:
    bureau = Bureau()
    round_ = bureau.opened()
    bureau.answers(round_, "ai-do")
    with pytest.raises(Conflict, match="answered already"):
        bureau.answers(round_, "ai-do", chung=1)
    bureau.answers(round_, "ai-do", FINANCE)
    assert [(each.unit, each.answers["chung"]) for each in everything(bureau)] == [("so-xay-dung", 5), (FINANCE, 5)]


def test_the_same_person_by_link_and_by_code_and_pin_is_one() -> None:
    bureau = Bureau()
    ticket = bureau.answered("7001")
    round_ = bureau.opened()
    given = {"petition": {"code": ticket.code, "pin": "123456"}, "answers": GOOD}
    bureau.people.answer(SLUG, round_.id, given)
    with pytest.raises(Conflict):
        bureau.answers(round_, ticket.origin.alias)
    with pytest.raises(Conflict):
        bureau.people.answer(SLUG, round_.id, given)


def test_what_is_kept_leads_to_nobody() -> None:
    """No key, code, alias or moment in common with anything; the mark says that somebody answered, and no more."""
    bureau = Bureau()
    ticket = bureau.answered("7001")
    round_ = bureau.opened()
    given = {"petition": {"code": ticket.code, "pin": "123456"}, "answers": GOOD | {"y-kien": "Gọi tôi 0912345678 nhé"}}
    bureau.people.answer(SLUG, round_.id, given)
    (response,) = everything(bureau)
    ((_, _, mark),) = bureau.rounds.marks_kept
    said = str(asdict(response))
    for secret in (ticket.code, ticket.origin.alias, "7001", mark, "0912345678"):
        assert secret not in said, secret
    assert response.day == date(2026, 11, 20)
    assert mark not in (response.id, ticket.origin.alias)
    assert bureau.rounds.marks_kept[SLUG, round_.id, mark] == round_.closes_at + timedelta(days=30)


@pytest.mark.parametrize(("moment", "takes"), [
    ("2026-11-20 07:59", False), ("2026-11-20 08:00", True), ("2026-12-20 16:59", True), ("2026-12-20 17:00", False),
])  # fmt: skip
def test_answers_come_between_the_beginning_and_the_end(moment: str, takes: bool) -> None:
    bureau = Bureau()
    round_ = bureau.opened()
    bureau.world.clock.at = at(moment)
    if takes:
        bureau.answers(round_, "ai-do")
    else:
        with pytest.raises(Conflict):
            bureau.answers(round_, "ai-do")
    assert bool(everything(bureau)) is takes


def test_what_is_on_its_way_as_the_round_is_closed_is_kept_nowhere() -> None:
    """Its figures may be frozen at once: what came after them would be a row that they do not count."""
    bureau = Bureau()
    round_ = bureau.opened()
    bureau.answers(round_, "kip")
    bureau.rounds.on_keep = lambda: bureau.staff.close(SLUG, round_.id, OWNER)
    with pytest.raises(Conflict, match="not open"):
        bureau.answers(round_, "tre")
    bureau.rounds.on_keep = lambda: None
    assert len(everything(bureau)) == len(bureau.rounds.marks_kept) == 1
    bureau.staff.publish(SLUG, round_.id, LEADER)
    assert bureau.people.results(SLUG, round_.id)["answers"] == 1


def test_drafts_and_closed_rounds_take_none() -> None:
    bureau = Bureau()
    round_ = bureau.opened()
    bureau.rounds.rounds[SLUG, round_.id] = replace(round_, state=State.DRAFT)
    with pytest.raises(NotFound):
        bureau.answers(round_, "ai-do")


def test_links_that_are_none_of_ours() -> None:
    bureau = Bureau()
    round_, other = bureau.opened(), bureau.opened()
    token = bureau.token(round_, "ai-do")
    parts = token.split(".")
    forged = [token[:-1] + ("a" if token[-1] != "a" else "b"), ".".join([*parts[:1], FINANCE, *parts[2:]]), "x" * 30]
    for bad in forged:
        with pytest.raises(NotFound):
            bureau.people.answer(SLUG, round_.id, {"invitation": bad, "answers": GOOD})
    with pytest.raises(NotFound):
        bureau.people.answer(SLUG, other.id, {"invitation": token, "answers": GOOD})
    with pytest.raises(NotFound):
        bureau.people.look(SLUG, round_.id, bureau.token(round_, "ai-do", "so-khcn"))


def test_code_and_pin_must_be_of_a_petition_a_unit_of_the_round_answered() -> None:
    bureau = Bureau()
    ticket, open_one = bureau.answered("7001"), bureau.world.opened("Mặt đường có ổ gà", person="7002")
    round_ = bureau.opened()
    with pytest.raises(NotFound):
        bureau.people.answer(
            SLUG, round_.id, {"petition": {"code": ticket.code, "pin": "000000"}, "answers": GOOD}
        )  # fmt: skip
    strangers = bureau.opened(units=[{"unit": FINANCE}])
    for where, code in ((strangers, ticket.code), (round_, open_one.code)):
        with pytest.raises(Unprocessable, match="for others"):
            bureau.people.answer(SLUG, where.id, {"petition": {"code": code, "pin": "123456"}, "answers": GOOD})


def test_a_round_for_businesses_is_not_for_citizens() -> None:
    bureau = Bureau()
    ticket = bureau.answered("7001")
    round_ = bureau.opened(audience=["businesses"])
    with pytest.raises(Unprocessable):
        bureau.people.answer(SLUG, round_.id, {"petition": {"code": ticket.code, "pin": "123456"}, "answers": GOOD})


@pytest.mark.parametrize("between", ["-", " ", ".", ""])
def test_wrong_pins_count_for_one_petition_however_its_code_is_typed(between: str) -> None:
    kept = ticket_code("QN", "a message")
    for typed in (kept, kept.lower()):
        assert petition_named({"petition": {"code": typed.replace("-", between), "pin": "000000"}}) == kept
    assert petition_named({"invitation": "x"}) == petition_named({"petition": {"code": "QN-1", "pin": "1"}}) == ""


def test_an_applicant_judges_the_agency_of_the_dossier() -> None:
    bureau = Bureau()
    round_ = bureau.opened(audience=["applicants"])
    given = {"dossier": {"code": "H1", "factor": "phone", "tail": "1234"}, "answers": GOOD}
    bureau.people.answer(SLUG, round_.id, given, "address")
    assert bureau.callers == ["address"], "wrong tries at dossiers are counted for who calls, here too"
    assert [each.unit for each in everything(bureau)] == [FINANCE]
    with pytest.raises(Conflict):
        bureau.people.answer(SLUG, round_.id, given)
    with pytest.raises(NotFound):
        bureau.people.answer(SLUG, round_.id, given | {"dossier": {"code": "H1", "factor": "phone", "tail": "9999"}})


@pytest.mark.parametrize(("said", "faulty"), [
    ({}, ["chung", "dung-hen"]),
    ({"chung": 0, "dung-hen": "yes"}, ["chung"]),
    ({"chung": "5", "dung-hen": "maybe"}, ["chung", "dung-hen"]),
    (GOOD | {"kenh": "thu-tay"}, ["kenh"]),
    (GOOD | {"can-cai-thien": ["thai-do", "thai-do"]}, ["can-cai-thien"]),
    (GOOD | {"y-kien": "x" * 1001}, ["y-kien"]),
    (GOOD | {"la": "gì"}, ["la"]),
])  # fmt: skip
def test_every_fault_is_named_at_its_question_and_nothing_is_kept(said: dict[str, Any], faulty: list[str]) -> None:
    bureau = Bureau()
    round_ = bureau.opened()
    with pytest.raises(Unprocessable) as refusal:
        bureau.people.answer(SLUG, round_.id, {"invitation": bureau.token(round_, "ai-do"), "answers": said})
    assert [fault["pointer"] for fault in refusal.value.facts["faults"]] == [f"/answers/{name}" for name in faulty]
    assert (everything(bureau), bureau.rounds.marks_kept) == ([], {})


def test_links_for_members_are_each_good_for_one() -> None:
    bureau = Bureau()
    round_ = bureau.opened()
    tokens = bureau.staff.hand_out(SLUG, round_.id, {"unit": FINANCE, "count": 3, "kind": "business"}, OWNER)
    assert len(set(tokens)) == 3
    for token in tokens:
        bureau.people.answer(SLUG, round_.id, {"invitation": token, "answers": GOOD})
    assert {(each.unit, each.kind) for each in everything(bureau)} == {(FINANCE, "business")}
    citizens = bureau.opened(audience=["petitioners"])
    with pytest.raises(Conflict):
        bureau.staff.hand_out(SLUG, citizens.id, {"unit": FINANCE, "count": 1, "kind": "business"}, OWNER)


def test_everybody_reads_what_was_opened_page_by_page_and_no_draft() -> None:
    bureau = Bureau()
    first = bureau.opened()
    bureau.staff.make(SLUG, body(), OWNER)
    last = bureau.opened(opens_at="2026-11-21T08:00:00+07:00")
    found, cursor = bureau.people.page(SLUG, 2, None)
    rest, end = bureau.people.page(SLUG, 2, cursor)
    assert ([each.id for each in (*found, *rest)], end) == ([last.id, first.id], None)


def test_below_a_post_and_in_the_chat_that_is_proved_to_be_theirs_somebody_is_one_person() -> None:
    bureau = Bureau()
    chat, comment = bureau.answered("7001"), bureau.answered("7002")
    comment = replace(comment, chat=chat.origin.alias)
    bureau.world.shelf.tickets[SLUG, comment.code] = comment
    round_ = bureau.opened()
    assert bureau.clock.run() == 1
    assert bureau.staff.figures(SLUG, round_.id, OWNER)["invited"] == 1
    said = [{"petition": {"code": each.code, "pin": "123456"}, "answers": GOOD} for each in (chat, comment)]
    bureau.people.answer(SLUG, round_.id, said[0])
    with pytest.raises(Conflict):
        bureau.people.answer(SLUG, round_.id, said[1])
