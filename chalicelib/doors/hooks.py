"""Outgoing webhooks: other systems subscribe, look at what was delivered, and have it sent again."""

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.access.action import Action
from chalicelib.doors import asking
from chalicelib.doors.authorizer import authorize_staff
from chalicelib.web import ANY_TYPE, answers_to, shown

doors = Blueprint(__name__)


@doors.route("/v1/{province}/hooks", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.MANAGE_HOOKS)
def list_hooks(province: str) -> Response:
    from chalicelib.hooks import views

    found = wiring.subscriptions().all(province, web.who(doors.current_request))
    return shown({"hooks": [views.subscription(each) for each in found], "next": None})


@doors.route("/v1/{province}/hooks", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.MANAGE_HOOKS)
def make_hook(province: str) -> Response:
    from chalicelib.hooks import views

    asked = doors.current_request
    made = wiring.subscriptions().make(province, web.json_body(asked), web.who(asked))
    place = f"/v1/{province}/hooks/{made.hook.id}"
    return shown(views.subscription(made), 201, Location=place, ETag=f'"{made.hook.version}"', Cache_Control="no-store")


@doors.route("/v1/{province}/hooks/{hook}", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.MANAGE_HOOKS)
def read_hook(province: str, hook: str) -> Response:
    from chalicelib.hooks import views

    found = wiring.subscriptions().one(province, hook, web.who(doors.current_request))
    return shown(views.subscription(found), ETag=f'"{found.hook.version}"')


@doors.route("/v1/{province}/hooks/{hook}", methods=["PUT"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.MANAGE_HOOKS)
def change_hook(province: str, hook: str) -> Response:
    from chalicelib.hooks import views

    asked = doors.current_request
    body, seen = web.json_body(asked), web.seen_version(asked)
    found = wiring.subscriptions().change(province, hook, body, seen, web.who(asked))
    return shown(views.subscription(found), ETag=f'"{found.hook.version}"')


@doors.route("/v1/{province}/hooks/{hook}", methods=["DELETE"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.MANAGE_HOOKS)
def delete_hook(province: str, hook: str) -> Response:
    asked = doors.current_request
    wiring.subscriptions().drop(province, hook, web.seen_version(asked), web.who(asked))
    return Response("", status_code=204)


@doors.route("/v1/{province}/hooks/{hook}/rotate", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.MANAGE_HOOKS)
def rotate_hook(province: str, hook: str) -> Response:
    from chalicelib.hooks import views

    asked = doors.current_request
    body, seen = web.json_body(asked), web.seen_version(asked)
    found = wiring.subscriptions().rotate(province, hook, body, web.who(asked), seen)
    return shown(views.subscription(found), ETag=f'"{found.hook.version}"', Cache_Control="no-store")


@doors.route("/v1/{province}/hooks/{hook}/pause", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.MANAGE_HOOKS)
def pause_hook(province: str, hook: str) -> Response:
    from chalicelib.hooks import views

    found = wiring.subscriptions().pause(province, hook, web.who(doors.current_request))
    return shown(views.subscription(found), ETag=f'"{found.hook.version}"')


@doors.route("/v1/{province}/hooks/{hook}/resume", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.MANAGE_HOOKS)
def resume_hook(province: str, hook: str) -> Response:
    from chalicelib.hooks import views

    found = wiring.subscriptions().resume(province, hook, web.who(doors.current_request))
    return shown(views.subscription(found), ETag=f'"{found.hook.version}"')


@doors.route("/v1/{province}/hooks/{hook}/test", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.MANAGE_HOOKS)
def ping_hook(province: str, hook: str) -> Response:
    from chalicelib.hooks import views

    return shown(views.outcome(wiring.subscriptions().try_out(province, hook, web.who(doors.current_request))))


@doors.route("/v1/{province}/hooks/{hook}/deliveries", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.MANAGE_HOOKS)
def list_hook_deliveries(province: str, hook: str) -> Response:
    from chalicelib.hooks import views
    from chalicelib.hooks.hook import State

    asked = doors.current_request
    state = State(asking.choice(asked, "state", (State.FAILED, State.WAITING, State.DELIVERED)))
    limit, cursor = web.number(asked, "limit", 50, 100), web.query(asked, "cursor") or None
    found, following = wiring.subscriptions().deliveries(province, hook, state, web.who(asked), limit, cursor)
    return shown({"deliveries": [views.delivery(each) for each in found], "next": following})


@doors.route("/v1/{province}/hooks/{hook}/resend", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.MANAGE_HOOKS)
def resend_hook_deliveries(province: str, hook: str) -> Response:
    asked = doors.current_request
    sent, more = wiring.subscriptions().resend(province, hook, web.json_body(asked), web.who(asked))
    return shown({"resent": sent, "more": more}, 202)
