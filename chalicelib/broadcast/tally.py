"""How a broadcast fares, as it is kept with the broadcast itself: sums, so that nobody reads its pages to show them.

What is counted and how far that has come are one write: killed in between, nothing is counted twice.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from chalicelib.ticket.owed import ARRIVED, State

KINDS = 60  # of standings told apart: a platform may refuse for reasons nobody has foreseen
OTHER = "other reasons"
Fares = Mapping[str, Mapping[str, int]]  # as `progress` gives them


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """owed     how many people are owed it; left_out: reason → how many are not
    settled  «sent messenger», «skipped messenger: 24 h over» → how many of those who are owed it; the others wait
    waiting  (page, place on it) of those a round of counting found waiting: so many that a look at them is cheap
    """

    owed: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    settled: Mapping[str, int] = field(default_factory=dict)
    waiting: tuple[tuple[int, int], ...] = ()


def progress(tally: Tally) -> Fares:
    """people: owed; left_out; states, ways and reasons as they were last counted."""
    states, ways, reasons = Counter[str](), Counter[str](), Counter[str]()
    for standing, number in tally.settled.items():
        state, _, rest = standing.partition(" ")
        states[state] += number
        (ways if state in ARRIVED else reasons)[rest] += number
    states[str(State.OWED)] = tally.owed - sum(tally.settled.values())
    return {
        "people": {"owed": tally.owed}, "left_out": tally.left_out, "states": +states, "ways": ways, "reasons": reasons,
    }  # fmt: skip


def added(some: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    """Both; of more than KINDS of standings the last ones are not told apart."""
    found = dict(some)
    for name, number in more.items():
        known = name if name in found or len(found) < KINDS else f"{name.partition(' ')[0]} {OTHER}"
        found[known] = found.get(known, 0) + number
    return found
