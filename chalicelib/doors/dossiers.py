"""Dossiers and procedures for people and for whole sheets: pages, followers, ratings, the catalogue, imports."""

from datetime import timedelta
from typing import TYPE_CHECKING

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.access.action import Action
from chalicelib.doors.asking import choice, period
from chalicelib.doors.authorizer import authorize_staff
from chalicelib.errors import PetitionError
from chalicelib.web import ANY_TYPE, FORM_TYPE, answers, answers_to, shown

if TYPE_CHECKING:
    from chalicelib.dossier.lookup import Asker

doors = Blueprint(__name__)
LATELY = timedelta(days=29)
MOST = 100  # procedures a page


@doors.route("/v1/{province}/dossiers", methods=["GET"])
@answers
def ask_for_dossier(province: str) -> Response:
    from chalicelib import dossier_page

    home = wiring.provinces().get(province)
    return web.page(*dossier_page.asking(home, web.query(doors.current_request, "code")[:60]))


@doors.route("/v1/{province}/dossiers", methods=["POST"], content_types=FORM_TYPE)
@answers
def show_dossier(province: str) -> Response:
    from chalicelib import dossier_page

    asked, home = doors.current_request, wiring.provinces().get(province)
    code, tail = web.form_field(asked, "code")[:60], web.form_field(asked, "tail")
    asker = _asker()
    return web.page(
        *dossier_page.looked_up(home, code, lambda: wiring.dossiers().show(province, code, tail, asker))
    )  # fmt: skip


@doors.route("/v1/{province}/dossiers/import", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.WRITE_DOSSIERS)
def import_dossiers(province: str) -> Response:
    from chalicelib.dossier import views

    asked = doors.current_request
    dry = choice(asked, "dry_run", ("false", "true")) == "true"
    return shown(views.imported(wiring.importing().take(province, web.raw(asked), web.who(asked), dry=dry)))


@doors.route(
    "/v1/{province}/dossiers/{dossier}/release", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE
)
@answers_to(Action.MANAGE_KEYS)
def release_dossier(province: str, dossier: str) -> Response:
    found = wiring.dossiers().release(province, dossier, web.who(doors.current_request))
    return shown({"code": found.code, "version": found.version}, ETag=f'"{found.version}"')


@doors.route("/v1/{province}/dossiers/{dossier}/subscriptions", methods=["POST"], content_types=ANY_TYPE)
@answers
def follow_dossier(province: str, dossier: str) -> Response:
    from chalicelib.dossier import views

    asked = doors.current_request
    made, token = wiring.following().by_contact(province, dossier, web.json_body(asked), _asker())
    place = f"/v1/{province}/dossier-subscriptions/{token}"
    return shown(views.followed(made), 201, Location=place, Cache_Control="no-store")


@doors.route("/v1/{province}/dossier-subscriptions/{token}", methods=["GET"])
@answers
def show_followed(province: str, token: str) -> Response:
    from chalicelib import dossier_page

    home = wiring.provinces().get(province)
    return web.page(*dossier_page.own(home, lambda: wiring.following().by_link(province, token)))


@doors.route("/v1/{province}/dossier-subscriptions/{token}", methods=["POST"], content_types=FORM_TYPE)
@answers
def change_followed(province: str, token: str) -> Response:
    from chalicelib import dossier_page
    from chalicelib.rating_page import stars_of

    asked, home, room = doors.current_request, wiring.provinces().get(province), wiring.following()
    try:
        followed = room.by_link(province, token)
        if web.form_field(asked, "stop"):
            room.stop(followed.follower)
            return web.page(*dossier_page.stopped(home))
        room.rate(followed, stars_of(web.form_field(asked, "stars")))
    except PetitionError as error:
        return web.page(*dossier_page.refused(home, error))
    return web.page(*dossier_page.own(home, lambda: room.by_link(province, token)))


@doors.route("/v1/{province}/dossiers/ratings", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_REPORTS)
def read_service_ratings(province: str) -> Response:
    from chalicelib.dossier.satisfaction import as_json

    asked, home = doors.current_request, wiring.provinces().get(province)
    today = home.calendar.local_day(wiring.utc_now())
    since, until = period(asked, home.zone, today, LATELY)
    return shown(as_json(home, wiring.satisfaction().counted(province, since, until, web.who(asked))))


@doors.route("/v1/{province}/procedures", methods=["GET"])
@answers
def list_procedures(province: str) -> Response:
    from chalicelib.province import catalogue

    asked, home = doors.current_request, wiring.provinces().get(province)
    text, unit = web.query(asked, "text"), web.query(asked, "unit")
    limit, cursor = web.number(asked, "limit", 50, MOST), web.query(asked, "cursor")
    return shown(catalogue.page(home, text, unit, limit, cursor or None))


@doors.route("/v1/{province}/procedures/{procedure}", methods=["GET"])
@answers
def read_procedure(province: str, procedure: str) -> Response:
    from chalicelib.province import catalogue

    home = wiring.provinces().get(province)
    return shown(catalogue.as_json(home, catalogue.procedure_of(home, procedure)))


def _asker() -> "Asker":
    asked = doors.current_request
    assert asked is not None
    return wiring.asker(str((asked.context.get("identity") or {}).get("sourceIp") or ""))
