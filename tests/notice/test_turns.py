"""In the order they were owed, and not faster than an account may send."""

from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from chalicelib.errors import Stopped, TooFast, TryAgain
from chalicelib.notice.delivery import TRIES
from chalicelib.notice.mishaps import STOPPED_PAUSE
from chalicelib.notice.order import SOON, waited_for
from chalicelib.notice.pace import COURIERS, PATIENCE, Pace
from chalicelib.notice.ways import Way
from chalicelib.ticket.owed import Notice, Purpose, State
from chalicelib.ticket.ticket import Channel
from tests.builders import HANDLER, World

WORLD = World()
NOW = WORLD.clock()
(ACK,) = WORLD.owed(WORLD.opened().code, Purpose.ACK)
LATER = replace(ACK, id="000002#answer#citizen", purpose=Purpose.ANSWER, since=NOW + timedelta(minutes=1))


@pytest.mark.parametrize(("why", "earlier", "waits"), [
    ("it is due and not sent yet", replace(ACK, at=NOW), True),
    ("somebody is sending it", replace(ACK, state=State.SENDING, at=NOW + timedelta(minutes=2)), True),
    ("it may have arrived", replace(ACK, state=State.UNSURE, at=NOW + timedelta(minutes=30)), True),
    ("it is tried again in a moment", replace(ACK, tries=1, at=NOW + SOON), True),
    ("it is tried again much later", replace(ACK, tries=7, at=NOW + timedelta(minutes=20)), False),
    ("it is held back until the morning", replace(ACK, at=NOW + timedelta(hours=8)), False),
    ("it has failed", replace(ACK, state=State.FAILED), False),
    ("it was sent", replace(ACK, state=State.SENT), False),
    ("it goes elsewhere", replace(ACK, at=NOW, side="public"), True),
    ("it was owed later", replace(ACK, at=NOW, since=NOW + timedelta(hours=1)), False),
])  # fmt: skip
def test_what_is_waited_for(why: str, earlier: Notice, waits: bool) -> None:
    assert bool(waited_for(LATER, [earlier], NOW)) is waits, why


def test_the_two_sides_of_an_answer_do_not_wait_for_each_other() -> None:
    public, private = replace(ACK, side="public", at=NOW), replace(LATER, side="private")
    assert waited_for(private, [public], NOW) is None


def test_an_answer_does_not_overtake_its_acknowledgement() -> None:
    world = World()
    code = world.opened().code
    world.does(code, "answer", HANDLER, text="Đã vá xong")
    (answer,) = world.owed(code, Purpose.ANSWER)
    world.courier.deliver(answer.parent, answer.id)
    assert not world.carriage.sent
    (put_off,) = world.owed(code, Purpose.ANSWER)
    assert (put_off.tries, put_off.at) == (0, world.clock() + timedelta(seconds=5))
    assert world.woken == [(answer.parent, answer.id, 5)], "it is looked at again as soon as that"
    world.clock.pass_by(seconds=5)
    world.post()
    bodies = [letter.body for _, _, letter in world.carriage.sent]
    assert "đã tiếp nhận" in bodies[0].lower()
    assert "Đã vá xong" in bodies[1]


def _paced(speed: float = 1000.0) -> tuple[Pace, list[float]]:
    """A pace whose clock gives `speed` readings a second."""
    naps: list[float] = []
    readings = count()
    return Pace(lambda: next(readings) / speed + sum(naps), naps.append), naps


def test_one_courier_keeps_to_its_share_of_a_pages_pace() -> None:
    pace, naps = _paced()
    assert all(pace.granted("facebook", "2001") for _ in range(40))
    assert sum(naps) + 0.04 == pytest.approx(39 * COURIERS / 40, abs=0.1)
    assert max(naps) <= PATIENCE


def test_accounts_do_not_wait_for_each_other_and_the_web_for_nobody() -> None:
    pace, naps = _paced()
    assert all(pace.granted("facebook", str(page)) for page in range(50))
    assert all(pace.granted("api", "x") for _ in range(50))
    assert not naps


def test_what_would_have_to_wait_long_is_put_off_instead() -> None:
    slept: list[float] = []
    pace = Pace(lambda: 0.0, slept.append)
    granted = [pace.granted("facebook", "2001") for _ in range(20)]
    assert granted.count(True) == 1 + int(PATIENCE / (COURIERS / 40))
    assert not granted[-1]


def test_our_own_pace_puts_a_message_off_without_counting_it_or_holding_the_account() -> None:
    world = World()
    world.courier = replace(world.courier, pace=Pace(lambda: 0.0, world.naps.append))
    codes = [world.opened(person=str(n)).code for n in range(9)]
    world.post()
    waiting = [n for code in codes for n in world.owed(code, Purpose.ACK) if n.state is State.OWED]
    assert len(waiting) == 2
    assert [n.tries for n in waiting] == [0, 0]
    assert world.standings.of("song-mau", "facebook", "2001").held_until is None


def test_a_platform_that_is_pressed_too_hard_is_left_alone_by_everybody_for_a_while() -> None:
    world = World()
    codes = [world.opened(person=str(n)).code for n in range(3)]
    world.carriage.refusals = [TooFast("x", code=613, retry_after=60)]
    world.post()
    assert not world.carriage.sent, "the others of this page were not even tried"
    assert {world.owed(code, Purpose.ACK)[0].tries for code in codes} == {0}
    world.clock.pass_by(seconds=61)
    world.post()
    assert len(world.carriage.sent) == 3


def test_another_page_is_not_held_back() -> None:
    world = World()
    world.opened(person="1")
    world.opened(person="2", channel=Channel.ZALO, account="3001", key="z")
    world.carriage.refusals = [TooFast("x", code=613)]
    world.post()
    assert [way for way, _, _ in world.carriage.sent] == [Way.ZALO]


@pytest.mark.parametrize(("used", "held"), [(74, 0), (75, 6), (90, 36), (100, 60), (400, 60)])
def test_from_three_quarters_of_the_allowance_on_everybody_goes_slower(used: int, held: int) -> None:
    world = World()
    world.carriage.usage = used
    world.opened()
    world.post()
    until = world.standings.of("song-mau", "facebook", "2001").held_until
    assert until == (world.clock() + timedelta(seconds=held) if held else None)


def test_a_busy_carrier_does_not_let_the_next_word_go_first() -> None:
    world = World()
    code = world.opened().code
    world.carriage.refusals = [TryAgain("busy")]
    world.post()
    world.does(code, "answer", HANDLER, text="Đã vá xong")
    world.post()
    assert not [letter for _, _, letter in world.carriage.sent if "Đã vá xong" in letter.body]


@pytest.mark.parametrize("state", [State.OWED, State.UNSURE, State.SENDING])
def test_a_crash_while_a_letter_is_made_ends_on_the_failed_list_and_blocks_nobody(state: State) -> None:
    world = World()
    code = world.opened().code
    (ack,) = world.owed(code, Purpose.ACK)
    tried_at = None if state is State.OWED else world.clock()
    lost = replace(ack, purpose=Purpose.ANSWER, event=99, state=state, lane="messenger", tried_at=tried_at)
    world.outbox.save(lost)  # there is no such event
    for _ in range(2 * TRIES + 2):
        world.post()
        world.clock.pass_by(minutes=10)
    (failed,) = world.owed(code, Purpose.ANSWER)
    assert (failed.state, failed.tries <= TRIES) == (State.FAILED, True)
    world.opened(person="2")
    world.post()
    assert len(world.carriage.sent) == 1


def test_a_stopped_account_is_looked_at_again_every_quarter_of_an_hour() -> None:
    world = World()
    code = world.opened().code
    world.carriage.refusals = [Stopped("token", code=190)]
    world.post()
    (ack,) = world.owed(code, Purpose.ACK)
    assert (ack.state, ack.tries, ack.at) == (State.OWED, 0, world.clock() + STOPPED_PAUSE)
