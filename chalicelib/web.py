"""HTTP on the way in and out: request → checked values, error → problem answer (RFC 9457). Knows chalice."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec
from urllib.parse import parse_qs

from chalice.app import AuthResponse, AuthRoute, Request, Response

from chalicelib import observe
from chalicelib.errors import BadInput, NotFound, PetitionError, TooLarge

if TYPE_CHECKING:
    from chalicelib.ticket.ticket import Actor

P = ParamSpec("P")
ANY_TYPE = ["*/*"]  # platforms do not always name the type; the signature decides, not the header
FORM_TYPE = ["application/x-www-form-urlencoded"]
BODY_LIMIT = 256 * 1024
DOCUMENT_LIMIT = 2 * 1024 * 1024  # of a province document
_JSON = {"Content-Type": "application/json; charset=utf-8"}


def answers(view: Callable[P, Response]) -> Callable[P, Response]:
    """Turn our errors into their answers. An error we did not raise on purpose stays a 500 with a trace."""

    @wraps(view)
    def answered(*args: P.args, **kwargs: P.kwargs) -> Response:
        try:
            return view(*args, **kwargs)
        except PetitionError as error:
            observe.count(f"Refused{error.status}")
            return problem(error)

    return answered


def problem(error: PetitionError) -> Response:
    """The error as application/problem+json."""
    body = {
        "type": f"urn:cau-noi:problem:{error.code}",
        "title": error.code.replace("_", " "),
        "status": error.status,
        "detail": str(error),
        "code": error.code,
    }
    kind = {"Content-Type": "application/problem+json; charset=utf-8"}
    return Response(_dumped(body | error.facts), status_code=error.status, headers={**kind})


def shown(body: Any, status: int = 200, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(_dumped(body), status_code=status, headers={**_JSON, **named})


def plain(text: str) -> Response:
    """Bare text: Facebook wants its challenge back without quotes."""
    return Response(text, headers={"Content-Type": "text/plain"})


def prose(text: str) -> Response:
    """Text for people."""
    return Response(text, headers={"Content-Type": "text/plain; charset=utf-8"})


def page(html: str, status: int = 200) -> Response:
    """A page that loads nothing from anywhere, is kept by nobody and framed by nobody."""
    policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy}
    headers |= {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}
    return Response(html, status_code=status, headers={**headers})


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


def _dumped(body: Any) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), default=str)


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
        json.dumps(found, ensure_ascii=False).encode()  # "\\ud800" is JSON, but no text anybody could store
    except (ValueError, RecursionError) as error:
        raise BadInput("the body is not JSON") from error
    return found


def json_object(request: Request | None) -> dict[str, Any]:
    """raises  BadInput when the body is no JSON object"""
    body = json_body(request)
    if not isinstance(body, dict):
        raise BadInput("the body must be a JSON object")
    return body


def text(body: Mapping[str, Any], name: str, longest: int) -> str:
    """A text in a body, or nothing.

    raises  BadInput, TooLarge
    """
    given = body.get(name, "")
    if not isinstance(given, str):
        raise BadInput(f"{name} must be text", faults=[{"pointer": f"/{name}", "message": "text"}])
    if len(given) > longest:
        raise TooLarge(f"at most {longest} characters", limit=longest)
    return given


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
    tag = header(request, "if-match").strip().removeprefix("W/").strip('"')
    if not tag or tag == "*":
        return None
    if not tag.isdecimal():
        raise BadInput('If-Match must be a version such as "3"')
    return int(tag)


def who(request: Request | None) -> "Actor":
    """The member of staff the authorizer let in."""
    from chalicelib.ticket.ticket import Actor  # not at import: the webhook path has no use for tickets
    from chalicelib.ticket.workflow import Role

    assert request is not None
    claims: Mapping[str, str] = request.context["authorizer"]
    return Actor(
        id=claims["staff"],
        role=Role(claims["role"]),
        tenant=claims["tenant"],
        unit=claims["unit"],
        name=claims.get("name", ""),
    )


def let_in(actor: "Actor") -> AuthResponse:
    """Admit a member of staff; what they may do and see is decided by the desk, not by path."""
    context = {
        "staff": actor.id,
        "role": str(actor.role),
        "tenant": actor.tenant,
        "unit": actor.unit,
        "name": actor.name,
    }
    return AuthResponse(routes=[AuthRoute("*", ["GET", "POST"])], principal_id=actor.id, context=context)


def turned_away() -> AuthResponse:
    return AuthResponse(routes=[], principal_id="nobody")
