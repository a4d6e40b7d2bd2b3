"""HTTP on the way in and out: request → checked values, error → problem answer (RFC 9457). Knows chalice."""

import json
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec
from urllib.parse import urlsplit

from chalice.app import AuthResponse, Request, Response

from chalicelib import observe
from chalicelib.asked import (
    BODY_LIMIT,
    DOCUMENT_LIMIT,
    checked,
    day,
    form_field,
    header,
    json_body,
    json_object,
    number,
    query,
    raw,
    seen_version,
    version_number,
)
from chalicelib.errors import PetitionError

if TYPE_CHECKING:
    from chalicelib.access.action import Action
    from chalicelib.ticket.ticket import Actor

__all__ = [
    "ANY_TYPE", "BODY_LIMIT", "DOCUMENT_LIMIT", "FORM_TYPE", "answers", "answers_to", "checked", "day", "form_field",
    "header", "json_body", "json_object", "let_in", "number", "page", "plain", "problem", "prose", "query",
    "raw", "remember", "seen_version", "shown", "turned_away", "version_number", "who",
]  # fmt: skip
P = ParamSpec("P")
ANY_TYPE = ["*/*"]  # platforms do not always name the type; the signature decides, not the header
FORM_TYPE = ["application/x-www-form-urlencoded"]
_JSON = {"Content-Type": "application/json; charset=utf-8"}
_ASKED: ContextVar[Request] = ContextVar("asked")


def answers(view: Callable[P, Response]) -> Callable[P, Response]:
    """Turn our errors into their answers. One we did not raise on purpose is a 500; its trace is in the log."""

    @wraps(view)
    def answered(*args: P.args, **kwargs: P.kwargs) -> Response:
        try:
            return view(*args, **kwargs)
        except PetitionError as error:
            observe.count(f"Refused{error.status}")
            return problem(error)
        except Exception as error:
            observe.alarm("a call failed", kind=type(error).__name__)
            return problem(PetitionError("something went wrong on our side"))

    return answered


def answers_to(action: "Action") -> Callable[[Callable[P, Response]], Callable[P, Response]]:
    """`answers` for a door with an authorizer: nobody reaches the view whom the table of `access` does not admit."""

    def to(view: Callable[P, Response]) -> Callable[P, Response]:
        @wraps(view)
        def admitted(*args: P.args, **kwargs: P.kwargs) -> Response:
            from chalicelib import wiring
            from chalicelib.access.table import admit

            actor = who(_ASKED.get())
            admit(actor, action)
            if actor.scopes:
                wiring.keys().used(actor)
            answer = view(*args, **kwargs)
            _written_down(action, kwargs, answer)
            return answer

        admitted.action = action  # type: ignore[attr-defined]  # what the catalogue and the tests read
        return answers(admitted)

    return to


def _written_down(action: "Action", path: Mapping[str, Any], answer: Response) -> None:
    """The audit trail of what was just done; when it cannot be written, the answer does not go out."""
    from chalicelib import wiring
    from chalicelib.audit.audit import about, is_audited, reason

    asked = _ASKED.get()
    if is_audited(action, asked.method):
        what = about(path, str(answer.headers.get("Location", "")))
        why = reason(raw(asked), query(asked, "note"))
        wiring.audit().note(who(asked), str(path["province"]), action, what, why)


def remember(asked: Request, go_on: Callable[[Request], Response]) -> Response:
    """Middleware: what stands around a view knows the request too; chalice hands it to neither."""
    _ASKED.set(asked)
    return go_on(asked)


def problem(error: PetitionError) -> Response:
    """The error as application/problem+json."""
    from chalicelib import problems

    headers = {"Content-Type": "application/problem+json; charset=utf-8"}
    if "retry_after" in error.facts:
        headers["Retry-After"] = str(error.facts["retry_after"])
    return Response(_dumped(problems.problem(error)), status_code=error.status, headers={**headers})


def shown(body: Any, status: int = 200, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(_dumped(body), status_code=status, headers={**_JSON, **named})


def plain(text: str) -> Response:
    """Bare text: Facebook wants its challenge back without quotes."""
    return Response(text, headers={"Content-Type": "text/plain"})


def prose(text: str) -> Response:
    """Text for people."""
    return Response(text, headers={"Content-Type": "text/plain; charset=utf-8"})


def page(html: str, status: int = 200, *leads: str) -> Response:
    """A page that loads nothing from anywhere, is kept by nobody and framed by nobody.

    leads  whole addresses its forms, and what these lead to, may go to, beside ourselves
    """
    hosts = "".join(f" {one.scheme}://{one.netloc}" for one in map(urlsplit, leads))
    policy = f"default-src 'none'; style-src 'unsafe-inline'; form-action 'self'{hosts}; "
    policy += "base-uri 'none'; frame-ancestors 'none'"
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy}
    headers |= {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}
    return Response(html, status_code=status, headers={**headers})


def _dumped(body: Any) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), default=str)


def who(request: Request | None) -> "Actor":
    """Whom the authorizer let in: a member of staff, or another system by its key."""
    from chalicelib.ticket.ticket import EVERY_TENANT, Actor  # not at import: the webhook path needs no tickets
    from chalicelib.ticket.workflow import Role

    assert request is not None
    claims: Mapping[str, str] = request.context["authorizer"]
    role, tenant = Role(claims["role"]), claims["tenant"]
    if role is Role.PLATFORM_OPERATOR and tenant == EVERY_TENANT:
        tenant = (request.uri_params or {})["province"]  # of all provinces: of the one asked about, then
    return Actor(
        id=claims["staff"],
        role=role,
        tenant=tenant,
        unit=claims["unit"],
        name=claims.get("name", ""),
        scopes=frozenset(str(claims.get("scopes", "")).split()),
    )


def let_in(actor: "Actor") -> AuthResponse:
    """Admit somebody; what they may do and see is decided by `answers_to` and the rooms, not by path."""
    context = {
        "staff": actor.id,
        "role": str(actor.role),
        "tenant": actor.tenant,
        "unit": actor.unit,
        "name": actor.name,
        "scopes": " ".join(sorted(actor.scopes)),
    }
    return AuthResponse(routes=["*"], principal_id=actor.id, context=context)


def turned_away() -> AuthResponse:
    return AuthResponse(routes=[], principal_id="nobody")
