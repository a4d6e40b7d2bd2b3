"""Opinion: what is said and shown without petitioning, in figures, and words to be labelled."""

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.access.action import Action
from chalicelib.doors import asking
from chalicelib.doors.authorizer import authorize_staff
from chalicelib.web import ANY_TYPE, answers_to, shown

doors = Blueprint(__name__)


@doors.route("/v1/{province}/opinion", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_OPINION)
def read_opinion(province: str) -> Response:
    from chalicelib.opinion.monitor import BY

    asked = doors.current_request
    first, last, by = asking.day(asked, "from"), asking.day(asked, "to"), asking.choice(asked, "by", BY)
    return shown(wiring.monitor().figures(province, first, last, by, web.who(asked)))


@doors.route("/v1/{province}/opinion/items", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_OPINION)
def list_opinion_items(province: str) -> Response:
    from chalicelib.opinion import views

    asked = doors.current_request
    labelled = asking.choice(asked, "labelled", ("false", "true")) == "true"
    limit, cursor = web.number(asked, "limit", 50, 100), web.query(asked, "cursor") or None
    found, following = wiring.monitor().items(province, labelled, web.who(asked), limit, cursor)
    return shown({"items": [views.item(each) for each in found], "next": following})


@doors.route(
    "/v1/{province}/opinion/items/{item}/label", methods=["PUT"], authorizer=authorize_staff, content_types=ANY_TYPE
)
@answers_to(Action.LABEL_OPINION)
def label_opinion_item(province: str, item: str) -> Response:
    from chalicelib.opinion import views

    asked = doors.current_request
    body, seen = web.json_body(asked), web.seen_version(asked)
    found = wiring.monitor().label(province, item, body, seen, web.who(asked))
    return shown(views.item(found), ETag=f'"{found.version}"')
