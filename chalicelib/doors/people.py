"""Who a sender is: looked at with a reason, exported, forgotten."""

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.access.action import Action
from chalicelib.doors.authorizer import authorize_staff
from chalicelib.web import ANY_TYPE, answers_to, shown

doors = Blueprint(__name__)


@doors.route("/v1/{province}/senders/{code}", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.UNVEIL_SENDER)
def unveil_sender(province: str, code: str) -> Response:
    from chalicelib import views_people

    asked = doors.current_request
    ticket, person = wiring.desk().unveil(province, code, web.json_body(asked), web.who(asked))
    members = wiring.desk().members(ticket)
    return shown(views_people.identity(ticket, person, members), Cache_Control="no-store")


@doors.route(
    "/v1/{province}/senders/{code}/export", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE
)
@answers_to(Action.EXPORT_PERSON)
def export_sender(province: str, code: str) -> Response:
    asked = doors.current_request
    why = web.checked(asked, "rights/reason")["reason"]
    return shown(wiring.rights().export(province, code, web.who(asked), why), Cache_Control="no-store")


@doors.route(
    "/v1/{province}/senders/{code}/erase", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE
)
@answers_to(Action.ERASE_PERSON)
def erase_sender(province: str, code: str) -> Response:
    asked = doors.current_request
    why = web.checked(asked, "rights/reason")["reason"]
    left = wiring.rights().erase(province, code, web.who(asked), why)
    return shown({"code": code, "waiting": list(left.codes) if left else []}, 202)
