"""Open311 GeoReport v2: discovery, services, requests, tokens; JSON or XML by the ending of the address."""

from typing import TYPE_CHECKING

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.doors.refused import answers
from chalicelib.web import ANY_TYPE

if TYPE_CHECKING:
    from chalicelib.open311.endpoint import Answer

doors = Blueprint(__name__)


@doors.route("/open311/{document}", methods=["GET"])
@answers
def discover_open311(document: str) -> Response:
    return _shown(wiring.open311().discovery(document, _arguments()))


@doors.route("/open311/v2/{resource}", methods=["GET"])
@answers
def list_open311(resource: str) -> Response:
    return _shown(wiring.open311().list(resource, _arguments()))


@doors.route("/open311/v2/{resource}", methods=["POST"], content_types=ANY_TYPE)
@answers
def file_open311_request(resource: str) -> Response:
    asked = doors.current_request
    body, kind = web.raw(asked), web.header(asked, "content-type")
    key = web.header(asked, "idempotency-key") or wiring.new_id()
    return _shown(wiring.open311().file(resource, _arguments(), body, kind, key))


@doors.route("/open311/v2/services/{service}", methods=["GET"])
@answers
def define_open311_service(service: str) -> Response:
    return _shown(wiring.open311().service(service, _arguments()))


@doors.route("/open311/v2/requests/{request_id}", methods=["GET"])
@answers
def read_open311_request(request_id: str) -> Response:
    return _shown(wiring.open311().request(request_id, _arguments()))


@doors.route("/open311/v2/tokens/{token}", methods=["GET"])
@answers
def find_open311_request(token: str) -> Response:
    return _shown(wiring.open311().token(token, _arguments()))


def _arguments() -> list[tuple[str, str]]:
    """Every argument of the address, as often as it was given."""
    assert doors.current_request is not None
    given = doors.current_request.query_params
    return [(name, value) for name in given for value in given.getlist(name)] if given else []


def _shown(answer: "Answer") -> Response:
    return Response(answer.text, status_code=answer.status, headers={"Content-Type": answer.content_type})
