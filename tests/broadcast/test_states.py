"""Where a broadcast may go, by whom: every arrow there is, and every one there is not."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from chalicelib.broadcast.broadcast import NEXT, Act, Broadcast, Kind, State, may, moved
from chalicelib.broadcast.office import Office
from chalicelib.errors import BadInput, Conflict, Forbidden, IllegalMove, NotFound, StaleTicket, Unprocessable
from chalicelib.ticket.workflow import Role
from tests.broadcast.house import COORDINATOR, LEADER, POLICY, STORM, TASK_FORCE, WRITER, House
from tests.builders import SLUG, officer

PAGES = officer(Role.PAGE_MANAGER, "p90001")


@pytest.fixture
def house() -> House:
    return House()


def draft(house: House, **fields: object) -> Broadcast:
    return replace(house.office.create(SLUG, POLICY, WRITER), **fields)  # type: ignore[arg-type]


def test_every_arrow_leads_where_the_table_says_and_all_others_are_refused(house: House) -> None:
    one = draft(house, kind=Kind.EMERGENCY)
    refused = 0
    for state, act in product(State, Act):
        standing = replace(one, state=state)
        if act in NEXT[state]:
            assert moved(standing, act).state is NEXT[state][act]
        else:
            refused += 1
            with pytest.raises(IllegalMove):
                moved(standing, act)
    assert refused == len(State) * len(Act) - sum(map(len, NEXT.values()))
    assert NEXT[State.CANCELLED] == {}


def test_whoever_wrote_it_does_not_approve_it(house: House) -> None:
    one = house.office.create(SLUG, POLICY, COORDINATOR)
    house.office.submit(SLUG, one.id, None, COORDINATOR)
    with pytest.raises(Forbidden):
        house.office.approve(SLUG, one.id, {}, house.stands(one).version, COORDINATOR)
    other = officer(Role.COORDINATOR, "so-khcn", staff="another")
    assert house.office.approve(SLUG, one.id, {}, house.stands(one).version, other).state is State.APPROVED


def test_nor_does_whoever_submitted_it(house: House) -> None:
    one = house.office.create(SLUG, POLICY, WRITER)
    house.office.submit(SLUG, one.id, None, COORDINATOR)
    with pytest.raises(Forbidden):
        house.office.approve(SLUG, one.id, {}, house.stands(one).version, COORDINATOR)


def test_nor_does_whoever_changed_its_words(house: House) -> None:
    one = house.office.create(SLUG, POLICY, WRITER)
    house.office.edit(SLUG, one.id, POLICY | {"text": "Lời khác."}, None, COORDINATOR)
    house.office.submit(SLUG, one.id, None, WRITER)
    with pytest.raises(Forbidden):
        house.office.approve(SLUG, one.id, {}, house.stands(one).version, COORDINATOR)
    assert house.office.approve(SLUG, one.id, {}, house.stands(one).version, LEADER).state is State.APPROVED


def test_whoever_keeps_pages_sees_nothing_of_others_before_it_goes_out(house: House) -> None:
    theirs = house.office.create(SLUG, POLICY, WRITER)
    own = house.office.create(SLUG, POLICY | {"audience": {"accounts": ["facebook:2002"]}}, PAGES)
    house.office.submit(SLUG, theirs.id, None, WRITER)
    assert [each.id for each in house.office.newest(SLUG, PAGES, 10, None)[0]] == [own.id]
    for call in (house.office.one, house.office.forecast, house.office.preview):
        with pytest.raises(NotFound):
            call(SLUG, theirs.id, PAGES)
    running = replace(house.office.one(SLUG, theirs.id, WRITER), state=State.RUNNING)
    house.broadcasts.save(running)
    assert house.office.one(SLUG, theirs.id, PAGES).state is State.RUNNING


def test_who_may_do_what(house: House) -> None:
    policy = draft(house, state=State.SUBMITTED)
    storm = replace(policy, kind=Kind.EMERGENCY)
    at_once = replace(storm, state=State.DRAFT)
    approvers = {
        name: {role for role in Role if _may(one, Act.APPROVE, role)}
        for name, one in (("policy", policy), ("storm", storm), ("at once", at_once))
    }
    assert approvers == {
        "policy": {Role.LEADERSHIP, Role.COORDINATOR},
        "storm": {Role.LEADERSHIP, Role.COORDINATOR, Role.TASK_FORCE},
        "at once": {Role.LEADERSHIP, Role.TASK_FORCE},
    }
    writers = {role for role in Role if _may(replace(policy, state=State.DRAFT), Act.EDIT, role)}
    assert writers == {Role.CONTENT_OWNER, Role.PAGE_MANAGER, Role.COORDINATOR}


def _may(one: Broadcast, act: Act, role: Role) -> bool:
    try:
        may(one, act, officer(role, "so-khcn", staff="somebody"))
    except Forbidden:
        return False
    return True


def test_a_policy_that_nobody_submitted_is_not_approved_and_an_emergency_is(house: House) -> None:
    policy, storm = house.office.create(SLUG, POLICY, WRITER), house.office.create(SLUG, STORM, WRITER)
    with pytest.raises(IllegalMove) as refusal:
        house.office.approve(SLUG, policy.id, {}, house.stands(policy).version, LEADER)
    assert refusal.value.facts["acts"] == ["cancel", "edit", "submit"]
    assert house.office.approve(SLUG, storm.id, {}, house.stands(storm).version, TASK_FORCE).state is State.APPROVED


def test_what_is_submitted_is_not_edited_and_what_is_rejected_is(house: House) -> None:
    one = house.office.create(SLUG, POLICY, WRITER)
    submitted = house.office.submit(SLUG, one.id, one.version, WRITER)
    with pytest.raises(IllegalMove):
        house.office.edit(SLUG, one.id, POLICY, None, WRITER)
    with pytest.raises(Unprocessable):
        house.office.reject(SLUG, one.id, {}, None, LEADER)
    back = house.office.reject(SLUG, one.id, {"reason": "Nêu rõ thời hạn"}, submitted.version, LEADER)
    assert (back.state, back.reason) == (State.DRAFT, "Nêu rõ thời hạn")
    edited = house.office.edit(SLUG, one.id, POLICY | {"text": "Hết năm 2027."}, back.version, WRITER)
    assert edited.text == "Hết năm 2027."
    with pytest.raises(StaleTicket):
        house.office.edit(SLUG, one.id, POLICY, back.version, WRITER)


def test_another_province_sees_none_of_it(house: House) -> None:
    one = house.office.create(SLUG, POLICY, WRITER)
    stranger = officer(Role.LEADERSHIP, "ubnd-tinh", tenant="tinh-khac")
    for call in (house.office.one, house.office.forecast, house.office.preview):
        with pytest.raises(NotFound):
            call(SLUG, one.id, stranger)
    with pytest.raises(NotFound):
        house.office.newest(SLUG, stranger, 10, None)


def test_whoever_keeps_pages_names_pages_of_the_own_unit(house: House) -> None:
    for accounts in ({}, {"audience": {"accounts": ["facebook:2001"]}}):
        with pytest.raises(Unprocessable):
            house.office.create(SLUG, POLICY | accounts, PAGES)
    one = house.office.create(SLUG, POLICY | {"audience": {"accounts": ["facebook:2002"]}}, PAGES)
    assert one.audience.accounts == {"facebook:2002"}
    theirs = house.office.create(SLUG, POLICY, WRITER)
    with pytest.raises(NotFound):
        house.office.submit(SLUG, theirs.id, None, PAGES)


def test_what_the_province_does_not_have_is_named_with_its_place(house: House) -> None:
    body = POLICY | {"topic": "x", "audience": {"areas": ["99999"], "fields": ["x"], "accounts": ["zalo:1"]}}
    with pytest.raises(Unprocessable) as refusal:
        house.office.create(SLUG, body, WRITER)
    pointers = [fault["pointer"] for fault in refusal.value.facts["faults"]]
    assert pointers == ["/topic", "/audience/areas/0", "/audience/fields/0", "/audience/accounts/0"]


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("Xem tại http://example.gov.vn", "https"),
        ("Xem bit.ly/abc", "shortened"),
        ("Gọi 0912 345 678 để được hướng dẫn", "no hotline"),
        ("Cung cấp số CCCD để nhận hỗ trợ", "asks for"),
        ("Xem https://gia-mao.example.com/a", "out of the hosts"),
    ],
)
def test_what_swindlers_would_write_is_not_submitted(house: House, words: str, what: str) -> None:
    house.changes(broadcasts={"hosts": ["example.gov.vn"]})
    one = house.office.create(SLUG, POLICY | {"text": words}, WRITER)
    with pytest.raises(Unprocessable) as refusal:
        house.office.submit(SLUG, one.id, None, WRITER)
    assert any(what in fault["message"] for fault in refusal.value.facts["faults"])


def test_what_the_province_may_write_is_submitted(house: House) -> None:
    house.changes(broadcasts={"hosts": ["example.gov.vn"]})
    text = "Khi nguy cấp gọi 112. Xem https://bao.example.gov.vn/x"
    one = house.office.create(SLUG, POLICY | {"text": text, "link": "https://example.gov.vn"}, WRITER)
    assert house.office.submit(SLUG, one.id, None, WRITER).state is State.SUBMITTED


def test_beyond_the_months_limit_somebody_must_say_so_and_it_is_counted_once(house: House) -> None:
    house.changes(broadcasts={"most": 1000})
    for number in range(3):
        house.follower(number, channel="api", account="web")
    one = house.office.create(SLUG, STORM, WRITER)
    forecast = house.office.forecast(SLUG, one.id, LEADER)
    assert (forecast.needs.contact, forecast.needs.dong, dict(forecast.over)) == (3, 2400, {"dong": 1400})
    with pytest.raises(Conflict) as refusal:
        house.office.approve(SLUG, one.id, {}, house.stands(one).version, LEADER)
    assert refusal.value.facts["over_limit"] == {"dong": 1400}
    house.office.approve(SLUG, one.id, {"over_limit": True}, house.stands(one).version, LEADER)
    assert dict(house.office.forecast(SLUG, one.id, LEADER).spent) == {"dong": 2400}


def test_called_off_before_it_began_the_month_gets_back_what_it_took(house: House) -> None:
    for number in range(3):
        house.follower(number, channel="api", account="web")
    one, another = (house.office.create(SLUG, STORM, WRITER) for _ in range(2))
    for each in (one, another):
        house.office.approve(SLUG, each.id, {"over_limit": True}, house.stands(each).version, LEADER)
    house.office.schedule(SLUG, another.id, {}, WRITER)
    assert house.spent() == {"dong": 4800}
    house.world.clock.pass_by(days=20)  # in another month
    house.office.cancel(SLUG, one.id, {"reason": "Bão đã tan"}, LEADER)
    assert house.spent() == {"dong": 2400}
    house.fan_out.run()
    house.office.pause(SLUG, another.id, {"reason": "Sửa một con số"}, LEADER)
    house.office.cancel(SLUG, another.id, {"reason": "Bão đã tan"}, LEADER)
    assert house.spent() == {"dong": 2400}, "what had begun has used some of it"


def test_a_draft_is_approved_by_the_version_that_was_read(house: House) -> None:
    storm = house.office.create(SLUG, STORM, WRITER)
    with pytest.raises(BadInput):
        house.office.approve(SLUG, storm.id, {}, None, TASK_FORCE)
    house.office.edit(SLUG, storm.id, STORM | {"text": "Lời khác."}, None, WRITER)
    with pytest.raises(StaleTicket):
        house.office.approve(SLUG, storm.id, {}, storm.version, TASK_FORCE)
    assert house.stands(storm).state is State.DRAFT


def test_of_two_who_approve_at_once_one_is_refused_and_it_is_taken_from_the_month_once(house: House) -> None:
    house.follower(1, channel="api", account="web")
    storm = house.office.create(SLUG, STORM, WRITER)

    class Racing:
        """A store in which another approves between our reading and our saving."""

        def __getattr__(self, name: str) -> Any:
            return getattr(house.broadcasts, name)

        def save(self, *given: Any) -> Broadcast:
            house.office.approve(SLUG, storm.id, {}, storm.version, TASK_FORCE)
            return house.broadcasts.save(*given)

    with pytest.raises(StaleTicket):
        racing(house, Racing()).approve(SLUG, storm.id, {}, storm.version, LEADER)
    assert house.stands(storm).decided_by == TASK_FORCE.id
    assert house.spent() == {"dong": 800}


def racing(house: House, broadcasts: Any) -> Office:
    """The office over a store in which somebody else is at work, too."""
    return replace(
        house.office, broadcasts=broadcasts, forecasts=replace(house.office.forecasts, broadcasts=broadcasts)
    )


def test_of_two_approvals_at_once_the_second_finds_what_the_first_has_taken_of_the_month(house: House) -> None:
    house.changes(broadcasts={"most": 1000})
    house.follower(1, channel="api", account="web")
    one, other = (house.office.create(SLUG, STORM, WRITER) for _ in range(2))
    third = house.office.create(SLUG, STORM, WRITER)

    class Racing:
        """A store in which another broadcast is approved between our look at the month and our saving."""

        def __getattr__(self, name: str) -> Any:
            return getattr(house.broadcasts, name)

        def save(self, *given: Any) -> Broadcast:
            if house.stands(other).state is State.DRAFT:
                house.office.approve(SLUG, other.id, {}, other.version, TASK_FORCE)
            return house.broadcasts.save(*given)

    with pytest.raises(Conflict) as refusal:
        racing(house, Racing()).approve(SLUG, one.id, {}, one.version, LEADER)
    assert refusal.value.facts["over_limit"] == {"dong": 600}
    assert (house.stands(one).state, house.spent()) == (State.DRAFT, {"dong": 800})
    house.office.cancel(SLUG, other.id, {"reason": "Bão đã tan"}, LEADER)
    again = racing(house, Racing()).approve(SLUG, one.id, {}, one.version, LEADER)
    assert (again.state, house.spent()) == (State.APPROVED, {"dong": 800}), "given back, it may be taken again"
    racing(house, Racing()).approve(SLUG, third.id, {"over_limit": True}, third.version, LEADER)
    assert house.spent() == {"dong": 1600}
