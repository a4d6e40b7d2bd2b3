"""A dossier as its applicant may know it: four facts, since when they hold, and what becomes of newer ones.

Whoever follows a dossier is told of a change of its facts. That they must be is written with the change itself, as what
the dossier `owes`; the newsroom does it a moment later, so that of a fast series of changes only the newest is told.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

SKEW = timedelta(hours=1)  # by so much the clock of another system may be ahead of ours
SETTLED_AFTER = timedelta(minutes=1)  # a change is told then: what comes in between takes its place
FACTS = ("agency", "status", "result_on", "missing")


class Status(StrEnum):
    """The states of the national portal of public services."""

    REGISTERED = "registered"
    RECEIVED = "received"
    NOT_RECEIVED = "not_received"
    IN_PROGRESS = "in_progress"
    MORE_PAPERS = "more_papers"
    FEE_DUE = "fee_due"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    DONE = "done"
    RETURNED = "returned"


NAMES: Mapping[Status, str] = {
    Status.REGISTERED: "Mới đăng ký",
    Status.RECEIVED: "Được tiếp nhận",
    Status.NOT_RECEIVED: "Không được tiếp nhận",
    Status.IN_PROGRESS: "Đang xử lý",
    Status.MORE_PAPERS: "Yêu cầu bổ sung giấy tờ",
    Status.FEE_DUE: "Yêu cầu thực hiện nghĩa vụ tài chính",
    Status.WITHDRAWN: "Công dân yêu cầu rút hồ sơ",
    Status.STOPPED: "Dừng xử lý",
    Status.DONE: "Đã xử lý xong",
    Status.RETURNED: "Đã trả kết quả",
}


NAMES_EN: Mapping[Status, str] = {
    Status.REGISTERED: "registered",
    Status.RECEIVED: "received",
    Status.NOT_RECEIVED: "not accepted",
    Status.IN_PROGRESS: "being worked on",
    Status.MORE_PAPERS: "more papers are wanted",
    Status.FEE_DUE: "a fee is due",
    Status.WITHDRAWN: "withdrawn by the applicant",
    Status.STOPPED: "stopped",
    Status.DONE: "done",
    Status.RETURNED: "the result was handed over",
}
ENDED = frozenset({Status.NOT_RECEIVED, Status.WITHDRAWN, Status.STOPPED, Status.RETURNED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The four facts a citizen asks for, and the instant (UTC, milliseconds) they became so at the agency."""

    agency: str
    status: Status
    result_on: date | None  # local day
    missing: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What those who follow a dossier must still be told.

    version  of the dossier when it changed; with it the notices are named, so that nobody gets one twice
    changed  names of FACTS, of all changes that were not told yet
    at       from when it is told, UTC; never put off by further changes
    after    those whose alias is not above it have been told
    """

    version: int
    changed: tuple[str, ...]
    at: datetime
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """`phone` and `id_number` are keyed hashes of last digits, empty when none were given; nobody is named here.

    moves  counts what happened to `followed` and `owes` between two versions: who writes has seen it
    """

    tenant: str
    code: str
    facts: Facts
    by: str  # the key that wrote it last
    phone: str = ""
    id_number: str = ""
    procedure: str = ""  # its code in the province's catalogue
    followed: bool = False
    owes: Owed | None = None
    moves: int = 0
    version: int = 0  # 0: never saved

    @property
    def ended(self) -> bool:
        return self.facts.status in ENDED


class Result(StrEnum):
    """What became of a row that was sent."""

    CREATED = "created"
    UPDATED = "updated"
    CONFIRMED = "confirmed"  # the same facts at a later moment, or by another key: no step of its history
    UNCHANGED = "unchanged"  # exactly what is kept: nothing was written
    OUTDATED = "outdated"  # what is kept is newer
    CONFLICT = "conflict"  # other facts for the very same moment: one of them must be wrong
    AHEAD = "ahead"  # its moment lies in the future: nothing true could be newer
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
    return Owed(version=after.version, changed=tuple(name for name in FACTS if name in changed), at=at)


def sealed(secret: bytes, tenant: str, code: str, factor: str, tail: str) -> str:
    """The keyed hash of the last digits of a telephone number or paper: four digits without the key are none.

    factor   phone or id_number
    returns  32 hexadecimal digits; the same digits give another hash in every dossier
    """
    return hmac.new(secret, f"dossier#{tenant}#{code}#{factor}#{tail}".encode(), sha256).hexdigest()[:32]
