"""League tables: what everybody reads and recomputes, and the rounds as staff run and contest them."""

from typing import TYPE_CHECKING

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.access.action import Action
from chalicelib.doors import asking
from chalicelib.doors.authorizer import authorize_staff
from chalicelib.web import ANY_TYPE, answers, answers_to, shown

if TYPE_CHECKING:
    from chalicelib.league.round import Round

doors = Blueprint(__name__)


@doors.route("/v1/{province}/league", methods=["GET"])
@answers
def list_league(province: str) -> Response:
    from chalicelib.league import views

    asked = doors.current_request
    limit, cursor = web.number(asked, "limit", 50, 100), web.query(asked, "cursor") or None
    found, following = wiring.public_tables().page(province, limit, cursor)
    return shown({"tables": [views.public(each) for each in found], "next": following})


@doors.route("/v1/{province}/league/{league}", methods=["GET"])
@answers
def read_league(province: str, league: str) -> Response:
    from chalicelib.league import views

    return shown(views.public(wiring.public_tables().one(province, league)))


@doors.route("/v1/{province}/league/{league}/files/{name}", methods=["GET"])
@answers
def read_league_file(province: str, league: str, name: str) -> Response:
    return _elsewhere(wiring.public_tables().link(province, league, name))


@doors.route("/{province}/xep-hang", methods=["GET"])
@answers
def show_league(province: str) -> Response:
    from chalicelib import page
    from chalicelib.league import printed
    from chalicelib.paper.formats import Format

    asked, tables, home = doors.current_request, wiring.public_tables(), wiring.provinces().get(province)
    form, newest = Format(asking.choice(asked, "format", tuple(Format))), tables.newest(province)
    league = web.query(asked, "league") or (newest[0].id if newest else "")
    if form is not Format.PAGE:
        return _elsewhere(tables.link(province, league, printed.name_of(form)))
    if not league:
        none = '<p>Chưa có bảng xếp hạng nào được công bố. <span lang="en">/ No table is published yet.</span></p>'
        return web.page(page.filled(home, printed.TITLE, printed.TITLE, "", none))
    found = tables.one(province, league)
    kept = tables.page_of(province, league)
    return web.page(printed.with_links(kept, province, found, newest, page.banner(home)))


@doors.route("/v1/{province}/league-rounds", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_LEAGUE)
def list_league_rounds(province: str) -> Response:
    from chalicelib.league import views

    asked = doors.current_request
    limit, cursor = web.number(asked, "limit", 50, 100), web.query(asked, "cursor") or None
    page = wiring.tables().page(province, web.who(asked), limit, cursor)
    return shown({"rounds": [views.whole(each) for each in page.rounds], "next": page.cursor})


@doors.route("/v1/{province}/league-rounds", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.RUN_LEAGUE)
def run_league(province: str) -> Response:
    from chalicelib.league import views

    asked = doors.current_request
    made = wiring.tables().run(province, web.json_body(asked), web.who(asked))
    place = f"/v1/{province}/league-rounds/{made.id}"
    return shown(views.whole(made), 201, Location=place, ETag=f'"{made.version}"')


@doors.route("/v1/{province}/league-rounds/{league}", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_LEAGUE)
def read_league_round(province: str, league: str) -> Response:
    return _whole(wiring.tables().read(province, league, web.who(doors.current_request)))


@doors.route(
    "/v1/{province}/league-rounds/{league}/compute", methods=["POST"], authorizer=authorize_staff,
    content_types=ANY_TYPE,
)  # fmt: skip
@answers_to(Action.RUN_LEAGUE)
def compute_league_round(province: str, league: str) -> Response:
    asked = doors.current_request
    return _whole(wiring.tables().again(province, league, web.who(asked), web.seen_version(asked)))


@doors.route(
    "/v1/{province}/league-rounds/{league}/open", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE
)
@answers_to(Action.RUN_LEAGUE)
def open_league_round(province: str, league: str) -> Response:
    asked = doors.current_request
    return _whole(wiring.tables().open(province, league, web.who(asked), web.seen_version(asked)))


@doors.route(
    "/v1/{province}/league-rounds/{league}/publish", methods=["POST"], authorizer=authorize_staff,
    content_types=ANY_TYPE,
)  # fmt: skip
@answers_to(Action.PUBLISH_LEAGUE)
def publish_league_round(province: str, league: str) -> Response:
    asked = doors.current_request
    return _whole(wiring.tables().publish(province, league, web.who(asked), web.seen_version(asked)))


@doors.route("/v1/{province}/league-rounds/{league}/figures", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_LEAGUE)
def read_league_figures(province: str, league: str) -> Response:
    from chalicelib.league import views

    found = wiring.contesting().figures(province, league, web.who(doors.current_request))
    return shown(views.table(wiring.provinces().get(province), found), Cache_Control="no-store")


@doors.route("/v1/{province}/league-rounds/{league}/cases", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_LEAGUE)
def list_league_cases(province: str, league: str) -> Response:
    from chalicelib.league import views

    asked = doors.current_request
    limit, cursor = web.number(asked, "limit", 50, 100), web.query(asked, "cursor") or None
    unit = web.query(asked, "unit")
    found, following = wiring.contesting().cases(province, league, unit, web.who(asked), limit, cursor)
    return shown({"cases": [views.case(*each) for each in found], "next": following}, Cache_Control="no-store")


@doors.route("/v1/{province}/league-rounds/{league}/comments", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_LEAGUE)
def list_league_comments(province: str, league: str) -> Response:
    from chalicelib.league import views

    home = wiring.provinces().get(province)
    found = wiring.contesting().comments(province, league, web.who(doors.current_request))
    return shown({"comments": [views.comment(home, each) for each in found], "next": None}, Cache_Control="no-store")


@doors.route(
    "/v1/{province}/league-rounds/{league}/comments", methods=["POST"], authorizer=authorize_staff,
    content_types=ANY_TYPE,
)  # fmt: skip
@answers_to(Action.COMMENT_LEAGUE)
def comment_league(province: str, league: str) -> Response:
    from chalicelib.league import views

    asked = doors.current_request
    body, seen = web.json_body(asked), web.seen_version(asked)
    made = wiring.contesting().comment(province, league, body, web.who(asked), seen)
    place = f"/v1/{province}/league-rounds/{league}/comments"
    return shown(views.comment(wiring.provinces().get(province), made), 201, Location=place)


@doors.route(
    "/v1/{province}/league-rounds/{league}/comments/{comment}/decision", methods=["POST"], authorizer=authorize_staff,
    content_types=ANY_TYPE,
)  # fmt: skip
@answers_to(Action.RUN_LEAGUE)
def decide_league_comment(province: str, league: str, comment: str) -> Response:
    from chalicelib.league import views

    asked = doors.current_request
    body, seen = web.json_body(asked), web.seen_version(asked)
    decided = wiring.contesting().decide(province, league, comment, body, web.who(asked), seen)
    return shown(views.comment(wiring.provinces().get(province), decided), Cache_Control="no-store")


def _elsewhere(link: str) -> Response:
    return Response("", status_code=302, headers={"Location": link, "Cache-Control": "no-store"})


def _whole(round_: "Round") -> Response:
    from chalicelib.league import views

    return shown(views.whole(round_), ETag=f'"{round_.version}"')
