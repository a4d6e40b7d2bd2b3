"""The one HTTP client for everything outside AWS: short time-outs, no redirects, no retries of its own."""

import json
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import urllib3

from chalicelib.errors import Refused, TooLarge, TryAgain

_QUICK = urllib3.Timeout(connect=3, read=10)


@cache
def _pool() -> urllib3.PoolManager:
    return urllib3.PoolManager(retries=False, timeout=_QUICK, maxsize=4)


def post_json(url: str, body: Any, headers: dict[str, str] | None = None) -> tuple[int, Any]:
    """POST `body` as UTF-8 JSON; returns status and parsed answer (None when it is no JSON).

    raises  TryAgain when nobody answered in time: the other side may have acted all the same
    """
    data = json.dumps(body, ensure_ascii=False).encode()
    try:
        answer = _pool().request(
            "POST",
            url,
            body=data,
            headers={"Content-Type": "application/json"} | (headers or {}),
            redirect=False,
        )
    except urllib3.exceptions.HTTPError as error:
        raise TryAgain("no answer", host=urlsplit(url).hostname) from error
    try:
        return answer.status, json.loads(answer.data)
    except ValueError:
        return answer.status, None


def allowed(url: str, hosts: tuple[str, ...]) -> bool:
    """True when `url` lies on one of `hosts` or below it. Plain http only for a host listed with its port."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.username or parts.password:
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
    if not allowed(url, hosts):
        raise Refused("media host is not on the list", host=urlsplit(url).hostname)
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
