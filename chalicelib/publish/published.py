"""Published petitions, the newest first: one query a page, however many petitions there are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.ticket.publication import ANSWERED as ANSWERED
from chalicelib.ticket.publication import CLOSED as CLOSED
from chalicelib.ticket.publication import OPEN as OPEN
from chalicelib.ticket.publication import Medium as Medium
from chalicelib.ticket.publication import Publication as Publication

MOST = 1000  # publications a page
MOST_WORDS = 20  # a search looks for: a condition of DynamoDB may be 4 KB long


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for; whatever is empty does not narrow the search, and all that is given must hold.

    text      every word of it must be in the text, the answer or the address; case and diacritics do not count. Only
              the first MOST_WORDS different ones are looked for
    category  an id of the province; place: a commune code; unit: an id of the province
    status    open, answered, closed, or several with commas between them
    codes     only these petitions, at most 100; the other conditions are not looked at then
    since     opened at or after it; until: before it. Aware, any zone; both of one search, so of its cursors too
    """

    text: str = ""
    category: str = ""
    place: str = ""
    unit: str = ""
    status: str = ""
    codes: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedPage:
    """The newest opened first. `cursor` leads on; a page may hold fewer than asked for, even none, and still lead on:
    where a search finds little, one page reads only so far.
    """

    publications: tuple[Publication, ...]
    cursor: str | None


class Published(Protocol):
    """What rooms that show published petitions ask for; `wiring.published()` answers."""

    def page(self, slug: str, wanted: Wanted, limit: int, cursor: str | None) -> PublishedPage:
        """At most `limit` (1 to MOST) publications from `cursor` on.

        raises  NotFound for an unknown province; BadInput for a cursor of another search or province
        """

    def one(self, slug: str, code: str) -> Publication:
        """raises NotFound when there is no such petition, or it is not published"""
