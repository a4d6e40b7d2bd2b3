"""What the regulation demands of a petition that the petition does not have."""

from collections.abc import Collection, Mapping

from chalicelib.province.province import Province
from chalicelib.province.regulation import holds

_SEEN = {"image", "video"}
_POINT = "location"


def missing(
    province: Province, facts: Mapping[str, str | None], attachments: Collection[str], *, place: bool, contact: bool
) -> tuple[str, ...]:
    """Of photo, place and contact those demanded and not there, in the order in which the regulation names them.

    facts        urgency, kind and category of the petition
    attachments  kinds of what came with it; a film counts as a photo, a location as a place
    place        a commune was recognised
    contact      a telephone number or an e-mail address is known
    """
    has = {"photo": not _SEEN.isdisjoint(attachments), "place": place or _POINT in attachments, "contact": contact}
    rows = (row for row in province.regulation.procedures.evidence if holds(row.when, facts))
    return tuple(dict.fromkeys(need for row in rows for need in row.needs if not has[need]))
