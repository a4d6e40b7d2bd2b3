"""A dossier as its applicant may know it: four facts, since when they hold, and what becomes of newer ones."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

SKEW = timedelta(hours=1)  # by so much the clock of another system may be ahead of ours


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The four facts a citizen asks for, and the instant (UTC, milliseconds) they became so at the agency."""

    agency: str
    status: Status
    result_on: date | None  # local day
    missing: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """`phone` and `id_number` are keyed hashes of last digits, empty when none were given; nobody is named here."""

    tenant: str
    code: str
    facts: Facts
    by: str  # the key that wrote it last
    phone: str = ""
    id_number: str = ""
    version: int = 0  # 0: never saved


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
        version=kept.version + 1,
    )
    if replace(after, version=kept.version) == kept:
        return Result.UNCHANGED, kept
    if replace(after.facts, at=kept.facts.at) == kept.facts:
        return Result.CONFIRMED, after
    if after.facts.at == kept.facts.at:
        return Result.CONFLICT, kept
    return Result.UPDATED, after


def sealed(secret: bytes, tenant: str, code: str, factor: str, tail: str) -> str:
    """The keyed hash of the last digits of a telephone number or paper: four digits without the key are none.

    factor   phone or id_number
    returns  32 hexadecimal digits; the same digits give another hash in every dossier
    """
    return hmac.new(secret, f"dossier#{tenant}#{code}#{factor}#{tail}".encode(), sha256).hexdigest()[:32]
