"""Staff at large: lists over many desks, one act for many petitions, sheets, and who did what."""

from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import urlencode

from chalice.app import Blueprint, Request, Response

from chalicelib import web, wiring
from chalicelib.access.action import Action
from chalicelib.doors import asking
from chalicelib.doors.authorizer import authorize_staff
from chalicelib.web import ANY_TYPE, answers_to, shown

doors = Blueprint(__name__)
LATELY = timedelta(days=30)  # without a period, so many days up to today
A_SHEET = 500  # rows a page


@doors.route("/v1/{province}/worklist", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_WORKLIST)
def list_worklist(province: str) -> Response:
    from chalicelib import views_desk
    from chalicelib.desk.worklists import Wanted
    from chalicelib.ticket.workflow import OPEN_STATES, Status

    asked = doors.current_request
    home, actor = wiring.desk().admit(province, web.who(asked)), web.who(asked)
    status = asking.choice(asked, "status", tuple(Status)) if web.query(asked, "status") else ""
    ended = bool(status) and status not in OPEN_STATES
    wanted = Wanted(
        unit=web.query(asked, "unit"),
        subtree=asking.choice(asked, "subtree", ("false", "true")) == "true",
        done=asking.choice(asked, "state", ("done", "open") if ended else ("open", "done")) == "done",
        status=status,
        overdue=asking.choice(asked, "overdue", ("false", "true")) == "true",
        due_before=asking.moment(asked, "due_before"),
        category=web.query(asked, "category"),
        urgency=web.query(asked, "urgency"),
        text=web.query(asked, "text"),
    )
    limit, cursor = web.number(asked, "limit", 50, 100), web.query(asked, "cursor") or None
    return shown(views_desk.worklist(home, wiring.worklists().page(province, wanted, actor, limit, cursor)))


@doors.route("/v1/{province}/tickets/bulk", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.ACT_ON_TICKET)
def act_on_tickets(province: str) -> Response:
    from chalicelib import views_desk

    asked = doors.current_request
    return shown(views_desk.results(wiring.bulk().do(province, web.json_body(asked), web.who(asked))))


@doors.route("/v1/{province}/files", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.ACT_ON_TICKET)
def offer_file(province: str) -> Response:
    from chalicelib import views_public

    asked = doors.current_request
    wiring.desk().admit(province, web.who(asked))
    offered = wiring.staff_files().offer(province, web.json_body(asked))
    return shown(views_public.offer(offered), 201, Location=offered.url, Cache_Control="no-store")


@doors.route("/v1/{province}/exports/tickets", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.EXPORT_TICKETS)
def export_tickets(province: str) -> Response:
    from chalicelib import views_desk
    from chalicelib.desk.exports import Period

    asked = doors.current_request
    home, actor = wiring.desk().admit(province, web.who(asked)), web.who(asked)
    form = asking.choice(asked, "format", ("json", "csv"))
    today, cursor = _begun(asked, home.zone)
    since, until = asking.period(asked, home.zone, today, LATELY)
    period = Period(since=since, until=until, unit=web.query(asked, "unit"))
    sheet = wiring.exports().page(province, period, actor, web.number(asked, "limit", A_SHEET, A_SHEET), cursor)
    sheet = replace(sheet, cursor=asking.going_on(today, sheet.cursor))
    if form == "json":
        return shown(views_desk.rows(home, sheet), Cache_Control="no-store")
    return _download(asked, views_desk.sheet(home, sheet), f"{province}.csv", sheet.cursor)


@doors.route("/v1/{province}/audit", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_AUDIT)
def read_audit(province: str) -> Response:
    from chalicelib import views_desk
    from chalicelib.audit.audit import Wanted

    asked = doors.current_request
    home, actor = wiring.desk().admit(province, web.who(asked)), web.who(asked)
    today, cursor = _begun(asked, home.zone)
    since, until = asking.period(asked, home.zone, today, LATELY)
    wanted = Wanted(since=since, until=until, action=web.query(asked, "action"), by=web.query(asked, "by"))
    page = wiring.audit().page(province, wanted, actor, web.number(asked, "limit", 50, 100), cursor)
    page = replace(page, cursor=asking.going_on(today, page.cursor))
    return shown(views_desk.audit(page), Cache_Control="no-store")


@doors.route("/v1/{province}/calls/script", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.TAKE_CALLS)
def read_call_script(province: str) -> Response:
    home, actor = wiring.provinces().get(province), web.who(doors.current_request)
    return shown(wiring.calls().script(home, actor))


@doors.route("/v1/{province}/calls", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.TAKE_CALLS)
def log_call(province: str) -> Response:
    from chalicelib import views_citizens

    asked, home = doors.current_request, wiring.provinces().get(province)
    key = web.header(asked, "idempotency-key") or wiring.new_id()
    ticket = wiring.calls().log(home, web.json_object(asked), web.who(asked), key)
    receipt = views_citizens.called(home, ticket, wiring.pin(province, ticket.code))
    return shown(receipt, 201, Location=f"/v1/{province}/tickets/{ticket.code}", Cache_Control="no-store")


@doors.route("/v1/{province}/callbacks", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.TAKE_CALLS)
def list_callbacks(province: str) -> Response:
    from chalicelib import views_desk

    asked = doors.current_request
    limit, cursor = web.number(asked, "limit", 50, 100), web.query(asked, "cursor") or None
    overdue = asking.choice(asked, "overdue", ("false", "true")) == "true"
    waiting, following = wiring.callbacks().page(province, web.who(asked), limit, cursor, overdue=overdue)
    return shown({"callbacks": [views_desk.call(each) for each in waiting], "next": following})


@doors.route("/v1/{province}/callbacks/{code}", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.TAKE_CALLS)
def call_back(province: str, code: str) -> Response:
    asked = doors.current_request
    ticket, told = wiring.callbacks().called(province, code, web.json_object(asked), web.who(asked))
    return shown({"code": ticket.code, "status": ticket.status, "told": told})


def _begun(asked: Request | None, zone: str) -> tuple[date, str | None]:
    """raises  BadInput"""
    return asking.begun(asked, asking.local_day(wiring.utc_now(), zone))


def _download(asked: Request | None, text: str, name: str, following: str | None) -> Response:
    """A sheet to be saved; where it goes on stands in the Link header (RFC 8288), relative to this very address."""
    headers = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    if following:
        given: dict[str, str] = dict((asked.query_params if asked else None) or {})
        headers["Link"] = f'<?{urlencode(given | {"cursor": following})}>; rel="next"'
    return Response(text, headers={**headers})
