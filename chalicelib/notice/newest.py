"""Of news of one dossier that wait only the newest goes out, and says all that changed since the last that did."""

from collections.abc import Iterable
from dataclasses import replace

from chalicelib.ticket.owed import Notice, Purpose, State

SUPERSEDED = "newer news of it are owed"


def is_superseded(notice: Notice, beside: Iterable[Notice]) -> bool:
    """True for news of which no part has gone out, when newer ones of the same dossier are there."""
    if notice.purpose is not Purpose.DOSSIER_NEWS or notice.supplier_ids:
        return False
    return any(_same(other, notice) and _place(other) > _place(notice) for other in beside)


def whole(notice: Notice, beside: Iterable[Notice]) -> Notice:
    """`notice` with what those said had changed that it took the place of; itself when it is no news of a dossier."""
    if notice.purpose is not Purpose.DOSSIER_NEWS:
        return notice
    changed = notice.facts.get("changed", "").split()
    earlier = sorted((n for n in beside if _same(n, notice) and _place(n) < _place(notice)), key=_place, reverse=True)
    for other in earlier:
        if other.state is not State.SKIPPED or other.reason != SUPERSEDED:
            break
        changed += [name for name in other.facts.get("changed", "").split() if name not in changed]
    return replace(notice, facts={**notice.facts, "changed": " ".join(changed)})


def _same(other: Notice, notice: Notice) -> bool:
    return other.purpose is notice.purpose and other.facts.get("code") == notice.facts.get("code")


def _place(notice: Notice) -> tuple[object, ...]:
    return notice.since, notice.id
