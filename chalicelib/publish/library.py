"""The library of published petitions: searched by anybody, one query a page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chalicelib import cursor as cursors
from chalicelib.errors import BadInput, NotFound
from chalicelib.province.registry import Registry
from chalicelib.publish.published import MOST, Publication, PublishedPage, Wanted
from chalicelib.publish.store import Place, Shelf
from chalicelib.ticket.code import read_code

READS = 500  # publications one page reads at most where a search leaves most of them out
MOST_CODES = 100


@dataclass(frozen=True)
class Library:
    """`Published` of published.py."""

    shelf: Shelf
    provinces: Registry
    view: Callable[[str, str, str], str]  # key, media type and name of a copy → a link that is good for minutes

    def page(self, slug: str, wanted: Wanted, limit: int, cursor: str | None) -> PublishedPage:
        """raises  NotFound, BadInput"""
        self.provinces.get(slug)
        if not 1 <= limit <= MOST:
            raise BadInput(f"limit must be a whole number from 1 to {MOST}", faults=[{"pointer": "?limit"}])
        if wanted.since and wanted.until and wanted.since >= wanted.until:
            raise BadInput("the end must come after the beginning", faults=[{"pointer": "?to"}])
        after = _read(slug, wanted, cursor) if cursor else None
        if wanted.codes:
            return self._named(slug, wanted)
        found = self.shelf.search(slug, wanted, max(limit, READS) if _narrows(wanted) else limit, after)
        shown, place = found.publications[:limit], found.after
        if len(found.publications) > limit:
            place = shown[-1].code, shown[-1].opened_at
        return PublishedPage(publications=shown, cursor=_written(slug, wanted, place) if place else None)

    def one(self, slug: str, code: str) -> Publication:
        """raises NotFound"""
        self.provinces.get(slug)
        known = read_code(code)
        found = self.shelf.some(slug, [known]) if known else []
        if not found:
            raise NotFound("no published petition with this code", code=code)
        return found[0]

    def medium(self, slug: str, code: str, index: int) -> str:
        """A link to a photo or film staff released, or to a file of the answer behind them, good for minutes.

        raises  NotFound
        """
        found = self.one(slug, code)
        media = (*found.media, *found.answer_media)
        if not 0 <= index < len(media):
            raise NotFound("no such photo or film", code=code, index=index)
        return self.view(media[index].key, media[index].media_type, "")

    def _named(self, slug: str, wanted: Wanted) -> PublishedPage:
        known = list(dict.fromkeys(filter(None, map(read_code, wanted.codes))))
        if len(known) > MOST_CODES:
            raise BadInput(f"at most {MOST_CODES} codes at once", faults=[{"pointer": "?codes"}])
        return PublishedPage(publications=tuple(self.shelf.some(slug, known)) if known else (), cursor=None)


def _narrows(wanted: Wanted) -> bool:
    """Whether rows are read that are not shown; a range of time is a range of the index."""
    return any((wanted.text, wanted.category, wanted.place, wanted.unit, wanted.status))


def _written(slug: str, wanted: Wanted, place: Place) -> str:
    code, at = place
    return cursors.sealed({"code": code, "at": at.isoformat(timespec="milliseconds")}, slug, "published", wanted)


def _read(slug: str, wanted: Wanted, cursor: str) -> Place:
    place = cursors.opened(cursor, ("code", "at"), slug, "published", wanted)
    try:
        at = datetime.fromisoformat(place["at"])
    except ValueError as error:
        raise BadInput("no such cursor") from error
    if at.tzinfo is None or read_code(place["code"]) != place["code"]:
        raise BadInput("no such cursor")
    return place["code"], at
