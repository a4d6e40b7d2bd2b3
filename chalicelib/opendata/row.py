"""From what is published to what may be copied and joined with anything: coarser, and no way back to a person. Pure."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.province.province import Province
from chalicelib.publish.published import Publication
from chalicelib.redaction import redacted

_DECIMALS = 3  # of a degree: about a hundred metres


def row(province: Province, publication: Publication) -> dict[str, Any]:
    """The row of row.schema.json, its fields in the order of the schema.

    Days instead of instants, a hundred metres instead of a house, no address, no photo. Texts were redacted when they
    were published; what a newer pattern finds goes all the same.
    """
    zone, category = ZoneInfo(province.zone), province.category(publication.category)
    return {
        "code": publication.code,
        "kind": publication.kind,
        "kind_name": province.kind_name(publication.kind),
        "category": publication.category,
        "category_name": category.name if category else "",
        "unit": publication.unit,
        "unit_name": province.units[publication.unit].name if publication.unit in province.units else "",
        "place": publication.place,
        "place_name": _place_name(province, publication.place),
        "latitude": _coarse(publication.latitude),
        "longitude": _coarse(publication.longitude),
        "status": publication.status,
        "opened_on": _day(publication.opened_at, zone),
        "published_on": _day(publication.published_at, zone),
        "answered_on": publication.answered_at and _day(publication.answered_at, zone),
        "text": redacted(publication.text),
        "answer": redacted(publication.answer),
    }


def _place_name(province: Province, code: str) -> str:
    return next((unit.name for unit in province.units.values() if unit.place and unit.place.code == code), "")


def _coarse(degrees: float | None) -> float | None:
    return None if degrees is None else round(degrees, _DECIMALS)


def _day(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).date().isoformat()
