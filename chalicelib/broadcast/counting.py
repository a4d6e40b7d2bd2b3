"""How messages have fared, read from the messages themselves: no row is written by everybody at once.

A round looks at every page. Between two rounds those are looked at whom the last one found waiting, if they are few:
what settles late, after a killed worker, is in the figures minutes later and not only at the next round.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from chalicelib.broadcast.broadcast import Broadcast
from chalicelib.broadcast.message import place_of
from chalicelib.broadcast.store import Broadcasts, Page
from chalicelib.broadcast.tally import Tally, added
from chalicelib.ticket.owed import ARRIVED, Notice, State

WATCHED = 100  # people at most, one read of many keys
UNREACHABLE = f"{State.SKIPPED} unreachable"  # forgotten since: by the vault, or with the whole conversation
_NOBODY = ": nobody knows who it is"  # as the planner says it
_WAITS = str(State.OWED)


def begun(tally: Tally, page: Page) -> Tally:
    """With the people of a page that were not looked at yet."""
    left_out = added(tally.left_out, page.left_out)
    return replace(tally, owed=tally.owed + len(page.whom), left_out=left_out)


def looked_at(broadcasts: Broadcasts, broadcast: Broadcast, tally: Tally, page: Page) -> Tally:
    """With how those of a page stand whose people are in it already."""
    standings = _standings(broadcasts, [place_of(broadcast, whom) for whom in page.whom])
    settled = Counter(one for one in standings if one != _WAITS)
    return replace(tally, settled=added(tally.settled, settled))


def counted(broadcasts: Broadcasts, broadcast: Broadcast, tally: Tally, page: Page) -> Tally:
    """With a page of a round: its people, how they stand, and who of them waits."""
    standings = _standings(broadcasts, [place_of(broadcast, whom) for whom in page.whom])
    settled = Counter(one for one in standings if one != _WAITS)
    waiting = tuple((page.number, place) for place, one in enumerate(standings) if one == _WAITS)
    found = begun(tally, page)
    # One more than are watched tells that they are too many.
    return replace(
        found, settled=added(found.settled, settled), waiting=(*found.waiting, *waiting)[: WATCHED + 1]
    )  # fmt: skip


def settled(broadcast: Broadcast) -> Tally:
    """What stands after a round: what it found, unless pages have gone since the last one. Few are watched, or none."""
    before, found = broadcast.fares, broadcast.round
    kept = found if _people(found) >= _people(before) else replace(before, waiting=())
    return kept if len(kept.waiting) <= WATCHED else replace(kept, waiting=())


def _people(tally: Tally) -> int:
    return tally.owed + sum(tally.left_out.values())


def looked_again(broadcasts: Broadcasts, broadcast: Broadcast) -> Tally:
    """With how those stand now who were waiting."""
    tally = broadcast.fares
    pages = {number: broadcasts.page(broadcast.tenant, broadcast.id, number) for number in dict(tally.waiting)}
    waiting = [(number, place) for number, place in tally.waiting if pages[number]]
    keys = [place_of(broadcast, page.whom[place]) for number, place in waiting if (page := pages[number])]
    standings = _standings(broadcasts, keys)
    now_settled = Counter(one for one in standings if one != _WAITS)
    still = tuple(who for who, one in zip(waiting, standings, strict=True) if one == _WAITS)
    return replace(tally, settled=added(tally.settled, now_settled), waiting=still)


def _standings(broadcasts: Broadcasts, keys: Sequence[tuple[str, str]]) -> list[str]:
    there = {(notice.parent, notice.id): notice for notice in broadcasts.owed(keys)} if keys else {}
    return [_standing(there.get(key)) for key in keys]


def _standing(notice: Notice | None) -> str:
    if notice is None:
        return UNREACHABLE
    if notice.state in ARRIVED:
        return f"{notice.state} {notice.lane}"
    if notice.state in (State.SKIPPED, State.FAILED):
        why = notice.reason.split("; ")[0]
        return UNREACHABLE if why.endswith(_NOBODY) else f"{notice.state} {why[:200]}"
    return _WAITS
