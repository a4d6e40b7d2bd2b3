"""Whatever dies or stays silent between us and a platform: one copy arrives, and we know that it did."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache

import pytest

from chalicelib.channel.inbound import Heard
from chalicelib.errors import TryAgain, Unsure
from chalicelib.notice.letter import Letter
from chalicelib.notice.reconcile import proof
from chalicelib.notice.ways import Way
from chalicelib.ticket.owed import ARRIVED, Notice, Purpose, State
from chalicelib.ticket.ticket import Channel, Lane
from tests.builders import COORDINATOR, HANDLER, SLUG, World, heard
from tests.fakes import ShelfTraces
from tests.notice.platform import Fate, Killed, Platform, mortal, on_platform, rounds

LONG = " ".join(f"Đơn vị đã kiểm tra và khắc phục xong điểm thứ {n}." for n in range(90))


def _messenger(world: World) -> Notice:
    return world.owed(world.opened().code, Purpose.ACK)[0]


def _zalo(world: World) -> Notice:
    code = world.opened(channel=Channel.ZALO, account="3001", key="zalo#1#user_send_text#x1").code
    return world.owed(code, Purpose.ACK)[0]


def _private_reply(world: World) -> Notice:
    ticket = world.opened("Bãi rác cạnh chợ bốc mùi cả tuần", lane=Lane.COMMENT, ref="1_2", key="fb#2001#comment#1_2")
    return world.owed(ticket.code, Purpose.ACK)[0]


def _comment(world: World) -> Notice:
    code = _private_reply(world).code
    world.post()
    world.does(code, "assign", COORDINATOR, unit="phong-ha-tang")
    world.does(code, "answer", HANDLER, text="Đã thu gom")
    return world.owed(code, Purpose.ANSWER)[0]


def _long_answer(world: World) -> Notice:
    code = world.opened().code
    world.post()
    world.does(code, "answer", HANDLER, text=LONG)
    return world.owed(code, Purpose.ANSWER)[0]


def _zalo_template(world: World, lane: str, **body: object) -> Notice:
    template = {
        "purpose": "ack",
        "lane": lane,
        "id": "412233",
        "parameters": [{"name": "ma", "fact": "code", "most": 20}],
    }
    lanes = {"off": ["zalo_consultation", "zalo_quota", "sms", "email"]}
    world.provinces.put(world.document() | {"messaging": {"lanes": lanes, "templates": [template]}}, "test")
    if lane == "zalo_template_uid":
        return _zalo(world)
    filed = {"text": "Mặt đường có ổ gà", "submitter": {"phone": "0900000009"}}
    return world.owed(world.form.file(world.province, filed, "k1").code, Purpose.ACK)[0]


def _template_by_user(world: World) -> Notice:
    return _zalo_template(world, "zalo_template_uid")


def _template_by_phone(world: World) -> Notice:
    return _zalo_template(world, "zalo_template_phone")


@dataclass(frozen=True)
class Scene:
    way: Way
    owe: Callable[[World], Notice]


SCENES = {
    "messenger": Scene(Way.MESSENGER, _messenger),
    "zalo": Scene(Way.ZALO, _zalo),
    "private reply": Scene(Way.PRIVATE_REPLY, _private_reply),
    "comment": Scene(Way.COMMENT, _comment),
    "an answer in parts": Scene(Way.MESSENGER, _long_answer),
    "template by user id": Scene(Way.ZALO_TEMPLATE_UID, _template_by_user),
    "template by telephone": Scene(Way.ZALO_TEMPLATE_PHONE, _template_by_phone),
}
scenes = pytest.mark.parametrize("name", SCENES)
echoes = pytest.mark.parametrize("at_once", [True, False], ids=["echo at once", "echo a minute later"])


def _owed(name: str, *, at_once: bool) -> tuple[World, Platform, Notice]:
    world = World()
    platform = on_platform(world)
    notice = SCENES[name].owe(world)
    platform.arrived.clear()
    platform.at_once = at_once
    return world, platform, notice


def _settled(world: World, platform: Platform, notice: Notice) -> Notice:
    """An hour later; every echo has come by the end of the first minute."""
    world.clock.pass_by(seconds=50)
    platform.let_echoes_out()
    platform.at_once = True
    rounds(world, 12, minutes=5)
    found = world.outbox.get(notice.parent, notice.id)
    assert found is not None
    return found


def _once(platform: Platform, name: str) -> None:
    copies = Counter(body for way, body in platform.arrived if way is SCENES[name].way)
    assert copies, "it arrived"
    assert set(copies.values()) == {1}, "and once"


@cache
def _steps(name: str) -> int:
    world, _, notice = _owed(name, at_once=True)
    fate = Fate()
    mortal(world.courier, fate).deliver(notice.parent, notice.id)
    return fate.steps


@scenes
@echoes
def test_a_courier_killed_at_any_step_sends_one_copy(name: str, at_once: bool) -> None:
    assert _steps(name) > 12
    for step in range(_steps(name)):
        world, platform, notice = _owed(name, at_once=at_once)
        with pytest.raises(Killed):
            mortal(world.courier, Fate(step)).deliver(notice.parent, notice.id)
        assert _settled(world, platform, notice).state in ARRIVED, step
        _once(platform, name)


@scenes
@echoes
def test_a_time_out_after_it_was_taken_sends_one_copy(name: str, at_once: bool) -> None:
    world, platform, notice = _owed(name, at_once=at_once)
    platform.losses = [Unsure("no answer")]
    world.courier.deliver(notice.parent, notice.id)
    assert _settled(world, platform, notice).state in ARRIVED
    _once(platform, name)


@scenes
@echoes
def test_the_answer_to_every_part_is_lost_and_still_each_arrives_once(name: str, at_once: bool) -> None:
    world, platform, notice = _owed(name, at_once=at_once)
    platform.losses = [Unsure("no answer")] * 5
    world.courier.deliver(notice.parent, notice.id)
    assert _settled(world, platform, notice).state in ARRIVED
    _once(platform, name)


@scenes
def test_a_time_out_before_it_was_taken_is_sent_again(name: str) -> None:
    world, platform, notice = _owed(name, at_once=True)
    platform.errors = [Unsure("no answer"), TryAgain("busy"), Unsure("no answer")]
    world.courier.deliver(notice.parent, notice.id)
    rounds(world, 120)
    found = world.outbox.get(notice.parent, notice.id)
    assert found
    assert found.state in ARRIVED
    assert f"{SCENES[name].way}: unsure" in found.reason, "what was tried before is recorded"
    _once(platform, name)


@scenes
def test_case_17_nudged_many_times_at_the_same_millisecond_it_goes_once(name: str) -> None:
    world, platform, notice = _owed(name, at_once=True)
    for _ in range(5):
        world.courier.attend(notice.parent, notice.id)
    rounds(world, 1)
    _once(platform, name)


def test_case_19_the_rating_is_asked_for_once_whatever_happens() -> None:
    for step in range(_steps("an answer in parts")):
        world, platform, notice = _owed("an answer in parts", at_once=True)
        with pytest.raises(Killed):
            mortal(world.courier, Fate(step)).deliver(notice.parent, notice.id)
        _settled(world, platform, notice)
        asked = [body for _, body in platform.arrived if "hài lòng" in body]
        assert len(asked) == 1, step


def test_an_echo_that_comes_after_all_patience_still_stops_the_next_copy() -> None:
    """Ninety seconds were not enough; the second attempt met a busy platform; then the first echo came."""
    world, platform, notice = _owed("zalo", at_once=False)
    platform.losses = [Unsure("no answer")]
    world.courier.deliver(notice.parent, notice.id)
    platform.errors = [TryAgain("busy")]
    rounds(world, 2)
    platform.let_echoes_out()
    rounds(world, 10)
    _once(platform, "zalo")
    assert world.owed(notice.code, Purpose.ACK)[0].state is State.SENT


def test_the_same_words_said_to_somebody_else_prove_nothing() -> None:
    """Two people write below the same post and get the same words; the answer to the second is lost on the way."""
    world = World()
    platform = on_platform(world)
    code = {}
    for number in "12":
        words = "Bãi rác cạnh chợ bốc mùi cả tuần"
        ticket = world.opened(words, lane=Lane.COMMENT, ref=f"1_{number}", key=f"c{number}", person=number)
        code[number] = ticket.code
    world.post()
    platform.arrived.clear()
    for number in "12":
        world.does(code[number], "assign", COORDINATOR, unit="phong-ha-tang")
        world.does(code[number], "answer", HANDLER, text="Đã thu gom")
        platform.errors = [Unsure("no answer")] if number == "2" else []
        rounds(world, 1)
    rounds(world, 10)
    assert [way for way, _ in platform.arrived] == [Way.COMMENT, Way.COMMENT]


def _lost_below_a_reply() -> tuple[World, Platform, Notice]:
    """An answer to a reply, whose echo says that it hangs on the comment above; that it was taken nobody heard."""
    world, platform, notice = _owed("comment", at_once=True)
    platform.above["1_2"] = "1_1"
    platform.losses = [Unsure("no answer")]
    world.courier.deliver(notice.parent, notice.id)
    return world, platform, notice


def test_an_answer_to_a_reply_that_may_stand_on_the_comment_above_is_not_said_twice() -> None:
    world, platform, notice = _lost_below_a_reply()
    rounds(world, 80)
    assert len(platform.arrived) == 1
    (answer,) = world.owed(notice.code, Purpose.ANSWER)
    assert (answer.state, answer.supplier_ids) == (State.FAILED, ())
    assert answer.reason.endswith("the same words stand below the post"), "people look, and know why"
    world.desk.resend(SLUG, {"ticket": notice.code, "id": notice.id}, COORDINATOR)
    rounds(world, 3)
    assert len(platform.arrived) == 2, "who says it again wants it"
    assert world.owed(notice.code, Purpose.ANSWER)[0].state is State.SENT


def test_what_another_courier_has_said_there_holds_an_answer_up_only_until_that_is_noted() -> None:
    world, platform, notice = _owed("comment", at_once=True)
    platform.errors = [Unsure("no answer")]
    rounds(world, 2)
    assert world.owed(notice.code, Purpose.ANSWER)[0].state is State.UNSURE
    body = _words(world, notice)[0]
    said = heard(
        body, heard=Heard.ECHO, by_us=True, lane=Lane.COMMENT, ref="1_77", parent="1_3", message_ids=("1_77",),
        occurred_at=world.clock(),
    )  # fmt: skip
    world.courier.record_receipt(world.province, said)
    rounds(world, 10)
    assert not platform.arrived
    world.traces.sent("facebook", "2001", "1_77", "T#song-mau#another", "000003#answer#citizen", world.clock())
    rounds(world, 5)
    assert len(platform.arrived) == 1
    assert world.owed(notice.code, Purpose.ANSWER)[0].state is State.SENT


@pytest.mark.parametrize(("ref", "body"), [("8_77", None), ("1_77", "Đã xử lý")])
def test_other_words_or_another_post_hold_nothing_up(ref: str, body: str | None) -> None:
    world, platform, notice = _owed("comment", at_once=True)
    platform.errors = [Unsure("no answer")]
    rounds(world, 2)
    assert world.owed(notice.code, Purpose.ANSWER)[0].state is State.UNSURE
    text = body or _words(world, notice)[0]
    said = heard(
        text, heard=Heard.ECHO, by_us=True, lane=Lane.COMMENT, ref=ref, parent="1_3", message_ids=(ref,),
        occurred_at=world.clock(),
    )  # fmt: skip
    world.courier.record_receipt(world.province, said)
    rounds(world, 10)
    assert len(platform.arrived) == 1


def _words(world: World, notice: Notice) -> list[str]:
    """What stands below the post when `notice` is said there: looked at in a world where nothing is lost."""
    other, platform, same = _owed("comment", at_once=True)
    rounds(other, 2)
    assert (same.purpose, world.province.slug) == (notice.purpose, other.province.slug)
    return [text for _, text in platform.arrived]


def test_an_older_greeting_does_not_prove_that_the_new_one_arrived() -> None:
    world = World()
    platform = on_platform(world)
    for key in ("k1", "k2"):
        world.hears("Xin chào", channel=Channel.ZALO, account="3001", key=key)
        platform.errors = [Unsure("no answer")] if key == "k2" else []
        rounds(world, 1)
        world.clock.pass_by(hours=3)
    before = len(platform.arrived)
    assert before == 1
    rounds(world, 5)
    assert len(platform.arrived) == 2


@pytest.mark.parametrize(("why", "heard_after", "traced", "have", "proved"), [
    ("it was repeated after it was owed", 5, None, (), True),
    ("clocks differ by some seconds", -30, None, (), True),
    ("it was repeated before it was owed", -120, None, (), False),
    ("we noted it for this notice already, and died", 5, "itself", (), True),
    ("it is another notice of the same words", 5, "another", (), False),
    ("it is the first part, known long since", 5, "itself", ("z-1",), False),
])  # fmt: skip
def test_which_echo_proves_a_part(
    why: str, heard_after: int, traced: str | None, have: tuple[str, ...], proved: bool
) -> None:
    traces, notice = ShelfTraces(), _zalo(World())
    notice = replace(notice, lane=Way.ZALO, supplier_ids=have)
    parts = [Letter(subject="", body="Đã tiếp nhận"), Letter(subject="", body="Đã tiếp nhận")]
    heard_at = notice.since + timedelta(seconds=heard_after)
    traces.heard("zalo", "3001", "alias", "Đã tiếp nhận", "z-1", heard_at)
    if traced:
        traces.sent("zalo", "3001", "z-1", notice.parent, notice.id if traced == "itself" else "other", heard_at)
    assert proof(traces, notice, parts, "alias") == ("z-1" if proved else None), why


def test_a_mail_to_staff_whose_answer_was_lost_is_proved_by_its_own_event() -> None:
    world = World()
    ticket = world.opened()
    world.office.refusals = [Unsure("no answer")]
    world.post()
    (mail,) = world.owed(ticket.code, Purpose.ASSIGNED)
    assert mail.state is State.UNSURE
    rounds(world, 4)
    assert not world.office.mails, "its event may still come"
    rounds(world, 4)
    assert len(world.office.mails) == 1
