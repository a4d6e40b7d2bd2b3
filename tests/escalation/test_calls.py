"""A call back has a date: once it has passed who must call is reminded, once, then those above them, once."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from chalicelib.desk.callbacks import Call, Callbacks
from chalicelib.escalation.calls import CallsDue
from chalicelib.intake.calls import Calls
from chalicelib.province.province import Staff
from chalicelib.ticket.owed import Notice, Purpose, State, resent
from chalicelib.ticket.ticket import Outcome
from tests.builders import COORDINATOR, HANDLER, SLUG, World, at
from tests.fakes import ShelfOutbox
from tests.rights.forgotten import ADMIN, WISH

AT_HOME = {"phone": "02033812345"}


@dataclass
class Behind(ShelfOutbox):
    """Its list is that of a moment ago."""

    was: Notice | None = None

    def calls_due(self, tenant: str, until: datetime) -> Iterator[tuple[str, str]]:
        yield from [(self.was.parent, self.was.id)] if self.was else []

    def get(self, parent: str, notice_id: str) -> Notice | None:
        return self.was


@dataclass
class Counted(ShelfOutbox):
    looks: list[str] = field(default_factory=list)

    def get(self, parent: str, notice_id: str) -> Notice | None:
        self.looks.append(notice_id)
        return super().get(parent, notice_id)

    def save(self, notice: Notice, follow_up: Notice | None = None) -> Notice:
        return ShelfOutbox(self.shelf).save(notice, follow_up)


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


def test_of_several_words_that_wait_for_one_caller_one_reminder_goes_out_a_rung() -> None:
    world = World()
    ticket = Calls(world.form).log(
        world.province, {"text": "Mặt đường trước chợ có ổ gà", "consent": "", "caller": AT_HOME}, COORDINATOR, "k"
    )
    other = waiting(world, "k2", "Mặt đường sau chợ cũng có ổ gà rất sâu")
    world.does(ticket.code, "accept", HANDLER)
    world.does(ticket.code, "inform", HANDLER, text="Đội đang trên đường đến")
    world.post()
    world.clock.pass_by(minutes=10)
    world.does(ticket.code, "answer", HANDLER, text="Đã vá xong")
    world.post()
    waits = [call for call in listed(world) if call.notice.code == ticket.code]
    assert len(waits) == 2
    moves_to(world, max(call.due_at for call in waits))
    assert [sweep(world), sweep(world)] == [2, 0], "one of each petition"
    assert (len(reminders(world, ticket.code)), len(reminders(world, other))) == (1, 1)
    moves_to(world, at("2026-12-01 09:00"))
    assert [sweep(world), sweep(world)] == [2, 0]
    assert len(reminders(world, ticket.code)) == 2
    world.does(ticket.code, "reopen", COORDINATOR, reason="Bà gọi lại: hố lại lún")
    world.does(ticket.code, "answer", HANDLER, text="Đã vá lại lần nữa")
    world.post()
    world.clock.pass_by(days=3)
    assert sweep(world) == 1, "what came to wait later has a date of its own"


def failed_calls(world: World, code: str) -> list[Notice]:
    return [notice for notice in world.outbox.of_ticket(SLUG, code) if notice.state is State.FAILED]


def test_what_was_sent_again_and_failed_again_is_reminded_of_anew() -> None:
    world = World()
    code = waiting(world)
    moves_to(world, due_of(world, code))
    sweep(world)
    moves_to(world, at("2026-12-01 09:00"))
    sweep(world)
    for notice in failed_calls(world, code):
        world.outbox.save(resent(notice, "so-khcn-1", world.clock()))
    world.post()
    assert [call.overdue for call in listed(world)] == [False]
    moves_to(world, due_of(world, code))
    assert [sweep(world), sweep(world)] == [1, 0]
    moves_to(world, at("2026-12-21 09:00"))
    assert [sweep(world), sweep(world)] == [1, 0]
    assert len(reminders(world, code)) == 4


def test_a_minute_looks_only_at_what_is_due_however_many_calls_wait() -> None:
    world = World()
    codes = [waiting(world, f"k{number}", f"Mặt đường ở ngõ {number} có ổ gà rất sâu") for number in range(5)]
    outbox = Counted(world.shelf)
    minute = CallsDue(world.tickets, outbox, world.provinces, world.bell, world.clock)
    minute.run()
    assert len(outbox.looks) == len(codes), "once, to note when each is due"
    minute.run()
    assert len(outbox.looks) == len(codes)
    moves_to(world, max(due_of(world, code) for code in codes))
    assert (minute.run(), len(outbox.looks)) == (5, 10)
    moves_to(world, at("2026-12-01 09:00"))
    assert (minute.run(), len(outbox.looks)) == (5, 15)
    world.clock.pass_by(days=1)
    assert (minute.run(), len(outbox.looks)) == (0, 15), "both rungs are taken: the clock is done with it"
    assert {call.notice.code for call in listed(world, overdue=True)} == set(codes), "and staff still see it"


def test_what_is_due_at_night_is_looked_at_again_when_the_office_opens() -> None:
    world = World()
    code = waiting(world)
    moves_to(world, at("2026-11-28 23:00"))  # a Saturday, long after it was due
    outbox = Counted(world.shelf)
    minute = CallsDue(world.tickets, outbox, world.provinces, world.bell, world.clock)
    assert ([minute.run(), minute.run()], len(outbox.looks)) == ([0, 0], 1)
    moves_to(world, at("2026-11-30 09:00"))
    assert (minute.run(), len(reminders(world, code))) == (1, 1)
