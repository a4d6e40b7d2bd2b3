"""After the answer, or before it: a citizen says «not done», «look again», «never mind». In the chat and on the web."""

import pytest

from chalicelib.errors import Conflict, IllegalMove, NotFound, Unprocessable
from chalicelib.ticket.owed import Purpose
from chalicelib.ticket.ticket import Outcome
from chalicelib.ticket.workflow import Act, Status
from tests.builders import COORDINATOR, HANDLER, SLUG, World, at

PIN = "123456"


def answered(world: World, **given: str) -> str:
    code = world.opened(**given).code
    world.does(code, "answer", HANDLER, text="Đã vá xong")
    return code


def plea(world: World, code: str, act: str, text: str = "Vẫn còn hố") -> None:
    world.tracking.plead(SLUG, code, {"pin": PIN, "act": act, "text": text})


def test_reopened_in_the_chat_it_goes_back_to_the_unit_with_a_new_date_and_keeps_its_history() -> None:
    world = World()
    code = answered(world)
    world.clock.pass_by(days=2)
    ticket = world.hears("Vẫn chưa xong, hố còn nguyên")
    assert ticket
    assert (ticket.code, ticket.status, ticket.unit) == (code, Status.ASSIGNED, "phong-ha-tang")
    assert (ticket.reopened, ticket.outcome, ticket.answered_at, ticket.rating) == (1, "", None, None)
    assert ticket.promised_at == at("2026-11-30 17:00"), "five working days from today"
    acts = [event.act for event in world.tickets.timeline(SLUG, code)]
    assert acts == [Act.OPEN, Act.ANSWER, Act.REOPEN]
    assert world.owed(code, Purpose.REOPENED)
    assert world.owed(code, Purpose.ASSIGNED)[-1].to == ("ht-cv", "xd-gd")


def test_each_resolution_is_answered_and_rated_anew() -> None:
    world = World()
    code = answered(world)
    world.hears("1")
    world.hears("Mở lại giúp tôi")
    world.does(code, "answer", HANDLER, text="Lần này đã vá kỹ")
    ticket = world.hears("5")
    assert ticket
    assert (ticket.code, ticket.rating) == (code, 5)
    assert len(world.owed(code, Purpose.ANSWER)) == 2


def test_case_13_the_window_is_counted_from_the_stored_answer() -> None:
    world = World()
    code = answered(world)
    world.clock.at = at("2026-12-03 17:00")  # ten working days later, to the minute
    plea(world, code, "reopen")
    world.does(code, "answer", HANDLER, text="Đã vá lại")
    world.clock.at = at("2026-12-17 17:01")
    with pytest.raises(Conflict) as refusal:
        plea(world, code, "reopen")
    assert refusal.value.facts["article"] == "Điều 15"


def test_not_more_often_than_the_regulation_allows() -> None:
    world = World()
    code = answered(world)
    for _ in range(2):
        plea(world, code, "reopen")
        world.does(code, "answer", HANDLER, text="Đã vá lại")
    with pytest.raises(Conflict):
        plea(world, code, "reopen")


def test_too_late_in_the_chat_is_said_so_and_words_that_say_what_is_wrong_are_a_new_petition() -> None:
    world = World()
    code = answered(world)
    world.clock.pass_by(days=90)
    world.hears("Mở lại")
    world.post()
    assert "không còn thực hiện được" in world.carriage.sent[-1][2].body
    fresh = world.hears("Vẫn chưa xong gì cả, mặt đường chỗ cũ lại có ổ gà rất to")
    assert fresh
    assert fresh.code != code


def test_a_bad_rating_offers_both_ways_and_an_appeal_goes_to_the_higher_level() -> None:
    world = World()
    code = answered(world)
    with pytest.raises(Conflict):
        plea(world, code, "appeal")
    world.hears("1")
    world.post()
    thanks = world.carriage.sent[-1][2]
    assert [payload for _, payload in thanks.choices] == [f"REOPEN:{code}", f"APPEAL:{code}"]
    assert "Xem xét lại" in thanks.body
    ticket = world.hears("Đề nghị xem xét lại: đơn vị không hề đến")
    assert ticket
    assert (ticket.status, ticket.unit, ticket.arbiter) == (Status.IN_TRAY, "so-khcn", "coordinator")
    assigned = world.does(code, "assign", COORDINATOR, unit="p90001")
    assert assigned.bound, "who looks again says whose it is, and that holds"


def test_a_good_rating_offers_neither() -> None:
    world = World()
    answered(world)
    world.hears("5")
    world.post()
    assert world.carriage.sent[-1][2].choices == ()


def test_withdrawn_before_the_answer_it_is_over_and_the_unit_knows() -> None:
    world = World()
    code = world.opened().code
    ticket = world.hears("Tôi xin rút phản ánh, đường đã có người sửa")
    assert ticket
    assert (ticket.status, ticket.outcome, ticket.next_at) == (Status.CLOSED, Outcome.WITHDRAWN, None)
    assert world.owed(code, Purpose.NEWS)[-1].to == ("ht-cv",)
    with pytest.raises(Conflict):
        plea(world, code, "reopen")
    world.hears("5")
    assert world.tickets.get(SLUG, code).rating is None, "what was taken back is not rated"


@pytest.mark.parametrize(("why", "body", "error"), [
    ("a wrong pin", {"pin": "000000", "act": "reopen"}, NotFound),
    ("no such plea", {"pin": PIN, "act": "abolish"}, Unprocessable),
    ("before there is an answer", {"pin": PIN, "act": "reopen"}, IllegalMove),
])  # fmt: skip
def test_on_the_web_a_plea_must_be_one(why: str, body: dict[str, str], error: type[Exception]) -> None:
    world = World()
    code = world.opened().code
    with pytest.raises(error):
        world.tracking.plead(SLUG, code, body)
    assert len(world.tickets.timeline(SLUG, code)) == 1, why


def test_a_unit_that_is_gone_does_not_get_it_back() -> None:
    world = World()
    code = answered(world)
    document = world.document()
    gone = next(u for u in document["units"] if u["id"] == "phong-ha-tang")
    gone["closed"] = {"on": "2026-11-18", "successor": "so-xay-dung"}
    for rule in document["routing"]:
        rule["to"] = "so-xay-dung" if rule["to"] == "phong-ha-tang" else rule["to"]
    document["staff"] = [s | {"unit": "so-xay-dung"} if s["unit"] == "phong-ha-tang" else s for s in document["staff"]]
    world.provinces.put(document, "test")
    plea(world, code, "reopen")
    ticket = world.tickets.get(SLUG, code)
    assert (ticket.status, ticket.unit) == (Status.ASSIGNED, "so-xay-dung")


def test_the_acknowledgement_says_what_is_missing_and_blocks_nobody() -> None:
    world = World()
    ticket = world.opened("Phản ánh rác ở phường Bến Đá")
    assert ticket.kind == "field_report"
    world.post()
    assert "ảnh hoặc video" in world.carriage.sent[0][2].body


def appeals(world: World, code: str) -> None:
    world.does(code, "answer", HANDLER, text="Đã vá xong")
    world.hears("1")
    plea(world, code, "appeal")
    world.does(code, "assign", COORDINATOR, unit="phong-ha-tang")


@pytest.mark.parametrize(("times", "allowed"), [(None, 2), (1, 1), (3, 3)])
def test_a_higher_level_is_asked_as_often_as_the_regulation_says_and_twice_where_it_is_silent(
    times: int | None, allowed: int
) -> None:
    world = World()
    document = world.document()
    document["regulation"]["appeal"] |= {"times": times} if times else {}
    world.provinces.put(document, "test")
    code = world.opened().code
    for _ in range(allowed):
        appeals(world, code)
    assert world.tickets.get(SLUG, code).appealed == allowed
    with pytest.raises(Conflict, match="appealed as often as the regulation allows") as refusal:
        appeals(world, code)
    assert refusal.value.facts == {"times": allowed, "article": "Điều 16"}
    world.post()
    assert world.carriage.sent[-1][2].choices == (), "nor is it offered any more"
