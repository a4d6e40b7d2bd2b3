"""Nobody twice, nobody missed: whatever dies, whoever is faster, whenever it is held."""

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from time import process_time
from typing import Any

import pytest

from chalicelib.broadcast.broadcast import Broadcast, State
from chalicelib.broadcast.fanout import FORSAKEN, KEPT, PACE, SIZE, chain
from chalicelib.errors import Conflict
from chalicelib.ticket.owed import State as Told
from tests.broadcast.house import LEADER, STORM, WRITER, House
from tests.builders import SLUG, at
from tests.fakes_broadcast import Deaths, Killed, Mortal


@pytest.fixture
def house() -> House:
    return House()


def emergency(house: House) -> Broadcast:
    made = house.office.create(SLUG, STORM, WRITER)
    house.office.approve(SLUG, made.id, {"over_limit": True}, house.stands(made).version, LEADER)
    return house.office.schedule(SLUG, made.id, {}, LEADER)


def lives(house: House, broadcast: Broadcast, deaths: Deaths) -> int:
    """Runs that die, until it is done; a dead one's work is taken up by the clock. Returns how many there were."""
    fan_out = house.fanning(Mortal(house.broadcasts, deaths), Mortal(house._wake, deaths))
    for life in range(1, 20_000):
        with suppress(Killed):
            fan_out.run()
        if house.stands(broadcast).state is State.DONE:
            return life
        house.world.clock.at += timedelta(seconds=1) + FORSAKEN + timedelta(seconds=PACE[broadcast.kind])
    raise AssertionError("it never ends")


def everybody_once(house: House, broadcast: Broadcast, number: int) -> None:
    told = Counter(notice.origin.alias for notice in house.owed(broadcast) if notice.origin)
    assert len(told) == number, "nobody is missed"
    assert set(told.values()) == {1}, "nobody is told twice"
    fares = house.office.progress(house.stands(broadcast))
    assert fares["people"] == {"owed": number}


@pytest.mark.parametrize("after", [False, True], ids=["before it is done", "after it is done"])
def test_killed_at_every_single_step_of_a_thousand_it_reaches_each_once(house: House, after: bool) -> None:
    for number in range(1000):
        house.follower(number)
    one, deaths = emergency(house), Deaths(each=True, after=after)
    assert lives(house, one, deaths) > 1000
    assert deaths.died > 1000
    everybody_once(house, one, 1000)


def test_fifty_thousand_with_three_kills(house: House) -> None:
    for number in range(50_000):
        house.follower(number, account=("2001", "2002")[number % 2])
    one = emergency(house)
    begun = process_time()
    deaths = Deaths(at=frozenset({7_003, 25_500, 49_999}))
    assert lives(house, one, deaths) > 500
    assert deaths.died == 3
    everybody_once(house, one, 50_000)
    assert process_time() - begun < 10


def test_two_runs_at_once_owe_each_once_and_only_one_goes_on(house: House) -> None:
    for number in range(300):
        house.follower(number)
    one = emergency(house)
    raced: list[Any] = []

    def another(keys: Any, seconds: int) -> None:
        raced.append((keys, seconds))
        house.fan_out.attend(*chain(SLUG, one.id))  # a nudge that came twice, at once

    racing = house.fanning(house.broadcasts, another)
    for _ in range(100):
        racing.attend(*chain(SLUG, one.id))
        house.world.clock.pass_by(seconds=PACE[one.kind])
    assert house.stands(one).state is State.DONE
    everybody_once(house, one, 300)


def test_woken_twice_it_goes_no_faster(house: House) -> None:
    for number in range(20 * SIZE):
        house.follower(number, account=str(number))
    one = emergency(house)
    house.fan_out.attend(*chain(SLUG, one.id))
    pages = house.stands(one).pages
    assert pages == 1
    for _ in range(5):
        house.fan_out.attend(*chain(SLUG, one.id))
    assert house.stands(one).pages == pages, "its next page has its time"


def test_a_fan_out_whose_nudge_was_lost_is_started_again_by_the_clock(house: House) -> None:
    for number in range(300):
        house.follower(number)
    one = emergency(house)
    house.woken.clear()
    house.fan_out.run()
    assert house.stands(one).pages == 1
    assert house.fan_out.run() == 0, "it is not forsaken yet"
    house.world.clock.at += FORSAKEN + timedelta(seconds=PACE[one.kind])
    assert house.fan_out.run() == 1
    assert house.stands(one).pages == 2


def test_what_cannot_be_worked_on_keeps_no_other_from_going_out(house: House) -> None:
    house.follower(1)
    broken, whole = emergency(house), emergency(house)
    house.broadcasts.kept[SLUG, broken.id] = object()  # type: ignore[assignment]
    house.fan_out.attend(*chain(SLUG, broken.id))
    house.fan_out.attend(*chain(SLUG, whole.id))
    assert len(house.owed(whole)) == 1


def test_a_policy_waits_for_the_morning_and_an_emergency_does_not(house: House) -> None:
    house.follower(1)
    house.world.clock.at = at("2026-11-18 23:00")
    news, storm = house.begun(), emergency(house)
    house.fan_out.run()
    assert (len(house.owed(news)), len(house.owed(storm))) == (0, 1)
    assert house.stands(news).next_at == at("2026-11-19 06:30")
    house.world.clock.at = at("2026-11-19 06:30")
    house.goes_on()
    assert len(house.owed(news)) == 1


def test_a_policy_lets_an_emergency_go_first(house: House) -> None:
    for number in range(300):
        house.follower(number)
    news, storm = house.begun(), emergency(house)
    house.fan_out.attend(*chain(SLUG, storm.id))
    house.fan_out.attend(*chain(SLUG, news.id))
    assert house.owed(news) == []
    house.goes_on()
    assert (len(house.owed(storm)), len(house.owed(news))) == (300, 300)


def test_it_begins_when_it_is_scheduled_for(house: House) -> None:
    house.follower(1)
    one = house.approved()
    house.office.schedule(SLUG, one.id, {"at": "2026-11-18T15:00:00+07:00"}, WRITER)
    house.fan_out.attend(*chain(SLUG, one.id))
    assert (house.fan_out.run(), house.owed(one)) == (0, [])
    house.world.clock.at = at("2026-11-18 15:00")
    house.goes_on()
    assert len(house.owed(one)) == 1


def test_paused_and_resumed_it_goes_on_where_it_was(house: House) -> None:
    for number in range(300):
        house.follower(number)
    one = house.begun()
    house.fan_out.run()
    house.office.pause(SLUG, one.id, {"reason": "Sửa một con số"}, LEADER)
    owed = len(house.owed(one))
    house.fan_out.attend(*chain(SLUG, one.id))
    house.world.clock.pass_by(hours=1)
    house.goes_on()
    assert len(house.owed(one)) == owed
    house.office.resume(SLUG, one.id, LEADER)
    house.goes_on()
    assert house.stands(one).state is State.DONE
    everybody_once(house, one, 300)


def test_what_was_called_off_is_not_sent(house: House) -> None:
    people = [house.known(number) for number in range(6)]
    one = house.begun()
    house.goes_on()
    house.courier.attend(*_place(house, one, people[0].alias))
    house.office.cancel(SLUG, one.id, {"reason": "Sai nội dung"}, LEADER)
    house.world.clock.pass_by(seconds=10)
    house.courier.deliver_due()
    states = Counter((notice.state, notice.reason[:9]) for notice in house.owed(one))
    assert states == {(Told.SENT, "messenger"): 1, (Told.SKIPPED, "cancelled"): 5}
    with pytest.raises(Conflict):
        house.office.resume(SLUG, one.id, LEADER)
    house.world.clock.pass_by(minutes=10)
    house.fan_out.run()
    assert house.office.progress(house.stands(one))["reasons"] == {"cancelled": 5}


def test_what_is_paused_is_put_off_and_goes_out_later(house: House) -> None:
    house.known(1)
    one = house.begun()
    house.goes_on()
    house.broadcasts.kept[SLUG, one.id] = _with_state(house.stands(one), State.PAUSED)
    house.courier.deliver_due()
    assert [(n.state, n.reason) for n in house.owed(one)] == [(Told.OWED, "paused")]
    house.broadcasts.kept[SLUG, one.id] = _with_state(house.stands(one), State.RUNNING)
    house.world.clock.pass_by(minutes=10)
    house.courier.deliver_due()
    assert [n.state for n in house.owed(one)] == [Told.SENT]


def _with_state(one: Broadcast, state: State) -> Broadcast:
    return replace(one, state=state)


def _place(house: House, one: Broadcast, alias: str) -> tuple[str, str]:
    (found,) = [n for n in house.owed(one) if n.origin and n.origin.alias == alias]
    return found.parent, found.id


def test_figures_are_counted_from_the_messages_themselves(house: House) -> None:
    for number in range(5):
        house.known(number)
    house.known(5, heard_at=house.world.clock() - timedelta(days=3))
    house.known(6, muted=True)
    house.known(7, channel="zalo", account="3001")
    one = house.begun()
    house.goes_on()
    house.courier.deliver_due()
    house.world.clock.pass_by(minutes=10)
    house.fan_out.run()
    fares = house.office.progress(house.stands(one))
    assert fares["people"] == {"owed": 7}
    assert fares["left_out"] == {"asked for no such news": 1}
    assert fares["states"] == {"sent": 6, "skipped": 1}
    assert fares["ways"] == {"messenger": 5, "zalo_consultation": 1}
    assert fares["reasons"] == {"messenger: 24 h over": 1}
    for _ in range(8):
        house.world.clock.pass_by(days=1)
        house.fan_out.run()
    assert house.stands(one).next_at is None, "after some days nobody looks any more"


def test_answers_go_before_what_is_owed_to_many(house: House) -> None:
    for number in range(3):
        house.known(number)
    one = house.begun()
    house.goes_on()
    ticket = house.world.opened()
    house.world.carriage.sent.clear()
    house.courier.deliver_due()
    answer, *news = [part.body for _, _, part in house.world.carriage.sent]
    assert ticket.code in answer
    assert len(news) == len(house.owed(one)) == 3
    assert all("Hỗ trợ doanh nghiệp" in said for said in news)


def test_whoever_is_forgotten_before_their_turn_is_counted_as_unreachable(house: House) -> None:
    people = [house.known(number) for number in range(4)]
    one = house.begun()
    house.goes_on()
    house.world.vault.erase(SLUG, people[0].alias)
    gone = next(key for key in house.world.shelf.notices if people[1].alias in key[0])
    del house.world.shelf.notices[gone]  # and with another the whole conversation went
    house.courier.deliver_due()
    house.world.clock.pass_by(minutes=10)
    house.fan_out.run()
    fares = house.office.progress(house.stands(one))
    assert (fares["states"], fares["reasons"]) == ({"sent": 2, "skipped": 2}, {"unreachable": 2})
    assert house.world.outbox.failed(SLUG, 10, None) == ([], None)


def test_the_pages_are_forgotten_and_how_it_fared_is_not(house: House) -> None:
    for number in range(3):
        house.known(number)
    house.known(4, muted=True)
    one = house.begun()
    house.goes_on()
    for page in house.broadcasts.pages(SLUG, one.id):
        assert timedelta(days=89) < page.until - house.world.clock() <= KEPT
    house.courier.deliver_due()
    for _ in range(8):
        house.world.clock.pass_by(days=1)
        house.fan_out.run()
    fares = house.office.progress(house.stands(one))
    assert fares["states"] == {"sent": 3}
    house.broadcasts.pages_kept.popitem()  # some have gone, and then all
    assert house.office.progress(house.stands(one)) == fares
    house.office.cancel(SLUG, one.id, {"reason": "Tin đã cũ"}, LEADER)
    for _ in range(8):
        house.world.clock.pass_by(days=1)
        house.fan_out.run()
    assert house.office.progress(house.stands(one)) == fares, "what has gone is not counted again"


def test_the_pace_is_from_page_to_page_however_long_one_takes(house: House) -> None:
    for number in range(30 * SIZE):
        house.follower(number)
    one = emergency(house)

    class Slow(Mortal):
        def owe(self, notices: Any) -> int:
            house.world.clock.pass_by(seconds=PACE[one.kind] - 1)
            return super().owe(notices)

    house.woken.clear()
    house.fanning(Slow(house.broadcasts, Deaths())).attend(*chain(SLUG, one.id))
    assert [seconds for key, seconds in house.woken if key == chain(SLUG, one.id)] == [1]
