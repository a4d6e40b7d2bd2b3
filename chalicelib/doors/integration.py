"""Other systems: dossiers of the one-stop shop, the directory of staff, open data."""

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.access.action import Action
from chalicelib.doors.asking import choice
from chalicelib.doors.authorizer import authorize_staff
from chalicelib.web import ANY_TYPE, answers, answers_to, shown

doors = Blueprint(__name__)


@doors.route("/v1/{province}/dossiers/{dossier}", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_DOSSIERS)
def read_dossier(province: str, dossier: str) -> Response:
    from chalicelib.dossier import views

    found = wiring.dossiers().read(province, dossier, web.who(doors.current_request))
    return shown(views.reading(found), ETag=f'"{found.dossier.version}"')


@doors.route("/v1/{province}/dossiers/{dossier}", methods=["PUT"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.WRITE_DOSSIERS)
def write_dossier(province: str, dossier: str) -> Response:
    from chalicelib.dossier import views

    asked = doors.current_request
    seen, body = web.seen_version(asked), web.json_body(asked)
    made = wiring.dossiers().put(province, dossier, body, web.who(asked), seen)
    status = 201 if made.result == "created" else 200
    place, tag = f"/v1/{province}/dossiers/{dossier}", f'"{made.dossier.version}"'
    return shown(views.written(made), status, ETag=tag, **({"Location": place} if status == 201 else {}))


@doors.route("/v1/{province}/dossiers/bulk", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.WRITE_DOSSIERS)
def write_dossiers(province: str) -> Response:
    from chalicelib.dossier import views

    asked = doors.current_request
    body = web.json_body(asked, web.DOCUMENT_LIMIT)
    return shown(views.outcomes(wiring.dossiers().put_many(province, body, web.who(asked))))


@doors.route("/v1/{province}/dossiers/look-up", methods=["POST"], content_types=ANY_TYPE)
@answers
def look_up_dossier(province: str) -> Response:
    from chalicelib.dossier import views

    asked = doors.current_request
    assert asked is not None
    asker = wiring.asker(str((asked.context.get("identity") or {}).get("sourceIp") or ""))
    found = wiring.dossiers().look_up(province, web.json_body(asked), asker)
    return shown(views.dossier(found), Cache_Control="no-store")


@doors.route("/v1/{province}/staff", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_STAFF)
def list_staff(province: str) -> Response:
    from chalicelib.directory import views

    asked = doors.current_request
    limit, cursor, unit = web.number(asked, "limit", 50, 100), web.query(asked, "cursor"), web.query(asked, "unit")
    found = wiring.directory().page(province, unit, web.who(asked), limit, cursor or None)
    return shown(views.page(found), ETag=f'"{found.version}"')


@doors.route("/v1/{province}/staff/{staff}", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_STAFF)
def read_member_of_staff(province: str, staff: str) -> Response:
    from chalicelib.directory import views

    found, version = wiring.directory().one(province, staff, web.who(doors.current_request))
    return shown(views.person(found), ETag=f'"{version}"')


@doors.route("/v1/{province}/staff/{staff}", methods=["PUT"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.WRITE_STAFF)
def write_member_of_staff(province: str, staff: str) -> Response:
    from chalicelib.directory import views

    asked = doors.current_request
    seen, body = web.seen_version(asked), web.json_body(asked)
    made = wiring.directory().put(province, staff, body, web.who(asked), seen)
    added = {"Location": f"/v1/{province}/staff/{staff}"} if made.difference.added else {}
    return shown(views.change(made), 201 if added else 200, ETag=f'"{made.version or made.seen}"', **added)


@doors.route("/v1/{province}/staff/{staff}", methods=["DELETE"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.WRITE_STAFF)
def remove_member_of_staff(province: str, staff: str) -> Response:
    from chalicelib.directory import views

    asked = doors.current_request
    made = wiring.directory().remove(province, staff, web.who(asked), web.seen_version(asked))
    return shown(views.change(made), ETag=f'"{made.version or made.seen}"')


@doors.route(
    "/v1/{province}/staff/{staff}/delegation", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE
)
@answers_to(Action.WRITE_STAFF)
def delegate_to_staff(province: str, staff: str) -> Response:
    from chalicelib.directory import views

    asked = doors.current_request
    seen, body = web.seen_version(asked), web.json_body(asked)
    made = wiring.directory().delegate(province, staff, body, web.who(asked), seen)
    return shown(views.change(made), ETag=f'"{made.version or made.seen}"')


@doors.route("/v1/{province}/staff/sync", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.WRITE_STAFF)
def synchronise_staff(province: str) -> Response:
    from chalicelib.directory import views

    asked = doors.current_request
    dry = choice(doors.current_request, "dry", ("true", "false")) == "true"
    seen, body = web.seen_version(asked), web.json_body(asked, web.DOCUMENT_LIMIT)
    made = wiring.directory().sync(province, body, web.who(asked), seen, dry=dry)
    return shown(views.change(made), ETag=f'"{made.version or made.seen}"')


@doors.route("/v1/{province}/open-data/petitions", methods=["GET"])
@answers
def read_open_data(province: str) -> Response:
    from chalicelib.opendata import views
    from chalicelib.opendata.opendata import MOST

    asked, form = doors.current_request, choice(doors.current_request, "format", ("json", "csv"))
    limit, cursor = web.number(asked, "limit", MOST, MOST), web.query(asked, "cursor")
    found = wiring.open_data().month(province, web.query(asked, "month"), limit, cursor or None)
    if form == "json":
        return shown(views.as_json(found))
    name = f"{province}-{found.month}.csv"
    kind = {"Content-Type": "text/csv; charset=utf-8; header=present", "Link": views.links(found, limit)}
    told = {**kind, "Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return Response(views.as_sheet(found), headers={**told})


@doors.route("/v1/{province}/open-data/schema", methods=["GET"])
@answers
def read_open_data_schema(province: str) -> Response:
    from chalicelib.opendata import views

    wiring.provinces().get(province)
    return shown(views.row_schema(), Content_Type="application/schema+json; charset=utf-8")
