"""Cuts a verified webhook into pieces, one conversation step each, for the queue that keeps their order.

Knows just enough of the wire format to find the conversation; what a piece means is read by the worker.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from chalicelib.errors import BadInput

ROOM = 250_000  # bytes of one queue message


@dataclass(frozen=True, slots=True)
class Piece:
    """One step. `group`: pieces of one group are worked on in order; `body`: JSON for the queue."""

    group: str
    dedup: str
    body: str

    @property
    def size(self) -> int:
        """Bytes of the body, as the queue counts them."""
        return len(self.body.encode())


def _shorter(text: str) -> str:
    """The same JSON unescaped, without what a queue refuses: a post of 63,000 Vietnamese letters is 380 KB escaped."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.translate({0xFFFE: 0xFFFD, 0xFFFF: 0xFFFD})


def _piece(channel: str, app: str, account: str, person: str, update: dict[str, Any]) -> Piece:
    # ASCII only: a lone surrogate in somebody's text must not stop the queue from taking it
    step = {"channel": channel, "app": app, "account": account, "update": update}
    body = json.dumps(step, separators=(",", ":"))
    if len(body) > ROOM:
        body = _shorter(json.dumps(step, ensure_ascii=False, separators=(",", ":")))
    identity = sha256(json.dumps(update, sort_keys=True).encode()).hexdigest()
    group = sha256(f"{channel}#{account}#{person}".encode()).hexdigest()[:40]  # ids never show in queue metrics
    return Piece(group, identity, body)


def _id(value: Any) -> str:
    return str(value["id"]) if isinstance(value, dict) and value.get("id") is not None else ""


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))


def _json(body: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadInput("the body is not JSON") from error
    if not isinstance(parsed, dict):
        raise BadInput("the body is not an object")
    return parsed


def facebook_pieces(app: str, body: bytes) -> list[Piece]:
    """Every update of a POST, up to 1,000 over several pages; none is dropped here, known or not."""
    payload = _json(body)
    if payload.get("object") != "page":
        return []
    pieces = []
    for entry in _objects(payload.get("entry")):
        page = str(entry.get("id", ""))
        for key in ("messaging", "standby"):
            for update in _objects(entry.get(key)):
                ends = [_id(update.get("sender")), _id(update.get("recipient"))]
                person = next((end for end in ends if end and end != page), "")
                kept = update if key == "messaging" else update | {"standby": True}
                pieces.append(_piece("facebook", app, page, person, kept))
        for change in _objects(entry.get("changes")):
            value = change.get("value")
            person = _id(value.get("from")) if isinstance(value, dict) else ""
            pieces.append(_piece("facebook", app, page, person or "unknown", change))
    return pieces


def zalo_pieces(app: str, body: bytes) -> list[Piece]:
    """The one event of a POST. Which end is the OA depends on the event's name."""
    event = _json(body)
    name = str(event.get("event_name", ""))
    ends = (_id(event.get("sender")), _id(event.get("recipient")))
    from_oa = name.startswith("oa_send") or name in ("user_received_message", "user_seen_message")
    if "oa_id" in event or "oaId" in event:
        oa = str(event.get("oa_id") or event.get("oaId"))
        person = _id(event.get("follower")) or str(event.get("user_id", "")) or next(filter(None, ends), "")
    elif from_oa:
        oa, person = ends
    else:
        person, oa = ends
    return [_piece("zalo", app, oa, person, event)]
