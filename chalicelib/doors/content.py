"""Content posts: written, submitted, decided on, sent again; and what came of them."""

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.access.action import Action
from chalicelib.doors import asking
from chalicelib.doors.authorizer import authorize_staff
from chalicelib.web import ANY_TYPE, answers_to, shown

doors = Blueprint(__name__)


@doors.route("/v1/{province}/content/posts", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_CONTENT)
def list_posts(province: str) -> Response:
    from chalicelib.content import views
    from chalicelib.content.post import State

    asked = doors.current_request
    state = asking.choice(asked, "state", ("", *State))
    limit, cursor = web.number(asked, "limit", 50, 100), web.query(asked, "cursor") or None
    found, following = wiring.editing().page(province, state, web.who(asked), limit, cursor)
    return shown({"posts": [views.post(each) for each in found], "next": following})


@doors.route("/v1/{province}/content/posts", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.WRITE_CONTENT)
def write_post(province: str) -> Response:
    from chalicelib.content import views

    asked = doors.current_request
    made = wiring.editing().make(province, web.json_body(asked), web.who(asked))
    place = f"/v1/{province}/content/posts/{made.id}"
    return shown(views.post(made), 201, Location=place, ETag=f'"{made.version}"')


@doors.route("/v1/{province}/content/posts/{post}", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_CONTENT)
def read_post(province: str, post: str) -> Response:
    from chalicelib.content import views

    found = wiring.editing().one(province, post, web.who(doors.current_request))
    return shown(views.post(found, wiring.picture_link), ETag=f'"{found.version}"')


@doors.route("/v1/{province}/content/posts/{post}", methods=["PUT"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.WRITE_CONTENT)
def change_post(province: str, post: str) -> Response:
    from chalicelib.content import views

    asked = doors.current_request
    body, seen = web.json_body(asked), web.seen_version(asked)
    found = wiring.editing().change(province, post, body, seen, web.who(asked))
    return shown(views.post(found), ETag=f'"{found.version}"')


@doors.route(
    "/v1/{province}/content/posts/{post}/submit", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE
)
@answers_to(Action.WRITE_CONTENT)
def submit_post(province: str, post: str) -> Response:
    from chalicelib.content import views

    asked = doors.current_request
    found = wiring.editing().submit(province, post, web.seen_version(asked), web.who(asked))
    return shown(views.post(found), ETag=f'"{found.version}"')


@doors.route(
    "/v1/{province}/content/posts/{post}/decision", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE
)
@answers_to(Action.APPROVE_CONTENT)
def decide_post(province: str, post: str) -> Response:
    from chalicelib.content import views

    asked = doors.current_request
    body, seen = web.json_body(asked), web.seen_version(asked)
    found = wiring.editing().decide(province, post, body, seen, web.who(asked))
    return shown(views.post(found), ETag=f'"{found.version}"')


@doors.route(
    "/v1/{province}/content/posts/{post}/withdraw", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE
)
@answers_to(Action.WRITE_CONTENT)
def withdraw_post(province: str, post: str) -> Response:
    from chalicelib.content import views

    asked = doors.current_request
    found = wiring.editing().withdraw(province, post, web.seen_version(asked), web.who(asked))
    return shown(views.post(found), ETag=f'"{found.version}"')


@doors.route(
    "/v1/{province}/content/posts/{post}/resend", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE
)
@answers_to(Action.WRITE_CONTENT)
def resend_post(province: str, post: str) -> Response:
    from chalicelib.content import views

    asked = doors.current_request
    found = wiring.editing().resend(province, post, web.seen_version(asked), web.who(asked))
    return shown(views.post(found), ETag=f'"{found.version}"')


@doors.route("/v1/{province}/content/figures", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_CONTENT)
def read_content_figures(province: str) -> Response:
    asked = doors.current_request
    first, last = asking.day(asked, "from"), asking.day(asked, "to")
    return shown(wiring.content_figures().of(province, first, last, web.who(asked)))
