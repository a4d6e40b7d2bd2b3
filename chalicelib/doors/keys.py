"""API keys of other systems, kept by the province's administrator."""

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.access.action import Action
from chalicelib.doors.authorizer import authorize_staff
from chalicelib.web import ANY_TYPE, answers_to, shown

doors = Blueprint(__name__)


@doors.route("/v1/{province}/keys", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.MANAGE_KEYS)
def list_keys(province: str) -> Response:
    from chalicelib import views_keys

    held = wiring.keys().listing(province, web.who(doors.current_request))
    return shown({"keys": [views_keys.key(key, use, wiring.utc_now()) for key, use in held], "next": None})


@doors.route("/v1/{province}/keys", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.MANAGE_KEYS)
def create_key(province: str) -> Response:
    from chalicelib import views_keys

    asked = doors.current_request
    wish = web.header(asked, "idempotency-key") or wiring.new_id()
    key, secret = wiring.keys().create(province, web.json_body(asked), web.who(asked), wish)
    body = views_keys.with_secret(key, secret, wiring.utc_now())
    place, tag = f"/v1/{province}/keys/{key.id}", f'"{key.version}"'
    return shown(body, 201, Location=place, ETag=tag, Cache_Control="no-store")


@doors.route("/v1/{province}/keys/{key_id}", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.MANAGE_KEYS)
def read_key(province: str, key_id: str) -> Response:
    from chalicelib import views_keys

    key, use = wiring.keys().one(province, key_id, web.who(doors.current_request))
    return shown(views_keys.key_with_use(key, use, wiring.utc_now()), ETag=f'"{key.version}"')


@doors.route(
    "/v1/{province}/keys/{key_id}/rotate", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE
)
@answers_to(Action.MANAGE_KEYS)
def rotate_key(province: str, key_id: str) -> Response:
    from chalicelib import views_keys

    asked = doors.current_request
    key, secret = wiring.keys().rotate(province, key_id, web.json_body(asked), web.who(asked), web.seen_version(asked))
    body = views_keys.with_secret(key, secret, wiring.utc_now())
    return shown(body, ETag=f'"{key.version}"', Cache_Control="no-store")


@doors.route("/v1/{province}/keys/{key_id}", methods=["DELETE"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.MANAGE_KEYS)
def revoke_key(province: str, key_id: str) -> Response:
    asked = doors.current_request
    wiring.keys().revoke(province, key_id, web.who(asked), web.seen_version(asked))
    return Response("", status_code=204)
