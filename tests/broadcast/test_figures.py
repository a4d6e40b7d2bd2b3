"""How a broadcast fares: shown without a read of its pages, equal to a count of the messages, soon after the last one."""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.broadcast.broadcast import Broadcast, State
from chalicelib.broadcast.counting import WATCHED
from chalicelib.broadcast.fanout import COUNT_AFTER, COUNTED_AT_ONCE, LOOKS, SIZE
from chalicelib.broadcast.tally import KINDS, OTHER, Tally, added, progress
from chalicelib.ticket.owed import ARRIVED
from chalicelib.ticket.owed import State as Told
from tests.broadcast.house import LEADER, House
from tests.broadcast.test_fan_out import emergency, lives
from tests.builders import SLUG
from tests.fakes_broadcast import Deaths, Killed, Mortal


@pytest.fixture
def house() -> House:
    return House()


@dataclass
class Watched:
    """A store that remembers what was asked of it."""

    whole: Any
    asked: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        self.asked.append(name)
        return getattr(self.whole, name)


def recount(house: House, one: Broadcast) -> dict[str, dict[str, int]]:
    """The figures, from the messages that are there."""
    owed = house.owed(one)
    states = Counter(str(n.state) if n.state in (*ARRIVED, Told.SKIPPED, Told.FAILED) else "owed" for n in owed)
    ways = Counter(str(n.lane) for n in owed if n.state in ARRIVED)
    return {"people": {"owed": len(owed)}, "states": dict(states), "ways": dict(ways)}


def figures(house: House, one: Broadcast) -> dict[str, dict[str, int]]:
    fares = house.office.progress(house.stands(one))
    return {name: dict(fares[name]) for name in ("people", "states", "ways")}


def in_hand(house: House, one: Broadcast, number: int) -> list[tuple[str, str]]:
    """What killed couriers were sending: it waits for its echo."""
    keys = sorted((n.parent, n.id) for n in house.owed(one))[:: len(house.owed(one)) // number][:number]
    for key in keys:
        notice = house.world.shelf.notices[key]
        house.world.shelf.notices[key] = replace(notice, state=Told.UNSURE, lane="messenger")
    return keys


def echoed(house: House, keys: list[tuple[str, str]]) -> None:
    for key in keys:
        house.world.shelf.notices[key] = replace(house.world.shelf.notices[key], state=Told.SENT)


def minutes(house: House, number: int) -> int:
    """The clock's rounds; returns how many found something to do."""
    worked = 0
    for _ in range(number):
        house.world.clock.pass_by(minutes=1)
        for _ in range(100):
            if not house.fan_out.run():
                break
            worked += 1
    return worked


def test_whoever_looks_reads_one_row_however_many_it_goes_to(house: House) -> None:
    for number in range(20 * SIZE):
        house.follower(number)
    one, store = emergency(house), Watched(house.broadcasts)
    for _ in range(60):
        house.fan_out.run()
        house.world.clock.pass_by(seconds=130)
    office = replace(house.office, broadcasts=store)
    fares = office.progress(office.one(SLUG, one.id, LEADER))
    assert fares["people"] == {"owed": 20 * SIZE}
    assert store.asked == ["find"]


def test_killed_at_every_step_the_figures_are_the_count_of_the_messages(house: House) -> None:
    for number in range(300):
        house.known(number, muted=number % 10 == 0, channel="zalo" if number % 2 else "facebook",
                    account="3001" if number % 2 else "2001")  # fmt: skip
    one = house.begun()
    lives(house, one, Deaths(each=True, after=True))
    house.courier.deliver_due()
    mortal = house.fanning(Mortal(house.broadcasts, Deaths(each=True, after=True)), house._wake)
    for _ in range(40):
        with suppress(Killed):
            mortal.run()
        house.world.clock.pass_by(minutes=5)
    assert figures(house, one) == recount(house, one)
    assert figures(house, one)["states"] == {"sent": 270}
    assert house.office.progress(house.stands(one))["left_out"] == {"asked for no such news": 30}


def test_while_it_runs_each_page_is_counted_once_though_its_step_is_repeated(house: House) -> None:
    for number in range(20 * SIZE):
        house.follower(number)
    one = emergency(house)
    dying = house.fanning(Mortal(house.broadcasts, Deaths(at=frozenset(range(50, 9000, 101)))), house._wake)
    while house.stands(one).state is not State.DONE:
        with suppress(Killed):
            dying.run()
        echoed(house, [(n.parent, n.id) for n in house.owed(one)])
        house.world.clock.pass_by(seconds=130)
        fares = figures(house, one)
        assert sum(fares["states"].values()) == fares["people"]["owed"]
    assert 0 < fares["states"]["sent"] < 20 * SIZE


def test_what_killed_workers_had_in_hand_is_in_the_figures_minutes_after_it_has_settled(house: House) -> None:
    for number in range(300):
        house.known(number)
    one = emergency(house)
    lives(house, one, Deaths(at=frozenset({40, 130, 250})))
    house.courier.deliver_due()
    late = in_hand(house, one, 18)
    minutes(house, 30)
    assert figures(house, one)["states"] == {"sent": 282, "owed": 18}
    echoed(house, late[:10])
    minutes(house, 7)
    assert figures(house, one)["states"] == {"sent": 292, "owed": 8}
    echoed(house, late[10:])
    minutes(house, 7)
    assert figures(house, one) == recount(house, one)
    assert figures(house, one)["states"] == {"sent": 300}
    assert minutes(house, 20) == 0, "nobody waits: the next round has its time"


def test_looks_cost_a_row_each_and_are_no_more_than_ten_a_round(house: House) -> None:
    for number in range(300):
        house.known(number)
    one = emergency(house)
    lives(house, one, Deaths())
    house.courier.deliver_due()
    in_hand(house, one, 5)
    minutes(house, 3)
    store = Watched(house.broadcasts)
    house.fan_out = house.fanning(store)
    minutes(house, int(COUNT_AFTER[1] / timedelta(minutes=1)) - 2)
    assert 5 <= store.asked.count("save") <= LOOKS
    assert store.asked.count("owed") == store.asked.count("save")


def test_where_many_wait_they_are_left_to_the_rounds(house: House) -> None:
    for number in range(WATCHED + 1):
        house.known(number)
    one = house.begun()
    house.fan_out.run()
    house.goes_on()
    assert house.stands(one).state is State.DONE
    minutes(house, 5)
    found = house.stands(one)
    assert (found.rounds, found.fares.waiting, found.next_at) == (1, (), found.round_at)
    assert figures(house, one)["states"] == {"owed": WATCHED + 1}


def test_a_round_of_many_steps_shows_the_last_ones_figures_until_it_is_done(house: House) -> None:
    for number in range((COUNTED_AT_ONCE + 30) * SIZE):
        house.follower(number)
    one = emergency(house)
    while house.stands(one).state is not State.DONE:
        house.fan_out.run()
        house.world.clock.pass_by(seconds=130)
    before = figures(house, one)
    echoed(house, [(n.parent, n.id) for n in house.owed(one)])
    house.fan_out.run()
    assert house.stands(one).counted == COUNTED_AT_ONCE
    assert figures(house, one) == before
    minutes(house, 1)
    assert figures(house, one) == recount(house, one)


def test_of_reasons_nobody_has_foreseen_only_so_many_are_told_apart() -> None:
    found = added({}, {f"failed reason {number}": 2 for number in range(KINDS + 5)})
    assert (len(found), found[f"failed {OTHER}"]) == (KINDS + 1, 10)
    assert progress(Tally(owed=130, settled=found))["states"] == {"failed": 2 * (KINDS + 5)}


def test_pages_that_have_gone_take_no_figures_along(house: House) -> None:
    house.known(1, muted=True)
    one = house.begun()
    lives(house, one, Deaths())
    house.broadcasts.pages_kept.clear()
    minutes(house, 30)
    assert house.stands(one).rounds == 2
    assert house.office.progress(house.stands(one))["left_out"] == {"asked for no such news": 1}
