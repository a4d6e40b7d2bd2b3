"""What an act writes must fit into the one transaction it is written in: DynamoDB takes a hundred rows.

Letters and telephone messages to staff are the only rows that may come a moment after it: nobody can attach fewer of
them, and neither a citizen who withdraws nor the clock may be refused for the number of telephones of a unit.
"""

from itertools import zip_longest

from chalicelib.errors import Conflict
from chalicelib.ticket import members
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import CITIZEN, By, Notice
from chalicelib.ticket.publication import PUBLISHED

ROWS = 100


def needed(change: Change) -> int:
    """How many rows `change` writes at most, without what its staff are told."""
    apart = (change.emptied, change.errands, _to_citizens(change))
    found = sum(map(len, apart)) + (change.conversation is not None)
    for before, after, events in change.moves:
        desks = {*after.beside, *(before.beside if before else ())}
        shown = PUBLISHED in (after.public, before.public if before else "")
        found += 1 + len(events) + len(desks) + shown
    return found


def must_fit(change: Change) -> None:
    """raises  Conflict when it has no room; without files every act has"""
    if (rows := needed(change)) > ROWS:
        raise Conflict("this act has more to write than fits at once: attach fewer files", rows=rows, most=ROWS)


def shared_out(change: Change) -> tuple[tuple[Notice, ...], tuple[tuple[Notice, ...], ...]]:
    """All that `change` owes: what is written with it, and what follows, in portions of a transaction each.

    Letters go first, for they name every petition; then a telephone of each petition, then its next one.
    """
    staff = [notice for notice in change.notices if notice.to != (CITIZEN,)]
    letters = [notice for notice in staff if notice.by is not By.SMS]
    ringing: dict[str, list[Notice]] = {}
    for notice in staff:
        if notice.by is By.SMS:
            ringing.setdefault(notice.code, []).append(notice)
    in_turn = [notice for turn in zip_longest(*ringing.values()) for notice in turn if notice]
    ranked, room = (*letters, *in_turn), max(0, ROWS - needed(change))
    later = ranked[room:]
    portions = tuple(later[start : start + ROWS] for start in range(0, len(later), ROWS))
    return (*_to_citizens(change), *ranked[:room]), portions


def _to_citizens(change: Change) -> tuple[Notice, ...]:
    return tuple(notice for notice in members.told(change) if notice.to == (CITIZEN,))
