"""Messages to many: written, looked at, approved by another, begun, held, called off."""

from typing import TYPE_CHECKING

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.access.action import Action
from chalicelib.doors.authorizer import authorize_staff
from chalicelib.web import ANY_TYPE, answers_to, shown

if TYPE_CHECKING:
    from chalicelib.broadcast.broadcast import Broadcast

doors = Blueprint(__name__)


def _shown(found: "Broadcast", status: int = 200, **headers: str) -> Response:
    from chalicelib.broadcast import views

    return shown(views.broadcast(found), status, ETag=f'"{found.version}"', **headers)


@doors.route("/v1/{province}/broadcasts", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_BROADCASTS)
def list_broadcasts(province: str) -> Response:
    from chalicelib.broadcast import views

    asked = doors.current_request
    limit, cursor = web.number(asked, "limit", 50, 100), web.query(asked, "cursor") or None
    found, following = wiring.broadcasts().newest(province, web.who(asked), limit, cursor)
    return shown({"broadcasts": [views.broadcast(each) for each in found], "next": following})


@doors.route("/v1/{province}/broadcasts", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.WRITE_BROADCASTS)
def make_broadcast(province: str) -> Response:
    asked = doors.current_request
    made = wiring.broadcasts().create(province, web.json_body(asked), web.who(asked))
    return _shown(made, 201, Location=f"/v1/{province}/broadcasts/{made.id}")


@doors.route("/v1/{province}/broadcasts/{broadcast}", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_BROADCASTS)
def read_broadcast(province: str, broadcast: str) -> Response:
    from chalicelib.broadcast import views

    found = wiring.broadcasts().one(province, broadcast, web.who(doors.current_request))
    fares = views.progress(wiring.broadcasts().progress(found))
    return shown(views.broadcast(found) | {"progress": fares}, ETag=f'"{found.version}"')


@doors.route(
    "/v1/{province}/broadcasts/{broadcast}", methods=["PUT"], authorizer=authorize_staff, content_types=ANY_TYPE
)
@answers_to(Action.WRITE_BROADCASTS)
def change_broadcast(province: str, broadcast: str) -> Response:
    asked = doors.current_request
    body, seen = web.json_body(asked), web.seen_version(asked)
    return _shown(wiring.broadcasts().edit(province, broadcast, body, seen, web.who(asked)))


@doors.route("/v1/{province}/broadcasts/{broadcast}/estimate", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_BROADCASTS)
def estimate_broadcast(province: str, broadcast: str) -> Response:
    from chalicelib.broadcast import views

    found = wiring.broadcasts().forecast(province, broadcast, web.who(doors.current_request))
    return shown(views.estimate(found.needs, found.spent, found.over))


@doors.route("/v1/{province}/broadcasts/{broadcast}/preview", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_BROADCASTS)
def preview_broadcast(province: str, broadcast: str) -> Response:
    office, actor = wiring.broadcasts(), web.who(doors.current_request)
    messages, faults = office.preview(province, broadcast, actor)
    return shown({"messages": messages, "faults": faults})


@doors.route(
    "/v1/{province}/broadcasts/{broadcast}/submit", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE
)
@answers_to(Action.WRITE_BROADCASTS)
def submit_broadcast(province: str, broadcast: str) -> Response:
    asked = doors.current_request
    found = wiring.broadcasts().submit(province, broadcast, web.seen_version(asked), web.who(asked))
    return _shown(found)


@doors.route(
    "/v1/{province}/broadcasts/{broadcast}/approve",
    methods=["POST"],
    authorizer=authorize_staff,
    content_types=ANY_TYPE,
)
@answers_to(Action.APPROVE_BROADCASTS)
def approve_broadcast(province: str, broadcast: str) -> Response:
    asked = doors.current_request
    found = wiring.broadcasts().approve(
        province, broadcast, web.json_body(asked), web.seen_version(asked), web.who(asked)
    )
    return _shown(found)


@doors.route(
    "/v1/{province}/broadcasts/{broadcast}/reject", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE
)
@answers_to(Action.APPROVE_BROADCASTS)
def reject_broadcast(province: str, broadcast: str) -> Response:
    asked = doors.current_request
    found = wiring.broadcasts().reject(
        province, broadcast, web.json_body(asked), web.seen_version(asked), web.who(asked)
    )
    return _shown(found)


@doors.route(
    "/v1/{province}/broadcasts/{broadcast}/schedule",
    methods=["POST"],
    authorizer=authorize_staff,
    content_types=ANY_TYPE,
)
@answers_to(Action.WRITE_BROADCASTS)
def schedule_broadcast(province: str, broadcast: str) -> Response:
    asked = doors.current_request
    found = wiring.broadcasts().schedule(province, broadcast, web.json_body(asked), web.who(asked))
    return _shown(found)


@doors.route(
    "/v1/{province}/broadcasts/{broadcast}/pause", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE
)
@answers_to(Action.WRITE_BROADCASTS)
def pause_broadcast(province: str, broadcast: str) -> Response:
    asked = doors.current_request
    found = wiring.broadcasts().pause(province, broadcast, web.json_body(asked), web.who(asked))
    return _shown(found)


@doors.route(
    "/v1/{province}/broadcasts/{broadcast}/resume", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE
)
@answers_to(Action.WRITE_BROADCASTS)
def resume_broadcast(province: str, broadcast: str) -> Response:
    asked = doors.current_request
    found = wiring.broadcasts().resume(province, broadcast, web.who(asked))
    return _shown(found)


@doors.route(
    "/v1/{province}/broadcasts/{broadcast}/cancel", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE
)
@answers_to(Action.WRITE_BROADCASTS)
def cancel_broadcast(province: str, broadcast: str) -> Response:
    asked = doors.current_request
    found = wiring.broadcasts().cancel(province, broadcast, web.json_body(asked), web.who(asked))
    return _shown(found)
