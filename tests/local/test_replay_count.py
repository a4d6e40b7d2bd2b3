"""How the replay counts tickets and doubles."""

from typing import Any

import pytest

from infra.local.replay_count import census
from tests.local.test_replay import Shelf, event, ticket, tickets_of

KEYS = ["k0", "k1"]
BOTH = [ticket("k0", "a0"), ticket("k1", "a1"), event("k0", 1, "open"), event("k1", 1, "open")]


@pytest.mark.parametrize(
    ("why", "more", "second", "twice"),
    [
        ("nothing else", [], 0, 0),
        ("a second ticket of the same message", [ticket("k0", "a0", "TM-other")], 1, 0),
        ("a ticket the same person got for an echo", [ticket("k0#echo", "a0")], 1, 0),
        ("a ticket of somebody else", [ticket("elsewhere", "a9")], 0, 0),
        ("the same words heard again on the ticket", [event("k1", 2, "hear")], 0, 1),
        ("what staff did is no hearing", [event("k1", 2, "accept"), event("k1", 3, "answer")], 0, 0),
    ],
)
def test_doubles_are_found(why: str, more: list[dict[str, Any]], second: int, twice: int) -> None:
    counted = census(BOTH + more, KEYS)
    assert (counted.tickets, counted.second_tickets, counted.heard_twice) == (2, second, twice), why


def test_a_code_taken_by_another_message_is_looked_up_again() -> None:
    shelf = Shelf([ticket("stranger", "a8", "TM-k0"), ticket("k0", "a0", "TM-k0~1")])
    assert tickets_of(shelf).found(["k0", "k1"]) == {"k0": "TM-k0~1"}
