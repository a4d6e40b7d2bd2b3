"""What Zalo's webhooks look like. Pure; instants are epoch milliseconds, on the wire a string of them.

source  Zalo OA webhook reference (2026), partly at second hand
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from infra.local.platforms.world import Entry

Document = dict[str, Any]
EVENT_OF_KIND = {
    "text": "user_send_text",
    "quick_reply": "user_send_text",
    "postback": "user_send_text",
    "image": "user_send_image",
    "location": "user_send_location",
    "sticker": "user_send_sticker",
    "file": "user_send_file",
    "audio": "user_send_audio",
}


def said(entry: Entry, app_id: str, by_app: str) -> Document:
    """What a person wrote to the OA. A button is a text: Zalo sends its query as if it were typed."""
    message: Document = {}
    if entry.text and entry.kind != "sticker":
        message["text"] = entry.text
    message["msg_id"] = entry.key
    if entry.more.get("quote"):
        message["quote_msg_id"] = entry.more["quote"]
    if attachments := _attachments(entry):
        message["attachments"] = attachments
    return {
        "app_id": app_id,
        "sender": {"id": entry.person},
        "user_id_by_app": by_app,
        "recipient": {"id": entry.account},
        "event_name": EVENT_OF_KIND[entry.kind],
        "message": message,
        "timestamp": str(entry.at),
    }


def follow(oa: str, person: str, app_id: str, by_app: str, at: int, event: str = "follow") -> Document:
    return {
        "oa_id": oa,
        "follower": {"id": person},
        "user_id_by_app": by_app,
        "event_name": event,
        "source": "oa_profile",
        "app_id": app_id,
        "timestamp": str(at),
    }


def echo(entry: Entry, app_id: str, by_app: str) -> Document:
    """What the OA sent, told back to it."""
    message: Document = {"text": entry.text} if entry.text else {}
    message["msg_id"] = entry.key
    if entry.more.get("attachment"):
        message["attachments"] = [entry.more["attachment"]]
    return _from_oa(entry.account, entry.person, app_id, by_app, f"oa_send_{entry.kind}", message, entry.at)


def received(entry: Entry, app_id: str, by_app: str, at: int) -> Document:
    return _from_oa(entry.account, entry.person, app_id, by_app, "user_received_message", {"msg_id": entry.key}, at)


def seen(oa: str, person: str, app_id: str, by_app: str, keys: Sequence[str], at: int) -> Document:
    return _from_oa(oa, person, app_id, by_app, "user_seen_message", {"msg_ids": list(keys)}, at)


def _from_oa(
    oa: str, person: str, app_id: str, by_app: str, event: str, message: Mapping[str, Any], at: int
) -> Document:
    return {
        "app_id": app_id,
        "sender": {"id": oa},
        "recipient": {"id": person},
        "user_id_by_app": by_app,
        "event_name": event,
        "message": dict(message),
        "timestamp": str(at),
    }


def _attachments(entry: Entry) -> list[Document]:
    media: Sequence[str] = entry.more.get("media") or ()
    if entry.kind == "location":
        spot = {"latitude": f"{float(entry.more['lat']):.7f}", "longitude": f"{float(entry.more['lon']):.7f}"}
        return [{"payload": {"coordinates": spot}, "type": "location"}]
    if entry.kind == "sticker":
        return [{"payload": {"url": media[0] if media else "", "id": "46100"}, "type": "sticker"}]
    if entry.kind == "file":
        return [{"payload": dict(entry.more["file"]), "type": "file"}]
    if entry.kind == "audio":
        return [{"payload": {"url": url}, "type": "audio"} for url in media]
    return [{"payload": {"thumbnail": url, "url": url}, "type": "image"} for url in media]
