"""Cuts a verified webhook into pieces, one conversation step each, for the queue that keeps their order.

Knows just enough of the wire format to find the conversation; what a piece means is read by the worker.
"""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from chalicelib.channel.ends import facebook_author, facebook_person, zalo_ends, zalo_thread
from chalicelib.channel.wire import ident, objects
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


def _piece(channel: str, app: str, account: str, thread: str, update: dict[str, Any]) -> Piece:
    # ASCII only: a lone surrogate in somebody's text must not stop the queue from taking it
    step = {"channel": channel, "app": app, "account": account, "update": update}
    try:
        body = json.dumps(step, separators=(",", ":"))
        if len(body) > ROOM:
            body = _shorter(json.dumps(step, ensure_ascii=False, separators=(",", ":")))
        identity = sha256(json.dumps(update, sort_keys=True).encode()).hexdigest()
    except RecursionError as error:
        raise BadInput("an update is nested too deeply") from error
    group = sha256(f"{channel}#{account}#{thread}".encode()).hexdigest()[:40]  # ids never show in queue metrics
    return Piece(group, identity, body)


def _json(body: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadInput("the body is not JSON") from error
    if not isinstance(parsed, dict):
        raise BadInput("the body is not an object")
    return parsed


def facebook_pieces(app: str, body: bytes) -> list[Piece]:
    """Every update of a POST, up to 1,000 over several pages; none is dropped here, known or not.

    News of the page itself has no person: it keeps its order among its like. A change of the feed takes along
    when it was told, which it does not say itself.
    """
    payload = _json(body)
    if payload.get("object") != "page":
        return []
    pieces = []
    for entry in objects(payload.get("entry")):
        page = ident(entry.get("id"))
        for key in ("messaging", "standby"):
            for update in objects(entry.get(key)):
                kept = update if key == "messaging" else update | {"standby": True}
                pieces.append(_piece("facebook", app, page, facebook_person(update, page), kept))
        for change in objects(entry.get("changes")):
            told = {"time": entry["time"]} if "time" in entry else {}
            pieces.append(_piece("facebook", app, page, facebook_author(change.get("value")), change | told))
    return pieces


def zalo_pieces(app: str, body: bytes) -> list[Piece]:
    """The one event of a POST. Which end is the OA depends on the event's name."""
    event = _json(body)
    return [_piece("zalo", app, zalo_ends(event)[0], zalo_thread(event), event)]
