"""How fast the API may be used, and what counting it costs."""

import json

import pytest

from chalicelib.errors import TooOften
from chalicelib.limits.guesses import (
    AT_ONCE,
    AT_ONCE_OF_ADDRESS,
    AT_ONCE_OF_CALLER,
    EACH_OF_ADDRESS,
    EACH_OF_CALLER,
    TRUSTED,
    Guesses,
)
from chalicelib.limits.limits import MOST, Limits
from tests.fakes import Clock
from tests.fakes_limits import ShelfCounters, ShelfTries

HOME = "mark-of-home"


def taken(limits: Limits, key: str, limit: int, calls: int) -> int:
    """How many of `calls` are let through."""
    through = 0
    for _ in range(calls):
        try:
            limits.take(key, limit)
        except TooOften:
            continue
        through += 1
    return through


def test_as_many_as_the_limit_are_let_through_in_a_minute() -> None:
    limits = Limits(ShelfCounters(), Clock())
    assert taken(limits, "a", 100, 250) == 100


def test_who_is_too_fast_is_told_how_long_to_wait_and_may_go_on_then() -> None:
    clock = Clock()
    clock.pass_by(seconds=18)
    limits = Limits(ShelfCounters(), clock)
    taken(limits, "a", 10, 10)
    with pytest.raises(TooOften) as refused:
        limits.take("a", 10)
    assert refused.value.facts == {"retry_after": 42}
    clock.pass_by(seconds=42)
    assert taken(limits, "a", 10, 20) == 10


def test_what_weighs_more_counts_for_more() -> None:
    limits = Limits(ShelfCounters(), Clock())
    limits.take("a", 60, 50)
    with pytest.raises(TooOften):
        limits.take("a", 60, 50)


def test_callers_do_not_use_up_each_others_calls() -> None:
    limits = Limits(ShelfCounters(), Clock())
    assert taken(limits, "a", 10, 50) == 10
    assert taken(limits, "b", 10, 50) == 10


def test_a_call_costs_far_less_than_a_write() -> None:
    counters = ShelfCounters()
    limits = Limits(counters, Clock())
    taken(limits, "a", 1000, 99)
    assert counters.writes == 0, "who calls seldom costs nothing"
    taken(limits, "a", 1000, 901)
    assert counters.writes == 10
    taken(limits, "a", 1000, 5000)
    assert counters.writes <= 11, "who is refused costs nothing either"


def test_processes_learn_of_each_other() -> None:
    counters, clock = ShelfCounters(), Clock()
    processes = [Limits(counters, clock) for _ in range(4)]
    through = 0
    for _ in range(500):
        through += sum(taken(process, "a", 100, 1) for process in processes)
    assert 100 <= through <= 100 + 4 * 10, "the limit, and a tenth of it a process at most"


def test_a_counter_that_cannot_be_reached_holds_nobody_up() -> None:
    class Gone(ShelfCounters):
        def add(self, key: str, window: int, calls: int, expires_at: int) -> int:
            return calls  # as the protocol wants it

    assert taken(Limits(Gone(), Clock()), "a", 100, 90) == 90


def test_a_crowd_of_addresses_does_not_fill_the_memory() -> None:
    limits = Limits(ShelfCounters(), Clock())
    for number in range(MOST + 5):
        limits.take(f"address-{number}", 3000)
    assert len(limits._kept) <= MOST


def test_a_caller_has_a_few_wrong_pins_for_a_code_and_then_waits() -> None:
    clock = Clock()
    guesses = Guesses(ShelfTries(), clock)
    for _ in range(AT_ONCE_OF_CALLER):
        guesses.admit("song-mau", "SM-1", HOME)
        guesses.wrong("song-mau", "SM-1", HOME)
    with pytest.raises(TooOften) as refused:
        guesses.admit("song-mau", "SM-1", HOME)
    assert refused.value.facts == {"retry_after": EACH_OF_CALLER}
    guesses.admit("song-mau", "SM-2", HOME)
    guesses.admit("tinh-khac", "SM-1", HOME)
    clock.pass_by(seconds=EACH_OF_CALLER)
    guesses.admit("song-mau", "SM-1", HOME)


def test_a_stranger_alone_never_shuts_a_code_for_others_however_long_they_try() -> None:
    clock = Clock()
    guesses = Guesses(ShelfTries(), clock)
    for _ in range(500):
        wrong_ones_let_through(guesses, ["SM-1"] * 3, "mark-of-a-stranger")
        guesses.admit("song-mau", "SM-1", HOME)
        clock.pass_by(minutes=5)


def test_a_crowd_of_strangers_holds_up_who_was_never_right_but_not_who_was() -> None:
    clock = Clock()
    guesses = Guesses(ShelfTries(), clock)
    assert guesses.admit("song-mau", "SM-1", HOME) is False
    guesses.right("song-mau", "SM-1", HOME)
    for number in range(100):
        guesses.wrong("song-mau", "SM-1", f"mark-{number}")
    for newcomer in ("mark-of-another", "mark-7"):
        with pytest.raises(TooOften):
            guesses.admit("song-mau", "SM-1", newcomer)
    assert guesses.admit("song-mau", "SM-1", HOME) is True
    for code in ("SM-2", "SM-1"):
        for number in range(100):
            guesses.wrong("song-mau", code, f"mark-{number}")
    with pytest.raises(TooOften):
        guesses.admit("song-mau", "SM-2", HOME)
    assert guesses.admit("song-mau", "SM-1", HOME), "for this code, and no other"


def test_who_was_right_is_held_up_by_their_own_wrong_pins_and_is_a_stranger_again_after_a_month() -> None:
    clock = Clock()
    guesses = Guesses(ShelfTries(), clock)
    guesses.right("song-mau", "SM-1", HOME)
    assert wrong_ones_let_through(guesses, ["SM-1"] * 50, HOME) == AT_ONCE_OF_CALLER
    clock.pass_by(seconds=TRUSTED)
    for number in range(100):
        guesses.wrong("song-mau", "SM-1", f"mark-{number}")
    with pytest.raises(TooOften):
        guesses.admit("song-mau", "SM-1", HOME)


def test_a_thousand_wrong_pins_at_once_only_make_the_wait_longer() -> None:
    """What many processes let through before they knew is paid for: at twenty an hour."""
    clock = Clock()
    guesses = Guesses(ShelfTries(), clock)
    for number in range(1000):
        guesses.wrong("song-mau", "SM-1", f"mark-{number}")
    clock.pass_by(hours=49)
    with pytest.raises(TooOften):
        guesses.admit("song-mau", "SM-1", HOME)
    clock.pass_by(hours=1)
    guesses.admit("song-mau", "SM-1", HOME)


def test_wrong_pins_are_forgiven_with_time() -> None:
    clock, tries = Clock(), ShelfTries()
    guesses = Guesses(tries, clock)
    for _ in range(200):
        guesses.admit("song-mau", "SM-1", HOME)
        guesses.wrong("song-mau", "SM-1", HOME)
        clock.pass_by(seconds=EACH_OF_CALLER)
    assert max(tries.kept.values()) == int(clock().timestamp())


def wrong_ones_let_through(guesses: Guesses, codes: list[str], mark: str) -> int:
    """How many wrong PINs, one of each code, are looked at."""
    through = 0
    for code in codes:
        try:
            guesses.admit("song-mau", code, mark)
        except TooOften:
            continue
        guesses.wrong("song-mau", code, mark)
        through += 1
    return through


def test_an_address_cannot_try_a_few_pins_of_each_of_many_codes() -> None:
    clock = Clock()
    guesses, codes = Guesses(ShelfTries(), clock), [f"SM-{number}" for number in range(1000)]
    assert wrong_ones_let_through(guesses, codes, HOME) == AT_ONCE_OF_ADDRESS
    through = 0
    for _ in range(60):
        clock.pass_by(minutes=1)
        through += wrong_ones_let_through(guesses, codes, HOME)
    assert through == 60, "an hour, whatever the number of codes"


def test_one_addresss_wrong_pins_hold_up_neither_other_addresses_nor_other_provinces() -> None:
    guesses = Guesses(ShelfTries(), Clock())
    wrong_ones_let_through(guesses, [f"SM-{number}" for number in range(100)], HOME)
    with pytest.raises(TooOften) as refused:
        guesses.admit("song-mau", "SM-999", HOME)
    assert refused.value.facts == {"retry_after": EACH_OF_ADDRESS}
    guesses.admit("song-mau", "SM-999", "mark-of-another")
    guesses.admit("tinh-khac", "SM-999", HOME)


def test_a_code_tried_from_many_addresses_is_guarded_too() -> None:
    guesses = Guesses(ShelfTries(), Clock())
    through = sum(wrong_ones_let_through(guesses, ["SM-1"], f"mark-{number}") for number in range(50))
    assert through == AT_ONCE


def test_every_wrong_pin_is_counted_for_its_province_and_for_the_alarm(capsys: pytest.CaptureFixture[str]) -> None:
    guesses = Guesses(ShelfTries(), Clock())
    wrong_ones_let_through(guesses, ["SM-1", "SM-2"], HOME)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "WrongPins" in line]
    assert [(line["tenant"], line["WrongPins"]) for line in lines] == [("song-mau", [1.0]), ("-", [1.0])] * 2
