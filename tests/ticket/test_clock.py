"""The clock of a ticket: what the citizen is promised, what falls due, what stands still."""

import pytest

from chalicelib.province.regulation import Stage
from chalicelib.ticket import clock
from chalicelib.ticket.reasons import promise_explained
from chalicelib.ticket.workflow import Status
from tests.builders import COORDINATOR, HANDLER, HEAD, SLUG, World, at


@pytest.mark.parametrize(("why", "text", "written", "promised"), [
    ("five working days; the day of writing does not count", "Mặt đường có ổ gà", "2026-11-18 09:00", "2026-11-26 17:00"),
    ("a question is answered in three", "Cho hỏi thủ tục ở đâu?", "2026-11-18 09:00", "2026-11-23 17:00"),
    ("an emergency in one", "Có sạt lở ở đây", "2026-11-18 09:00", "2026-11-19 17:00"),
    ("written on Sunday, counted from Monday", "Mặt đường có ổ gà", "2026-11-15 09:00", "2026-11-20 17:00"),
])  # fmt: skip
def test_the_promise(why: str, text: str, written: str, promised: str) -> None:
    world = World()
    world.clock.at = at(written)
    assert world.opened(text).promised_at == at(promised), why


def test_waiting_for_the_citizen_moves_the_promise_by_the_time_waited() -> None:
    world = World()
    ticket = world.opened("Mặt đường có ổ gà")
    world.does(ticket.code, "accept", HANDLER)
    world.does(ticket.code, "ask", HANDLER, text="Ở đoạn nào?")
    world.clock.pass_by(hours=2)
    resumed = world.hears("Trước chợ")
    assert resumed
    assert ticket.promised_at == at("2026-11-26 17:00")
    assert resumed.promised_at == at("2026-11-27 09:30"), "two working hours later"


def test_while_the_citizen_is_asked_nothing_is_due_but_that_the_citizen_replies() -> None:
    world = World()
    ticket = world.opened()
    world.does(ticket.code, "accept", HANDLER)
    waiting = world.does(ticket.code, "ask", HANDLER, text="Ở đoạn nào?")
    assert (waiting.status, waiting.stage, waiting.stage_due_at) == (Status.WAITING, None, None)
    assert waiting.next_at == at("2026-12-03 17:00"), "ten working days, then the question lapses"


def test_further_words_never_move_a_clock() -> None:
    world = World()
    ticket = world.opened()
    world.clock.pass_by(minutes=30)
    after = world.hears("Thêm: đoạn trước số nhà 12 đường Chợ")
    assert after
    assert (after.stage_due_at, after.next_at, after.promised_at) == (
        ticket.stage_due_at,
        ticket.next_at,
        ticket.promised_at,
    )


def test_a_transfer_starts_the_new_unit_but_keeps_the_promise() -> None:
    world = World()
    ticket = world.opened()
    world.clock.pass_by(hours=5)
    moved = world.does(ticket.code, "transfer", HEAD, unit="so-tai-chinh", reason="Không thuộc thẩm quyền")
    assert moved.promised_at == ticket.promised_at
    assert moved.stage_started_at == world.clock()
    assert (moved.stage, moved.stage_due_at) == (Stage.TRANSFER, at("2026-11-19 08:30")), "four working hours"
    assert moved.hops == 1


def test_a_ticket_in_the_tray_has_a_deadline_of_its_own() -> None:
    world = World()
    ticket = world.opened("Tôi có chuyện muốn trình bày với lãnh đạo")
    assert (ticket.status, ticket.unit) == (Status.IN_TRAY, world.province.tray)
    assert ticket.stage_due_at == at("2026-11-18 11:00"), "two working hours to find a unit"
    given = world.does(ticket.code, "assign", COORDINATOR, unit="so-tai-chinh")
    assert given.stage_due_at == at("2026-11-19 08:30")


def test_no_warning_is_given_for_a_moment_before_the_stage_began() -> None:
    """The tray has two hours; a warning four hours ahead would come with the ticket itself."""
    world = World()
    ticket = world.opened("Tôi có chuyện muốn trình bày với lãnh đạo")
    assert [step.level for _, step in clock.rungs(world.province, ticket)] == [2, 3, 4]
    assert world.tickets.get(SLUG, ticket.code).next_at == ticket.stage_due_at


@pytest.mark.parametrize(("why", "ceiling", "promised"), [
    ("the ceiling comes first", {"calendar_days": 4}, "2026-11-23 17:00"),
    ("the limit comes first", {"calendar_days": 20}, "2026-11-26 17:00"),
])  # fmt: skip
def test_a_ceiling_cuts_a_limit_off(why: str, ceiling: dict[str, int], promised: str) -> None:
    """Four days after Wednesday are a Sunday, so Monday; five working days are the Thursday after."""
    world = World()
    document = world.document()
    document["regulation"]["limits"] = [row | {"ceiling": ceiling} for row in document["regulation"]["limits"]]
    world.provinces.put(document, "test")
    ticket = world.opened("Mặt đường có ổ gà")
    assert ticket.promised_at == at(promised), why
    reason = promise_explained(world.province, ticket, world.tickets.timeline(SLUG, ticket.code))
    assert reason.due == ticket.promised_at
    assert reason.lines[-1].startswith("Thứ Hai 23/11" if "ceiling" in why else "Thứ Năm 26/11"), reason.lines


def test_a_promise_explains_every_day_and_what_moved_it() -> None:
    world = World()
    code = world.opened().code
    world.does(code, "accept", HANDLER)
    world.does(code, "ask", HANDLER, text="Ở đoạn nào?")
    world.clock.pass_by(hours=2)
    world.hears("Trước chợ")
    world.does(code, "extend", HEAD, reason="Chờ vật tư", more={"working_days": 2})
    reason = promise_explained(world.province, world.tickets.get(SLUG, code), world.tickets.timeline(SLUG, code))
    assert (reason.article, reason.allowance) == ("Điều 8", "5 ngày làm việc")
    assert sum("ngày thứ" in line for line in reason.lines) == 5
    assert any("nghỉ lễ" in line or "cuối tuần" in line for line in reason.lines)
    assert [words.split(": ", 1)[1] for words in reason.changes] == [
        "cộng 2 giờ 0 phút làm việc chờ ông/bà bổ sung thông tin", "gia hạn – Chờ vật tư",
    ]  # fmt: skip
