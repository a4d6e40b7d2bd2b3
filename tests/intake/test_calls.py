"""A call to the hotline: written down once, with consent; the number is nobody's business; the answer finds its way."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.errors import Conflict, NotFound, TooOften, Unprocessable
from chalicelib.intake.calls import Calls
from chalicelib.limits.limits import Limits
from chalicelib.notice.ways import Way
from chalicelib.ticket.owed import Purpose, State
from chalicelib.ticket.ticket import Channel, Lane, Ticket
from chalicelib.ticket.workflow import Role
from tests.builders import COORDINATOR, HANDLER, SLUG, World, officer
from tests.fakes_limits import ShelfCounters

TEXT = "Mặt đường trước chợ có ổ gà rất sâu"
WARD = officer(Role.PAGE_MANAGER, "p90001")


def hotline(**rows: Any) -> tuple[World, Calls]:
    world = World()
    document = world.document()
    document["messaging"] = document.get("messaging", {}) | {
        "consent": {"version": "2026-1", "text": {"*": "Xem chính sách", "phone": "Xin đồng ý để chúng tôi lưu số."}}
    }
    world.provinces.put(document | rows, "test")
    return world, Calls(world.form)


def body(**given: Any) -> dict[str, Any]:
    return {"text": TEXT, "consent": "2026-1", "caller": {"name": "Bà Hoa", "phone": "0912345678"}} | given


def logged(world: World, calls: Calls, **given: Any) -> Ticket:
    return calls.log(world.province, body(**given), COORDINATOR, "k")


def test_a_call_becomes_a_petition_of_the_hotline_that_took_it() -> None:
    world, calls = hotline()
    ticket = calls.log(world.province, body(), WARD, "k")
    assert (ticket.origin.channel, ticket.origin.account, ticket.origin.lane) == (Channel.PHONE, "p90001", Lane.API)
    assert ticket.unit == world.opened(TEXT).unit, "routed as if it had been written"
    assert world.desk.read(SLUG, ticket.code, WARD).ticket.code == ticket.code, "whoever took it may look after it"


def test_the_number_lies_in_the_vault_with_what_was_agreed_to() -> None:
    world, calls = hotline()
    ticket = logged(world, calls)
    (person,) = world.vault.people.values()
    assert (person.phone, person.name, person.codes) == ("+84912345678", "Bà Hoa", (ticket.code,))
    assert (person.consent, person.consent_text) == ("2026-1", "Xin đồng ý để chúng tôi lưu số.")
    assert person.consented_at == world.clock()
    assert calls.script(world.province, COORDINATOR) == {"version": "2026-1", "text": person.consent_text}
    for trace in ("912345678", "Hoa"):
        assert trace not in repr((world.shelf.tickets, world.shelf.events, world.shelf.notices))


def test_the_same_key_gives_the_same_petition_to_the_same_operator_only() -> None:
    world, calls = hotline()
    first = logged(world, calls)
    assert logged(world, calls).code == first.code
    assert calls.log(world.province, body(), WARD, "k").code != first.code
    with pytest.raises(Conflict):
        logged(world, calls, text="Một việc khác hẳn ở đây")


@pytest.mark.parametrize(("given", "pointers"), [
    ({"consent": "2025-9"}, ["/consent"]),
    ({"caller": {"phone": "12"}}, ["/caller/phone"]),
    ({"text": "abc", "kind": "x"}, ["/kind", "/text"]),
    ({"category": "none"}, ["/category"]),
    ({"call_back": True, "caller": {}}, ["/caller"]),
    ({"call_back": True, "caller": {"email": "hoa@example.com"}}, ["/caller"]),
])  # fmt: skip
def test_what_does_not_fit_is_refused_whole(given: dict[str, Any], pointers: list[str]) -> None:
    world, calls = hotline()
    with pytest.raises(Unprocessable) as refused:
        logged(world, calls, **given)
    assert sorted(fault["pointer"] for fault in refused.value.facts["faults"]) == pointers
    assert (world.shelf.tickets, world.vault.people) == ({}, {})


def test_who_gives_contacts_of_others_is_counted_by_people_before_anything_is_kept() -> None:
    world, _ = hotline()
    limits = Limits(ShelfCounters(), world.clock)
    form = replace(world.form, paced=lambda _, who, people: limits.take(who.id, 1, people))
    observer = officer(Role.OBSERVER, "ubnd-tinh")
    member = {"text": TEXT, "on_behalf_of": {"name": "Công ty Hoa Sen", "phone": "0912345678"}}
    Calls(form).log(world.province, body(), WARD, "1")
    form.file_for_member(world.province, member, observer, "1")
    for again in (
        lambda: Calls(form).log(world.province, body(), WARD, "2"),
        lambda: form.file_for_member(world.province, member, observer, "2"),
    ):
        with pytest.raises(TooOften):
            again()
    assert (len(world.shelf.tickets), len(world.vault.people)) == (2, 2)


def test_another_province_s_operator_logs_nothing_here_and_reads_nothing() -> None:
    world, calls = hotline()
    stranger = officer(Role.COORDINATOR, "so-khcn", tenant="tinh-khac")
    with pytest.raises(NotFound):
        calls.log(world.province, body(), stranger, "k")
    with pytest.raises(NotFound):
        calls.script(world.province, stranger)


def answered(**given: Any) -> tuple[World, Ticket]:
    world, calls = hotline()
    ticket = logged(world, calls, **given)
    world.does(ticket.code, "answer", HANDLER, text="Đã vá ổ gà, cảm ơn bà.")
    world.post()
    return world, ticket


def test_the_answer_goes_to_the_number_that_was_left() -> None:
    world, ticket = answered()
    assert Way.SMS in {way for way, _, _ in world.carriage.sent}
    (answer,) = world.owed(ticket.code, Purpose.ANSWER)
    assert (answer.state, answer.lane) == (State.SENT, "sms")


@pytest.mark.parametrize(("why", "given"), [
    ("a line at home takes no messages", {"caller": {"phone": "02033812345"}}),
    ("they want to hear it", {"call_back": True}),
    ("they want to hear it", {"call_back": True, "caller": {"phone": "0912345678", "email": "hoa@example.com"}}),
])  # fmt: skip
def test_what_nothing_carries_must_be_said_in_a_call(why: str, given: dict[str, Any]) -> None:
    world, ticket = answered(**given)
    (answer,) = world.owed(ticket.code, Purpose.ANSWER)
    (receipt,) = world.owed(ticket.code, Purpose.ACK)
    assert answer.state is State.FAILED, why
    assert receipt.state is not State.FAILED, "code and PIN were read out"


def test_who_wants_to_hear_it_is_sent_nothing_however_fast_the_courier_is() -> None:
    world, calls = hotline()
    calls = Calls(replace(calls.form, inbox=replace(world.inbox, nudge=lambda _: world.post())))
    ticket = logged(world, calls, call_back=True)
    assert [notice.state for notice in world.owed(ticket.code, Purpose.ACK)] == [State.SKIPPED]
    assert world.carriage.sent == []


def test_who_left_no_number_looks_for_themselves() -> None:
    world, ticket = answered(caller={})
    assert {notice.state for notice in world.owed(ticket.code, Purpose.ANSWER)} == {State.SKIPPED}
