"""Reports as documents: which there are, one of them, and the link that an e-mail carries."""

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.access.action import Action
from chalicelib.doors.authorizer import authorize_staff
from chalicelib.web import answers, answers_to, shown

doors = Blueprint(__name__)


@doors.route("/v1/{province}/papers", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_REPORTS)
def list_papers(province: str) -> Response:
    from chalicelib.paper import views
    from chalicelib.paper.papers import Wanted

    asked = doors.current_request
    wanted = Wanted(kind=web.query(asked, "kind"), period=web.query(asked, "period"), unit=web.query(asked, "unit"))
    limit, cursor = web.number(asked, "limit", 50, 100), web.query(asked, "cursor") or None
    found = wiring.paper_store().page(province, wanted, web.who(asked), limit, cursor)
    return shown({"papers": [views.paper(kept) for kept in found.papers], "next": found.cursor})


@doors.route("/v1/{province}/papers/{paper}", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_REPORTS)
def read_paper(province: str, paper: str) -> Response:
    from chalicelib.paper import views

    kept, links = wiring.paper_store().one(province, paper, web.who(doors.current_request))
    return shown(views.opened(kept, links), Cache_Control="no-store")


@doors.route("/v1/{province}/papers/{paper}/{form}", methods=["GET"])
@answers
def open_paper(province: str, paper: str, form: str) -> Response:
    asked = doors.current_request
    until, addressee, mark = (web.query(asked, name) for name in ("until", "for", "mark"))
    place = wiring.paper_store().opened(province, paper, form, int(until or 0), addressee, mark)
    headers = {"Location": place, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return Response("", status_code=303, headers={**headers})
