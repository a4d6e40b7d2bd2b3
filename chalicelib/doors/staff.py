"""Staff at their desk: worklist, ticket, acts, attachments, what could not be told."""

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.access.action import Action
from chalicelib.doors import asking
from chalicelib.doors.authorizer import authorize_staff
from chalicelib.web import ANY_TYPE, answers_to, shown

doors = Blueprint(__name__)


@doors.route("/v1/{province}/tickets", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_WORKLIST)
def list_tickets(province: str) -> Response:
    """The short form of `list_worklist`: one unit, all that lies there."""
    from chalicelib import views_desk
    from chalicelib.desk.worklists import Wanted

    asked, actor = doors.current_request, web.who(doors.current_request)
    limit, cursor = web.number(asked, "limit", 50, 100), web.query(asked, "cursor") or None
    done = asking.choice(asked, "state", ("open", "done")) == "done"
    page = wiring.worklists().page(province, Wanted(unit=web.query(asked, "unit"), done=done), actor, limit, cursor)
    return shown(views_desk.worklist(wiring.provinces().get(province), page))


@doors.route("/v1/{province}/tickets/{code}", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_TICKET)
def read_ticket(province: str, code: str) -> Response:
    from chalicelib import views

    read = wiring.desk().read(province, code, web.who(doors.current_request))
    body = {
        "ticket": views.ticket(wiring.provinces().get(province), read.ticket),
        "acts": read.acts,
        "timeline": views.timeline(read.timeline),
        "held": views.held(wiring.provinces().get(province), read.ticket, read.timeline, wiring.utc_now()),
        "notices": [views.notice(notice) for notice in read.notices],
        "hints": [views.hint(hint) for hint in read.hints],
    }
    return shown(body, ETag=f'"{read.ticket.version}"')


@doors.route(
    "/v1/{province}/tickets/{code}/{act}",
    methods=["POST"],
    authorizer=authorize_staff,
    content_types=ANY_TYPE,
)
@answers_to(Action.ACT_ON_TICKET)
def act_on_ticket(province: str, code: str, act: str) -> Response:
    from chalicelib import views

    asked = doors.current_request
    actor, seen = web.who(asked), web.seen_version(asked)
    ticket = wiring.desk().do(province, code, act, web.json_body(asked), actor, seen)
    return shown({"ticket": views.ticket(wiring.provinces().get(province), ticket)}, ETag=f'"{ticket.version}"')


@doors.route("/v1/{province}/tickets/{code}/attachments/{event}/{index}", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_ATTACHMENT)
def show_attachment(province: str, code: str, event: str, index: str) -> Response:
    asked = doors.current_request
    place = web.version_number(event), web.version_number(index)
    link = wiring.desk().attachment(province, code, *place, web.who(asked))
    return shown({"url": link}, Cache_Control="no-store")


@doors.route("/v1/{province}/redaction", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.PREVIEW_REDACTION)
def preview_redaction(province: str) -> Response:
    from chalicelib.redaction import preview

    wiring.desk().admit(province, web.who(doors.current_request))
    return shown(preview(web.checked(doors.current_request, "desk/redaction")["text"]))


@doors.route("/v1/{province}/notices/failed", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_NOTICES)
def list_failed_notices(province: str) -> Response:
    from chalicelib import views

    asked = doors.current_request
    limit, cursor = web.number(asked, "limit", 50, 100), web.query(asked, "cursor") or None
    notices, following = wiring.desk().failed(province, web.who(asked), limit, cursor)
    return shown({"notices": [views.notice(notice) for notice in notices], "next": following})


@doors.route("/v1/{province}/notices/resend", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.RESEND_NOTICE)
def resend_notice(province: str) -> Response:
    from chalicelib import views

    asked = doors.current_request
    notice = wiring.desk().resend(province, web.json_object(asked), web.who(asked))
    return shown(views.notice(notice), 202)
