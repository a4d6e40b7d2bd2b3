"""Accounts that may not send, people who cannot be reached, templates that are refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.errors import (
    BadTemplate,
    Expired,
    LaneClosed,
    NotNow,
    Refused,
    Stopped,
    SupplierError,
    Unpaid,
    Unreachable,
    Unsure,
)
from chalicelib.notice.reconcile import TRACKING
from chalicelib.notice.traces import tracking_of
from chalicelib.notice.ways import Way
from chalicelib.province.registry import in_turn
from chalicelib.ticket.owed import By, Notice, Purpose, State
from chalicelib.ticket.ticket import Channel, Lane
from tests.builders import HANDLER, SLUG, World, at
from tests.notice.cases import ALL_TEMPLATES

REACHABLE = {"email": "dan@example.com", "phone": "0900000009"}


def filed(world: World) -> str:
    ticket = world.form.file(world.province, {"text": "Mặt đường có ổ gà", "submitter": REACHABLE}, "k1")
    return ticket.code


def ack_of(world: World, code: str) -> Notice:
    return world.owed(code, Purpose.ACK)[0]


def known(world: World, code: str, **ways: str) -> None:
    """The citizen of that petition has left another way to reach them."""
    world.vault.learn(SLUG, world.tickets.get(SLUG, code).origin.alias, **ways)


def ways_taken(world: World) -> list[Way]:
    return [way for way, _, _ in world.carriage.sent]


def stops(world: World) -> list[Notice]:
    return [n for n in world.shelf.notices.values() if n.purpose is Purpose.ACCOUNT_STOPPED]


def test_people_are_told_once_that_an_account_is_stopped(capsys: pytest.CaptureFixture[str]) -> None:
    world = World()
    document = world.document()
    manager = {
        "id": "qt-1",
        "name": "Q",
        "role": "page_manager",
        "unit": "so-khcn",
        "email": "qt@songmau.example",
        "phone": None,
    }
    document["accounts"][0]["unit"] = "so-khcn"
    document["staff"].append(manager)
    world.provinces.put(document, "test")
    for number in range(3):
        world.opened(person=str(number))
    world.carriage.refusals = [Stopped("x", code=190)] * 3
    world.post()
    ((told,)) = stops(world)
    assert (told.by, told.parent) == (By.EMAIL, f"A#{SLUG}#facebook#2001")
    assert "qt-1" in told.to
    world.post()
    (mail,) = [mail for _, mail in world.office.mails if "không gửi được tin" in mail.subject]
    assert "stopped 190" in mail.body
    assert capsys.readouterr().out.count('"AccountsStopped":[1.0]') == 1


def test_of_two_couriers_that_find_it_stopped_one_tells() -> None:
    world = World()
    world.opened()
    world.standings.stop(SLUG, "facebook", "2001", "190", world.clock())
    world.carriage.refusals = [Stopped("x", code=190)]
    other = replace(world.courier, standings=Blind(world))
    other.deliver_due()
    assert stops(world) == []


class Blind:
    """Standings as a courier sees them whose knowledge is some seconds old."""

    def __init__(self, world: World) -> None:
        self.inner, self.old = world.standings, World().standings

    def of(self, *account: str) -> Any:
        return self.old.of(*account)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


def test_nothing_more_is_tried_by_a_stopped_account_until_a_person_has_acted() -> None:
    world = World()
    codes = [world.opened(person=str(n)).code for n in range(3)]
    world.carriage.refusals = [Stopped("x", code=190)]
    world.post()
    for _ in range(30):
        world.clock.pass_by(minutes=10)
        world.post()
    assert not world.carriage.sent
    assert {ack_of(world, code).tries for code in codes} == {0}
    world.standings.resume(SLUG, "facebook", "2001")
    world.clock.pass_by(minutes=20)
    world.post()
    assert len(world.carriage.sent) == 3


def test_words_wait_a_week_for_a_stopped_account_then_staff_see_them() -> None:
    world = World()
    code = world.opened().code
    world.standings.stop(SLUG, "facebook", "2001", "190", world.clock())
    world.post()
    world.clock.pass_by(days=7, minutes=-1)
    world.post()
    assert ack_of(world, code).state is State.OWED
    world.clock.pass_by(minutes=20)
    world.post()
    assert ack_of(world, code).state is State.FAILED
    assert "account" in ack_of(world, code).reason


def test_a_stopped_account_does_not_keep_the_words_from_another_lane() -> None:
    world = World()
    code = world.opened().code
    known(world, code, email="dan@example.com")
    world.carriage.refusals = [Stopped("x", code=368)]
    world.post()
    assert ways_taken(world) == [Way.EMAIL]
    assert "messenger: account_stopped 368" in ack_of(world, code).reason
    assert len(stops(world)) == 1


def test_a_stopped_page_is_not_asked_for_another_way_either() -> None:
    world = World()
    world.opened("Bãi rác cạnh chợ bốc mùi", lane=Lane.COMMENT, ref="1_2", key="c1")
    world.carriage.refusals = [Stopped("x", code=368)]
    world.post()
    assert not world.carriage.sent, "the comment would have been the next way"


def test_an_expired_token_is_renewed_first_and_no_attempt_is_counted() -> None:
    world = World()
    first = world.opened(channel=Channel.ZALO, account="3001", key="z1", person="1").code
    second = world.opened(channel=Channel.ZALO, account="3001", key="z2", person="2").code
    world.carriage.refusals = [Expired("x", code=-216)]
    world.post()
    assert world.standings.of(SLUG, "zalo", "3001").token_until == world.clock()
    assert not world.carriage.sent, "nobody else uses the dead token"
    for code in (first, second):
        ack = ack_of(world, code)
        assert (ack.state, ack.tries) == (State.OWED, 0)
        assert ack.at - world.clock() <= timedelta(minutes=2)
    renewed = replace(world.standings.of(SLUG, "zalo", "3001"), token_until=world.clock() + timedelta(hours=25))
    world.standings.save(renewed)
    world.clock.pass_by(minutes=2)
    world.post()
    assert len(world.carriage.sent) == 2


@pytest.mark.parametrize(("until", "expected"), [("morning", "2026-11-19 06:00"), ("tomorrow", "2026-11-19 08:00")])
def test_a_night_rule_or_a_quota_waits_and_counts_nothing(until: str, expected: str) -> None:
    world = World()
    code = world.opened(channel=Channel.ZALO, account="3001", key="z1").code
    world.carriage.refusals = [NotNow("x", code=-144, until=until)]
    world.post()
    assert (ack_of(world, code).at, ack_of(world, code).tries) == (at(expected), 0)


def test_a_quota_of_one_lane_does_not_wait_where_another_lane_is_open() -> None:
    world = World()
    code = world.opened(channel=Channel.ZALO, account="3001", key="z1").code
    known(world, code, email="dan@example.com")
    world.carriage.refusals = [NotNow("x", code=-211, until="tomorrow", another_lane=True)]
    world.post()
    assert ways_taken(world) == [Way.EMAIL]


@pytest.mark.parametrize(("error", "refused"), [
    (Unreachable("x", code=-118), ("email",)),
    (LaneClosed("x", code=-230), ()),
    (BadTemplate("x", code=-131), ()),
    (Refused("x", code="MessageRejected"), ()),
])  # fmt: skip
def test_the_next_lane_is_tried_and_only_the_unreachable_are_remembered(
    error: SupplierError, refused: tuple[str, ...]
) -> None:
    world = World()
    code = filed(world)
    world.carriage.refusals = [error]
    world.post()
    assert ways_taken(world) == [Way.SMS]
    person = world.vault.recall(SLUG, world.tickets.get(SLUG, code).origin.alias)
    assert person
    assert person.refused == refused
    assert f"email: {error.code}" in ack_of(world, code).reason


def test_somebody_who_blocked_us_in_a_chat_may_write_again_tomorrow() -> None:
    world = World()
    code = world.opened().code
    world.carriage.refusals = [Unreachable("x", code=551)]
    world.post()
    person = world.vault.recall(SLUG, world.tickets.get(SLUG, code).origin.alias)
    assert person
    assert person.refused == ()


def test_a_refused_template_wakes_its_owner(caplog: pytest.LogCaptureFixture) -> None:
    world = World()
    filed(world)
    world.carriage.refusals = [BadTemplate("x", code=-131)]
    world.post()
    assert "template refused" in caplog.text


def test_an_oa_without_money_for_templates_goes_on_chatting(caplog: pytest.LogCaptureFixture) -> None:
    world = World()
    code = filed(world)
    world.carriage.refusals = [Unpaid("x", code=-115)]
    world.post()
    assert "lane unpaid" in caplog.text
    ack = ack_of(world, code)
    assert "unpaid -115" in ack.reason
    origin = world.tickets.get(SLUG, code).origin
    assert not world.standings.of(SLUG, str(origin.channel), origin.account).stopped


def test_why_each_lane_was_taken_or_not_is_recorded() -> None:
    world = World()
    code = world.opened().code
    world.post()
    reason = ack_of(world, code).reason
    assert "messenger_human_agent: no person wrote it" in reason
    assert "sms: no telephone number is known" in reason
    assert reason.endswith("messenger: 0 h after their last action")


def test_an_answer_that_broke_off_in_one_lane_says_so_in_the_next() -> None:
    world = World()
    code = world.opened().code
    world.post()
    known(world, code, email="dan@example.com")
    world.does(code, "answer", HANDLER, text=" ".join(f"Điểm thứ {n} đã được khắc phục xong." for n in range(120)))
    sends = iter([None, LaneClosed("window", code=10)])

    def stumble() -> None:
        if error := next(sends, None):
            raise error

    world.carriage.on_send = stumble
    world.post()
    (answer,) = world.owed(code, Purpose.ANSWER)
    assert answer.lane == Way.EMAIL
    assert "messenger: 1 parts sent" in answer.reason


def test_a_second_private_reply_that_is_refused_shows_that_the_first_arrived() -> None:
    world = World()
    code = world.opened("Bãi rác cạnh chợ bốc mùi", lane=Lane.COMMENT, ref="1_2", key="c1").code
    world.carriage.refusals = [Unsure("x"), LaneClosed("once only", code=10900)]
    for _ in range(4):
        world.post()
        world.clock.pass_by(minutes=1)
    assert ack_of(world, code).state is State.SENT
    assert not world.carriage.sent, "nothing public was said of it"


def test_a_token_that_stays_dead_closes_the_chat_and_no_other_way() -> None:
    """Minutes are waited for; after half an hour a person must act, and the e-mail goes meanwhile."""
    world = World()
    code = world.opened(channel=Channel.ZALO, account="3001", key="z1").code
    known(world, code, email="dan@example.com")
    world.standings.expire(SLUG, "zalo", "3001", world.clock())
    world.post()
    assert ways_taken(world) == []
    world.clock.pass_by(minutes=31)
    world.post()
    assert ways_taken(world) == [Way.EMAIL]
    assert "token expired" in ack_of(world, code).reason


def test_a_round_ends_before_the_function_does_and_each_province_is_first_in_its_turn() -> None:
    provinces = [World().province for _ in range(3)]
    minutes = [in_turn(provinces, at(f"2026-11-18 09:0{minute}")) for minute in range(3)]
    assert {id(turn[0]) for turn in minutes} == {id(province) for province in provinces}
    assert all(len(turn) == 3 for turn in minutes)
    assert in_turn([], at("2026-11-18 09:00")) == []
    hours = [in_turn(provinces, at(f"2026-11-18 0{hour}:07")) for hour in range(3)]
    assert {id(turn[0]) for turn in hours} == {id(province) for province in provinces}, "what runs once an hour, too"
    world = World()
    for person in range(4):
        world.opened(person=str(person))
    world.carriage.on_send = lambda: world.clock.pass_by(seconds=30)
    world.post()
    assert len(ways_taken(world)) == 2, "the rest is for the next minute"
    world.courier.deliver_due(world.clock() - timedelta(seconds=20))
    assert len(ways_taken(world)) == 3, "what news and broadcasts took of the function's time is not there any more"


def pressed(world: World) -> None:
    world.standings.hold(SLUG, "facebook", "2001", world.clock() + timedelta(minutes=5))


def outdated(world: World) -> None:
    world.standings.expire(SLUG, "facebook", "2001", world.clock())


@pytest.mark.parametrize("hold", [pressed, outdated])
def test_tries_of_what_may_have_arrived_are_still_counted_when_the_account_was_held(
    hold: Callable[[World], None],
) -> None:
    """At most four are risked, whatever came in between."""
    world = World()
    code = world.opened().code
    world.carriage.refusals = [Unsure("x")] * 9
    world.post()
    hold(world)
    world.clock.pass_by(minutes=2)
    world.post()
    world.standings.save(replace(world.standings.of(SLUG, "facebook", "2001"), token_until=None))
    for _ in range(30):
        world.clock.pass_by(hours=1)
        world.post()
    assert ack_of(world, code).state is State.FAILED
    assert len(world.carriage.refusals) == 5


def by_telephone_only(world: World) -> str:
    """A petition over Messenger, whose chat is closed: there is a template by telephone, and two OAs."""
    document = world.document()
    oa = next(account for account in document["accounts"] if account["id"] == "3001")
    document["accounts"].append({**oa, "id": "3002", "name": "OA thứ hai"})
    document["messaging"] = {"lanes": {"off": ["sms", "email"]}, "templates": ALL_TEMPLATES}
    world.provinces.put(document, "test")
    code = world.opened().code
    known(world, code, phone="+84900000009")
    world.clock.pass_by(hours=25)
    return code


def test_a_template_by_telephone_goes_by_an_oa_that_may_send() -> None:
    world = World()
    code = by_telephone_only(world)
    world.standings.stop(SLUG, "zalo", "3001", "-105", world.clock())
    world.post()
    assert ways_taken(world) == [Way.ZALO_TEMPLATE_PHONE]
    assert world.traces.find("zalo", "3002", ack_of(world, code).supplier_ids[0])


def test_oas_none_of_which_may_send_are_not_called_and_the_words_wait_for_them() -> None:
    world = World()
    code = by_telephone_only(world)
    for oa in ("3001", "3002"):
        world.standings.stop(SLUG, "zalo", oa, "-105", world.clock())
    world.carriage.refusals = [Stopped("x", code=-105)]
    world.post()
    assert world.carriage.refusals, "nobody was called"
    ack = ack_of(world, code)
    assert ack.state is State.OWED
    assert "zalo_template_phone: account closed: account stopped: -105" in ack.reason
    world.carriage.refusals = []
    world.standings.resume(SLUG, "zalo", "3002")
    world.clock.pass_by(minutes=40)
    world.post()
    assert ack_of(world, code).state is State.SENT


def test_what_one_oa_may_have_sent_is_recognised_though_another_has_its_turn_now() -> None:
    world = World()
    code = by_telephone_only(world)
    world.carriage.refusals = [Unsure("x")]
    world.post()
    ack = ack_of(world, code)
    assert ack.state is State.UNSURE
    world.traces.heard("zalo", "3001", TRACKING, tracking_of(ack), "z-7", world.clock())
    world.standings.stop(SLUG, "zalo", "3001", "-105", world.clock())
    world.clock.pass_by(hours=2)
    world.post()
    assert (ack_of(world, code).state, ack_of(world, code).supplier_ids) == (State.SENT, ("z-7",))
    assert world.traces.find("zalo", "3001", "z-7")
    assert not world.carriage.sent
