"""Whose matter it is: the transfer protocol, the arbiter, one lead and its contributors."""

import pytest

from chalicelib.errors import Conflict, Forbidden, Unprocessable
from chalicelib.ticket.holding import holds
from chalicelib.ticket.owed import Purpose
from chalicelib.ticket.workflow import Act, Role, Status
from tests.builders import COORDINATOR, HANDLER, HEAD, LEADER, SLUG, World, at, officer

FINANCE = officer(Role.HANDLER, "so-tai-chinh")
FINANCE_HEAD = officer(Role.HEAD, "so-tai-chinh")
WARD = officer(Role.HANDLER, "p90001")
WARD_HEAD = officer(Role.HEAD, "p90001")


def passed_on(world: World) -> str:
    """A petition the roads division's head has transferred to Finance."""
    code = world.opened().code
    world.does(code, "transfer", HEAD, unit="so-tai-chinh", reason="Không thuộc thẩm quyền")
    return code


def test_only_a_head_transfers_and_a_delegate_signs_as_the_head() -> None:
    world = World()
    code = world.opened().code
    with pytest.raises(Forbidden):
        world.does(code, "transfer", HANDLER, unit="so-tai-chinh", reason="Không thuộc thẩm quyền")
    document = world.document()
    next(s for s in document["staff"] if s["id"] == "ht-cv")["delegate"] = True
    world.provinces.put(document, "test")
    delegate = officer(Role.HANDLER, "phong-ha-tang", staff="ht-cv")
    assert Act.TRANSFER in world.desk.read(SLUG, code, delegate)[3]
    moved = world.does(code, "transfer", delegate, unit="so-tai-chinh", reason="Không thuộc thẩm quyền")
    assert moved.unit == "so-tai-chinh"
    assert world.tickets.timeline(SLUG, code)[-1].role is Role.HEAD


def test_the_target_takes_it_on() -> None:
    world = World()
    code = passed_on(world)
    taken = world.does(code, "accept", FINANCE)
    assert (taken.status, taken.came_from) == (Status.IN_PROGRESS, "")


def test_the_target_refuses_with_a_reason_and_it_is_in_the_tray_again() -> None:
    world = World()
    code = passed_on(world)
    with pytest.raises(Unprocessable):
        world.does(code, "refuse", FINANCE_HEAD)
    back = world.does(code, "refuse", FINANCE_HEAD, reason="Đây là đường tỉnh, của Sở Xây dựng")
    assert (back.status, back.unit, back.hops) == (Status.IN_TRAY, "so-khcn", 2)
    assert world.owed(code, Purpose.ASSIGNED)[-1].to == ("dm",)


def test_what_nobody_takes_on_in_time_comes_back_to_the_tray() -> None:
    world = World()
    code = passed_on(world)
    world.clock.pass_by(hours=3)
    world.sweep.run()
    assert world.tickets.get(SLUG, code).status is Status.ASSIGNED, "four working hours are not over"
    world.clock.pass_by(hours=21)  # 09:00 of the next day: they ended at 14:30
    world.sweep.run()
    back = world.tickets.get(SLUG, code)
    assert (back.status, back.unit) == (Status.IN_TRAY, "so-khcn")
    assert world.owed(code, Purpose.ASSIGNED)[-1].facts["reason"]
    assert world.does(code, "assign", COORDINATOR, unit="p90001").unit == "p90001"


def test_after_too_many_hops_an_arbiter_decides_and_that_binds() -> None:
    world = World()
    code = passed_on(world)
    world.does(code, "transfer", FINANCE_HEAD, unit="p90001", reason="Việc của phường")
    stuck = world.does(code, "transfer", WARD_HEAD, unit="phong-ha-tang", reason="Đường tỉnh, của sở")
    assert (stuck.status, stuck.arbiter, stuck.unit) == (Status.IN_TRAY, Role.LEADERSHIP, "ubnd-tinh")
    assert world.owed(code, Purpose.ASSIGNED)[-1].to == ("ld",), "the arbiter is told"
    assert [card.code for card in world.lies("ubnd-tinh", LEADER)] == [code]
    with pytest.raises(Forbidden):
        world.does(code, "assign", COORDINATOR, unit="p90001")
    decided = world.does(code, "assign", LEADER, unit="phong-ha-tang")
    assert (decided.bound, decided.arbiter, decided.hops) == (True, "", 0)
    for act in ("transfer", "refuse"):
        with pytest.raises(Conflict):
            world.does(code, act, HEAD, unit="so-tai-chinh", reason="Không thuộc thẩm quyền")
    assert Act.TRANSFER not in world.desk.read(SLUG, code, HEAD)[3]


def test_each_hop_is_timed() -> None:
    world = World()
    code = world.opened().code
    world.clock.pass_by(hours=1)
    world.does(code, "transfer", HEAD, unit="so-tai-chinh", reason="Không thuộc thẩm quyền")
    world.clock.pass_by(minutes=30)
    world.does(code, "refuse", FINANCE_HEAD, reason="Đây là đường tỉnh")
    world.clock.pass_by(minutes=15)
    found = holds(world.province, world.tickets.get(SLUG, code), world.tickets.timeline(SLUG, code), world.clock())
    assert [(hold.bearer, hold.worked.total_seconds() / 60) for hold in found] == [
        ("phong-ha-tang", 60), ("so-tai-chinh", 30), ("@tray", 15),
    ]  # fmt: skip


def test_a_lead_and_its_contributors_speak_with_one_voice() -> None:
    world = World()
    code = world.opened("Tôi có chuyện muốn trình bày với lãnh đạo").code
    shared = world.does(code, "assign", COORDINATOR, unit="phong-ha-tang", contributors=["so-tai-chinh", "p90001"])
    assert (shared.unit, shared.contributors) == ("phong-ha-tang", ("so-tai-chinh", "p90001"))
    (asked,) = world.owed(code, Purpose.NEWS)
    assert asked.to == ("bd-ct", "bd-cv", "ld", "tc-cv"), "Finance has no head of its own: the one above is told"
    assert [c.code for c in world.lies("", FINANCE)] == [code]
    for act, body in (("answer", {"text": "Sở Tài chính trả lời"}), ("accept", {}), ("close", {})):
        with pytest.raises(Forbidden):
            world.does(code, act, FINANCE, **body)
    world.does(code, "accept", HANDLER)
    world.does(code, "contribute", FINANCE, text="Kinh phí đã có trong kế hoạch quý IV")
    left = world.tickets.get(SLUG, code)
    assert left.contributors == ("p90001",)
    assert world.lies("", FINANCE) == ()
    with pytest.raises(Forbidden):
        world.does(code, "contribute", FINANCE, text="Thêm một ý nữa")
    world.does(code, "answer", HANDLER, text="Đã vá xong")
    assert world.tickets.get(SLUG, code).contributors == ()
    assert len(world.owed(code, Purpose.ANSWER)) == 1


def test_a_contributor_that_is_late_is_reminded_once() -> None:
    world = World()
    code = world.opened("Tôi có chuyện muốn trình bày với lãnh đạo").code
    world.does(code, "assign", COORDINATOR, unit="phong-ha-tang", contributors=["so-tai-chinh"])
    world.does(code, "accept", HANDLER)
    world.clock.at = at("2026-11-23 08:00")  # two working days ended on Friday
    world.sweep.run()
    world.sweep.run()
    late = [n for n in world.owed(code, Purpose.NEWS) if n.facts["headline"] == "Quá hạn phối hợp"]
    assert len(late) == 1
    assert {"tc-cv", "ht-cv"} <= set(late[0].to)


@pytest.mark.parametrize(("why", "body", "pointers"), [
    ("a lead that exists", {"unit": "so-ma"}, ["/unit"]),
    ("contributors that exist, every one", {"unit": "p90001", "contributors": ["x", "y"]}, ["/contributors/0", "/contributors/1"]),
    ("the lead is no contributor", {"unit": "p90001", "contributors": ["p90001"]}, ["/contributors"]),
    ("the tray itself is no unit to assign to", {"unit": "so-khcn"}, ["/unit"]),
])  # fmt: skip
def test_an_assignment_names_units_that_can_do_it(why: str, body: dict[str, object], pointers: list[str]) -> None:
    world = World()
    code = world.opened("Tôi có chuyện muốn trình bày với lãnh đạo").code
    with pytest.raises(Unprocessable) as refusal:
        world.does(code, "assign", COORDINATOR, **body)
    assert [fault["pointer"] for fault in refusal.value.facts["faults"]] == pointers, why


def test_what_an_arbiter_must_decide_is_joined_to_nothing_past_the_arbiter() -> None:
    world = World()
    document = world.document()
    document["regulation"]["transfer"] |= {"hops": 1, "arbiter": "leadership"}
    world.provinces.put(document, "test")
    code, other = passed_on(world), world.opened("Mặt đường có ổ gà", person="p2", key="k2").code
    world.does(code, "refuse", FINANCE_HEAD, reason="Không thuộc thẩm quyền của Sở")
    assert world.tickets.get(SLUG, code).arbiter == Role.LEADERSHIP
    with pytest.raises(Forbidden, match="the leadership decides whose matter this is"):
        world.does(code, "merge", COORDINATOR, into=other)
    assert Act.MERGE not in world.desk.read(SLUG, code, COORDINATOR).acts
    world.does(code, "assign", LEADER, unit="phong-ha-tang")
    assert world.does(code, "merge", COORDINATOR, into=other).status is Status.MERGED
