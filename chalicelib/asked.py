"""What a call holds, as checked values: bytes, headers, query, body. What is malformed is 400, too large is 413."""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol
from urllib.parse import parse_qs

from chalicelib.errors import BadInput, NotFound, TooLarge

_TAG = re.compile(r'(?:W/)?"([0-9]{1,9})"|([0-9]{1,9})')  # some clients take the quotes off
BODY_LIMIT = 256 * 1024
DOCUMENT_LIMIT = 2 * 1024 * 1024  # of a province document


class Request(Protocol):
    """What of chalice's request is read here."""

    @property
    def raw_body(self) -> Any: ...

    @property
    def headers(self) -> Mapping[str, str]: ...

    @property
    def query_params(self) -> Mapping[str, str] | None: ...


def form_field(request: Request | None, name: str) -> str:
    """A field of an HTML form, or nothing.

    raises  TooLarge, BadInput
    """
    body = raw(request)
    if len(body) > BODY_LIMIT:
        raise TooLarge(f"at most {BODY_LIMIT} bytes", limit=BODY_LIMIT)
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=20)
    except ValueError as error:
        raise BadInput("the body is no form") from error
    return fields.get(name, [""])[0]


def raw(request: Request | None) -> bytes:
    """The exact bytes received."""
    assert request is not None
    body = request.raw_body
    return body if isinstance(body, bytes) else str(body).encode()


def header(request: Request | None, name: str) -> str:
    """A header's value, or nothing; names in any case."""
    assert request is not None
    return str(request.headers.get(name, ""))


def query(request: Request | None, name: str, default: str = "") -> str:
    assert request is not None
    given = request.query_params
    return str(given.get(name, default)) if given else default


def json_body(request: Request | None, limit: int = BODY_LIMIT) -> Any:
    """The parsed body; an empty one is an empty object.

    raises  BadInput, TooLarge
    """
    body = raw(request)
    if len(body) > limit:
        raise TooLarge(f"at most {limit} bytes", limit=limit)
    if not body.strip():
        return {}
    try:
        found = json.loads(body)
        # "\\ud800" is JSON, but no text anybody could store; NaN and 1e999 are no numbers
        json.dumps(found, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError) as error:
        raise BadInput("the body is not JSON") from error
    return found


def json_object(request: Request | None) -> dict[str, Any]:
    """raises  BadInput when the body is no JSON object"""
    body = json_body(request)
    if not isinstance(body, dict):
        raise BadInput("the body must be a JSON object")
    return body


def checked(request: Request | None, name: str, limit: int = BODY_LIMIT) -> Any:
    """The parsed body, admitted by the schema `room/name`.

    raises  BadInput, TooLarge; Unprocessable listing every fault
    """
    from chalicelib import schema

    body = json_body(request, limit)
    schema.check(name, body)
    return body


def number(request: Request | None, name: str, default: int, most: int) -> int:
    """A whole number from 1 to `most` in the query.

    raises  BadInput
    """
    given = query(request, name, str(default))
    if not given.isdecimal() or not 1 <= int(given) <= most:
        raise BadInput(f"{name} must be a whole number from 1 to {most}", faults=[{"pointer": f"?{name}"}])
    return int(given)


def day(body: Mapping[str, Any], name: str) -> date | None:
    """A day in a body, or None without one.

    raises  BadInput
    """
    given = body.get(name)
    fault = [{"pointer": f"/{name}", "message": "YYYY-MM-DD, from 2000 to 2200"}]
    try:
        found = None if given is None else date.fromisoformat(given)
    except (TypeError, ValueError) as error:
        raise BadInput("no such day", faults=fault) from error
    if found and not 2000 <= found.year <= 2200:
        raise BadInput("no such day", faults=fault)
    return found


def version_number(given: str) -> int:
    """The number of a version in a path.

    raises  NotFound for what is no number
    """
    if not given.isascii() or not given.isdecimal() or len(given) > 6:
        raise NotFound("no such version", version=given)
    return int(given)


def seen_version(request: Request | None) -> int | None:
    """The ticket version of an If-Match header, or None without one.

    raises  BadInput
    """
    assert request is not None
    if "if-match" not in request.headers:
        return None
    tag = _TAG.fullmatch(header(request, "if-match").strip())
    if not tag:
        raise BadInput('If-Match must be a version such as "3"', faults=[{"pointer": "#If-Match"}])
    return int(tag[1] or tag[2])
