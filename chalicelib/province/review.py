"""A province document looked over before it counts: what forbids keeping it, and what somebody should see first."""

from collections.abc import Container, Mapping
from datetime import date
from typing import Any

from chalicelib.province import doubts, faults
from chalicelib.province.document import province_from


def loose_ends(document: Mapping[str, Any]) -> list[dict[str, str]]:
    """Everything that forbids keeping a document which has passed its schema, as {pointer, message}."""
    return [found for check in faults.CHECKS for found in check(document)]


def mixed(document: Mapping[str, Any], first: Mapping[str, Any], theirs: Container[str]) -> list[dict[str, str]]:
    """What would mix training with the world, as {pointer, message}: nobody must take one for the other.

    first   the first version that was kept of this province
    theirs  the code prefixes of provinces of the other sort
    """
    found = []
    if document.get("training", False) != first.get("training", False):
        found.append({"pointer": "/training", "message": "is as it was first kept, for ever: begin another province"})
    if document["code_prefix"] in theirs:
        found.append({"pointer": "/code_prefix", "message": "training and real provinces share none"})
    return found


def warnings(document: Mapping[str, Any], today: date) -> list[dict[str, str]]:
    """What may be kept but is probably not meant, as {pointer, message}.

    document  without loose ends
    today     the province's local date
    """
    province = province_from(document, 0)
    return [found for check in doubts.CHECKS for found in check(province, document, today)]
