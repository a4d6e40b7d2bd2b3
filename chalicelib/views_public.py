"""What all may see: values → JSON. An allow-list: what is not named here is never shown."""

from datetime import datetime
from typing import Any

from chalicelib.intake.uploads import Offer
from chalicelib.province.province import Province
from chalicelib.publish.published import Publication, PublishedPage


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def publication(province: Province, shown: Publication) -> dict[str, Any]:
    """A published petition. Photos, and behind them the files of an answer meant for all, are addresses under which
    each opens; they hold as long as it is published.
    """
    category, unit = province.category(shown.category), province.units.get(shown.unit)
    return {
        "code": shown.code,
        "status": shown.status,
        "kind": shown.kind,
        "category": shown.category or None,
        "category_name": category.name if category else None,
        "unit": shown.unit,
        "unit_name": unit.name if unit else shown.unit,
        "place": shown.place or None,
        "address": shown.address or None,
        "latitude": shown.latitude,
        "longitude": shown.longitude,
        "text": shown.text,
        "answer": shown.answer or None,
        "opened_at": _at(shown.opened_at),
        "published_at": _at(shown.published_at),
        "answered_at": _at(shown.answered_at),
        "updated_at": _at(shown.updated_at),
        "media": [
            {"type": medium.media_type, "href": f"/v1/{province.slug}/published/{shown.code}/media/{index}"}
            for index, medium in enumerate((*shown.media, *shown.answer_media))
        ],
    }


def published(province: Province, page: PublishedPage) -> dict[str, Any]:
    return {"petitions": [publication(province, one) for one in page.publications], "next": page.cursor}


def offer(given: Offer) -> dict[str, Any]:
    """Where an upload goes: a form with these fields, in this order, and the file last."""
    return {"id": given.id, "url": given.url, "fields": given.fields, "expires_at": _at(given.expires_at)}
