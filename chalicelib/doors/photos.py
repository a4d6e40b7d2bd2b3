"""Photos from pages: where the bucket leads the browser, and pages with a form for one: these alone may lead there."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.web import answers

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.photo_page import Form
    from chalicelib.province.province import Province
    from chalicelib.ticket.ticket import Ticket

doors = Blueprint(__name__)


@doors.route("/{province}/anh/{token}", methods=["GET"])
@answers
def take_photo(province: str, token: str) -> Response:
    from chalicelib import photo_page

    home, photos = wiring.provinces().get(province), wiring.photos()
    return with_photo_form(
        home,
        lambda photo_form: photo_page.taking(
            home, lambda: photos.take(province, token), lambda: photos.read(province, token), token, photo_form
        ),
    )


def with_photo_form(home: "Province", show: "Callable[[Form], tuple[str, int]]") -> Response:
    """The page `show` makes of such a form, and its status."""
    from chalicelib import photo_page

    leads: list[str] = []

    def photo_form(ticket: "Ticket", until: "datetime | None" = None) -> str:
        offer = wiring.photos().offer(ticket, until)
        if offer is None:
            return ""
        leads.extend((offer.url, wiring.public_url()))
        return photo_page.form(home, offer)

    html, status = show(photo_form)
    return web.page(html, status, *leads)
