"""How much of an account's allowance is gone, as the headers of an answer say. Headers we cannot read say nothing."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

NEVER = 0


def of_facebook(headers: Mapping[str, str]) -> int:
    """Percent, the highest of all that Facebook counts for the app and the page."""
    counted = (_parsed(headers.get(name, "")) for name in ("x-app-usage", "x-business-use-case-usage", "x-page-usage"))
    return max((int(number) for value in counted for number in _percents(value)), default=NEVER)


def of_zalo(headers: Mapping[str, str]) -> int:
    """Percent of the requests the app may make in this minute."""
    limit, left = headers.get("x-ratelimit-limit", ""), headers.get("x-ratelimit-remain", "")
    if not (limit.isdecimal() and left.isdecimal() and int(limit)):
        return NEVER
    return max(0, 100 - 100 * int(left) // int(limit))


def retry_after(headers: Mapping[str, str]) -> dict[str, int]:
    """Seconds the platform wants us to wait, as a fact of an error, where it says so."""
    seconds = [int(headers["retry-after"])] if headers.get("retry-after", "").isdecimal() else []
    minutes = _numbers(_parsed(headers.get("x-business-use-case-usage", "")), ("estimated_time_to_regain_access",))
    longest = max([*seconds, *(int(60 * number) for number in minutes)], default=0)
    return {"retry_after": longest} if longest else {}


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _percents(value: Any) -> Iterator[float]:
    return _numbers(value, ("call_count", "total_time", "total_cputime"))


def _numbers(value: Any, names: tuple[str, ...]) -> Iterator[float]:
    """Every finite number under one of `names`; the page's own are a list below each of its ids."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in names and isinstance(inner, int | float) and 0 <= inner < 10_000:
                yield inner
            else:
                yield from _numbers(inner, names)
    elif isinstance(value, list):
        for inner in value:
            yield from _numbers(inner, names)
