"""How the messages of a page have fared, read from the messages themselves: no row is written by everybody at once."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from chalicelib.broadcast.broadcast import Broadcast
from chalicelib.broadcast.message import place_of
from chalicelib.broadcast.store import Broadcasts, Page
from chalicelib.ticket.owed import ARRIVED, Notice, State

UNREACHABLE = f"{State.SKIPPED} unreachable"  # forgotten since: by the vault, or with the whole conversation
_NOBODY = ": nobody knows who it is"  # as the planner says it


def counted(broadcasts: Broadcasts, broadcast: Broadcast, page: Page) -> Page:
    """`page` with how each of its messages stands now."""
    keys = [place_of(broadcast, whom) for whom in page.whom]
    there = {(notice.parent, notice.id): notice for notice in broadcasts.owed(keys)} if keys else {}
    states = Counter(_standing(there.get(key)) for key in keys)
    return replace(page, states=dict(states))


def _standing(notice: Notice | None) -> str:
    if notice is None:
        return UNREACHABLE
    if notice.state in ARRIVED:
        return f"{notice.state} {notice.lane}"
    if notice.state in (State.SKIPPED, State.FAILED):
        why = notice.reason.split("; ")[0]
        return UNREACHABLE if why.endswith(_NOBODY) else f"{notice.state} {why}"
    return str(State.OWED)


def progress(pages: Iterable[Page]) -> dict[str, Mapping[str, int]]:
    """people: owed and left out by reason; states, ways and reasons as they were last counted."""
    owed, left = 0, Counter[str]()
    states, ways, reasons = Counter[str](), Counter[str](), Counter[str]()
    for page in pages:
        owed += len(page.whom)
        left.update(page.left_out)
        seen = page.states or {str(State.OWED): len(page.whom)}
        for standing, number in seen.items():
            state, _, rest = standing.partition(" ")
            states[state] += number
            if rest:
                (ways if state in ARRIVED else reasons)[rest] += number
    return {"people": {"owed": owed}, "left_out": left, "states": +states, "ways": ways, "reasons": reasons}
