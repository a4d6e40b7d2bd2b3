"""A province document looked over before it counts: what forbids keeping it, and what somebody should see first."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from chalicelib.province import doubts, faults
from chalicelib.province.document import province_from


def loose_ends(document: Mapping[str, Any]) -> list[dict[str, str]]:
    """Everything that forbids keeping a document which has passed its schema, as {pointer, message}."""
    return [found for check in faults.CHECKS for found in check(document)]


def warnings(document: Mapping[str, Any], today: date) -> list[dict[str, str]]:
    """What may be kept but is probably not meant, as {pointer, message}.

    document  without loose ends
    today     the province's local date
    """
    province = province_from(document, 0)
    return [found for check in doubts.CHECKS for found in check(province, document, today)]
