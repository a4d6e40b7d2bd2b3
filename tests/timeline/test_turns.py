"""A step of each in its turn."""

from collections.abc import Iterator

from chalicelib.timeline.turns import by_turns


def test_whoever_has_much_to_do_keeps_nobody_waiting_and_nothing_is_begun_when_time_is_up() -> None:
    done: list[str] = []

    def work(name: str, steps: int) -> Iterator[None]:
        for number in range(1, steps + 1):
            done.append(f"{name}{number}")
            yield

    assert by_turns([work("large", 99), work("idle", 0), work("small", 2)], lambda: len(done) < 6) == 6
    assert done == ["large1", "small1", "large2", "small2", "large3", "large4"]
    assert by_turns([work("late", 1)], lambda: False) == 0
