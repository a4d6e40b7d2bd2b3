"""A dossier as its applicant may know it: four facts, since when they hold, and what becomes of newer ones.

Whoever follows a dossier is told of a change of its facts. That they must be is written with the change itself, as what
the dossier `owes`; the newsroom does it a moment later, so that of a fast series of changes only the newest is told.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

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
    received, received_at  papers that were missing and have come, and when the last of them did (UTC)
    """

    version: int
    changed: tuple[str, ...]
    at: datetime
    after: str = ""
    received: tuple["Came", ...] = ()
    received_at: datetime | None = None


class Came(NamedTuple):
    """A paper for which a receipt is owed; `told`: those whose alias is not above it have theirs already."""

    paper: str
    told: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """`phone` and `id_number` are keyed hashes of last digits, empty when none were given; nobody is named here.

    moves  counts what happened to `followed` and `owes` between two versions: who writes has seen it
    """

    tenant: str
    code: str
    facts: Facts
    by: str  # the key that wrote it first, and alone may; empty once it was released
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


def sealed(secret: bytes, tenant: str, code: str, factor: str, tail: str) -> str:
    """The keyed hash of the last digits of a telephone number or paper: four digits without the key are none.

    factor   phone or id_number
    returns  32 hexadecimal digits; the same digits give another hash in every dossier
    """
    return hmac.new(secret, f"dossier#{tenant}#{code}#{factor}#{tail}".encode(), sha256).hexdigest()[:32]
