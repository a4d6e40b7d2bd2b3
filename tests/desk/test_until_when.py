"""Until when: progress notes, extensions, the complex case, directives. Every date names who set it."""

import pytest

from chalicelib.errors import Conflict, Forbidden, Unprocessable
from chalicelib.province.regulation import Stage
from chalicelib.ticket.owed import Purpose
from chalicelib.ticket.workflow import Act, Role, Status
from tests.builders import COORDINATOR, HANDLER, HEAD, LEADER, SLUG, World, at, officer

TASK_FORCE = officer(Role.TASK_FORCE, "ubnd-tinh")
REPORT = {
    "superior": "ubnd-tinh",
    "reason": "Liên quan nhiều ngành",
    "text": "Việc cần khảo sát địa chất, chúng tôi sẽ báo ông/bà ngay khi có thời hạn mới.",
    "document": {"number": "128/BC-SXD", "date": "2026-11-18", "file": "128-BC-SXD.pdf"},
}


def worked_on(world: World) -> str:
    code = world.opened().code
    world.does(code, "accept", HANDLER)
    return code


def without(path: str) -> dict[str, object]:
    """REPORT lacking one thing."""
    body: dict[str, object] = {**REPORT, "document": dict(REPORT["document"])}  # type: ignore[call-overload]
    outer, _, inner = path.partition("/")
    if inner:
        del body["document"][inner]  # type: ignore[attr-defined]
    else:
        del body[outer]
    return body


def test_a_progress_note_reaches_the_citizen_and_the_next_one_is_due_a_week_later() -> None:
    world = World()
    document = world.document()
    row = {"stage": "answer", "allow": {"calendar_days": 30}, "article": "Điều 8"}
    document["regulation"]["limits"] = [r for r in document["regulation"]["limits"] if r["stage"] != "answer"] + [row]
    world.provinces.put(document, "test")
    code = worked_on(world)
    for reminders, moment in enumerate(("2026-11-25 17:05", "2026-12-02 17:05"), start=1):
        world.clock.at = at(moment)
        world.sweep.run()
        world.sweep.run()
        asked = [n for n in world.owed(code, Purpose.NEWS) if n.facts["headline"].startswith("Đến kỳ")]
        assert len(asked) == reminders
    world.does(code, "inform", HANDLER, text="Đã đặt biển cảnh báo, chờ vật tư.")
    (note,) = world.owed(code, Purpose.PROGRESS)
    assert note.human
    ticket = world.tickets.get(SLUG, code)
    assert ticket.informed_at == world.clock()
    assert ticket.status is Status.IN_PROGRESS


def test_an_extension_is_signed_by_whom_the_regulation_names_once_and_no_further_than_it_says() -> None:
    world = World()
    code = worked_on(world)
    ticket = world.tickets.get(SLUG, code)
    with pytest.raises(Forbidden):
        world.does(code, "extend", HANDLER, reason="Chờ vật tư", more={"working_days": 2})
    with pytest.raises(Forbidden) as refusal:
        world.does(code, "extend", COORDINATOR, reason="Chờ vật tư", more={"working_days": 2})
    assert refusal.value.facts["article"] == "Điều 13"
    with pytest.raises(Unprocessable):
        world.does(code, "extend", HEAD, reason="Chờ vật tư", more={"working_days": 6})
    assert Act.EXTEND not in world.desk.read(SLUG, code, COORDINATOR)[3]
    assert Act.EXTEND in world.desk.read(SLUG, code, HEAD)[3]
    world.does(code, "seek_extension", HANDLER, reason="Chờ vật tư", more={"working_days": 2})
    assert world.owed(code, Purpose.NEWS)[-1].to == ("xd-gd",)
    longer = world.does(code, "extend", HEAD, reason="Chờ vật tư", more={"working_days": 2})
    assert ticket.promised_at == at("2026-11-26 17:00")
    assert longer.promised_at == longer.stage_due_at == at("2026-11-30 17:00")
    (told,) = world.owed(code, Purpose.NEW_DATE)
    assert told.facts["reason"] == "Chờ vật tư"
    with pytest.raises(Conflict):
        world.does(code, "extend", HEAD, reason="Chờ nữa", more={"working_days": 2})
    assert Act.EXTEND not in world.desk.read(SLUG, code, HEAD)[3]


def test_a_date_that_has_passed_is_not_extended() -> None:
    world = World()
    code = worked_on(world)
    world.clock.pass_by(days=30)
    with pytest.raises(Conflict):
        world.does(code, "extend", HEAD, reason="Quên mất", more={"working_days": 2})


@pytest.mark.parametrize("missing", [
    "superior", "reason", "text", "document", "document/number", "document/date", "document/file",
])  # fmt: skip
def test_a_complex_case_needs_the_written_report_and_the_interim_reply(missing: str) -> None:
    world = World()
    code = worked_on(world)
    with pytest.raises(Unprocessable) as refusal:
        world.does(code, "report", HEAD, **without(missing))
    assert any(fault["pointer"].startswith(f"/{missing}") for fault in refusal.value.facts["faults"])
    assert world.tickets.get(SLUG, code).status is Status.IN_PROGRESS


@pytest.mark.parametrize(("why", "changed"), [
    ("to a unit above, not beside", {"superior": "so-tai-chinh"}),
    ("not to itself", {"superior": "phong-ha-tang"}),
    ("a report of tomorrow was not written", {"document": {"number": "1", "date": "2026-11-19", "file": "a.pdf"}}),
    ("nor one of 30 February", {"document": {"number": "1", "date": "2026-02-30", "file": "a.pdf"}}),
])  # fmt: skip
def test_a_report_that_is_no_report(why: str, changed: dict[str, object]) -> None:
    world = World()
    code = worked_on(world)
    with pytest.raises(Unprocessable):
        world.does(code, "report", HEAD, **{**REPORT, **changed})
    assert world.tickets.get(SLUG, code).status is Status.IN_PROGRESS, why


def test_the_superior_decides_on_the_new_date_and_the_citizen_is_told_twice() -> None:
    world = World()
    code = worked_on(world)
    with pytest.raises(Forbidden):
        world.does(code, "report", HANDLER, **REPORT)
    reported = world.does(code, "report", HEAD, **REPORT)
    assert (reported.status, reported.stage, reported.superior) == (Status.REPORTED, Stage.DECIDE, "ubnd-tinh")
    assert world.owed(code, Purpose.INTERIM)[0].human
    assert world.owed(code, Purpose.NEWS)[-1].to == ("ld",)
    assert world.tickets.event(SLUG, code, 3).facts["document_number"] == "128/BC-SXD"
    assert [c.code for c in world.lies("ubnd-tinh", LEADER)] == [code]
    with pytest.raises(Forbidden):
        world.does(code, "decide", HEAD, until="2026-12-10", reason="Tôi tự cho phép")
    for wrong in ("2026-11-17", "2026-12-12", "2027-03-01", "2026-11-20"):  # over, a Saturday, too far, sooner
        with pytest.raises(Unprocessable):
            world.does(code, "decide", LEADER, until=wrong, reason="Đồng ý")
    decided = world.does(code, "decide", LEADER, until="2026-12-10", reason="Đồng ý, khảo sát xong trước 10/12")
    assert (decided.status, decided.stage) == (Status.IN_PROGRESS, Stage.ANSWER)
    assert decided.promised_at == decided.stage_due_at == at("2026-12-10 17:00")
    assert world.owed(code, Purpose.NEW_DATE)
    assert world.lies("ubnd-tinh", LEADER) == ()


def test_a_superior_may_refuse_and_the_date_stays() -> None:
    world = World()
    code = worked_on(world)
    before = world.does(code, "report", HEAD, **REPORT)
    after = world.does(code, "decide", LEADER, refused=True, reason="Việc đơn giản, làm ngay")
    assert after.promised_at == before.promised_at
    assert not world.owed(code, Purpose.NEW_DATE)


def test_a_superior_who_does_not_decide_is_reminded_and_it_climbs() -> None:
    world = World()
    code = worked_on(world)
    world.does(code, "report", HEAD, **REPORT)
    world.clock.at = at("2026-11-26 09:00")
    world.sweep.run()
    levels = [e.facts["level"] for e in world.tickets.timeline(SLUG, code) if e.act is Act.ESCALATE]
    assert levels == [1, 2, 3]
    mailed = [n.to for n in world.owed(code, Purpose.ESCALATION) if n.by == "email"]
    assert mailed[1] == ("dm", "ld"), "the superior's own people; for want of a handler there, the coordinator"


def test_a_directive_binds_has_its_own_date_and_is_followed() -> None:
    world = World()
    code = worked_on(world)
    with pytest.raises(Forbidden):
        world.does(code, "direct", HEAD, text="Làm ngay", until="2026-11-20")
    directed = world.does(code, "direct", LEADER, text="Vá xong trước ngày 20/11", until="2026-11-20")
    assert directed.directive_due_at == at("2026-11-20 17:00")
    assert directed.promised_at == at("2026-11-26 17:00"), "the citizen's date is another matter"
    assert {"ht-cv", "xd-gd"} <= set(world.owed(code, Purpose.NEWS)[-1].to)
    world.clock.at = at("2026-11-20 17:01")
    world.sweep.run()
    world.sweep.run()
    late = [n for n in world.owed(code, Purpose.NEWS) if n.facts["headline"] == "Quá hạn thực hiện chỉ đạo"]
    assert [n.to for n in late] == [("ld", "xd-gd")]
    done = world.does(code, "fulfil", HANDLER, text="Đã vá xong chiều nay")
    assert (done.directed, done.directive_due_at) == (0, None)
    with pytest.raises(Conflict):
        world.does(code, "fulfil", HANDLER, text="Đã vá xong")


def test_a_directive_that_was_carried_out_reminds_nobody() -> None:
    world = World()
    code = worked_on(world)
    world.does(code, "direct", TASK_FORCE, text="Vá xong trước ngày 20/11", until="2026-11-20")
    world.does(code, "fulfil", HANDLER, text="Đã vá xong")
    world.clock.at = at("2026-11-20 17:01")
    world.sweep.run()
    assert not [n for n in world.owed(code, Purpose.NEWS) if n.facts["headline"] == "Quá hạn thực hiện chỉ đạo"]


# read wrongly


def test_what_was_read_wrongly_is_corrected_and_judged_by_what_it_is() -> None:
    world = World()
    code = world.opened("Cho hỏi mặt đường do ai quản lý?").code
    before = world.tickets.get(SLUG, code)
    assert (before.kind, before.promised_at) == ("question", at("2026-11-23 17:00"))
    with pytest.raises(Forbidden):
        world.does(code, "classify", HANDLER, kind="petition")
    world.clock.pass_by(hours=1)
    after = world.does(code, "classify", COORDINATOR, kind="petition", category="dau-tu")
    assert (after.kind, after.category, after.status) == ("petition", "dau-tu", before.status)
    assert after.promised_at == at("2026-11-26 17:00"), "five working days from the beginning, not from today"
    facts = world.tickets.timeline(SLUG, code)[-1].facts
    assert (facts["kind_old"], facts["kind"]) == ("question", "petition")
    assert facts["promised_at_old"] == before.promised_at.isoformat()
    assert world.owed(code, Purpose.NEW_DATE)


def test_an_emergency_nobody_saw_is_one_from_the_moment_it_is_seen() -> None:
    world = World()
    code = world.opened().code
    world.clock.pass_by(minutes=3)
    seen = world.does(code, "classify", COORDINATOR, urgency="emergency")
    assert seen.stage_due_at == at("2026-11-18 09:05"), "five minutes to take it on, from when it lay there"
    assert [n.by for n in world.owed(code, Purpose.ASSIGNED) if n.event == 2] == ["email"]
    world.clock.pass_by(minutes=2)
    assert world.sweep.run() == 1


@pytest.mark.parametrize(("why", "body"), [
    ("something must be said", {}),
    ("and it must be new", {"kind": "petition"}),
    ("a field of the province", {"category": "chua-co"}),
    ("a commune of the province", {"place": "99999"}),
])  # fmt: skip
def test_a_classification_says_something(why: str, body: dict[str, str]) -> None:
    world = World()
    ticket = world.opened("Kiến nghị sửa mặt đường")
    assert ticket.kind == "petition"
    with pytest.raises(Unprocessable):
        world.does(ticket.code, "classify", COORDINATOR, **body)
    assert world.tickets.get(SLUG, ticket.code) == ticket, why
