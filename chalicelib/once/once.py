"""What an `Idempotency-Key` means: the same key with the same call is answered alike, and nothing is done again.

The answer is kept sealed under the key the caller chose: a reader of the table learns no PIN and no secret that was
to be shown once.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib import observe
from chalicelib.errors import Conflict

DAY = 86_400  # seconds an answer is kept
LEASE = 30  # seconds a call may take, longer than the function lives; after it another may try
MOST = 300_000  # characters of a sealed answer: a row holds 400 KB, and of ours a letter may be three bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Who asks for what under which key. `digest` is of method, path, query and body."""

    tenant: str
    caller: str
    key: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was said, as far as it is said again."""

    status: int
    headers: Mapping[str, str]
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A call under its key. `sealed` is empty while it is under way, which it may be until `until` (epoch second)."""

    digest: str
    until: int
    sealed: str = ""


class Records(Protocol):
    def begin(self, call: Call, now: int, until: int) -> Record | None:
        """None: it is yours until then. Otherwise what is there. One whose time is over is not there any more."""

    def finish(self, call: Call, record: Record) -> None:
        """Keep the answer until `record.until`."""

    def release(self, call: Call) -> None:
        """Nothing was made: the key is free again."""


class Seal(Protocol):
    def close(self, call: Call, text: str) -> str: ...

    def open(self, call: Call, sealed: str) -> str:
        """raises  ValueError when it was sealed under another key"""


@dataclass(frozen=True)
class Once:
    records: Records
    seal: Seal
    now: Callable[[], datetime]

    def answer(self, call: Call, go_on: Callable[[], Answer]) -> tuple[Answer, bool]:
        """The answer of the first such call, and whether it is that of an earlier one. Only what was made is kept.

        raises  Conflict when the key came with another call, or the first is still under way
        """
        now = int(self.now().timestamp())
        found = self.records.begin(call, now, now + LEASE)
        if found is None:
            return self._first(call, go_on, now), False
        if found.digest != call.digest:
            raise Conflict("this Idempotency-Key came with another call before")
        if not found.sealed:
            raise Conflict("the same call is under way", retry_after=max(1, found.until - now))
        return Answer(**json.loads(self.seal.open(call, found.sealed))), True

    def _first(self, call: Call, go_on: Callable[[], Answer], now: int) -> Answer:
        try:
            answer = go_on()
        except BaseException:
            self.records.release(call)
            raise
        said = {"status": answer.status, "headers": dict(answer.headers), "body": answer.body}
        sealed = self.seal.close(call, json.dumps(said, ensure_ascii=False)) if 200 <= answer.status < 300 else ""
        if not sealed or len(sealed) > MOST:
            self.records.release(call)
            return answer
        try:
            self.records.finish(call, Record(digest=call.digest, until=now + DAY, sealed=sealed))
        except Exception:
            # It was made: whoever heard of a fault instead would send it again, to have it made twice.
            observe.alarm("an answer could not be kept for its repeats", tenant=call.tenant)
        return answer


def digest(*parts: bytes) -> str:
    """Of everything that makes a call another one; no part runs into the next."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()
