"""What Zalo's webhooks look like. Pure; instants are epoch milliseconds, on the wire a string of them.

source  Zalo OA webhook reference (2026), partly at second hand
"""

from __future__ import annotations

import json
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
    "video": "user_send_video",
    "gif": "user_send_gif",
    "link": "user_send_link",
    "card": "user_send_business_card",
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
    event = EVENT_OF_KIND[entry.kind]
    if talk := entry.more.get("conversation"):  # a visitor who is not logged in
        event, message = event.replace("user_", "anonymous_"), {"conversation_id": talk, **message}
        by_app = ""
    return _from_person(entry.account, entry.person, app_id, by_app, event, message, entry.at)


def submitted(entry: Entry, app_id: str, info: Mapping[str, Any]) -> Document:
    """The form of a request for contact, filled in."""
    return {
        "sender": {"id": entry.person},
        "recipient": {"id": entry.account},
        "event_name": "user_submit_info",
        "app_id": app_id,
        "timestamp": str(entry.at),
        "info": dict(info),
    }


def reacted(entry: Entry, app_id: str, by_app: str, icon: str, at: int) -> Document:
    message = {"msg_id": entry.key, "react_icon": icon}
    return _from_person(entry.account, entry.person, app_id, by_app, "user_reacted_message", message, at)


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
    """What the OA sent, told back to it; who typed it on the console, where somebody did."""
    message: Document = {"text": entry.text} if entry.text else {}
    message["msg_id"] = entry.key
    if entry.more.get("attachment"):
        message["attachments"] = [entry.more["attachment"]]
    event = f"oa_send_{entry.kind}"
    if talk := entry.more.get("conversation"):
        event, message = f"oa_send_anonymous_{entry.kind}", {"conversation_id": talk, **message}
    document = _from_oa(entry.account, entry.person, app_id, by_app, event, message, entry.at)
    if entry.more.get("admin"):
        document["sender"]["admin_id"] = entry.more["admin"]
    return document


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


def _from_person(
    oa: str, person: str, app_id: str, by_app: str, event: str, message: Mapping[str, Any], at: int
) -> Document:
    known = {"user_id_by_app": by_app} if by_app else {}
    return {
        "app_id": app_id,
        "sender": {"id": person},
        **known,
        "recipient": {"id": oa},
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
    if entry.kind == "card":
        card = json.dumps({"phone": entry.more["phone"], "qrCodeUrl": ""}, separators=(",", ":"))
        url = f"https://zalo.me/{entry.more['phone']}"
        return [{"payload": {"thumbnail": "", "description": card, "url": url}, "type": "link"}]
    if entry.kind in ("gif", "link", "video"):
        words = {} if entry.kind == "gif" else {"description": entry.more.get("title", "")}
        return [{"payload": {"thumbnail": url, **words, "url": url}, "type": entry.kind} for url in media]
    if entry.kind == "file":
        return [{"payload": dict(entry.more["file"]), "type": "file"}]
    if entry.kind == "audio":
        return [{"payload": {"url": url}, "type": "audio"} for url in media]
    return [{"payload": {"thumbnail": url, "url": url}, "type": "image"} for url in media]
