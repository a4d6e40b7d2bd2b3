"""What becomes of a row that another system sends, and what those who follow the dossier are owed by it. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.dossier.dossier import ENDED, FACTS, Came, Dossier, Facts, Owed
from chalicelib.vietnamese import fold

SKEW = timedelta(hours=1)  # by so much the clock of another system may be ahead of ours
SETTLED_AFTER = timedelta(minutes=1)  # a change is told then: what comes in between takes its place


class Result(StrEnum):
    """What became of a row that was sent."""

    CREATED = "created"
    UPDATED = "updated"
    CONFIRMED = "confirmed"  # the same facts at a later moment, or by its new key: no step of its history
    UNCHANGED = "unchanged"  # exactly what is kept: nothing was written
    OUTDATED = "outdated"  # what is kept is newer
    CONFLICT = "conflict"  # other facts for the very same moment: one of them must be wrong
    AHEAD = "ahead"  # its moment lies in the future: nothing true could be newer
    FOREIGN = "foreign"  # another key writes it: only that one may, until it is released
    TRY_AGAIN = "try_again"  # others were faster, or time ran out: nothing was written


WRITTEN = frozenset({Result.CREATED, Result.UPDATED, Result.CONFIRMED})
KEPT = WRITTEN | {Result.UNCHANGED}


def settled(kept: Dossier | None, sent: Dossier, now: datetime) -> tuple[Result, Dossier]:
    """What becomes of `sent` where `kept` is stored, and the dossier that holds afterwards; pure.

    Digits that were not sent stay as they are known.
    """
    if sent.facts.at > now + SKEW:
        return Result.AHEAD, kept or sent
    if kept is None:
        return Result.CREATED, replace(sent, version=1)
    if kept.by and kept.by != sent.by:
        return Result.FOREIGN, kept
    if sent.facts.at < kept.facts.at:
        return Result.OUTDATED, kept
    after = replace(
        sent,
        phone=sent.phone or kept.phone,
        id_number=sent.id_number or kept.id_number,
        procedure=sent.procedure or kept.procedure,
        followed=kept.followed,
        owes=kept.owes,
        moves=kept.moves,
        version=kept.version + 1,
    )
    if replace(after, version=kept.version) == kept:
        return Result.UNCHANGED, kept
    if replace(after.facts, at=kept.facts.at) == kept.facts:
        return Result.CONFIRMED, after
    if after.facts.at == kept.facts.at:
        return Result.CONFLICT, kept
    return Result.UPDATED, replace(after, owes=_owed(kept, after, now))


def _owed(kept: Dossier, after: Dossier, now: datetime) -> Owed | None:
    """What is owed after the facts of a dossier have changed: the newest, and everything that changed on the way."""
    if not kept.followed:
        return None
    changed = {name for name in FACTS if getattr(kept.facts, name) != getattr(after.facts, name)}
    changed |= set(kept.owes.changed if kept.owes else ())
    at = kept.owes.at if kept.owes else now + SETTLED_AFTER
    papers, since = _receipt(kept, after)
    return Owed(
        version=after.version, changed=tuple(name for name in FACTS if name in changed), at=at, received=papers,
        received_at=since,
    )  # fmt: skip


def _receipt(kept: Dossier, after: Dossier) -> tuple[tuple[Came, ...], datetime | None]:
    """The papers a receipt is owed for, and since when: what came now, and what no follower or not all were told of."""
    came, wanted, owes = received(kept.facts, after.facts), set(map(fold, after.facts.missing)), kept.owes
    before = [Came(paper, max(told, owes.after)) for paper, told in owes.received] if owes else []
    there = [each for each in before if fold(each.paper) not in wanted]
    papers = (*there, *map(Came, came))
    since = owes.received_at if owes and not came else after.facts.at
    return papers, since if papers else None


def received(kept: Facts, after: Facts) -> tuple[str, ...]:
    """Papers that were missing and came: fewer are missing, none that was not before, and the dossier goes on.

    A list that was written anew, or emptied because the dossier was stopped, tells of no paper that came.
    """
    left, wanted = set(map(fold, after.missing)), set(map(fold, kept.missing))
    if after.status in ENDED or not left < wanted:
        return ()
    return tuple(paper for paper in kept.missing if fold(paper) not in left)
