"""Citizens on the web: a petition is sent, followed, rated, pleaded for; the pages behind the links in letters."""

from typing import TYPE_CHECKING

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.doors.photos import with_photo_form
from chalicelib.web import ANY_TYPE, FORM_TYPE, answers, shown

if TYPE_CHECKING:
    from chalice.app import Request

    from chalicelib.photo_page import Form
    from chalicelib.ticket.ticket import Event, Ticket

doors = Blueprint(__name__)


@doors.route("/v1/{province}/petitions", methods=["POST"], content_types=ANY_TYPE)
@answers
def file_petition(province: str) -> Response:
    from chalicelib import views_citizens

    asked, home = doors.current_request, wiring.provinces().get(province)
    key = web.header(asked, "idempotency-key") or wiring.new_id()
    ticket = wiring.form().file(home, web.json_body(asked), key)
    receipt = views_citizens.filed(home, ticket, wiring.pin(province, ticket.code))
    return shown(receipt, 201, Location=f"/v1/{province}/petitions/{ticket.code}")


@doors.route("/v1/{province}/petitions/{code}", methods=["GET"])
@answers
def follow_petition(province: str, code: str) -> Response:
    from chalicelib import views_citizens

    ticket, events = wiring.tracking().follow(province, code, web.query(doors.current_request, "pin"))
    home, now, link = wiring.provinces().get(province), wiring.utc_now(), wiring.bucket().link
    return shown(views_citizens.followed(home, ticket, events, now, link), Cache_Control="no-store")


@doors.route("/v1/{province}/petitions/{code}/deadline", methods=["GET"])
@answers
def explain_deadline(province: str, code: str) -> Response:
    from chalicelib import views_citizens

    reason = wiring.tracking().deadline(province, code, web.query(doors.current_request, "pin"))
    return shown(views_citizens.deadline(wiring.provinces().get(province), reason), Cache_Control="no-store")


@doors.route("/v1/{province}/petitions/{code}/pleas", methods=["POST"], content_types=ANY_TYPE)
@answers
def plead_for_petition(province: str, code: str) -> Response:
    ticket = wiring.tracking().plead(province, code, web.json_object(doors.current_request))
    return shown({"code": ticket.code, "status": ticket.status, "reopened": ticket.reopened})


@doors.route("/v1/{province}/petitions/{code}/rating", methods=["POST"], content_types=ANY_TYPE)
@answers
def rate_petition(province: str, code: str) -> Response:
    body = web.checked(doors.current_request, "intake/rating")
    ticket = wiring.tracking().rate(province, code, body["pin"], body["stars"], body.get("text", ""))
    return shown({"code": ticket.code, "rating": ticket.rating})


@doors.route("/v1/{province}/ratings/{token}", methods=["GET"])
@answers
def ask_for_rating(province: str, token: str) -> Response:
    from chalicelib import rating_page

    home = wiring.provinces().get(province)
    return web.page(*rating_page.asking(home, lambda: wiring.tracking().look_by_link(province, token)[0]))


@doors.route("/v1/{province}/ratings/{token}", methods=["POST"], content_types=FORM_TYPE)
@answers
def rate_by_link(province: str, token: str) -> Response:
    from chalicelib import rating_page

    home, asked = wiring.provinces().get(province), doors.current_request
    stars, text = web.form_field(asked, "stars"), _words(asked)
    rate = wiring.tracking().rate_by_link
    return web.page(*rating_page.rating(home, lambda: rate(province, token, rating_page.stars_of(stars), text)))


@doors.route("/v1/{province}/petitions/{code}/confirmation", methods=["POST"], content_types=ANY_TYPE)
@answers
def confirm_petition(province: str, code: str) -> Response:
    body = web.checked(doors.current_request, "intake/confirmation")
    pin, solved, text = body["pin"], body["solved"], body.get("text", "")
    ticket = wiring.tracking().confirm(province, code, pin, solved=solved, text=text)
    return shown({"code": ticket.code, "confirmation": ticket.confirmation})


@doors.route("/v1/{province}/confirmations/{token}", methods=["GET"])
@answers
def ask_for_confirmation(province: str, token: str) -> Response:
    from chalicelib import confirm_page

    home = wiring.provinces().get(province)
    return web.page(*confirm_page.asking(home, lambda: wiring.tracking().look_to_confirm(province, token)))


@doors.route("/v1/{province}/confirmations/{token}", methods=["POST"], content_types=FORM_TYPE)
@answers
def confirm_by_link(province: str, token: str) -> Response:
    from chalicelib import confirm_page

    home, asked = wiring.provinces().get(province), doors.current_request
    solved, text = web.form_field(asked, "solved"), _words(asked)
    say = wiring.tracking().confirm_by_link
    return web.page(*confirm_page.answering(home, lambda: say(province, token, solved, text)))


@doors.route("/{province}/gui-phan-anh", methods=["GET"])
@answers
def ask_for_petition(province: str) -> Response:
    from chalicelib import filing_page

    return web.page(*filing_page.asking(wiring.provinces().get(province), wiring.new_id()))


@doors.route("/{province}/gui-phan-anh", methods=["POST"], content_types=FORM_TYPE)
@answers
def file_on_page(province: str) -> Response:
    from chalicelib import filing_page
    from chalicelib.intake import sheet

    asked, home = doors.current_request, wiring.provinces().get(province)
    return with_photo_form(
        home,
        lambda photo_form: filing_page.filing(
            home,
            lambda: sheet.tidy({name: web.form_field(asked, name) for name in sheet.FIELDS}),
            lambda typed: sheet.file(wiring.form(), home, typed),
            wiring.pin,
            wiring.new_id,
            photo_form,
        ),
    )


@doors.route("/{province}/theo-doi", methods=["GET"])
@answers
def find_by_code(province: str) -> Response:
    from chalicelib import code_page

    home, typed = wiring.provinces().get(province), web.query(doors.current_request, "code")[: code_page.LONGEST]
    if code := code_page.code_of(home, typed):  # beside this page: the stage's part of the address stays
        return Response("", status_code=303, headers={"Location": code, "Cache-Control": "no-store"})
    return web.page(*code_page.asking(home, typed))


@doors.route("/{province}/{code}", methods=["GET"])
@answers
def ask_for_pin(province: str, code: str) -> Response:
    from chalicelib import tracking_page

    return web.page(*tracking_page.asking(wiring.provinces().get(province), code))


@doors.route("/{province}/{code}", methods=["POST"], content_types=FORM_TYPE)
@answers
def follow_with_pin(province: str, code: str) -> Response:
    from chalicelib import tracking_page

    asked, home, now = doors.current_request, wiring.provinces().get(province), wiring.utc_now()
    form = {name: web.form_field(asked, name).strip() for name in ("pin", "text", "act", "seen", "photo")}

    def look() -> "tuple[Ticket, list[Event]]":
        return wiring.tracking().follow(province, code, form["pin"])

    def followed(photo_form: "Form") -> tuple[str, int]:
        typed = tracking_page.Typed(
            pin=form["pin"],
            text=form["text"],
            photo=form["photo"],
            photo_form=photo_form,
            send=lambda: wiring.messages().say(province, code, form),
            take=lambda: wiring.photos().take_late(province, code, form["photo"]),
        )
        return tracking_page.following(home, code, look, now, wiring.bucket().link, typed)

    return with_photo_form(home, followed)


def _words(asked: "Request | None") -> str:
    """What was typed into a page's field, as long as the browser counted it: there a new line is one character."""
    return web.form_field(asked, "text").replace("\r\n", "\n")
