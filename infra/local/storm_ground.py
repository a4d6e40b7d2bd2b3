"""What a storm asks of the stand-ins: their control API, and the product's, as JSON over HTTP."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import urllib3

from infra.local.storm_desk import Call

TRIES = 5


class Wire:
    """JSON over HTTP to one address; an answer nobody gave is a 503."""

    def __init__(self, base: str) -> None:
        self._base = base.rstrip("/")
        self._pool = urllib3.PoolManager(maxsize=32, retries=False, timeout=60.0)

    def __call__(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> tuple[int, Any]:
        sent = {} if body is None else {"json": body}
        try:
            answer = self._pool.request(method, self._base + path, headers=dict(headers), **sent)
        except urllib3.exceptions.HTTPError:
            return 503, {}
        try:
            return answer.status, answer.json()
        except ValueError:
            return answer.status, {}


@dataclass(frozen=True)
class Ground:
    """The stand-ins. Orders are never repeated: said twice would be two messages; readings are."""

    call: Call
    sleep: Callable[[float], None] = time.sleep

    def order(self, what: str, body: Mapping[str, Any]) -> Any:
        """raises  LookupError with the answer when the order was not taken"""
        status, answer = self.call("POST", f"/control/{what}", dict(body), {})
        if status != 200:
            raise LookupError(f"{what}: the stand-ins answered {status}: {answer}")
        return answer

    def get(self, what: str) -> Any:
        for _ in range(TRIES):
            status, answer = self.call("GET", f"/control/{what}", None, {})
            if status == 200:
                return answer
            self.sleep(1.0)
        raise LookupError(f"{what}: the stand-ins answer {status}")

    def sent(self, n: int) -> Iterator[Mapping[str, Any]]:
        """What the product has said after entry number `n`."""
        while page := self.get(f"sent?since={n}")["messages"]:
            yield from page
            n = int(page[-1]["n"])

    def breaches(self, n: int) -> list[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = []
        while page := self.get(f"breaches?since={n}")["breaches"]:
            found += page
            n = int(page[-1]["n"])
        return found

    def login(self, province: str) -> Callable[[str], str]:
        """A way to a token for each of the province's staff."""

        def token(staff: str) -> str:
            body = {"province": province, "staff": staff}
            return str(self.call("POST", "/issuer/token", body, {})[1]["id_token"])

        return token
