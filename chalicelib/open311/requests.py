"""A published petition as a service request, with what extensions add. An allow-list: no more is ever shown. Pure."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from chalicelib.open311.notation import Told
from chalicelib.province.province import Province
from chalicelib.publish.published import OPEN, Publication

LONGEST = 4000  # characters of a description
MediaLink = Callable[[str, str, int], str]  # of province, code and place in the row: an address all may open


def service_requests(shown: list[dict[str, Any]]) -> Told:
    return Told(root="service_requests", value=shown)


def request(province: Province, shown: Publication, link: MediaLink, *, extended: bool = False) -> dict[str, Any]:
    """One request; instants are RFC 3339, UTC.

    status            open, or closed as soon as it was answered
    updated_datetime  of a closed one the moment of its answer, so the specification
    extended          adds extended_attributes and notes, the history of updates
    """
    category, unit = province.category(shown.category), province.units.get(shown.unit)
    links = [link(province.slug, shown.code, place) for place in range(len(shown.media))]
    told = {
        "service_request_id": shown.code,
        "status": "open" if shown.status == OPEN else "closed",
        "status_notes": _cut(shown.answer) or None,
        "service_name": category.name if category else None,
        "service_code": shown.category or None,
        "description": _cut(shown.text),
        "agency_responsible": unit.name if unit else None,
        "service_notice": None,
        "requested_datetime": _at(shown.opened_at),
        "updated_datetime": _at(_updated(shown)),
        "expected_datetime": None,
        "address": shown.address or None,
        "address_id": shown.place or None,
        "zipcode": None,
        "lat": shown.latitude,
        "long": shown.longitude,
        "media_url": links[0] if links else None,
    }
    return told | (_extension(province, shown, links) if extended else {})


def _updated(shown: Publication) -> datetime:
    closed_at = shown.answered_at if shown.status != OPEN else None
    return closed_at or shown.updated_at


def _extension(province: Province, shown: Publication, links: list[str]) -> dict[str, Any]:
    photos = [{"media_url": url, "media_type": m.media_type} for url, m in zip(links, shown.media, strict=True)]
    return {
        "extended_attributes": {
            "kind": shown.kind,
            "kind_name": province.kind_name(shown.kind),
            "photos": photos,
        },
        "notes": list(_notes(shown)),
    }


def _notes(shown: Publication) -> Iterator[dict[str, Any]]:
    """The updates all may read of, the oldest first."""
    yield _note(shown.opened_at, "Đã tiếp nhận / Request opened", "opened")
    if shown.answered_at:
        yield _note(shown.answered_at, "Đã trả lời / Answered", "answered", _cut(shown.answer))
    if shown.status == "closed":
        yield _note(max(shown.updated_at, _updated(shown)), "Đã kết thúc / Request closed", "closed")


def _note(at: datetime, summary: str, kind: str, description: str = "") -> dict[str, Any]:
    return {"datetime": _at(at), "summary": summary, "description": description or None, "type": kind}


def _cut(text: str) -> str:
    """Line breaks stay; what is longer than the specification allows ends in «…»."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _at(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
