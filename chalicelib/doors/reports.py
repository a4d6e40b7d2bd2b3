"""Reports in figures: what happened in a period, what was late and by which article, what lies open."""

from datetime import date

from chalice.app import Blueprint, Request, Response

from chalicelib import web, wiring
from chalicelib.access.action import Action
from chalicelib.doors import asking
from chalicelib.doors.authorizer import authorize_staff
from chalicelib.web import answers_to, shown

doors = Blueprint(__name__)
_BY = ("", "unit", "category", "channel", "kind", "submitter", "day")


@doors.route("/v1/{province}/reports/figures", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_REPORTS)
def read_report_figures(province: str) -> Response:
    from chalicelib.report.figures import By
    from chalicelib.report.reports import Asked

    asked = doors.current_request
    by, days = asking.choice(asked, "by", _BY), _days(asked)
    wanted = Asked(first=days[0], last=days[1], unit=web.query(asked, "unit"), by=By(by) if by else None)
    return shown(wiring.reports().figures(province, wanted, web.who(asked)))


@doors.route("/v1/{province}/reports/violations", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_REPORTS)
def list_report_violations(province: str) -> Response:
    from chalicelib.report import views
    from chalicelib.report.reports import Asked

    asked = doors.current_request
    days, (limit, cursor) = _days(asked), _page(asked)
    wanted = Asked(first=days[0], last=days[1], unit=web.query(asked, "unit"))
    found, following = wiring.reports().violations(province, wanted, web.who(asked), limit, cursor)
    return shown({"violations": [views.violation(each) for each in found], "next": following})


@doors.route("/v1/{province}/reports/open", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_REPORTS)
def list_report_open(province: str) -> Response:
    asked = doors.current_request
    day, (limit, cursor) = asking.day(asked, "day"), _page(asked)
    late = asking.choice(asked, "overdue", ("false", "true")) == "true"
    found, following = wiring.reports().lying(
        province, day, web.query(asked, "unit"), web.who(asked), limit, cursor, late=late
    )
    return shown({"petitions": found, "next": following})


@doors.route("/v1/{province}/reports/pilots", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_REPORTS)
def read_report_pilots(province: str) -> Response:
    asked = doors.current_request
    days = web.number(asked, "days", 90, 183)
    return shown({"pilots": wiring.reports().pilots(province, days, web.who(asked)), "next": None})


def _days(asked: Request | None) -> tuple[date | None, date | None]:
    return asking.day(asked, "from"), asking.day(asked, "to")


def _page(asked: Request | None) -> tuple[int, str | None]:
    return web.number(asked, "limit", 50, 100), web.query(asked, "cursor") or None
