"""The one HTTP client for everything outside AWS: short time-outs, no redirects, no retries of its own."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode, urlsplit

import urllib3
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import NewConnectionError
from urllib3.util.ssl_match_hostname import CertificateError

from chalicelib import staged
from chalicelib.errors import Refused, TooLarge, TryAgain, Unsure

_QUICK = urllib3.Timeout(connect=3, read=10)
_NAME = re.compile(r"[a-z0-9.-]{1,253}")
# No byte of ours has left: no name, no route, no listener, no handshake, no certificate we trust.
_NOT_REACHED = (
    NewConnectionError,
    urllib3.exceptions.ConnectTimeoutError,
    urllib3.exceptions.ProxyError,
    urllib3.exceptions.LocationParseError,
)


class _Line(HTTPSConnection):
    """Tells a handshake that failed, before which nothing of ours is said, from a line that broke later."""

    def connect(self) -> None:
        try:
            super().connect()
        except (OSError, CertificateError, urllib3.exceptions.SSLError) as error:
            raise NewConnectionError(self, "no handshake") from error


class _Lines(urllib3.HTTPSConnectionPool):
    ConnectionCls = _Line


@cache
def _pool() -> urllib3.PoolManager:
    made = urllib3.PoolManager(retries=False, timeout=_QUICK, maxsize=4)
    made.pool_classes_by_scheme = {"http": urllib3.HTTPConnectionPool, "https": _Lines}
    return made


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said. `body` is parsed JSON, None when it is none; names of headers in lower case."""

    status: int
    body: Any
    headers: Mapping[str, str]


def post(url: str, body: Any, headers: Mapping[str, str] | None = None) -> Answer:
    """POST `body` as UTF-8 JSON.

    raises  TryAgain when nobody could be reached: nothing was sent;
            Unsure when the connection was made and no answer came: the other side may have acted all the same
    """
    data = json.dumps(body, ensure_ascii=False).encode()
    return _called("POST", url, data, {"Content-Type": "application/json"} | dict(headers or {}))


def allowed(url: str, hosts: tuple[str, ...]) -> bool:
    """True when `url` lies on one of `hosts` or below it. Plain http only for a host listed with its port."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    # What is no name urllib3 reads otherwise than we do here: to it «evil.example\.fbcdn.net» is evil.example.
    if parts.username or parts.password or not _NAME.fullmatch(host) or not url.isprintable():
        return False
    if parts.scheme == "http":
        return parts.netloc in hosts
    return parts.scheme == "https" and any(host == h or host.endswith("." + h) for h in hosts)


def fetch(url: str, hosts: tuple[str, ...], limit: int) -> tuple[bytes, str]:
    """The bytes behind `url` and their declared type.

    hosts   suffixes we fetch from; anything else is refused, so that a message cannot make us call our own network
    limit   bytes
    raises  Refused for a host not listed or an answer that will not change; TooLarge; TryAgain
    """
    staged.hold_back()
    if not allowed(url, hosts):
        raise Refused("media host is not on the list")
    try:
        answer = _pool().request("GET", url, redirect=False, preload_content=False)
        try:
            if answer.status >= 500 or answer.status == 429:
                raise TryAgain("media host is busy", status=answer.status)
            if answer.status != 200:
                raise Refused("media is gone", status=answer.status)
            data = answer.read(limit + 1)
        finally:
            answer.release_conn()
    except urllib3.exceptions.HTTPError as error:
        raise TryAgain("media host did not answer") from error
    if len(data) > limit:
        raise TooLarge("media is too large", limit=limit)
    return data, answer.headers.get("Content-Type", "application/octet-stream").split(";")[0]


def get_json(url: str, headers: Mapping[str, str] | None = None) -> tuple[int, Any]:
    """GET `url`; returns status and parsed answer (None when it is no JSON).

    raises  Unsure when the connection was made and no answer came; TryAgain when it could not be made
    """
    answer = _called("GET", url, b"", headers or {})
    return answer.status, answer.body


def post_form(url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> tuple[int, Any]:
    """POST `form` as a browser would; returns status and parsed answer (None when it is no JSON).

    raises  as get_json
    """
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = _called("POST", url, urlencode(form).encode(), kind | dict(headers or {}))
    return answer.status, answer.body


def _called(method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    staged.hold_back()
    host = urlsplit(url).hostname
    try:
        answer = _pool().request(method, url, body=body or None, headers=dict(headers), redirect=False)
    except urllib3.exceptions.HTTPError as error:
        if isinstance(error, _NOT_REACHED):
            raise TryAgain("nobody could be reached", host=host) from error
        raise Unsure("no answer", host=host) from error
    return Answer(answer.status, _parsed(answer.data), {name.lower(): value for name, value in answer.headers.items()})


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None
