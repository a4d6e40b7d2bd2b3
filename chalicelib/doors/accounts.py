"""Pages and OAs as their keepers see them."""

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.access.action import Action
from chalicelib.doors.authorizer import authorize_staff
from chalicelib.web import ANY_TYPE, answers_to, shown

doors = Blueprint(__name__)


@doors.route("/v1/{province}/accounts", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_ACCOUNTS)
def list_accounts(province: str) -> Response:
    return shown({"accounts": wiring.accounts().overview(province, web.who(doors.current_request)), "next": None})


@doors.route(
    "/v1/{province}/accounts/{channel}/{account}/resume",
    methods=["POST"],
    authorizer=authorize_staff,
    content_types=ANY_TYPE,
)
@answers_to(Action.TEND_ACCOUNTS)
def resume_account(province: str, channel: str, account: str) -> Response:
    return shown(wiring.accounts().resume(province, channel, account, web.who(doors.current_request)))
