"""A page on which the form for a photo may stand: where one does, and only there, the page may lead to the bucket."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from chalice.app import Response

from chalicelib import web, wiring

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.photo_page import Form
    from chalicelib.province.province import Province
    from chalicelib.ticket.ticket import Ticket


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
