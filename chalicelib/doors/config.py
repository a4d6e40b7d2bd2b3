"""A province changes: its versions are tried, kept, made active; tickets follow."""

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.access.action import Action
from chalicelib.doors.authorizer import authorize_staff
from chalicelib.web import ANY_TYPE, answers, answers_to, shown

doors = Blueprint(__name__)


@doors.route("/v1/{province}/regulation", methods=["GET"])
@answers
def read_regulation(province: str) -> Response:
    from chalicelib import views_admin

    home = wiring.provinces().get(province)
    if web.query(doors.current_request, "format") == "text":
        return web.prose(views_admin.regulation_text(home))
    return shown(views_admin.regulation(home))


@doors.route("/v1/{province}/config", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_CONFIG)
def list_versions(province: str) -> Response:
    from chalicelib import views_admin

    found = wiring.admin().overview(province, web.who(doors.current_request))
    return shown(views_admin.overview(found), ETag=f'"{found.active}"')


@doors.route("/v1/{province}/config", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.CHANGE_CONFIG)
def keep_version(province: str) -> Response:
    asked = doors.current_request
    document, note = web.json_body(asked, web.DOCUMENT_LIMIT), web.query(asked, "note")
    number = wiring.admin().keep(province, document, web.who(asked), note)
    return shown({"version": number}, 201, Location=f"/v1/{province}/config/{number}")


@doors.route("/v1/{province}/config/{number}", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_CONFIG)
def read_version(province: str, number: str) -> Response:
    version = web.version_number(number)
    return shown(wiring.admin().document(province, version, web.who(doors.current_request)))


@doors.route("/v1/{province}/config/check", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.TRY_CONFIG)
def check_document(province: str) -> Response:
    from chalicelib import views_admin

    asked = doors.current_request
    document, most = web.json_body(asked, web.DOCUMENT_LIMIT), web.number(asked, "tickets", 2000, 2000)
    return shown(views_admin.review(wiring.trials().check(province, document, web.who(asked), most)))


@doors.route(
    "/v1/{province}/config/{number}/activate",
    methods=["POST"],
    authorizer=authorize_staff,
    content_types=ANY_TYPE,
)
@answers_to(Action.CHANGE_CONFIG)
def activate_version(province: str, number: str) -> Response:
    from chalicelib import views_admin

    asked, version = doors.current_request, web.version_number(number)
    day, seen = web.day(web.checked(asked, "admin/activation"), "at"), web.seen_version(asked)
    return shown(views_admin.decision(wiring.admin().activate(province, version, seen, web.who(asked), day)))


@doors.route(
    "/v1/{province}/config/{number}/simulate",
    methods=["POST"],
    authorizer=authorize_staff,
    content_types=ANY_TYPE,
)
@answers_to(Action.TRY_CONFIG)
def simulate_version(province: str, number: str) -> Response:
    from chalicelib import views_admin

    asked, version = doors.current_request, web.version_number(number)
    most = web.number(asked, "tickets", 2000, 2000)
    return shown(views_admin.outcome(wiring.trials().simulate_version(province, version, web.who(asked), most)))


@doors.route("/v1/{province}/config/reorganise", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.CHANGE_CONFIG)
def reorganise_province(province: str) -> Response:
    from chalicelib import views_admin

    asked = doors.current_request
    plan, actor = web.json_body(asked, web.DOCUMENT_LIMIT), web.who(asked)
    if web.query(asked, "dry", "true") == "false":
        made = wiring.admin().reorganise(province, plan, actor)
        return shown(views_admin.decision(made), 201, Location=f"/v1/{province}/config/{made.number}")
    document, most = wiring.admin().plan(province, plan, actor), web.number(asked, "tickets", 2000, 2000)
    return shown(views_admin.review(wiring.trials().check(province, document, actor, most)))


@doors.route("/v1/{province}/config/undo", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.CHANGE_CONFIG)
def undo_version(province: str) -> Response:
    from chalicelib import views_admin

    asked = doors.current_request
    return shown(views_admin.decision(wiring.admin().undo(province, web.who(asked), web.seen_version(asked))))


@doors.route("/v1/{province}/letters", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_LETTERS)
def preview_letters(province: str) -> Response:
    from chalicelib.notice.preview import preview

    wiring.desk().admit(province, web.who(doors.current_request))
    return shown({"letters": preview(wiring.provinces().get(province)), "next": None})
