"""What the API says of itself: its OpenAPI document, the same as a page, and what each problem means."""

import hashlib
import json
from functools import cache
from typing import TYPE_CHECKING, Any

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.errors import NotFound
from chalicelib.web import answers, shown

if TYPE_CHECKING:
    from chalicelib.openapi import Route

doors = Blueprint(__name__)
FRESH = "public, max-age=300"


def routes() -> "list[Route]":
    """Every route of the app, but for the browsers' OPTIONS."""
    from chalicelib.openapi import Route

    return [
        Route(
            path=path,
            method=method,
            name=entry.view_function.__name__,
            staff=entry.authorizer is not None,
            action=str(getattr(entry.view_function, "action", "")),
        )
        for path, methods in doors.current_app.routes.items()
        for method, entry in methods.items()
        if method != "OPTIONS"
    ]


@cache
def _document() -> dict[str, Any]:
    from chalicelib import openapi

    return openapi.document(routes(), wiring.public_url())


@cache
def _as_text() -> tuple[str, str]:
    """The document, and a tag that changes with it."""
    text = json.dumps(_document(), ensure_ascii=False, separators=(",", ":"))
    return text, hashlib.sha256(text.encode()).hexdigest()[:16]


@doors.route("/v1/openapi.json", methods=["GET"])
@answers
def read_openapi() -> Response:
    text, tag = _as_text()
    headers = {"Content-Type": "application/json; charset=utf-8", "ETag": f'"{tag}"', "Cache-Control": FRESH}
    return Response(text, headers={**headers})


@doors.route("/v1/docs", methods=["GET"])
@answers
def read_docs() -> Response:
    from chalicelib import docs_page

    answer = web.page(docs_page.filled(_document()))
    answer.headers["Cache-Control"] = FRESH
    return answer


@doors.route("/v1/problems/{code}", methods=["GET"])
@answers
def explain_problem(code: str) -> Response:
    from chalicelib import problems

    if code not in problems.codes():
        raise NotFound("no such problem", problem=code)
    return shown({"type": f"urn:cau-noi:problem:{code}", "code": code, **problems.codes()[code]})
