"""The recorded webhooks, and new ones in their shape, read the way the worker reads them: through split and queue."""

import json
from pathlib import Path
from typing import Any

from chalicelib.channel import facebook, zalo
from chalicelib.channel.inbound import Inbound
from chalicelib.channel.split import Piece, facebook_pieces, zalo_pieces

DATA = Path(__file__).parents[1] / "data"
OUR_APP = "918273645546372"
PAGE, AN, HOA, HUNG = "104857600123456", "7182930465120394", "6930214758120077", "8015527364490123"
OA, MAI, VISITOR = "2187364509912037745", "6412908837751204498", "ANON_b1c2d3e4f5061728"
AT = 1794968142117  # 2026-11-18 09:15:42 in Vietnam
PROBE = "zalo/webhook_url_probe"  # answered by the door, never reaches the queue
RECORDED = sorted({f"{p.parent.name}/{p.stem}" for p in DATA.glob("*/*.json")} - {PROBE})


def recorded(name: str) -> Any:
    loaded = json.loads((DATA / f"{name}.json").read_text("utf-8"))
    return {key: value for key, value in loaded.items() if key != "_note"} if isinstance(loaded, dict) else loaded


def posts_of(name: str) -> list[dict[str, Any]]:
    """The POST bodies of a recording: a sequence has several."""
    loaded = recorded(name)
    return loaded if isinstance(loaded, list) else [loaded]


def channel_of(name: str) -> str:
    return name.partition("/")[0] if "/" in name and not name.startswith("sequences/") else "zalo"


def pieces_of(channel: str, post: Any) -> list[Piece]:
    cut = facebook_pieces if channel == "facebook" else zalo_pieces
    return cut("cau-noi", json.dumps(post).encode())


def read(channel: str, post: Any) -> list[Inbound]:
    found = []
    for piece in pieces_of(channel, post):
        step = json.loads(piece.body)
        reader = facebook.inbound if channel == "facebook" else zalo.inbound
        found.append(reader(step["update"], step["account"], OUR_APP))
    return found


def heard_from(name: str) -> list[Inbound]:
    return [found for post in posts_of(name) for found in read(channel_of(name), post)]


def messenger(person: str = AN, kind: str = "messaging", **what: Any) -> Inbound:
    """One update of Messenger: `message={...}`, `policy_enforcement={...}` and so on."""
    named = {name.replace("policy_", "policy-"): value for name, value in what.items()}
    update = {"sender": {"id": person}, "recipient": {"id": PAGE}, "timestamp": AT, **named}
    (found,) = read("facebook", {"object": "page", "entry": [{"id": PAGE, "time": AT, kind: [update]}]})
    return found


def feed(field: str = "feed", told: int = AT // 1000 + 60, **value: Any) -> Inbound:
    """One change of the page's feed: a comment of Hoa's unless said otherwise."""
    usual = {
        "from": {"id": HOA, "name": "Trần Thị Mai Hoa"},
        "post_id": f"{PAGE}_1",
        "comment_id": "1_2",
        "parent_id": f"{PAGE}_1",
        "created_time": AT // 1000,
        "item": "comment",
        "verb": "add",
    }
    merged = {name: given for name, given in (usual | value).items() if given is not None}
    changes = [{"field": field, "value": merged}]
    (found,) = read("facebook", {"object": "page", "entry": [{"id": PAGE, "time": told, "changes": changes}]})
    return found


def from_zalo(name: str, message: Any = None, **more: Any) -> Inbound:
    """One event of Zalo's, from Mai to the OA unless said otherwise."""
    usual = {"app_id": OUR_APP, "sender": {"id": MAI}, "recipient": {"id": OA}, "timestamp": str(AT)}
    (found,) = read("zalo", usual | {"event_name": name, "message": message} | more)
    return found
