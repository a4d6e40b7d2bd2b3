"""What lapses: a question nobody answers, an answer nobody objects to; and that the citizen sees what was raised."""

from chalicelib import views_citizens
from chalicelib.ticket.owed import Purpose
from chalicelib.ticket.ticket import Outcome
from chalicelib.ticket.workflow import Act, Status
from tests.builders import HANDLER, SLUG, World, at


def test_an_answer_nobody_objects_to_is_closed_quietly() -> None:
    world = World()
    code = world.opened().code
    answered = world.does(code, "answer", HANDLER, text="Đã vá xong")
    assert answered.next_at == at("2026-12-10 17:00"), "fifteen working days"
    world.clock.at = at("2026-12-10 17:01")
    before = len(world.owed(code))
    assert world.sweep.run() == 1
    closed = world.tickets.get(SLUG, code)
    assert (closed.status, closed.outcome, closed.next_at) == (Status.CLOSED, Outcome.RESOLVED, None)
    assert len(world.owed(code)) == before
    assert world.sweep.run() == 0


def test_a_question_nobody_replies_to_lapses_is_told_and_can_be_taken_up_again() -> None:
    world = World()
    code = world.opened().code
    world.does(code, "accept", HANDLER)
    world.does(code, "ask", HANDLER, text="Ở đoạn nào?")
    world.clock.at = at("2026-12-03 17:01")
    world.sweep.run()
    lapsed = world.tickets.get(SLUG, code)
    assert (lapsed.status, lapsed.outcome) == (Status.CLOSED, Outcome.NO_REPLY)
    assert world.owed(code, Purpose.NO_REPLY)
    again = world.hears("Mở lại giúp tôi, đoạn trước cổng chợ")
    assert again
    assert (again.code, again.status) == (code, Status.ASSIGNED)


def test_what_was_joined_to_a_petition_that_lapses_goes_on_alone() -> None:
    world = World()
    leader, other = world.opened(person="1").code, world.opened(person="2").code
    world.does(other, "merge", HANDLER, into=leader)
    world.does(leader, "accept", HANDLER)
    world.does(leader, "ask", HANDLER, text="Ở đoạn nào?")
    world.clock.at = at("2026-12-03 17:01")
    world.sweep.run()
    ticket = world.tickets.get(SLUG, other)
    assert (ticket.status, ticket.into) == (Status.ASSIGNED, "")
    assert ticket.next_at


def test_the_citizen_sees_that_it_was_late_and_who_was_told_but_not_the_warnings() -> None:
    world = World()
    code = world.opened().code
    world.clock.at = at("2026-11-20 17:05")
    world.sweep.run()
    timeline = world.tickets.timeline(SLUG, code)
    shown = views_citizens.followed(
        world.province, world.tickets.get(SLUG, code), timeline, world.clock(), world.cupboard.link
    )
    raised = [entry["text"] for entry in shown["timeline"] if entry["act"] == Act.ESCALATE]
    assert raised == ["Quá hạn", "Báo cơ quan đầu mối"]


def test_the_ladder_may_name_the_citizen() -> None:
    world = World()
    document = world.document()
    for step in document["regulation"]["escalation"]:
        step["tell"] = [*step["tell"], "citizen"] if step["level"] == 4 else step["tell"]
    world.provinces.put(document, "test")
    code = world.opened().code
    world.clock.at = at("2026-11-25 17:05")
    world.sweep.run()
    (raised,) = world.owed(code, Purpose.RAISED)
    assert not raised.human
    assert raised.facts["step"] == "Báo lãnh đạo"


def test_recipients_are_those_of_the_tree_at_that_moment() -> None:
    world = World()
    code = world.opened().code
    document = world.document()
    next(s for s in document["staff"] if s["id"] == "dm")["id"] = "dm-moi"
    world.provinces.put(document, "test")
    world.clock.at = at("2026-11-20 17:05")
    world.sweep.run()
    assert ("dm-moi",) in [n.to for n in world.owed(code, Purpose.ESCALATION)]
