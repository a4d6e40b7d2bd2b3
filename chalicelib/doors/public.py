"""What anybody may ask: what to choose from, published petitions, figures; uploads and messages of those who file."""

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.access.action import Action
from chalicelib.doors import asking
from chalicelib.doors.authorizer import authorize_staff
from chalicelib.errors import NotFound
from chalicelib.web import ANY_TYPE, answers, answers_to, shown

doors = Blueprint(__name__)
MOST = 100  # publications a page


@doors.route("/v1/{province}/categories", methods=["GET"])
@answers
def list_choices(province: str) -> Response:
    from chalicelib.publish.choices import choices

    return shown(choices(wiring.provinces().get(province)))


@doors.route("/v1/{province}/units", methods=["GET"])
@answers
def list_units(province: str) -> Response:
    from chalicelib.publish.choices import units

    return shown({"units": units(wiring.provinces().get(province)), "next": None})


@doors.route("/v1/{province}/published", methods=["GET"])
@answers
def list_published(province: str) -> Response:
    from chalicelib import views_public
    from chalicelib.publish.published import Wanted

    asked, home = doors.current_request, wiring.provinces().get(province)
    wanted = Wanted(
        text=web.query(asked, "text"),
        category=web.query(asked, "category"),
        place=web.query(asked, "place"),
        unit=web.query(asked, "unit"),
        status=web.query(asked, "status"),
        since=asking.midnight(asked, "from", home.zone),
        until=asking.midnight(asked, "to", home.zone, later=1),
    )
    limit, cursor = web.number(asked, "limit", 50, MOST), web.query(asked, "cursor")
    return shown(views_public.published(home, wiring.published().page(province, wanted, limit, cursor or None)))


@doors.route("/v1/{province}/published/{code}", methods=["GET"])
@answers
def read_published(province: str, code: str) -> Response:
    from chalicelib import views_public

    found = wiring.published().one(province, code)
    return shown(views_public.publication(wiring.provinces().get(province), found))


@doors.route("/v1/{province}/published/{code}/media/{index}", methods=["GET"])
@answers
def show_medium(province: str, code: str, index: str) -> Response:
    if not index.isascii() or not index.isdecimal() or len(index) > 2:
        raise NotFound("no such photo or film", code=code)
    link = wiring.published().medium(province, code, int(index))
    return Response("", status_code=302, headers={"Location": link, "Cache-Control": "no-store"})


@doors.route("/{province}/cong-khai", methods=["GET"])
@answers
def show_published(province: str) -> Response:
    from chalicelib import published_page
    from chalicelib.publish.published import Wanted

    asked, home = doors.current_request, wiring.provinces().get(province)
    text, cursor = web.query(asked, "text"), web.query(asked, "cursor")
    found = wiring.published().page(province, Wanted(text=text), published_page.LISTED, cursor or None)
    return web.page(published_page.several(home, found, text))


@doors.route("/{province}/cong-khai/{code}", methods=["GET"])
@answers
def show_publication(province: str, code: str) -> Response:
    from chalicelib import published_page

    found = wiring.published().one(province, code)
    return web.page(published_page.one(wiring.provinces().get(province), found))


@doors.route("/v1/{province}/channels", methods=["GET"])
@answers
def list_channels(province: str) -> Response:
    from chalicelib.publish.channels import channels

    return shown({"channels": channels(wiring.provinces().get(province)), "next": None})


@doors.route("/v1/{province}/channels/{channel}/{account}/qr", methods=["GET"])
@answers
def draw_channel(province: str, channel: str, account: str) -> Response:
    from chalicelib.publish.channels import drawn

    drawing = drawn(wiring.provinces().get(province), channel, account)
    headers = {"Content-Type": "image/svg+xml", "Cache-Control": "public, max-age=86400"}
    return Response(drawing, headers={**headers})


@doors.route("/v1/{province}/figures", methods=["GET"])
@answers
def read_figures(province: str) -> Response:
    return shown(wiring.figures().of(province, web.query(doors.current_request, "month")))


@doors.route("/v1/{province}/uploads", methods=["POST"], content_types=ANY_TYPE)
@answers
def offer_upload(province: str) -> Response:
    from chalicelib import views_public

    offered = wiring.uploads().offer(province, web.json_body(doors.current_request))
    return shown(views_public.offer(offered), 201, Location=offered.url)


@doors.route("/v1/{province}/petitions/{code}/messages", methods=["POST"], content_types=ANY_TYPE)
@answers
def add_message(province: str, code: str) -> Response:
    asked = doors.current_request
    key = web.header(asked, "idempotency-key") or wiring.new_id()
    ticket, number = wiring.messages().add(province, code, web.json_body(asked), f"http#{province}#{key}")
    told = {"code": ticket.code, "status": ticket.status, "message": number}
    return shown(told, 201, Location=f"/v1/{province}/petitions/{ticket.code}")


@doors.route("/v1/{province}/member-cases", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.SUBMIT_PETITIONS)
def file_case(province: str) -> Response:
    from chalicelib import views_citizens

    asked, home = doors.current_request, wiring.provinces().get(province)
    key = web.header(asked, "idempotency-key") or wiring.new_id()
    ticket = wiring.cases().file(home, web.json_object(asked), web.who(asked), key)
    receipt = views_citizens.filed(home, ticket, wiring.pin(province, ticket.code))
    return shown(receipt, 201, Location=f"/v1/{province}/petitions/{ticket.code}")


@doors.route("/v1/{province}/member-petitions", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers_to(Action.SUBMIT_PETITIONS)
def file_for_member(province: str) -> Response:
    from chalicelib import views_citizens

    asked, home = doors.current_request, wiring.provinces().get(province)
    key = web.header(asked, "idempotency-key") or wiring.new_id()
    ticket = wiring.form().file_for_member(home, web.json_body(asked), web.who(asked), key)
    receipt = views_citizens.filed(home, ticket, wiring.pin(province, ticket.code))
    return shown(receipt, 201, Location=f"/v1/{province}/petitions/{ticket.code}")
