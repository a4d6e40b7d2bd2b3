"""Surveys: what everybody may read and answer, and the rounds as staff keep them."""

from typing import TYPE_CHECKING

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.access.action import Action
from chalicelib.doors.authorizer import authorize_staff
from chalicelib.errors import NotFound
from chalicelib.web import ANY_TYPE, FORM_TYPE, answers, answers_to, shown

if TYPE_CHECKING:
    from chalicelib.survey.round import Round

doors = Blueprint(__name__)


@doors.route("/v1/{province}/surveys", methods=["GET"])
@answers
def list_surveys(province: str) -> Response:
    from chalicelib.survey import views

    asked, home = doors.current_request, wiring.provinces().get(province)
    limit, cursor = web.number(asked, "limit", 50, 100), web.query(asked, "cursor") or None
    found, following = wiring.answering().page(province, limit, cursor)
    return shown({"surveys": [views.public(home, each) for each in found], "next": following})


@doors.route("/v1/{province}/surveys/{survey}", methods=["GET"])
@answers
def read_survey(province: str, survey: str) -> Response:
    from chalicelib.survey import views

    home = wiring.provinces().get(province)
    return shown(views.public(home, wiring.answering().shown(province, survey)))


@doors.route("/v1/{province}/surveys/{survey}/responses", methods=["POST"], content_types=ANY_TYPE)
@answers
def answer_survey(province: str, survey: str) -> Response:
    """Wrong PINs cost here what they cost everywhere."""
    from chalicelib.survey.answering import petition_named

    asked = doors.current_request
    assert asked is not None
    body = web.checked(asked, "survey/response")
    code = petition_named(body)
    mark = wiring.address_mark(str((asked.context.get("identity") or {}).get("sourceIp") or ""))
    if code:
        wiring.guesses().admit(province, code, mark)
    try:
        wiring.answering().answer(province, survey, body, mark)
    except NotFound:
        if code:
            wiring.guesses().wrong(province, code, mark)
        raise
    return shown({"kept": True}, Cache_Control="no-store")


@doors.route("/v1/{province}/surveys/{survey}/answers/{token}", methods=["GET"])
@answers
def ask_survey(province: str, survey: str, token: str) -> Response:
    from chalicelib import survey_page

    home, room = wiring.provinces().get(province), wiring.answering()
    return web.page(*survey_page.asking(home, lambda: room.look(province, survey, token)))


@doors.route("/v1/{province}/surveys/{survey}/answers/{token}", methods=["POST"], content_types=FORM_TYPE)
@answers
def answer_survey_by_link(province: str, survey: str, token: str) -> Response:
    from chalicelib import survey_page

    home, room, raw = wiring.provinces().get(province), wiring.answering(), web.raw(doors.current_request)
    given = survey_page.answering(
        home, raw, lambda: room.look(province, survey, token),
        lambda said: room.answer(province, survey, {"invitation": token, "answers": {**said}}),
    )  # fmt: skip
    return web.page(*given)


@doors.route("/v1/{province}/surveys/{survey}/results", methods=["GET"])
@answers
def read_survey_results(province: str, survey: str) -> Response:
    from chalicelib.survey import views

    home = wiring.provinces().get(province)
    return shown(views.figures(home, wiring.answering().results(province, survey)))


@doors.route("/v1/{province}/surveys/{survey}/figures", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_SURVEYS)
def read_survey_figures(province: str, survey: str) -> Response:
    from chalicelib.survey import views

    found = wiring.surveys().figures(province, survey, web.who(doors.current_request))
    return shown(views.figures(wiring.provinces().get(province), found), Cache_Control="no-store")


@doors.route("/v1/{province}/surveys/{survey}/export", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.EXPORT_SURVEYS)
def export_survey(province: str, survey: str) -> Response:
    from chalicelib.survey import views

    round_, rows = wiring.surveys().rows(province, survey, web.who(doors.current_request))
    headers = {
        "Content-Type": "text/csv; charset=utf-8; header=present",
        "Content-Disposition": f'attachment; filename="{province}-{survey}.csv"',
        "Cache-Control": "no-store",
    }
    return Response(views.sheet(wiring.provinces().get(province), round_, rows), headers={**headers})


@doors.route("/v1/{province}/survey-rounds", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_SURVEYS)
def list_survey_rounds(province: str) -> Response:
    from chalicelib.survey import views

    asked = doors.current_request
    limit, cursor = web.number(asked, "limit", 50, 100), web.query(asked, "cursor") or None
    page = wiring.surveys().page(province, web.who(asked), limit, cursor)
    return shown(views.page(wiring.provinces().get(province), page))


@doors.route("/v1/{province}/survey-rounds", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.WRITE_SURVEYS)
def make_survey_round(province: str) -> Response:
    from chalicelib.survey import views

    asked = doors.current_request
    made = wiring.surveys().make(province, web.json_body(asked), web.who(asked))
    place = f"/v1/{province}/survey-rounds/{made.id}"
    return shown(views.whole(wiring.provinces().get(province), made), 201, Location=place, ETag=f'"{made.version}"')


@doors.route("/v1/{province}/survey-rounds/{survey}", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_SURVEYS)
def read_survey_round(province: str, survey: str) -> Response:
    return _whole(province, wiring.surveys().read(province, survey, web.who(doors.current_request)))


@doors.route(
    "/v1/{province}/survey-rounds/{survey}", methods=["PUT"], authorizer=authorize_staff, content_types=ANY_TYPE
)
@answers_to(Action.WRITE_SURVEYS)
def change_survey_round(province: str, survey: str) -> Response:
    asked = doors.current_request
    seen, body = web.seen_version(asked), web.json_body(asked)
    return _whole(province, wiring.surveys().change(province, survey, body, web.who(asked), seen))


@doors.route(
    "/v1/{province}/survey-rounds/{survey}/open", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE
)
@answers_to(Action.WRITE_SURVEYS)
def open_survey_round(province: str, survey: str) -> Response:
    asked = doors.current_request
    return _whole(province, wiring.surveys().open(province, survey, web.who(asked), web.seen_version(asked)))


@doors.route(
    "/v1/{province}/survey-rounds/{survey}/close", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE
)
@answers_to(Action.WRITE_SURVEYS)
def close_survey_round(province: str, survey: str) -> Response:
    asked = doors.current_request
    return _whole(province, wiring.surveys().close(province, survey, web.who(asked), web.seen_version(asked)))


@doors.route(
    "/v1/{province}/survey-rounds/{survey}/publish", methods=["POST"], authorizer=authorize_staff,
    content_types=ANY_TYPE,
)  # fmt: skip
@answers_to(Action.PUBLISH_SURVEYS)
def publish_survey_round(province: str, survey: str) -> Response:
    asked = doors.current_request
    return _whole(province, wiring.surveys().publish(province, survey, web.who(asked), web.seen_version(asked)))


@doors.route(
    "/v1/{province}/survey-rounds/{survey}/invitations", methods=["POST"], authorizer=authorize_staff,
    content_types=ANY_TYPE,
)  # fmt: skip
@answers_to(Action.WRITE_SURVEYS)
def hand_out_survey_links(province: str, survey: str) -> Response:
    asked = doors.current_request
    tokens = wiring.surveys().hand_out(province, survey, web.json_body(asked), web.who(asked))
    links = [f"{wiring.public_url()}/v1/{province}/surveys/{survey}/answers/{token}" for token in tokens]
    return shown({"links": links}, Cache_Control="no-store")


def _whole(province: str, round_: "Round") -> Response:
    from chalicelib.survey import views

    return shown(views.whole(wiring.provinces().get(province), round_), ETag=f'"{round_.version}"')
