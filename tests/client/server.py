"""A server on loopback that does as it is told: answers, refuses, hangs up."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Asked:
    """What a call looked like on the way; header names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Server:
    """Gives its answers in order, the last one for ever. A None hangs up without a word."""

    url: str = ""
    answers: list[tuple[int, bytes, dict[str, str]] | None] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    def says(self, body: Any = None, status: int = 200, kind: str = "application/json", **headers: str) -> None:
        data = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers.append((status, data, {"Content-Type": kind} | named))

    def refuses(self, status: int, code: str = "", **more: Any) -> None:
        headers = {name: more.pop(name) for name in ("Retry_After", "X_Correlation_Id") if name in more}
        body = {"code": code, "detail": f"because {code}"} | more if code else {"message": "the gateway's own"}
        self.says(body, status, "application/problem+json" if code else "application/json", **headers)

    def hangs_up(self) -> None:
        self.answers.append(None)
