"""What staff are shown of broadcasts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.broadcast.broadcast import Act, Broadcast, legal
from chalicelib.broadcast.estimate import Estimate

_LISTS = ("areas", "fields", "submitters", "channels", "accounts")


def broadcast(found: Broadcast) -> dict[str, Any]:
    chosen = found.audience
    return {
        "id": found.id,
        "kind": found.kind,
        "state": found.state,
        "acts": sorted(legal(found) - {Act.START, Act.FINISH}),
        "topic": found.topic or None,
        "title": found.title,
        "text": found.text,
        "title_en": found.title_en or None,
        "text_en": found.text_en or None,
        "link": found.link or None,
        "audience": {name: sorted(getattr(chosen, name)) for name in _LISTS} | {"unplaced": chosen.unplaced},
        "created_by": found.by,
        "created_at": _at(found.created_at),
        "submitted_by": found.submitted_by or None,
        "decided_by": found.decided_by or None,
        "decided_at": _at(found.decided_at),
        "reason": found.reason or None,
        "at": _at(found.at),
        "started_at": _at(found.started_at),
        "done_at": _at(found.done_at),
        "version": found.version,
    }


def progress(found: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    return {
        "owed": found["people"]["owed"],
        "left_out": dict(found["left_out"]),
        "states": dict(found["states"]),
        "ways": dict(found["ways"]),
        "reasons": dict(found["reasons"]),
    }


def estimate(found: Estimate, spent: Mapping[str, int], beyond: Mapping[str, int]) -> dict[str, Any]:
    return {
        "state": "counted" if found.counted_at else "counting",
        "counted_at": _at(found.counted_at),
        "people": found.people,
        "meant": found.meant,
        "left_out": found.left_out,
        "ways": found.ways,
        "contact": found.contact,
        "nowhere": found.nowhere,
        "quota": found.quota,
        "dong": found.dong,
        "spent_this_month": dict(spent),
        "over_limit": dict(beyond),
    }


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
