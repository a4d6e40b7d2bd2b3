"""How a call travels: retries that do nothing twice, problems as exceptions. Put at the head of `cau_noi.py` by `make`.

It knows the standard library and urllib3, nothing of ours: what is written here runs in other people's programs.
"""

import json
import random
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import quote, urlencode

import urllib3

T = TypeVar("T")
Token = str | Callable[[], str]  # a function is asked at every call: ID tokens end after an hour
JSON = "application/json"
_REPEATABLE = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
_TRIES = 4


class ApiProblem(Exception):
    """The API refused (RFC 9457): `status`, `code` to decide by, `detail` to read, `faults` by JSON pointer.

    `retry_after` is in seconds, or None; `facts` is the whole problem, its Vietnamese sentences included.
    """

    def __init__(self, status: int, facts: Mapping[str, Any], headers: Mapping[str, str]) -> None:
        self.status = status
        self.facts = facts
        self.code = str(facts.get("code", ""))
        self.detail = str(facts.get("detail") or facts.get("message") or facts.get("Message") or "")
        self.faults: list[dict[str, str]] = list(facts.get("faults", ()))
        self.retry_after = _seconds(headers)
        self.correlation_id = headers.get("x-correlation-id", "")
        super().__init__(f"{status} {self.code}: {self.detail}")


class NoAnswer(Exception):
    """Nobody answered. A call that could not be repeated without harm may have been carried out: look first."""


@dataclass(frozen=True)
class Answer(Generic[T]):
    """What came back. `etag` is what `if_match` wants; `headers` have lower-case names."""

    body: T
    status: int
    headers: Mapping[str, str]

    @property
    def etag(self) -> str:
        return self.headers.get("etag", "")

    @property
    def location(self) -> str:
        return self.headers.get("location", "")

    @property
    def correlation_id(self) -> str:
        return self.headers.get("x-correlation-id", "")


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call as an operation describes it. `body` is JSON, form fields or bytes, as `kind` says."""

    method: str
    path: str
    places: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str | None] = field(default_factory=dict)
    body: Any = None
    kind: str = ""

    def address(self) -> str:
        """raises  ValueError for a value that would make the path lead elsewhere"""
        path = self.path
        for name, value in self.places.items():
            if str(value) in ("", ".", ".."):
                raise ValueError(f"{name} must not be {value!r}")
            path = path.replace("{" + name + "}", quote(str(value), safe=""))
        asked = [pair for name, value in self.query.items() for pair in _pairs(name, value)]
        return path + (f"?{urlencode(asked)}" if asked else "")

    def payload(self) -> bytes | None:
        if self.body is None or isinstance(self.body, bytes):
            return self.body
        if self.kind == "application/x-www-form-urlencoded":
            return urlencode([pair for name, value in self.body.items() for pair in _pairs(name, value)]).encode()
        return json.dumps(self.body, ensure_ascii=False).encode()

    def named(self) -> dict[str, str]:
        kind = {"Content-Type": self.kind} if self.body is not None and self.kind else {}
        return kind | {name: value for name, value in self.headers.items() if value is not None}

    def repeatable(self) -> bool:
        """Whether doing it twice is doing it once."""
        return self.method in _REPEATABLE or bool({"Idempotency-Key", "If-Match"} & self.named().keys())


@dataclass(frozen=True)
class Wire:
    """The way to one deployment. `patience`: seconds a call may wait in all between its tries."""

    url: str
    token: Token | None = None
    patience: float = 60.0
    language: str = "vi"
    http: urllib3.PoolManager = field(
        default_factory=lambda: urllib3.PoolManager(timeout=urllib3.Timeout(connect=5.0, read=30.0))
    )
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random

    def send(self, call: Call) -> Answer[Any]:
        """The answer of a 2xx, or of a 3xx, whose `location` is not followed: the token stays here.

        A lost connection is tried again when doing it twice is doing it once; 503 when, besides, our own problem
        says that nothing was kept; 429 always, after its Retry-After.

        raises  ApiProblem, NoAnswer
        """
        left, tries = self.patience, 0
        while True:
            tries += 1
            problem: ApiProblem | NoAnswer
            try:
                return self._once(call)
            except ApiProblem as refused:
                problem, again = refused, _worth_another(refused, call)
            except NoAnswer as lost:
                problem, again = (
                    lost,
                    call.repeatable() or isinstance(lost.__cause__, urllib3.exceptions.NewConnectionError),
                )
            named = problem.retry_after if isinstance(problem, ApiProblem) else None
            pause = float(named) if named is not None else min(8.0, 0.25 * 2**tries) * (0.5 + self.chance() / 2)
            if not again or tries >= _TRIES or pause > left:
                raise problem
            left -= pause
            self.sleep(pause)

    def _once(self, call: Call) -> Answer[Any]:
        token = self.token() if callable(self.token) else self.token
        who = {"Authorization": f"Bearer {token}"} if token else {}
        said = {"Accept-Encoding": "gzip", "Accept-Language": self.language, **who, **call.named()}
        address = self.url.rstrip("/") + call.address()
        try:
            came = self.http.request(
                call.method, address, body=call.payload(), headers=said, retries=False, redirect=False
            )
        except urllib3.exceptions.HTTPError as error:
            raise NoAnswer(f"{call.method} {call.path}: {type(error).__name__}") from error
        headers = {name.lower(): value for name, value in came.headers.items()}
        body = _read(came.data, headers.get("content-type", ""))
        if 200 <= came.status < 400:
            return Answer(body=body, status=came.status, headers=headers)
        raise ApiProblem(came.status, body if isinstance(body, dict) else {}, headers)


def new_key() -> str:
    """An Idempotency-Key for a call that was given none: its own repeats carry the same one."""
    return str(uuid.uuid4())


def _worth_another(refused: ApiProblem, call: Call) -> bool:
    return refused.status == 429 or (refused.status == 503 and (call.repeatable() or refused.code == "unavailable"))


def _seconds(headers: Mapping[str, str]) -> int | None:
    given = headers.get("retry-after", "")
    return int(given) if given.isascii() and given.isdecimal() else None


def _pairs(name: str, value: Any) -> Sequence[tuple[str, str]]:
    if value is None:
        return []
    if isinstance(value, bool):
        return [(name, "true" if value else "false")]
    if isinstance(value, list | tuple):
        return [pair for one in value for pair in _pairs(name, one)]
    return [(name, str(value))]


def _read(data: bytes, kind: str) -> Any:
    """JSON as it parses, text as text, anything else as bytes; nothing is None."""
    kind = kind.split(";")[0].strip().lower()
    if not data:
        return None
    try:
        if kind == JSON or kind.endswith("+json"):
            return json.loads(data)
        return data.decode("utf-8-sig") if kind.startswith("text/") or kind.endswith("xml") else data
    except ValueError:
        return data
