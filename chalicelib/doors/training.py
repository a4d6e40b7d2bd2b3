"""Training provinces: their own time and mark on every call, and the desk from which they are played."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from chalice.app import Blueprint, Request, Response

from chalicelib import staged, web, wiring
from chalicelib.access.action import Action
from chalicelib.doors.asked_of import province_named
from chalicelib.doors.authorizer import authorize_staff
from chalicelib.web import ANY_TYPE, answers_to, shown

doors = Blueprint(__name__)
Next = Callable[[Request], Response]
MARK = "X-Training"
MOST = 100  # messages a page
# Asked of the province, not in it: also while it is begun afresh.
_OUTSIDE = {("GET", "/v1/{province}/training/clock"), ("POST", "/v1/{province}/training/reset")}


def at_its_time(time_of: Callable[[str], AbstractContextManager[None]]) -> Callable[[Request, Next], Response]:
    """Middleware: a call for a training province happens at the time of its clock, and its answer says whose it is."""

    def marked(asked: Request, go_on: Next) -> Response:
        slug = province_named(asked)
        if not slug:
            return go_on(asked)
        outside = (asked.method, asked.path) in _OUTSIDE
        with nullcontext() if outside else time_of(slug):
            answer = go_on(asked)
            if staged.tenant() or (outside and answer.status_code < 300):
                answer.headers[MARK] = "true"
        return answer

    return marked


doors.register_middleware(at_its_time(lambda slug: wiring.in_its_time(slug)), "http")


@doors.route("/v1/{province}/training/clock", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_TRAINING)
def read_training_clock(province: str) -> Response:
    from chalicelib.training import views

    found = wiring.training().clock(province, web.who(doors.current_request))
    return shown(views.clock(found, wiring.world_now()), Cache_Control="no-store")


@doors.route("/v1/{province}/training/clock", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.PLAY_TRAINING)
def forward_training_clock(province: str) -> Response:
    from chalicelib.training import views

    asked = doors.current_request
    found = wiring.training().forward(province, web.json_body(asked), web.who(asked))
    return shown(views.clock(found, wiring.world_now()), 202 if found.goal else 200, Cache_Control="no-store")


@doors.route("/v1/{province}/training/reset", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.RESET_TRAINING)
def reset_training(province: str) -> Response:
    from chalicelib.training import views

    asked = doors.current_request
    found = wiring.afresh().begin(province, web.json_body(asked), web.who(asked))
    return shown(views.clock(found, wiring.world_now()), 202, Cache_Control="no-store")


@doors.route("/v1/{province}/training/messages", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.PLAY_TRAINING)
def speak_as_a_citizen(province: str) -> Response:
    from chalicelib.training import views

    asked = doors.current_request
    return shown(views.said(wiring.training().say(province, web.json_body(asked), web.who(asked))))


@doors.route("/v1/{province}/training/outbox", methods=["GET"], authorizer=authorize_staff)
@answers_to(Action.READ_TRAINING)
def list_training_outbox(province: str) -> Response:
    from chalicelib.training import views

    asked = doors.current_request
    limit, cursor = web.number(asked, "limit", 50, MOST), web.query(asked, "cursor")
    found, following = wiring.training().outbox(province, limit, cursor, web.who(asked))
    return shown({"messages": [views.captured(each) for each in found], "next": following}, Cache_Control="no-store")
