"""Periodical reports, the meetings about them, and the tasks that came of these."""

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.access.action import Action
from chalicelib.doors import asking
from chalicelib.doors.authorizer import authorize_staff
from chalicelib.web import ANY_TYPE, answers_to, shown

doors = Blueprint(__name__)
_KINDS = ("", "digest", "week", "month", "unit_report")
_STATES = ("", "open", "reported", "overdue", "done", "cancelled")


@doors.route("/v1/{province}/briefings", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_BRIEFINGS)
def list_briefings(province: str) -> Response:
    from chalicelib.briefing import views
    from chalicelib.briefing.briefings import Wanted

    asked = doors.current_request
    kind = asking.choice(asked, "kind", _KINDS)
    wanted = Wanted(kind=kind, period=web.query(asked, "period"), unit=web.query(asked, "unit"))
    limit, cursor = web.number(asked, "limit", 50, 100), web.query(asked, "cursor") or None
    found, following = wiring.briefings().page(province, wanted, web.who(asked), limit, cursor)
    return shown({"briefings": [views.briefing(one) for one in found], "next": following}, Cache_Control="no-store")


@doors.route("/v1/{province}/briefings", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.MAKE_BRIEFINGS)
def make_briefings(province: str) -> Response:
    from chalicelib.briefing import views

    asked = doors.current_request
    made = [views.briefing(one) for one in wiring.briefings().ask(province, web.json_body(asked), web.who(asked))]
    where = f"?kind={made[0]['kind']}&period={made[0]['period']}" if made else ""
    place = f"/v1/{province}/briefings{where}"
    return shown({"briefings": made, "next": None}, 201, Location=place, Cache_Control="no-store")


@doors.route("/v1/{province}/meetings", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.RUN_MEETINGS)
def hold_meeting(province: str) -> Response:
    from chalicelib.briefing import views

    asked = doors.current_request
    made, tasks = wiring.meetings().hold(province, web.json_body(asked), web.who(asked))
    return shown(views.meeting(made, tasks), 201, Location=f"/v1/{province}/meetings/{made.id}")


@doors.route("/v1/{province}/meetings", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.RUN_MEETINGS)
def list_meetings(province: str) -> Response:
    from chalicelib.briefing import views

    asked = doors.current_request
    limit, cursor = web.number(asked, "limit", 50, 100), web.query(asked, "cursor") or None
    found, following = wiring.meetings().held(province, web.who(asked), limit, cursor)
    return shown({"meetings": [views.listed(one) for one in found], "next": following})


@doors.route("/v1/{province}/meetings/{meeting}", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.RUN_MEETINGS)
def read_meeting(province: str, meeting: str) -> Response:
    from chalicelib.briefing import views

    found, tasks = wiring.meetings().meeting(province, meeting, web.who(doors.current_request))
    return shown(views.meeting(found, tasks))


@doors.route("/v1/{province}/tasks", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_BRIEFINGS)
def list_tasks(province: str) -> Response:
    from chalicelib.briefing import views

    asked = doors.current_request
    unit, state = web.query(asked, "unit"), asking.choice(asked, "state", _STATES)
    limit, cursor = web.number(asked, "limit", 50, 100), web.query(asked, "cursor") or None
    found, following = wiring.meetings().page(province, unit, state, web.who(asked), limit, cursor)
    return shown({"tasks": [views.task(one) for one in found], "next": following})


@doors.route("/v1/{province}/tasks/{task}", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_BRIEFINGS)
def read_task(province: str, task: str) -> Response:
    from chalicelib.briefing import views

    found = wiring.meetings().task(province, task, web.who(doors.current_request))
    return shown(views.task(found), ETag=f'"{found.task.version}"')


@doors.route("/v1/{province}/tasks/{task}", methods=["PUT"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.WORK_ON_TASKS)
def move_task(province: str, task: str) -> Response:
    from chalicelib.briefing import views

    asked = doors.current_request
    body, seen = web.json_body(asked), web.seen_version(asked)
    found = wiring.meetings().move(province, task, body, seen, web.who(asked))
    return shown(views.task(found), ETag=f'"{found.task.version}"')
