"""The public ledger: sealed days, their files, and a citizen's receipt."""

from datetime import date

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.errors import NotFound
from chalicelib.web import answers, shown

doors = Blueprint(__name__)
MOST = 100  # days a page


@doors.route("/v1/{province}/ledger", methods=["GET"])
@answers
def list_ledger(province: str) -> Response:
    from chalicelib.ledger import views

    asked = doors.current_request
    limit, cursor = web.number(asked, "limit", 50, MOST), web.query(asked, "cursor")
    found, following = wiring.ledger().page(province, limit, cursor or None)
    return shown({"pages": [views.page(kept) for kept in found], "next": following})


@doors.route("/v1/{province}/ledger/{day}", methods=["GET"])
@answers
def read_ledger_page(province: str, day: str) -> Response:
    from chalicelib.ledger import views

    return shown(views.page(wiring.ledger().one(province, _day(day))))


@doors.route("/v1/{province}/ledger/{day}/file", methods=["GET"])
@answers
def read_ledger_file(province: str, day: str) -> Response:
    link = wiring.ledger().link(province, _day(day))
    return Response("", status_code=302, headers={"Location": link, "Cache-Control": "no-store"})


@doors.route("/v1/{province}/petitions/{code}/receipt", methods=["GET"])
@answers
def read_receipt(province: str, code: str) -> Response:
    from chalicelib.ledger import views

    found = wiring.ledger().receipt(province, code, web.query(doors.current_request, "pin"))
    return shown(views.receipt(found), Cache_Control="no-store")


def _day(text: str) -> date:
    """raises  NotFound for what is no day: an address that leads nowhere"""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or str(found) != text:
        raise NotFound("no page of the ledger for this day")
    return found
