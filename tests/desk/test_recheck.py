"""An association says that an answer resolved nothing; an arbiter looks again, and what is upheld counts."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from chalicelib import views, views_citizens
from chalicelib.admin.settled import settled
from chalicelib.desk.worklists import Wanted, Worklists
from chalicelib.errors import Conflict, Forbidden, IllegalMove, Unprocessable
from chalicelib.province.procedure import Recheck, recheck_from
from chalicelib.sla.deadline import moment_after
from chalicelib.ticket import life
from chalicelib.ticket.anew import reckoned
from chalicelib.ticket.chain import first_break
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import Purpose
from chalicelib.ticket.ticket import CLOCK, Actor, Outcome, Ticket
from chalicelib.ticket.workflow import Act, Role, Status
from chalicelib.views_desk import worklist
from tests.builders import COORDINATOR, HANDLER, HEAD, LEADER, SLUG, World, at, officer
from tests.fakes_desk import ShelfPiles

OBSERVER = officer(Role.OBSERVER, "ubnd-tinh", staff="hh-01")
TASK_FORCE = officer(Role.TASK_FORCE, "so-khcn", staff="tct")
NAME, PHONE = "Nguyễn Thị Hoa", "0912345678"
WHY = f"Doanh nghiệp vẫn chưa được cấp phép. Liên hệ {PHONE}."


def world_with(**rule: Any) -> World:
    world = World()
    document = world.document()
    person = {"name": "Hiệp hội", "role": "observer", "unit": "ubnd-tinh", "phone": None}
    document["staff"] += [
        {"id": "hh-01", "email": "hh@songmau.example", **person}, {"id": "hh-02", "email": None, **person},
    ]  # fmt: skip
    document["task_force"] = "so-khcn"
    if rule:
        usual = {
            "within": {"calendar_days": 10},
            "decide": {"working_days": 3},
            "to": "task_force",
            "article": "Điều 20",
        }
        document["regulation"]["recheck"] = usual | rule
    world.provinces.put(document, "test")
    return world


def answered(world: World, text: str = "Mặt đường có ổ gà trước cổng công ty") -> Ticket:
    submitter = {"kind": "business", "name": NAME, "phone": PHONE, "email": "hoa@congty.example"}
    ticket = world.form.file(world.province, {"text": text, "submitter": submitter}, "k")
    return world.does(ticket.code, "answer", HANDLER, text="Đã giải quyết xong.")


def contested(world: World) -> Ticket:
    ticket = answered(world)
    world.does(ticket.code, "contest", OBSERVER, reason=WHY)
    return world.tickets.get(SLUG, ticket.code)


def news(world: World, code: str) -> list[tuple[tuple[str, ...], str]]:
    return [(n.to, n.facts["headline"]) for n in world.owed(code, Purpose.NEWS)]


def test_a_contested_answer_lies_with_the_arbiter_with_a_date_of_its_own_and_stays_an_answer() -> None:
    world = world_with(decide={"working_days": 3})
    ticket = contested(world)
    assert (ticket.status, ticket.unit, ticket.outcome) == (Status.ANSWERED, "phong-ha-tang", Outcome.RESOLVED)
    assert (ticket.judge, ticket.judge_unit) == ("task_force", "so-khcn")
    assert ticket.recheck_due_at == at("2026-11-23 17:00"), "three working days after a Wednesday"
    event = world.tickets.event(SLUG, ticket.code, ticket.contested)
    assert (event.act, event.text, event.facts["against"], event.facts["article"]) == (
        Act.CONTEST, WHY, "phong-ha-tang", "Điều 20",
    )  # fmt: skip
    assert first_break(ticket.code, world.tickets.timeline(SLUG, ticket.code)) is None
    ((to, headline),) = news(world, ticket.code)
    assert to == ("tct", "xd-gd"), "the arbiter, and the head the unit answers to"
    assert "kiểm tra lại trước 17:00 ngày 23/11/2026" in headline
    (mail,) = world.owed(ticket.code, Purpose.NEWS)
    assert PHONE not in mail.facts["reason"]


def test_it_is_on_the_arbiters_worklist_and_late_there_once_its_date_has_passed() -> None:
    world = world_with(decide={"working_days": 3})
    ticket = contested(world)
    lists = Worklists(ShelfPiles(world.shelf), world.provinces, world.clock)
    for actor, wanted in ((TASK_FORCE, Wanted(unit="so-khcn")), (LEADER, Wanted(subtree=True))):
        (entry,) = lists.page(SLUG, wanted, actor, 50, None).entries
        assert (entry.card.code, entry.shared, entry.due) == (ticket.code, True, ticket.recheck_due_at)
    world.clock.at = at("2026-11-24 08:00")
    (card,) = worklist(world.province, lists.page(SLUG, Wanted(unit="so-khcn"), TASK_FORCE, 50, None))["tickets"]
    assert (card["overdue"], card["status"]) == (True, "answered")


def test_upheld_it_goes_back_to_the_unit_with_a_new_promise_and_counts_against_it() -> None:
    world = world_with()
    before = contested(world)
    world.clock.pass_by(days=1)
    ticket = world.does(before.code, "uphold", TASK_FORCE, reason="Giấy phép đúng là chưa cấp.")
    assert (ticket.status, ticket.unit) == (Status.ASSIGNED, "phong-ha-tang")
    assert (ticket.answered_at, ticket.outcome, ticket.rating) == (None, "", None)
    assert ticket.promised_at > before.promised_at
    assert (ticket.contested, ticket.judge, ticket.judge_unit, ticket.recheck_due_at) == (0, "", "", None)
    event = world.tickets.event(SLUG, ticket.code, ticket.events)
    counted = {name: event.facts[name] for name in ("against", "contested", "asked_by")}
    assert counted == {"against": "phong-ha-tang", "contested": before.contested, "asked_by": "hh-01"}
    assert (("hh-01",), "Kiểm tra lại: đề nghị có căn cứ, đơn vị phải giải quyết lại") in news(world, ticket.code)
    assert world.owed(ticket.code, Purpose.REOPENED)
    assert [n for n in world.owed(ticket.code, Purpose.ASSIGNED) if n.event == event.n]


def test_dismissed_the_answer_stands_the_observer_hears_why_and_it_is_not_looked_at_again() -> None:
    world = world_with()
    before = contested(world)
    ticket = world.does(before.code, "dismiss", TASK_FORCE, reason=f"Đã cấp phép ngày 10/11, hỏi {PHONE}.")
    assert (ticket.status, ticket.answered_at, ticket.outcome) == (before.status, before.answered_at, before.outcome)
    assert (ticket.contested, ticket.judge_unit) == (0, "")
    told = {n.to: n for n in world.owed(ticket.code, Purpose.NEWS) if n.event == ticket.events}
    assert set(told) == {("hh-01",), ("xd-gd",)}
    assert "Đã cấp phép" in told["hh-01",].facts["reason"]
    assert PHONE not in told["hh-01",].facts["reason"]
    with pytest.raises(Conflict, match="re-checked already"):
        world.does(ticket.code, "contest", OBSERVER, reason="Vẫn chưa xong")


def test_a_new_answer_may_be_contested_anew() -> None:
    world = world_with()
    code = contested(world).code
    world.does(code, "dismiss", TASK_FORCE, reason="Đã xong")
    world.does(code, "reopen", COORDINATOR, reason="Phát sinh mới")
    world.clock.pass_by(hours=1)
    world.does(code, "answer", HANDLER, text="Đã giải quyết lần nữa.")
    world.does(code, "contest", OBSERVER, reason="Vẫn chưa xong")
    assert world.tickets.get(SLUG, code).contested


def test_of_one_answer_there_is_one_re_check() -> None:
    world = world_with()
    ticket = contested(world)
    with pytest.raises(Conflict, match="open already"):
        world.does(ticket.code, "contest", officer(Role.OBSERVER, "ubnd-tinh", staff="hh-02"), reason="Chúng tôi cũng")
    assert world.tickets.get(SLUG, ticket.code) == ticket


def test_the_window_is_the_regulations_and_thirty_days_where_it_is_silent() -> None:
    usual = Recheck()
    for rule, last in (({}, usual.within), ({"within": {"calendar_days": 10}}, recheck_from(
        {"within": {"calendar_days": 10}, "decide": {"working_days": 3}, "to": "task_force", "article": "x"}
    ).within)):  # fmt: skip
        world = world_with(**rule)
        ticket = answered(world)
        assert ticket.answered_at
        closes_at = moment_after(ticket.answered_at, last, world.province.calendar)
        world.clock.at = closes_at
        world.does(ticket.code, "contest", OBSERVER, reason=WHY)
        late = world_with(**rule)
        ticket = answered(late)
        late.clock.at = closes_at
        late.clock.pass_by(seconds=1)
        with pytest.raises(Conflict, match="time for this has passed"):
            late.does(ticket.code, "contest", OBSERVER, reason=WHY)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OBSERVER])
def test_nobody_else_contests(role: Role) -> None:
    world = world_with()
    ticket = answered(world)
    with pytest.raises(Forbidden):
        world.does(ticket.code, "contest", officer(role, "phong-ha-tang"), reason=WHY)


def test_what_the_table_does_not_hold_is_a_409_with_what_is_legal() -> None:
    """Every status the petition is not answered in, and every act of the re-check."""
    world = world_with()
    ticket = answered(world)
    acts = ((Act.CONTEST, OBSERVER), (Act.UPHOLD, TASK_FORCE), (Act.DISMISS, TASK_FORCE))
    others = [status for status in Status if status not in (Status.ANSWERED, Status.CLOSED)]
    for (act, actor), status in product(acts, others):
        world.shelf.tickets[SLUG, ticket.code] = replace(ticket, status=status)
        with pytest.raises(IllegalMove) as refusal:
            world.does(ticket.code, act, actor, reason=WHY)
        assert refusal.value.status == 409
        assert act not in refusal.value.facts["acts"]
    world.shelf.tickets[SLUG, ticket.code] = ticket
    for act, actor in acts[1:]:
        with pytest.raises(Conflict, match="no re-check"):
            world.does(ticket.code, act, actor, reason=WHY)
    with pytest.raises(Unprocessable):
        world.does(ticket.code, "contest", OBSERVER)


def test_only_the_arbiter_and_leadership_decide() -> None:
    world = world_with()
    ticket = contested(world)
    with pytest.raises(Forbidden, match="arbiter"):
        world.does(ticket.code, "dismiss", COORDINATOR, reason="Đã xong")
    for actor in (HANDLER, HEAD, OBSERVER):
        with pytest.raises(Forbidden):
            world.does(ticket.code, "dismiss", actor, reason="Đã xong")
    assert Act.DISMISS not in world.desk.read(SLUG, ticket.code, COORDINATOR).acts
    assert {Act.UPHOLD, Act.DISMISS} <= set(world.desk.read(SLUG, ticket.code, TASK_FORCE).acts)
    assert world.does(ticket.code, "dismiss", LEADER, reason="Đã xong").rechecked_at


def test_who_answered_is_not_their_own_arbiter() -> None:
    world = world_with()
    ticket = answered(world)
    world.shelf.tickets[SLUG, ticket.code] = replace(ticket, unit="so-khcn")
    world.does(ticket.code, "contest", OBSERVER, reason=WHY)
    held = world.tickets.get(SLUG, ticket.code)
    assert (held.judge, held.judge_unit) == ("leadership", "ubnd-tinh")


def test_what_nobody_decides_goes_to_leadership_and_never_falls_silent() -> None:
    """Each date is missed once, two sweeps or ten; the next one is asked of leadership."""
    world = world_with(decide={"working_days": 3})
    code = contested(world).code
    for turn, (moment, due) in enumerate(
        (("2026-11-23 17:05", "2026-11-27 17:00"), ("2026-11-27 17:05", "2026-12-02 17:00")), start=1
    ):
        world.clock.at = at(moment)
        assert world.sweep.run() == 1
        assert world.sweep.run() == 0
        ticket = world.tickets.get(SLUG, code)
        assert (ticket.judge, ticket.judge_unit, ticket.recheck_due_at) == ("leadership", "ubnd-tinh", at(due))
        late = [to for to, headline in news(world, code) if headline.startswith("Quá hạn kiểm tra lại")]
        assert len(late) == turn
    assert late == [("ld", "tct"), ("ld",)]
    with pytest.raises(Forbidden):
        world.does(code, "dismiss", TASK_FORCE, reason="Đã xong")
    ticket = world.does(code, "uphold", LEADER, reason="Chưa xong")
    assert ticket.status is Status.ASSIGNED


def test_while_it_is_re_checked_nothing_closes_by_itself_and_the_citizen_loses_no_right() -> None:
    world = world_with(decide={"working_days": 200})
    code = contested(world).code
    world.clock.pass_by(days=60)
    world.sweep.run()
    assert world.tickets.get(SLUG, code).status is Status.ANSWERED
    other = world_with()
    code = contested(other).code
    reopened = other.does(code, "reopen", COORDINATOR, reason="Công dân gọi điện: chưa xong")
    assert (reopened.status, reopened.contested, reopened.judge_unit) == (Status.ASSIGNED, 0, "")


def test_the_observer_learns_nothing_of_the_sender_and_sees_what_may_be_done() -> None:
    world = world_with()
    ticket = answered(world, f"Tôi là {NAME}. Mặt đường có ổ gà, gọi {PHONE}")
    assert world.desk.read(SLUG, ticket.code, OBSERVER).acts == [Act.CONTEST]
    after = world.does(ticket.code, "contest", OBSERVER, reason=WHY)
    world.does(ticket.code, "dismiss", TASK_FORCE, reason=f"Bà {NAME} đã nhận giấy phép")
    read = world.desk.read(SLUG, ticket.code, OBSERVER)
    assert [event.act for event in read.timeline][-2:] == [Act.CONTEST, Act.DISMISS]
    assert read.acts == []
    shown = str(after) + str(read) + str(views.ticket(world.province, after))
    for secret in (NAME, PHONE, ticket.origin.alias):
        assert secret not in shown, secret


def test_the_sender_sees_that_it_was_looked_at_again_and_not_what_was_said_about_it() -> None:
    world = world_with()
    code = contested(world).code
    world.does(code, "uphold", TASK_FORCE, reason="Giấy phép chưa cấp")
    ticket, events = world.tickets.get(SLUG, code), world.tickets.timeline(SLUG, code)
    rows = views_citizens.followed(world.province, ticket, events, world.clock(), world.cupboard.link)["timeline"][-2:]
    assert [(row["act"], row["text"]) for row in rows] == [("contest", None), ("uphold", None)]


def moved_house(world: World) -> None:
    """The arbiter's department is dissolved; the task force sits elsewhere from now on."""
    document = world.document()
    document["task_force"] = "so-xay-dung"
    unit = next(unit for unit in document["units"] if unit["id"] == "so-khcn")
    unit["closed"] = {"on": "2026-11-18", "successor": "so-xay-dung"}
    document["tray"] = "so-xay-dung"
    for person in document["staff"]:
        person["unit"] = "so-xay-dung" if person["unit"] == "so-khcn" else person["unit"]
    world.provinces.put(document, "test")


def test_a_recheck_goes_with_the_arbiter_whose_unit_was_dissolved() -> None:
    world = world_with()
    before, was = contested(world), world.province
    moved_house(world)
    events, clock = world.tickets.timeline(SLUG, before.code), Actor(id=CLOCK, role=Role.SYSTEM, tenant=SLUG)
    found = settled(was, world.province, before, events, clock, world.clock())
    assert found
    ticket, said = found
    world.tickets.commit(Change(before=before, ticket=ticket, events=said))
    assert (ticket.judge, ticket.judge_unit) == ("task_force", "so-xay-dung")
    assert (ticket.status, ticket.unit, ticket.contested) == (Status.ANSWERED, before.unit, before.contested)
    assert ticket.recheck_due_at == before.recheck_due_at
    assert first_break(ticket.code, world.tickets.timeline(SLUG, ticket.code)) is None
    assert settled(was, world.province, life.saved(ticket), [*events, *said], clock, world.clock()) is None
    assert world.does(ticket.code, "dismiss", TASK_FORCE, reason="Giữ nguyên kết quả").contested == 0


def test_leadership_takes_it_over_where_the_new_arbiter_is_who_answered() -> None:
    world = world_with()
    before = contested(world)
    moved_house(world)
    key = (SLUG, before.code)
    world.shelf.tickets[key] = replace(before, unit="so-xay-dung")
    events, clock = world.tickets.timeline(SLUG, before.code), Actor(id=CLOCK, role=Role.SYSTEM, tenant=SLUG)
    found = reckoned(world.province, world.shelf.tickets[key], events, clock, world.clock())
    assert found
    assert (found[0].judge, found[0].judge_unit) == ("leadership", world.province.leadership)
