"""Whose time it was: every stretch has one holder, they add up to the whole, and the past does not change."""

from datetime import timedelta

from chalicelib.province.regulation import Stage
from chalicelib.sla.deadline import working_time
from chalicelib.ticket.anew import reckoned, verdicts, verdicts_under
from chalicelib.ticket.chain import first_break
from chalicelib.ticket.holding import CITIZEN, NOBODY, TRAY, Hold, holds
from chalicelib.ticket.ticket import CLOCK, Actor
from chalicelib.ticket.workflow import Act, Role
from tests.builders import COORDINATOR, HANDLER, HEAD, SLUG, World, at, officer

MINUTE = timedelta(minutes=1)
SYSTEM = Actor(id=CLOCK, role=Role.SYSTEM, tenant=SLUG)


def lived(world: World) -> str:
    """Tray 30 min, roads 60, the citizen 2 h, roads 1 day, answered."""
    code = world.opened("Tôi có chuyện muốn trình bày với lãnh đạo").code
    world.clock.pass_by(minutes=30)
    world.does(code, "assign", COORDINATOR, unit="phong-ha-tang")
    world.clock.pass_by(minutes=30)
    world.does(code, "accept", HANDLER)
    world.clock.pass_by(minutes=30)
    world.does(code, "ask", HANDLER, text="Ở đâu ạ?")
    world.clock.pass_by(hours=2)
    world.hears("Trước cổng chợ")
    world.clock.pass_by(days=1)
    world.does(code, "answer", HANDLER, text="Đã xong")
    return code


def held(world: World, code: str) -> tuple[Hold, ...]:
    return holds(world.province, world.tickets.get(SLUG, code), world.tickets.timeline(SLUG, code), world.clock())


def test_each_holder_the_tray_and_the_pause_have_their_time() -> None:
    world = World()
    found = held(world, lived(world))
    assert [(h.bearer, h.worked // MINUTE) for h in found] == [
        (TRAY, 30), ("phong-ha-tang", 60), (CITIZEN, 60), ("phong-ha-tang", 450),
    ], "09:00, the pause from 10:30 to 12:30 holds an hour of work, the rest is a working day"  # fmt: skip


def test_the_parts_are_the_whole() -> None:
    world = World()
    code = lived(world)
    world.clock.pass_by(days=3)
    found = held(world, code)
    ticket = world.tickets.get(SLUG, code)
    assert found[-1].bearer == NOBODY
    assert sum((h.end - h.start for h in found), timedelta()) == world.clock() - ticket.opened_at
    total = working_time(ticket.opened_at, world.clock(), world.province.calendar)
    assert sum((h.worked for h in found), timedelta()) == total


def test_a_remark_turns_no_clock() -> None:
    world = World()
    code = world.opened().code
    world.clock.pass_by(minutes=20)
    before = world.tickets.get(SLUG, code)
    world.does(code, "note", HANDLER, text="Chờ nhà thầu")
    world.hears("Thêm: gần trường học")
    after = world.tickets.get(SLUG, code)
    assert (after.stage_due_at, after.promised_at, after.since) == (before.stage_due_at, before.promised_at, None)
    assert len(held(world, code)) == 1


def test_the_verdict_of_a_stage_is_frozen_as_it_ends() -> None:
    world = World()
    code = lived(world)
    assign, receive, answer = verdicts(world.tickets.timeline(SLUG, code))
    assert (assign.stage, assign.due_at, assign.late) == (Stage.ASSIGN, at("2026-11-18 11:00"), False)
    assert (receive.stage, receive.unit, receive.late) == (Stage.RECEIVE, "phong-ha-tang", False)
    assert (answer.stage, answer.unit) == (Stage.ANSWER, "phong-ha-tang")
    assert answer.due_at == at("2026-11-27 08:30"), "the citizen's hour is not the unit's"


def test_a_stage_that_ended_late_says_by_when_and_whose_it_was() -> None:
    world = World()
    code = world.opened().code
    world.clock.pass_by(days=2)
    world.does(code, "transfer", HEAD, unit="so-tai-chinh", reason="Không thuộc thẩm quyền")
    (verdict,) = verdicts(world.tickets.timeline(SLUG, code))
    assert verdict.late
    assert (verdict.unit, verdict.due_at) == ("phong-ha-tang", at("2026-11-19 08:30"))
    world.does(code, "accept", officer(Role.HANDLER, "so-tai-chinh"))
    assert [v.late for v in verdicts(world.tickets.timeline(SLUG, code))] == [True, False], "the late one is blamed"


def test_a_draft_regulation_judges_the_past_anew_without_touching_it() -> None:
    world = World()
    code = lived(world)
    events, ticket = world.tickets.timeline(SLUG, code), world.tickets.get(SLUG, code)
    document = world.document()
    document["regulation"]["limits"] = [
        row | {"allow": {"working_days": 1} if row["stage"] == "answer" else {"minutes": 20}}
        for row in document["regulation"]["limits"]
    ]
    world.provinces.put(document, "test")
    strict = verdicts_under(world.province, ticket, events)
    assert [v.late for v in strict] == [True, True, False]
    assert strict[-1].due_at == at("2026-11-20 08:30"), "one working day, and the hour we waited for the citizen"
    assert [v.late for v in verdicts(events)] == [False, False, False]
    assert first_break(code, events) is None


def test_dates_reckoned_anew_log_old_and_new_and_keep_pauses_extensions_and_decisions() -> None:
    world = World()
    code = world.opened().code
    world.does(code, "accept", HANDLER)
    world.does(code, "ask", HANDLER, text="Ở đâu?")
    world.clock.pass_by(hours=2)
    world.hears("Trước chợ")
    world.does(code, "extend", HEAD, reason="Chờ vật tư", more={"working_days": 2})
    ticket, events = world.tickets.get(SLUG, code), world.tickets.timeline(SLUG, code)
    assert reckoned(world.province, ticket, events, SYSTEM, world.clock()) is None, "nothing changed, nothing written"
    document = world.document()
    document["calendar"]["days_off"].append({"date": "2026-11-20", "name": "Nghỉ bão"})
    world.provinces.put(document, "test")
    change = reckoned(world.province, ticket, events, SYSTEM, world.clock())
    assert change
    then, event = change
    assert ticket.promised_at == at("2026-12-01 17:00")
    assert then.promised_at == then.stage_due_at == at("2026-12-02 17:00"), "a day off more, a day later"
    assert event.act is Act.RECKON
    assert event.facts["promised_at_old"] == ticket.promised_at.isoformat()
    assert event.facts["promised_at_new"] == then.promised_at.isoformat()
    assert (then.status, then.since, then.level) == (ticket.status, ticket.since, ticket.level)
