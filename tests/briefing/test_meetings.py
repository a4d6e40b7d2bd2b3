"""The meeting loop: conclusions become tasks, are worked off, judged by themselves, and stand in the packs until done."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.briefing import views
from chalicelib.briefing.meetings import TaskShown
from chalicelib.briefing.order import Kind, Order
from chalicelib.briefing.task import MOST_MOVES, NEXT, UNFINISHED, WHO, State, Step, moved
from chalicelib.errors import BadInput, Forbidden, IllegalMove, NotFound, StaleTicket, Unprocessable
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Role
from tests.briefing.office import CHIEF, HEAD, Office
from tests.builders import COORDINATOR, HANDLER, SLUG, at, officer

OTHER_HEAD = officer(Role.HEAD, "p90001")
WEEK = (date(2026, 11, 16), date(2026, 11, 22))


@pytest.fixture
def office() -> Office:
    return Office()


def body(*conclusions: dict[str, Any]) -> dict[str, Any]:
    base = {"text": "Trả lời dứt điểm các phiếu quá hạn", "unit": "so-xay-dung", "due": "2026-11-20"}
    rows = [base | row for row in conclusions or ({},)]
    return {"date": "2026-11-16", "title": "Giao ban tuần 47", "units": ["so-xay-dung", "p90001"], "conclusions": rows}


def held(office: Office, *conclusions: dict[str, Any]) -> list[str]:
    meeting, tasks = office.meetings.hold(SLUG, body(*conclusions), COORDINATOR)
    assert [one.task.id for one in tasks] == list(meeting.tasks)
    return list(meeting.tasks)


def steps(office: Office, task: str, step: str, actor: Actor, words: str = "Đã xong") -> TaskShown:
    return office.meetings.move(SLUG, task, {"step": step, "words": words}, None, actor)


def concluded(office: Office, unit: str = "", week: tuple[date, date] = WEEK) -> list[tuple[Any, ...]]:
    """The conclusions of a pack: what, how it stands, what was found."""
    order = Order(
        tenant=SLUG, kind=Kind.WEEK, period="w", unit=unit, first=week[0], last=week[1], due_at=office.clock()
    )
    made = office.making.paper(office.matter(), order)
    (table,) = (one for one in made.tables if one.caption.startswith("Kết luận"))
    return [(row[0], row[3], row[4]) for row in table.rows]


def test_every_step_that_is_not_in_the_table_is_refused_with_what_is_legal(office: Office) -> None:
    (task_id,) = held(office)
    task = office.meetings.task(SLUG, task_id, CHIEF).task
    today = date(2026, 11, 17)
    for state in State:
        for step in Step:
            for role in Role:
                here = replace(task, state=state)
                if (state, step) not in NEXT:
                    with pytest.raises(IllegalMove) as refusal:
                        moved(here, step, role, "x", "", today)
                    assert Step.MEET not in refusal.value.facts["acts"]
                elif role not in WHO[step]:
                    with pytest.raises(Forbidden):
                        moved(here, step, role, "x", "", today)
                else:
                    after = moved(here, step, role, "x", "", today)
                    assert after.state is NEXT[state, step]
                    assert after.closed_on == (None if after.state in UNFINISHED else today)


def test_a_head_reports_and_the_chair_confirms_or_returns(office: Office) -> None:
    (task,) = held(office)
    assert steps(office, task, "report", HEAD, "Đã trả lời hết").standing == "reported"
    assert steps(office, task, "return", COORDINATOR, "Còn 2 phiếu").standing == "open"
    with pytest.raises(Forbidden):
        steps(office, task, "report", CHIEF)
    steps(office, task, "report", HEAD)
    done = steps(office, task, "confirm", CHIEF, "Đồng ý")
    assert (done.standing, done.task.words, done.task.by) == ("done", "Đồng ý", CHIEF.id)
    with pytest.raises(IllegalMove):
        steps(office, task, "report", HEAD)


def test_a_head_sees_and_moves_only_what_is_of_their_own_unit(office: Office) -> None:
    mine, theirs = held(office, {}, {"unit": "p90001"})
    assert [one.task.id for one in office.meetings.page(SLUG, "", "", HEAD, 10, None)[0]] == [mine]
    assert len(office.meetings.page(SLUG, "", "", CHIEF, 10, None)[0]) == 2
    for actor, task in ((HEAD, theirs), (OTHER_HEAD, mine), (officer(Role.HEAD, "so-xay-dung", tenant="x"), mine)):
        with pytest.raises(NotFound):
            office.meetings.task(SLUG, task, actor)
        with pytest.raises(NotFound):
            steps(office, task, "report", actor)
    with pytest.raises(StaleTicket):
        office.meetings.move(SLUG, mine, {"step": "report", "words": "x"}, 7, HEAD)


def test_the_list_leads_on_and_knows_what_is_overdue(office: Office) -> None:
    ids = held(office, {}, {"due": "2026-11-30"}, {"unit": "p90001"})
    office.clock.at = at("2026-11-21 00:00")
    late, _ = office.meetings.page(SLUG, "", "overdue", CHIEF, 10, None)
    assert sorted(one.task.id for one in late) == [ids[0], ids[2]]
    assert [one.task.id for one in office.meetings.page(SLUG, "", "open", CHIEF, 10, None)[0]] == [ids[1]]
    found, cursor = [], None
    while True:
        page, cursor = office.meetings.page(SLUG, "so-xay-dung", "", CHIEF, 1, cursor)
        found += [one.task.id for one in page]
        if cursor is None:
            break
    assert found == [ids[1], ids[0]]


def test_what_a_meeting_may_not_point_at_is_listed(office: Office) -> None:
    wrong = body({"unit": "x"}, {"due": "2026-11-15"}, {"text": " \u0007 "}) | {"units": ["y"], "date": "2026-13-01"}
    with pytest.raises(Unprocessable) as refusal:
        office.meetings.hold(SLUG, wrong, COORDINATOR)
    pointers = {fault["pointer"] for fault in refusal.value.facts["faults"]}
    assert {"/units/0", "/date", "/conclusions/0/unit", "/conclusions/2/text"} <= pointers
    with pytest.raises(Unprocessable):
        office.meetings.hold(SLUG, body({"target": {"figure": "overdue"}}), COORDINATOR)
    assert office.tasks.meetings == {}


@pytest.mark.parametrize(
    ("row", "pointer"),
    [
        ({"due": "2026-W01-1"}, "due"),  # a day before the meeting, in ISO 8601's other way
        ({"due": "2026-11-15"}, "due"),
        ({"due": "2201-01-01"}, "due"),
        ({"tickets": ["SM-261116-0001"]}, "tickets/0"),  # never seen: it would never be done
        ({"target": {"figure": "on_time_share", "least": 90}}, "target/least"),
    ],
)
def test_what_could_never_be_done_or_judged_is_no_conclusion(office: Office, row: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Unprocessable) as refusal:
        office.meetings.hold(SLUG, body({}, row), COORDINATOR)
    assert [fault["pointer"] for fault in refusal.value.facts["faults"]] == [f"/conclusions/1/{pointer}"]
    assert office.tasks.meetings == {}


def test_meetings_are_listed_the_newest_first(office: Office) -> None:
    held(office)
    office.clock.pass_by(hours=1)
    held(office, {}, {})
    found, cursor = office.meetings.held(SLUG, CHIEF, 1, None)
    assert [len(one.tasks) for one in found] == [2]
    rest, end = office.meetings.held(SLUG, CHIEF, 1, cursor)
    assert ([len(one.tasks) for one in rest], end) == ([1], None)
    with pytest.raises(BadInput):
        office.meetings.held(SLUG, CHIEF, 1, office.meetings.page(SLUG, "", "", CHIEF, 1, None)[1])
    with pytest.raises(NotFound):
        office.meetings.held(SLUG, officer(Role.LEADERSHIP, "ubnd-tinh", tenant="tinh-khac"), 1, None)


def postponed(office: Office, task: str, due: str, actor: Actor = CHIEF, words: str = "Chờ vật tư") -> TaskShown:
    return office.meetings.move(SLUG, task, {"step": "postpone", "due": due, "words": words}, None, actor)


def test_the_day_of_a_task_is_moved_with_a_reason_that_is_kept_and_counted(office: Office) -> None:
    (task,) = held(office)
    assert postponed(office, task, "2026-11-27").task.due == date(2026, 11, 27)
    office.clock.at = at("2026-11-18 10:00")
    shown = postponed(office, task, "2026-12-04", COORDINATOR, "Mưa lũ").task
    assert [(one.was.day, one.due.day, one.by, one.words) for one in shown.moves] == [
        (20, 27, CHIEF.id, "Chờ vật tư"), (27, 4, COORDINATOR.id, "Mưa lũ"),
    ]  # fmt: skip
    assert shown.moves[1].at == office.clock()
    told = views.task(office.meetings.task(SLUG, task, HEAD))
    assert (told["postponed"], told["moves"][0]["from"], told["moves"][1]["reason"]) == (2, "2026-11-20", "Mưa lũ")
    office.tick("2026-11-23 07:30")
    words = "Trả lời dứt điểm các phiếu quá hạn"
    assert concluded(office) == [(words, "Đang làm", "Mưa lũ · dời hạn 2 lần; hạn đầu 20/11/2026")]


def test_a_day_is_moved_by_the_chair_only_to_one_that_is_to_come_and_not_for_ever(office: Office) -> None:
    (task,) = held(office)
    with pytest.raises(Forbidden):
        postponed(office, task, "2026-11-27", HEAD)
    office.clock.at = at("2026-11-18 10:00")
    for day in ("2026-11-17", "2026-11-20", "2026-W48-1", "20261127xx", "2201-01-01"):
        with pytest.raises(Unprocessable):
            postponed(office, task, day)
    for wrong in ({"words": "x"}, {"due": "2026-11-27"}, {"due": "2026-11-27", "words": " \u0007 "}):
        with pytest.raises(Unprocessable):
            office.meetings.move(SLUG, task, {"step": "postpone", **wrong}, None, CHIEF)
    with pytest.raises(Unprocessable):
        office.meetings.move(SLUG, task, {"step": "confirm", "due": "2026-11-27"}, None, CHIEF)
    for number in range(MOST_MOVES):
        postponed(office, task, str(date(2026, 11, 21) + timedelta(days=number)))
    with pytest.raises(IllegalMove) as refusal:
        postponed(office, task, "2027-01-04")
    assert "confirm" in refusal.value.facts["acts"]
    steps(office, task, "report", HEAD)
    with pytest.raises(IllegalMove):
        postponed(office, task, "2027-01-05")


def merged(office: Office, unit: str, into: str) -> None:
    document = office.document()
    for row in document["units"]:
        if row["id"] == unit:
            row["closed"] = {"on": "2026-11-17", "successor": into}
    document["staff"] = [one for one in document["staff"] if one["unit"] != unit]
    office.provinces.put(document, "test")


def test_the_tasks_of_a_unit_go_over_to_the_one_that_takes_its_place(office: Office) -> None:
    (task,) = held(office, {"unit": "p90002", "target": {"figure": "open", "most": 0}})
    office.clock.at = at("2026-11-17 09:00")
    merged(office, "p90002", "p90001")
    office.says("Rác ở chợ phường Bến Đá", person="1")
    assert [one.task.id for one in office.meetings.page(SLUG, "p90001", "", CHIEF, 10, None)[0]] == [task]
    office.tick("2026-11-23 07:30")
    assert concluded(office, "p90001") == [
        ("Trả lời dứt điểm các phiếu quá hạn", "Quá hạn", "đang xử lý: 1 (≤ 0)")
    ]  # fmt: skip


def test_figures_of_a_week_that_was_over_before_prove_nothing(office: Office) -> None:
    """A meeting on Monday, and the pack of the week before is made after it."""
    office.clock.at = at("2026-11-23 06:50")
    (task,) = held(office, {"due": "2026-11-27", "target": {"figure": "overdue", "most": 0}})
    office.tick("2026-11-23 07:30")
    assert office.meetings.task(SLUG, task, CHIEF).standing == "open"
    assert concluded(office)[0][1:] == ("Đang làm", "")
    office.tick("2026-11-30 07:30")
    assert office.meetings.task(SLUG, task, CHIEF).standing == "done"


def test_conclusions_stand_in_the_packs_until_they_are_done_and_once_as_done(office: Office) -> None:
    task, _ = held(office, {}, {"unit": "p90001", "text": "Lắp đèn"})
    words = "Trả lời dứt điểm các phiếu quá hạn"
    office.tick("2026-11-23 07:30")
    assert concluded(office) == [(words, "Quá hạn", ""), ("Lắp đèn", "Quá hạn", "")]
    assert concluded(office, "so-xay-dung") == [(words, "Quá hạn", "")]
    steps(office, task, "report", HEAD, "Đã trả lời hết")
    steps(office, task, "confirm", COORDINATOR, "Đồng ý")
    office.tick("2026-11-30 07:30")
    second = (date(2026, 11, 23), date(2026, 11, 29))
    assert concluded(office, "so-xay-dung", second) == [(words, "Đã xong", "Đồng ý")]
    third = (date(2026, 11, 30), date(2026, 12, 6))
    office.tick("2026-12-07 07:30")
    assert concluded(office, "so-xay-dung", third) == []
    assert concluded(office, "", third) == [("Lắp đèn", "Quá hạn", "")]


def test_a_task_that_names_petitions_is_done_when_they_are_answered(office: Office) -> None:
    first, second = office.says(person="1"), office.says(person="2")
    (task,) = held(office, {"tickets": [first, second]})
    office.acts(first, "accept", HANDLER)
    office.acts(first, "answer", HANDLER, text="Đã vá xong.")
    office.tick("2026-11-23 07:30")
    shown = office.meetings.task(SLUG, task, CHIEF)
    assert (shown.standing, shown.task.measured) == ("overdue", "đã trả lời 1/2 phiếu")
    office.acts(second, "accept", HANDLER)
    office.acts(second, "answer", HANDLER, text="Đã vá xong.")
    office.tick("2026-11-30 07:30")
    shown = office.meetings.task(SLUG, task, CHIEF)
    assert (shown.standing, shown.task.by, shown.task.measured) == ("done", "clock", "đã trả lời 2/2 phiếu")


def test_a_petition_that_was_only_joined_to_another_is_not_answered(office: Office) -> None:
    leader, joined = office.says(person="1"), office.says("Mặt đường có ổ gà", person="2")
    (task,) = held(office, {"tickets": [joined]})
    office.acts(joined, "merge", HANDLER, into=leader)
    office.tick("2026-11-23 07:30")
    assert office.meetings.task(SLUG, task, CHIEF).task.state == "open"
    office.acts(leader, "accept", HANDLER)
    office.acts(leader, "answer", HANDLER, text="Đã vá xong ổ gà.")
    office.tick("2026-11-30 07:30")
    assert office.meetings.task(SLUG, task, CHIEF).task.state == "done", "its sender was told, too"


def test_a_figure_is_judged_with_the_week_that_is_reported(office: Office) -> None:
    for person in ("1", "2"):
        office.says(person=person)
    ids = held(
        office,
        {"target": {"figure": "open", "most": 1}},
        {"target": {"figure": "open", "most": 2}},
        {"target": {"figure": "on_time_share", "least": 0.9}},
        {"unit": "p90001", "target": {"figure": "overdue", "most": 0}},
    )
    office.tick("2026-11-23 07:30")
    found = [(one.standing, one.task.measured) for one in (office.meetings.task(SLUG, each, CHIEF) for each in ids)]
    assert found == [
        ("overdue", "đang xử lý: 2 (≤ 1)"), ("done", "đang xử lý: 2 (≤ 2)"),
        ("overdue", "tỷ lệ đúng hạn: chưa có số liệu"), ("done", "quá hạn: 0 (≤ 0)"),
    ]  # fmt: skip
    office.says(person="3")
    office.tick("2026-11-30 07:30")
    assert office.meetings.task(SLUG, ids[1], CHIEF).standing == "done", "a worse week does not open it again"
