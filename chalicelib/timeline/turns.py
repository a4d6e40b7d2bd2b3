"""A step of each province in its turn: one that has a long way to go keeps no other waiting."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice


def by_turns(works: Iterable[Iterator[object]], goes_on: Callable[[], bool]) -> int:
    """Take a step of each work, then another of each that has one, while it goes on; returns how many steps.

    A step that was begun is done to its end.
    """
    waiting, done = deque(works), 0
    while waiting and goes_on():
        work = waiting.popleft()
        for _ in islice(work, 1):
            waiting.append(work)
            done += 1
    return done
