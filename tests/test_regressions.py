"""What went wrong elsewhere must not go wrong here: one named test a case, here or in the room it belongs to."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from chalicelib.channel.inbound import Heard
from chalicelib.errors import NotFound, Unprocessable
from chalicelib.identity.vault import Person
from chalicelib.notice.lanes import Reach, Way, plan
from chalicelib.ticket.owed import Purpose, State
from chalicelib.ticket.workflow import Act, Role, Status
from tests.builders import COORDINATOR, HANDLER, HEAD, SLUG, World, at, officer

CASES = {*range(1, 21), 22, 23}


def levels(world: World, code: str) -> list[object]:
    return [e.facts["level"] for e in world.tickets.timeline(SLUG, code) if e.act is Act.ESCALATE]


@pytest.mark.parametrize("case", sorted(CASES))
def test_every_case_has_a_test_of_its_name(case: int) -> None:
    tests = "".join(path.read_text("utf-8") for path in Path(__file__).parent.rglob("test_*.py"))
    assert re.search(rf"def test_\w*case_{case:02}\b|def test_\w*case_{case:02}_", tests)


def test_case_03_a_comment_does_not_move_the_deadline() -> None:
    world = World()
    before = world.opened()
    world.clock.pass_by(hours=2)
    world.does(before.code, "note", HANDLER, text="Đang chờ nhà thầu")
    world.hears("Xin bổ sung: gần cổng trường")
    after = world.tickets.get(SLUG, before.code)
    assert (after.stage_due_at, after.promised_at, after.next_at) == (
        before.stage_due_at, before.promised_at, before.next_at,
    )  # fmt: skip


def test_case_06_after_a_change_of_unit_only_the_new_units_times_apply() -> None:
    world = World()
    code = world.opened().code
    world.clock.pass_by(hours=2)
    moved = world.does(code, "transfer", HEAD, unit="so-tai-chinh", reason="Không thuộc thẩm quyền")
    world.does(code, "accept", officer(Role.HANDLER, "so-tai-chinh"))
    assert moved.level == 0
    world.clock.at = at("2026-11-19 08:31")  # when the first unit would have been late
    world.sweep.run()
    assert levels(world, code) == []


def test_case_07_a_merged_ticket_never_escalates() -> None:
    world = World()
    leader, duplicate = world.opened(person="1").code, world.opened(person="2").code
    merged = world.does(duplicate, "merge", HANDLER, into=leader)
    assert (merged.status, merged.next_at) == (Status.MERGED, None)
    world.clock.at = at("2027-01-18 10:00")
    world.sweep.run()
    assert levels(world, duplicate) == []
    assert levels(world, leader)


@pytest.mark.parametrize("night", ["2026-11-20 22:00", "2026-11-21 10:00", "2026-11-24 10:00", "2026-11-20 06:59"])
def test_case_09_nobody_is_reminded_outside_working_hours(night: str) -> None:
    world = World()
    code = world.opened().code
    world.clock.at = at(night)
    assert world.sweep.run() == 0
    assert levels(world, code) == []
    put_off = world.tickets.get(SLUG, code).next_at
    assert put_off
    assert world.province.calendar.is_open(put_off), "and it leaves the agenda until the office opens"
    world.clock.at = put_off
    assert world.sweep.run() > 0


def test_case_11_a_masked_value_sent_back_does_not_overwrite_the_real_one() -> None:
    world = World()
    body = {"text": "Mặt đường có ổ gà", "submitter": {"phone": "0912345678", "name": "Trần Thị Mai"}}
    world.form.file(world.province, body, "k")
    with pytest.raises(Unprocessable):
        world.form.file(world.province, body | {"submitter": {"phone": "09*****678"}}, "k")
    world.form.file(world.province, body | {"submitter": {"phone": "0999999999", "name": "T***"}}, "k")
    (person,) = world.vault.people.values()
    assert (person.phone, person.name) == ("+84912345678", "Trần Thị Mai")


def test_case_12_a_citizen_reaches_nobody_elses_petition() -> None:
    world = World()
    theirs = world.opened(person="1").code
    world.does(theirs, "answer", HANDLER, text="Đã vá xong")
    for payload in (f"RATE:{theirs}:1", f"REOPEN:{theirs}", f"APPEAL:{theirs}"):
        world.hears(heard=Heard.CHOICE, payload=payload, person="2")
    ticket = world.tickets.get(SLUG, theirs)
    assert (ticket.status, ticket.rating) == (Status.ANSWERED, None)
    with pytest.raises(NotFound):
        world.tracking.follow(SLUG, theirs, "000000")


def test_case_15_the_new_owner_of_a_transfer_is_told() -> None:
    world = World()
    code = world.opened().code
    world.does(code, "transfer", HEAD, unit="p90001", reason="Việc của phường")
    assert world.owed(code, Purpose.ASSIGNED)[-1].to == ("bd-ct", "bd-cv")


def test_case_16_human_agent_is_never_on_a_message_no_person_wrote() -> None:
    """Three days after the citizen's last word, Messenger carries what a person wrote, and nothing of the bot's."""
    world = World()
    approved = {"messaging": {"lanes": {"approved": ["messenger_human_agent"]}}}
    world.provinces.put(world.document() | approved, "test")
    world.clock.pass_by(minutes=2)
    code = world.opened("Tôi có chuyện muốn trình bày với lãnh đạo").code
    world.does(code, "assign", COORDINATOR, unit="phong-ha-tang")
    world.does(code, "accept", HANDLER)
    world.does(code, "answer", HANDLER, text="Đã vá xong")
    person = Person(tenant=SLUG, alias="a", channel="facebook", account="2001", platform_id="7")
    three_days_on = Reach(person=person, heard_at=world.clock() - timedelta(days=3))
    spoken = {Purpose.ANSWER}
    for notice in world.owed(code):
        if notice.to == ("citizen",):
            ways = plan(world.province, notice, three_days_on, world.clock()).ways
            assert (Way.HUMAN_AGENT in ways) == (notice.purpose in spoken), notice.purpose
    rating = replace(world.owed(code, Purpose.ANSWER)[0], purpose=Purpose.RATING, human=False, state=State.OWED)
    assert plan(world.province, rating, three_days_on, world.clock()).ways == ()
