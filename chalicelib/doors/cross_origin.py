"""What lets a page of another origin read an answer. Nobody's cookies are involved: who comes in carries a token."""

from collections.abc import Collection, Mapping
from typing import Any

from chalice.app import Request

from chalicelib import web

CALL_HEADER = "X-Correlation-Id"
PREFLIGHT_SECONDS = 3600
_EXPOSED = f"ETag, Location, Link, Content-Disposition, Retry-After, {CALL_HEADER}, Idempotent-Replayed, X-Training"
_ALLOWED = f"Authorization, Content-Type, If-Match, Idempotency-Key, {CALL_HEADER}"


def cross_origin(asked: Request, named: Collection[str], routes: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Headers for the answer to a page of some origin.

    named   the origins whose pages may read it; "*" for all
    routes  path → method → route, of the whole app
    """
    origin = web.header(asked, "origin")
    if "*" not in named and origin not in named:
        return {"Vary": "Origin"}
    found = {"Vary": "Origin", "Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": _EXPOSED}
    if asked.method == "OPTIONS":
        found |= {
            "Access-Control-Allow-Methods": ", ".join(sorted(routes.get(asked.context["resourcePath"], {}))),
            "Access-Control-Allow-Headers": _ALLOWED,
            "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
        }
    return found
