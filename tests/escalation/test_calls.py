"""A call back has a date: once it has passed who must call is reminded, once, then those above them, once."""

from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.desk.callbacks import Call, Callbacks
from chalicelib.escalation.calls import CallsDue
from chalicelib.intake.calls import Calls
from chalicelib.province.province import Staff
from chalicelib.ticket.owed import Notice, Purpose, State
from chalicelib.ticket.ticket import Outcome
from tests.builders import COORDINATOR, HANDLER, SLUG, World, at
from tests.fakes import ShelfOutbox
from tests.rights.forgotten import ADMIN, WISH

AT_HOME = {"phone": "02033812345"}


@dataclass
class Behind(ShelfOutbox):
    """Its list is that of a moment ago."""

    was: Notice | None = None

    def calls(self, tenant: str, limit: int, cursor: str | None) -> tuple[list[Notice], str | None]:
        return ([self.was] if self.was else []), None


def waiting(world: World, key: str = "k", text: str = "Mặt đường trước chợ có ổ gà rất sâu") -> str:
    """The code of an answered petition whose caller can only be told by voice, since the moment it is now."""
    ticket = Calls(world.form).log(world.province, {"text": text, "consent": "", "caller": AT_HOME}, COORDINATOR, key)
    world.does(ticket.code, "answer", HANDLER, text="Đã vá ổ gà, cảm ơn bà.")
    world.post()
    return ticket.code


def sweep(world: World) -> int:
    return CallsDue(world.tickets, world.outbox, world.provinces, world.bell, world.clock).run()


def listed(world: World, *, overdue: bool = False) -> list[Call]:
    return Callbacks(world.desk, world.clock).page(SLUG, COORDINATOR, 50, None, overdue=overdue)[0]


def reminders(world: World, code: str) -> list[Notice]:
    return [notice for notice in world.owed(code, Purpose.NEWS) if "#call" in notice.id]


def due_of(world: World, code: str) -> datetime:
    return next(call.due_at for call in listed(world) if call.notice.code == code)


def moves_to(world: World, moment: datetime) -> None:
    world.clock.at = moment


def addressed(world: World, notice: Notice) -> set[tuple[str, str]]:
    people: list[Staff] = [s for s in world.province.staff if s.id in notice.to]
    return {(s.role, s.unit) for s in people}


def test_it_is_due_when_the_regulation_wants_a_petition_taken_on_whoever_waits_longest_first() -> None:
    world = World()
    first = waiting(world)
    world.clock.pass_by(minutes=20)
    second = waiting(world, "k2", "Mặt đường sau chợ cũng có ổ gà rất sâu")
    assert [call.notice.code for call in listed(world)] == [first, second]
    assert [call.overdue for call in listed(world)] == [False, False]
    moves_to(world, due_of(world, first))
    assert listed(world, overdue=True) == []
    world.clock.pass_by(minutes=1)
    assert [call.notice.code for call in listed(world, overdue=True)] == [first]


def test_the_weekend_is_nobodys_time_to_call() -> None:
    world = World()
    moves_to(world, at("2026-11-20 16:59"))  # a Friday
    code = waiting(world)
    assert due_of(world, code) > at("2026-11-23 07:00")
    moves_to(world, at("2026-11-22 10:00"))
    assert (sweep(world), listed(world, overdue=True)) == (0, [])


def test_who_must_call_is_reminded_once_then_those_above_once() -> None:
    world = World()
    code = waiting(world)
    due = due_of(world, code)
    assert sweep(world) == 0
    moves_to(world, due)
    assert [sweep(world), sweep(world)] == [1, 0]
    (first,) = reminders(world, code)
    assert {role for role, _ in addressed(world, first)} == {"handler"}
    assert (first.parent, first.id) in world.bell.keys
    moves_to(world, at("2026-12-01 09:00"))
    assert [sweep(world), sweep(world)] == [1, 0]
    _, second = reminders(world, code)
    assert {role for role, _ in addressed(world, second)} == {"head", "coordinator"}
    world.clock.pass_by(days=1)
    assert sweep(world) == 0


def test_the_letter_goes_by_the_courier_and_says_until_when() -> None:
    world = World()
    code = waiting(world)
    moves_to(world, due_of(world, code))
    sweep(world)
    world.post()
    (reminder,) = reminders(world, code)
    assert reminder.state is State.SENT
    assert "Quá hạn gọi lại cho người phản ánh" in reminder.facts["headline"]


def test_a_call_that_was_made_is_reminded_of_by_nobody() -> None:
    world = World()
    code = waiting(world)
    due = due_of(world, code)
    Callbacks(world.desk, world.clock).called(SLUG, code, {"reached": True, "text": "Đã đọc cho bà nghe"}, HANDLER)
    moves_to(world, due)
    assert (sweep(world), reminders(world, code)) == (0, [])


def test_a_call_that_reached_nobody_is_still_reminded_of() -> None:
    world = World()
    code = waiting(world)
    Callbacks(world.desk, world.clock).called(SLUG, code, {"reached": False, "text": "không ai nghe"}, HANDLER)
    moves_to(world, due_of(world, code))
    assert sweep(world) == 1


def test_nobody_is_reminded_of_who_was_forgotten() -> None:
    world = World()
    code = waiting(world)
    due = due_of(world, code)
    world.rights.erase(SLUG, code, ADMIN, WISH)
    moves_to(world, due)
    assert sweep(world) == 0


def test_of_a_formal_complaint_only_those_hear_who_may_see_it() -> None:
    world = World()
    code = waiting(world)
    due = due_of(world, code)
    key = (SLUG, code)
    world.shelf.tickets[key] = replace(world.shelf.tickets[key], outcome=Outcome.REFERRED)
    moves_to(world, due)
    sweep(world)
    (reminder,) = reminders(world, code)
    assert {role for role, _ in addressed(world, reminder)} == {"coordinator"}


def test_of_two_sweeps_at_once_one_reminds() -> None:
    world = World()
    code = waiting(world)
    moves_to(world, due_of(world, code))
    (call,) = listed(world)
    assert sweep(world) == 1
    late = CallsDue(world.tickets, Behind(world.shelf, call.notice), world.provinces, world.bell, world.clock)
    assert (late.run(), len(reminders(world, code))) == (0, 1)
